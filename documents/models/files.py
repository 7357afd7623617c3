"""The files of documents, and what was read in them."""

from pathlib import Path

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from documents import file_text
from documents.models.document import Document
from kttt.private_files import PrivateFile, private_storage, random_path
from kttt.publishing import PublicContent, PublicQuerySet
from kttt.revisions import Revisions


class DocumentFileQuerySet(PublicQuerySet):
    """Files that readers may have are those of documents that they may see."""

    def published(self, at=None):
        return self.filter(document__in=Document.objects.published(at))

    def with_contents(self):
        """With `contents` but for the text, and `has_words`: whether there is any."""
        return self.select_related("reading").defer("reading__text").annotate(has_words=Q(reading__text__gt=""))

    def unread(self):
        """Files that wait to be read, or cannot be."""
        return self.filter(Q(reading=None) | ~Q(reading__name=F("file")) | Q(reading__problem__gt=""))


class DocumentFile(PrivateFile):
    """A file of a document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="files", verbose_name="văn bản")

    objects = DocumentFileQuerySet.as_manager()
    history = Revisions()

    class Meta(PrivateFile.Meta):
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"

    def get_absolute_url(self):
        return reverse("document_file", args=[self.pk, self.name])

    @property
    def ending(self):
        """ ".pdf": what it is stored under, and so how it is read."""
        return Path(self.file.name).suffix

    @property
    def contents(self):
        """What was read in it (`FileText`); None until that is done, also for a file that has just been replaced."""
        reading = getattr(self, "reading", None)
        return reading if reading and reading.name == self.file.name else None


class FileText(PublicContent):
    """What was read in a file: its text with marks (`documents.file_text`), and its pages as pictures.

    Belongs to the file as it was stored under `name`; until another one there has been read, it is what it was.
    """

    class Problem(models.TextChoices):
        LOCKED = file_text.LOCKED, "Tệp có mật khẩu"
        BROKEN = file_text.BROKEN, "Tệp hỏng, không mở được"
        TOO_HARD = file_text.TOO_HARD, "Tệp quá lớn hoặc quá phức tạp, không đọc được hết"

    file = models.OneToOneField(DocumentFile, models.CASCADE, related_name="reading", verbose_name="tệp")
    name = models.CharField("tệp đã đọc", max_length=100)
    text = models.TextField("nội dung", blank=True)
    pages = models.PositiveIntegerField("số trang", null=True, blank=True)
    scanned = models.BooleanField("bản quét, không có chữ", default=False)
    problem = models.CharField("trở ngại khi đọc", max_length=10, choices=Problem, blank=True)
    picture = models.FileField("ảnh trang đầu", upload_to=random_path, storage=private_storage, blank=True)
    drawn_pages = models.FileField("ảnh các trang", upload_to=random_path, storage=private_storage, blank=True)
    page_sizes = models.JSONField("rộng, cao của ảnh từng trang", default=list, blank=True)
    read_at = models.DateTimeField("đọc lúc", auto_now=True)

    class Meta:
        verbose_name = "nội dung tệp"
        verbose_name_plural = "nội dung tệp"

    def __str__(self):
        return f"{self.file}: {self.text[:60]}"
