"""What published documents are filed under, for `kttt.finding`."""

from collections import defaultdict

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone

from documents.models import Document, DocumentType, Field, IssuingBody
from kttt import text
from kttt.finding.shelf import Shelf, as_set, slots_of
from kttt.remembered import Remembered

TYPE, BODY, FIELD, SIGNER, YEAR, STATUS = FACETS = ("loai", "co-quan", "linh-vuc", "nguoi-ky", "nam", "tinh-trang")
_STATUSES = {status.value: text.slug(status.label) for status in Document.Status}


def shelf():
    """All published documents, newest first; column "issued": lines like "2024-05-31", "" where unknown."""
    return _shelves.get()


def _load():
    published = Document.objects.published()
    rows = published.with_status(timezone.localdate()).annotate(day=Cast("issued_on", CharField())).newest_first()
    ids, issued, found = [], [], {facet: defaultdict(list) for facet in FACETS}
    columns = rows.values_list("pk", "type__slug", "issuer__slug", "signer", "day", "status_code")
    for place, (pk, kind, body, signer, day, status) in enumerate(columns):
        ids.append(pk)
        issued.append(day or "")
        found[TYPE][kind].append(place)
        found[BODY][body].append(place)
        if signer:
            found[SIGNER][signer].append(place)
        if day:
            found[YEAR][day[:4]].append(place)
        found[STATUS][_STATUSES[status]].append(place)
    size, slots = len(ids), slots_of(ids)
    for pk, field in Document.fields.through.objects.values_list("document_id", "field__slug"):
        if pk < len(slots):
            found[FIELD][field].append(slots[pk])
    labels = {
        TYPE: dict(DocumentType.objects.values_list("slug", "name")),
        BODY: dict(IssuingBody.objects.values_list("slug", "name")),
        FIELD: dict(Field.objects.values_list("slug", "name")),
        SIGNER: {name: name for name in sorted(found[SIGNER], key=text.sort_key)},
        YEAR: {year: year for year in sorted(found[YEAR], reverse=True)},
        STATUS: {slug: Document.Status(status).label for status, slug in _STATUSES.items()},
    }
    sets = {f: {value: as_set(at, size) for value, at in values.items()} for f, values in found.items()}
    return Shelf(ids, slots, sets, labels, {"issued": issued})


_shelves = Remembered(_load)
