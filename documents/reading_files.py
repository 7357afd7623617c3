"""Having files read in the background, and keeping what they say."""

from pathlib import Path

from django.db import transaction
from django.db.models import F
from django_tasks import task

from documents import file_text
from documents.models import DocumentFile, FileText

AT_ONCE = 20  # files in one round of the schedule


def read_soon(file):
    """Hands a file over to the background worker, unless it was read as it is."""
    if not FileText.objects.filter(file=file, name=file.file.name).exists():
        transaction.on_commit(lambda: read_file.enqueue(file.pk), robust=True)


@task()
def read_file(pk):
    """Reads one file; nothing for one that is gone or was read."""
    file = _unread().filter(pk=pk).first()
    if file:
        _read(file)


def read_unread():
    """Reads files that nobody has read yet: those of a killed worker, and those written past `save()`."""
    for file in _unread()[:AT_ONCE]:
        _read(file)


def _unread():
    return DocumentFile.objects.exclude(reading__name=F("file")).order_by("-pk")


def _read(file):
    name = file.file.name
    try:
        with file.file.open("rb") as stored:
            data = stored.read(file_text.MAX_BYTES + 1)
    except OSError:
        data = b""
    text = file_text.read(data, Path(name).suffix.lower())
    FileText.objects.update_or_create(file=file, defaults={"name": name, "text": text})
