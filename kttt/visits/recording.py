"""Writing counts: each is one statement that the database adds up, exact however many come at once.

A view is a page load that the page itself reports. A visit is a visitor's mark once a day. A mark is a keyed hash of
address and agent; its key lives one day, so that afterwards nobody can tell who came.
"""

import datetime
import hashlib
import hmac
import re
import secrets

from django.db import connection, transaction
from django.utils import timezone

from kttt.visits.models import ALL_DAYS, Attempt, DailyCount, DailyKey, VisitorMark

View, Download, Visit = DailyCount.Action.VIEW, DailyCount.Action.DOWNLOAD, DailyCount.Action.VISIT
Click = DailyCount.Action.CLICK
SITE = ("site", 0)
# Programs that say of themselves that they crawl, watch or preview.
ROBOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|facebookexternalhit|whatsapp|preview|monitor|pingdom|lighthouse|archiver", re.I
)
# The "hour" of a form that is taken once a day.
WHOLE_DAY = 24
# A visitor's "seen last" is written at most this often.
SEEN_EVERY = datetime.timedelta(seconds=30)

# SQLite and PostgreSQL both understand these; Django's ORM has no "insert, or add to what is there".
ADD_ONE = """
    INSERT INTO visits_dailycount (day, subject, object_id, action, count)
    VALUES (%s, %s, %s, %s, 1), (%s, %s, %s, %s, 1)
    ON CONFLICT (subject, action, object_id, day) DO UPDATE SET count = visits_dailycount.count + 1
"""
ADD_BEFORE = """
    INSERT INTO visits_dailycount (day, subject, object_id, action, count) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (subject, action, object_id, day) DO UPDATE SET count = visits_dailycount.count + excluded.count
"""
MARK_FIRST_TIME = """
    INSERT INTO visits_visitormark (day, mark, seen_at) VALUES (%s, %s, %s) ON CONFLICT (day, mark) DO NOTHING
"""
ATTEMPT = """
    INSERT INTO visits_attempt (day, mark, form, hour, count) VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (day, mark, form, hour) DO UPDATE SET count = visits_attempt.count + 1
    RETURNING count
"""
FIRST_TODAY = """
    INSERT INTO visits_attempt (day, mark, form, hour, count) VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (day, mark, form, hour) DO NOTHING
"""

_countable = {}
_keys = {}


def register(subject, published):
    """Lets things of `subject` be counted: `published()` gives the queryset of those that the public sees."""
    _countable[subject] = published


def is_countable(subject, object_id):
    """Whether a report about this thing may be believed: it exists and is public."""
    return subject in _countable and _countable[subject]().filter(pk=object_id).exists()


def is_reader(request):
    """Whether the request comes from a reader: no robot, no prefetch, no member of staff who is signed in."""
    headers = request.headers
    if ROBOTS.search(headers.get("User-Agent", "")):
        return False
    purpose = " ".join(headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz")).lower()
    if "prefetch" in purpose or "prerender" in purpose:
        return False
    return not request.user.is_staff


def add(subject, object_id, action):
    """Adds 1 to a thing's count of today and to its total over all days: one statement."""
    thing = (subject, object_id, action)
    with connection.cursor() as cursor:
        cursor.execute(ADD_ONE, [ALL_DAYS, *thing, timezone.localdate(), *thing])


def add_before(subject, object_id, action, count):
    """Adds what another portal counted before this one to a thing's total over all days, and to no day."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_BEFORE, [ALL_DAYS, subject, object_id, action, count])


def mark_of(request, *parts):
    """The day's keyed hash of the client's address and `parts`."""
    today = timezone.localdate()
    if today not in _keys:
        row, _ = DailyKey.objects.get_or_create(day=today, defaults={"key": secrets.token_hex(32)})
        _keys.clear()
        _keys[today] = row.key
    text = "\0".join([request.META.get("REMOTE_ADDR", ""), *parts])
    return hmac.new(bytes.fromhex(_keys[today]), text.encode(), hashlib.sha256).hexdigest()


def record_page(request, subject=None, object_id=None):
    """Counts a page load of a reader: a view of the thing, where the page shows one, and the day's first visit."""
    now, today = timezone.now(), timezone.localdate()
    mark = mark_of(request, request.headers.get("User-Agent", ""))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(MARK_FIRST_TIME, [today, mark, now])
            first_today = cursor.rowcount == 1
        if not first_today:
            VisitorMark.objects.filter(day=today, mark=mark, seen_at__lt=now - SEEN_EVERY).update(seen_at=now)
        # Always in this order, and one thing to a page: writers that wait for each other never wait in a circle.
        if subject:
            add(subject, object_id, View)
        if first_today:
            add(*SITE, Visit)


def record_download(subject, object_id):
    """Counts one download."""
    add(subject, object_id, Download)


def attempts_this_hour(request, form):
    """Counts one use of `form` by this address and gives the number within this hour, this one included."""
    now = timezone.localtime()
    with connection.cursor() as cursor:
        cursor.execute(ATTEMPT, [now.date(), mark_of(request), form, now.hour])
        return cursor.fetchone()[0]


def first_today(request, form):
    """Whether this visitor (address and agent) uses `form` for the first time today; remembered for the day."""
    mark = mark_of(request, request.headers.get("User-Agent", ""))
    with connection.cursor() as cursor:
        cursor.execute(FIRST_TODAY, [timezone.localdate(), mark, form, WHOLE_DAY])
        return cursor.rowcount == 1


def was_here_today(request, form):
    """Whether `first_today` was already asked for this visitor and `form` today."""
    mark = mark_of(request, request.headers.get("User-Agent", ""))
    return Attempt.objects.filter(day=timezone.localdate(), mark=mark, form=form, hour=WHOLE_DAY).exists()


def forget_past_days():
    """Deletes the keys, marks and attempts of days that are over."""
    today = timezone.localdate()
    for model in (VisitorMark, Attempt, DailyKey):
        model.objects.filter(day__lt=today).delete()
