"""Rich text is clean whichever way it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from kttt import richtext
from news.models import Article
from tests import factories


@pytest.mark.parametrize(
    ("dirty", "gone"),
    [
        ('<p onclick="x()">a</p>', "onclick"),
        ("<script>alert(1)</script><p>a</p>", "script"),
        ('<a href="javascript:alert(1)">a</a>', "javascript"),
        ('<img src="file:///C:/anh.jpg" alt="a">', "file:"),
        ('<img src="https://example.com/a.png" alt="a">', "example.com"),
        ('<p style="position:fixed">a</p>', "style"),
        ('<iframe src="https://example.com"></iframe>', "iframe"),
        ('<figure class="site-header image">x</figure>', "site-header"),
        ("<svg><script>1</script></svg>", "script"),
    ],
)
def test_nothing_executable_or_foreign_stays(dirty, gone):
    assert gone not in richtext.clean(dirty)


def test_what_editors_need_stays():
    body = (
        '<h2>Mục</h2><p><strong>đậm</strong> <em>nghiêng</em> <a href="/van-ban/" rel="noopener">văn bản</a></p>'
        '<figure class="image"><img src="/media/a.webp" alt="Đồi chè"><figcaption>Chú thích</figcaption></figure>'
        '<table><thead><tr><th scope="col">Cột</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    )
    assert richtext.clean(body) == body


@given(st.text())
def test_cleaning_is_idempotent(html):
    once = richtext.clean(html)
    assert richtext.clean(once) == once


@pytest.mark.django_db
def test_bulk_writes_are_cleaned_too():
    article = factories.article()
    Article.objects.filter(pk=article.pk).update(body="<p>a</p><script>1</script>")
    article.refresh_from_db()
    assert article.body == "<p>a</p>"
    Article.objects.bulk_create([Article(title="b", slug="b", category=article.category, body="<p onclick=1>b</p>")])
    assert Article.objects.get(slug="b").body == "<p>b</p>"


@given(
    st.lists(st.sampled_from(["<p>a</p>", "<table><tbody><tr><td>1</td></tr></tbody></table>", "<p>&lt;table&gt;</p>"]))
)
def test_tables_are_drawn_in_boxes_that_scroll_by_keyboard(parts):
    tree = html.fromstring(f"<main>{richtext.with_scrolling_tables(''.join(parts))}</main>")
    tables = tree.xpath("//table")
    assert len(tables) == sum("<table" in part for part in parts)
    for number, table in enumerate(tables, 1):
        box = table.getparent()
        assert (box.get("tabindex"), box.get("role"), box.get("aria-label")) == ("0", "group", f"Bảng {number}")
    assert len(tree) == len(parts)


def test_head_cells_say_what_they_head_and_keep_what_they_say():
    html = (
        '<table><thead><tr><th>Năm</th><th colspan="2">Số</th></tr></thead>'
        '<tbody><tr><th>2025</th><td>1</td></tr><tr><th scope="rowgroup">Cả hai</th></tr></tbody></table>'
    )
    once = richtext.clean(html)
    assert once.count('scope="col"') == 2 and once.count('scope="row"') == 1 and 'scope="rowgroup"' in once
    assert richtext.clean(once) == once
