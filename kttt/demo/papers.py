"""The demo's files: a PDF that tells what a document is about, and forms to fill in, as PDF or workbook."""

from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from fpdf import FPDF
from xlsxwriter import Workbook

FAMILY = "Be Vietnam Pro"
SAMPLE = "Mẫu minh họa của cổng thông tin, không thay thế biểu mẫu hiện hành."
ROWS = 20  # of a list to fill in


@cache
def _font_files():
    """The site's web fonts as TrueType files beside the media, for the PDF library."""
    folder = Path(settings.MEDIA_ROOT) / "private" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for style, weight in (("", 400), ("B", 700)):
        target = folder / f"be-vietnam-pro-{weight}.ttf"
        font = TTFont(settings.BASE_DIR / "static" / "fonts" / f"be-vietnam-pro-{weight}.woff2")
        font.flavor = None
        font.save(target)
        found[style] = target
    return found


def _page(title):
    pdf = FPDF(format="A4")
    for style, path in _font_files().items():
        pdf.add_font(FAMILY, style, path)
    pdf.set_title(title)
    pdf.set_lang("vi")
    pdf.set_margin(22)
    pdf.add_page()
    return pdf


def _bytes(pdf):
    out = BytesIO()
    pdf.output(out)
    return out.getvalue()


def form(title, lines):
    """A form to fill in by hand (bytes of a PDF): a line that ends in a colon, or is empty, goes on in dots."""
    pdf = _page(title)
    pdf.set_font(FAMILY, "", 9)
    pdf.multi_cell(0, 5, SAMPLE, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(8)
    pdf.set_font(FAMILY, "B", 14)
    pdf.multi_cell(0, 8, title.upper(), align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)
    pdf.set_font(FAMILY, "", 11)
    for line in lines:
        if not line or line.endswith(":"):
            dots = (pdf.epw - pdf.get_string_width(f"{line} ") - 2 * pdf.c_margin) / pdf.get_string_width(".")
            line = f"{line} {'.' * int(dots)}".strip()
        pdf.multi_cell(0, 8.5, line, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(10)
    pdf.multi_cell(0, 8, "Người lập (ký, ghi rõ họ tên)", align="R", new_x="LMARGIN", new_y="NEXT")
    return _bytes(pdf)


def list_form(title, columns, widths):
    """A list to fill in (bytes of a workbook) under these headings, each column as wide as so many letters."""
    out = BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet("Danh sách")
        bold = book.add_format({"bold": True, "font_size": 14})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        heading = book.add_format({"border": 1, "bold": True, "text_wrap": True, "align": "center"})
        sheet.write(0, 0, title, bold)
        sheet.write(1, 0, SAMPLE)
        sheet.write_row(3, 0, columns, heading)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for row in range(ROWS):
            sheet.write_row(4 + row, 0, [row + 1, *[""] * (len(columns) - 1)], cell)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def paper(heading, number, issuer, issued, abstract, paragraphs):
    """A one-page PDF (bytes) of these texts; `issued` is a text such as "ngày 23 tháng 4 năm 2024" or ""."""
    pdf = _page(f"{heading} {number}")
    pdf.set_font(FAMILY, "B", 10)
    pdf.multi_cell(0, 6, "BẢN GIỚI THIỆU NỘI DUNG", align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FAMILY, "", 9)
    note = "Trang minh họa của cổng thông tin, không thay thế văn bản chính thức."
    pdf.multi_cell(0, 5, note, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)
    pdf.set_font(FAMILY, "B", 12)
    pdf.multi_cell(0, 7, issuer.upper(), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FAMILY, "", 11)
    pdf.multi_cell(0, 6, f"Số: {number}" + (f", {issued}" if issued else ""), new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    pdf.set_font(FAMILY, "B", 13)
    pdf.multi_cell(0, 7, f"{heading}. {abstract}", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
    pdf.set_font(FAMILY, "", 11)
    for paragraph in paragraphs:
        pdf.multi_cell(0, 6.5, paragraph, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(2)
    return _bytes(pdf)
