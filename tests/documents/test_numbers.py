"""Document numbers: one spelling for each, and nothing else taken for one."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import numbers

with Path(__file__).with_name("numbers.csv").open(encoding="utf-8") as labelled:
    ROWS = [tuple(row) for row in list(csv.reader(labelled))[1:] if not (row and row[0].startswith("#"))]
REAL = [row for row in ROWS if row[1]]
NONE = [row[0] for row in ROWS if not row[1]]
CANONICAL = sorted({number for _, number in REAL})


def test_enough_are_labelled():
    assert len(REAL) >= 200
    assert len(NONE) >= 50


@pytest.mark.parametrize(("written", "number"), REAL)
def test_a_number_has_one_form(written, number):
    assert numbers.parse(written) == number
    assert numbers.parse(number) == number
    assert numbers.key(written) == numbers.key(number)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_is_none(text):
    assert numbers.parse(text) is None


def test_spellings_share_a_key():
    spellings = ["25/2024/TT-BTC", "Số: 25/2024/TT-BTC", "Số 25 / 2024 / TT-BTC", "025/2024/tt-btc"]
    assert len({numbers.key(s) for s in spellings}) == 1
    assert numbers.key("Số: tự đặt 5") == "tudat5"


@pytest.mark.parametrize(
    ("number", "kind", "issuer"),
    [
        ("25/2024/TT-BTC", "Thông tư", "Bộ Tài chính"),
        ("340/QĐ-TTg", "Quyết định", "Thủ tướng Chính phủ"),
        ("01/2015/TTLT-VPCP-BNV", "Thông tư liên tịch", "Văn phòng Chính phủ"),
        ("4626/BKHĐT-HTX", "Công văn", "Bộ Kế hoạch và Đầu tư"),
        ("74085/CT-TTHT", "Công văn", None),
        ("477/CT-UBND", "Chỉ thị", None),
        ("20-NQ/TW", "Nghị quyết", "Ban Chấp hành Trung ương"),
        ("17/2023/QH15", None, "Quốc hội"),
        ("1670/NQ-UBTVQH15", "Nghị quyết", "Ủy ban Thường vụ Quốc hội"),
        ("12/VBHN-BTC", "Văn bản hợp nhất", "Bộ Tài chính"),
        ("23-HĐBT", None, "Hội đồng Bộ trưởng"),
        ("1141-TC/QĐ/CĐKT", "Quyết định", None),
        ("64-SL", "Sắc lệnh", None),
    ],
)
def test_codes_name_type_and_issuer(number, kind, issuer):
    taken = numbers.take_apart(number)
    assert (taken.type, taken.issuer) == (kind, issuer)


# --- in running text ---


@pytest.mark.parametrize(
    ("running", "found"),
    [
        ("Căn cứ Nghị định số 113/2024/NĐ-CP ngày 12/9/2024 và Thông tư số 25/2024/TT-BTC.",
         ["113/2024/NĐ-CP", "25/2024/TT-BTC"]),
        ("Luật Hợp tác xã số 17/2023/QH15; Nghị quyết 20-NQ/TW, khóa XIII", ["17/2023/QH15", "20-NQ/TW"]),
        ("(Công văn số 4626/BKHĐT-HTX)", ["4626/BKHĐT-HTX"]),
        ("theo công văn 123/ABC-XYZ của công ty", ["123/ABC-XYZ"]),
        ("Nghị định số 30/2020/\nNĐ-CP của Chính phủ", ["30/2020/NĐ-CP"]),
        ("Thông tư liên tịch 01/2015/TTLT-VPCP - BNV ngày", ["01/2015/TTLT-VPCP-BNV"]),
        ("Quyết định số 340/QĐ-TTg- phần 2, 214-CP - Hướng dẫn", ["340/QĐ-TTg", "214-CP"]),
        ("25/2024/TT-BTC,26/2024/TT-BTC", ["25/2024/TT-BTC", "26/2024/TT-BTC"]),
        ("Chỉ thị 05/CT-TTg của TTg; 12/5/2021; 3/4 số HTX; 0213-3876-543; nhà 12/5; HĐND-UBND; km 5/2", ["05/CT-TTg"]),
        ("có 15/HTX-THT trong xã; tuyến 12/QL4D-TL130; tăng 10-15%; 2021-2025; 30/4-1/5; Điều 12 - CP", []),
        ("xem 25/2024/tt-btc", ["25/2024/TT-BTC"]),
        ("", []),
    ],
)  # fmt: skip
def test_numbers_in_running_text(running, found):
    places = numbers.find(running)
    assert [place.number for place in places] == found
    for place in places:
        assert numbers.parse(running[place.start : place.end]) == place.number


@pytest.mark.parametrize("number", [n for n in CANONICAL if not n[0].isspace()])
def test_every_number_is_found_in_a_sentence(number):
    running = f"Thực hiện văn bản số {number} ngày 12/5/2021, Liên minh báo cáo."
    (place,) = numbers.find(running)
    assert (place.number, running[place.start : place.end]) == (number, number)


# --- as readers ask ---


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("25/2024 btc", "25/2024/TT-BTC"),
        ("25-2024 tt btc", "25/2024/TT-BTC"),
        ("Số: 25-2024/TT-BTC", "25/2024/TT-BTC"),
        ("25 2024", "25/2024/TT-BTC"),
        ("thông tư 25 2024", "25/2024/TT-BTC"),
        ("thong tu 25/2024 bo tai chinh", "25/2024/TT-BTC"),
        ("TT 25/2024", "25/2024/TT-BTC"),
        ("7/2024 tt btc", "07/2024/TT-BTC"),
        ("nd 113/2024", "113/2024/NĐ-CP"),
        ("113/2024 ndcp", "113/2024/NĐ-CP"),
        ("luật 17/2023/qh15", "17/2023/QH15"),
        ("17/2023 qh", "17/2023/QH15"),
        ("nq 20 tw", "20-NQ/TW"),
        ("nghị quyết 20 trung ương", None),
        ("477 ct ubnd", "477/CT-UBND"),
        ("340_qd_ttg", "340/QĐ-TTg"),
    ],
)
def test_what_a_reader_asks_for(query, meant):
    asked = numbers.asked(query)
    if meant is None:
        assert asked is None
    else:
        key = numbers.key(meant)
        assert asked.fits(key)
        assert any(key.startswith(beginning) for beginning in asked.beginnings)


@pytest.mark.parametrize("query", ["", "25", "12/5/2021", "25/2024 chè", "hợp tác xã", "thông tư", "2024"])
def test_a_query_about_something_else_asks_for_no_number(query):
    assert numbers.asked(query) is None


def test_another_number_does_not_fit():
    asked = numbers.asked("25/2024 btc")
    assert not asked.fits(numbers.key("25/2024/TT-BTP"))
    assert not asked.fits(numbers.key("25/2023/TT-BTC"))
    assert not asked.fits(numbers.key("125/2024/TT-BTC"))
    assert not asked.fits("tudat5")


@given(st.sampled_from(CANONICAL))
def test_a_number_asked_for_as_it_is_written_fits(number):
    asked = numbers.asked(number)
    assert asked is None or asked.fits(numbers.key(number))


# --- properties ---

CODES = st.sampled_from(sorted(numbers.TYPES)), st.sampled_from(sorted(numbers.ISSUERS))
NUMBERS = st.builds(
    lambda serial, year, separator, kind, issuer: numbers.Number(
        str(serial), year and str(year), "/" if year else separator, f"{kind}{'/' if separator == '-' else '-'}{issuer}"
    ),
    st.integers(1, 999999),
    st.one_of(st.just(""), st.integers(1945, 2099)),
    st.sampled_from("/-"),
    *CODES,
)
NEARLY = st.lists(st.sampled_from(["12", "2024", "/", "-", " ", "TT", "qđ", "BTC", "UBND", "Số:", "ấ", ".", "&"]))


@given(NUMBERS)
def test_a_number_put_together_is_read_back(number):
    assert numbers.take_apart(str(number)) == number
    assert numbers.parse(str(number)) == str(number)
    assert numbers.parse(f"Số: {number}") == str(number)
    assert numbers.parse(str(number).replace("/", " / ")) == str(number)


@given(st.one_of(st.text(), NEARLY.map("".join), NUMBERS.map(str)))
def test_any_text_is_answered(text):
    number = numbers.parse(text)
    assert number is None or (numbers.parse(number) == number and len(number) <= numbers.MAX_LENGTH)
    assert isinstance(numbers.key(text), str)
    for place in numbers.find(text):
        assert numbers.parse(place.number) == place.number
        assert 0 <= place.start < place.end <= len(text)
    numbers.asked(text)
