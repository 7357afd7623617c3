"""Files that readers send: known by content, bounded, never run, never opened further than needed."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from kttt.sent_files import MAX_BYTES, accept


def archive(*names):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def xlsx():
    out = BytesIO()
    Workbook().save(out)
    return out.getvalue()


def photo(kind="JPEG"):
    image, out = Image.new("RGB", (300, 200), "#14532d"), BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (22.0, 23.0, 0.0)}
    exif[0x010F] = "Máy ảnh"
    image.save(out, kind, exif=exif)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DOC = OLE + "WordDocument".encode("utf-16-le") + bytes(20)
PDF = b"%PDF-1.7 something %%EOF\n"
DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("Đơn đề nghị.pdf", PDF, "don-de-nghi.pdf"),
        ("don.docx", DOCX, "don.docx"),
        ("so-lieu.xlsx", xlsx(), "so-lieu.xlsx"),
        ("cu.doc", DOC, "cu.doc"),
        ("cu.xls", OLE + "Workbook".encode("utf-16-le") + bytes(20), "cu.xls"),
        ("lạ.exe", PDF, "la.pdf"),
        ("../../etc/passwd.docx", DOCX, "passwd.docx"),
        ("ảnh.jpg", photo(), "anh.webp"),
        ("ảnh.png", photo("PNG"), "anh.webp"),
    ],
)
def test_what_offices_send_is_taken_under_a_plain_name_that_fits_the_content(name, data, kept):
    assert accept(SimpleUploadedFile(name, data)).name == kept


def test_pictures_lose_camera_and_place():
    with Image.open(BytesIO(accept(SimpleUploadedFile("a.jpg", photo())).read())) as image:
        assert image.format == "WEBP" and not dict(image.getexif())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"MZ\x90\x00 a program"),
        ("a.pdf", b"%PDF-1.7 cut off"),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.svg", b"<svg onload='alert(1)'/>"),
        ("a.jpg", b"\xff\xd8\xff not a picture"),
        ("a.png", b"\x89PNG\r\n\x1a\n not a picture"),
        ("a.docx", archive("anything.txt")),
        ("a.zip", archive("[Content_Types].xml")),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.docm", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("a.doc", DOC + "_VBA_PROJECT".encode("utf-16-le")),
        ("khoa.docx", OLE + "EncryptedPackage".encode("utf-16-le")),
    ],
)
def test_other_files_are_refused_with_their_name(name, data):
    with pytest.raises(ValidationError, match=name):
        accept(SimpleUploadedFile(name, data))


def test_a_file_beyond_the_bound_is_refused():
    with pytest.raises(ValidationError, match="5 MB"):
        accept(SimpleUploadedFile("a.pdf", b"%PDF-1.7" + bytes(MAX_BYTES) + b"%%EOF"))
