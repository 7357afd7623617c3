"""What is kept of a day."""

from django.db import models


class Day(models.Model):
    """How the portal did on a day: errors, the worker's last minute, what the self-check found.

    `lines`: [{"key", "level", "title", "words", "advice"}] as `kttt.self_check` writes them.
    """

    day = models.DateField("ngày", unique=True)
    errors = models.PositiveIntegerField("số lỗi", default=0)
    worker_at = models.DateTimeField("phút cuối của tiến trình nền", null=True)
    lines = models.JSONField("kết quả kiểm tra", default=list)
    checked_at = models.DateTimeField("kiểm tra lúc", null=True)

    class Meta:
        verbose_name = "tình trạng hệ thống"
        verbose_name_plural = "tình trạng hệ thống"
        ordering = ["-day"]

    def __str__(self):
        return f"{self.day:%d/%m/%Y}"
