"""What is not needed any more is deleted: spam, and who asked. Run by the schedule; the forms promise it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from kttt import sent_files
from kttt.questions.models import Attachment, Question

# Long enough to find a message that was taken for spam.
SPAM_DAYS = 30
# A year and a day after the answer nobody comes back to the same matter, and the year's report has been written.
KEPT_DAYS = 366
AT_ONCE = 200


def forget():
    """Deletes old spam and old requests that were never public; of public ones, what tells who asked."""
    now = timezone.now()
    closed = Question.objects.filter(closed_at__lt=now - timedelta(days=KEPT_DAYS))
    spam = Question.objects.filter(state=Question.State.SPAM, closed_at__lt=now - timedelta(days=SPAM_DAYS))
    delete(spam[:AT_ONCE])
    delete(closed.filter(published_at=None)[:AT_ONCE])
    for question in closed.exclude(published_at=None).exclude(original_body="")[:AT_ONCE]:
        forget_sender(question)


@transaction.atomic
def delete(questions):
    """Deletes requests (a queryset) with their files."""
    pks = list(questions.values_list("pk", flat=True))
    sent_files.delete(Attachment.objects.filter(question__in=pks))
    Question.objects.filter(pk__in=pks).delete()


@transaction.atomic
def forget_sender(question):
    """Empties what tells who sent a request, and deletes its files; a name that the sender made public stays public."""
    sent_files.delete(question.attachments.all())
    kept = ("name",) if question.name_shown and question.is_public else ()
    for field in Question.PERSONAL:
        if field not in kept:
            setattr(question, field, "")
    question.sent_key = None
    question.save()
