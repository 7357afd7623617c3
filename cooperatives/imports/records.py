"""All stages of reading put together: a workbook in, rows of clean values with messages at their cells out.

Whom a row means in the registry, and whether it changes anything, is not asked here.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from cooperatives.imports import vocabulary
from cooperatives.imports.checks import Duplicates, check_totals, check_units
from cooperatives.imports.codes import parse_tax_code
from cooperatives.imports.columns import (
    Column,
    ColumnAnswer,
    heading_key,
    layout_of,
    name_columns,
    sample_texts,
    samples,
)
from cooperatives.imports.headings import nearest_header
from cooperatives.imports.row_values import PERSONAL, Message, Row, RowReader
from cooperatives.imports.table import find_tables
from cooperatives.imports.titles import tell_as_of, tell_context, tell_kind, tell_unit
from kttt.spreadsheets.cells import column_index, column_letter
from kttt.spreadsheets.values import as_text
from kttt.spreadsheets.workbook import MAX_COLUMNS, MAX_ROWS, Workbook

PROGRESS_STEP = 500  # rows


@dataclass(frozen=True)
class SheetAnswers:
    """What the clerk says of one sheet; it goes before whatever the file tells.

    `unit` is that of money columns that state none; `columns` are answers by letter, `cells` ({"F7": "1500"}) texts
    typed instead of the cells' values, `left_out` Excel's numbers of rows that shall not be taken.
    """

    taken: bool = True
    kind: str | None = None
    as_of: dt.date | None = None
    unit: str | None = None
    columns: Mapping[str, ColumnAnswer] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()


@dataclass
class SheetReading:
    """What was understood of one table; `as_of_told` is False where today had to stand in.

    `layout` is what lists with the same headings share; `samples` are the texts of the first three rows by letter;
    `tables` counts the tables of the sheet; `unit_asked`: a column of money has no unit; `notes` are sentences on what
    was changed in whole columns.
    """

    name: str
    kind: str
    as_of: dt.date
    as_of_told: bool
    header_rows: list[int]
    columns: list[Column]
    ignored_columns: list[tuple[str, str]]
    unit: str | None
    title_lines: list[str]
    layout: str = ""
    samples: dict[str, list[str]] = field(default_factory=dict)
    tables: int = 1
    unit_asked: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass
class NamelessSheet:
    """A sheet in which no table was found; its row `header_row` looks most like headings, but names no organisation.

    `columns` are (letter, heading, texts of the next three rows): the clerk may say in which the names stand.
    """

    name: str
    header_row: int
    columns: list[tuple[str, str, list[str]]]


@dataclass
class Total:
    """A sum that the file states beside the one computed from its rows; in the field's unit (đồng, people)."""

    sheet: str
    row: int
    field: str
    stated: int
    computed: int


@dataclass
class Question:
    """Something that only the clerk knows; `option` is the command line's answer to it."""

    option: str
    message: str


@dataclass
class Reading:
    """Everything that a workbook says. `kind` and `as_of` are None where sheets differ or there is none.

    `hidden_sheets` are not read; `empty_sheets` are visible ones without a registry table, of which the
    `nameless_sheets` may hold one. `hint` is a sentence for a file without any table: which row looks most like
    headings and what it lacks ("" when none does).
    """

    sheets: list[SheetReading] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    hidden_sheets: list[str] = field(default_factory=list)
    empty_sheets: list[str] = field(default_factory=list)
    nameless_sheets: list[NamelessSheet] = field(default_factory=list)
    hint: str = ""

    @property
    def kind(self) -> str | None:
        kinds = {s.kind for s in self.sheets}
        return kinds.pop() if len(kinds) == 1 else None

    @property
    def as_of(self) -> dt.date | None:
        dates = {s.as_of for s in self.sheets}
        return dates.pop() if len(dates) == 1 else None


ResolveUnit = Callable[[str | None, str | None, dt.date], tuple[object | None, str | None]]
_NOTHING_SAID: Mapping = MappingProxyType({})


