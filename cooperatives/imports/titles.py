"""What title, headings and name of a sheet say of all its rows: kind, date, unit of money, place, status."""

import calendar
import datetime as dt
import re
from collections import Counter

from cooperatives.imports import places, terms, vocabulary
from cooperatives.imports.table import Table
from kttt.spreadsheets.values import as_text, tidy, words_of

_GROUP_WORDS = re.compile(r"\bto hop tac\b|\btht\b|\bto lien ket\b")
_COOPERATIVE_WORDS = re.compile(r"\bhop tac xa\b|\bhtx\b|\blhhtx\b|quy tin dung nhan dan")


def tell_kind(table: Table, sheet_name: str) -> str | None:
    """`cooperative` or `group`: by the heading of the name, the names themselves, the title, the sheet; else None."""
    name = " ".join(map(words_of, table.headings[table.name_column]))
    names = Counter(terms.kind_of_name(as_text(v)) for v in table.sample(table.name_column))
    del names[None]
    if names and names.most_common(1)[0][1] * 10 >= 9 * sum(names.values()) and sum(names.values()) > 1:
        return names.most_common(1)[0][0]
    agency = re.compile(r"^lien minh|^tinh lai chau")
    title = " ".join(
        re.sub(r"lien minh (?:hop tac xa|htx)", "", words_of(t))
        for t in table.title_lines
        if not agency.match(words_of(t))
    )
    fields = {vocabulary.field_of(h) for h in table.headings if h}
    for text in (name, title, words_of(sheet_name)):
        group, cooperative = bool(_GROUP_WORDS.search(text)), bool(_COOPERATIVE_WORDS.search(text))
        if group != cooperative:
            return "group" if group else "cooperative"
    if names:
        return names.most_common(1)[0][0]
    if fields & {"leader", "contract_number", "contract_on", "contract"}:
        return "group"
    return "cooperative" if "tax_code" in fields else None


# What a line says of letters, laws and plans: their dates are not those of the figures.
_FIGURES_FROM = r"tính đến|số liệu|đến hết|đến ngày"
_REST = rf"(?:(?!{_FIGURES_FROM})[^;)])*"
_LETTER = re.compile(
    r"(?:ban hành\s+)?(?:kèm theo|theo|đính kèm|căn cứ)\s+(?:công văn|báo cáo|quyết định|tờ trình|văn bản|nghị quyết"
    rf"|nghị định|kế hoạch|thông tư|cv|bc){_REST}|luật[^;,)]*?\d{{4}}"
    rf"|(?:phương hướng|nhiệm vụ|kế hoạch|giai đoạn|dự kiến|so với){_REST}|số\s*:{_REST}"
    # The number of a letter, not of a form ("Biểu số 03/HTX"); behind a dash the title goes on.
    rf"|(?<!biểu )(?<!mẫu )(?<!phụ lục )(?<!bảng )số\s+\d+\s*/(?:(?!\s[-–]\s|{_FIGURES_FROM})[^;)])*",
    re.I,
)
_DATE_LINE = re.compile(r"^(?:[a-z ]{2,30} )?ngay \d{0,2} ?thang \d{0,2} ?nam ?\d{0,4}$")
_DAY = r"(?P<d>\d{1,2})\s*(?:[/.\-]|tháng)\s*(?P<m>\d{1,2})\s*(?:[/.\-]|năm)\s*(?P<y>\d{4})"
_UNTIL_DAY = re.compile(rf"(?:đến|tới|thời điểm|tại ngày|ngày|chốt|hết)\s*(?:hết\s*)?(?:ngày\s*)?:?\s*{_DAY}", re.I)
_ANY_DAY = re.compile(_DAY, re.I)
_QUARTER = re.compile(r"(?:quý|qúy)\s*(?P<q>[1-4]|IV|I{1,3})\s*(?:[/,-]|năm)?\s*(?:năm\s*)?(?P<y>(?:19|20)\d\d)", re.I)
_MONTHS = re.compile(
    r"(?<!\d)(?P<n>3|03|6|06|9|09|12|sáu|ba|chín)\s*tháng\s*(?:đầu\s*)?(?:năm)?\s*(?P<y>(?:19|20)\d\d)", re.I
)
_MONTH = re.compile(r"tháng\s*(?P<m>\d{1,2})\s*(?:[/.\-]|năm)\s*(?P<y>(?:19|20)\d\d)", re.I)
_YEAR = re.compile(r"(?:năm|cuối|niên độ|hết)\s*(?P<y>(?:19|20)\d\d)(?!\s*[-–/]\s*(?:19|20)\d\d)", re.I)
_ROMAN_QUARTER = {"I": 1, "II": 2, "III": 3, "IV": 4}


def _end_of_month(year, month):
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _valid(year, month, day):
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found if 1990 <= year <= 2100 else None


