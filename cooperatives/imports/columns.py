"""From headings to fields: which column of a table holds what, in which unit and for which year."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cooperatives.imports import terms, vocabulary
from cooperatives.imports.codes import parse_phones
from cooperatives.imports.contents import FEWEST, field_of_cells, is_person, is_sector, nearly_all
from cooperatives.imports.table import Table
from kttt.spreadsheets.cells import column_letter
from kttt.spreadsheets.dates import may_be_swapped
from kttt.spreadsheets.values import as_text, is_marked, parse_yes_no, vote_decimal, words_of

# What a clerk may say of a column, in the order of the export. "registration", "contract" and "activity" are two facts
# in one cell: number and date of a paper, sectors and business lines.
_CHOICES = {
    "cooperative": [
        "name", "form", "tax_code", "registration_number", "registration_issuer", "registered_on", "registration",
        "established_on", "status", "sectors", "business_lines", "activity", "products", "address", "commune",
        "district", "representative", "representative_title", "phones", "email", "charter_capital", "alliance_member",
        "note", "figures_year", "members", "workers", "revenue", "profit", "income_per_worker", "assets", "bank_debt",
        "fund_loan", "budget_paid",
    ],
    "group": [
        "name", "leader", "contract_number", "contract_on", "contract", "status", "sectors", "business_lines",
        "activity", "address", "commune", "district", "phones", "note", "figures_year", "members", "revenue",
        "profit", "income_per_member", "contribution",
    ],
}  # fmt: skip
# What a heading's words mean in a list of the other kind; None: a group has no tax code in the registry.
_SWAPPED = {
    "group": {
        "representative": "leader", "registration_number": "contract_number", "registered_on": "contract_on",
        "registration": "contract", "charter_capital": "contribution", "income": "income_per_member",
    },
    "cooperative": {"leader": "representative", "contribution": None, "income": "income_per_worker"},
}  # fmt: skip


DATES = frozenset(("registered_on", "established_on", "contract_on"))


def choices(kind: str) -> list[str]:
    """The fields that a column of a list of `kind` may hold."""
    return list(_CHOICES[kind])


@dataclass
class Column:
    """A column that is read. `mark` is the value that a cross in it means; `decimal` its vote on separators; `swapped`:
    its real dates may have day and month swapped; `below_commune`: a village's name is no commune's, however alike;
    `by_cells`: the cells told what the heading does not.

    `answered`: the clerk said so; `remembered`: a clerk said so of an earlier list with the same headings.
    """

    index: int
    letter: str
    heading: str
    field: str
    unit: str | None = None
    year: int | None = None
    mark: object = None
    yearly: bool = False
    decimal: str = ""
    swapped: bool = False
    below_commune: bool = False
    by_cells: bool = False
    answered: bool = False
    remembered: bool = False


@dataclass(frozen=True)
class ColumnAnswer:
    """What the clerk says of a column: its field ("" = do not read it) and, of money, its unit."""

    field: str
    unit: str | None = None


_A_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def heading_key(heading: str) -> str:
    """What a heading shares with that of the same column next year: folded, without years.

    >>> heading_key("Doanh thu / Năm 2021") == heading_key("Doanh thu/năm 2022")
    True
    """
    return " ".join(_A_YEAR.sub(" ", words_of(heading)).split())[:200]


def layout_of(table: Table, kind: str) -> str:
    """A short text that lists of `kind` with the same headings share, in whatever order they stand."""
    keys = sorted(heading_key(table.heading(i)) for i, parts in enumerate(table.headings) if parts)
    return f"{kind}:{hashlib.sha256(chr(10).join(keys).encode()).hexdigest()[:40]}"


def name_columns(
    table: Table,
    kind: str,
    year: int,
    answers: Mapping[str, ColumnAnswer] = MappingProxyType({}),
    remembered: Mapping[str, str] = MappingProxyType({}),
) -> tuple[list[Column], list[tuple[str, str]]]:
    """The columns that are read, and (letter, heading) of those that are not.

    `year` is that of figures whose heading tells none. `answers` (by letter) and `remembered` ({heading key: field or
    ""}) go before what the heading says; a remembered heading that stands twice in the table is left to its words.
    """
    found, ignored, guesses = [], [], _guesses(table, kind)
    keys = Counter(heading_key(table.heading(i)) for i, parts in enumerate(table.headings) if parts)
    for i, parts in enumerate(table.headings):
        if not parts:
            continue
        letter, key = column_letter(i), heading_key(table.heading(i))
        guessed = guesses.get(i)
        if letter in answers:
            column = _answered_column(table, i, parts, guessed, answers[letter])
        elif key in remembered and keys[key] == 1:
            column = _answered_column(table, i, parts, guessed, ColumnAnswer(remembered[key]))
            if column is not None:
                column.answered, column.remembered = False, True
        else:
            column = guessed
        if column is not None:
            found.append(column)
        elif i != table.number_column:
            ignored.append((letter, table.heading(i)))
    found = _without_rivals(found, ignored, year)
    for column in found:
        if column.field in vocabulary.MONEY or column.field in vocabulary.COUNTS:
            column.decimal = vote_decimal(table.cells(column.index))
        elif column.field in DATES:
            column.swapped = may_be_swapped(table.cells(column.index))
    ignored.sort(key=lambda pair: (len(pair[0]), pair[0]))
    return found, ignored


_PAPERS = {"cooperative": ("registration_number", "registered_on"), "group": ("contract_number", "contract_on")}
_BARE_DATE = re.compile(r"^ngay(?: thang)?(?: nam)?(?: (?:ky|cap|chung thuc|ban hanh|lap))?$")


def _guesses(table, kind):
    """Index → what a column seems to be: by its heading, its crosses, its neighbour or its cells."""
    headed = [(i, parts) for i, parts in enumerate(table.headings) if parts]
    found = {i: _marked_column(table, i, parts) or _named_column(table, i, parts, kind) for i, parts in headed}
    found = {i: column for i, column in found.items() if column}
    at = table.name_column
    if not any(column.field == "name" for column in found.values()):
        found[at] = Column(at, column_letter(at), table.heading(at), "name", by_cells=True)
    fields = {column.field for column in found.values()}
    for i, parts in headed:
        if i in found or i == table.number_column:
            continue
        beside = _beside(found.get(i - 1), parts, kind)
        field = beside or _field_of_cells(table, i, parts, kind)
        if field and field not in fields:
            fields.add(field)
            found[i] = Column(i, column_letter(i), table.heading(i), field, by_cells=not beside)
    return found


def _beside(neighbour, parts, kind):
    """ "Ngày ký" right of a paper's number is that paper's date."""
    number, date = _PAPERS[kind]
    return date if neighbour and neighbour.field == number and _BARE_DATE.match(words_of(parts[-1])) else None


def _field_of_cells(table, index, parts, kind):
    """What the cells are under a heading that says nothing; None under one that says of whom or what else."""
    if _NOT_OURS.search(" ".join(map(words_of, parts))):
        return None
    field = field_of_cells(table.sample(index, 40))
    return _SWAPPED[kind].get(field, field)


# Numbers of machines and accounts, and of people who do not speak for the organisation.
_NOT_OURS = re.compile(
    r"\bfax\b|tai khoan|\btk\b|ke toan|kiem soat|cccd|cmnd|dinh danh|thanh vien|can bo|phu trach|theo doi|cap nhat"
    r"|nguoi (?:lap|nhap|ghi|nop|thu|lien he)|pho |chu ho|sang lap|\bngay\b|\bnam\b"
)


def samples(table: Table) -> dict[str, list[str]]:
    """Letter → the texts of the first three rows, for every column that has a heading; a person's number is masked."""
    rows = [body.cells for body in table.body if not body.total][:3]
    return {column_letter(i): sample_texts(rows, i) for i, parts in enumerate(table.headings) if parts}


