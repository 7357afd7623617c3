"""Files that somebody might send to do harm: what they are called and hold. Made here, small, harmless to look at."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from tests.samples import files

SCRIPT = b"<script>alert(document.domain)</script>"
HTML = b"<!doctype html><html><body>" + SCRIPT
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
RUN = b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def _zip(members, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, data in members:
            made.writestr(name, data)
    return out.getvalue()


def _docx(body, *more, before=b""):
    document = before + f'<w:document xmlns:w="{files.WORD}"><w:body>{body}</w:body></w:document>'.encode()
    return _zip([("[Content_Types].xml", TYPES), ("word/document.xml", document), *more])


def _with_part(data, name, content):
    """The zip file `data` with a part added or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        members = [(one, old.read(one)) for one in old.namelist() if one != name]
    return _zip([*members, (name, content)])


def _image(kind, size=(32, 32), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, kind, **options)
    return out.getvalue()


def _png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _giant_png(width, height):
    """A PNG that says it is huge, and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _png_chunk(b"IHDR", head)
        + _png_chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + _png_chunk(b"IEND", b"")
    )


def _png_text_bomb():
    """A PNG with a comment that unpacks to 100 MB."""
    good = _image("PNG")
    bomb = _png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 100_000_000, 9))
    return good[:33] + bomb + good[33:]


def _ole(*names):
    """What begins like a Word or Excel file of before 2007 and holds these words where streams are named."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(n.encode("utf-16-le") + b"\0\0" for n in names)


def _bomb_xlsx():
    sheet = b"<worksheet><sheetData>" + b" " * 300_000_000
    return _with_part(files.xlsx(["Tên"]), "xl/worksheets/sheet1.xml", sheet)


def _nested_zip(depth=3):
    data = b"0" * 2_000_000
    for number in range(depth):
        data = _zip([(f"{number}-{copy}.zip", data) for copy in range(8)])
    return data


