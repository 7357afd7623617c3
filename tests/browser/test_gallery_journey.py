"""A gallery opened large, by keyboard alone; and reading aloud, offered only where there is a voice."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_pictures_open_large_and_close_by_keyboard(page):
    article = factories.article("Chợ phiên")
    for number in (1, 2, 3):
        article.photos.create(picture=factories.picture(), alt=f"Ảnh {number}", caption=f"Chú thích {number}")
    page.goto(article.get_absolute_url())
    first = page.locator("[data-large]").first
    first.focus()
    page.keyboard.press("Enter")
    caption = page.locator("dialog figcaption")
    expect(caption).to_have_text("Ảnh 1/3. Chú thích 1")
    page.keyboard.press("ArrowLeft")
    expect(caption).to_have_text("Ảnh 3/3. Chú thích 3")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(caption).to_have_text("Ảnh 2/3. Chú thích 2")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.large-picture")).to_be_hidden()
    # The browser puts the focus back to the first; the dialog's "close", which moves it on, comes a moment later.
    expect(page.locator("[data-caption='Chú thích 2']")).to_be_focused()


def noise(width=1280, height=720):
    """A picture that does not pack well, as a photograph of leaves."""
    out = BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(out, "JPEG", quality=90)
    return ContentFile(out.getvalue(), "anh.jpg")


def test_a_gallery_on_a_phone_weighs_a_fifth_of_its_pictures(page):
    article = factories.article("Chợ phiên")
    for number in (1, 2, 3, 4):
        article.photos.create(picture=noise(), alt=f"Ảnh {number}")
    whole = sum(photo.picture.size for photo in article.photos.all())
    weights = []
    page.on("response", lambda r: weights.append(len(r.body())) if "/media/" in r.url else None)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(article.get_absolute_url())
    for picture in page.locator(".gallery img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
    page.wait_for_load_state("networkidle")
    assert len(weights) == 4
    assert 0 < sum(weights) < whole / 5


@pytest.mark.parametrize(("language", "offered"), [("vi-VN", True), ("en-US", False)])
def test_reading_aloud_is_offered_only_with_a_vietnamese_voice(page, language, offered):
    article = factories.article("Chợ phiên")
    page.add_init_script(f"speechSynthesis.getVoices = () => [{{lang: '{language}'}}]")
    page.goto(article.get_absolute_url())
    assert page.get_by_role("button", name="Nghe bài viết").is_visible() is offered
