"""Drafts that the office asks the public about (lấy ý kiến dự thảo), and what people say of them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from documents.models.document import Document
from documents.models.filing import DocumentType, IssuingBody
from kttt import text
from kttt.derived import FoldedField
from kttt.private_files import PrivateFile
from kttt.publishing import PublicContent, PublicQuerySet, Publishable, PublishedQuerySet
from kttt.revisions import Revisions
from kttt.sent_files import SentFile
from kttt.tracking import new_code


class ConsultationQuerySet(PublishedQuerySet):
    """Drafts by time; days are Vietnam's."""

    def open(self, at=None):
        """Drafts that take opinions at the moment `at` (default now)."""
        at = at or timezone.now()
        today = timezone.localdate(at)
        return self.published(at).filter(opens_on__lte=today, closes_on__gte=today)

    def closed(self, at=None):
        """Published drafts whose time is over at the moment `at` (default now)."""
        at = at or timezone.now()
        return self.published(at).filter(closes_on__lt=timezone.localdate(at))

    def running(self, at=None):
        """Published drafts whose time is not over: open, or about to be."""
        at = at or timezone.now()
        return self.published(at).filter(closes_on__gte=timezone.localdate(at))

    def for_lists(self):
        """With what a list shows."""
        return self.select_related("type", "drafter").defer("folded")


class Consultation(Publishable):
    """A draft with its papers. It takes opinions from the beginning of `opens_on` to the end of `closes_on`."""

    title = models.CharField("tên dự thảo", max_length=300, help_text="Ví dụ: Quyết định quy định mức hỗ trợ …")
    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="+", verbose_name="loại văn bản")
    drafter = models.ForeignKey(IssuingBody, models.PROTECT, related_name="+", verbose_name="cơ quan soạn thảo")
    summary = models.TextField("tóm tắt", help_text="Vì sao ban hành, điều chỉnh việc gì, ai chịu tác động.")
    opens_on = models.DateField("lấy ý kiến từ ngày", default=timezone.localdate)
    closes_on = models.DateField(
        "đến hết ngày", help_text="Sau ngày này mẫu góp ý tự đóng. Thường ít nhất 20 ngày kể từ ngày đăng."
    )
    outcome = models.TextField(
        "kết quả tiếp thu", blank=True, help_text="Viết sau khi kết thúc; kèm báo cáo tổng hợp ở phần hồ sơ."
    )
    document = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="consultations",
        verbose_name="văn bản đã ban hành",
    )  # fmt: skip
    folded = FoldedField(sources=["title", "summary"])

    objects = ConsultationQuerySet.as_manager()
    history = Revisions()

    class Meta:
        verbose_name = "lấy ý kiến dự thảo"
        verbose_name_plural = "lấy ý kiến dự thảo"
        ordering = ["-closes_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="consultation_closes_after_opening",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            )
        ]
        indexes = [models.Index(fields=["state", "-closes_on", "-id"], name="consultation_newest")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("consultation", args=[text.slug(self.title, 80), self.pk])

    @property
    def days(self):
        """How many days the draft takes opinions, the first and the last included."""
        return (self.closes_on - self.opens_on).days + 1

    def is_open(self, at=None):
        """The rule of `open()` for this one row; a test holds the two together."""
        at = at or timezone.now()
        return self.is_published(at) and self.opens_on <= timezone.localdate(at) <= self.closes_on

    def stage(self, at=None):
        """Where the draft stands on its day: "upcoming", "open" or "closed"."""
        today = timezone.localdate(at)
        return "upcoming" if today < self.opens_on else "open" if today <= self.closes_on else "closed"


class DraftArticle(PublicContent):
    """An article (Điều) or another part of a draft that an opinion can be about."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="articles", verbose_name="dự thảo")
    label = models.CharField("điều, mục", max_length=40, help_text="Ví dụ: Điều 3.")
    title = models.CharField("tên", max_length=300, blank=True)
    text = models.TextField("nội dung", blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    history = Revisions()

    class Meta:
        verbose_name = "điều của dự thảo"
        verbose_name_plural = "các điều của dự thảo"
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.label}. {self.title}" if self.title else self.label


class ConsultationFile(PrivateFile):
    """A paper of the draft's dossier."""

    class Kind(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        SUBMISSION = "submission", "Tờ trình"
        EXPLANATION = "explanation", "Bản thuyết minh"
        IMPACT = "impact", "Báo cáo đánh giá tác động"
        OTHER = "other", "Tài liệu khác"
        REPORT = "report", "Báo cáo tổng hợp, tiếp thu, giải trình"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="files", verbose_name="dự thảo")
    paper = models.CharField("tài liệu", max_length=12, choices=Kind, default=Kind.DRAFT)

    history = Revisions()

    class Meta(PrivateFile.Meta):
        verbose_name = "tài liệu của hồ sơ"
        verbose_name_plural = "hồ sơ dự thảo"

    def __str__(self):
        return self.title or self.get_paper_display()

    def get_absolute_url(self):
        return reverse("consultation_file", args=[self.pk, self.name])


class OpinionQuerySet(PublicQuerySet):
    """Reads of opinions."""

    def published(self, at=None):
        """What staff made public, of drafts that are public."""
        return self.filter(
            state=Opinion.State.PUBLISHED, consultation__in=Consultation.objects.published(at).values("pk")
        )


class Opinion(PublicContent):
    """What one sender says of a draft, in remarks about its articles.

    `PERSONAL` fields say who the sender is and `Remark.original` is what they wrote; the form is not taken without the
    sender's consent, so that every row has it, from `created_at` on (Luật 91/2025/QH15). Name and organisation are
    shown only where the sender agreed (`name_shown`), the address never.
    """

    class State(models.TextChoices):
        NEW = "new", "Chờ duyệt"
        PUBLISHED = "published", "Đã đăng"
        KEPT = "kept", "Tiếp nhận, không đăng"
        SPAM = "spam", "Thư rác"

    PERSONAL = ("name", "organization", "email")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="opinions", verbose_name="dự thảo")
    code = models.CharField("mã tra cứu", max_length=12, unique=True, default=new_code, editable=False)
    # Of one page load and its content: a form that is sent twice makes one opinion.
    sent_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    name = models.CharField("họ và tên", max_length=80, blank=True)
    organization = models.CharField("cơ quan, tổ chức", max_length=150, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    name_shown = models.BooleanField("đồng ý hiện họ tên, cơ quan", default=False)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.NEW, editable=False)
    created_at = models.DateTimeField("gửi lúc", default=timezone.now, editable=False)
    closed_at = models.DateTimeField("xử lý lúc", null=True, blank=True, editable=False)
    answered_at = models.DateTimeField("trả lời xong lúc", null=True, blank=True, editable=False)

    objects = OpinionQuerySet.as_manager()
    history = Revisions(leave_out=["code", "sent_key"], forget_deleted=True)

    class Meta:
        verbose_name = "góp ý"
        verbose_name_plural = "góp ý cho dự thảo"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["consultation", "state"], name="opinion_of_consultation")]

    def __str__(self):
        # Not the name: the admin copies this into its log.
        return self.code

    @property
    def is_public(self):
        """The rule of `published()` for this one row; a test holds the two together."""
        return self.state == self.State.PUBLISHED and self.consultation.is_published()

    @property
    def sender(self):
        """Who says it, as the public may read it."""
        named = ", ".join(filter(None, [self.name, self.organization]))
        return named if self.name_shown and named else "Người góp ý"


