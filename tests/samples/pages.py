"""A sheet as rows of cells, and how it becomes a workbook, a text or a web page."""

import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field
from html import escape
from xml.sax.saxutils import escape as xml

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font

LONG_AGO = datetime.datetime(2020, 1, 1)


@dataclass
class Cell:
    """A value with what surrounds it in a workbook."""

    value: object
    font: str | None = None
    bold: bool = False
    format: str | None = None
    comment: str | None = None
    strike: bool = False
    color: str | None = None


@dataclass
class Formula:
    """A formula; without a result it is stored as programs store it that never compute."""

    text: str
    result: object = None


@dataclass
class Page:
    """One sheet. Rows and columns count from 1, as in Excel."""

    name: str
    hidden: bool = False
    rows: list = field(default_factory=list)
    merges: list = field(default_factory=list)
    hidden_rows: set = field(default_factory=set)
    hidden_columns: set = field(default_factory=set)
    font: str | None = None
    last_used: tuple | None = None

    def put(self, *values, bold=False, font=None):
        """Appends a row and returns its number."""
        self.rows.append([self.dressed(v, bold, font or self.font) for v in values])
        return len(self.rows)

    @staticmethod
    def dressed(value, bold, font):
        cell = value if isinstance(value, Cell) else Cell(value)
        cell.bold, cell.font = cell.bold or bold, cell.font or font
        return cell

    def wide(self, text, columns, **look):
        """A row of one text, merged over many columns."""
        row = self.put(text, **look)
        self.merges.append((row, 1, row, columns))
        return row

    def heading(self, names, font=None):
        """Rows of headings; a name may be a pair (parent, [children …]). Returns the number of columns."""

        def depth(name):
            return 1 + max(map(depth, name[1])) if isinstance(name, tuple) else 1

        def width(name):
            return sum(map(width, name[1])) if isinstance(name, tuple) else 1

        deep, first, columns = max(map(depth, names)), len(self.rows) + 1, sum(map(width, names))
        grid = [[None] * columns for _ in range(deep)]

        def lay(names, level, column):
            for name in names:
                text, children = name if isinstance(name, tuple) else (name, [])
                grid[level][column] = text
                last = (first + level, column + width(name)) if children else (first + deep - 1, column + 1)
                if last != (first + level, column + 1):
                    self.merges.append((first + level, column + 1, *last))
                lay(children, level + 1, column)
                column += width(name)

        lay(names, 0, 0)
        for row in grid:
            self.put(*row, bold=True, font=font)
        return columns

    def merge_down(self, first, last, *columns):
        self.merges += [(first, c, last, c) for c in columns]


def dated(name):
    return zipfile.ZipInfo(name, LONG_AGO.timetuple()[:6])


def with_fixed_times(data):
    """The same package with the same bytes on any day."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2020-01-01T00:00:00Z", old.read(name))
            new.writestr(dated(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def xlsx(pages):
    """As openpyxl writes it: formulas without results."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.created = LONG_AGO
    for page in pages:
        sheet = book.create_sheet(page.name)
        sheet.sheet_state = "hidden" if page.hidden else "visible"
        for r, row in enumerate(page.rows, 1):
            for c, cell in enumerate(row, 1):
                if cell.value is None:
                    continue
                value = cell.value
                there = sheet.cell(r, c, f"={value.text}" if isinstance(value, Formula) else value)
                if isinstance(value, str) and value.startswith("="):
                    there.data_type = "s"
                there.font = Font(
                    name=cell.font or "Times New Roman", bold=cell.bold, strike=cell.strike, color=cell.color
                )
                if cell.format:
                    there.number_format = cell.format
                if cell.comment:
                    there.comment = Comment(cell.comment, "Phòng TC-KH")
        for r1, c1, r2, c2 in page.merges:
            sheet.merge_cells(start_row=r1, start_column=c1, end_row=r2, end_column=c2)
        for r in page.hidden_rows:
            sheet.row_dimensions[r].hidden = True
        for c in page.hidden_columns:
            sheet.column_dimensions[openpyxl.utils.get_column_letter(c)].hidden = True
        if page.last_used:
            sheet.cell(*page.last_used).font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    return with_fixed_times(out.getvalue())


