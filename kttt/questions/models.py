"""What readers ask the office and write to it: one kind of request, with a state, a deadline and its steps."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone

from kttt import text
from kttt.derived import FoldedField
from kttt.pages.models import Department
from kttt.publishing import PublicContent, PublicQuerySet
from kttt.revisions import Revisions
from kttt.richtext import RichTextField
from kttt.sent_files import SentFile
from kttt.tracking import new_code

# Where no department is named yet.
ANSWER_DAYS = 10


def working_days_later(day, days):
    """The day (a date) that lies `days` working days after `day`; Saturdays and Sundays are none, holidays count."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


class Topic(PublicContent):
    """What questions are filed under (lĩnh vực), and which department answers them."""

    name = models.CharField("tên lĩnh vực", max_length=120, unique=True)
    slug = models.SlugField("đường dẫn", max_length=100, unique=True)
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="phòng trả lời",
        help_text="Câu hỏi mới của lĩnh vực này được chuyển thẳng tới phòng đó.",
    )  # fmt: skip
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    history = Revisions()

    class Meta:
        verbose_name = "lĩnh vực hỏi đáp"
        verbose_name_plural = "lĩnh vực hỏi đáp"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('questions')}?linh-vuc={self.slug}"


def validate_legal_basis(value):
    """Raises ValidationError for a link that leads neither into the portal nor to an https address."""
    for line in value.splitlines():
        _words, bar, address = line.rpartition("|")
        address = address.strip()
        if bar and not address.startswith("https://") and (not address.startswith("/") or address.startswith("//")):
            raise ValidationError(f"Địa chỉ “{address}” phải bắt đầu bằng / (trong cổng) hoặc https://.")


class QuestionQuerySet(PublicQuerySet):
    """Reads of requests; `published()` is the only one that public lists and pages may begin with."""

    def published(self, at=None):
        """Answered questions that somebody made public."""
        return self.filter(state=Question.State.ANSWERED, public_wanted=True, published_at__lte=at or timezone.now())

    def newest_first(self):
        """In the order of public lists."""
        return self.order_by("-published_at", "-pk")

    def for_lists(self):
        """With what a public list shows, without long texts and without what the sender told the office alone."""
        return self.select_related("topic", "department").defer("folded", "answer", "legal_basis", *Question.PRIVATE)

    def open(self):
        """Requests that still wait for the office."""
        return self.filter(state__in=Question.OPEN)