def all_files():
    """[(what it tries, name, bytes or a function that makes them)]."""
    pdf, xlsx, jpeg, png = files.pdf("x"), files.xlsx(["Tên", "Số"]), _image("JPEG"), _image("PNG")
    gif, webp = _image("GIF"), _image("WEBP")
    comment = Image.new("RGB", (16, 16))
    exif = comment.getexif()
    exif[0x010E] = "<script>alert(1)</script>"
    exif[0x8825] = {1: "N", 2: (22.0, 23.0, 0.0), 3: "E", 4: (103.0, 27.0, 0.0)}
    placed = _image("JPEG", exif=exif.tobytes())
    vba = ("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return [
        ("html", "trang.html", HTML),
        ("html as pdf", "trang.pdf", HTML),
        ("html as docx", "trang.docx", HTML),
        ("html as jpg", "anh.jpg", HTML),
        ("html as png", "anh.png", HTML),
        ("html under two endings", "anh.html.jpg", HTML),
        ("html with upper ending", "TRANG.HTML", HTML),
        ("html with a blank", "trang.html ", HTML),
        ("html with a dot", "trang.html.", HTML),
        ("html behind a NUL", "trang.html\x00.pdf", HTML),
        ("html behind a semicolon", "trang.html;.pdf", HTML),
        ("svg", "hinh.svg", SVG),
        ("svg as png", "hinh.png", SVG),
        ("svg as jpg", "hinh.jpg", SVG),
        ("svg packed", "hinh.svgz", zlib.compress(SVG)),
        ("svg with an entity", "hinh.svg", XXE + b"<svg>&x;</svg>"),
        ("xhtml", "trang.xhtml", b"<html xmlns='http://www.w3.org/1999/xhtml'>" + SCRIPT + b"</html>"),
        ("mht", "trang.mht", b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + HTML),
        ("javascript", "ma.js", b"alert(1)"),
        ("php", "vo.php", b"<?php system($_GET['c']); ?>"),
        ("php as jpg", "vo.php.jpg", jpeg + b"<?php system($_GET['c']); ?>"),
        ("python", "__init__.py", b"import os; os.system('id')"),
        ("htaccess", ".htaccess", b"AddType text/html .jpg"),
        ("shell", "chay.sh", b"#!/bin/sh\nid"),
        ("windows program", "chay.exe", b"MZ" + bytes(100)),
        ("windows program as pdf", "chay.pdf", b"MZ" + bytes(100)),
        ("shortcut", "van-ban.lnk", b"L\0\0\0" + bytes(72)),
        ("screen saver with turned letters", "van-ban\u202efdp.scr", b"MZ"),
        ("up the folders", "../../../../etc/cron.d/x.pdf", pdf),
        ("up the windows folders", "..\\..\\windows\\x.pdf", pdf),
        ("absolute path", "/etc/passwd.pdf", pdf),
        ("device name", "CON.pdf", pdf),
        ("endless name", "a" * 5000 + ".pdf", pdf),
        ("line breaks in the name", "a\r\nContent-Type: text/html\r\n\r\n<b>.pdf", pdf),
        ("quotes in the name", 'a".pdf', pdf),
        ("markup in the name", "<img src=x onerror=alert(1)>.pdf", pdf),
        ("no name", ".pdf", pdf),
        ("nothing in it", "rong.pdf", b""),
        ("pdf and html", "hai.pdf", pdf + SCRIPT),
        ("html, then pdf", "hai.pdf", HTML + pdf),
        ("pdf with a script", "ma.pdf", pdf.replace(b"/Type /Catalog", b"/Type /Catalog " + RUN)),
        ("pdf cut off", "cut.pdf", pdf[: len(pdf) // 2]),
        ("pdf and zip", "hai.pdf", pdf + _zip([("a.html", HTML)])),
        ("gif and javascript", "hai.gif", b"GIF89a/*" + bytes(50) + b"*/=1;alert(1)"),
        ("gif and html", "hai.gif", gif + HTML),
        ("jpeg and html", "hai.jpg", jpeg + HTML),
        ("jpeg with script and place in it", "noi.jpg", placed),
        ("png and html", "hai.png", png + HTML),
        ("webp and html", "hai.webp", webp + HTML),
        ("giant png", "to.png", _giant_png(60_000, 60_000)),
        ("png of more than 60 megapixels", "to.png", _giant_png(10_000, 7_000)),
        ("png one pixel high and endless", "dai.png", _giant_png(2_000_000_000, 1)),
        ("png with a text bomb", "bom.png", _png_text_bomb),
        ("jpeg cut off", "cut.jpg", jpeg[:200]),
        ("tiff", "anh.tiff", _image("TIFF")),
        ("bmp as jpg", "anh.jpg", _image("BMP")),
        ("ico as png", "anh.png", _image("ICO")),
        ("postscript as jpg", "anh.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(id) system\n"),
        ("docx with an entity", "xxe.docx", _docx("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", before=XXE)),
        ("docx of a billion laughs", "cuoi.docx", _docx("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", before=LAUGHS)),
        ("docx bomb", "bom.docx", files.bomb_docx),
        ("docx with macros", "macro.docx", _docx("<w:p/>", vba)),
        ("docm", "macro.docm", _docx("<w:p/>", vba)),
        ("docx that leads up the folders", "len.docx", _docx("<w:p/>", ("../../../../tmp/evil", b"x"))),
        ("docx of endless depth", "sau.docx", _docx("<w:p>" * 20_000)),
        ("docx that is none", "khong.docx", _zip([("a.html", HTML)])),
        ("docx with a picture that is html", "hinh.docx", _docx("<w:p/>", ("word/media/image1.png", HTML))),
        ("xlsx bomb", "bom.xlsx", _bomb_xlsx),
        ("xlsx with an entity", "xxe.xlsx", _with_part(xlsx, "xl/sharedStrings.xml", XXE + b"<sst>&x;</sst>")),
        ("xlsx of a billion laughs", "cuoi.xlsx", _with_part(xlsx, "xl/workbook.xml", LAUGHS + b"<a>&j;</a>")),
        ("xlsx with macros", "macro.xlsx", _with_part(xlsx, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")),
        ("xlsx behind a password", "khoa.xlsx", files.locked_xlsx()),
        ("xlsx of formulas", "cong-thuc.xlsx", files.xlsx(["HTX"], ['=HYPERLINK("http://x.vn","x")'], ["@SUM(1)"])),
        ("csv of formulas", "cong-thuc.csv", b"T\xc3\xaan HTX\n=cmd|' /C calc'!A0\n"),
        ("xls with macros", "macro.xls", _ole("Workbook", "_VBA_PROJECT")),
        ("doc with macros", "macro.doc", _ole("WordDocument", "_VBA_PROJECT")),
        ("doc that is none", "khong.doc", _ole("EncryptedPackage")),
        ("zip within zip within zip", "long.zip", _nested_zip),
        ("zip as xlsx", "long.xlsx", _nested_zip),
        ("video that is html", "phim.mp4", HTML),
        ("video that is html behind a mark", "phim.mp4", b"\0\0\0\x18ftypmp42" + HTML),
        ("rtf as doc", "van-ban.doc", b"{\\rtf1{\\object\\objocx}}"),
    ]  # fmt: skip
