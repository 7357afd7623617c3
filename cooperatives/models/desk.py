"""What the office keeps for its own work on the lists of organisations."""

from django.conf import settings
from django.db import models

from kttt.revisions import Revisions

from .history import ImportBatch


class _KeptByOffice(models.Model):
    name = models.CharField("tên", max_length=120)
    kind = models.CharField("loại danh sách", max_length=12, choices=ImportBatch.Kind)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class ExportLayout(_KeptByOffice):
    """A layout of columns for Excel, shared by the office; `columns`: [[key of `export_layouts.columns`, heading]]."""

    columns = models.JSONField("các cột", default=list)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="người sửa", related_name="+"
    )

    history = Revisions()

    class Meta:
        verbose_name = "mẫu cột xuất Excel"
        verbose_name_plural = "mẫu cột xuất Excel"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="export_layout_named_once")]


class SavedView(_KeptByOffice):
    """A filter of the list of organisations under a name: of one member of staff, or of the office (`owner` None).

    `query`: what follows "?" in the list's address.
    """

    query = models.TextField("bộ lọc")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, verbose_name="của riêng", related_name="+"
    )

    history = Revisions()

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        ordering = ["name", "pk"]