def interpret(
    workbook: Workbook,
    kind: str | None = None,
    as_of: dt.date | None = None,
    unit: str | None = None,
    sheets: list[str] | None = None,
    answers: Mapping[str, SheetAnswers] = _NOTHING_SAID,
    layouts: Mapping[str, Mapping[str, str]] = _NOTHING_SAID,
    resolve_unit: ResolveUnit | None = None,
    today: dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Reads every visible sheet (or those named) that holds a registry table.

    `kind`, `as_of` and `unit` answer for the file where given; a unit told by a cell, a heading or a title goes first.
    `answers`, by the sheet's name, go before everything else. `layouts` are what clerks said of columns of earlier
    lists: {SheetReading.layout: {columns.heading_key(heading): field, or "" to leave it out}}.
    `resolve_unit(commune, district, on)` gives (unit or None, sentence or None); without it, places stay texts.
    `progress(rows done, rows in all)` is called every 500 rows.
    """
    reading = Reading(hidden_sheets=list(workbook.hidden_sheets))
    names = {key for columns in layouts.values() for key, field in columns.items() if field == "name"}
    found, empty = [], []
    for sheet in workbook.sheets:
        said = answers.get(sheet.name, SheetAnswers())
        if (sheets and sheet.name not in sheets) or not said.taken:
            continue
        mended = _Mended(sheet, said.cells)
        name_column = next((column_index(c) for c, answer in said.columns.items() if answer.field == "name"), None)
        tables = find_tables(mended.sheet, name_column)
        if not tables and names and name_column is None:
            tables = find_tables(mended.sheet, _remembered_name(mended.sheet, names))
        if tables:
            found.append((mended, said, tables))
        else:
            reading.empty_sheets.append(sheet.name)
            empty.append(sheet)
    reading.nameless_sheets = [nameless for sheet in empty if (nameless := _nameless(sheet))]
    if not found:
        reading.hint = _hint(empty)
    for name in sheets or []:
        if name not in {s.name for s in workbook.sheets}:
            reading.warnings.append(f"Tệp không có trang “{name}” đang hiện: hãy kiểm tra tên trang.")
    _Interpretation(reading, found, kind, as_of, unit, layouts, resolve_unit, today, progress).run()
    return reading


def _remembered_name(sheet, names):
    """The column of the row most like headings whose heading, as clerks said before, heads the names; or None."""
    nearest = nearest_header(sheet)
    cells = enumerate(sheet.rows[nearest[0] - 1]) if nearest else ()
    return next((c for c, value in cells if heading_key(as_text(value)) in names), None)


def _nameless(sheet):
    nearest = nearest_header(sheet)
    if nearest is None:
        return None
    number, _ = nearest
    below = [row for row in sheet.rows[number : number + 20] if any(value is not None for value in row)][:3]
    headings = enumerate(map(as_text, sheet.rows[number - 1]))
    columns = [(column_letter(c), text, sample_texts(below, c)) for c, text in headings if text]
    return NamelessSheet(sheet.name, number, columns)


def _hint(sheets):
    """Which row of the sheets looks most like headings, and what it lacks."""
    nearest = [(near, sheet.name) for sheet in sheets if (near := nearest_header(sheet))]
    if not nearest:
        return ""
    (number, headings), name = max(nearest, key=lambda found: len(found[0][1]))
    shown = ", ".join(f"“{text[:40]}”" for text in list(headings.values())[:6])
    where = f"Dòng {number}" + (f" trang “{name}”" if len(sheets) > 1 else "")
    if "name" in headings:
        lack = "nhưng còn thiếu: cần cột tên và ít nhất ba cột khác như mã số thuế, địa chỉ, người đại diện, vốn"
        return f"{where} giống dòng tiêu đề nhất ({shown}) {lack}."
    lack = (
        "nhưng không có cột tên: hãy chọn cột tên ở bước “Kiểm tra cách hiểu”, hoặc đặt tiêu đề cột tên là “Tên HTX”, "
        "“Tên tổ hợp tác” rồi nhập lại"
    )
    return f"{where} giống dòng tiêu đề nhất ({shown}) {lack}."


_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


class _Mended:
    """A sheet with what the clerk typed in its cells, and what stood there before; the workbook keeps its own cells."""

    def __init__(self, sheet, typed):
        self.sheet, self.before, self.typed = sheet, {}, {}
        if typed:
            self.sheet = replace(sheet, rows=list(sheet.rows))
        for where, text in typed.items():
            match = _CELL.fullmatch(where)
            column = column_index(match[1]) if match else MAX_COLUMNS
            if column < MAX_COLUMNS and int(match[2]) <= MAX_ROWS:
                self._put(int(match[2]), column, text)

    def _put(self, number, column, text):
        rows = self.sheet.rows
        rows.extend([] for _ in range(number - len(rows)))
        row = list(rows[number - 1])
        row.extend([None] * (column + 1 - len(row)))
        cells = self.typed.setdefault(number, {})
        self.before.setdefault(number, {})[column_letter(column)] = as_text(row[column])
        cells[f"{column_letter(column)}{number}"] = text
        row[column] = text if text.strip() else None
        rows[number - 1] = row

    def tell_typed(self, row):
        """Writes into `row`, before it is read, which of its cells were typed."""
        for number in row.numbers:
            row.mended |= self.typed.get(number, {})

    def tell_before(self, row, tax_column):
        """Gives `row`, after it was read, the file's own texts back; somebody's personal number stays hidden."""
        for letter, text in self.before.get(row.row, {}).items():
            personal = letter == tax_column and parse_tax_code(text).personal
            row.original[letter] = PERSONAL if personal else text


class _Interpretation:
    """One run of `interpret` over the tables that were found: what is answered for all of them, and what they share."""

    def __init__(self, reading, found, kind, as_of, unit, layouts, resolve_unit, today, progress):
        self.reading, self.found, self.kind, self.layouts, self.resolve = reading, found, kind, layouts, resolve_unit
        self.today = today or dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()
        self.as_of = as_of
        # A sheet that says no date or unit speaks as the others do, if these agree.
        self.as_of_elsewhere = self._agreed(tell_as_of)
        self.unit = unit or self._agreed(tell_unit)
        self.duplicates = Duplicates()
        self.unit_missing = []
        self.progress = progress
        self.done, self.all = 0, sum(not b.total for _, _, tables in found for t in tables for b in t.body)

    def _agreed(self, tell):
        told = {tell(table, mended.sheet.name) for mended, _, tables in self.found for table in tables} - {None}
        return told.pop() if len(told) == 1 else None

    def run(self):
        for mended, said, tables in self.found:
            earlier = None
            for table in tables:
                found = self._understand(mended.sheet, said, table, earlier)
                found.tables = len(tables)
                self.reading.sheets.append(found)
                self._read_rows(mended, said, table, found)
                earlier = found
        if self.unit_missing:
            where = ", ".join(dict.fromkeys(self.unit_missing))
            message = (
                f"Tệp không ghi đơn vị tính của {where}: hãy cho biết là đồng, nghìn đồng, triệu đồng hay tỷ đồng."
            )
            self.reading.questions.append(Question("--unit", message))

    def _understand(self, sheet, said, table, earlier):
        """What a table is; `earlier` is the one above it on its sheet, whose title may hold here too."""
        kind, as_of = self._kind(sheet, said, table, earlier), self._as_of(sheet, said, table, earlier)
        found = SheetReading(
            sheet.name, kind, as_of or self.today, as_of is not None, table.header_rows, [], [],
            said.unit or tell_unit(table, sheet.name) or (earlier and earlier.unit),
            table.title_lines or (earlier.title_lines if earlier else []), layout_of(table, kind), samples(table),
        )  # fmt: skip
        remembered = self.layouts.get(found.layout, _NOTHING_SAID)
        found.columns, found.ignored_columns = name_columns(table, kind, found.as_of.year, said.columns, remembered)
        for column in found.columns:
            if column.unit is None and column.field in vocabulary.MONEY:
                column.unit = found.unit or self.unit
        found.notes = _notes_on_columns(sheet, found.columns)
        return found

    def _kind(self, sheet, said, table, earlier):
        kind = said.kind or self.kind or tell_kind(table, sheet.name) or (earlier and earlier.kind)
        if kind is None:
            message = f"Không rõ trang “{sheet.name}” là danh sách HTX hay tổ hợp tác: hãy chọn một loại."
            self.reading.questions.append(Question("--kind", message))
        return kind or "cooperative"

    def _as_of(self, sheet, said, table, earlier):
        """The date that a table speaks for; None, with a warning, when nothing tells it."""
        above = earlier.as_of if earlier and earlier.as_of_told else None
        as_of = said.as_of or self.as_of or tell_as_of(table, sheet.name) or above or self.as_of_elsewhere
        if as_of is None:
            self.reading.warnings.append(
                f"Trang “{sheet.name}” không ghi số liệu đến ngày nào nên lấy ngày hôm nay: hãy ghi “đến ngày …” vào "
                f"tiêu đề hoặc chọn ngày."
            )
        return as_of

    def _read_rows(self, mended, said, table, found):
        context = tell_context(found.title_lines, found.name, found.as_of)
        reader = RowReader(found, context, self.resolve, mended.sheet.has_1904_calendar)
        kind_told = said.kind or self.kind
        fields = {c.letter: c.field for c in found.columns}
        rows = []
        for body in table.body:
            if body.total:
                continue
            row = Row(found.name, body.numbers[0], kind_told or body.context.kind or found.kind, found.as_of)
            row.numbers = body.numbers
            row.left_out = bool(said.left_out) and not said.left_out.isdisjoint(body.numbers)
            if mended.typed:
                mended.tell_typed(row)
            reader.read(row, body)
            if mended.typed:
                mended.tell_before(row, reader.letter_of.get("tax_code"))
            if not row.left_out:
                _remark(row, mended.sheet, fields)
            rows.append(row)
            self._count_one()
        self.reading.rows += rows
        found.unit_asked = bool(reader.unit_missing)
        if without := [f"{c.letter} “{c.heading}”" for c in found.columns if c.letter in reader.unit_missing]:
            where = f" (trang “{found.name}”)" if len(self.found) > 1 else ""
            self.unit_missing.append(f"cột {', '.join(without)}{where}")
        for row in rows:
            self.duplicates.check(row)
        self._warn_of_nowhere(found, rows)
        check_units(found.columns, rows)
        self.reading.totals += check_totals(found.name, table, found.columns, rows, Total)

    def _warn_of_nowhere(self, found, rows):
        """One sentence for a list most of whose rows neither say their commune nor stand below what does."""
        nowhere = [row.row for row in rows if not (row.refused or row.left_out or "commune" in row.values)]
        if len(nowhere) * 2 > len(rows):
            few = ", ".join(map(str, nowhere[:5])) + (", …" if len(nowhere) > 5 else "")
            self.reading.warnings.append(
                f"Trang “{found.name}” có {len(nowhere)} dòng không ghi xã, phường, thị trấn (dòng {few}): hãy thêm "
                f"cột xã nếu là tổ chức mới, vì tổ chức không rõ xã không được tính cho địa bàn nào."
            )

    def _count_one(self):
        self.done += 1
        if self.progress and (self.done % PROGRESS_STEP == 0 or self.done == self.all):
            self.progress(self.done, self.all)


_READ_AS = {
    "name": "tên HTX, tổ hợp tác",
    "email": "thư điện tử",
    "tax_code": "mã số thuế",
    "phones": "số điện thoại",
    "status": "tình trạng hoạt động",
    "representative": "người đại diện",
    "leader": "tổ trưởng",
}


def _notes_on_columns(sheet, columns):
    """What was changed in whole columns, one sentence each."""
    notes = [
        f"Cột {c.letter} “{c.heading}” ghi thu nhập cả năm nên được chia cho 12 tháng." for c in columns if c.yearly
    ]
    notes += [
        f"Cột {c.letter} “{c.heading}” được đọc là {_READ_AS[c.field]} vì nội dung các ô: hãy kiểm tra."
        for c in columns
        if c.by_cells
    ]
    converted = ", ".join(column_letter(c) for c in sorted(sheet.converted))
    if converted:
        told = f"Cột {converted} gõ bằng phông chữ cũ (.VnTime, VNI…), đã đổi sang Unicode: hãy xem lại vài dòng."
        notes.append(told)
    return notes


def _remark(row, sheet, fields):
    """What stands in the file at the row and its cells beside their values; `fields` by letter."""
    if not sheet.hidden_rows.isdisjoint(row.numbers):
        row.hidden = True
        row.notes.append(Message("note", f"A{row.row}", None, None, "Dòng này bị ẩn trong tệp, vẫn được đọc."))
    for number in row.numbers if sheet.remarks else ():
        for column, sentence in sheet.remarks.get(number, ()):
            letter = column_letter(column)
            row.notes.append(
                Message("note", f"{letter}{number}", fields.get(letter), row.original.get(letter), sentence)
            )