class RemarkQuerySet(PublicQuerySet):
    """Reads of remarks."""

    def published(self, at=None):
        """Remarks of public opinions."""
        return self.filter(opinion__in=Opinion.objects.published(at).values("pk"))

    def by_article(self):
        """On the draft as a whole first, then in the order of its articles."""
        return self.order_by(F("article__position").asc(nulls_first=True), F("article").asc(nulls_first=True), "pk")


class Remark(PublicContent):
    """What an opinion says of one article, or of the draft as a whole, and what the office answers."""

    class Response(models.TextChoices):
        ACCEPTED = "accepted", "Tiếp thu"
        PARTLY = "partly", "Tiếp thu một phần"
        EXPLAINED = "explained", "Giải trình"

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="remarks", verbose_name="góp ý")
    article = models.ForeignKey(
        DraftArticle, models.RESTRICT, null=True, blank=True, related_name="remarks", verbose_name="điều"
    )
    original = models.TextField("nguyên văn", blank=True, editable=False)
    text = models.TextField("nội dung công khai", help_text="Trước khi đăng, bỏ thông tin riêng của người dân.")
    response = models.CharField("kết quả", max_length=10, choices=Response, blank=True)
    answer = models.TextField("tiếp thu, giải trình", blank=True)

    objects = RemarkQuerySet.as_manager()
    history = Revisions(leave_out=["original", "text"], forget_deleted=True)

    class Meta:
        verbose_name = "nội dung góp ý"
        verbose_name_plural = "nội dung góp ý"
        ordering = ["pk"]

    def __str__(self):
        return str(self.article) if self.article else "Góp ý chung"


class OpinionFile(SentFile):
    """A file that came with an opinion; for staff alone."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="files", verbose_name="góp ý")

    class Meta(SentFile.Meta):
        verbose_name = "tệp kèm theo"
        verbose_name_plural = "tệp kèm theo"
