"""What the public may see, and who is told when that changes.

`published()` is the one gate: lists, pages, feeds, sitemaps, search and files all ask it. `content_changed()` is the
one bell: every write of a `PublicContent`, bulk writes included, rings it, and the search learns from it what changed.
"""

import datetime
import time

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F, Min, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from kttt.derived import DerivedQuerySet
from kttt.searching import marking


class ContentRevision(models.Model):
    """One row whose number grows with every change that the public can see.

    It is the time of the change in microseconds, or one more than before: a number never means other content again,
    even where a backup was brought back in between.
    """

    number = models.BigIntegerField(default=0)

    class Meta:
        app_label = "kttt"
        verbose_name = "số hiệu nội dung"

    def __str__(self):
        return str(self.number)


def content_changed():
    """Says that something the public can see was written. One UPDATE, part of the writer's own transaction."""
    now = time.time_ns() // 1000
    if not ContentRevision.objects.filter(pk=1).update(number=Greatest(F("number") + 1, Value(now))):
        ContentRevision.objects.get_or_create(pk=1, defaults={"number": now})


def content_revision():
    """The present revision, an int that changes with every public change: good for an ETag."""
    # Every page asks this: the ORM takes four times as long to say it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM kttt_contentrevision WHERE id = 1")
        return (cursor.fetchone() or (0,))[0]


def next_turn(now):
    """The first moment after `now` (aware datetime) at which public content comes or goes by itself.

    At the latest the next midnight: documents, consultations and figures go by days.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
    timed = (model for model in apps.get_models() if issubclass(model, PublicContent) and not model._meta.proxy)
    turns = [model.objects.next_turn(now) for model in timed if model.comes_and_goes]
    return min([midnight, *filter(None, turns)])


# A write, the bell and the search's marks: all or nothing, as Django itself writes.
_together = transaction.atomic(savepoint=False)


class PublicQuerySet(DerivedQuerySet):
    """Rings `content_changed` on bulk writes."""

    def published(self, at=None):
        """Rows that the public may see; all of them, for a model without a state of its own."""
        return self

    def next_turn(self, now):
        """The first moment after `now` at which one of these rows comes or goes by itself, or None; one query."""
        turns = {name: Min(name, filter=Q(**{f"{name}__gt": now})) for name in self.model.comes_and_goes}
        return min(filter(None, self.order_by().aggregate(**turns).values()), default=None)

    @_together
    def update(self, **kwargs):
        content_changed()
        if not marking.is_part(self.model):
            marking.mark(self)
            return super().update(**kwargs)
        ids = list(self.order_by().values_list("pk", flat=True))
        marking.mark_ids(self.model, ids)
        changed = super().update(**kwargs)
        marking.mark_ids(self.model, ids)
        return changed

    update.alters_data = True

    @_together
    def bulk_create(self, objs, *args, **kwargs):
        content_changed()
        made = super().bulk_create(objs, *args, **kwargs)
        # Rows that met others of their kind come back without an id.
        ids = [obj.pk for obj in made]
        marking.mark(self.model._base_manager.all()) if None in ids else marking.mark_ids(self.model, ids)
        return made

    bulk_create.alters_data = True

    @_together
    def delete(self):
        content_changed()
        marking.mark(self)
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class PublicContent(models.Model):
    """A model whose rows show on public pages."""

    # The moments that `published()` and its like compare with now.
    comes_and_goes = ()

    objects = PublicQuerySet.as_manager()

    class Meta:
        abstract = True

    @_together
    def save(self, *args, **kwargs):
        if self.pk and marking.is_part(type(self)):
            marking.mark_ids(type(self), [self.pk])
        super().save(*args, **kwargs)
        marking.mark_ids(type(self), [self.pk])
        content_changed()

    @_together
    def delete(self, *args, **kwargs):
        marking.mark_ids(type(self), [self.pk])
        result = super().delete(*args, **kwargs)
        content_changed()
        return result


def links_changed(sender, instance, action, reverse, model, pk_set, **kwargs):
    """Receiver of m2m_changed: tags, fields and the like show on public pages too."""
    if not issubclass(model, PublicContent):
        return
    if action == "pre_clear" and reverse:
        marking.mark_ids(type(instance), [instance.pk])
    if action.startswith("post_"):
        content_changed()
        marking.mark_ids(model, pk_set or ()) if reverse else marking.mark_ids(type(instance), [instance.pk])


class State(models.TextChoices):
    """Where a text stands on its way to the public."""

    DRAFT = "draft", "Bản nháp"
    PENDING = "pending", "Chờ duyệt"
    PUBLISHED = "published", "Xuất bản"
    WITHDRAWN = "withdrawn", "Đã gỡ"


class PublishedQuerySet(PublicQuerySet):
    """Rows with a state and a time of publishing."""

    def published(self, at=None):
        """Rows that the public may see at the moment `at` (aware datetime, default now)."""
        at = at or timezone.now()
        return self.filter(
            Q(publish_until__isnull=True) | Q(publish_until__gt=at), state=State.PUBLISHED, publish_from__lte=at
        )


class Publishable(PublicContent):
    """A text that goes public at its time and leaves at its time."""

    comes_and_goes = ("publish_from", "publish_until")

    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.DRAFT)
    publish_from = models.DateTimeField(
        "xuất bản từ", default=timezone.now, help_text="Để ở tương lai nếu muốn hẹn giờ đăng."
    )
    publish_until = models.DateTimeField(
        "hiển thị đến", null=True, blank=True, help_text="Bỏ trống nếu không có thời hạn."
    )
    pinned = models.BooleanField("ghim lên đầu", default=False)
    created_by = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name="người tạo"
    )
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    updated_at = models.DateTimeField("sửa lúc", auto_now=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_published(self, at=None):
        """The rule of `published()` for this one row; a test holds the two together."""
        at = at or timezone.now()
        return (
            self.state == State.PUBLISHED
            and self.publish_from <= at
            and (self.publish_until is None or self.publish_until > at)
        )
