"""Statements: who said what about an organisation, for which date, and from where it is known.

A statement is never changed. The state on any day is what the newest statements up to that day say, fact by fact
(`cooperatives.history`); `Organization` and `YearlyFigures` hold the present result. So a file that comes late adds
to the past without touching what is newer, a correction keeps what it corrects, and taking an import back is
deleting its statements.
"""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from .organization import Organization


def private_storage():
    """Where files lie that only staff may open."""
    return storages["private"]


class ImportBatch(models.Model):
    """One file brought in, or about to be: the file, what was understood, what came of it."""

    class State(models.TextChoices):
        PREVIEW = "preview", "Xem trước"
        APPLIED = "applied", "Đã nhập"
        UNDONE = "undone", "Đã hoàn tác"

    file = models.FileField("tệp", upload_to="imports/%Y", storage=private_storage, blank=True)
    name = models.CharField("tên tệp", max_length=250)
    kind = models.CharField("loại danh sách", max_length=12, blank=True)
    as_of = models.DateField("số liệu đến ngày", null=True, blank=True)
    options = models.JSONField("tùy chọn", default=dict, blank=True)
    report = models.JSONField("báo cáo", default=dict, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.PREVIEW)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="người nhập"
    )
    created_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    applied_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần nhập tệp"
        verbose_name_plural = "các lần nhập tệp"
        ordering = ["-created_at"]

    def __str__(self):
        return self.name


class Statement(models.Model):
    """What one row of a file, or one edit by a person, says of an organisation.

    `facts`: {key of the exchange contract: value}; `commune` as a unit's key, `address_written` beside it.
    `figures`: {"2021": {"members": 12, …}}. `valid_from`: the day from which the facts hold. `recorded_at`: when they
    were entered. `original`: the row's cells as written, {column letter: text}, kept as long as the record.
    """

    class Kind(models.TextChoices):
        IMPORT = "import", "Từ tệp"
        CHANGE = "change", "Thay đổi"
        CORRECTION = "correction", "Sửa nhập sai"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="statements", verbose_name="đơn vị")
    kind = models.CharField("loại", max_length=10, choices=Kind)
    valid_from = models.DateField("có giá trị từ")
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="người ghi", related_name="+"
    )
    facts = models.JSONField("nội dung", default=dict)
    figures = models.JSONField("số liệu năm", default=dict)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="statements", verbose_name="lần nhập"
    )
    sheet = models.CharField("trang tính", max_length=100, blank=True)
    row = models.PositiveIntegerField("dòng", null=True, blank=True)
    original = models.JSONField("dòng gốc", default=dict)

    class Meta:
        verbose_name = "ghi nhận"
        verbose_name_plural = "ghi nhận"
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="import", batch__isnull=False) | (~Q(kind="import") & Q(batch__isnull=True)),
                name="statement_names_its_file",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.valid_from:%d/%m/%Y}"
