"""One rule for whatever is brought: new things are made, known ones follow the old portal until edited here."""

import datetime
import hashlib
import json
import logging
from abc import ABC, abstractmethod

from django.db import transaction
from django.utils import timezone

from kttt.moved.models import LONGEST, MovedAddress
from kttt.old_portal.models import BroughtItem
from kttt.visits import recording

logger = logging.getLogger(__name__)
EDITED = "Đã sửa ở cổng mới sau lần nhập: giữ nguyên bản ở cổng mới"
DELETED = "Đã xóa ở cổng mới sau lần nhập: không mang lại"
UNEXPECTED = "Lỗi khi ghi vào cổng mới"
EVERY = 100  # a line of progress after this many things


def digest(*values):
    """A short mark of values that JSON can hold; equal for equal values."""
    said = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def moment(seconds):
    """An old portal's time (seconds since 1970) as an aware datetime, None for 0 or a time that cannot be."""
    try:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC) if seconds and seconds > 0 else None
    except (OverflowError, OSError, ValueError):
        return None


def day(seconds):
    """The date in Vietnam of an old portal's time, None for none."""
    at = moment(seconds)
    return timezone.localtime(at).date() if at else None


def numbers(listed):
    """The numbers of a comma list such as "3,12,," in a column."""
    return [int(part) for part in str(listed or "").split(",") if part.strip().isdecimal()]


def remembered(source, kind, keys):
    """{old key: BroughtItem} of those of `keys` that were brought before; one query."""
    found = BroughtItem.objects.filter(source=source, kind=kind, old_key__in=[str(key) for key in keys])
    return {item.old_key: item for item in found}


def leave_addresses(old, new):
    """Sends readers of the old portal's addresses `old` to `new`; what the office entered itself stays."""
    rows = {}
    for address in old:
        if len(address) <= LONGEST:
            row = MovedAddress(old=address, new=new)
            rows.setdefault(MovedAddress._meta.get_field("key").value_for([address]), row)
    MovedAddress.objects.bulk_create(rows.values(), ignore_conflicts=True)


def bring_named(run, kind, key, model, name, slug, **values):
    """The row of `model` for an item of one of the old portal's lists (a category, a tag …), made where it is new.

    A row here with the same slug or, where names are unique, the same name is the same thing.
    """
    known = BroughtItem.objects.filter(source=run.source_of(kind), kind=kind, old_key=str(key)).first()
    if known and (row := model.objects.filter(pk=known.new_id).first()):
        run.report.count(kind, "unchanged")
        return row
    row = model.objects.filter(slug=slug).first()
    if row is None and model._meta.get_field("name").unique:
        row = model.objects.filter(name=name).first()
    run.report.count(kind, "unchanged" if row else "brought")
    if run.dry_run:
        return row or model(name=name, slug=slug)
    with transaction.atomic():
        shared = row is not None
        row = row or model.objects.create(name=name, slug=slug, **values)
        BroughtItem.objects.update_or_create(
            source=run.source_of(kind), kind=kind, old_key=str(key), defaults={"new_id": row.pk, "shared": shared}
        )
    return row


class Prepared:
    """What an old row becomes: `values` of columns, `links` of many-to-many columns ({name: ids}), `counts` so far."""

    def __init__(self, values, links, counts, complete=True, open_links=False, addresses=()):
        self.values, self.links, self.counts = values, links, counts
        self.complete, self.open_links, self.addresses = complete, open_links, addresses


