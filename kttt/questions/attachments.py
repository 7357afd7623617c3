"""What readers may send along: known by its content, not by its name.

Nothing is unpacked or run here: an archive's list of names is read, never its parts.
"""

import zipfile
from io import BytesIO
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from kttt import text
from kttt.pictures import normalise

MAX_FILES = 3
MAX_BYTES = 5 * 1024 * 1024
# What a whole form may weigh: refused before a byte of it is read.
MAX_FORM_BYTES = MAX_FILES * MAX_BYTES + 512 * 1024
# Wide enough to read a photographed page.
PICTURE_WIDTH = 2000
ACCEPT = ".pdf,.doc,.docx,.xls,.xlsx,.jpg,.jpeg,.png"
TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".webp": "image/webp",
}
_OLE_STREAMS = {".doc": ("WordDocument",), ".xls": ("Workbook", "Book")}
_ZIP_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}


def accept(upload):
    """The uploaded file, safe to keep: a ContentFile named "<plain stem><ending of what it really is>".

    Pictures come back as WebP without camera and place data. Raises ValidationError with a sentence for the sender.
    """
    shown = text.clean(upload.name)[:80]
    if upload.size > MAX_BYTES:
        raise ValidationError(f"Tệp “{shown}” lớn hơn 5 MB: hãy giảm dung lượng rồi chọn lại.")
    upload.seek(0)
    data = upload.read()
    stem = text.slug(Path(upload.name).stem, 60)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        try:
            return ContentFile(normalise(upload, PICTURE_WIDTH).read(), name=f"{stem}.webp")
        except ValidationError as error:
            raise ValidationError(f"Tệp “{shown}”: {error.messages[0]}") from error
    ending = _ending(data)
    if ending is None:
        raise ValidationError(
            f"Không nhận tệp “{shown}”: hãy gửi ảnh JPG, PNG hoặc tệp PDF, Word, Excel không có mật khẩu, macro."
        )
    return ContentFile(data, name=f"{stem}{ending}")


def _ending(data):
    """The ending that fits the content, or None for what is not taken: damaged, locked, with macros, anything else."""
    if data.startswith(b"%PDF-"):
        return ".pdf" if b"%%EOF" in data[-2048:] else None
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "_VBA_PROJECT".encode("utf-16-le") in data:
            return None
        streams = {e: [s.encode("utf-16-le") + b"\0\0" for s in names] for e, names in _OLE_STREAMS.items()}
        return next((ending for ending, names in streams.items() if any(name in data for name in names)), None)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((ending for ending, part in _ZIP_PARTS.items() if part in names), None)
