"""E-mail about requests: a queue of rows, sent by the background worker once a minute, tried again a few times.

Without EMAIL_URL nothing is queued. No e-mail holds what a reader wrote or who they are: only a link.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from kttt.pages.models import SiteSettings
from kttt.questions.models import UnsentMail

logger = logging.getLogger(__name__)

# After 2, 10, 50 and 250 minutes: a mail server that is being restarted, then one that is repaired.
WAITS = [timedelta(minutes=minutes) for minutes in (2, 10, 50, 250)]
AT_ONCE = 20


def put(question, kind, site):
    """Queues a mail about `question`; part of the caller's transaction."""
    if settings.EMAIL_URL and _addressee(question, kind):
        UnsentMail.objects.bulk_create([UnsentMail(question=question, kind=kind, site=site)], ignore_conflicts=True)


def send_due():
    """Sends what is due, oldest first; stops at the first trouble, since the next one would meet it too."""
    if not settings.EMAIL_URL:
        return
    due = UnsentMail.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    for mail in due.select_related("question__department")[:AT_ONCE]:
        if not _claim(mail):
            continue
        try:
            _send(mail)
        except Exception as error:
            # The kind alone: an error's words may hold the address.
            logger.warning("Chưa gửi được thư báo %s (lần %s): %s", mail.pk, mail.tries + 1, type(error).__name__)
            if mail.tries >= len(WAITS):
                logger.error("Thôi gửi thư báo %s sau %s lần thử.", mail.pk, mail.tries + 1)
                mail.delete()
            return
        mail.delete()


def _claim(mail):
    """Sets the time of the next try before this one: of two workers one sends, and a killed one loses nothing."""
    wait = WAITS[min(mail.tries, len(WAITS) - 1)]
    mine = UnsentMail.objects.filter(pk=mail.pk, tries=mail.tries, due_at=mail.due_at)
    return mine.update(tries=F("tries") + 1, due_at=timezone.now() + wait) == 1


def _addressee(question, kind):
    if kind == UnsentMail.Kind.CLOSED:
        return question.email
    return (question.department and question.department.email) or SiteSettings.current().email


def _send(mail):
    question, office = mail.question, SiteSettings.current().name
    to = _addressee(question, mail.kind)
    if not to:
        return
    site = mail.site.rstrip("/")
    if mail.kind == UnsentMail.Kind.CLOSED:
        subject = f"Kết quả trả lời yêu cầu {question.code}"
        lines = [
            f"Yêu cầu mã {question.code} gửi tới {office} đã có kết quả.",
            f"Mời xem tại: {site}{reverse('track_question')}?ma={question.code}",
            "Thư này được gửi tự động; xin không trả lời thư.",
        ]
    else:
        subject = f"Có yêu cầu mới {question.code}"
        lines = [
            f"Cổng thông tin nhận được yêu cầu mã {question.code}, hạn trả lời {question.due_on:%d/%m/%Y}.",
            f"Mời đăng nhập để xem: {site}{reverse('admin:questions_question_change', args=[question.pk])}",
        ]
    EmailMessage(subject, "\n\n".join(lines), None, [to], connection=get_connection()).send()
