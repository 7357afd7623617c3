"""The demo's PDFs: a page that tells what a document is about, set in the portal's own font."""

from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from fpdf import FPDF

FAMILY = "Be Vietnam Pro"


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


def paper(heading, number, issuer, issued, abstract, paragraphs):
    """A one-page PDF (bytes) of these texts; `issued` is a text such as "ngày 23 tháng 4 năm 2024" or ""."""
    pdf = FPDF(format="A4")
    for style, path in _font_files().items():
        pdf.add_font(FAMILY, style, path)
    pdf.set_title(f"{heading} {number}")
    pdf.set_lang("vi")
    pdf.set_margin(22)
    pdf.add_page()
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
    out = BytesIO()
    pdf.output(out)
    return out.getvalue()
