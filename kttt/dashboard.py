"""What waits for a member of staff: the cards of the admin's first page. At most two counts for each kind of work."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from cooperatives import to_do
from cooperatives.models import ImportBatch, ImportRow
from cooperatives.submissions import reporting_year
from documents.models import Consultation, Document, DocumentFile, DroppedFile, Opinion
from kttt.monitoring.models import Day
from kttt.publishing import State
from kttt.questions.models import Question
from kttt.self_check import daily as self_check
from kttt.self_check.lines import GREEN, RED
from news import reminders
from news.models import Article, ArticleState, Comment

ENDING_DAYS = 7


@dataclass(frozen=True)
class Card:
    """A number of things that wait, in words, and the list of just these; `late`: they should have been done."""

    number: int
    words: str
    address: str
    late: bool = False


def waiting(user):
    """[Card] of what waits for `user`, nothing that is zero; None for whom no kind of work is told."""
    today = timezone.localdate()
    kinds = [work for work in _WORK if work.is_for(user)]
    if not kinds:
        return None
    return [card for work in kinds for card in work.cards(user, today) if card.number]


@dataclass(frozen=True)
class _Work:
    permissions: tuple  # one of them is enough
    cards: object  # function of user and today → Cards

    def is_for(self, user):
        return any(user.has_perm(permission) for permission in self.permissions)


_MODELS = {"cooperative": ("cooperative", "hợp tác xã"), "group": ("cooperativegroup", "tổ hợp tác")}


def _list(model, **query):
    app, name = model._meta.app_label, model._meta.model_name
    return f"{reverse(f'admin:{app}_{name}_changelist')}?{urlencode(query)}"


def _imports(user, today):
    address = _list(ImportBatch, state__exact="preview")
    files = ImportBatch.objects.filter(state=ImportBatch.State.PREVIEW)
    yield Card(files.count(), "tệp danh sách chờ xem và nhập vào sổ", address)
    doubtful = ImportRow.objects.filter(doubtful=True, batch__state=ImportBatch.State.PREVIEW)
    yield Card(doubtful.count(), "dòng nghi trùng trong các tệp đó", address)


def _organizations(user, today):
    year = reporting_year(today)
    for kind, (model, word) in _MODELS.items():
        if not user.has_perm(f"cooperatives.view_{model}"):
            continue
        owing = to_do.without_figures(kind, year).count()
        address = reverse("admin:cooperatives_to_do", args=["thieu-so-lieu"])
        query = urlencode({"loai": kind, "nam": year})
        yield Card(owing, f"{word} chưa có số liệu năm {year}", f"{address}?{query}")
        products = to_do.recognition_counts(to_do.recognitions([kind], today), today)
        address = f"{reverse('admin:cooperatives_to_do', args=['ocop-het-han'])}?loai={kind}&chon="
        yield Card(products[to_do.EXPIRED], f"sản phẩm OCOP của {word} đã hết hạn", address + to_do.EXPIRED, late=True)
        yield Card(products[to_do.SOON], f"sản phẩm OCOP của {word} hết hạn trong 3 tháng tới", address + to_do.SOON)


def _questions(user, today):
    found = Question.objects.open().order_by().aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)), intime=Count("pk", filter=Q(due_on__gte=today))
    )  # fmt: skip
    yield Card(found["late"], "câu hỏi, yêu cầu quá hạn trả lời", _list(Question, han="qua-han"), late=True)
    yield Card(found["intime"], "câu hỏi, yêu cầu chờ trả lời, còn hạn", _list(Question, han="con-han"))


def _comments(user, today):
    found = Comment.objects.filter(state=Comment.State.PENDING)
    yield Card(found.count(), "bình luận chờ duyệt", _list(Comment, state__exact=Comment.State.PENDING))


def _articles(user, today):
    waits = {ArticleState.SUBMITTED: "bài viết chờ biên tập", ArticleState.PENDING: "bài viết chờ duyệt đăng"}
    mine = {"created_by__id__exact": user.pk}
    draft = Q(state=ArticleState.DRAFT, created_by=user)
    found = Article.objects.aggregate(
        submitted=Count("pk", filter=Q(state=ArticleState.SUBMITTED)),
        pending=Count("pk", filter=Q(state=ArticleState.PENDING)),
        returned=Count("pk", filter=draft & ~Q(returned_because="")),
        drafts=Count("pk", filter=draft & Q(returned_because="")),
    )
    yield Card(found["returned"], "bài viết của tôi bị trả lại", _list(Article, stage="returned", **mine))
    for state, permission in ((ArticleState.SUBMITTED, "edit"), (ArticleState.PENDING, "publish")):
        if user.has_perm(f"news.{permission}_article"):
            yield Card(found[state], waits[state], _list(Article, stage=state))
    if not user.has_perm("news.edit_article"):
        yield Card(found["drafts"], "bài viết của tôi còn là bản nháp", _list(Article, stage="draft", **mine))


def _reminders(user, today):
    mine = {} if user.has_perm("news.publish_article") else {"created_by__id__exact": user.pk}
    articles = Article.objects.filter(**mine)
    for word, number in reminders.counts(articles).items():
        yield Card(number, reminders.WORDS[word], _list(Article, nhac=word, **mine))


def _files(user, today):
    dropped = DroppedFile.objects.filter(created_by=user)
    yield Card(dropped.count(), "tệp đã gửi, chờ lưu thành văn bản", reverse("admin:documents_intake"))
    unread = Document.objects.filter(pk__in=DocumentFile.objects.unread().values("document"))
    yield Card(unread.count(), "văn bản có tệp chờ đọc hoặc không đọc được", _list(Document, tep="chua-doc"))


def _documents(user, today):
    states = [State.DRAFT, State.PENDING]
    found = Document.objects.filter(state__in=states)
    yield Card(found.count(), "văn bản chờ đăng", _list(Document, state__in=",".join(states)))


def _opinions(user, today):
    found = Opinion.objects.filter(state=Opinion.State.NEW)
    yield Card(found.count(), "góp ý cho dự thảo chờ duyệt", _list(Opinion, state__exact=Opinion.State.NEW))


def _consultations(user, today):
    last = today + timedelta(days=ENDING_DAYS)
    found = Consultation.objects.open().filter(closes_on__lte=last)
    query = {"state__exact": State.PUBLISHED, "closes_on__gte": today, "closes_on__lte": last}
    words = f"dự thảo hết hạn lấy ý kiến trong {ENDING_DAYS} ngày tới"
    yield Card(found.count(), words, _list(Consultation, **query))


def _condition(user, today):
    lines, _checked_at = self_check.latest()
    wrong = [line.level for line in lines if line.level != GREEN]
    yield Card(len(wrong), "việc của máy chủ cần xem", _list(Day), late=RED in wrong)


_WORK = (
    _Work(("monitoring.view_day",), _condition),
    _Work(("questions.change_question",), _questions),
    _Work(("cooperatives.import_cooperative", "cooperatives.import_cooperativegroup"), _imports),
    _Work(("cooperatives.view_cooperative", "cooperatives.view_cooperativegroup"), _organizations),
    _Work(("news.change_comment",), _comments),
    _Work(("news.change_article",), _articles),
    _Work(("news.change_article",), _reminders),
    _Work(("documents.add_document",), _files),
    _Work(("documents.change_document",), _documents),
    _Work(("documents.change_opinion",), _opinions),
    _Work(("documents.view_consultation",), _consultations),
)
