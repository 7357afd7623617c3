"""The way of an article: which steps there are, from where to where, and who may take them.

`ACTIONS` is the whole table; docs/viet-bai.md shows it to the office, and a test holds the two together. Publishing at
an hour and leaving at one need no step and no job: `published()` compares hours.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from kttt import revisions
from news.models import Article, ArticleEvent, ArticleState, Category, new_preview_key

LONGEST_REASON = 1000


class Stage(models.TextChoices):
    """A state as people see it: what is published waits for its hour, is public, or is over."""

    DRAFT = "draft", "Bản nháp"
    SUBMITTED = "submitted", "Chờ biên tập"
    PENDING = "pending", "Chờ duyệt"
    SCHEDULED = "scheduled", "Đã duyệt, hẹn giờ đăng"
    PUBLISHED = "published", "Đang đăng"
    EXPIRED = "expired", "Hết hạn"
    WITHDRAWN = "withdrawn", "Đã gỡ"
    TRASHED = "trashed", "Trong thùng rác"


def stage_of(article, at=None):
    """The `Stage` of an article at the moment `at` (aware datetime, default now)."""
    if article.state != ArticleState.PUBLISHED:
        return Stage(article.state)
    at = at or timezone.now()
    if article.publish_until is not None and article.publish_until <= at:
        return Stage.EXPIRED
    return Stage.SCHEDULED if article.publish_from > at else Stage.PUBLISHED


def in_stage(stage, at=None):
    """A Q of the articles whose `stage_of` is `stage`."""
    at = at or timezone.now()
    over = Q(publish_until__isnull=False, publish_until__lte=at)
    published = Q(state=ArticleState.PUBLISHED)
    match stage:
        case Stage.EXPIRED:
            return published & over
        case Stage.SCHEDULED:
            return published & ~over & Q(publish_from__gt=at)
        case Stage.PUBLISHED:
            return published & ~over & Q(publish_from__lte=at)
    return Q(state=stage)


def in_words(article, at=None):
    """The article's stage as a line: "Đã duyệt, hẹn đăng 07:00 25/11/2026"."""
    stage = stage_of(article, at)
    if stage == Stage.SCHEDULED:
        return f"Đã duyệt, hẹn đăng {_moment(article.publish_from)}"
    if stage == Stage.EXPIRED:
        return f"Hết hạn từ {_moment(article.publish_until)}"
    if stage == Stage.DRAFT and article.returned_because:
        return "Bị trả lại"
    return stage.label


def _moment(moment):
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"


def is_author(article, user):
    """Whether `user` wrote the article, and may still write."""
    mine = article.created_by_id is not None and article.created_by_id == user.pk
    return mine and user.has_perm("news.change_article")


def is_editor(article, user):
    """Whether `user` edits what others wrote."""
    return user.has_perm("news.change_article") and user.has_perm("news.edit_article")


def is_publisher(article, user):
    """Whether `user` may publish in the article's category; in any, where none is chosen yet. One query."""
    if not (user.has_perm("news.change_article") and user.has_perm("news.publish_article")):
        return False
    sections = Category.objects.open_to(user)
    return (sections.filter(pk=article.category_id) if article.category_id else sections).exists()


def writes(article, user):
    """Author or editor."""
    return is_author(article, user) or is_editor(article, user)


def may_edit(article, user):
    """Whether `user` may change the text in the article's present stage."""
    match stage_of(article):
        case Stage.DRAFT:
            return writes(article, user)
        case Stage.SUBMITTED:
            return is_editor(article, user)
        case Stage.PENDING:
            return is_editor(article, user) or is_publisher(article, user)
        case Stage.TRASHED:
            return False
    return is_publisher(article, user)


def returns(article, user):
    """What waits for the leader is returned by whoever could approve it, or edits."""
    return is_editor(article, user) or (stage_of(article) == Stage.PENDING and is_publisher(article, user))


NO, MAY, MUST = "no", "may", "must"


@dataclass(frozen=True)
class Action:
    """A step: its button, where it leads from and to, who may take it, what it asks for."""

    code: str
    label: str
    done: str
    sources: tuple
    target: str
    right: object  # function of article and user
    needs_reason: bool = False
    hour: str = NO  # of publishing: none, an earlier one, or one to come


_UNPUBLISHED = (Stage.DRAFT, Stage.SUBMITTED, Stage.PENDING)

