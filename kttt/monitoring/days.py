"""Keeping a day's row true: the worker's minute writes that it lives and adds the errors of all processes."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from kttt.monitoring.counters import counters
from kttt.monitoring.models import Day

KEPT = timedelta(days=60)

_errors_added = 0


def note_minute():
    """Job of the schedule: today's row gets this minute and the errors since the last one; old rows go."""
    global _errors_added
    now, errors = timezone.now(), counters.totals()[("errors",)]
    row, made = Day.objects.get_or_create(day=timezone.localdate(now))
    Day.objects.filter(pk=row.pk).update(worker_at=now, errors=F("errors") + max(0, errors - _errors_added))
    _errors_added = errors
    if made:
        Day.objects.filter(day__lt=row.day - KEPT).delete()


def last_minute():
    """When the worker last ran its minute (aware datetime), or None."""
    return Day.objects.exclude(worker_at=None).order_by("-worker_at").values_list("worker_at", flat=True).first()


def errors_lately(now):
    """How many errors were logged today and yesterday."""
    days = Day.objects.filter(day__gte=timezone.localdate(now) - timedelta(days=1))
    return sum(days.values_list("errors", flat=True))
