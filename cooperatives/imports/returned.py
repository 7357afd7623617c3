"""The sender's own workbook back, its doubtful cells marked and explained."""

import re
import warnings
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill

from kttt.spreadsheets.cells import CellError
from kttt.spreadsheets.workbook import UnreadableFile, read_workbook

_FILL = {"error": PatternFill("solid", fgColor="F8B4B4"), "warning": PatternFill("solid", fgColor="FDE68A")}
_AUTHOR = "Cổng thông tin Liên minh HTX tỉnh Lai Châu"
_LIST = "Cần sửa"


def write_returned(data: bytes, report: dict, target):
    """Writes to `target` (a path or a binary file) the workbook `data`, as xlsx, with each cell that `report` has a
    message for coloured and commented, and a first sheet that lists them.

    A file of another format (xls, ods, csv, html) comes back as a workbook with the same values in the same cells.
    """
    book = _as_sent(data) or _rebuilt(data, report["file"])
    listed = [(row, message) for row in report["rows"] for message in row["messages"]]
    for row, message in listed:
        if row["sheet"] in book.sheetnames:
            _mark(book[row["sheet"]], row["row"], message)
    _list(book, listed)
    book.save(target)


def _as_sent(data):
    """The workbook itself where it is an xlsx; macros are not kept."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd cells go back as they came
            return load_workbook(BytesIO(data))
    except Exception:  # openpyxl raises many kinds for what is no xlsx
        return None


def _rebuilt(data, name):
    """A new workbook of the values of any other file; an empty one where it cannot be read."""
    book = Workbook()
    book.remove(book.active)
    try:
        sheets = read_workbook(data, name).sheets
    except UnreadableFile:
        return book
    for sheet in sheets:
        copy = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", sheet.name)[:31] or "Sheet")
        for r, row in enumerate(sheet.rows, 1):
            for c, value in enumerate(row, 1):
                if value is not None:
                    copy.cell(r, c, _plain(value))
        for top, left, bottom, right in sheet.merges:
            copy.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return book


def _plain(value):
    """A value that a cell may hold; what looks like a formula stays a text."""
    if isinstance(value, CellError):
        value = value.code
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
        return f"'{value}" if value.startswith(("=", "+", "@")) else value
    return value


def _mark(sheet, row, message):
    try:
        cell = sheet[message["cell"] or f"A{row}"]
    except ValueError:
        return
    if isinstance(cell, MergedCell):
        within = next(merge for merge in sheet.merged_cells.ranges if cell.coordinate in merge)
        cell = sheet.cell(within.min_row, within.min_col)
    cell.fill = _FILL[message["level"]]
    told = f"{cell.comment.text}\n" if cell.comment and cell.comment.author == _AUTHOR else ""
    cell.comment = Comment(told + message["message"], _AUTHOR, width=320, height=120)


def _list(book, listed):
    """The sheet that names every marked cell, with a link to it."""
    taken = {name.casefold() for name in book.sheetnames}
    title = next(name for n in range(1, 100) if (name := _LIST if n == 1 else f"{_LIST} {n}").casefold() not in taken)
    sheet = book.create_sheet(title, 0)
    book.active = 0
    sheet.append(["Trang tính", "Ô", "Mức", "Đang ghi", "Cần làm gì"])
    for row, message in listed:
        place = message["cell"] or f"A{row['row']}"
        level = "Phải sửa" if message["level"] == "error" else "Nên xem lại"
        sheet.append([row["sheet"], place, level, _plain(message["value"]), message["message"]])
        if row["sheet"] in book.sheetnames:
            quoted = row["sheet"].replace("'", "''")
            sheet.cell(sheet.max_row, 2).hyperlink = f"#'{quoted}'!{place}"
    for letter, width in zip("ABCDE", (18, 8, 12, 28, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    for cells in sheet.iter_rows(min_col=4, max_col=5):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
