"""Files as offices send them, made small: PDF, Word, Excel, and what is wrong with some."""

import io
import zipfile

import xlsxwriter
from fpdf import FPDF
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image
from pypdf import PdfReader, PdfWriter

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages):
    """A PDF (bytes) of these texts, in Latin letters."""
    made = FPDF()
    made.set_font("helvetica")
    for page in pages:
        made.add_page()
        made.multi_cell(0, 8, page)
    return bytes(made.output())


def repeated(data, times):
    """The first page of the PDF `data` so many times."""
    writer = PdfWriter()
    page = PdfReader(io.BytesIO(data)).pages[0]
    for _ in range(times):
        writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def scan(pages=1, stamp=""):
    """A PDF of photographed pages, with the words of an electronic signature on the first."""
    made = FPDF()
    made.set_font("helvetica", size=8)
    for number in range(pages):
        made.add_page()
        made.image(Image.effect_noise((300, 420), 20), 0, 0, 210, 297)
        if stamp and not number:
            made.text(10, 10, stamp)
    return bytes(made.output())


def locked(data, password="mat-khau"):
    """The PDF `data` behind a password; behind none of the reader's, with "" ."""
    writer = PdfWriter(PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=password, owner_password="chu", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(*parts):
    """A Word file of paragraphs (texts) and tables (lists of rows of cells)."""

    def paragraph(words):
        return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"

    def table(rows):
        cells = "".join(f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows)
        return f"<w:tbl>{cells}</w:tbl>"

    body = "".join(paragraph(part) if isinstance(part, str) else table(part) for part in parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return out.getvalue()


def bomb_docx():
    """A few hundred kilobytes that unpack to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", f'<w:d xmlns:w="{WORD}">' + "<w:p>" + " " * 300_000_000)
    return out.getvalue()


def xlsx(*rows):
    """A workbook of one sheet "HTX"."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("HTX")
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return out.getvalue()


def locked_xlsx():
    """A workbook behind a password."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx(["a"]))).encrypt("mat-khau", out)
    return out.getvalue()
