"""All stages of reading put together: a workbook in, rows of clean values with messages at their cells out.

Whom a row means in the registry, and whether it changes anything, is not asked here.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cooperatives.imports import places, terms
from cooperatives.imports.checks import Duplicates, check_totals
from cooperatives.imports.columns import Column, name_columns, tell_as_of, tell_kind, tell_unit
from cooperatives.imports.row_values import RowReader
from cooperatives.imports.table import Table, find_tables
from cooperatives.imports.values import words_of
from cooperatives.imports.workbook import Sheet, Workbook


@dataclass
class Message:
    """One sentence for the clerk. `level` is "error" (the row is refused) or "warning" (the value is left out)."""

    level: str
    cell: str | None
    field: str | None
    value: str | None
    message: str


@dataclass
class Row:
    """A data row. `values` and `figures[year]` hold only what the file states; money is in đồng, dates are texts.

    `commune` and `district` are as written, with the context of the lines above; `unit` is what `resolve_unit` made
    of them. `cells` gives the place of each field ("F7"), `original` each column's text; `numbers` all Excel rows.
    """

    sheet: str
    row: int
    kind: str
    as_of: dt.date
    values: dict = field(default_factory=dict)
    figures: dict[int, dict] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    original: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    refused: bool = False
    unit: object = None
    numbers: list[int] = field(default_factory=list)

    def refuse(self, name: str | None, value: str | None, message: str) -> None:
        """Marks the row as one that cannot be taken."""
        self.refused = True
        self.messages.append(Message("error", self.cells.get(name) or f"A{self.row}", name, value, message))


@dataclass
class SheetReading:
    """What was understood of one table; `as_of_told` is False where today had to stand in."""

    name: str
    kind: str
    as_of: dt.date
    as_of_told: bool
    header_rows: list[int]
    columns: list[Column]
    ignored_columns: list[tuple[str, str]]
    unit: str | None
    title_lines: list[str]


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
    """Everything that a workbook says. `kind` and `as_of` are None where sheets differ or there is none."""

    sheets: list[SheetReading] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str | None:
        kinds = {s.kind for s in self.sheets}
        return kinds.pop() if len(kinds) == 1 else None

    @property
    def as_of(self) -> dt.date | None:
        dates = {s.as_of for s in self.sheets}
        return dates.pop() if len(dates) == 1 else None


ResolveUnit = Callable[[str | None, str | None, dt.date], tuple[object | None, str | None]]


def interpret(
    workbook: Workbook,
    kind: str | None = None,
    as_of: dt.date | None = None,
    unit: str | None = None,
    sheets: list[str] | None = None,
    resolve_unit: ResolveUnit | None = None,
    today: dt.date | None = None,
) -> Reading:
    """Reads every visible sheet (or those named) that holds a registry table.

    `kind`, `as_of` and `unit` answer for the file where given; a unit told by a cell, a heading or a title goes first.
    `resolve_unit(commune, district, on)` gives (unit or None, sentence or None); without it, places stay texts.
    """
    reading = Reading()
    today = today or dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()
    duplicates = Duplicates()
    unit_missing = []
    found = [(s, find_tables(s)) for s in workbook.sheets if not sheets or s.name in sheets]
    # A sheet that says no date or unit speaks as the others do, if these agree.
    dates = {tell_as_of(t, s.name) for s, tables in found for t in tables} - {None}
    units = {tell_unit(t, s.name) for s, tables in found for t in tables} - {None}
    as_of_elsewhere = dates.pop() if len(dates) == 1 else None
    unit_elsewhere = units.pop() if len(units) == 1 else None
    for sheet, tables in found:
        earlier = None
        for table in tables:
            earlier = _read_table(
                reading, sheet, table, earlier, kind, as_of, unit or unit_elsewhere, as_of_elsewhere, today,
                resolve_unit, duplicates, unit_missing,
            )  # fmt: skip
    for name in sheets or []:
        if name not in {s.name for s in workbook.sheets}:
            reading.warnings.append(f"Tệp không có trang “{name}” đang hiện: hãy kiểm tra tên trang.")
    if unit_missing:
        where = ", ".join(dict.fromkeys(unit_missing))
        reading.questions.append(
            Question(
                "--unit",
                f"Tệp không ghi đơn vị tính của {where}: hãy cho biết là đồng, nghìn đồng, triệu đồng hay tỷ đồng.",
            )
        )
    return reading


def _read_table(
    reading, sheet: Sheet, table: Table, earlier, kind, as_of, unit, as_of_elsewhere, today, resolve_unit, duplicates,
    unit_missing,
):  # fmt: skip
    """Reads one table into `reading`; `earlier` is the table above it on its sheet, whose title may hold here too."""
    told_kind = kind or tell_kind(table, sheet.name) or (earlier and earlier.kind)
    if told_kind is None:
        reading.questions.append(
            Question("--kind", f"Không rõ trang “{sheet.name}” là danh sách HTX hay tổ hợp tác: hãy chọn một loại.")
        )
        told_kind = "cooperative"
    told_date = as_of or tell_as_of(table, sheet.name) or (earlier and earlier.as_of_told and earlier.as_of)
    told_date = told_date or as_of_elsewhere
    if told_date is None:
        reading.warnings.append(
            f"Trang “{sheet.name}” không ghi số liệu đến ngày nào nên lấy ngày hôm nay: hãy ghi “đến ngày …” vào "
            f"tiêu đề hoặc chọn ngày."
        )
    found = SheetReading(
        sheet.name, told_kind, told_date or today, told_date is not None, table.header_rows, [], [],
        tell_unit(table, sheet.name) or (earlier and earlier.unit), table.title_lines or (earlier.title_lines if earlier else []),  # noqa: E501
    )  # fmt: skip
    found.columns, found.ignored_columns = name_columns(table, told_kind)
    for column in found.columns:
        if column.field in ("income",):
            column.field = "income_per_member" if told_kind == "group" else "income_per_worker"
        if column.unit is None and column.field in _MONEY_FIELDS:
            column.unit = found.unit or unit
    reading.sheets.append(found)
    context = _sheet_context(sheet, found)
    reader = RowReader(found, context, resolve_unit)
    rows = []
    for body in table.body:
        if body.total:
            continue
        row = Row(
            sheet.name, body.numbers[0], body.context.kind if not kind and body.context.kind else told_kind, found.as_of
        )
        row.numbers = body.numbers
        reader.read(row, body)
        rows.append(row)
        reading.rows.append(row)
    unit_missing += [
        f"cột {c.letter} “{c.heading}” (trang “{sheet.name}”)" for c in found.columns if c.letter in reader.unit_missing
    ]
    for row in rows:
        duplicates.check(row)
    reading.totals += check_totals(sheet.name, table, found.columns, rows, Total)
    return found


_MONEY_FIELDS = {
    "charter_capital", "revenue", "profit", "income_per_worker", "income_per_member", "assets", "bank_debt", "fund_loan", "budget_paid",  # noqa: E501
    "contribution",
}  # fmt: skip
_REFORM = dt.date(2025, 7, 1)


def _sheet_context(sheet: Sheet, found: SheetReading) -> dict:
    """What the title and the sheet's name say of every row: district, commune, status, sector."""
    told = {}
    for text in [*reversed(found.title_lines), sheet.name]:
        if "district" not in told and (district := places.district_in_title(text)):
            told["district"] = district
        if "commune" not in told and (commune := places.commune_in_title(text)):
            told["commune"] = commune
        if "status" not in told and len(text) < 150 and (status := _status_in_title(text)):
            told["status"] = status
    name = re.sub(r"\(\d+\)|\d{4}|htx|tht|hợp tác xã|tổ hợp tác|danh sách", " ", sheet.name, flags=re.I).strip(" -_.")
    district = places.district_named(name)
    # From 1 July 2025 "Than Uyên" is a commune: only "huyện Than Uyên" still means the district.
    if district and "district" not in told and "commune" not in told:
        if found.as_of >= _REFORM and not re.match(r"huyện|h\.|thành phố|tp", name, re.I):
            told["commune"] = name
        else:
            told["district"] = district
    if sector := terms.sector_of_context(sheet.name):
        told["sector"] = sector
    if "commune" in told and "district" in told and told["commune"].casefold() in told["district"].casefold():
        del told["commune"]
    return told


def _status_in_title(text):
    """ "DANH SÁCH HTX NGỪNG HOẠT ĐỘNG"; a title that names two of them, or none for certain, says nothing."""
    status = terms.status_of_context(text)
    if status is None or re.search(r"thanh lap moi|\bva\b|,|ket qua|bao cao", words_of(text)):
        return None
    return status
