"""From headings to fields: which column of a table holds what, in which unit and for which year.

Also what the title and the headings say of the whole sheet: its kind, the date it speaks for, its unit of money.
"""

import calendar
import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass

from cooperatives.imports import terms, vocabulary
from cooperatives.imports.cells import column_letter
from cooperatives.imports.table import Table
from cooperatives.imports.values import as_text, is_blank, is_marked, parse_yes_no, tidy, vote_decimal, words_of

# Columns of the other kind: a group has no tax code in the registry, a cooperative no contract.
_ONLY_COOPERATIVE = {
    "form", "registration_number", "registration_issuer", "registered_on", "registration", "established_on", "products",
    "representative_title", "email", "charter_capital", "alliance_member", "workers", "assets", "bank_debt", "fund_loan", "budget_paid",  # noqa: E501
}  # fmt: skip
_ONLY_GROUP = {"leader", "contract_number", "contract_on", "contract", "contribution"}


@dataclass
class Column:
    """A column that is read. `mark` is the value that a cross in it means; `decimal` its vote on separators."""

    index: int
    letter: str
    heading: str
    field: str
    unit: str | None = None
    year: int | None = None
    mark: object = None
    yearly: bool = False
    decimal: str = ""


def name_columns(table: Table, kind: str) -> tuple[list[Column], list[tuple[str, str]]]:
    """The columns that are read, and (letter, heading) of those that are not."""
    found, ignored = [], []
    for i, parts in enumerate(table.headings):
        if not parts:
            continue
        column = _marked_column(table, i, parts) or _named_column(table, i, parts, kind)
        if column is None:
            if i != table.number_column:
                ignored.append((column_letter(i), table.heading(i)))
        else:
            found.append(column)
    found = _without_rivals(found, ignored)
    for column in found:
        if column.field in vocabulary.MONEY or column.field in vocabulary.COUNTS:
            column.decimal = vote_decimal(_cells(table, column.index))
    ignored.sort(key=lambda pair: (len(pair[0]), pair[0]))
    return found, ignored


def _cells(table, index):
    for row in table.body:
        if index < len(row.cells) and row.cells[index] is not None:
            yield row.cells[index]


def _sample(table, index, count=300):
    cells = []
    for row in table.body:
        if not row.total and index < len(row.cells) and not is_blank(row.cells[index]):
            cells.append(row.cells[index])
            if len(cells) == count:
                break
    return cells


def _named_column(table, index, parts, kind):
    field = vocabulary.field_of(parts)
    if field is None or field == vocabulary.NUMBERING or vocabulary.compares_years(parts):
        return None
    heading = table.heading(index)
    column = Column(index, column_letter(index), heading, field)
    if field == "phones" and words_of(parts[-1]).split()[:1] == ["dt"] and vocabulary.unit_of_heading(parts):
        column.field = field = "revenue"  # "ĐT" or "DT": only money has a unit
    if kind == "group":
        swapped = {"representative": "leader", "registration_number": "contract_number", "registered_on": "contract_on",
                   "registration": "contract", "charter_capital": "contribution"}  # fmt: skip
        column.field = field = swapped.get(field, field)
        if field in _ONLY_COOPERATIVE:
            return None
    elif field in _ONLY_GROUP:
        swapped = {"leader": "representative", "contribution": None}
        column.field = field = swapped.get(field)
        if field is None:
            return None
    if field == "income" and kind == "cooperative":
        folded = " ".join(map(words_of, parts))
        if "thanh vien" in folded and not re.search(r"lao dong|nguoi ld|\bld\b", folded):
            return None  # a member's income is not a worker's
    if field == "form" and (other := _what_form_holds(table, index)):
        column.field = field = other
    if field in vocabulary.MONEY:
        column.unit = vocabulary.unit_of_heading(parts)
        column.yearly = field == "income" and vocabulary.is_yearly(parts)
    if field in vocabulary.FIGURES or field == "charter_capital":
        column.year = vocabulary.year_of_heading(parts)
    return column


