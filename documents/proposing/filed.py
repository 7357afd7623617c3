"""A proposal beside what is stored: which type and body it means, and whether the document is there already."""

import hashlib

from django.db.models import F

from documents import numbers
from documents.models import Document, DocumentFile, DocumentType, IssuingBody
from documents.proposing import names
from kttt import text


class Names:
    """The rows of a list by everything that they are called."""

    def __init__(self, rows, key):
        self.rows, self._key, self._found = list(rows), key, {}
        for row in self.rows:
            self._found.setdefault(key(row.name), row)
        for row in self.rows:
            for name in (row.abbreviation, *getattr(row, "other_names", "").splitlines()):
                if name.strip():
                    self._found.setdefault(key(name), row)

    def named(self, written: str):
        """The row with this name, else with this other name or abbreviation; None where there is none."""
        return self._found.get(self._key(written or ""))


def types() -> Names:
    """The types of documents."""
    return Names(DocumentType.objects.all(), text.fold)


def bodies() -> Names:
    """The issuing bodies, "UBND" and "Ủy ban nhân dân" alike; of two called so, the one of today."""
    return Names(IssuingBody.objects.order_by(F("ended_on").desc(nulls_first=True)), lambda n: text.fold(names.body(n)))


def digest_of(file) -> str:
    """The mark of a file's bytes, equal for equal files only."""
    mark = hashlib.sha256()
    for chunk in iter(lambda: file.read(1024 * 1024), b""):
        mark.update(chunk)
    return mark.hexdigest()


def already_there(dropped) -> dict[int, list[Document]]:
    """{id of a DroppedFile: the documents that may be it}: same number, body and day as far as known, or same bytes.

    Three queries for all files, and a look into stored files only where the size is the same.
    """
    found = {row.pk: [] for row in dropped}
    keys = {row.pk: numbers.key(told(row).get("number") or "") for row in dropped}
    same_number = {}
    for document in Document.objects.filter(number_key__in={key for key in keys.values() if key}).select_related(
        "issuer"
    ):
        same_number.setdefault(document.number_key, []).append(document)
    same_size = {}
    for file in DocumentFile.objects.filter(size__in={row.size for row in dropped}).select_related("document__issuer"):
        same_size.setdefault(file.size, []).append(file)
    marks = {}
    for row in dropped:
        values = told(row)
        found[row.pk] = [doc for doc in same_number.get(keys[row.pk], []) if _may_be(doc, values)]
        for file in same_size.get(row.size, []):
            if file.pk not in marks:
                marks[file.pk] = _digest_stored(file)
            if marks[file.pk] == row.digest and file.document not in found[row.pk]:
                found[row.pk].append(file.document)
    return found


def told(row) -> dict:
    """What is known of a DroppedFile: what the clerk typed, else what the file says."""
    return row.typed or row.said or {}


def _may_be(document, values):
    issuer, day = values.get("issuer"), values.get("issued_on")
    same_issuer = not issuer or text.fold(names.body(issuer)) == text.fold(names.body(document.issuer.name))
    return same_issuer and (not day or not document.issued_on or document.issued_on.isoformat() == day)


def _digest_stored(file):
    try:
        with file.file.open("rb") as stored:
            return digest_of(stored)
    except OSError:
        return ""
