"""Counting: one row per thing and day, kept for ever, and one for all days together.

The app knows no documents or articles: it counts (day, subject, object, action).
"""

import datetime

from django.db import models

# The day of the row that holds a thing's total over all days. It grows in the same statement as the day's own row,
# so that a list of a thousand documents reads a thousand rows, not years of days.
ALL_DAYS = datetime.date(1, 1, 1)


class DailyCount(models.Model):
    """How often `action` happened to a thing on a day (Vietnam time)."""

    class Action(models.TextChoices):
        VIEW = "view", "lượt xem"
        DOWNLOAD = "download", "lượt tải"
        VISIT = "visit", "lượt truy cập"
        CLICK = "click", "lượt bấm"

    day = models.DateField("ngày")
    subject = models.CharField("loại", max_length=20, help_text="Ví dụ article, document, site.")
    object_id = models.BigIntegerField("số hiệu", default=0)
    action = models.CharField("việc", max_length=10, choices=Action)
    count = models.BigIntegerField("số lượt", default=0)

    class Meta:
        verbose_name = "số lượt theo ngày"
        verbose_name_plural = "số lượt theo ngày"
        constraints = [
            models.UniqueConstraint(fields=["subject", "action", "object_id", "day"], name="count_thing_and_day")
        ]
        indexes = [models.Index(fields=["day", "subject", "action"], name="count_by_day")]

    def __str__(self):
        return f"{self.subject} {self.object_id} {self.action} {self.day}: {self.count}"


class DailyKey(models.Model):
    """The day's secret with which addresses are hashed; deleted with its marks when the day is over."""

    day = models.DateField("ngày", primary_key=True)
    key = models.CharField("khóa", max_length=64)

    class Meta:
        verbose_name = "khóa trong ngày"
        verbose_name_plural = "khóa trong ngày"

    def __str__(self):
        return str(self.day)


class VisitorMark(models.Model):
    """A visitor of the day: a keyed hash of address and agent, and when it was last seen."""

    day = models.DateField("ngày")
    mark = models.CharField("dấu", max_length=64)
    seen_at = models.DateTimeField("thấy lần cuối", db_index=True)

    class Meta:
        verbose_name = "dấu khách"
        verbose_name_plural = "dấu khách"
        constraints = [models.UniqueConstraint(fields=["day", "mark"], name="mark_once_a_day")]

    def __str__(self):
        return f"{self.day} {self.mark[:8]}"


class Attempt(models.Model):
    """How often an address used a form within an hour: the bound on ratings, comments and questions."""

    day = models.DateField("ngày")
    mark = models.CharField("dấu", max_length=64)
    form = models.CharField("biểu mẫu", max_length=30)
    hour = models.PositiveSmallIntegerField("giờ")
    count = models.PositiveIntegerField("số lần", default=0)

    class Meta:
        verbose_name = "lần gửi biểu mẫu"
        verbose_name_plural = "lần gửi biểu mẫu"
        constraints = [models.UniqueConstraint(fields=["day", "mark", "form", "hour"], name="attempt_hour")]

    def __str__(self):
        return f"{self.form} {self.day} {self.hour}h: {self.count}"
