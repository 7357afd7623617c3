"""What calamine does not see: fonts of before Unicode in .xlsx and .xls, and formulas without a stored result.

Both functions change the values of a workbook that `workbook` has read, in place, and note in each sheet which columns
were converted and which cells computed.
"""

import io
import warnings

from kttt.legacy_fonts import encoding_of_font, from_font
from kttt.spreadsheets import formulas as arithmetic
from kttt.spreadsheets.cells import CellError


def look_again(workbook, data: bytes, *, fonts: bool, formulas: bool) -> None:
    """An .xlsx once more with openpyxl."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl finds odd in a cell, calamine's reading has settled already
        book = openpyxl.load_workbook(io.BytesIO(data), rich_text=fonts)
    for sheet in workbook.sheets:
        if sheet.name not in book.sheetnames:
            continue
        pending = {}
        for cells in book[sheet.name].iter_rows():
            for cell in cells:
                if formulas and cell.data_type == "f":
                    _take_formula(sheet, cell, pending)
                elif fonts and cell.value is not None and cell.row <= len(sheet.rows):
                    _take_font(sheet, cell)
        computed = list(pending)
        arithmetic.fill_in(sheet.rows, pending)
        for r, c in computed:
            if not isinstance(sheet.rows[r][c], CellError):
                sheet.remark(r + 1, c, "Tệp không lưu kết quả công thức của ô này nên đã tính lại.")


def _take_formula(sheet, cell, pending):
    """Puts a formula without a result into `pending`."""
    r, c = cell.row - 1, cell.column - 1
    sheet.rows.extend([] for _ in range(r + 1 - len(sheet.rows)))
    row = sheet.rows[r]
    row.extend([None] * (c + 1 - len(row)))
    if row[c] is None:
        pending[r, c] = str(getattr(cell.value, "text", cell.value))


def _take_font(sheet, cell):
    """Converts a text, run by run where it is rich, when a font of before Unicode shows it."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    font, value, text = cell.font.name, cell.value, None
    if isinstance(value, CellRichText):
        text = "".join(
            from_font(p.text, p.font.rFont or font) if isinstance(p, TextBlock) else from_font(p, font) for p in value
        )
    elif isinstance(value, str) and encoding_of_font(font):
        text = from_font(value, font)
    row, c = sheet.rows[cell.row - 1], cell.column - 1
    if text is not None and c < len(row):
        if text != str(value):
            sheet.converted.add(c)
        row[c] = text


def look_again_xls(workbook, data: bytes) -> None:
    """An .xls once more with xlrd, for its fonts."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except Exception:
        return
    for sheet in workbook.sheets:
        try:
            styled = book.sheet_by_name(sheet.name)
        except xlrd.XLRDError:
            continue
        for r in range(min(styled.nrows, len(sheet.rows))):
            row = sheet.rows[r]
            for c in range(min(styled.row_len(r), len(row))):
                if isinstance(row[c], str) and styled.cell_type(r, c) == xlrd.XL_CELL_TEXT:
                    text = _xls_text(book, styled, r, c)
                    if text != styled.cell_value(r, c):
                        sheet.converted.add(c)
                    row[c] = text


def _xls_text(book, sheet, r, c):
    text = sheet.cell_value(r, c)
    font = book.font_list[book.xf_list[sheet.cell_xf_index(r, c)].font_index].name
    runs = sheet.rich_text_runlist_map.get((r, c))
    if not runs:
        return from_font(text, font)
    starts = [(0, font), *((at, book.font_list[index].name) for at, index in runs)]
    ends = [at for at, _ in starts[1:]] + [len(text)]
    return "".join(from_font(text[at:end], name) for (at, name), end in zip(starts, ends, strict=True))
