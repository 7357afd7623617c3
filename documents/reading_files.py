"""Having files read in the background, and keeping what they say.

There is no queue: a file whose text is not that of its present name is unread, however it was written, and the
worker's minute reads it.
"""

from pathlib import Path

from django.db.models import F

from documents import file_text
from documents.models import DocumentFile, FileText

AT_ONCE = 20  # files in one round of the schedule


def read_unread():
    """Reads the newest files that nobody has read yet."""
    for file in DocumentFile.objects.exclude(reading__name=F("file")).order_by("-pk")[:AT_ONCE]:
        _read(file)


def _read(file):
    name = file.file.name
    try:
        with file.file.open("rb") as stored:
            data = stored.read(file_text.MAX_BYTES + 1)
    except OSError:
        data = b""
    text = file_text.read(data, Path(name).suffix.lower())
    FileText.objects.update_or_create(file=file, defaults={"name": name, "text": text})
