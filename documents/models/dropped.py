"""Files that a clerk sent to be filed, until they are."""

from django.conf import settings
from django.db import models

from kttt.sent_files import SentFile


class DroppedFile(SentFile):
    """A file on the clerk's desk: what it says of itself, what the clerk typed. It becomes a document's file."""

    digest = models.CharField("mã kiểm tra", max_length=64, editable=False)
    said = models.JSONField("tệp cho biết", null=True)  # a Proposal; None until the file was read
    typed = models.JSONField("đã gõ", default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người gửi")
    created_at = models.DateTimeField("gửi lúc", auto_now_add=True)

    class Meta(SentFile.Meta):
        verbose_name = "tệp chờ vào sổ"
        verbose_name_plural = "tệp chờ vào sổ"
