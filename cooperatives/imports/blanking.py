"""A stored file without some of its cells: for people who ask to be forgotten. Knows no model.

An .xlsx or .xlsm keeps its looks as far as openpyxl does, without its macros; any other file becomes an .xlsx of plain
values.
"""

import datetime as dt
import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import openpyxl
import xlsxwriter
from openpyxl.cell.cell import MergedCell

from kttt.spreadsheets.cells import column_letter
from kttt.spreadsheets.values import as_text
from kttt.spreadsheets.workbook import Workbook, read_workbook

# Bytes of XML; openpyxl would take a gigabyte and minutes for more.
_MOST_STYLED = 20_000_000
_LONGEST_TEXT = 32_767

Keeps = Callable[[str, str], bool]  # (letter of the column, the cell's text) → whether it stays


@dataclass(frozen=True)
class Blanked:
    """The new file (.xlsx), how many rows lost cells, and the sheets that had to take a shorter name: {old: new}."""

    data: bytes
    rows: int
    renamed: Mapping[str, str]


def read_whole(data: bytes, name: str) -> Workbook:
    """The workbook in a file, with its hidden sheets where openpyxl can show them. Raises UnreadableFile."""
    workbook = read_workbook(data, name)
    if workbook.hidden_sheets and _may_keep_looks(data) and (shown := _with_all_shown(data)):
        sheets = read_workbook(shown, name).sheets
        workbook.sheets += [sheet for sheet in sheets if sheet.name in workbook.hidden_sheets]
    return workbook


def without_cells(data: bytes, workbook: Workbook, rows: Mapping[tuple[str, int], Keeps]) -> Blanked | None:
    """The file `data`, read as `workbook`, where only what `rows` keep stays in these rows; None: nothing to blank.

    `rows`: {(sheet's name, Excel's row): Keeps}.
    """
    edits = {sheet.name: _edit(sheet, rows) for sheet in workbook.sheets}
    if not any(edit.cells for edit in edits.values()):
        return None
    fresh = _may_keep_looks(data) and _with_looks(data, edits)
    renamed = {} if fresh else {name: title for name in edits if (title := _title(name)) != name}
    lost = {(name, r) for name, edit in edits.items() for (r, _), value in edit.cells.items() if value is None}
    return Blanked(fresh or _plain(workbook, edits), len(lost), renamed)


@dataclass
class _Edit:
    """Changes of one sheet: {(row, column) from 0: new value}, merges to undo, rows that lose their comments."""

    cells: dict
    split: list
    rows: set


def _edit(sheet, rows):
    """The _Edit that blanks what has to go. A cell merged over rows of others is split, and they keep its value."""
    keeps = {row - 1: keep for (name, row), keep in rows.items() if name == sheet.name}
    edit = _Edit({}, [], set(keeps))
    for r, keep in keeps.items():
        for c, value in enumerate(sheet.rows[r] if r < len(sheet.rows) else []):
            if value is not None and not keep(column_letter(c), as_text(value)):
                edit.cells[r, c] = None
    for merge in sheet.merges:
        top, left, bottom, _ = merge
        covered = range(top, min(bottom, len(sheet.rows) - 1) + 1)
        own = [r for r in covered if r in keeps]
        value = sheet.rows[top][left] if own and left < len(sheet.rows[top]) else None
        if value is None or len(own) == len(covered) or keeps[own[0]](column_letter(left), as_text(value)):
            continue
        edit.split.append(merge)
        edit.cells |= {(r, left): None if r in keeps else value for r in covered}
    return edit


# --- with the sender's looks -----------------------------------------------------------------------------------------


def _may_keep_looks(data):
    """Whether openpyxl can take it: an .xlsx or .xlsm of bearable size, without pivot tables (copies of the rows)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {entry.filename: entry.file_size for entry in archive.infolist()}
    except (zipfile.BadZipFile, ValueError):
        return False
    sheets = sum(size for name, size in parts.items() if name.startswith("xl/worksheets/"))
    return "xl/workbook.xml" in parts and sheets <= _MOST_STYLED and not any("pivot" in name for name in parts)


def _with_all_shown(data):
    """The workbook with all its sheets shown; None where openpyxl cannot."""
    try:
        book = _load(data)
        for sheet in book.worksheets:
            sheet.sheet_state = "visible"
        return _saved(book)
    except Exception:  # openpyxl raises many kinds for what Excel still reads
        return None


def _with_looks(data, edits):
    """The workbook itself with `edits` ({sheet: _Edit}) made; None where openpyxl cannot."""
    try:
        book = _load(data)
        for sheet in book.worksheets:
            _change(sheet, edits.get(sheet.title, _Edit({}, [], set())))
        fresh = _saved(book)
        read_workbook(fresh)
    except Exception:  # as above
        return None
    return fresh


def _load(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd cells stay as they came
        # Without macros, and without the copies of other files' cells that links carry.
        return openpyxl.load_workbook(io.BytesIO(data), keep_vba=False, keep_links=False)


def _saved(book):
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(out)
    return out.getvalue()


def _change(sheet, edit):
    for top, left, bottom, right in edit.split:
        sheet.unmerge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    for (r, c), value in edit.cells.items():
        cell = sheet.cell(r + 1, c + 1)
        if isinstance(cell, MergedCell):
            continue
        plain = value is None or isinstance(value, int | float | str | dt.date | dt.time)
        cell.value = value if plain else as_text(value)
        if value is None:
            cell.hyperlink = None
    for r in edit.rows:
        for cell in sheet[r + 1]:
            cell.comment = None
    # A filter names the values that it shows.
    sheet.auto_filter.filterColumn = []
    for table in sheet.tables.values():
        if table.autoFilter:
            table.autoFilter.filterColumn = []


# --- values alone ----------------------------------------------------------------------------------------------------


def _title(name):
    """The sheet's name, or a short one of its own where Excel would refuse it."""
    allowed = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")
    if allowed == name and 0 < len(name) <= 31:
        return name
    return f"{allowed[:24].strip()} {hashlib.sha256(name.encode()).hexdigest()[:6]}".strip()


def _plain(workbook, edits):
    """All sheets that were read as an .xlsx of values and merged cells."""
    out = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy", "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(out, options) as book:
        for sheet in workbook.sheets:
            target, edit = book.add_worksheet(_title(sheet.name)), edits[sheet.name]
            for merge in sheet.merges:
                if merge not in edit.split:
                    _merge(target, *merge)
            for r, row in enumerate(sheet.rows):
                for c, value in enumerate(row):
                    _write(target, r, c, edit.cells.get((r, c), value))
            for (r, c), value in edit.cells.items():
                _write(target, r, c, value)
    return out.getvalue()


def _merge(target, top, left, bottom, right):
    if (top, left) == (bottom, right):
        return
    try:
        target.merge_range(top, left, bottom, right, None)
    except xlsxwriter.exceptions.OverlappingRange:
        return  # the values stand, whatever was drawn around them


def _write(target, r, c, value):
    if value is None:
        return
    if isinstance(value, bool):
        target.write_boolean(r, c, value)
    elif isinstance(value, int | float):
        target.write_number(r, c, value)
    elif isinstance(value, dt.date) and value.year >= 1900:
        target.write_datetime(r, c, value)
    else:
        target.write_string(r, c, (value if isinstance(value, str) else as_text(value))[:_LONGEST_TEXT])
