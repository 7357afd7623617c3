"""The text of files, and that none of them does harm."""

import io
import zipfile

import pytest
import xlsxwriter
from fpdf import FPDF

from documents import file_text


def pdf(*pages):
    made = FPDF()
    made.set_font("helvetica")
    for page in pages:
        made.add_page()
        made.multi_cell(0, 8, page)
    return bytes(made.output())


def docx(*paragraphs):
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return out.getvalue()


def xlsx(*rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("HTX")
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (pdf("Dieu 1. Pham vi", "Dieu 2. Che shan"), ".pdf"),
        (docx("Điều 1. Phạm vi", "Điều 2. Chè shan"), ".docx"),
        (xlsx(["Điều 1"], ["Chè shan", 12]), ".xlsx"),
    ],
)
def test_what_it_says(data, ending):
    assert "shan" in file_text.read(data, ending)


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".xlsx", ".xls", ".doc", ".jpg", ""])
def test_broken_files_say_nothing(ending):
    for data in (b"", b"%PDF-1.4 broken", b"PK\x03\x04broken", bytes(range(256)) * 20):
        assert file_text.read(data, ending) == ""


def test_a_bomb_goes_off_elsewhere(monkeypatch):
    monkeypatch.setattr(file_text, "SECONDS", 5)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", f'<w:d xmlns:w="{space}">' + "<w:p>" + " " * 300_000_000)
    assert len(file_text.read(out.getvalue(), ".docx")) <= file_text.MAX_CHARACTERS
