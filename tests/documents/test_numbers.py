"""Document numbers: one spelling for each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import numbers

NUMBERS = [
    "25/2024/TT-BTC",
    "477/CT-UBND",
    "17/2023/QH15",
    "1670/NQ-UBTVQH15",
    "07/2024/TT-BTC",
    "20-NQ/TW",
    "230-KL/TW",
    "01/2015/TTLT-VPCP-BNV",
    "08/2015/QĐ-UBND",
    "4626/BKHĐT-HTX",
    "23-HĐBT",
    "214-CP",
    "994/KH-UBND",
    "94-KH/TU",
    "12/KH-LMHTX",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_real_numbers_are_read(number):
    assert numbers.parse(number) == number
    assert numbers.parse(f"Số: {number}") == number


@pytest.mark.parametrize("text", ["", "Thông tư", "2024", "0213 3876 000", "12/05/2019", "hội nghị 25/2024"])
def test_what_is_no_number_is_none(text):
    assert numbers.parse(text) is None


def test_spellings_share_a_key():
    spellings = ["25/2024/TT-BTC", "Số: 25/2024/TT-BTC", "Số 25 / 2024 / TT-BTC", "025/2024/tt-btc"]
    assert len({numbers.key(s) for s in spellings}) == 1


@given(st.text())
def test_never_raises(text):
    numbers.parse(text)
    assert isinstance(numbers.key(text), str)
