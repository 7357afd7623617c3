"""What readers searched and did not find, for the staff: folded words and numbers of times, nothing of who asked."""

import re
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from kttt.searching.language import canonical
from kttt.searching.models import MissedQuery

MOST = 1000
KEPT = timedelta(days=180)
_RECORD = """
    INSERT INTO searching_missedquery (query, times, last_at) VALUES (%s, 1, %s)
    ON CONFLICT (query) DO UPDATE SET times = searching_missedquery.times + 1, last_at = excluded.last_at
"""


def record(query):
    """Counts a query that found nothing; one that may name a person by number or address is not kept."""
    folded = canonical(query)[:100].strip()
    # Phones have nine digits and more, identity numbers twelve, however they are parted; "@" is somebody's address.
    if len(folded) < 2 or "@" in query or sum(c.isdigit() for c in query) >= 9 or re.search(r"\d{7}", query):
        return
    if MissedQuery.objects.count() >= MOST and not MissedQuery.objects.filter(query=folded).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [folded, connection.ops.adapt_datetimefield_value(timezone.now())])


def forget_old():
    """Deletes what nobody has asked for half a year, and of a full table what was asked once."""
    MissedQuery.objects.filter(last_at__lt=timezone.now() - KEPT).delete()
    if MissedQuery.objects.count() >= MOST:
        rarest = MissedQuery.objects.order_by("times", "last_at").values("pk")[: MOST // 4]
        MissedQuery.objects.filter(pk__in=list(rarest.values_list("pk", flat=True))).delete()
