"""All published documents by what they are filed under, in memory: counting them is then a matter of microseconds.

A set of documents is one int with a bit for each document, the newest is bit 0; the sets of two values are joined with
"|", a set and a filter with "&", and `bit_count()` counts. A shelf serves until the content changes
(`content_revision`), a document's hour comes or goes, or the day ends on which its statuses were worked out.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from threading import Lock

from django.db import connection
from django.db.models import CharField, Min, Q
from django.db.models.functions import Cast
from django.utils import timezone

from documents.models import Document, DocumentType, Field, IssuingBody
from kttt import text
from kttt.publishing import State, content_revision

TYPE, BODY, FIELD, SIGNER, YEAR, STATUS = FACETS = ("loai", "co-quan", "linh-vuc", "nguoi-ky", "nam", "tinh-trang")


@dataclass
class Shelf:
    """`ids`: the published documents, newest first; `issued`: their days, in the same order; `slots`: by id, the place
    of each document, or their number for one that is not published.

    A day is a line like "2024-05-31", "" where unknown. `sets`: {facet: {value: set}}; `labels`: {facet: {value:
    words}}, in the facet's order.
    """

    key: tuple
    good_until: datetime | None
    ids: list[int]
    slots: list[int]
    issued: list[str]
    sets: dict[str, dict[str, int]]
    labels: dict[str, dict[str, str]]

    @property
    def everything(self):
        """The set of all documents."""
        return (1 << len(self.ids)) - 1

    def set_of(self, ids):
        """The set of the documents with these ids, without those that are not published."""
        ids = list(ids)
        if ids and max(ids) >= len(self.slots):
            ids = [pk for pk in ids if pk < len(self.slots)]
        return as_set(map(self.slots.__getitem__, ids), len(self.ids))

    def place(self, pk):
        """The place of a document, None for one that is not published."""
        place = self.slots[pk] if pk < len(self.slots) else len(self.ids)
        return place if place < len(self.ids) else None

    def chosen(self, facet, values):
        """The set of the documents with any of the values; nothing for values that do not exist."""
        found = 0
        for value in values:
            found |= self.sets[facet].get(value, 0)
        return found


def as_set(places, size):
    """The set with these bits, each below `size` or left out."""
    digits = bytearray(b"0") * (size + 1)
    for place in places:
        digits[place] = _ONE
    return int(digits[:size][::-1] or b"0", 2)


def picked(row, found):
    """The members of `row`, a sequence by place, that stand at the places of a set."""
    return list(compress(row, f"{found:b}"[::-1].encode().translate(_BITS)))


_ONE = ord("1")
_BITS = bytes.maketrans(b"01", b"\0\1")
_STATUSES = {status.value: text.slug(status.label) for status in Document.Status}


_kept = None
_loading = Lock()


def shelf():
    """The Shelf of this moment; two small queries where nothing changed, a few large ones where something did."""
    global _kept
    if fitting := _fits(_kept):
        return fitting
    with _loading:
        made = _fits(_kept) or _load()
        # What a transaction sees that may be undone is not kept.
        if not connection.in_atomic_block:
            _kept = made
    return made


def _fits(kept):
    """`kept`, if it still tells what is published."""
    if kept is None or kept.key != _key() or connection.in_atomic_block:
        return None
    return kept if kept.good_until is None or timezone.now() < kept.good_until else None


def _key():
    return content_revision(), timezone.localdate()


def _load():
    key, now = _key(), timezone.now()
    turns = Document.objects.filter(state=State.PUBLISHED, internal=False).aggregate(
        coming=Min("publish_from", filter=Q(publish_from__gt=now)),
        going=Min("publish_until", filter=Q(publish_until__gt=now)),
    )
    published = Document.objects.published(now)
    rows = published.with_status(key[1]).annotate(day=Cast("issued_on", CharField())).newest_first()
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
    size = len(ids)
    slots = [size] * (max(ids, default=0) + 1)
    for place, pk in enumerate(ids):
        slots[pk] = place
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
    return Shelf(key, min(filter(None, turns.values()), default=None), ids, slots, issued, sets, labels)