def sample_texts(rows: list[list], index: int) -> list[str]:
    """The texts of a column in `rows`, lists of cells; a person's number is masked."""
    return [_A_PERSONS_NUMBER.sub("*" * 12, as_text(row[index]) if index < len(row) else "") for row in rows]


_A_PERSONS_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")


def _answered_column(table, index, parts, guessed, answer):
    """The column as somebody said; what its heading tells of unit, year and crosses still holds."""
    if not answer.field:
        return None
    if guessed is None or guessed.field != answer.field:
        mark = _mark_of(answer.field, parts[-1]) if _is_crossed(table.sample(index)) else None
        guessed = Column(index, column_letter(index), table.heading(index), answer.field, mark=mark)
        _read_heading(guessed, parts)
    guessed.unit = answer.unit or guessed.unit
    guessed.answered = True
    return guessed


def _named_column(table, index, parts, kind):
    field = vocabulary.field_of(parts)
    if field is None or field == vocabulary.NUMBERING or vocabulary.compares_years(parts):
        return None
    if field == "phones" and words_of(parts[-1]).split()[:1] == ["dt"] and _is_no_phone(table, index, parts):
        field = "revenue"  # "ĐT" or "DT"
    if field in DATES and not _may_be_dates(table.sample(index, 60)):
        return None  # "Hội hỗ trợ thành lập" above crosses
    if field == "income" and kind == "cooperative":
        folded = " ".join(map(words_of, parts))
        if "thanh vien" in folded and not re.search(r"lao dong|nguoi ld|\bld\b", folded):
            return None  # a member's income is not a worker's
    if field == "tax_code" and not _may_be_codes(table.sample(index, 60)):
        return None  # "Trạng thái MST"
    if field == "representative_title" and nearly_all(table.sample(index, 40), is_person):
        field = "representative"  # "Lãnh đạo, chức vụ": both in one cell
    field = _SWAPPED[kind].get(field, field)
    # A group's tax code is not kept, but its column is watched: somebody's personal number may stand in it.
    if field not in _CHOICES[kind] and field != "tax_code":
        return None
    if field == "form":
        field = _what_form_holds(table, index) or field
    if (
        field == "business_lines"
        and "linh vuc" in words_of(parts[-1])
        and nearly_all(table.sample(index, 60), is_sector)
    ):
        field = "sectors"
    column = Column(index, column_letter(index), table.heading(index), field)
    column.below_commune = field == "address" and vocabulary.is_below_commune(parts)
    _read_heading(column, parts)
    return column


