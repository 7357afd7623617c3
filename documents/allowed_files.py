"""Which files a document may have: by ending, size and first bytes; everything else is refused at the door."""

from pathlib import Path

# What documents come as, and how such a file begins.
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