def xlsx_with_results(pages):
    """As Excel writes it: formulas with what they gave, where they gave something."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": LONG_AGO})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for r1, c1, r2, c2 in page.merges:
            sheet.merge_range(r1 - 1, c1 - 1, r2 - 1, c2 - 1, "")
        for r, row in enumerate(page.rows):
            for c, cell in enumerate(row):
                look = {
                    "font_name": cell.font or "Times New Roman",
                    "bold": cell.bold,
                    "num_format": cell.format or "General",
                }
                style = book.add_format(look)
                if isinstance(cell.value, Formula):
                    result = "" if cell.value.result is None else cell.value.result
                    sheet.write_formula(r, c, f"={cell.value.text}", style, result)
                elif isinstance(cell.value, datetime.date):
                    sheet.write_datetime(r, c, cell.value, style)
                elif cell.value is not None:
                    sheet.write(r, c, cell.value, style)
    book.close()
    return out.getvalue()


def xls(pages, dates_1904=False):
    """The format of Excel 97; the writer is no dependency of the project and comes from `pip install xlwt`."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = dates_1904
    styles = {}
    for page in pages:
        sheet = book.add_sheet(page.name)
        for r, row in enumerate(page.rows):
            for c, cell in enumerate(row):
                if cell.value is None:
                    continue
                look = (cell.font or "Times New Roman", cell.bold, cell.format or "General")
                if look not in styles:
                    styles[look] = xlwt.easyxf(f"font: name {look[0]}, bold {'on' if look[1] else 'off'}", look[2])
                sheet.write(r, c, cell.value, styles[look])
        for r1, c1, r2, c2 in page.merges:
            sheet.merge(r1 - 1, r2 - 1, c1 - 1, c2 - 1)
        for r in page.hidden_rows:
            sheet.row(r - 1).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def covered(page):
    """Cells hidden under a merged one, and the reach of each merged one."""
    reach = {(r1, c1): (r2 - r1 + 1, c2 - c1 + 1) for r1, c1, r2, c2 in page.merges}
    under = {(r, c) for r1, c1, r2, c2 in page.merges for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)}
    return under - set(reach), reach


def ods(pages):
    """A LibreOffice sheet, with the endless empty rows that it stores at the end."""
    styles = (
        '<style:style style:name="{}" style:family="table"><style:table-properties table:display="{}"/></style:style>'
    )
    tables = []
    for page in pages:
        under, reach = covered(page)
        lines = []
        for r, row in enumerate(page.rows, 1):
            cells = []
            for c, cell in enumerate(row, 1):
                if (r, c) in under:
                    cells.append("<table:covered-table-cell/>")
                    continue
                down, right = reach.get((r, c), (1, 1))
                span = (
                    f' table:number-rows-spanned="{down}" table:number-columns-spanned="{right}"'
                    if (r, c) in reach
                    else ""
                )
                cells.append(ods_cell(cell.value, span))
            lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        lines.append(
            '<table:table-row table:number-rows-repeated="1048000">'
            '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
        )
        style = "ta2" if page.hidden else "ta1"
        tables.append(
            f'<table:table table:name="{xml(page.name)}" table:style-name="{style}">{"".join(lines)}</table:table>'
        )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("style", "style"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        f"<office:automatic-styles>{styles.format('ta1', 'true')}{styles.format('ta2', 'false')}"
        "</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(dated("mimetype"), kind)
        for name, text in (("content.xml", content), ("META-INF/manifest.xml", manifest)):
            package.writestr(dated(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def ods_cell(value, span):
    if value is None:
        return f"<table:table-cell{span}/>"
    if isinstance(value, datetime.date):
        day = f"{value:%Y-%m-%d}"
        kind, shown = f'office:value-type="date" office:date-value="{day}"', f"{value:%d/%m/%Y}"
    elif isinstance(value, int | float):
        kind, shown = f'office:value-type="float" office:value="{value}"', str(value).replace(".", ",")
    else:
        kind, shown = 'office:value-type="string"', str(value)
    lines = "".join(f"<text:p>{xml(line)}</text:p>" for line in shown.split("\n"))
    return f"<table:table-cell {kind}{span}>{lines}</table:table-cell>"


def text_table(page, separator):
    """Rows as a program exports them: quoted where it must be."""
    lines = []
    for row in page.rows:
        texts = ["" if cell.value is None else str(cell.value) for cell in row]
        lines.append(
            separator.join(
                f'"{t.replace(chr(34), chr(34) * 2)}"' if set(t) & {separator, '"', "\n"} else t for t in texts
            )
        )
    return "\r\n".join(lines) + "\r\n"


def html(page):
    """A web page with one table, as many programs write what they call an Excel file."""
    under, reach = covered(page)
    lines = []
    for r, row in enumerate(page.rows, 1):
        cells = []
        for c, cell in enumerate(row, 1):
            if (r, c) in under:
                continue
            down, right = reach.get((r, c), (1, 1))
            spans = (f" rowspan={down}" if down > 1 else "") + (f" colspan={right}" if right > 1 else "")
            text = "&nbsp;" if cell.value is None else escape(str(cell.value)).replace("\n", "<br>")
            tag = "th" if cell.bold else "td"
            cells.append(f"<{tag}{spans}>{text}</{tag}>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        '<style>td{mso-number-format:"\\@"}</style></head>'
        '<body><table border="1">\n' + "\n".join(lines) + "\n</table></body></html>\n"
    )
