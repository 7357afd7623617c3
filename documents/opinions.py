"""The steps of an opinion on a draft, from its arrival until its sender is forgotten, and the letters that follow."""

from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from documents.models import Consultation, Opinion, OpinionFile, Remark
from kttt import sent_files
from kttt.mailing import queue
from kttt.pages.models import SiteSettings

State = Opinion.State
ARRIVED, ANSWERED = "opinion_arrived", "opinion_answered"
# The report on a draft is written within months; a year and a day later nobody comes back to it. The form promises it.
KEPT_DAYS = 366
# Long enough to find an opinion that was taken for spam.
SPAM_DAYS = 30
AT_ONCE = 200


def receive(opinion, remarks, files, site):
    """Stores a new opinion with its remarks [(DraftArticle or None, text)] and files; gives the stored one.

    A second sending (`sent_key`) gives the first one and stores nothing. `site`: the portal's own address, for links.
    """
    try:
        with transaction.atomic():
            opinion.save()
            for article, said in remarks:
                Remark.objects.create(opinion=opinion, article=article, original=said, text=said)
            sent_files.keep(opinion.files, files)
            if opinion.state != State.SPAM and SiteSettings.current().email:
                queue.put(ARRIVED, opinion.pk, site)
    except IntegrityError:
        first = Opinion.objects.filter(sent_key=opinion.sent_key).first() if opinion.sent_key else None
        if first is None:
            raise
        return first
    return opinion


def close(opinion, state):
    """Says what becomes of an opinion (a `State`): shown, kept without being shown, or spam."""
    opinion.state = state
    opinion.closed_at = opinion.closed_at or timezone.now()
    opinion.save()


def note_answers(opinion, site):
    """Has the sender told, once, as soon as every remark has the office's response."""
    if opinion.answered_at or opinion.state not in (State.PUBLISHED, State.KEPT):
        return
    if opinion.remarks.filter(response="").exists():
        return
    opinion.answered_at = timezone.now()
    opinion.save()
    if opinion.email:
        queue.put(ANSWERED, opinion.pk, site)


@transaction.atomic
def delete(opinions):
    """Deletes opinions (a queryset) with their files."""
    pks = list(opinions.order_by().values_list("pk", flat=True))
    sent_files.delete(OpinionFile.objects.filter(opinion__in=pks))
    Opinion.objects.filter(pk__in=pks).delete()


@transaction.atomic
def forget_sender(opinion):
    """Empties what tells who sent an opinion, and deletes its files; a name that is shown with its consent stays."""
    sent_files.delete(opinion.files.all())
    kept = ("name", "organization") if opinion.name_shown and opinion.state == State.PUBLISHED else ()
    for field in Opinion.PERSONAL:
        if field not in kept:
            setattr(opinion, field, "")
    opinion.sent_key = None
    opinion.save()
    opinion.remarks.exclude(original="").update(original="")


def forget():
    """Deletes old spam, and a year after a draft's end what was not shown; of what was shown, who sent it."""
    now = timezone.now()
    spam = Opinion.objects.filter(state=State.SPAM, closed_at__lt=now - timedelta(days=SPAM_DAYS))
    delete(_some(spam))
    ended = Consultation.objects.filter(closes_on__lt=timezone.localdate() - timedelta(days=KEPT_DAYS))
    old = Opinion.objects.filter(consultation__in=ended.values("pk"))
    delete(_some(old.exclude(state=State.PUBLISHED)))
    for opinion in old.filter(state=State.PUBLISHED).filter(remarks__original__gt="").distinct()[:AT_ONCE]:
        forget_sender(opinion)


def _some(opinions):
    return Opinion.objects.filter(pk__in=list(opinions.values_list("pk", flat=True)[:AT_ONCE]))


def register_letters():
    """Makes the two letters known to the queue. None holds what was written or by whom: only a link."""
    queue.register(ARRIVED, _arrived)
    queue.register(ANSWERED, _answered)


def _arrived(pk, site):
    opinion, to = Opinion.objects.filter(pk=pk).first(), SiteSettings.current().email
    if not opinion or not to:
        return None
    lines = [
        f"Cổng thông tin nhận được góp ý mã {opinion.code} cho một dự thảo đang lấy ý kiến.",
        f"Mời đăng nhập để xem: {site}{reverse('admin:documents_opinion_change', args=[pk])}",
    ]
    return EmailMessage(f"Có góp ý mới {opinion.code}", "\n\n".join(lines), None, [to])


def _answered(pk, site):
    opinion = Opinion.objects.filter(pk=pk).exclude(email="").first()
    if not opinion:
        return None
    lines = [
        f"Góp ý mã {opinion.code} gửi tới {SiteSettings.current().name} đã có ý kiến tiếp thu, giải trình.",
        f"Mời xem tại: {site}{reverse('track_opinion')}?ma={opinion.code}",
        "Thư này được gửi tự động; xin không trả lời thư.",
    ]
    return EmailMessage(f"Trả lời góp ý {opinion.code}", "\n\n".join(lines), None, [opinion.email])
