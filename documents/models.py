"""Legal and administrative documents (văn bản)."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from documents import numbers
from kttt import text
from kttt.derived import FoldedField, SortKeyField
from kttt.private_files import PrivateFile
from kttt.publishing import PublicContent, Publishable, PublishedQuerySet


class NamedItem(PublicContent):
    """A name in one of the lists that a document is filed under."""

    name = models.CharField("tên", max_length=150, unique=True)
    slug = models.SlugField("đường dẫn", max_length=150, unique=True, blank=True)
    sort_key = SortKeyField(sources=["name"])

    class Meta:
        abstract = True
        ordering = ["sort_key"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = text.slug(self.name, 150)
        super().save(*args, **kwargs)


class DocumentType(NamedItem):
    """Nghị định, Thông tư, Quyết định, Kế hoạch …"""

    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta(NamedItem.Meta):
        verbose_name = "loại văn bản"
        verbose_name_plural = "loại văn bản"
        ordering = ["position", "sort_key"]


class IssuingBody(NamedItem):
    """Who issues documents (cơ quan ban hành)."""

    abbreviation = models.CharField("viết tắt", max_length=30, blank=True)

    class Meta(NamedItem.Meta):
        verbose_name = "cơ quan ban hành"
        verbose_name_plural = "cơ quan ban hành"


class Field(NamedItem):
    """What a document is about (lĩnh vực)."""

    class Meta(NamedItem.Meta):
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"


SAME_DOCUMENT = "Văn bản có số này, của cơ quan này và ngày này đã có trong hệ thống."


class DocumentQuerySet(PublishedQuerySet):
    """Reads in the clerk's own words."""

    def newest_first(self):
        """In the order of "Văn bản mới"."""
        return self.order_by("-publish_from", "-pk")

    def for_lists(self):
        """With what a list shows."""
        return self.select_related("type", "issuer").defer("folded")


class Document(Publishable):
    """A document with its number, dates and files."""

    class Status(models.TextChoices):
        NOT_YET = "not_yet", "Chưa có hiệu lực"
        IN_FORCE = "in_force", "Còn hiệu lực"
        EXPIRED = "expired", "Hết hiệu lực toàn bộ"
        UNKNOWN = "unknown", "Chưa xác định"

    number = models.CharField("số, ký hiệu", max_length=60)
    number_key = models.CharField(max_length=60, editable=False, db_index=True)
    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="documents", verbose_name="loại văn bản")
    issuer = models.ForeignKey(IssuingBody, models.PROTECT, related_name="documents", verbose_name="cơ quan ban hành")
    signer = models.CharField("người ký", max_length=120, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=120, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    effective_on = models.DateField("ngày có hiệu lực", null=True, blank=True)
    expired_on = models.DateField("ngày hết hiệu lực", null=True, blank=True)
    abstract = models.TextField("trích yếu", help_text="Không ghi lại loại văn bản ở đầu.")
    fields = models.ManyToManyField(Field, blank=True, related_name="documents", verbose_name="lĩnh vực")
    folded = FoldedField(sources=["number", "abstract"])

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["-publish_from", "-pk"]
        permissions = [("import_document", "Nhập văn bản"), ("export_document", "Xuất văn bản")]
        constraints = [
            # Two constraints, since SQLite holds two unknown dates for different.
            models.UniqueConstraint(
                fields=["number_key", "issuer", "issued_on"],
                name="document_once",
                violation_error_message=SAME_DOCUMENT,
            ),
            models.UniqueConstraint(
                fields=["number_key", "issuer"],
                condition=models.Q(issued_on__isnull=True),
                name="undated_document_once",
                violation_error_message=SAME_DOCUMENT,
            ),
        ]
        indexes = [models.Index(fields=["state", "-publish_from", "-id"], name="document_newest")]

    def __str__(self):
        return f"{self.number} – {self.abstract[:80]}"

    def clean(self):
        self.number_key = numbers.key(self.number)
        super().clean()

    def save(self, *args, **kwargs):
        self.number = text.clean(self.number)
        self.number_key = numbers.key(self.number)
        super().save(*args, **kwargs)

    @property
    def slug(self):
        return text.slug(f"{self.number} {self.abstract}", 80)

    def get_absolute_url(self):
        return reverse("document", args=[self.slug, self.pk])

    def status(self, on=None):
        """Whether the document is in force on the day `on` (a date, default today in Vietnam), from its dates."""
        on = on or timezone.localdate()
        if self.expired_on and self.expired_on <= on:
            return self.Status.EXPIRED
        if self.effective_on is None:
            return self.Status.UNKNOWN
        return self.Status.IN_FORCE if self.effective_on <= on else self.Status.NOT_YET


class DocumentFile(PrivateFile):
    """A file of a document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="files", verbose_name="văn bản")

    class Meta(PrivateFile.Meta):
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"

    def get_absolute_url(self):
        return reverse("document_file", args=[self.pk, self.name])


class FileText(PublicContent):
    """What can be read in a file (`documents.file_text`), for the search and for filling in a document's data."""

    file = models.OneToOneField(DocumentFile, models.CASCADE, related_name="reading", verbose_name="tệp")
    name = models.CharField("tệp đã đọc", max_length=100)
    text = models.TextField("nội dung", blank=True)
    read_at = models.DateTimeField("đọc lúc", auto_now=True)

    class Meta:
        verbose_name = "nội dung tệp"
        verbose_name_plural = "nội dung tệp"

    def __str__(self):
        return f"{self.file}: {self.text[:60]}"
