"""E-mail: to whom, with what, when a server fails, and none at all without EMAIL_URL."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from kttt.pages.models import SiteSettings
from kttt.questions import handling, unsent_mail
from kttt.questions.models import Question, UnsentMail
from tests import factories

pytestmark = pytest.mark.django_db
SITE = "https://portal.example.vn/"


class BrokenBackend(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("lovankin@example.vn")


@pytest.fixture
def by_mail(settings):
    settings.EMAIL_URL = "smtp://mail.example.vn:25"


def arrive(**values):
    values = {"name": "Lò Văn Kín", "phone": "0987 654 321", "email": "lovankin@example.vn", **values}
    return handling.receive(Question(title="Hỏi chuyện riêng", body="Nội dung kín", **values), [], SITE)


def test_without_a_mail_server_nothing_is_queued_and_everything_works():
    one = arrive(department=factories.department(email="tuvan@example.vn"))
    handling.answer(one, None, SITE, public=False)
    unsent_mail.send_due()
    assert not UnsentMail.objects.exists() and not mail.outbox


def test_a_department_is_told_without_personal_data(by_mail):
    one = arrive(department=factories.department(email="tuvan@example.vn"))
    assert not mail.outbox, "never in the request"
    unsent_mail.send_due()
    (message,) = mail.outbox
    assert message.to == ["tuvan@example.vn"]
    assert f"https://portal.example.vn/quan-tri/questions/question/{one.pk}/change/" in message.body
    for word in ("Lò Văn Kín", "0987", "lovankin", "Hỏi chuyện riêng", "Nội dung kín"):
        assert word not in message.body + message.subject
    unsent_mail.send_due()
    assert len(mail.outbox) == 1 and not UnsentMail.objects.exists()


def test_the_office_is_told_where_no_department_has_a_mailbox(by_mail):
    arrive()
    assert not UnsentMail.objects.exists()
    SiteSettings(pk=1, email="lienminh@example.vn").save()
    arrive()
    unsent_mail.send_due()
    assert mail.outbox[0].to == ["lienminh@example.vn"]


def test_the_asker_gets_the_link_once(by_mail):
    one = arrive(department=factories.department())
    one.answer = "<p>Câu trả lời kín.</p>"
    handling.answer(one, None, SITE, public=False)
    handling.answer(one, None, SITE, public=True)
    unsent_mail.send_due()
    handling.answer(one, None, SITE, public=True)
    unsent_mail.send_due()
    (message,) = mail.outbox
    assert message.to == ["lovankin@example.vn"]
    assert f"https://portal.example.vn/hoi-dap/tra-cuu/?ma={one.code}" in message.body
    assert "Câu trả lời kín" not in message.body and "Hỏi chuyện riêng" not in message.body


def test_spam_and_senders_without_e_mail_cause_no_mail(by_mail):
    office = factories.department(email="tuvan@example.vn")
    arrive(state="spam", closed_at=timezone.now(), department=office)
    one = factories.question(email="")
    handling.refuse(one, None, SITE)
    assert not UnsentMail.objects.exists()


def test_a_mail_server_that_is_away_is_tried_a_few_times(by_mail, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    arrive(department=factories.department(email="tuvan@example.vn"))
    for n in range(len(unsent_mail.WAITS) + 1):
        unsent_mail.send_due()
        unsent_mail.send_due()  # before its time nothing is tried
        if n < len(unsent_mail.WAITS):
            assert UnsentMail.objects.get().tries == n + 1
            UnsentMail.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert not UnsentMail.objects.exists()
    assert "Thôi gửi" in caplog.text and "lovankin" not in caplog.text


def test_a_mail_that_another_worker_took_is_left_to_it(by_mail):
    arrive(department=factories.department(email="tuvan@example.vn"))
    mine = UnsentMail.objects.get()
    assert unsent_mail._claim(mine)
    assert not unsent_mail._claim(mine)


def test_the_schedule_sends_and_forgets():
    from kttt.schedule import EVERY_MINUTE

    assert {"kttt.questions.unsent_mail.send_due", "kttt.questions.forgetting.forget"} <= set(EVERY_MINUTE)
