"""Files of the old portal's uploads folder: found by the addresses in its texts, pictures made fit for the web."""

import base64
import binascii
import hashlib
import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.images import get_image_dimensions
from django.core.files.storage import default_storage
from django.utils import timezone

from kttt.old_portal.models import BroughtItem
from kttt.pictures import normalise

# /assets/ (before 4.0 /files/) holds thumbnails of what lies in /uploads/ under the same name.
_FOLDER = re.compile(r"(?:^|/)(uploads|assets|files)/+(.+)$")
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.+)", re.DOTALL)
PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".jfif")
MISSING, FOREIGN = "Ảnh không có trong thư mục uploads", "Ảnh nằm ở máy chủ khác nên không mang sang"


def split(address):
    """`urlsplit` that takes what is no address for an empty one: old texts hold everything."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def inner_path(address):
    """The path below uploads/ that an address of the old portal names ("news/2021_12/x.jpg"), or None."""
    match = _FOLDER.search(unquote(split(address).path).replace("\\", "/"))
    return re.sub("/+", "/", match[2]) if match else None


class Uploads:
    """The folder `uploads` of the old portal."""

    def __init__(self, folder):
        folder = Path(folder)
        inner = folder / "uploads"
        self.folder = (inner if inner.is_dir() else folder).resolve()
        self.thumbnails = self.folder.parent / "assets"

    def find(self, path):
        """The file at a path below uploads/, or None; a picture that is gone may be left as its thumbnail."""
        for root in (self.folder, self.thumbnails):
            for form in (path, unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path)):
                try:
                    found = (root / form).resolve()
                    if found.is_relative_to(root) and found.is_file():
                        return found
                except (OSError, ValueError):
                    continue
        return None


class Pictures:
    """Brings pictures over, each once, whichever articles show it."""

    def __init__(self, uploads, source, hosts, report, dry_run=False):
        self.uploads, self.source, self.hosts, self.report, self.dry_run = uploads, source, hosts, report, dry_run

    def bring(self, address, folder, about):
        """The stored picture for an address in an old text as {"name", "width", "height"}, or None with a note.

        `folder`: where it is stored ("uploads" in texts, "articles" for covers); `about`: (kind, key, title) of the
        text, for the report.
        """
        if match := _DATA.match(address):
            return self._bring_inline(match[1], folder, about)
        parts = split(address)
        path = inner_path(address)
        if (parts.netloc and parts.hostname not in self.hosts) or path is None:
            self._refuse(about, FOREIGN if parts.netloc else MISSING, address)
            return None
        key = f"{folder}:{path}"[:400]
        if known := self._known(key):
            return known
        file = self.uploads.find(path)
        if file is None:
            self._refuse(about, MISSING, path)
            return None
        with file.open("rb") as data:
            return self._store(key, File(data, file.name), folder, about, path)

    def _bring_inline(self, encoded, folder, about):
        try:
            data = base64.b64decode(encoded, validate=False)
        except (binascii.Error, ValueError):
            self._refuse(about, "Ảnh dán trong bài bị hỏng", encoded[:40])
            return None
        key = f"{folder}:data:{hashlib.sha256(data).hexdigest()}"
        return self._known(key) or self._store(key, ContentFile(data, "picture"), folder, about, "ảnh dán trong bài")

    def _known(self, key):
        known = BroughtItem.objects.filter(source=self.source, kind="picture", old_key=key).first()
        return {"name": known.new_name, **known.facts} if known else None

    def _store(self, key, file, folder, about, path):
        if self.dry_run:
            self.report.count("picture", "brought")
            return {"name": f"{folder}/0000/{hashlib.sha256(key.encode()).hexdigest()[:16]}.webp"}
        try:
            picture = normalise(file)
        except ValidationError as error:
            self._refuse(about, " ".join(error.messages), path)
            return None
        name = default_storage.save(f"{folder}/{timezone.localdate():%Y}/{picture.name}", picture)
        picture.seek(0)
        size = _size(picture)
        BroughtItem.objects.create(source=self.source, kind="picture", old_key=key, new_name=name, facts=size)
        self.report.count("picture", "brought")
        return {"name": name, **size}

    def _refuse(self, about, reason, detail):
        self.report.count("picture", "refused")
        self.report.note(*about, reason, detail)


def _size(picture):
    width, height = get_image_dimensions(picture)
    return {"width": width, "height": height}
