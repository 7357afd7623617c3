"""An article on paper: its words, its whole tables and where its links lead; nothing of the frame to click on."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.browser.content import LONG_WORD, fill_portal
from tests.browser.test_narrow_pages import TOO_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# A4 with margins of 1.5 cm, in CSS pixels.
PAPER_WIDTH = round((21 - 2 * 1.5) / 2.54 * 96)


def test_an_article_is_printed_whole(page):
    portal = fill_portal()
    page.goto(portal.article.get_absolute_url())
    page.emulate_media(media="print")
    for name in ("navigation", "search", "complementary", "button", "textbox"):
        assert [one.inner_text() for one in page.get_by_role(name).all() if one.is_visible()] == []
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 1000})
    assert page.evaluate(TOO_WIDE) == []

    margin = dict.fromkeys(("top", "right", "bottom", "left"), "1.5cm")
    paper = PdfReader(io.BytesIO(page.pdf(format="A4", margin=margin)))
    printed = "".join("".join(sheet.extract_text() for sheet in paper.pages).split())
    for words in (portal.article.title, "Bà con phấn khởi", LONG_WORD, "14.250.000.000 đồng", "Tác giả: Thu Trang"):
        assert re.sub(r"\s", "", words) in printed, words
    # Readers on paper cannot click: where a link of the text leads stands behind it.
    assert "vănbản(/van-ban/)" in printed
    assert "trangcủatỉnh(https://vidu.example.vn/che)" in printed

    # The table of a cooperative's years, twelve columns of figures.
    page.goto(portal.cooperative.get_absolute_url())
    assert page.evaluate(TOO_WIDE) == []
    assert page.locator(".qr-code").is_visible()
    assert not page.get_by_role("link", name="Thông tin chưa đúng").is_visible()
    paper = PdfReader(io.BytesIO(page.pdf(format="A4", margin=margin)))
    printed = "".join("".join(sheet.extract_text() for sheet in paper.pages).split())
    # Who holds the paper can type where it comes from, or point a camera at it.
    assert portal.cooperative.get_absolute_url() in printed
    lines = [line.strip() for sheet in paper.pages for line in sheet.extract_text().splitlines()]
    assert "12.346" in " ".join(lines), "a number of the table was cut"

    # The directory: everybody, with the ways to reach them.
    page.goto("/trang/danh-ba/")
    assert page.evaluate(TOO_WIDE) == []
    paper = PdfReader(io.BytesIO(page.pdf(format="A4", margin=margin)))
    printed = "".join("".join(sheet.extract_text() for sheet in paper.pages).split())
    for words in ("NguyễnHoàngThịPhươngThảo", "02130000010", "02130000003"):
        assert words in printed, words
