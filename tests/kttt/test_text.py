"""Vietnamese text: one form to store, to search, to sort and for addresses."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kttt import text


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đại hội HỢP TÁC XÃ", "dai hoi hop tac xa"),
        (unicodedata.normalize("NFD", "Nghị quyết số 20"), "nghi quyet so 20"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        ("Ðoàn Kết", "doan ket"),
        ("Bản\u00a0Bo\u200b", "ban bo"),
    ],
)
def test_fold_gives_one_form_to_search(written, folded):
    assert text.fold(written) == folded


@given(st.text())
def test_fold_is_idempotent_and_blind_to_normal_forms(written):
    folded = text.fold(written)
    assert text.fold(folded) == folded
    assert text.fold(unicodedata.normalize("NFD", text.clean(written))) == folded


@given(st.text())
def test_clean_is_idempotent(written):
    assert text.clean(text.clean(written)) == text.clean(written)


@given(st.text())
def test_slugs_are_plain_and_never_empty(written):
    slug = text.slug(written)
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug) <= 80


def test_slug_keeps_the_d_of_dang():
    assert text.slug("Đại hội Đảng") == "dai-hoi-dang"


def test_sorting_follows_the_vietnamese_alphabet():
    words = ["Ăn", "Âu", "An", "Đông", "Dương", "Ơn", "On", "Ôn", "Ưu", "Ung", "ma", "mà", "mả", "mã", "má", "mạ"]
    expected = ["An", "Ăn", "Âu", "Dương", "Đông", "ma", "mà", "mả", "mã", "má", "mạ", "On", "Ôn", "Ơn", "Ung", "Ưu"]
    assert sorted(words, key=text.sort_key) == expected


def test_a_shorter_name_comes_before_the_longer_one_that_begins_with_it():
    assert sorted(["An Bình", "An", "Anh"], key=text.sort_key) == ["An", "An Bình", "Anh"]


@given(st.text())
def test_sort_keys_are_digits_of_bounded_length(written):
    key = text.sort_key(written)
    assert key.isdecimal()
    assert len(key) <= 242
