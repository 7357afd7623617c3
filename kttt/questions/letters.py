"""Letters about requests. None holds what a reader wrote or who they are: only a link."""

from django.core.mail import EmailMessage
from django.urls import reverse

from kttt.mailing import queue
from kttt.pages.models import SiteSettings
from kttt.questions.models import Question

ARRIVED, CLOSED = "question_arrived", "question_closed"


def tell_office(question, site):
    """Has the department told that a request arrived."""
    if _office_address(question):
        queue.put(ARRIVED, question.pk, site)


def tell_sender(question, site):
    """Has the sender told that the request is closed."""
    if question.email:
        queue.put(CLOSED, question.pk, site)


def register():
    """Makes the two letters known to the queue."""
    queue.register(ARRIVED, _arrived)
    queue.register(CLOSED, _closed)


def _office_address(question):
    return (question.department and question.department.email) or SiteSettings.current().email


def _arrived(pk, site):
    question = Question.objects.select_related("department").filter(pk=pk).first()
    to = question and _office_address(question)
    if not to:
        return None
    lines = [
        f"Cổng thông tin nhận được yêu cầu mã {question.code}, hạn trả lời {question.due_on:%d/%m/%Y}.",
        f"Mời đăng nhập để xem: {site}{reverse('admin:questions_question_change', args=[pk])}",
    ]
    return EmailMessage(f"Có yêu cầu mới {question.code}", "\n\n".join(lines), None, [to])


def _closed(pk, site):
    question = Question.objects.filter(pk=pk).exclude(email="").first()
    if not question:
        return None
    lines = [
        f"Yêu cầu mã {question.code} gửi tới {SiteSettings.current().name} đã có kết quả.",
        f"Mời xem tại: {site}{reverse('track_question')}?ma={question.code}",
        "Thư này được gửi tự động; xin không trả lời thư.",
    ]
    return EmailMessage(f"Kết quả trả lời yêu cầu {question.code}", "\n\n".join(lines), None, [question.email])
