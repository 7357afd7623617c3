"""Every version of a row, kept whenever it is saved: `history = Revisions()` in a model is all that it takes.

Kept with django-simple-history. Queryset writes pass it by, as they do `save()`: who changes texts of many rows uses
`simple_history.utils.bulk_update_with_history`; counters need no version. Rows made by `bulk_create`, or before there
were versions, get their first one when they are first changed.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from simple_history.models import HistoricalRecords

from kttt import richtext
from kttt.derived import DerivedMixin

# For how long what was deleted can be brought back.
DELETED_KEPT_DAYS = 90
# What was deleted by the same click as something else.
_TOGETHER = timedelta(seconds=10)
# Comparing words costs time by the product of their numbers; longer passages are shown as changed in whole.
MOST_COMPARED = 4_000_000


class Revisions(HistoricalRecords):
    """The versions of a model's rows. `leave_out`: columns that are no text (counters, keys); `links`: many-to-many.

    What the model declares as `PERSONAL` is never kept, so that erasing a person needs no look into versions. A deleted
    row's versions stay for DELETED_KEPT_DAYS, so that it can be brought back; with `forget_deleted` they go with it.
    """

    def __init__(self, *, leave_out=(), links=(), forget_deleted=False):
        super().__init__(
            excluded_fields=list(leave_out),
            m2m_fields=list(links),
            cascade_delete_history=forget_deleted,
            user_related_name="+",
        )

    def create_history_model(self, model, inherited):
        self.excluded_fields += getattr(model, "PERSONAL", ())
        return super().create_history_model(model, inherited)

    def get_meta_options(self, model):
        """Nobody is given a right to versions: whoever may see the row may see them."""
        name = f"bản đã lưu của {model._meta.verbose_name}"
        names = {"verbose_name": name, "verbose_name_plural": name}
        return super().get_meta_options(model) | names | {"default_permissions": ()}

    def finalize(self, sender, **kwargs):
        super().finalize(sender, **kwargs)
        if sender is self.cls:
            models.signals.pre_save.connect(self.keep_what_was, sender=sender, weak=False)

    def keep_what_was(self, instance, raw=False, update_fields=None, **kwargs):
        """Receiver of pre_save: a row that was written past `save()` gets its first version before it is changed."""
        if raw or instance.pk is None or instance._state.adding or not self._concerns(instance, update_fields):
            return
        if getattr(instance, self.manager_name).exists():
            return
        stored = type(instance)._base_manager.filter(pk=instance.pk).first()
        if stored:
            stored._history_user, stored._change_reason = None, "Trước lần sửa đầu tiên được giữ"
            self.create_historical_record(stored, "+")

    def post_save(self, instance, created, using=None, update_fields=None, **kwargs):
        """Receiver: a save of columns that are not kept (the hour of signing in) makes no version."""
        if self._concerns(instance, update_fields):
            super().post_save(instance, created, using=using, **kwargs)

    def _concerns(self, instance, update_fields):
        return update_fields is None or any(f.name in update_fields for f in self.fields_included(instance))

    def m2m_changed(self, instance, action, attr, pk_set, reverse, **also):
        """Receiver: links written from their other side (`tag.articles.clear()`) pass by, as queryset writes do."""
        if not reverse:
            super().m2m_changed(instance, action, attr, pk_set, reverse, **also)

    def fields_included(self, model):
        return [field for field in super().fields_included(model) if not isinstance(field, DerivedMixin)]


def versioned_models():
    """[model] whose versions are kept, in the order of the apps."""
    return [model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")]


def parts_of(model):
    """[(model, name of its foreign key)] of what belongs to `model` and is versioned itself: files, photos, lines."""
    return [
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if relation.on_delete is models.CASCADE and relation.related_model in versioned_models()
    ]


def latest(obj):
    """The number of the newest version of a stored row, 0 without one: grows with every save."""
    return obj.history.order_by("-history_id").values_list("history_id", flat=True).first() or 0


def row_id(version):
    """The id of the row that a version is of."""
    return getattr(version, version.instance_type._meta.pk.attname)


def saved_by(version):
    """The name of whoever saved a version, as far as that is known."""
    user = version.history_user
    return (user and (user.get_full_name() or user.get_username())) or "không rõ ai"


def unsaved(obj, links):
    """A version of `obj` as it stands in memory, with `links` {name of a many-to-many column: rows}; not stored."""
    model = obj.history.model
    version = model(**{field.attname: getattr(obj, field.attname) for field in model.tracked_fields})
    version._unsaved_links = links
    return version


@dataclass(frozen=True)
class Difference:
    """A column that differs: its name, and both texts as [(whether this piece is in this text alone, piece)]."""

    label: str
    old: list
    new: list


def differences(old, new):
    """[Difference] of two versions of one row, in the order of the model's editable columns."""
    found = []
    for field in _compared(old):
        before, after = in_words(old, field), in_words(new, field)
        if before != after:
            found.append(Difference(field.verbose_name, *marked(before, after)))
        elif _raw(old, field) != _raw(new, field):
            alike = [(False, "(chỉ khác định dạng, liên kết hoặc ảnh)")]
            found.append(Difference(field.verbose_name, alike, alike))
    return found


def restore(obj, version, user, leave=()):
    """Makes `obj` (stored, locked by the caller) what it was in `version`, as a new version; columns in `leave` stay.

    What a version names and is gone (a deleted row, a lost file) stays as it is now. Raises ValidationError where the
    model's rules no longer allow it.
    """
    links = []
    for field in _compared(version):
        if field.name in leave:
            continue
        if field.many_to_many:
            links.append((field, _linked(version, field)))
        elif _is_there(version, field):
            setattr(obj, field.attname, _raw(version, field))
    obj._change_reason = f"Lấy lại bản lúc {timezone.localtime(version.history_date):%H:%M %d/%m/%Y}"
    obj._history_user = user
    obj.full_clean()
    obj.save()
    for field, rows in links:
        getattr(obj, field.name).set(rows)


