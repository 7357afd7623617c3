"""Properties of the parsers: what is written in any of the usual ways is read back, and nothing makes them raise."""

import datetime as dt
import unicodedata

from hypothesis import assume, example, given
from hypothesis import strategies as st
from stdnum.vn import mst

from cooperatives.imports import codes, names, places, vocabulary
from cooperatives.imports.columns import heading_key
from kttt import legacy_fonts
from kttt import text as project_text
from kttt.spreadsheets import dates, values
from kttt.spreadsheets.cells import CellError
from kttt.spreadsheets.formulas import fill_in

DAYS = st.dates(dt.date(1954, 1, 1), dt.date(2099, 12, 31))
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
VIETNAMESE = st.text(alphabet=LETTERS + LETTERS.upper() + " ", max_size=40)
MARKS = ["", " ", ".", "-"]


# --- dates ---


@given(DAYS, st.sampled_from(["{0}/{1}/{2}", "{0:02}.{1:02}.{2}", "{0} - {1} - {2}", "ngày {0} tháng {1} năm {2}",
                              "{2}-{1:02}-{0:02}", "Ngày {0:02}/{1:02}/{2} (cấp lại)"]))  # fmt: skip
def test_a_day_written_in_any_way(day, pattern):
    assert dates.parse_date(pattern.format(day.day, day.month, day.year)) == (day.isoformat(), None)


@given(DAYS)
@example(dt.date(2099, 12, 31))
def test_a_day_as_excel_keeps_it(day):
    serial = (day - dt.date(1899, 12, 30)).days
    assert (
        dates.parse_date(serial)[0] == dates.parse_date(float(serial))[0] == dates.parse_date(day)[0] == day.isoformat()
    )
    compact = int(f"{day:%Y%m%d}")
    assert dates.parse_date(compact) == (day.isoformat(), None)


@given(
    st.integers(1954, 2099),
    st.integers(1, 12),
    st.sampled_from(["{0}/{1}", "T{0}/{1}", "tháng {0} năm {1}", "{0:02}-{1}"]),
)
def test_a_month_stays_a_month(year, month, pattern):
    assert dates.parse_date(pattern.format(month, year))[0] == f"{year}-{month:02}"


@given(st.integers(1954, 2099))
def test_a_year_stays_a_year(year):
    for cell in (year, float(year), str(year), f"năm {year}"):
        assert dates.parse_date(cell) == (str(year), None)


@given(st.lists(st.one_of(DAYS, st.dates().map(str), st.text(max_size=12), st.integers()), max_size=12))
def test_swapped_dates_are_looked_for_without_an_error(cells):
    if dates.may_be_swapped(cells):
        assert all(c.day <= 12 for c in cells if isinstance(c, dt.date))


@given(DAYS, st.from_regex(r"[0-9]{2}[A-Z][0-9]{8}", fullmatch=True))
def test_a_paper_gives_back_its_number_and_day(day, number):
    found = dates.split_paper(f"{number}, ngày {day.day}/{day.month}/{day.year}")
    assert found == (number, day.isoformat(), None)


# --- numbers and money ---


@given(st.integers(0, 10**14), st.sampled_from([(".", ","), (",", "."), (" ", ","), ("'", ".")]), st.integers(0, 99))
def test_a_number_in_either_convention(whole, convention, cents):
    grouping, decimal = convention
    written = f"{whole:,}".replace(",", grouping) + (f"{decimal}{cents:02}" if cents else "")
    assert values.to_number(written, decimal) == values.Decimal(f"{whole}.{cents:02}")


@given(st.lists(st.integers(0, 10**11).map(lambda n: f"{n:,}".replace(",", ".") + ",5"), min_size=1, max_size=8))
def test_a_column_votes_for_its_decimal_mark(cells):
    assert values.vote_decimal(cells) == ","
    english = [c.translate(str.maketrans(".,", ",.")) for c in cells]
    assert values.vote_decimal(english) == "."


@given(st.integers(0, 999_999), st.sampled_from(list(values.UNITS)))
def test_the_same_amount_in_the_columns_unit_and_in_the_cells(number, unit):
    expected = number * values.UNITS[unit]
    assert values.parse_money(number, unit) == (expected, None, False)
    assert values.parse_money(f"{number} {values.UNIT_NAMES[unit]}", "vnd") == (expected, None, False)
    assert vocabulary.unit_of_heading((f"Doanh thu ({values.UNIT_NAMES[unit]})",)) == unit
    assert vocabulary.unit_of_title(f"Đơn vị tính: {values.UNIT_NAMES[unit]}") == unit