def _is_no_phone(table, index, parts):
    """Only money has a unit; else the cells tell."""
    cells = table.sample(index, 40)
    phones = sum(bool(parse_phones(cell)[0]) for cell in cells)
    return bool(vocabulary.unit_of_heading(parts)) or phones * 2 < len(cells)


def _may_be_codes(cells):
    """Whether a third of the cells hold digits enough for a code, or Excel's short form of one; few cells may."""
    codes = sum(len(re.findall(r"\d", as_text(cell))) >= 8 or "E+" in as_text(cell).upper() for cell in cells)
    return len(cells) < FEWEST or codes * 3 >= len(cells)


def _may_be_dates(cells):
    """Whether cells of a column of dates hold any digit, or nothing at all."""
    return not cells or any(re.search(r"\d", as_text(cell)) for cell in cells)


def _read_heading(column, parts):
    """Unit, period and year of a column of money or people."""
    if column.field in vocabulary.MONEY:
        column.unit = vocabulary.unit_of_heading(parts)
        column.yearly = column.field in vocabulary.INCOMES and vocabulary.is_yearly(parts)
    if column.field in vocabulary.MONEY or column.field in vocabulary.COUNTS:
        column.year = vocabulary.year_of_heading(parts)


def _what_form_holds(table, index):
    """ "Loại hình" heads forms in one list, sectors or what became of them in another: the cells tell."""
    texts = [as_text(v) for v in table.sample(index, 60)]
    forms = sum(terms.form_of(t) is not None for t in texts)
    sectors = sum(bool(terms.sectors_of(t)) for t in texts)
    statuses = sum(terms.status_of_context(t) is not None for t in texts)
    if statuses > max(forms, sectors):
        return "status"
    return "sectors" if sectors > forms else None


def _is_crossed(cells):
    """Whether nine in ten of the cells are crosses, or "có" and "không"."""
    return sum(is_marked(v) or _is_no(v) for v in cells) * 10 >= len(cells) * 9


