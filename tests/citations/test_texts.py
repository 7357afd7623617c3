"""What texts name, and where links go in them."""

import html
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kttt.citations.texts import linked, named
from kttt.richtext import clean, plain_text


def address(key):
    return "/van-ban/a.html"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Theo Thông tư số 25/2024/TT-BTC, thuế được hoàn.", {"25/2024/tt-btc": ("25/2024/TT-BTC", None)}),
        ("Luật 17/2023/QH15 ngày 20 tháng 6 năm 2023", {"17/2023/qh15": ("17/2023/QH15", date(2023, 6, 20))}),
        ("Chỉ thị 477/CT-UBND, ngày 5/2/2024 và 477/CT-UBND", {"477/ct-ubnd": ("477/CT-UBND", date(2024, 2, 5))}),
        ("Kế hoạch 12/KH-UBND ngày 31/2/2024", {"12/kh-ubnd": ("12/KH-UBND", None)}),
        ("Ngày 12/5/2021, 3/4 số hộ ở số nhà 25/2 đường 30/4 gọi 0213 3876 000.", {}),
        ("", {}),
    ],
)
def test_named(text, expected):
    assert named(text) == expected


def test_every_number_becomes_a_link_but_not_within_links():
    source = (
        '<p>Theo <strong>25/2024/TT-BTC</strong> &amp; <a href="/x">Nghị định 92/2024/NĐ-CP</a>, 17/2023/QH15.</p>'
        '<table class="a > b"><tbody><tr><td>25/2024/TT-BTC</td></tr></tbody></table>'
    )
    addresses = {"25/2024/tt-btc": "/van-ban/25.html", "92/2024/nd-cp": "/van-ban/92.html"}
    assert linked(source, addresses.get) == (
        '<p>Theo <strong><a href="/van-ban/25.html">25/2024/TT-BTC</a></strong> &amp; '
        '<a href="/x">Nghị định 92/2024/NĐ-CP</a>, 17/2023/QH15.</p>'
        '<table class="a > b"><tbody><tr><td><a href="/van-ban/25.html">25/2024/TT-BTC</a></td></tr></tbody></table>'
    )


WORDS = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            ["25/2024/TT-BTC", "17/2023/QH15", "&lt;b&gt;", "&nbsp;", "<p>", "</p>", '<a href="/x">', "</a>", "<"]
        ),
    ),
    max_size=12,
).map(" ".join)


@given(WORDS)
def test_links_change_no_word_and_no_other_tag(written):
    source = clean(written)
    result = linked(source, address)
    assert plain_text(result) == plain_text(source)
    cleaned = html.unescape(clean(result))
    assert cleaned.replace(' rel="noopener"', "") == html.unescape(result).replace(' rel="noopener"', "")
    without = re.sub(r'<a href="/van-ban/a.html">(.*?)</a>', r"\1", result)
    assert html.unescape(without) == html.unescape(source)
    assert not re.search(r"<a\b[^>]*>(?:(?!</a>).)*<a\b", result)