class Question(PublicContent):
    """A reader's request: a question for /hoi-dap/ (`public_wanted`) or a message to a department.

    `PERSONAL` fields say who the sender is; `PRIVATE` ones no public page reads. `title` and `body` are the text that
    staff may edit and publish; what was sent stays in `original_…`. The form is not taken without the sender's consent,
    so that every row has it, from `created_at` on (Luật 91/2025/QH15).
    """

    class State(models.TextChoices):
        NEW = "new", "Mới"
        ASSIGNED = "assigned", "Đã chuyển phòng"
        ANSWERED = "answered", "Đã trả lời"
        REFUSED = "refused", "Từ chối"
        SPAM = "spam", "Thư rác"

    comes_and_goes = ("published_at",)

    OPEN = (State.NEW, State.ASSIGNED)
    PERSONAL = ("name", "phone", "email", "original_title", "original_body")
    PRIVATE = ("phone", "email", "original_title", "original_body", "sent_key")

    code = models.CharField("mã tra cứu", max_length=12, unique=True, default=new_code, editable=False)
    # Of one page load and its content: a form that is sent twice makes one request.
    sent_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    public_wanted = models.BooleanField("gửi từ mục Hỏi đáp", default=True, editable=False)
    name = models.CharField("họ và tên", max_length=80, blank=True)
    name_shown = models.BooleanField("đồng ý hiện họ tên", default=False)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    original_title = models.CharField("tiêu đề như đã gửi", max_length=200, blank=True, editable=False)
    original_body = models.TextField("nội dung như đã gửi", blank=True, editable=False)

    title = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung", help_text="Trước khi công khai, bỏ tên, số điện thoại, địa chỉ của người dân.")
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="lĩnh vực"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="phòng xử lý"
    )
    answer = RichTextField("trả lời", blank=True)
    legal_basis = models.TextField(
        "căn cứ pháp lý", blank=True, validators=[validate_legal_basis],
        help_text="Mỗi dòng một văn bản, ví dụ: Khoản 2 Điều 8 Luật số 17/2023/QH15. Muốn có liên kết thì thêm "
        "dấu | và địa chỉ ở cuối dòng, ví dụ: Nghị định số 92/2024/NĐ-CP | /van-ban/…",
    )  # fmt: skip
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.NEW, editable=False)
    reason = models.TextField("lý do từ chối", blank=True, max_length=1000, help_text="Người gửi đọc được lý do này.")
    created_at = models.DateTimeField("gửi lúc", default=timezone.now, editable=False)
    due_on = models.DateField("hạn trả lời")
    closed_at = models.DateTimeField("trả lời lúc", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("công khai lúc", null=True, blank=True, editable=False)
    updated_at = models.DateTimeField("sửa lúc", auto_now=True)
    folded = FoldedField(sources=["title", "body"])

    objects = QuestionQuerySet.as_manager()
    history = Revisions(leave_out=["code", "sent_key", "title", "body"], forget_deleted=True)

    class Meta:
        verbose_name = "câu hỏi, yêu cầu"
        verbose_name_plural = "câu hỏi, yêu cầu"
        ordering = [models.F("closed_at").desc(nulls_first=True), "due_on", "pk"]
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"], name="question_newest"),
            models.Index(fields=["state", "due_on"], name="question_due"),
        ]

    def __str__(self):
        # Not the title: the admin copies this into its log, where what a sender wrote has no business.
        return self.code

    def save(self, *args, **kwargs):
        if self.due_on is None:
            days = self.department.answer_days if self.department else ANSWER_DAYS
            self.due_on = working_days_later(timezone.localdate(self.created_at), days)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("question", args=[text.slug(self.title), self.pk])

    @property
    def is_open(self):
        """Whether the request waits for the office."""
        return self.state in self.OPEN

    @property
    def is_public(self):
        """Whether it stands on /hoi-dap/: the rule of `published()` for this one row; a test holds the two together."""
        return (
            self.state == self.State.ANSWERED
            and self.public_wanted
            and self.published_at is not None
            and self.published_at <= timezone.now()
        )

    @property
    def asker(self):
        """Who asks, as the public may read it."""
        return self.name if self.name_shown and self.name else "Bạn đọc"

    def progress(self):
        """Where the request stands, one sentence for its sender."""
        match self.state:
            case self.State.ANSWERED:
                return f"Đã trả lời ngày {timezone.localdate(self.closed_at):%d/%m/%Y}"
            case self.State.REFUSED:
                return f"Không trả lời được (ngày {timezone.localdate(self.closed_at):%d/%m/%Y})"
        where = f"đang xử lý tại {self.department}" if self.department else "đang chuyển phòng xử lý"
        return f"Đã nhận, {where}; dự kiến trả lời trước ngày {self.due_on:%d/%m/%Y}"

    def days_overdue(self, today=None):
        """How many days an open request is past its deadline; 0 while there is time, and once it is closed."""
        if not self.is_open:
            return 0
        return max(0, ((today or timezone.localdate()) - self.due_on).days)

    def legal_lines(self):
        """[(words, address or "")] of the legal basis."""
        lines = []
        for line in filter(None, map(str.strip, self.legal_basis.splitlines())):
            words, bar, address = line.rpartition("|")
            lines.append((words.strip(), address.strip()) if bar else (line, ""))
        return lines


class Attachment(SentFile):
    """A file that came with a request."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="attachments", verbose_name="yêu cầu")

    class Meta(SentFile.Meta):
        verbose_name = "tệp kèm theo"
        verbose_name_plural = "tệp kèm theo"


class Step(models.Model):
    """One step of a request's way: what was done, when and by whom (nobody: the sender)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="steps", verbose_name="yêu cầu")
    what = models.CharField("việc", max_length=250)
    by = models.ForeignKey(
        "auth.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="người làm"
    )
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "bước xử lý"
        verbose_name_plural = "bước xử lý"
        ordering = ["at", "pk"]

    def __str__(self):
        return self.what
