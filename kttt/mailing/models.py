"""Letters that wait."""

from django.db import models
from django.utils import timezone


class UnsentMail(models.Model):
    """A letter of a kind about a thing; its row is the queue (`mailing.queue`) and goes once it was sent.

    It holds no address and no words: both are asked for when it is sent.
    """

    kind = models.CharField("loại", max_length=40)
    object_id = models.PositiveBigIntegerField("về")
    site = models.CharField("địa chỉ của cổng", max_length=200)
    tries = models.PositiveSmallIntegerField("số lần đã thử", default=0)
    due_at = models.DateTimeField("gửi lúc", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "thư báo chờ gửi"
        verbose_name_plural = "thư báo chờ gửi"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="unsent_mail_once")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"
