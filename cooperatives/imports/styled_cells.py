"""What calamine does not see: fonts of before Unicode in .xlsx and .xls, and formulas without a stored result.

Both functions change the values of a workbook that `workbook` has read, in place.
"""

import io
import warnings

from cooperatives.imports import formulas as arithmetic
from cooperatives.imports.cells import CellError
from cooperatives.imports.legacy_fonts import encoding_of_font, from_font


def look_again(workbook, data: bytes, *, fonts: bool, formulas: bool) -> None:
    """An .xlsx once more with openpyxl."""
    import openpyxl
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl finds odd in a cell, calamine's reading has settled already
        book = openpyxl.load_workbook(io.BytesIO(data), rich_text=fonts)
    for sheet in workbook.sheets:
        if sheet.name not in book.sheetnames:
            continue
        pending = {}
        for cells in book[sheet.name].iter_rows():
            for cell in cells:
                value = cell.value
                if value is None:
                    continue
                r, c = cell.row - 1, cell.column - 1
                if r >= len(sheet.rows):
                    if formulas and cell.data_type == "f":
                        sheet.rows.extend([] for _ in range(r + 1 - len(sheet.rows)))
                    else:
                        continue
                row = sheet.rows[r]
                if formulas and cell.data_type == "f":
                    row.extend([None] * (c + 1 - len(row)))
                    if row[c] is None:
                        pending[r, c] = str(getattr(value, "text", value))
                elif fonts and isinstance(value, CellRichText):
                    row[c] = "".join(
                        from_font(p.text, p.font.rFont or cell.font.name)
                        if isinstance(p, TextBlock)
                        else from_font(p, cell.font.name)
                        for p in value
                    )
                elif fonts and isinstance(value, str) and encoding_of_font(cell.font.name):
                    row[c] = from_font(value, cell.font.name)
        arithmetic.fill_in(sheet.rows, pending)


def look_again_xls(workbook, data: bytes, *, fonts: bool) -> None:
    """An .xls once more with xlrd, for its fonts and for the cells that show an error."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=fonts, logfile=io.StringIO())
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
                if styled.cell_type(r, c) == xlrd.XL_CELL_ERROR:
                    row[c] = CellError(xlrd.error_text_from_code.get(styled.cell_value(r, c), "#N/A"))
                elif fonts and isinstance(row[c], str) and styled.cell_type(r, c) == xlrd.XL_CELL_TEXT:
                    row[c] = _xls_text(book, styled, r, c)


def _xls_text(book, sheet, r, c):
    text = sheet.cell_value(r, c)
    font = book.font_list[book.xf_list[sheet.cell_xf_index(r, c)].font_index].name
    runs = sheet.rich_text_runlist_map.get((r, c))
    if not runs:
        return from_font(text, font)
    starts = [(0, font), *((at, book.font_list[index].name) for at, index in runs)]
    ends = [at for at, _ in starts[1:]] + [len(text)]
    return "".join(from_font(text[at:end], name) for (at, name), end in zip(starts, ends, strict=True))
