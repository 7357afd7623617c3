"""Files that only a view hands out, after it asked published() or a permission."""

import secrets
from pathlib import Path

from django.core.files.storage import storages
from django.db import models
from django.utils import timezone

from kttt.allowed_files import digest_of
from kttt.publishing import PublicContent

_KINDS = {
    ".pdf": "PDF",
    ".doc": "Word",
    ".docx": "Word",
    ".xls": "Excel",
    ".xlsx": "Excel",
    ".jpg": "Ảnh",
    ".png": "Ảnh",
}


def private_storage():
    """Where such files lie: outside everything that has an address."""
    return storages["private"]


def random_path(row, filename):
    """Where the file of `row` is stored, by app and year: nothing of its own name but the ending."""
    ending = Path(filename).suffix.lower()
    return f"{row._meta.app_label}/{timezone.localdate():%Y}/{secrets.token_hex(16)}{ending}"


class PrivateFile(PublicContent):
    """A file that readers download with something that is published (`kttt.downloads`)."""

    file = models.FileField("tệp", upload_to=random_path, storage=private_storage)
    title = models.CharField("tên hiển thị", max_length=150, blank=True, help_text="Bỏ trống để lấy tên tệp.")
    name = models.CharField("tên khi tải về", max_length=150, editable=False)
    size = models.PositiveBigIntegerField("dung lượng (byte)", default=0, editable=False)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title or self.name

    def digest(self):
        """The mark of its bytes (`digest_of`); None where the storage has lost them."""
        try:
            with self.file.open("rb") as stored:
                return digest_of(stored)
        except OSError:
            return None

    @property
    def kind(self):
        """What readers call such a file, by its ending: "Word", "PDF"."""
        ending = Path(self.name).suffix
        return _KINDS.get(ending, ending.removeprefix(".").upper())
