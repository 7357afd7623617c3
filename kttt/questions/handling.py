"""The steps of a request, from its arrival to the answer. Each leaves a `Step` and the mail that follows from it."""

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from kttt import sent_files
from kttt.questions import letters
from kttt.questions.models import Question

State = Question.State


def receive(question: Question, files: list[ContentFile], site: str) -> Question:
    """Stores a new request with its files (`sent_files.accept`) and has the department told; gives the stored one.

    A second sending (`sent_key`) gives the first one and stores nothing. `site`: the portal's own address, for links.
    """
    question.original_title, question.original_body = question.title, question.body
    try:
        with transaction.atomic():
            question.save()
            sent_files.keep(question.attachments, files)
            question.steps.create(what="Người gửi gửi yêu cầu", at=question.created_at)
            if question.state != State.SPAM:
                letters.tell_office(question, site)
    except IntegrityError:
        first = Question.objects.filter(sent_key=question.sent_key).first() if question.sent_key else None
        if first is None:
            raise
        return first
    return question


def assign(question, user, site):
    """Hands the request to `question.department`, which is told."""
    _move(question, State.ASSIGNED, user, f"Chuyển {question.department}")
    letters.tell_office(question, site)


def answer(question, user, site, *, public):
    """Closes the request with `question.answer`, on /hoi-dap/ (`public`) or for the sender alone."""
    if public and not question.public_wanted:
        raise ValueError("A message to the office is never published.")
    first = question.state != State.ANSWERED
    published_at = (question.published_at or timezone.now()) if public else None
    what = "Trả lời và công khai" if public else "Trả lời riêng"
    _move(question, State.ANSWERED, user, what, closed=True, published_at=published_at)
    if first:
        letters.tell_sender(question, site)


def refuse(question, user, site):
    """Closes the request with `question.reason`, which the sender reads."""
    first = question.state != State.REFUSED
    _move(question, State.REFUSED, user, "Từ chối", closed=True, published_at=None)
    if first:
        letters.tell_sender(question, site)


def mark_as_spam(question, user):
    """Takes the request for spam: nobody is told, and it is deleted after a while (`forgetting`)."""
    _move(question, State.SPAM, user, "Chuyển vào thư rác", closed=True, published_at=None)


@transaction.atomic
def _move(question, state, user, what, *, closed=False, published_at=None):
    if state != question.state or not closed:
        question.closed_at = timezone.now() if closed else None
    question.state, question.published_at = state, published_at
    question.save()
    question.steps.create(what=what, by=user)
