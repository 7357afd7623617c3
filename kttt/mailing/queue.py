"""The queue of letters: rows, sent by the background worker once a minute, tried again a few times.

Without EMAIL_URL nothing is queued. No letter is lost; one may come twice where the process is killed after the server
took it and before its row is deleted.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from kttt.mailing.models import UnsentMail

logger = logging.getLogger(__name__)

# After 2, 10, 50 and 250 minutes: a mail server that is being restarted, then one that is repaired.
WAITS = [timedelta(minutes=minutes) for minutes in (2, 10, 50, 250)]
AT_ONCE = 20

_writers: dict[str, Callable[[int, str], EmailMessage | None]] = {}


def register(kind, write):
    """`write(object_id, site)` gives the letter of that kind about a thing, or None where there is nobody to write to.

    `site`: the portal's own address without a slash behind, for links.
    """
    _writers[kind] = write


def put(kind, object_id, site):
    """Queues a letter, once while it waits; part of the caller's transaction."""
    if settings.EMAIL_URL:
        UnsentMail.objects.bulk_create([UnsentMail(kind=kind, object_id=object_id, site=site)], ignore_conflicts=True)


def is_late(kind, object_id):
    """Whether a letter could not be sent yet."""
    return UnsentMail.objects.filter(kind=kind, object_id=object_id, tries__gt=0).exists()


def send_due():
    """Sends what is due, oldest first; stops at the first trouble with the server: the next one would meet it too."""
    if not settings.EMAIL_URL:
        return
    due = UnsentMail.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    for mail in due[:AT_ONCE]:
        if not _claim(mail):
            continue
        try:
            letter = _writers[mail.kind](mail.object_id, mail.site.rstrip("/"))
            if letter:
                letter.send()
        except Exception as error:
            # The kind alone: an error's words may hold the address.
            logger.warning("Chưa gửi được thư báo %s (lần %s): %s", mail.pk, mail.tries + 1, type(error).__name__)
            if mail.tries >= len(WAITS) or is_refused_for_good(error):
                logger.error("Thôi gửi thư báo %s sau %s lần thử.", mail.pk, mail.tries + 1)
                mail.delete()
            if not isinstance(error, SMTPRecipientsRefused):
                return
        else:
            mail.delete()


def is_refused_for_good(error):
    """Whether the server says that there is no such address, rather than that it has a bad day."""
    return isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _words in error.recipients.values())


def _claim(mail):
    """Sets the time of the next try before this one: of two workers one sends, and a killed one loses nothing."""
    wait = WAITS[min(mail.tries, len(WAITS) - 1)]
    mine = UnsentMail.objects.filter(pk=mail.pk, tries=mail.tries, due_at=mail.due_at)
    return mine.update(tries=F("tries") + 1, due_at=timezone.now() + wait) == 1