@given(st.integers(1, 99), st.integers(1, 999))
def test_billions_and_millions_add_up(billions, millions):
    assert values.parse_money(f"{billions} tỷ {millions} triệu", None)[0] == billions * 10**9 + millions * 10**6


@given(st.integers(0, 10**6), st.sampled_from(["{}", "{} người", "{} hộ", "{},0", "có {} thành viên"]))
def test_a_count_in_words(number, pattern):
    assert values.parse_count(pattern.format(number)) == (number, None)


# --- tax codes and phones ---


@st.composite
def tax_codes(draw):
    """Nine digits with their check digit."""
    digits = draw(st.from_regex(r"[0-9]{9}", fullmatch=True))
    last = mst.calc_check_digit(digits)
    assume(len(last) == 1 and digits[-4:] != "0000")
    return digits + last


@given(tax_codes(), st.sampled_from(MARKS), st.integers(1, 999))
def test_a_tax_code_in_any_writing(code, mark, branch):
    written = code[:4] + mark.replace("-", " ") + code[4:7] + mark.replace("-", " ") + code[7:]
    assert (codes.parse_tax_code(written).code, codes.parse_tax_code(f"'{code}").code) == (code, code)
    assert codes.parse_tax_code(f"{code}-{branch:03}").code == f"{code}-{branch:03}"
    if code[0] != "0":
        assert codes.parse_tax_code(int(code)).code == codes.parse_tax_code(float(code)).code == code


@given(tax_codes())
def test_a_lost_zero_is_given_back_only_with_a_proof(code):
    nine = code[1:]
    found = codes.parse_tax_code(nine)
    if code[0] == "0":
        assert found.code == code
        assert isinstance(found.problem, values.Note)
    else:
        assert found.code in (None, "0" + nine)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_a_persons_number_never_comes_out(number):
    found = codes.parse_tax_code(number)
    assert found.personal or found.code == f"0{number[:9]}-{number[9:]}"
    assert number not in (found.problem or "")


MOBILES = st.from_regex(r"0(?:3[2-9]|70|7[6-9]|8[1-9]|9[0-46-9])[0-9]{7}", fullmatch=True)


@given(MOBILES, st.sampled_from(MARKS))
def test_a_mobile_in_any_writing(number, mark):
    spaced = number[:4] + mark + number[4:7] + mark + number[7:]
    for cell in (spaced, int(number), float(number), "+84" + number[1:], "84" + number[1:], f"ĐT: {spaced}"):
        assert codes.parse_phones(cell)[0] == [number]


@given(st.lists(MOBILES, min_size=1, max_size=3, unique=True), st.sampled_from([" / ", "; ", "\n", ", ", " - "]))
def test_several_phones_with_a_mail(numbers, mark):
    assert codes.parse_phones(mark.join(numbers))[0] == numbers
    assert codes.parse_contacts(mark.join([*numbers, "Htx@vidu.vn"]))[:2] == (numbers, "htx@vidu.vn")


@given(st.sampled_from(sorted(codes._OLD_MOBILE)), st.from_regex(r"[0-9]{7}", fullmatch=True))
def test_old_prefixes_become_todays(prefix, rest):
    expected = [codes._OLD_MOBILE[prefix] + rest]
    assert codes.parse_phones(prefix + rest)[0] == expected
    assert codes.parse_phones(int(prefix + rest))[0] == expected


# --- texts ---


@given(VIETNAMESE)
def test_folding_is_the_same_for_every_form_and_case(written):
    key = values.words_of(written)
    assert key == project_text.words(written)
    for form in ("NFC", "NFD", "NFKC"):
        assert values.words_of(unicodedata.normalize(form, written)) == key
    assert values.words_of(written.upper()) == key
    assert key.isascii()
    assert values.words_of(key) == key


@given(VIETNAMESE)
def test_tidy_text_is_one_line_of_nfc(written):
    tidied = values.tidy(unicodedata.normalize("NFD", f" {written}\n\u200b"))
    assert tidied == " ".join(unicodedata.normalize("NFC", written).split())


