"""A sheet's registry table: its title, its headings and its rows, told apart from totals, groups and signatures.

Which words head a column, `vocabulary` knows; what the cells mean is not looked at here beyond telling rows apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from cooperatives.imports import places, terms
from cooperatives.imports.headings import fields_named, find_header, headings_of, is_numbering, value_at
from cooperatives.imports.vocabulary import NUMBERING, field_of
from kttt.spreadsheets.cells import CellError
from kttt.spreadsheets.values import as_text, is_blank, words_of
from kttt.spreadsheets.workbook import Sheet


@dataclass(frozen=True)
class Context:
    """What the lines above a row say of it: full district name, commune as written, status, sector, kind."""

    district: str | None = None
    commune: str | None = None
    status: str | None = None
    sector: str | None = None
    kind: str | None = None


@dataclass(slots=True)
class BodyRow:
    """A data row (`total` False) or a line of sums. `numbers` are Excel's row numbers: several where cells are merged.

    `cells` are the values by column index; of merged rows `extra` holds the further rows' cells. `groups` are the
    numbers of the groups that the row stands in, outermost first. `scope` is the label of a total ("Cộng", "Tổng
    cộng"); a group's own line with numbers, which may be the sums of the rows below it, `heads` its group.
    """

    numbers: list[int]
    cells: list
    context: Context
    groups: tuple[int, ...]
    total: bool = False
    scope: str = ""
    heads: bool = False
    extra: list[list] = field(default_factory=list)


@dataclass
class Table:
    """A registry table. `headings[i]` are the heading's rows of column i, from the top; row numbers are Excel's."""

    title_lines: list[str]
    header_rows: list[int]
    headings: list[tuple[str, ...]]
    body: list[BodyRow]
    name_column: int
    number_column: int | None
    last_row: int

    def heading(self, column: int) -> str:
        """One line: "Thành viên / Nữ"."""
        return " / ".join(self.headings[column])

    def cells(self, column: int) -> Iterator:
        """The values of a column's cells, sums too, blank ones left out."""
        return (row.cells[column] for row in self.body if column < len(row.cells) and row.cells[column] is not None)

    def sample(self, column: int, count: int = 300) -> list:
        """The first `count` values of a column in rows that are no sums."""
        rows = (row.cells for row in self.body if not row.total and column < len(row.cells))
        return list(islice((row[column] for row in rows if not is_blank(row[column])), count))


def find_tables(sheet: Sheet, name_column: int | None = None) -> list[Table]:
    """All registry tables of a sheet, from the top; `name_column` is where somebody said that the names stand."""
    tables, start = [], 0
    while (table := find_table(sheet, start, name_column)) is not None:
        tables.append(table)
        start = table.last_row
    return tables


def find_table(sheet: Sheet, start: int = 0, name_column: int | None = None) -> Table | None:
    """The first registry table at or below row index `start`, or None."""
    found = find_header(sheet, start, name_column)
    if found is None:
        return None
    top, bottom, headings, name_column, after = found
    fields = [field_of(h) for h in headings]
    titles = []
    for row in sheet.rows[start:top]:
        titles += [as_text(v) for v in row if isinstance(v, str) and not is_blank(v)]
    number_column = fields.index(NUMBERING) if NUMBERING in fields else None
    table = Table(titles, list(range(top + 1, bottom + 2)), headings, [], name_column, number_column, after)
    _read_body(sheet, table, after)
    return table


# --- body -----------------------------------------------------------------------------------------------------------

_TOTAL = re.compile(
    r"^(?:[ivxabc]+ )?(?:tong cong|tong so|tong chung|tong luy ke|tong toan|tong|cong don|cong chung|cong"
    r"|toan tinh|toan huyen|binh quan chung|binh quan|trung binh|luy ke)"
    r"(?: (?:so|cong|toan|huyen|xa|phuong|thi|thanh|tp|tinh|nhom|muc|khoi|phan|trang|i+v?|iv|v|vi+|[a-z]|theo|\d+|htx"
    r"|tht|cac|trong|chung|hop tac xa|to hop tac|dang|tam|ngung|linh|don|nganh|chuyen|mang)\b.*)?$"
)
# A line without a number of its own that has figures: "Cộng Tam Đường"; not "Cộng đồng Nà Luông", "Tổng hợp Bình Minh".
_SUM = re.compile(r"^(?:tong |cong )+(?!dong|hop|hoa|nghe|nghiep|ty|thuong|tac|doan)\w")
# Tòng is a family of the north-west: "Tòng Thị Xoan" leads a group, "Tổng thị trấn" is a sum.
_NAMED_TONG = re.compile(r"^tong (?:thi|van) (?!xa\b|tran\b)\w")
_SIGNATURE = re.compile(
    r"^(?:nguoi (?:lap|tong hop|bao cao|ky|ghi)|noi nhan|thu truong|ke toan truong|xac nhan|nguoi lam|lap bieu"
    r"|ky ten|tm ubnd|tm uy ban|t m|kt chu tich|kt truong|kt giam doc"
    r"|truong phong|pho truong phong|chu tich$|pho chu tich$|giam doc$|pho giam doc$|chu tich ubnd"
    r"|uy ban nhan dan|can bo|ky ghi ro|da ky|k t|q truong|giao dich vien|kiem soat|thu quy|nguoi kiem"
    r"|prepared by|checked by|approved by)"
    r"|^(?:[a-z ]{2,25} )?(?:ngay|ngay \d{1,2}|\d{1,2}) (?:\d{1,2} )?thang(?: \d{1,2})?(?: nam(?: \d{4})?)?$"
)
_REMARK = re.compile(r"^(?:ghi chu|nguon|chu thich|luu y|chu y|danh sach nay|bieu nay|luu vt)\b")
_ROMAN = re.compile(r"^(?:[IVXLivxl]{1,6}|[A-Ha-hĐ])\s*[.)/-]?$")
_LEAD = re.compile(r"^(?P<mark>[IVXL]{1,6}|[A-Ha-h]|\d{1,2}(?:\.\d{1,2})*|[-*+•])\s*[.)/:-]?\s+(?=\S)")


class _Groups:
    """The lines between rows: nested by the style of their marks ("I", "A", "1", "a", none)."""

    def __init__(self):
        self.stack = []
        self.count = 0
        self.context = Context()
        self.path = ()

    def enter(self, style, told: dict):
        self.count += 1
        styles = [s for s, _, _ in self.stack]
        if style in styles:
            del self.stack[styles.index(style) :]
        self.stack.append((style, told, self.count))
        self.path = tuple(number for _, _, number in self.stack)
        merged = {}
        for _, known, _ in self.stack:
            if "district" in known:
                merged.pop("commune", None)
            merged |= known
        self.context = Context(**merged)


def context_of(text: str) -> dict:
    """What a line between rows tells: {"district" | "commune" | "status" | "sector" | "kind": …}, perhaps several."""
    text = _LEAD.sub("", text, count=1).strip(" :.-–")
    told = {}
    folded = words_of(text)
    if district := places.district_named(text) or places.district_in_title(text):
        told["district"] = district
    elif place := re.search(r"(?<![\w])(?:xã|phường|thị trấn|TT\.?)\s+[^,;:()]{2,25}", text, re.I):
        before = words_of(text[: place.start()])
        if not before.endswith(("hop tac", "cac")) and len(folded) < 60:
            told["commune"] = place[0].strip()
    if status := terms.status_of_context(text):
        told["status"] = status
    if sector := terms.sector_of_context(text):
        told["sector"] = sector
    if re.match(r"^(?:cac |khoi |danh sach |phan )?(?:to hop tac|tht)(?: \d+)?$", folded) or re.match(
        r"^(?:cac |khoi )(?:to hop tac|tht)\b", folded
    ):
        told["kind"] = "group"
    elif re.match(
        r"^(?:cac |khoi |danh sach |phan )?(?:hop tac xa|htx|lien hiep htx|lien hiep hop tac xa"
        r"|quy tin dung nhan dan)$",
        folded,
    ):
        told["kind"] = "cooperative"
    return told


def _is_running_number(value):
    """A row's number: 1, "12", "1.1"; not "I", not "a"."""
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and bool(re.fullmatch(r"\s*\d+(?:[.,]\d+)*\s*[.)]?\s*", value))


def _read_body(sheet, table, after):
    fill, owner = _body_merges(sheet, table, after)
    groups, body = _Groups(), table.body
    number_at, name_at = table.number_column, table.name_column
    wide = {m[0] for m in sheet.merges if m[3] - m[1] >= 2}
    headings = [parts[-1] if parts else "" for parts in table.headings]
    blanks = 0
    for r in range(after, len(sheet.rows)):
        table.last_row = r + 1
        cells = _filled_in(sheet.rows[r], fill[r]) if r in fill else sheet.rows[r]
        if r in owner and body and body[-1].numbers[0] == owner[r] + 1:
            body[-1].numbers.append(r + 1)
            body[-1].extra.append(cells)
            continue
        number = cells[number_at] if number_at is not None and number_at < len(cells) else None
        name = cells[name_at] if name_at < len(cells) else None
        # Nearly all rows of a long list: a number and a name.
        if name.__class__ is str and isinstance(number, int | float) and len(cells) - cells.count(None) > 4:
            body.append(BodyRow([r + 1], cells, groups.context, groups.path))
            blanks = 0
            continue
        line = _Line(cells, number, name, number_at, name_at, r in wide)
        what, told = _classify(line, headings, has_rows=bool(body))
        blanks = blanks + 1 if what == "blank" else 0
        if what == "header" and _starts_other_table(sheet, r, table):
            table.last_row = r
            return
        if what == "end" or blanks > 200:
            return
        if what == "group":
            groups.enter(*told)
            if line.numbers:
                body.append(BodyRow([r + 1], cells, groups.context, groups.path, total=True, heads=True))
        elif what == "data":
            body.append(BodyRow([r + 1], cells, groups.context, groups.path))
        elif what == "total":
            body.append(BodyRow([r + 1], cells, groups.context, groups.path, total=True, scope=told))


def _filled_in(cells, merged):
    """A row with the values of the merged cells that reach into it: [(column, value)]."""
    cells = cells + [None] * (max(c for c, _ in merged) + 1 - len(cells))
    for c, value in merged:
        cells[c] = value
    return cells


def _starts_other_table(sheet, r, table):
    """A row of headings inside the body: the same ones printed again on a new page, or those of another table."""
    headings = headings_of(sheet, {}, r, r)
    mine = {h[-1] for h in table.headings if h}
    other = [h[-1] for h in headings if h]
    return sum(h in mine for h in other) * 2 < len(other)


class _Line:
    """A row below the headings with what tells it apart: data, the head of a group, a total, a signature."""

    def __init__(self, cells, number, name, number_at, name_at, wide):
        self.cells, self.number, self.number_at, self.wide = cells, number, number_at, wide
        self.filled = [(c, v) for c, v in enumerate(cells) if v is not None]
        self.texts = [(c, as_text(v)) for c, v in self.filled if isinstance(v, str) and not _is_running_number(v)]
        self.numbered = _is_running_number(number)
        self.named = isinstance(name, str)
        self.names_organisation = terms.names_organisation(as_text(name))
        self.others = [(c, v) for c, v in self.filled if c not in (number_at, name_at)]
        self.mark = as_text(number) if number is not None else ""
        self.roman = bool(self.mark and _ROMAN.match(self.mark))
        self.lead = as_text(name) if self.named and not is_blank(name) else ""
        self.says_more = any(_states_a_text(v) for _, v in self.others)
        self._find_lead()

    def _find_lead(self):
        """A group's line may stand in the first column, or as the only text anywhere."""
        if self.lead or self.numbered or self.roman:
            return
        if isinstance(self.number, str):
            self.lead, self.mark = self.mark, ""
            self.others = [(c, v) for c, v in self.others if c != self.number_at]
        elif len(self.texts) == 1:
            self.lead, self.says_more = self.texts[0][1], False

    @property
    def numbers(self):
        """Whether numbers stand in the line beside its own."""
        return any(isinstance(v, int | float) and not isinstance(v, bool) for _, v in self.others)


def _states_a_text(value):
    if isinstance(value, CellError):
        return True
    return isinstance(value, str) and not _is_running_number(value) and not is_blank(value)


def _classify(line, headings, *, has_rows):
    """("blank" | "group" | "total" | "header" | "end" | "skip" | "data", what it tells)."""
    if not line.filled:
        return "blank", None
    if not line.texts and (line.number_at is None or all(c == line.number_at or v == 0 for c, v in line.filled)):
        return "skip", None
    if _is_header(line, headings):
        return "header", None
    if is_numbering(line.cells):
        return "skip", None
    return _by_words(line, has_rows) or _group(line) or _data(line)


def _is_header(line, headings):
    """The headings printed again, or those of another table."""
    if sum(c < len(headings) and headings[c] == t for c, t in line.texts) >= 3:
        return True
    if line.numbered or line.names_organisation or len(line.texts) < 4:
        return False
    return len(fields_named(line.cells)) >= 4


def _by_words(line, has_rows):
    """Totals, signatures and remarks begin with words of their own."""
    stranger = not line.numbered and not line.names_organisation
    for _, text in line.texts[:3]:
        folded = words_of(text)
        if text.casefold().startswith("tòng ") or _NAMED_TONG.match(folded):
            continue
        if _TOTAL.match(folded) and not (line.numbered and line.names_organisation):
            return "total", text
        if stranger and line.numbers and not line.mark and _SUM.match(folded):
            return "total", text
        if stranger and len(line.texts) <= 5 and _SIGNATURE.match(folded):
            return "end", None  # a total may be signed for straight below; a group never is
        if _REMARK.match(folded) and len(line.texts) <= 2 and not line.numbered:
            return "end" if has_rows else "skip", None
    if not line.numbered and len(line.texts) <= 4 and any(_SIGNATURE.match(words_of(t)) for _, t in line.texts):
        return "end", None
    return None


def _group(line):
    """The line of a group, with its style and context; or an organisation of which the row says its name alone."""
    if not line.lead or line.says_more:
        return None
    told = context_of(line.lead)
    inside = _LEAD.match(line.lead)
    group = "group", (_style(line.mark, inside, told), told)
    if _tells_context(line, told) or line.roman or (line.wide and not line.numbered):
        return group
    if not line.others:
        return ("data", None) if line.numbered or (line.named and terms.names_organisation(line.lead)) else group
    capital = inside and re.match(r"[IVXL]+$|[A-H]$", inside["mark"])
    return group if capital and not terms.names_organisation(_LEAD.sub("", line.lead, count=1)) else None


def _tells_context(line, told):
    """Whether what a line says is said of the rows below it."""
    organisation = terms.names_organisation(line.lead)
    # "5 | HTX Vận tải" with figures behind it is an organisation; "HTX vận tải" alone is a line of its sector.
    if not told or (line.numbered and organisation and set(told) <= {"sector"}):
        return False
    is_place = "district" in told or ("commune" in told and not organisation)
    return is_place or "status" in told or "kind" in told or not line.others


def _data(line):
    if not line.lead and not line.says_more and not any(v for _, v in line.others):
        return "skip", None
    if not line.lead and not line.numbered and len(line.others) < 2:
        return "skip", None
    return "data", None


def _style(mark, inside, told):
    mark = mark or (inside["mark"] if inside else "")
    mark = mark.strip(" .)/-")
    if re.fullmatch(r"[IVXL]+", mark):
        return "I"
    if re.fullmatch(r"[A-HĐ]", mark):
        return "A"
    if re.fullmatch(r"[a-hivxl]+", mark):
        return "a"
    if re.match(r"\d", mark):
        return "1" + "." * mark.count(".")
    return "/".join(sorted(told))


def _body_merges(sheet, table, after):
    """({row: [(column, value)]} to fill inside vertical merges, {row: first row} of organisations over several rows).

    A merge of the name's column binds its rows to one organisation; then nothing is filled into them, for the first
    row already says it.
    """
    fill, owner = {}, {}
    bound = [
        m
        for m in sheet.merges
        if m[0] >= after and m[2] > m[0] and m[1] <= table.name_column <= m[3] and m[2] - m[0] < 60
    ]
    for top, _, bottom, _ in bound:
        owner.update(dict.fromkeys(range(top + 1, bottom + 1), top))
    for top, left, bottom, right in sheet.merges:
        if top < after or bottom == top or right - left > 3:
            continue
        value = value_at(sheet, top, left)
        if value is None:
            continue
        for r in range(top + 1, min(bottom, len(sheet.rows) - 1) + 1):
            if r not in owner and left != table.name_column:
                fill.setdefault(r, []).append((left, value))
    return fill, owner
