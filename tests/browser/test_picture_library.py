"""An editor puts a picture of the library into an article, and finds it on a phone."""

import pytest
from django.core.files.storage import default_storage

from kttt.library import gathering
from kttt.pictures import normalise
from news.models import Article
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_a_picture_of_the_library_goes_into_the_text(page):
    name = default_storage.save("uploads/2026/abc.webp", normalise(factories.picture(640, 360)))
    picture = gathering.remember(name, "hai-che.jpg")
    picture.alt, picture.caption = "Phụ nữ hái chè", "Bản Bo"
    picture.save()
    article = factories.article()
    factories.staff(group="Biên tập")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/quan-tri/login/?next=/quan-tri/news/article/{article.pk}/change/")
    page.fill("#id_username", "bientap")
    page.fill("#id_password", "mat-khau-thu-1")
    page.press("#id_password", "Enter")
    page.wait_for_selector(".ck-editor__editable")
    page.get_by_role("button", name="Chọn từ kho ảnh").click()
    dialog = page.get_by_role("dialog", name="Chọn từ kho ảnh")
    dialog.get_by_label("Tên hoặc chữ trong mô tả, chú thích").fill("phu nu")
    dialog.get_by_role("button", name="Tìm").click()
    dialog.get_by_role("button", name="Phụ nữ hái chè").click()
    page.wait_for_selector(".ck-editor__editable img")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_selector(".messagelist .success")
    body = Article.objects.get(pk=article.pk).body
    assert (
        f'src="/media/{name}"' in body and 'alt="Phụ nữ hái chè"' in body and "<figcaption>Bản Bo</figcaption>" in body
    )
    page.goto("/quan-tri/library/picture/")
    assert page.locator(".library-cell").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
