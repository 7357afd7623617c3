"""The queue of letters: servers that are away, addresses that are none, workers that meet."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends import locmem
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from kttt.mailing import queue
from kttt.mailing.models import UnsentMail
from kttt.schedule import EVERY_MINUTE

pytestmark = pytest.mark.django_db
ADDRESS = "lovankin@example.vn"


class BrokenBackend(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages):
        raise ConnectionRefusedError(ADDRESS)


class PickyBackend(locmem.EmailBackend):
    """A mail server that knows no odd mailbox, and has a bad day with the mailbox "later"."""

    def send_messages(self, messages):
        (message,) = messages
        (to,) = message.to
        if to.startswith("odd"):
            raise SMTPRecipientsRefused({to: (550, b"no such user")})
        if to.startswith("later"):
            raise SMTPRecipientsRefused({to: (450, b"greylisted")})
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def letters(settings, monkeypatch):
    """Thing 7 is unknown, thing 8 has no mailbox, thing 9 has to wait, the rest have one."""
    settings.EMAIL_URL = "smtp://mail.example.vn:25"

    def write(pk, site):
        names = {8: "odd", 9: "later"}
        return None if pk == 7 else EmailMessage(f"Thư {pk}", site, None, [f"{names.get(pk, 'lovankin')}@example.vn"])

    monkeypatch.setitem(queue._writers, "test", write)


def put(*pks):
    for pk in pks:
        queue.put("test", pk, "https://portal.example.vn/")


def test_a_letter_is_queued_once_and_sent_once():
    put(1, 1, 2, 7)
    assert UnsentMail.objects.count() == 3 and not mail.outbox
    queue.send_due()
    queue.send_due()
    assert sorted(m.subject for m in mail.outbox) == ["Thư 1", "Thư 2"]
    assert mail.outbox[0].body == "https://portal.example.vn"
    assert not UnsentMail.objects.exists()
    put(1)
    assert UnsentMail.objects.count() == 1, "the same letter may come again"


def test_without_a_mail_server_nothing_is_queued(settings):
    settings.EMAIL_URL = ""
    put(1)
    queue.send_due()
    assert not UnsentMail.objects.exists()


def test_a_mail_server_that_is_away_is_tried_a_few_times(settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    put(1)
    assert not queue.is_late("test", 1)
    for n in range(len(queue.WAITS) + 1):
        queue.send_due()
        queue.send_due()  # before its time nothing is tried
        if n < len(queue.WAITS):
            assert UnsentMail.objects.get().tries == n + 1 and queue.is_late("test", 1)
            UnsentMail.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert not UnsentMail.objects.exists()
    assert "Thôi gửi" in caplog.text and ADDRESS not in caplog.text


def test_an_address_that_is_none_keeps_nobody_else_waiting(settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.PickyBackend"
    put(8, 9, 1)
    queue.send_due()
    assert [m.subject for m in mail.outbox] == ["Thư 1"]
    assert [m.object_id for m in UnsentMail.objects.all()] == [9], "what is refused for good is not tried again"
    assert "example.vn" not in caplog.text


def test_a_mail_that_another_worker_took_is_left_to_it():
    put(1)
    mine = UnsentMail.objects.get()
    assert queue._claim(mine)
    assert not queue._claim(mine)


def test_the_schedule_sends_and_forgets():
    assert {"kttt.mailing.queue.send_due", "kttt.questions.forgetting.forget"} <= set(EVERY_MINUTE)
