"""A .docx as a package of parts: what is not one, is locked, or unfolds into too much is refused with a sentence."""

import io
import posixpath
import re
import zipfile
import zlib
from xml.etree import ElementTree

from kttt.allowed_files import MAX_BYTES

XML_BYTES = 30 * 1024 * 1024
PICTURE_BYTES = 20 * 1024 * 1024
MOST_PARTS = 5000
TOO_LARGE = "Tệp lớn hơn 50 MB: hãy nén ảnh trong Word (Picture Format, Compress Pictures) rồi lưu lại."
EMPTY = "Tệp rỗng: hãy chọn lại tệp."
LOCKED = "Tệp có mật khẩu: hãy mở bằng Word, bỏ mật khẩu (File, Info, Protect Document) rồi lưu lại."
OLD = "Tệp kiểu Word cũ (.doc): hãy mở bằng Word, chọn Save As, lưu thành .docx rồi gửi lại."
OTHER = "Nội dung tệp là {kind}, không phải Word (.docx): hãy mở bằng Word rồi lưu thành .docx."
BROKEN = "Không đọc được tệp Word này: tệp hỏng hoặc tải về chưa hết. Hãy mở bằng Word rồi lưu lại thành .docx."
TOO_MUCH = "Tệp bung ra quá lớn, không giống một bài viết: hãy chép nội dung sang tệp Word mới rồi gửi lại."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = [
    (b"%PDF-", "PDF"), (b"{\\rtf", "RTF"), (b"\xff\xd8\xff", "ảnh"), (b"\x89PNG", "ảnh"), (b"GIF8", "ảnh"),
    (b"<!DOC", "trang web"), (b"<html", "trang web"), (b"<HTML", "trang web"), (b"<?xml", "XML"),
    (b"Rar!", "tệp nén RAR"), (b"7z\xbc\xaf", "tệp nén 7z"),
]  # fmt: skip


class RefusedError(Exception):
    """The file is not taken; its words are a sentence for the sender."""


class _Local(ElementTree.TreeBuilder):
    """Elements by their names without namespaces, so that both kinds of .docx (transitional, strict) read alike."""

    def start(self, tag, attributes):
        return super().start(_local(tag), {_local_attribute(name): value for name, value in attributes.items()})

    def end(self, tag):
        return super().end(_local(tag))

    def doctype(self, *_declared):
        raise RefusedError(BROKEN)  # Word writes none; what has one wants its entities unfolded


def _local(tag):
    return tag.rpartition("}")[2]


def _local_attribute(name):
    space, _, local = name.rpartition("}")
    return f"r:{local}" if space.endswith("/relationships") else local


class Package:
    """The parts of a .docx by name, and what their relationships lead to."""

    def __init__(self, data: bytes):
        """Raises RefusedError for what is no readable .docx."""
        self._parts = _opened(data)
        self._names = {info.filename.lower(): info for info in self._parts.infolist()}
        if len(self._names) > MOST_PARTS:
            raise RefusedError(TOO_MUCH)
        self.document = next(
            (target for kind, target, _far in self.relationships("").values() if kind == "officeDocument"),
            "word/document.xml",
        )
        if not self.has(self.document):
            raise RefusedError(_which_zip(self._names))
        if self.xml(self.document).tag != "document":
            raise RefusedError(_which_zip(self._names))

    def has(self, name):
        """Whether there is such a part."""
        return name.lower() in self._names

    def read(self, name, limit):
        """The bytes of a part; RefusedError where they are more than `limit` or damaged."""
        try:
            with self._parts.open(self._names[name.lower()]) as part:
                data = part.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise RefusedError(BROKEN) from error
        if len(data) > limit:
            raise RefusedError(TOO_MUCH)
        return data

    def xml(self, name):
        """The root of a part, or None where there is none."""
        if not self.has(name):
            return None
        parser = ElementTree.XMLParser(target=_Local())  # noqa: S314  (no document type; size, memory, time are bounded)
        try:
            parser.feed(self.read(name, XML_BYTES))
            return parser.close()
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise RefusedError(BROKEN) from error

    def relationships(self, name):
        """{id: (last word of its type, target, whether it lies outside)} of the part `name` ("" is the package)."""
        folder, _, file = name.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found = {}
        for one in root if root is not None else ():
            kind, target = one.get("Type", "").rpartition("/")[2], one.get("Target", "")
            far = one.get("TargetMode") == "External"
            if not far:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[one.get("Id", "")] = (kind, target, far)
        return found

    def related(self, name, kind):
        """The name of the part of that kind that belongs to `name`, or ""."""
        return next((target for k, target, far in self.relationships(name).values() if k == kind and not far), "")


def _opened(data):
    if not data:
        raise RefusedError(EMPTY)
    if len(data) > MAX_BYTES:
        raise RefusedError(TOO_LARGE)
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise RefusedError(LOCKED if locked else OLD)
    for beginning, kind in _OTHER_KINDS:
        if data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(beginning):
            raise RefusedError(OTHER.format(kind=kind))
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise RefusedError(BROKEN if data.startswith(b"PK") else OTHER.format(kind="kiểu khác")) from error
    if any(info.flag_bits & 1 for info in parts.infolist()):
        raise RefusedError(LOCKED)
    return parts


def _which_zip(names):
    """What to say of a zip that is no .docx."""
    for pattern, kind in (
        (r"xl/", "Excel"),
        (r"ppt/", "PowerPoint"),
        (r"(content\.xml|meta-inf/manifest\.xml)$", "LibreOffice"),
    ):
        if any(re.match(pattern, name) for name in names):
            return OTHER.format(kind=kind)
    return BROKEN if "[content_types].xml" in names else OTHER.format(kind="tệp nén ZIP")
