"""Reading counts."""

import datetime

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from kttt.visits.models import ALL_DAYS, DailyCount, VisitorMark

ONLINE_FOR = datetime.timedelta(minutes=5)


def totals(subject, object_ids):
    """{object_id: {"view": 924, "download": 111}} over all days; one query, ids that were never counted absent."""
    found = {}
    rows = DailyCount.objects.filter(subject=subject, object_id__in=object_ids, day=ALL_DAYS)
    for object_id, action, count in rows.values_list("object_id", "action", "count"):
        found.setdefault(object_id, {})[action] = count
    return found


def total(subject, object_id, action):
    """How often `action` happened to one thing over all days; one query."""
    return totals(subject, [object_id]).get(object_id, {}).get(action, 0)


def totals_of(subject, action):
    """{object_id: how often `action` happened to it over all days}, for everything of the subject that was counted."""
    rows = DailyCount.objects.filter(subject=subject, action=action, day=ALL_DAYS)
    return dict(rows.values_list("object_id", "count"))


def most(subject, action, public, limit, since=None):
    """[(object_id, count)] of what `action` happened to most often, at most `limit`; one query.

    `public`: a queryset of the things that may be told. `since`: the first day (Vietnam's) that counts; all without it.
    """
    rows = DailyCount.objects.filter(subject=subject, action=action, object_id__in=public.order_by().values("pk"))
    rows = rows.filter(day__gte=since) if since else rows.filter(day=ALL_DAYS)
    rows = rows.values("object_id").annotate(total=Sum("count")).filter(total__gt=0)
    return list(rows.order_by("-total", "-object_id").values_list("object_id", "total")[:limit])


def count_of(subject, action):
    """An expression for `annotate()`: how often `action` happened to each row over all days, 0 where never."""
    rows = DailyCount.objects.filter(subject=subject, action=action, object_id=OuterRef("pk"), day=ALL_DAYS)
    return Coalesce(Subquery(rows.values("count")), 0)


def with_counts(things, subject):
    """Sets `.views` and `.downloads` on each of `things` (a list of model instances) and gives the list; one query."""
    things = list(things)
    counted = totals(subject, [thing.pk for thing in things])
    for thing in things:
        own = counted.get(thing.pk, {})
        thing.views = own.get(DailyCount.Action.VIEW, 0)
        thing.downloads = own.get(DailyCount.Action.DOWNLOAD, 0)
    return things


def traffic(before=0, today=None):
    """The traffic block: {"online", "today", "this_month", "last_month", "total"}; one query.

    `before`: visits of the portal that this one replaces, added to the total. Days and months are Vietnam's.
    """
    today = today or timezone.localdate()
    month = today.replace(day=1)
    previous = (month - datetime.timedelta(days=1)).replace(day=1)
    seen = VisitorMark.objects.filter(seen_at__gte=timezone.now() - ONLINE_FOR).order_by()
    online = Subquery(seen.annotate(one=Value(1)).values("one").annotate(marks=Count("pk")).values("marks"))
    visits = DailyCount.objects.filter(subject="site", object_id=0, action=DailyCount.Action.VISIT)
    # Who is online has been counted as a visit, so that there is a row to read this from.
    visits = visits.annotate(online_now=Coalesce(online, 0))
    sums = visits.filter(Q(day__gte=previous) | Q(day=ALL_DAYS)).aggregate(
        today=Sum("count", filter=Q(day=today), default=0),
        this_month=Sum("count", filter=Q(day__gte=month), default=0),
        last_month=Sum("count", filter=Q(day__gte=previous, day__lt=month), default=0),
        total=Sum("count", filter=Q(day=ALL_DAYS), default=0),
        online=Max("online_now", default=0),
    )  # fmt: skip
    return {**sums, "total": sums["total"] + before}


def by_day(subject, object_id, since):
    """[(day, {"view": 9, "download": 1})] from the day `since` (Vietnam's) until today, every day; one query."""
    rows = DailyCount.objects.filter(subject=subject, object_id=object_id, day__gte=since)
    found = {}
    for day, action, count in rows.values_list("day", "action", "count"):
        found.setdefault(day, {})[action] = count
    days = (timezone.localdate() - since).days + 1
    return [(day, found.get(day, {})) for day in (since + datetime.timedelta(days=n) for n in range(days))]
