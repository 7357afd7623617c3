"""What lists from Excel said of a document."""

from django.db import models

from documents.models.document import Document


class Listed(models.Model):
    """What the last list said of a document, so that a cell that says the same again undoes nobody's edit."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="listed", verbose_name="văn bản")
    said = models.JSONField("danh sách ghi", default=dict)

    class Meta:
        verbose_name = "văn bản nhập từ danh sách"
        verbose_name_plural = "văn bản nhập từ danh sách"

    def __str__(self):
        return str(self.document)
