"""The newsroom's pages as assistive technology meets them (axe, WCAG 2.1 AA), light and dark, narrow and wide."""

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile

from kttt.searching.refreshing import refresh_all
from kttt.visits import recording
from news.models import ArticleVideo, Comment, Tag, Topic
from tests import factories
from tests.browser.content import fill_portal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
WIDTHS = (320, 390, 768, 1366)


@pytest.fixture
def addresses():
    """{what a page is: its address}, over a portal with one of everything that a newsroom makes."""
    made = fill_portal()
    full = made.article
    full.topic = Topic.objects.create(name="Mùa chè xuân", slug="mua-che-xuan")
    full.cover, full.cover_alt = factories.picture(1280, 720), "Nương chè"
    full.cover_caption = "Nương chè ở Bản Bo."
    full.save()
    tag = Tag.objects.create(name="Chè", slug="che")
    full.tags.add(tag)
    for number in range(2):
        factories.article(f"Chè xuân, kỳ {number}", topic=full.topic, cover=factories.picture(640, 360))
        factories.article(f"Chè khô, kỳ {number}").tags.add(tag)
    Comment.objects.create(article=full, name="Lò Văn An", text="Cảm ơn bài viết.", state="approved")
    full.files.create(file=ContentFile(b"%PDF-1.4", "a.pdf"), name="bieu-mau.pdf", size=8, title="Biểu mẫu")
    photo = factories.article("Chợ phiên qua ảnh", kind="photo")
    for number in (1, 2, 3):
        photo.photos.create(picture=factories.picture(900, 600), alt=f"Gian hàng {number}", caption="Chợ phiên.")
    video = factories.article("Hái chè bằng máy", kind="video")
    ArticleVideo.objects.create(
        article=video, file=ContentFile(b"\0\0\0\x18ftypmp42", "a.mp4"), name="a.mp4", transcript="Đây là máy hái chè."
    )
    recording.add("article", full.pk, "view")
    refresh_all()
    month = f"/tin-tuc/luu-tru/{full.publish_from:%Y}/"
    return SimpleNamespace(
        article=full.get_absolute_url(), photo=photo.get_absolute_url(), video=video.get_absolute_url(),
        news="/tin-tuc/", category=full.category.get_absolute_url(), empty="/tin-tuc/chua-co-bai/",
        topic=full.topic.get_absolute_url(), tag=tag.get_absolute_url(), author="/tin-tuc/tac-gia/thu-trang/",
        archive="/tin-tuc/luu-tru/", archive_year=month, most_read="/tin-tuc/xem-nhieu/",
        search="/tim-kiem/?q=ch%C3%A8&loai=article", nothing="/tim-kiem/?q=zqzqzq",
    )  # fmt: skip


def look_at(page, address, scheme):
    page.emulate_media(color_scheme=scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} is wider than {width}"
        if width in (390, 1366):
            found = Axe().run(page, options=RULES)
            assert not found.response["violations"], f"{address} {scheme} {width}\n{found.generate_report()}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_article_with_everything_has_no_fault(page, addresses, scheme):
    look_at(page, addresses.article, scheme)


def test_a_comment_that_comes_back_has_no_fault_and_the_focus(page, addresses):
    page.goto(addresses.article)
    page.get_by_label("Họ và tên").fill("Lò Văn An")
    page.locator("#binh-luan-text").evaluate("field => field.required = false")
    page.get_by_role("button", name="Gửi bình luận").click()
    page.wait_for_url("**/binh-luan/**")
    summary = page.get_by_role("alert")
    assert summary.evaluate("summary => summary === document.activeElement")
    found = Axe().run(page, options=RULES)
    assert not found.response["violations"], found.generate_report()
    summary.get_by_role("link").click()
    assert page.evaluate("document.activeElement.name") == "text"


@pytest.mark.prove
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_newsroom_has_a_fault(page, addresses, scheme):
    for address in vars(addresses).values():
        look_at(page, address, scheme)
