"""The text of a draft, taken apart into articles."""

import pytest

from documents.drafts import articles

DRAFT = """ỦY BAN NHÂN DÂN TỈNH
Căn cứ Điều 3 Luật Hợp tác xã;

Điều 1.  Phạm vi điều chỉnh
1. Quyết định này quy định mức hỗ trợ.
2. Điều 5 của Nghị định không áp dụng.
ĐIỀU 2: Đối tượng
Hợp tác xã mới.
Điều 3. Quyết định này có hiệu lực từ ngày ký.
Nơi nhận:
- Như Điều 3;
Điều 4. Không phải điều
"""


def test_each_article_with_its_heading_and_text():
    assert articles(DRAFT) == [
        ("Điều 1", "Phạm vi điều chỉnh",
         "1. Quyết định này quy định mức hỗ trợ.\n2. Điều 5 của Nghị định không áp dụng."),
        ("Điều 2", "Đối tượng", "Hợp tác xã mới."),
        ("Điều 3", "Quyết định này có hiệu lực từ ngày ký.", ""),
    ]  # fmt: skip


def test_a_first_line_too_long_for_a_heading_is_text():
    assert articles(f"Điều 7a. {'x' * 400}") == [("Điều 7a", "", "x" * 400)]


@pytest.mark.parametrize("text", ["", "\0", "Không có điều nào", "Điều", "Điều 1", "Theo Điều 1. Phạm vi"])
def test_nothing_where_no_article_begins_a_line(text):
    assert articles(text) == []