def _what_form_holds(table, index):
    """ "Loại hình" heads forms in one list and sectors in another: the cells tell."""
    texts = [as_text(v) for v in _sample(table, index, 60)]
    forms = sum(terms.form_of(t) is not None for t in texts)
    sectors = sum(bool(terms.sectors_of(t)) for t in texts)
    return "sectors" if sectors > forms else None


def _marked_column(table, index, parts):
    """A column whose heading is a value and whose cells are crosses: "Tình trạng / Đang hoạt động", "Nông nghiệp"."""
    cells = _sample(table, index)
    leaf, above = parts[-1], " ".join(map(words_of, parts[:-1]))
    crosses = sum(is_marked(v) or _is_no(v) for v in cells)
    if crosses * 10 < len(cells) * 9 or (not cells and len(parts) < 2):
        return None
    field = mark = None
    parent = vocabulary.field_of(parts[:-1]) if len(parts) > 1 else None
    if parent == "alliance_member":
        folded = words_of(leaf)
        if folded in ("co", "da", "la thanh vien", "x", "roi"):
            field, mark = "alliance_member", True
        elif folded in ("khong", "chua", "khong phai", "chua tham gia", "chua la thanh vien"):
            field, mark = "alliance_member", False
    elif (parent == "status" or (parent is None and terms.status_of_context(leaf))) and terms.status_of(leaf):
        field, mark = "status", terms.status_of(leaf)
    elif parent == "form" and terms.form_of(leaf):
        field, mark = "form", terms.form_of(leaf)
    elif parent in ("sectors", "business_lines") or "linh vuc" in above or "nganh" in above or parent is None:
        sectors = terms.sectors_of(leaf)
        if sectors and (parent or "nganh" in above or "linh vuc" in above or (cells and terms.sector_of_context(leaf))):
            field, mark = "sectors", sectors[0]
    if field is None:
        return None
    return Column(index, column_letter(index), table.heading(index), field, mark=mark)


def _is_no(cell):
    return parse_yes_no(cell)[0] is False


# Of two columns for one field (and year) the surer wording is read.
_SURER = [
    ("representative", r"dai dien"), ("representative", r"chu tich"), ("representative", r"giam doc"),
    ("members", r"tong|^so (?:thanh|xa) vien|^thanh vien$"), ("workers", r"tong|^so lao dong|^lao dong$"),
    ("charter_capital", r"dieu le"), ("profit", r"sau thue"), ("revenue", r"^tong doanh thu|^doanh thu"), ("bank_debt", r"du no.*ngan hang"),  # noqa: E501
    ("tax_code", r"thue|mst"), ("phones", r"."), ("established_on", r"ngay"), ("registered_on", r"lan dau|ngay cap"), ("name", r"ten"),  # noqa: E501
]  # fmt: skip
_TOGETHER = {"phones", "address"}  # several columns of these add up


def _without_rivals(columns, ignored):
    kept, by_key = [], {}
    for column in columns:
        if column.mark is not None or column.field in _TOGETHER:
            kept.append(column)
            continue
        by_key.setdefault((column.field, column.year), []).append(column)
    for (field, _), rivals in by_key.items():
        if len(rivals) > 1:
            rivals.sort(key=lambda c: (_sureness(field, c), c.index))
            ignored += [(c.letter, c.heading) for c in rivals[1:]]
        kept.append(rivals[0])
    # A column of values says more than crosses for the same field.
    named = {c.field for c in kept if c.mark is None}
    ignored += [(c.letter, c.heading) for c in kept if c.mark is not None and c.field in named]
    kept = [c for c in kept if c.mark is None or c.field not in named]
    # "Vốn điều lệ năm 2020", "… năm 2021": capital has no years, the last one holds.
    capitals = sorted((c for c in kept if c.field == "charter_capital"), key=lambda c: c.year or 0)
    ignored += [(c.letter, c.heading) for c in capitals[:-1]]
    return sorted((c for c in kept if c not in capitals[:-1]), key=lambda c: c.index)