class Collection(ABC):
    """Articles or documents: subclasses say what a row is (`prepare`) and add what belongs to it (`after`)."""

    kind = model = None
    # Columns whose change here means that an editor has taken the thing over.
    watched = links = ()

    def __init__(self, run):
        self.run, self.report = run, run.report
        self.source = run.source_of(self.kind)

    @abstractmethod
    def pages(self):
        """Lists of old rows, each a dictionary with "id"."""

    @abstractmethod
    def prepare(self, row):
        """`Prepared` for a row, or None where it cannot be brought (and a note says why)."""

    def after(self, row, thing, item):  # noqa: B027 - a hook
        """Writes what belongs to a thing that was just written, in the same transaction."""

    def same_thing(self, prepared):  # noqa: B027 - a hook
        """A row made here before the import that is the same thing, if any."""

    @abstractmethod
    def title(self, row):
        """What the report calls the row."""

    def bring_all(self):
        """Every old row in its turn; one that fails is told, the others go on."""
        done, total = 0, self.total()
        for page in self.pages():
            known = remembered(self.source, self.kind, [row["id"] for row in page])
            for row in page:
                self._bring_safely(row, known.get(str(row["id"])))
                done += 1
                if done % EVERY == 0:
                    self.report.tell(f"{done}/{total} {self.label}…")

    def _bring_safely(self, row, item):
        try:
            # One at a time: a page of bodies may be more than the machine holds.
            self._bring(row, item, self.model.objects.filter(pk=item.new_id).first() if item else None)
        except Exception as error:
            logger.exception("Old %s %s was not brought", self.kind, row["id"])
            self.report.count(self.kind, "refused")
            self.report.note(self.kind, row["id"], self.title(row), UNEXPECTED, f"{type(error).__name__}: {error}")

    def _bring(self, row, item, thing):
        old_digest = digest(self.read_whole(row))
        if item and thing is None:
            self._tell(row, "deleted", DELETED)
            return
        edited = item and not item.shared and self.state(thing) != item.new_digest
        if item and (edited or item.shared or (item.old_digest == old_digest and item.complete)):
            self._count_more(item, self.counts(row))
            if edited:
                self._tell(row, "kept", EDITED)
            else:
                self.report.count(self.kind, "unchanged")
            return
        prepared = self.prepare(row)
        if prepared is None:
            self.report.count(self.kind, "refused")
            return
        if self.run.dry_run:
            self.report.count(self.kind, "updated" if item else "brought")
            return
        with transaction.atomic():
            outcome = self._write(row, item, thing, prepared, old_digest)
        self.report.count(self.kind, outcome)

    def _write(self, row, item, thing, prepared, old_digest):
        before = item.new_digest if item else None
        twin = None if thing else self.same_thing(prepared)
        item = item or BroughtItem(source=self.source, kind=self.kind, old_key=str(row["id"]), shared=bool(twin))
        thing = twin or self._save(thing or self.model(), prepared)
        item.new_id, item.old_digest, item.complete = thing.pk, old_digest, prepared.complete
        item.open_links = prepared.open_links and not item.shared
        if item.pk is None:
            item.save()
        if not item.shared:
            self.after(row, thing, item)
            item.new_digest = self.state(self.model.objects.get(pk=thing.pk))
        leave_addresses(prepared.addresses, thing.get_absolute_url())
        item.save()
        self._count_more(item, prepared.counts)
        if before is None:
            return "unchanged" if item.shared else "brought"
        return "updated" if item.new_digest != before else "unchanged"

    def _save(self, thing, prepared):
        changed = {name: v for name, v in prepared.values.items() if not thing.pk or getattr(thing, name) != v}
        for name, value in changed.items():
            setattr(thing, name, value)
        if changed:
            thing.save()
        for name, ids in prepared.links.items():
            if set(ids) != set(getattr(thing, name).values_list("pk", flat=True)):
                getattr(thing, name).set(ids)
        return thing

    def state(self, thing):
        """The mark of what an editor could have changed in a thing as it is now."""
        values = [str(getattr(thing, name)) for name in self.watched]
        return digest(values, [sorted(one.pk for one in getattr(thing, name).all()) for name in self.links])

    def _count_more(self, item, counts):
        """Adds what the old portal has counted since the last run: the first run all, a second nothing."""
        if self.run.dry_run:
            return
        more = {name: count - item.facts.get(name, 0) for name, count in counts.items()}
        if not any(added > 0 for added in more.values()):
            return
        with transaction.atomic():
            for action in (recording.View, recording.Download):
                if more.get(action, 0) > 0:
                    recording.add_before(self.kind, item.new_id, action, more[action])
            self.add_other_counts(item.new_id, more)
            item.facts = {**item.facts, **{name: max(n, item.facts.get(name, 0)) for name, n in counts.items()}}
            item.save(update_fields=["facts"])

    def add_other_counts(self, pk, more):  # noqa: B027 - a hook
        """Adds counts that lie in the thing's own columns."""

    def _tell(self, row, outcome, reason):
        self.report.count(self.kind, outcome)
        self.report.note(self.kind, row["id"], self.title(row), reason)
