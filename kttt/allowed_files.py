"""Which files staff may offer for download: by ending, size and content; everything else is refused at the door.

Knows no model: the processes that open files (`kttt.bounded_process`) ask here too.
"""

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

from django import forms
from PIL import Image, UnidentifiedImageError

from kttt import text

# What offices write and send, and how such a file begins.
BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".doc": b"\xd0\xcf\x11\xe0",
    ".xls": b"\xd0\xcf\x11\xe0",
    ".jpg": b"\xff\xd8\xff",
    ".png": b"\x89PNG",
}
MAX_BYTES = 50 * 1024 * 1024
MAX_VIDEO_BYTES = 200 * 1024 * 1024
_OLE_STREAMS = {".doc": ("WordDocument",), ".xls": ("Workbook", "Book")}
_ZIP_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_HOW_TO = "Hãy mở tệp trên máy, lưu lại bản không có macro, không đặt mật khẩu rồi chọn lại."


def refusal(name: str, size: int, beginning: bytes) -> str | None:
    """Why a file called `name` of `size` bytes that begins with `beginning` (8 bytes do) is not taken, or None."""
    ending = Path(name).suffix.lower()
    if ending not in BEGINNINGS:
        return f"Chỉ nhận tệp {', '.join(sorted(BEGINNINGS))}."
    if size > MAX_BYTES:
        return "Tệp lớn hơn 50 MB: hãy tách hoặc nén lại."
    return (
        None if beginning.startswith(BEGINNINGS[ending]) else f"Nội dung tệp không phải là {ending}: hãy kiểm tra lại."
    )


def video_refusal(name: str, size: int, beginning: bytes) -> str | None:
    """Why a video called `name` of `size` bytes that begins with `beginning` (12 bytes) is not taken, or None."""
    ending = Path(name).suffix.lower()
    if ending not in (".mp4", ".webm"):
        return "Chỉ nhận tệp video .mp4, .webm."
    if size > MAX_VIDEO_BYTES:
        return "Tệp video lớn hơn 200 MB: hãy nén lại hoặc cắt ngắn."
    fits = beginning[4:8] == b"ftyp" if ending == ".mp4" else beginning.startswith(b"\x1a\x45\xdf\xa3")
    return None if fits else f"Nội dung tệp không phải là {ending}: hãy kiểm tra lại."


def download_name(given):
    """What a file that came as `given` is called when it is downloaded: plain letters, its ending in small ones."""
    given = Path(given)
    return f"{text.slug(given.stem)}{given.suffix.lower()}"


def digest_of(file):
    """The mark of what an open binary file holds, read from its beginning; equal for equal files only."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def true_ending(data):
    """The ending that fits an office file's bytes, or None: damaged, locked, with macros, anything else.

    Nothing is unpacked: of an archive only the list of names is read.
    """
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


def _opens(upload, ending):
    """Whether an uploaded file is what its ending says, all of it."""
    upload.seek(0)
    if ending not in (".jpg", ".png"):
        return true_ending(upload.read()) == ending
    try:
        with Image.open(upload, formats=("JPEG", "PNG")) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError, SyntaxError):
        return False
    return True


class AllowedFileForm(forms.ModelForm):
    """The form of a `PrivateFile`: takes only such files, and remembers name and size."""

    refusal = staticmethod(refusal)

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if "file" not in self.changed_data or not upload:
            return upload
        upload.seek(0)
        refused = self.refusal(upload.name, upload.size, upload.read(12))
        if refused:
            raise forms.ValidationError(refused)
        ending = Path(upload.name).suffix.lower()
        if ending in BEGINNINGS and not _opens(upload, ending):
            raise forms.ValidationError(
                f"Không mở được tệp {ending} này: tệp hỏng, có mật khẩu hoặc có macro. {_HOW_TO}"
            )
        upload.seek(0)
        return upload

    def save(self, commit=True):
        if "file" in self.changed_data and self.cleaned_data["file"]:
            self.instance.name = download_name(self.cleaned_data["file"].name)
            self.instance.size = self.cleaned_data["file"].size
        return super().save(commit)


class AllowedVideoForm(AllowedFileForm):
    """The form of a `PrivateFile` that holds a video."""

    refusal = staticmethod(video_refusal)
