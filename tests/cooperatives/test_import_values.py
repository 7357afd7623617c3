"""One cell, one value: what staff write in lists, and that no parser ever raises."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from cooperatives.imports import codes, people, places, terms
from kttt.spreadsheets import dates, values
from kttt.spreadsheets.cells import CellError
from kttt.text import words

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.text(max_size=60),
    st.text(alphabet="0123456789.,-/ ()đtrỷệu+eEx'\n", max_size=30),
    st.builds(CellError, st.sampled_from(["#REF!", "=A1*2"])),
)

PARSERS = [
    values.parse_text,
    values.parse_name,
    values.parse_count,
    lambda c: values.parse_money(c, "million", ","),
    lambda c: values.parse_money(c, None),
    dates.parse_date,
    values.parse_yes_no,
    dates.split_paper,
    values.is_marked,
    codes.parse_tax_code,
    codes.parse_phones,
    codes.parse_contacts,
    codes.parse_email,
    terms.parse_form,
    terms.parse_status,
    terms.parse_sectors,
    people.parse_person,
    places.parse_place,
]


def undoubted(result):
    """(value, problem) without a note on what was changed."""
    value, problem = result
    return value, None if isinstance(problem, values.Note) else problem


@pytest.mark.parametrize("parse", PARSERS)
@given(cell=CELLS)
def test_no_parser_ever_raises(parse, cell):
    parse(cell)


@given(st.text())
def test_fast_words_are_the_projects_words(text):
    assert values.words_of(text) == words(text)


@given(st.text(max_size=40))
def test_tidy_is_idempotent(text):
    assert values.tidy(values.tidy(text)) == values.tidy(text)


@pytest.mark.parametrize("cell", [None, "", " ", "-", "–", "...", "chưa có", "Không có", "n/a", "Không"])
def test_blanks_state_nothing(cell):
    for parse in (values.parse_text, values.parse_count, dates.parse_date, codes.parse_phones, terms.parse_sectors):
        assert parse(cell) == (None, None)
    assert values.parse_money(cell, None) == (None, None, False)


def test_errors_are_told_and_zero_is_zero():
    assert "#REF!" in values.parse_text(CellError("#REF!"))[1]
    assert "công thức" in dates.parse_date(CellError("=A1"))[1]
    assert values.parse_count(0) == (0, None)
    assert values.parse_money("0", None) == (0, None, False)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1. HTX Chè", "HTX Chè"),
        ("12) HTX Chè", "HTX Chè"),
        ("- HTX Chè", "HTX Chè"),
        ("  HTX  Mắc\u200b ca\n Ðông ", "HTX Mắc ca Đông"),
        ("HTX 2/9", "HTX 2/9"),
        ("19/5", "19/5"),
        ("2.5 ha chè", "2.5 ha chè"),
    ],
)
def test_names(cell, expected):
    assert values.parse_name(cell) == (expected, None)


# --- numbers and money ---


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["1.500.000", "2.000"], ","),
        (["1,500,000", "2,000"], "."),
        (["1.500,5"], ","),
        (["1,500.5"], "."),
        (["1,5", "1.500"], ","),
        (["1.5", "1,500"], "."),
        (["1.500", "2.000"], ""),
        (["1,500", "2,250"], ""),
        ([1500, None, "abc"], ""),
    ],
)
def test_a_column_votes_on_separators(cells, decimal):
    assert values.vote_decimal(cells) == decimal


@pytest.mark.parametrize(
    ("cell", "unit", "decimal", "expected"),
    [
        (1500, "million", "", 1_500_000_000),
        (3.68, "million", "", 3_680_000),
        (3.1, "billion", "", 3_100_000_000),
        ("1.500.000.000", "vnd", "", 1_500_000_000),
        ("1.500,5", "million", "", 1_500_500_000),
        ("1,500.5", "million", "", 1_500_500_000),
        ("1.500", "million", "", 1_500_000_000),
        ("1.500", "million", ".", 1_500_000),
        ("1,500", "million", "", 1_500_000_000),
        ("1 500", "million", "", 1_500_000_000),
        ("1\xa0500\xa0000", "thousand", "", 1_500_000_000),
        ("2 tỷ", "vnd", "", 2_000_000_000),
        ("1,5 tỷ", None, "", 1_500_000_000),
        ("1,5 tỉ đồng", None, "", 1_500_000_000),
        ("500 triệu", None, "", 500_000_000),
        ("500tr", None, "", 500_000_000),
        ("500 tr.đ", None, "", 500_000_000),
        ("1 tỷ 500 triệu", None, "", 1_500_000_000),
        ("750 nghìn đồng", None, "", 750_000),
        ("1.200.000.000 đ", "million", "", 1_200_000_000),
        ("1.200.000 VNĐ", None, "", 1_200_000),
        ("khoảng 500 triệu", None, "", 500_000_000),
        ("500 triệu (năm 2019)", None, "", 500_000_000),
        ("-12,5", "million", "", -12_500_000),
        ("(12,5)", "million", "", -12_500_000),
        ("'1500", "thousand", "", 1_500_000),
    ],
)
def test_money(cell, unit, decimal, expected):
    assert values.parse_money(cell, unit, decimal) == (expected, None, False)


@pytest.mark.parametrize("cell", ["abc", "10-15 triệu", "5%", "một ít", "31/12/2020 đồng", True])
def test_money_that_cannot_be_read(cell):
    value, problem, missing = values.parse_money(cell, "million")
    assert value is None
    assert problem
    assert not missing


def test_money_without_any_unit_is_asked_for():
    assert values.parse_money(1500, None) == (None, None, True)
    assert values.parse_money("1.500", None) == (None, None, True)


@given(st.integers(0, 10**12))
def test_money_round_trip(amount):
    written = f"{amount:,}".replace(",", ".")
    assert values.parse_money(written, "vnd", ",") == (amount, None, False)
    assert values.parse_money(amount, "vnd") == (amount, None, False)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12.0, 12),
        ("11", 11),
        ("52 hộ", 52),
        ("12 (5 nữ)", 12),
        ("1.200", 1200),
        ("12,0", 12),
        ("9 hộ", 9),
        ("Bảy", 7),
    ],
)
def test_counts(cell, expected):
    assert undoubted(values.parse_count(cell)) == (expected, None)


@pytest.mark.parametrize("cell", ["7-10", 12.5, "nhiều", -3, "7 đến 10"])
def test_counts_that_cannot_be_read(cell):
    value, problem = values.parse_count(cell)
    assert value is None
    assert problem


# --- dates ---


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (dt.date(2018, 3, 5), "2018-03-05"),
        (dt.datetime(2018, 3, 5, 7, 30, tzinfo=dt.UTC), "2018-03-05"),
        ("12/5/2019", "2019-05-12"),
        ("12-5-19", "2019-05-12"),
        ("12.05.2019", "2019-05-12"),
        ("12 / 5 / 2019", "2019-05-12"),
        ("ngày 12 tháng 5 năm 2019", "2019-05-12"),
        ("Ngày 12 tháng 05, năm 2019", "2019-05-12"),
        ("2019-05-12", "2019-05-12"),
        ("2.9.2012", "2012-09-02"),
        ("15-8-20", "2020-08-15"),
        ("1/1/98", "1998-01-01"),
        ("12/5/2019 (cấp lại)", "2019-05-12"),
        ("5/2019", "2019-05"),
        ("T5/2019", "2019-05"),
        ("tháng 5 năm 2019", "2019-05"),
        ("05-2019", "2019-05"),
        (5.2019, "2019-05"),
        ("2019", "2019"),
        (2019.0, "2019"),
        ("năm 2019", "2019"),
        (43597, "2019-05-12"),
        (43597.5, "2019-05-12"),
        ("43597", "2019-05-12"),
        (20190512, "2019-05-12"),
        ("12052019", "2019-05-12"),
    ],
)
def test_dates_are_day_first_and_as_precise_as_known(cell, expected):
    assert undoubted(dates.parse_date(cell)) == (expected, None)


@pytest.mark.parametrize("cell", ["31/02/2020", "abc", "13/2019", "0/0/0", 7, "12/5/3019", "32/1/2020", True])
def test_dates_that_cannot_be_read(cell):
    value, problem = dates.parse_date(cell)
    assert value is None
    assert problem


def test_a_month_first_date_is_read_with_a_warning():
    value, problem = dates.parse_date("12/25/2019")
    assert value == "2019-12-25"
    assert problem


@given(st.dates(dt.date(1954, 1, 1), dt.date(2099, 12, 31)), st.sampled_from("/-."))
def test_date_round_trip(day, mark):
    written = f"{day.day}{mark}{day.month}{mark}{day.year}"
    assert dates.parse_date(written) == (day.isoformat(), None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("09A07002673, ngày 26/2/2018", ("09A07002673", "2018-02-26", None)),
        ("Số 05/HĐHT ngày 3/4/2021", ("05/HĐHT", "2021-04-03", None)),
        ("05/HĐHT", ("05/HĐHT", None, None)),
        ("26/02/2018", (None, "2018-02-26", None)),
    ],
)
def test_papers(cell, expected):
    assert dates.split_paper(cell) == expected


def test_yes_and_no():
    assert [values.parse_yes_no(c)[0] for c in ("x", "X", "✓", "Có", "có", 1, True, "TV", "đã tham gia")] == [True] * 9
    assert [values.parse_yes_no(c)[0] for c in ("Không", "chưa", 0, False, "không phải")] == [False] * 5
    assert [values.parse_yes_no(c) for c in (None, "", "-", "chưa có")] == [(None, None)] * 4
    assert values.parse_yes_no("abc")[1]


# --- codes ---


@given(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_check_digit_agrees_with_stdnum(digits):
    assert codes._fits(digits) == (mst.calc_check_digit(digits[:9]) == digits[9])


@pytest.mark.parametrize(
    ("cell", "code", "warned"),
    [
        ("6200828391", "6200828391", False),
        (6200828465.0, "6200828465", False),
        ("6200828465.0", "6200828465", False),
        ("6200 828 539", "6200828539", False),
        ("'6200828539", "6200828539", False),
        ("6200828605", "6200828605", True),
        ("6200828881-001", "6200828881-001", False),
        ("6200828881 - 001", "6200828881-001", False),
        ("6200828881001", "6200828881-001", False),
        (100233488, "0100233488", False),
        ("100233488001", "0100233488-001", False),
        ("MST: 6200828391", "6200828391", False),
        ("12345", None, True),
        ("abc", None, True),
        (None, None, False),
        ("chưa có", None, False),
    ],
)
def test_tax_codes(cell, code, warned):
    found = codes.parse_tax_code(cell)
    _, problem = undoubted((found.code, found.problem))
    assert (found.code, bool(problem), found.lost, found.personal) == (code, warned, False, False)


@pytest.mark.parametrize("cell", ["6.2E+09", "6,20083E+09", "6.20083e9", 6.2e9, "6200000000"])
def test_lost_digits(cell):
    assert codes.parse_tax_code(cell).lost


def test_the_last_group_of_a_code_is_no_decimals():
    assert codes.parse_tax_code("0043.335.000").code == "0043335000"
    assert codes.parse_tax_code("6200800117.0").code == "6200800117"


def test_a_personal_number_is_never_shown():
    found = codes.parse_tax_code("012345678901")
    assert found.personal
    assert found.code is None
    assert "012345678901" not in found.problem


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0382 114 567", ["0382114567"]),
        ("0982.331.245", ["0982331245"]),
        ("0168 234 5678", ["0382345678"]),
        ("01234567890", ["0834567890"]),
        ("0213 3786 123", ["02133786123"]),
        ("0231.3786123", ["02133786123"]),
        ("02133.786.123", ["02133786123"]),
        (965332211.0, ["0965332211"]),
        ("84 912 778 899", ["0912778899"]),
        ("+84912778899", ["0912778899"]),
        ("(84) 912778899", ["0912778899"]),
        ("0912445566 / 0977112233", ["0912445566", "0977112233"]),
        ("0912445566 - 0977112233", ["0912445566", "0977112233"]),
        ("0912445566 0977112233", ["0912445566", "0977112233"]),
        ("0912445566\n0977112233", ["0912445566", "0977112233"]),
        ("0912.445.566, 0213.3876.543", ["0912445566", "02133876543"]),
        ("a. Páo: 0912445566", ["0912445566"]),
        ("0912445566 hoặc 0912445566", ["0912445566"]),
    ],
)
def test_phones(cell, expected):
    assert undoubted(codes.parse_phones(cell)) == (expected, None)


def test_phones_that_cannot_be_read():
    assert codes.parse_phones("0912")[0] is None
    assert codes.parse_phones("0912")[1]
    found, problem = codes.parse_phones("0912445566 / 09771")
    assert found == ["0912445566"]
    assert problem


def test_email():
    assert codes.parse_email("HTX.1@EXAMPLE.COM") == ("htx.1@example.com", None)
    assert codes.parse_email("Email: a @ b.vn; c@d.vn") == ("a@b.vn", None)
    assert codes.parse_email("abc")[1]


# --- words ---


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Đang HĐ", "active"),
        ("Đang hoạt động hiệu quả", "active"),
        ("chuyển đổi theo Luật 2012, đang hoạt động", "active"),
        ("Tạm ngừng", "suspended"),
        ("Tạm dừng HĐ", "suspended"),
        ("Ngừng hoạt động", "stopped"),
        ("Không hoạt động", "stopped"),
        ("Ngừng hoạt động chờ giải thể", "dissolving"),
        ("Đang làm thủ tục giải thể", "dissolving"),
        ("Đã giải thể", "dissolved"),
        ("Sáp nhập", "converted"),
        ("Chuyển đổi thành doanh nghiệp", "converted"),
    ],
)
def test_status(cell, status):
    assert terms.parse_status(cell) == (status, None)


def test_only_plain_words_in_a_title_tell_a_status():
    assert terms.status_of_context("II. HTX tạm ngừng hoạt động") == "suspended"
    assert terms.status_of_context("TÌNH HÌNH HOẠT ĐỘNG CỦA HTX") is None
    assert terms.status_of_context("Kết quả hoạt động") is None


@pytest.mark.parametrize(
    ("cell", "sectors"),
    [
        ("Nông, lâm nghiệp, thủy sản, dịch vụ nông nghiệp", ["agriculture"]),
        ("Công nghiệp, tiểu thủ công nghiệp", ["industry"]),
        ("Xây dựng và sản xuất vật liệu xây dựng", ["construction"]),
        ("Thương mại, dịch vụ", ["trade"]),
        ("Vận tải", ["transport"]),
        ("Vệ sinh môi trường", ["environment"]),
        ("Tín dụng", ["credit"]),
        ("DVNN; TM-DV", ["agriculture", "trade"]),
        ("Vận tải, xây dựng", ["transport", "construction"]),
        ("Dịch vụ vận tải", ["transport"]),
        ("TTCN", ["industry"]),
        ("Lĩnh vực khác", ["other"]),
    ],
)
def test_sectors(cell, sectors):
    assert terms.parse_sectors(cell) == (sectors, None)


def test_forms_and_kinds():
    assert terms.form_of("Liên hiệp HTX Vận tải") == "union"
    assert terms.form_of("Quỹ tín dụng nhân dân Tân Phong") == "credit_fund"
    assert terms.form_of("HTX Liên Hiệp") == "cooperative"
    assert terms.kind_of_name("Tổ hợp tác nuôi ong") == "group"
    assert terms.kind_of_name("THT nuôi ong") == "group"
    assert terms.kind_of_name("Chè Nậm Sỏ") is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Ông Vàng A Dình", {"name": "Vàng A Dình"}),
        ("Đ/c Tẩn A Sài", {"name": "Tẩn A Sài"}),
        ("Chang A Ba", {"name": "Chang A Ba"}),
        ("Ông Lò Văn Pan – CT HĐQT kiêm GĐ", {"name": "Lò Văn Pan", "title": "CT HĐQT kiêm GĐ"}),
        ("Lò Văn Pan (Giám đốc)", {"name": "Lò Văn Pan", "title": "Giám đốc"}),
        ("Giám đốc: Lò Văn Pan", {"name": "Lò Văn Pan", "title": "Giám đốc"}),
        ("Lò Văn Pan\nChủ tịch HĐQT", {"name": "Lò Văn Pan", "title": "Chủ tịch HĐQT"}),
        ("Vàng A Pó - 0912.345.678", {"name": "Vàng A Pó", "phones": ["0912345678"]}),
        ("Bà Sùng Thị Dở, ĐT 0912345678; 0987654321", {"name": "Sùng Thị Dở", "phones": ["0912345678", "0987654321"]}),
        ("Sùng A Chu: 0912345678/ 987654321", {"name": "Sùng A Chu", "phones": ["0912345678", "0987654321"]}),
        ("0912 345 678 - Sùng A Chu", {"name": "Sùng A Chu", "phones": ["0912345678"]}),
        (
            "Sùng A Chu, Giám đốc (di động: 0912345678)",
            {"name": "Sùng A Chu", "title": "Giám đốc", "phones": ["0912345678"]},
        ),
        ("Sùng A Chu (CCCD 012345678901)", {"name": "Sùng A Chu"}),
        ("Sùng A Chu 09123456", {"name": "Sùng A Chu"}),
    ],
)
def test_people(cell, expected):
    assert people.parse_person(cell) == (expected, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tổ 22, TT Sìn Hồ", ("Tổ 22", "TT Sìn Hồ", None)),
        (
            "Bản Nà Hiềng,\nXã Mường So, Huyện Phong Thổ, tỉnh Lai Châu",
            ("Bản Nà Hiềng", "Xã Mường So", "Huyện Phong Thổ"),
        ),
        ("Bản Bo xã Bản Bo huyện Tam Đường", ("Bản Bo", "xã Bản Bo", "huyện Tam Đường")),
        ("Tổ dân phố số 5, thị trấn Than Uyên", ("Tổ dân phố số 5", "thị trấn Than Uyên", None)),
        ("Số 12, đường Trần Phú, P.Đoàn Kết, TP Lai Châu", ("Số 12, đường Trần Phú", "P.Đoàn Kết", "TP Lai Châu")),
        ("Bản A - xã B - huyện C", ("Bản A", "xã B", "huyện C")),
        ("X.Nậm Sỏ, H.Tân Uyên", (None, "X.Nậm Sỏ", "H.Tân Uyên")),
        ("Bản Chu Va 8", ("Bản Chu Va 8", None, None)),
        ("Bản Cũ, xã Tả Phìn", ("Bản Cũ", "xã Tả Phìn", None)),
        ("Bản Nà Cũ, xã Tả Phìn cũ, huyện Sìn Hồ (cũ)", ("Bản Nà Cũ", "xã Tả Phìn", "huyện Sìn Hồ")),
    ],
)
def test_addresses(text, expected):
    place = places.split_address(text)
    assert (place.address, place.commune, place.district) == expected


def test_untyped_ends_of_an_address_are_tried_as_places():
    known = {("Sìn Hồ", None), ("Tả Ngảo", "Huyện Sìn Hồ")}

    def resolves(commune, district):
        return (commune, district) in known

    guess = lambda text: places.guess_untyped(places.split_address(text), resolves)  # noqa: E731
    assert guess("Tổ 22, Sìn Hồ") == places.Place("Tổ 22", "Sìn Hồ", None)
    assert guess("Bản Lùng Cù, Tả Ngảo, Sìn Hồ") == places.Place("Bản Lùng Cù", "Tả Ngảo", "Sìn Hồ")
    assert guess("Bản Chu Va 8") == places.Place("Bản Chu Va 8", None, None)


@pytest.mark.parametrize("text", ["Bản Mường So 2", "Bản Hon"])
def test_a_village_called_like_a_commune_stays_a_village(text):
    place = places.split_address(text)
    above = not text[-1].isdigit()
    assert places.guess_untyped(place, lambda commune, district: True, commune_above=above) == place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bản Hô Be - Xã Mường So - Phong Thổ", ("Bản Hô Be", "Xã Mường So", "Phong Thổ")),
        ("Bản Hô Be, xã Mường So, Phong Thổ, Lai Châu", ("Bản Hô Be", "xã Mường So", "Phong Thổ")),
        ("Khu 5, Thị trấn Sìn Hồ - Sìn Hồ", ("Khu 5", "Thị trấn Sìn Hồ", "Sìn Hồ")),
        ("Bản Than Uyên, xã Mường Than", ("Bản Than Uyên", "xã Mường Than", None)),
    ],
)
def test_a_district_behind_the_commune_needs_no_word(text, expected):
    place = places.split_address(text)
    assert (place.address, place.commune, place.district) == expected


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("Xã Khun Há: tổ hợp tác, 31/12/2025", "Xã Khun Há"),
        ("XÃ PA Ủ; HTX", "XÃ PA Ủ"),
        ("Phường Đoàn Kết năm 2026", "Phường Đoàn Kết"),
        ("Hợp tác Xã Khun Há", None),
    ],
)
def test_a_title_may_begin_with_its_commune(text, commune):
    assert places.commune_in_title(text) == commune


@pytest.mark.parametrize("cell", ["NLN", "NLTS", "NLNTS", "N-L-TS", "Nông lâm sản", "NN"])
def test_short_words_for_agriculture(cell):
    assert terms.parse_sectors(cell) == (["agriculture"], None)


def test_a_part_of_the_sectors_that_is_not_understood_is_told():
    found, problem = terms.parse_sectors("Vận tải + XQZ")
    assert found == ["transport"]
    assert "“XQZ”" in problem


def test_districts_and_communes_of_titles():
    assert places.district_named("Tam Đường") == "Huyện Tam Đường"
    assert places.district_named("TP. Lai Châu") == "Thành phố Lai Châu"
    assert places.district_named("Huyện nào") is None
    assert places.district_in_title("DANH SÁCH HTX HUYỆN SÌN HỒ (số liệu)") == "Huyện Sìn Hồ"
    assert places.district_in_title("LIÊN MINH HTX TỈNH LAI CHÂU") is None
    assert places.commune_in_title("UBND XÃ BẢN BO") == "XÃ BẢN BO"
    assert places.commune_in_title("DANH SÁCH HỢP TÁC XÃ TRÊN ĐỊA BÀN TỈNH") is None
