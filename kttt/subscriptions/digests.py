"""The daily letter: what is new is noticed each minute, and told once a day, a batch of subscribers each minute.

No letter comes twice: a subscriber's row says that the news were told before the letter is handed over. A process that
is killed in between, or a line that breaks in the middle of a letter, costs that one subscriber that one letter.
"""

import logging
from datetime import datetime, time, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from kttt.mailing.queue import is_refused_for_good
from kttt.pages.models import SiteSettings
from kttt.subscriptions import following, letters
from kttt.subscriptions.models import NewsItem, Subscriber, Subscription

logger = logging.getLogger(__name__)

MORNING = time(7)
AT_ONCE = 100
# What was published longer ago when it is first seen (an archive that is brought in) is no news.
NEWS_FOR = timedelta(days=31)
# Lines of one letter about one thing that is followed.
SHOWN = 30
TRIED_AGAIN = timedelta(minutes=10)
# A mailbox that says so often that it does not exist is forgotten.
MOST_REFUSALS = 3


def next_morning(moment):
    """The first MORNING in Vietnam after `moment`."""
    local = timezone.localtime(moment)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, MORNING))


def notice():
    """Remembers what is published now and was not before; two statements for each kind."""
    now = timezone.now()
    for kind in following.all_kinds().values():
        known = NewsItem.objects.filter(kind=kind.kind).values("object_id")
        new = kind.published().filter(publish_from__gte=now - NEWS_FOR).exclude(pk__in=known).order_by()
        items = [NewsItem(kind=kind.kind, object_id=pk, noticed_at=now) for pk in new.values_list("pk", flat=True)]
        NewsItem.objects.bulk_create(items, ignore_conflicts=True, batch_size=500)


def send_due():
    """Tells the next AT_ONCE subscribers whose morning has come; reads the same whatever their number."""
    if not settings.EMAIL_URL:
        return
    notice()
    now = timezone.now()
    confirmed = Prefetch("subscriptions", Subscription.objects.confirmed().order_by("pk"), to_attr="followed")
    due = Subscriber.objects.filter(due_at__lte=now).order_by("due_at", "pk").prefetch_related(confirmed)
    people = list(due[:AT_ONCE])
    if not people:
        return
    news = _News(people, now)
    parts = {one.pk: news.parts_for(one) for one in people}
    waiting = [(one, parts[one.pk]) for one in people if parts[one.pk]]
    idle = [pk for pk, found in parts.items() if not found]
    Subscriber.objects.filter(pk__in=idle, due_at__lte=now).update(told_until=now, due_at=next_morning(now))
    if waiting:
        _send(waiting, now)


def _send(waiting, now):
    office, connection = SiteSettings.current().name, get_connection()
    try:
        # Before anybody counts as told.
        connection.open()
        for one, parts in waiting:
            letter = letters.digest(one, parts, office)
            letter.connection = connection
            if _claim(one, now) and not _hand_over(letter, one, now):
                return
    except Exception as error:
        # The kind alone: an error's words may hold the address.
        logger.warning("Chưa gửi được thư tin mới: %s", type(error).__name__)
    finally:
        connection.close()


def _claim(one, now):
    """Says that the news were told, before they are: of two workers one sends, and none after a killed one."""
    mine = Subscriber.objects.filter(pk=one.pk, due_at=one.due_at)
    return mine.update(told_until=now, due_at=next_morning(now)) == 1


def _hand_over(letter, one, now):
    """Sends; gives whether the next one may be tried. What the server refuses in words is undone and tried again."""
    mine = Subscriber.objects.filter(pk=one.pk)
    try:
        letter.send()
    except SMTPRecipientsRefused as error:
        if not is_refused_for_good(error):
            mine.update(told_until=one.told_until, due_at=now + TRIED_AGAIN)
        elif one.refusals + 1 >= MOST_REFUSALS:
            mine.delete()
        else:
            mine.update(refusals=one.refusals + 1)
        return True
    except SMTPResponseException as error:
        logger.warning("Máy chủ thư từ chối thư tin mới: %s", error.smtp_code)
        mine.update(told_until=one.told_until, due_at=now + TRIED_AGAIN)
        return False
    if one.refusals:
        mine.update(refusals=0)
    return True


class _News:
    """What is new for a batch of subscribers: one query for each kind, and one for each thing that is followed."""

    def __init__(self, people, now):
        since = min(one.told_until for one in people)
        self.noticed, self.rows, self.headings = {}, {}, {}
        for item in NewsItem.objects.filter(noticed_at__gt=since, noticed_at__lte=now).order_by("noticed_at", "pk"):
            self.noticed[item.kind, item.object_id] = item.noticed_at
        for wanted in {(s.kind, s.parameters) for one in people for s in one.followed}:
            kind = following.all_kinds().get(wanted[0])
            # What was put off for longer than anybody looks back is not told line by line.
            ids = [pk for known, pk in self.noticed if known == wanted[0]][-20 * SHOWN :]
            rows = kind.rows(wanted[1], ids).order_by("-publish_from", "-pk") if kind and ids else []
            if ids:
                address = reverse(kind.list_name) + (f"?{wanted[1]}" if wanted[1] else "") if kind else ""
                self.headings[wanted] = following.named(*wanted), address
            self.rows[wanted] = [(row.pk, kind.title(row), row.get_absolute_url()) for row in rows]

    def parts_for(self, one):
        """The parts of a letter (`letters.digest`) for a subscriber; each thing once, [] where nothing is new."""
        parts, told = [], set()
        for followed in one.followed:
            since = max(one.told_until, followed.confirmed_at)
            lines = []
            for pk, title, address in self.rows[followed.kind, followed.parameters]:
                if (followed.kind, pk) not in told and self.noticed[followed.kind, pk] > since:
                    told.add((followed.kind, pk))
                    lines.append((title, address))
            if lines:
                words, address = self.headings[followed.kind, followed.parameters]
                parts.append((words, address, lines[:SHOWN], len(lines) > SHOWN))
        return parts
