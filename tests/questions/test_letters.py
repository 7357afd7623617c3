"""Letters about requests: to whom, with what, and none at all without EMAIL_URL."""

import pytest
from django.core import mail
from django.utils import timezone

from kttt.mailing import queue
from kttt.mailing.models import UnsentMail
from kttt.pages.models import SiteSettings
from kttt.questions import forgetting, handling
from kttt.questions.models import Question
from tests import factories

pytestmark = pytest.mark.django_db
SITE = "https://portal.example.vn/"


@pytest.fixture
def by_mail(settings):
    settings.EMAIL_URL = "smtp://mail.example.vn:25"


def arrive(**values):
    values = {"name": "Lò Văn Kín", "phone": "0987 654 321", "email": "lovankin@example.vn", **values}
    return handling.receive(Question(title="Hỏi chuyện riêng", body="Nội dung kín", **values), [], SITE)


def test_without_a_mail_server_nothing_is_queued_and_everything_works(settings):
    settings.EMAIL_URL = ""
    one = arrive(department=factories.department(email="tuvan@example.vn"))
    handling.answer(one, None, SITE, public=False)
    queue.send_due()
    assert not UnsentMail.objects.exists() and not mail.outbox


def test_a_department_is_told_without_personal_data(by_mail):
    one = arrive(department=factories.department(email="tuvan@example.vn"))
    assert not mail.outbox, "never in the request"
    queue.send_due()
    (message,) = mail.outbox
    assert message.to == ["tuvan@example.vn"]
    assert f"https://portal.example.vn/quan-tri/questions/question/{one.pk}/change/" in message.body
    for word in ("Lò Văn Kín", "0987", "lovankin", "Hỏi chuyện riêng", "Nội dung kín"):
        assert word not in message.body + message.subject
    queue.send_due()
    assert len(mail.outbox) == 1 and not UnsentMail.objects.exists()


def test_the_office_is_told_where_no_department_has_a_mailbox(by_mail):
    arrive()
    assert not UnsentMail.objects.exists()
    SiteSettings(pk=1, email="lienminh@example.vn").save()
    arrive()
    queue.send_due()
    assert mail.outbox[0].to == ["lienminh@example.vn"]


def test_the_asker_gets_the_link_once(by_mail):
    one = arrive(department=factories.department())
    one.answer = "<p>Câu trả lời kín.</p>"
    handling.answer(one, None, SITE, public=False)
    handling.answer(one, None, SITE, public=True)
    queue.send_due()
    handling.answer(one, None, SITE, public=True)
    queue.send_due()
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


def test_a_sender_who_was_forgotten_gets_no_mail(by_mail):
    one = arrive(department=factories.department())
    handling.refuse(one, None, SITE)
    assert UnsentMail.objects.count() == 1
    forgetting.forget_sender(one)
    queue.send_due()
    assert not mail.outbox and not UnsentMail.objects.exists()