def _sureness(field, column):
    folded = words_of(column.heading)
    patterns = [pattern for f, pattern in _SURER if f == field]
    return next((i for i, pattern in enumerate(patterns) if re.search(pattern, folded)), len(patterns))


# --- the whole sheet ------------------------------------------------------------------------------------------------

_GROUP_WORDS = re.compile(r"\bto hop tac\b|\btht\b|\bto lien ket\b")
_COOPERATIVE_WORDS = re.compile(r"\bhop tac xa\b|\bhtx\b|\blhhtx\b|quy tin dung nhan dan")


def tell_kind(table: Table, sheet_name: str) -> str | None:
    """`cooperative` or `group`: by the heading of the name, the names themselves, the title, the sheet; else None."""
    name = " ".join(map(words_of, table.headings[table.name_column]))
    names = Counter(terms.kind_of_name(as_text(v)) for v in _sample(table, table.name_column))
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
_REST = r"(?:(?!tính đến|số liệu|đến hết|đến ngày)[^;)])*"
_LETTER = re.compile(
    r"(?:ban hành\s+)?(?:kèm theo|theo|đính kèm|căn cứ)\s+(?:công văn|báo cáo|quyết định|tờ trình|văn bản|nghị quyết"
    rf"|nghị định|kế hoạch|thông tư|cv|bc){_REST}|luật[^;,)]*?\d{{4}}"
    rf"|(?:phương hướng|nhiệm vụ|kế hoạch|giai đoạn|dự kiến|so với){_REST}|số\s*:{_REST}|số\s+\d+\s*/{_REST}",
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
    found = []
    for match in _UNTIL_DAY.finditer(text):
        # "ngày 31/12/2021" alone is weaker than "đến ngày": it may be that of a letter.
        told = re.match(r"đến|tới|thời|tại|chốt|hết", match[0], re.I)
        if day := _valid(int(match["y"]), int(match["m"]), int(match["d"])):
            found.append((0 if told else 1, day))
    for match in _QUARTER.finditer(text):
        quarter = _ROMAN_QUARTER.get(match["q"].upper()) or int(match["q"])
        found.append((2, _end_of_month(int(match["y"]), quarter * 3)))
    for match in _MONTHS.finditer(text):
        months = {"sáu": 6, "ba": 3, "chín": 9}.get(match["n"].casefold()) or int(match["n"])
        found.append((2, _end_of_month(int(match["y"]), months)))
    months = [(int(m["y"]), int(m["m"])) for m in _MONTH.finditer(text)]
    found += [(3, _end_of_month(year, month)) for year, month in months if 1 <= month <= 12]
    if match := _ANY_DAY.search(text):
        found.append((4, _valid(int(match["y"]), int(match["m"]), int(match["d"]))))
    if match := _YEAR.search(text):
        found.append((5, dt.date(int(match["y"]), 12, 31)))
    if bare_year and (years := set(re.findall(r"(?<!\d)(20\d\d)(?!\d)", text))) and len(years) == 1:
        found.append((6, dt.date(int(years.pop()), 12, 31)))
    return [(sure, day) for sure, day in found if day is not None]


def tell_as_of(table: Table, sheet_name: str) -> dt.date | None:
    """The date that a sheet speaks for: of the title, else of the sheet's name, else of the headings; never a letter's."""  # noqa: E501
    titles = [pair for line in table.title_lines for pair in _dates_in(line)]
    joined = _dates_in(" ".join(table.title_lines)) if not titles and len(table.title_lines) < 8 else []
    if best := sorted(titles or joined, key=lambda p: p[0]):
        return best[0][1]
    if best := sorted(_dates_in(sheet_name, bare_year=True), key=lambda p: p[0]):
        return best[0][1]
    headings = [
        pair
        for h in table.headings
        for part in h
        for pair in _dates_in(part, bare_year=vocabulary.field_of(h) in vocabulary.FIGURES)
    ]
    if headings:
        return max(day for _, day in headings)
    years = [
        dt.date(int(t), 12, 31) for t in (line.strip() for line in table.title_lines) if re.fullmatch(r"20\d\d", t)
    ]
    return years[0] if years else None


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