@given(st.sampled_from(["HTX", "Hợp tác xã", "H.T.X", "THT", "LHHTX", "QTDND"]), VIETNAMESE)
def test_the_key_of_a_name_is_free_of_type_case_and_marks(kind, name):
    assume(values.words_of(name))
    assert names.name_key(f"{kind} {name}") == names.name_key(f"{kind} {values.words_of(name)}")
    assert names.type_of(f"{kind} {name}") is not None


@given(st.text(max_size=80), st.integers(1950, 2090), st.integers(1950, 2090))
def test_a_headings_key_knows_no_year(heading, one, other):
    assert heading_key(f"{heading} năm {one}") == heading_key(f"{heading} năm {other}")
    assert len(heading_key(heading)) <= 200


@given(st.text(max_size=80))
def test_no_text_makes_names_headings_or_places_raise(written):
    names.name_key(written)
    vocabulary.field_of((written, "Tổng số"))
    vocabulary.unit_of_heading((written,))
    vocabulary.is_yearly((written,))
    place = places.split_address(written)
    places.with_commune(place)
    places.guess_untyped(place, lambda commune, district: None)
    places.commune_in_title(written)


# --- legacy fonts ---


def _inverse(encoding):
    """Vietnamese letter → how the encoding writes it, out of all one and two letters that can be one."""
    found = {}
    latin = [chr(code) for code in range(0xA1, 0x100)]
    for written in [*latin, *(base + mark for base in "aeouyAEOUYöôÖÔ" for mark in [*latin, ""])]:
        letter = legacy_fonts.convert(written, encoding)
        if len(letter) == 1 and letter in LETTERS and letter not in found:
            found[letter] = written
    return found | {letter: letter for letter in "abcdeghiklmnopqrstuvxy "}


TCVN3, VNI = _inverse("tcvn3"), _inverse("vni")


def test_the_inverse_tables_hold_the_whole_alphabet():
    assert set(LETTERS) - set(TCVN3) == set()
    assert len(set(LETTERS) - set(VNI)) <= 3


@given(st.text(alphabet=sorted(letter for letter in TCVN3 if not letter.isspace()), max_size=40))
def test_tcvn3_round_trip(written):
    legacy = "".join(TCVN3[letter] for letter in written)
    assert legacy_fonts.convert(legacy, "tcvn3") == written
    assert legacy_fonts.from_font(legacy, ".VnTimeH") == written.upper()


@given(
    st.lists(
        st.sampled_from(["hợp", "tác", "xã", "bản", "nông", "nghiệp", "thành", "đường", "vận", "tải", "sản", "xuất"]),
        min_size=1,
    )
)
def test_vni_round_trip(words):
    written = " ".join(words)
    legacy = "".join(VNI[letter] for letter in written)
    assert legacy_fonts.from_font(legacy, "VNI-Times") == written


@given(VIETNAMESE)
def test_unicode_is_never_converted(written):
    written += " đ"  # a letter that no legacy font has at its place
    for font in (".VnTime", "VNI-Times", "Times New Roman", None):
        assert legacy_fonts.from_font(written, font) == written


@given(st.text(max_size=60), st.sampled_from([".VnTime", ".VnTimeH", "VNI-Times", "Arial", "", None]))
def test_no_text_in_any_font_makes_it_raise(written, font):
    legacy_fonts.from_font(written, font)
    legacy_fonts.convert_fontless([[written, None, 5], [font]])


# --- formulas ---


@given(st.text(alphabet='=ABC123+-*/^&(),;%" SUMROUND:.', max_size=40))
def test_no_formula_makes_it_raise(formula):
    rows = [[1, 2.5, "x"], [None, None, None]]
    fill_in(rows, {(1, 0): formula, (1, 1): "=A2"})
    assert all(v is None or isinstance(v, int | float | str | CellError | bool) for v in rows[1])


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_sums_and_products_are_computed(one, other):
    rows = [[one, other, None, None, None]]
    fill_in(rows, {(0, 2): "=A1+B1*2", (0, 3): "=SUM(A1:B1)", (0, 4): "=ROUND(A1/B1,2)"})
    assert rows[0][2:] == [one + other * 2, one + other, round(one / other, 2)]