def _mark_of(field, leaf):
    """What a cross under the heading `leaf` says of `field`; None where a cross cannot say it."""
    if field == "alliance_member":
        return _MEMBER_LEAVES.get(words_of(leaf))
    if field == "status":
        return terms.status_of(leaf)
    if field == "form":
        return terms.form_of(leaf)
    if field == "sectors":
        return next(iter(terms.sectors_of(leaf)), None)
    return None


_MEMBER_LEAVES = dict.fromkeys(("co", "da", "la thanh vien", "x", "roi"), True) | dict.fromkeys(
    ("khong", "chua", "khong phai", "chua tham gia", "chua la thanh vien"), False
)


def _marked_column(table, index, parts):
    """A column whose heading is a value and whose cells are crosses: "Tình trạng / Đang hoạt động", "Nông nghiệp"."""
    cells = table.sample(index)
    if not _is_crossed(cells) or (not cells and len(parts) < 2):
        return None
    field = _field_of_crosses(parts, bool(cells))
    mark = _mark_of(field, parts[-1])
    if mark is None:
        return None
    return Column(index, column_letter(index), table.heading(index), field, mark=mark)


def _field_of_crosses(parts, has_cells):
    """The field whose values the headings of crossed columns are."""
    leaf, above = parts[-1], " ".join(map(words_of, parts[:-1]))
    parent = vocabulary.field_of(parts[:-1]) if len(parts) > 1 else None
    if parent in ("alliance_member", "status", "form"):
        return parent
    if parent is None and terms.status_of_context(leaf):
        return "status"
    if parent in ("sectors", "business_lines", "activity") or re.search(r"linh vuc|nganh", above):
        return "sectors"
    return "sectors" if parent is None and has_cells and terms.sector_of_context(leaf) else None


def _is_no(cell):
    return parse_yes_no(cell)[0] is False


# Of two columns for one field (and year) the surer wording is read.
_SURER = [
    ("representative", r"dai dien"), ("representative", r"chu tich"), ("representative", r"giam doc"),
    ("members", r"tong|^so (?:thanh|xa) vien|^thanh vien$"), ("workers", r"tong|^so lao dong|^lao dong$"),
    ("charter_capital", r"dieu le"), ("assets", r"tong|^tai san$"), ("profit", r"sau thue"), ("revenue", r"^tong doanh thu|^doanh thu"), ("bank_debt", r"du no.*ngan hang"),  # noqa: E501
    ("tax_code", r"thue|mst"), ("phones", r"."), ("established_on", r"ngay"), ("registered_on", r"lan dau|ngay cap"), ("name", r"ten"),  # noqa: E501
]  # fmt: skip
_TOGETHER = {"phones", "address"}  # several columns of these add up


def _without_rivals(columns, ignored, year):
    """One column for each field and year; the others are told as ignored."""
    kept = [c for c in columns if c.field in _TOGETHER]
    for rivals in _rivals(columns, year):
        chosen = _chosen(rivals)
        kept += chosen
        ignored += [(c.letter, c.heading) for c in rivals if c not in chosen]
    return sorted(kept, key=lambda c: c.index)


def _chosen(rivals):
    """What somebody said, else values rather than crosses, of these the surest words; crosses stay together."""
    said = [c for c in rivals if c.answered] or [c for c in rivals if c.remembered]
    plain, crosses = [c for c in rivals if c.mark is None], [c for c in rivals if c.mark is not None]
    if not plain or (said and said[0].mark is not None):
        return crosses
    return [min([c for c in said if c.mark is None] or plain, key=_preference)]


def _rivals(columns, year):
    """The columns that would fill the same place, together."""
    found = {}
    for column in columns:
        if column.field not in _TOGETHER:
            # "Vốn điều lệ năm 2020", "… năm 2021": capital has no years, the last one holds.
            of_year = None if column.field == "charter_capital" else column.year or year
            found.setdefault((column.field, of_year), []).append(column)
    return found.values()


def _preference(column):
    latest = -(column.year or 0) if column.field == "charter_capital" else 0
    return latest, _sureness(column.field, column), column.index


def _sureness(field, column):
    folded = words_of(column.heading)
    patterns = [pattern for f, pattern in _SURER if f == field]
    return next((i for i, pattern in enumerate(patterns) if re.search(pattern, folded)), len(patterns))
