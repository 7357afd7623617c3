"""Having files read and drawn in the background, and keeping what comes of it.

There is no queue: a file whose contents are not those of its present name is unread, however it was written, and the
worker's minute reads it. Pages are drawn beforehand, not when a reader asks: no crowd of readers or robots can keep the
server busy with it.
"""

import time
import zipfile
from io import BytesIO

from django.core.files.base import ContentFile
from django.db.models import F

from documents import file_text, page_drawing
from documents.models import DocumentFile, FileText

AT_ONCE = 20  # files in one round of the schedule,
SECONDS = 60  # and none is begun after so long


def read_unread():
    """Reads the newest files that nobody has read yet."""
    began = time.monotonic()
    for file in DocumentFile.objects.exclude(reading__name=F("file")).order_by("-pk")[:AT_ONCE]:
        if time.monotonic() - began > SECONDS:
            break
        _read(file)


def page_name(number: int) -> str:
    """What the picture of page `number` (from 1) is called in `FileText.drawn_pages`."""
    return f"{number}.webp"


def _read(file):
    name = file.file.name
    try:
        with file.file.open("rb") as stored:
            data = stored.read(file_text.MAX_BYTES + 1)
    except OSError:
        data = b""
    found = file_text.examine(data, file.ending)
    small, pages = None, []
    if found.problem not in (file_text.LOCKED, file_text.BROKEN):
        small, pages = page_drawing.draw(data, file.ending)
    reading = FileText.objects.filter(file=file).first() or FileText(file=file)
    outdated = [stored.name for stored in (reading.picture, reading.drawn_pages) if stored]
    reading.name, reading.page_sizes = name, [[page.width, page.height] for page in pages]
    reading.text, reading.pages, reading.scanned, reading.problem = found
    reading.picture = ContentFile(small.picture, "trang-dau.webp") if small else ""
    reading.drawn_pages = ContentFile(_packed(pages), "cac-trang.zip") if pages else ""
    reading.save()
    for stored in outdated:
        reading.picture.storage.delete(stored)


def _packed(pages):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for number, page in enumerate(pages, 1):
            pack.writestr(page_name(number), page.picture)
    return out.getvalue()