ACTIONS = {
    action.code: action
    for action in (
        Action("submit", "Gửi biên tập", "Đã gửi bài cho người biên tập.",
               (Stage.DRAFT,), ArticleState.SUBMITTED, writes),
        Action("recall", "Rút về sửa", "Đã rút bài về bản nháp.",
               (Stage.SUBMITTED,), ArticleState.DRAFT, is_author),
        Action("forward", "Gửi duyệt", "Đã gửi bài cho lãnh đạo duyệt.",
               (Stage.DRAFT, Stage.SUBMITTED), ArticleState.PENDING, is_editor),
        Action("return", "Trả lại", "Đã trả lại bài; người viết thấy lý do.",
               (Stage.SUBMITTED, Stage.PENDING), ArticleState.DRAFT, returns, needs_reason=True),
        Action("publish", "Duyệt và xuất bản", "Đã xuất bản.",
               (*_UNPUBLISHED, Stage.SCHEDULED), ArticleState.PUBLISHED, is_publisher, hour=MAY),
        Action("schedule", "Hẹn giờ đăng", "Đã duyệt và hẹn giờ đăng.",
               (*_UNPUBLISHED, Stage.SCHEDULED, Stage.WITHDRAWN), ArticleState.PUBLISHED, is_publisher, hour=MUST),
        Action("withdraw", "Gỡ bài", "Đã gỡ bài khỏi trang công khai.",
               (Stage.SCHEDULED, Stage.PUBLISHED, Stage.EXPIRED), ArticleState.WITHDRAWN, is_publisher,
               needs_reason=True),
        Action("republish", "Đăng lại", "Đã đăng lại.",
               (Stage.WITHDRAWN, Stage.EXPIRED), ArticleState.PUBLISHED, is_publisher),
        Action("trash", "Bỏ vào thùng rác", "Đã bỏ bài vào thùng rác; lấy lại được.",
               (*_UNPUBLISHED, Stage.WITHDRAWN), ArticleState.TRASHED, may_edit),
        Action("restore", "Lấy lại khỏi thùng rác", "Đã lấy bài lại thành bản nháp.",
               (Stage.TRASHED,), ArticleState.DRAFT, writes),
    )
}  # fmt: skip


class Refused(ValidationError):  # noqa: N818 (it reports a rule, not a fault)
    """A step that is not taken; its message says why and what to do."""


def possible(article, user):
    """[Action] that `user` may take now, in the table's order. At most one query for each right."""
    stage, asked = stage_of(article), {}
    found = []
    for action in ACTIONS.values():
        if stage in action.sources:
            if action.right not in asked:
                asked[action.right] = action.right(article, user)
            if asked[action.right]:
                found.append(action)
    return found


def check(article, code, user, reason="", at=None):
    """Raises `Refused` if `user` may not take this step with the article as it stands. Writes nothing.

    `at`: hour of publishing (aware datetime) or None.
    """
    action = ACTIONS.get(code)
    if action is None:
        raise Refused("Không có việc này: hãy tải lại trang.")
    if stage_of(article) not in action.sources:
        raise Refused(
            f"Bài đang ở trạng thái “{in_words(article)}” nên không “{action.label}” được: hãy tải lại trang để xem ai "
            "vừa xử lý."
        )
    if not action.right(article, user):
        raise Refused(f"Bạn không có quyền “{action.label}” với bài này.")
    if action.needs_reason and not reason.strip():
        raise Refused(f"Hãy ghi lý do trước khi bấm “{action.label}”.")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Lý do dài quá {LONGEST_REASON:,} ký tự: hãy viết ngắn lại.".replace(",", "."))
    now = timezone.now()
    if action.hour == MUST and (at is None or at <= now):
        raise Refused("Hãy chọn ngày giờ đăng ở tương lai rồi bấm “Hẹn giờ đăng”.")
    if action.hour == MAY and at is not None and at > now:
        raise Refused("Ngày giờ đăng ở tương lai: hãy bấm “Hẹn giờ đăng”, hoặc xóa ô ngày giờ để đăng ngay.")
    if action.hour != NO and article.publish_until and article.publish_until <= max(at or now, now):
        raise Refused("“Hiển thị đến” đã qua hoặc sớm hơn giờ đăng: hãy sửa hoặc xóa ô đó.")
    return action


@transaction.atomic
def perform(article, code, user, reason="", at=None, seen=None):
    """Takes the step `code` (a key of ACTIONS): checks state and right under a lock, writes, logs; gives the article.

    `reason`: why, shown to the author; `at`: hour of publishing (aware datetime), None for now; `seen`: number of the
    version that the user has read, as text: a newer one is refused. Raises `Refused`.
    """
    article = Article.objects.select_for_update(of=("self",)).select_related("category").get(pk=article.pk)
    if seen is not None and seen != str(revisions.latest(article)):
        raise Refused("Bài vừa được sửa hoặc xử lý sau khi bạn mở trang: hãy đọc lại bản mới rồi bấm lại.")
    action, now = check(article, code, user, reason, at), timezone.now()
    before, article.state = article.state, action.target
    said = action.label
    if code in ("publish", "schedule"):
        article.publish_from = at or now
        article.text_changed({"publish_from"})
        if at:
            said = f"{action.label} {_moment(at)}"
    if code == "republish":
        article.publish_from = min(article.publish_from, now)
        if article.publish_until and article.publish_until <= now:
            article.publish_until = None
    if action.target in (ArticleState.WITHDRAWN, ArticleState.TRASHED):
        article.preview_key = new_preview_key()
    article.returned_because = reason.strip() if code == "return" else ""
    article._change_reason, article._history_user = said, user
    article.save()
    ArticleEvent.objects.create(
        article=article, user=user, action=code, said=said, from_state=before, to_state=article.state,
        reason=reason.strip(),
    )  # fmt: skip
    return article