def _dates_in(text, *, bare_year=False):
    """(how sure, date) for every date that a line may speak for; 0 is surest."""
    text = tidy(text)
    if _DATE_LINE.match(words_of(text)):
        return []
    text = _LETTER.sub(" ", text)
    # "ngày 31/12/2021" alone is weaker than "đến ngày": it may be that of a letter.
    found = [(0 if _UNTIL.match(match[0]) else 1, _day_of(match)) for match in _UNTIL_DAY.finditer(text)]
    found += [(2, day) for day in _ends_of_periods(text)]
    months = [(int(m["y"]), int(m["m"])) for m in _MONTH.finditer(text)]
    found += [(3, _end_of_month(year, month)) for year, month in months if 1 <= month <= 12]
    if match := _ANY_DAY.search(text):
        found.append((4, _day_of(match)))
    if match := _YEAR.search(text):
        found.append((5, dt.date(int(match["y"]), 12, 31)))
    years = set(_BARE_YEAR.findall(text)) if bare_year else ()
    if len(years) == 1:
        found.append((6, dt.date(int(years.pop()), 12, 31)))
    return [(sure, day) for sure, day in found if day is not None]


_UNTIL = re.compile(r"đến|tới|thời|tại|chốt|hết", re.I)
_BARE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def _day_of(match):
    return _valid(int(match["y"]), int(match["m"]), int(match["d"]))


def _ends_of_periods(text):
    """The last days of the quarters and of the "6 tháng đầu năm" that a text names."""
    for match in _QUARTER.finditer(text):
        quarter = _ROMAN_QUARTER.get(match["q"].upper()) or int(match["q"])
        yield _end_of_month(int(match["y"]), quarter * 3)
    for match in _MONTHS.finditer(text):
        months = {"sáu": 6, "ba": 3, "chín": 9}.get(match["n"].casefold()) or int(match["n"])
        yield _end_of_month(int(match["y"]), months)


_YEARLY_WORDS = vocabulary.FIGURES | {"income"}


def tell_as_of(table: Table, sheet_name: str) -> dt.date | None:
    """The date that a sheet speaks for: of the title, else of the sheet's name, else of the headings; never a letter's."""  # noqa: E501
    titles = [pair for line in table.title_lines for pair in _dates_in(line)]
    if not titles and len(table.title_lines) < 8:
        titles = _dates_in(" ".join(table.title_lines))
    for found in (titles, _dates_in(sheet_name, bare_year=True)):
        if found:
            return min(found, key=lambda pair: pair[0])[1]
    if headings := _dates_of_headings(table):
        return max(headings)
    years = [line.strip() for line in table.title_lines if re.fullmatch(r"\s*20\d\d\s*", line)]
    return dt.date(int(years[0]), 12, 31) if years else None


def _dates_of_headings(table):
    found = []
    for heading in table.headings:
        yearly = vocabulary.field_of(heading) in _YEARLY_WORDS
        found += [day for part in heading for _, day in _dates_in(part, bare_year=yearly)]
    return found


def tell_unit(table: Table, sheet_name: str) -> str | None:
    """The unit of money that the title, a line above the table or the sheet's name tells for all columns."""
    for line in [*reversed(table.title_lines), sheet_name]:
        if unit := vocabulary.unit_of_title(line):
            return unit
    # "ĐVT: triệu đồng" may stand as the parent of the headings, or as a row of its own among them.
    for heading in table.headings:
        for part in heading:
            if re.search(r"\b(?:dvt|don vi tinh)\b", words_of(part)) and (unit := vocabulary.unit_of_title(part)):
                return unit
    return None


_REFORM = dt.date(2025, 7, 1)


def tell_context(title_lines: list[str], sheet_name: str, as_of: dt.date) -> dict:
    """What the title and the sheet's name say of every row: {"district" | "commune" | "status" | "sector": …}."""
    told = {}
    for text in [*reversed(title_lines), sheet_name]:
        for name, tell in _TITLE_TELLS.items():
            if name not in told and (value := tell(text)):
                told[name] = value
    if "district" not in told and "commune" not in told:
        told |= _place_of_sheet_name(sheet_name, as_of)
    if sector := terms.sector_of_context(sheet_name):
        told["sector"] = sector
    if "commune" in told and "district" in told and told["commune"].casefold() in told["district"].casefold():
        del told["commune"]
    return told


def _place_of_sheet_name(sheet_name, as_of):
    """{"district" or "commune": …} of a sheet called by a place alone."""
    name = re.sub(r"\(\d+\)|\d{4}|htx|tht|hợp tác xã|tổ hợp tác|danh sách", " ", sheet_name, flags=re.I).strip(" -_.")
    district = places.district_named(name)
    if district is None:
        return {}
    # From 1 July 2025 "Than Uyên" is a commune: only "huyện Than Uyên" still means the district.
    if as_of >= _REFORM and not re.match(r"huyện|h\.|thành phố|tp", name, re.I):
        return {"commune": name}
    return {"district": district}


def _status_in_title(text):
    """ "DANH SÁCH HTX NGỪNG HOẠT ĐỘNG"; a title that names two of them, or none for certain, says nothing."""
    status = terms.status_of_context(text) if len(text) < 150 else None
    if status is None or re.search(r"thanh lap moi|\bva\b|ket qua|bao cao", words_of(text)):
        return None
    pieces = [piece for piece in re.split(r"[,;]", text) if len(piece.split()) <= 5]
    return status if len({terms.status_of(piece) for piece in pieces} - {None}) < 2 else None


_TITLE_TELLS = {
    "district": places.district_in_title,
    "commune": places.commune_in_title,
    "status": _status_in_title,
}