@transaction.atomic
def bring_back(version, user):
    """Stores a deleted row again as it was in `version`, with what was deleted along with it; gives the row.

    Raises ValidationError where the model's rules no longer allow it.
    """
    obj = version.instance
    obj._history_user, obj._change_reason = user, "Lấy lại sau khi xóa"
    obj._state.adding = True
    for field in obj._meta.fields:
        if isinstance(field, models.ForeignKey) and not _is_there(version, field) and field.null:
            setattr(obj, field.attname, None)
    obj.full_clean()
    obj.save(force_insert=True)
    made = {f.name: getattr(version, f.attname) for f in version.tracked_fields if getattr(f, "auto_now_add", False)}
    if made:
        type(obj)._base_manager.filter(pk=obj.pk).update(**made)
    for field in version._history_m2m_fields:
        getattr(obj, field.name).set(_linked(version, field))
    deleted_at = version.history_date
    for model, name in parts_of(type(obj)):
        together = model.history.filter(
            **{name: obj.pk, "history_type": "-"}, history_date__range=(deleted_at - _TOGETHER, deleted_at + _TOGETHER)
        )
        for part in together:
            if not model._base_manager.filter(pk=row_id(part)).exists():
                bring_back(part, user)
    return obj


_forgotten_on = None


def forget_once_a_day():
    """Job of the schedule: `forget_deleted`, which reads all versions, at the first minute of each day."""
    global _forgotten_on
    if _forgotten_on != (today := timezone.localdate()):
        _forgotten_on = today
        forget_deleted()


def forget_deleted(now=None):
    """Deletes the versions of rows that were deleted DELETED_KEPT_DAYS before `now` and not brought back."""
    until = (now or timezone.now()) - timedelta(days=DELETED_KEPT_DAYS)
    for model in versioned_models():
        key = model._meta.pk.attname
        deleted = model.history.filter(history_type="-").order_by().values(key).annotate(last=Max("history_date"))
        living = model._base_manager.filter(pk=OuterRef(key))
        ids = deleted.filter(~Exists(living), last__lte=until).values_list(key, flat=True)
        if ids:
            model.history.filter(**{f"{key}__in": list(ids)}).delete()


def changed_columns(old, new):
    """[column] of a model whose value differs in two of its versions; many-to-many columns are not looked at."""
    return [f for f in new.tracked_fields if f.editable and getattr(old, f.attname) != getattr(new, f.attname)]


def _compared(version):
    """The editable columns and kept links of the model that `version` is of."""
    model = version.instance_type
    kept = {field.name for field in version.tracked_fields}
    columns = [field for field in model._meta.fields if field.editable and field.name in kept and not field.primary_key]
    return [*columns, *version._history_m2m_fields]


def _linked(version, field):
    """The rows of the other model that a version was linked with, as far as they are still there."""
    if version.pk is None:
        return sorted(version._unsaved_links[field.name], key=lambda row: row.pk)
    column = field.m2m_reverse_field_name()
    rows = getattr(version, field.name).values_list(f"{column}_id", flat=True)
    return field.related_model._base_manager.filter(pk__in=list(rows)).order_by("pk")


def _raw(version, field):
    return list(_linked(version, field)) if field.many_to_many else getattr(version, field.attname)


def _is_there(version, field):
    value = _raw(version, field)
    if isinstance(field, models.ForeignKey) and value is not None:
        return field.related_model._base_manager.filter(pk=value).exists()
    if isinstance(field, models.FileField) and value:
        return field.storage.exists(str(value))
    return True


def in_words(version, field):
    """A column of a version as people read it."""
    value = _raw(version, field)
    if field.many_to_many:
        return ", ".join(str(row) for row in value)
    if value in (None, ""):
        return ""
    if isinstance(field, models.ForeignKey):
        return str(field.related_model._base_manager.filter(pk=value).first() or "(đã xóa)")
    if isinstance(field, models.BooleanField):
        return "Có" if value else "Không"
    if isinstance(field, models.DateTimeField):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(field, richtext.RichTextField):
        return richtext.lines(value)
    return str(dict(field.flatchoices).get(value, value))


def marked(old, new):
    """(old, new) as pieces [(whether it is in this text alone, text)]: lines are matched, then words in other lines.

    >>> marked("Họp tổng kết", "Họp sơ kết")
    ([(False, 'Họp '), (True, 'tổng'), (False, ' kết')], [(False, 'Họp '), (True, 'sơ'), (False, ' kết')])
    """
    left, right = [], []
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for kind, a, b, c, d in SequenceMatcher(None, old_lines, new_lines, autojunk=False).get_opcodes():
        before, after = "".join(old_lines[a:b]), "".join(new_lines[c:d])
        if kind == "equal":
            left.append((False, before))
            right.append((False, after))
        else:
            _mark_words(re.findall(r"\w+|\W", before), re.findall(r"\w+|\W", after), left, right)
    return _joined(left), _joined(right)


def _mark_words(before, after, left, right):
    if len(before) * len(after) > MOST_COMPARED:
        steps = [("replace", 0, len(before), 0, len(after))]
    else:
        steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, a, b, c, d in steps:
        left.append((kind != "equal", "".join(before[a:b])))
        right.append((kind != "equal", "".join(after[c:d])))


def _joined(pieces):
    joined = []
    for changed, piece in pieces:
        if not piece:
            continue
        if joined and joined[-1][0] == changed:
            joined[-1] = (changed, joined[-1][1] + piece)
        else:
            joined.append((changed, piece))
    return joined
