"""A proposal beside what is stored: whether the document is there already."""

from documents import numbers
from documents.models import Document, DocumentFile
from documents.proposing import names
from kttt import text


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
                marks[file.pk] = file.digest()
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
