"""The files of documents, and what was read in them."""

from django.db import models
from django.urls import reverse

from documents.models.document import Document
from kttt.private_files import PrivateFile, private_storage, random_path
from kttt.publishing import PublicContent


class DocumentFile(PrivateFile):
    """A file of a document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="files", verbose_name="văn bản")

    class Meta(PrivateFile.Meta):
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"

    def get_absolute_url(self):
        return reverse("document_file", args=[self.pk, self.name])


class FileText(PublicContent):
    """What can be read in a file (`documents.file_text`): for the search, the text version and a document's data."""

    file = models.OneToOneField(DocumentFile, models.CASCADE, related_name="reading", verbose_name="tệp")
    name = models.CharField("tệp đã đọc", max_length=100)
    text = models.TextField("nội dung", blank=True)
    pages = models.PositiveIntegerField("số trang", null=True, blank=True)
    scanned = models.BooleanField("bản quét, không có chữ", default=False)
    picture = models.FileField("ảnh trang đầu", upload_to=random_path, storage=private_storage, blank=True)
    read_at = models.DateTimeField("đọc lúc", auto_now=True)

    class Meta:
        verbose_name = "nội dung tệp"
        verbose_name_plural = "nội dung tệp"

    def __str__(self):
        return f"{self.file}: {self.text[:60]}"
