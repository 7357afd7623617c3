"""Statements: who said what about an organisation, for which date, and from where it is known.

A statement is never changed. The state on any day is what the newest statements up to that day say, fact by fact
(`cooperatives.history`); `Organization` and `YearlyFigures` hold the present result. So a file that comes late adds
to the past without touching what is newer, a correction keeps what it corrects, and taking an import back is
deleting its statements.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kttt.private_files import private_storage

from .organization import Organization


class ImportBatch(models.Model):
    """One file brought in, or about to be: the file, what the clerk said of it, what came of it.

    `options`: `imports.options.Options.as_json()`. `understood`: how its sheets and columns were read
    (`imports.reporting.understood`). `report`: the contract's report, of the rows with messages only; `counts` are its
    counts, "spare_files" the stored files that erasing has still to delete. `absent`: ids of the organisations that a
    full list does not name. `notice`: why nothing was taken, or what undoing has left. `step`, `done`, `total`,
    `touched_at`: the work that goes on.
    """

    class Kind(models.TextChoices):
        COOPERATIVE = "cooperative", "Hợp tác xã"
        GROUP = "group", "Tổ hợp tác"

    class State(models.TextChoices):
        READING = "reading", "Đang đọc"
        UNREADABLE = "unreadable", "Không đọc được"
        PREVIEW = "preview", "Chờ duyệt"
        APPLYING = "applying", "Đang ghi"
        APPLIED = "applied", "Đã nhập"
        UNDOING = "undoing", "Đang hoàn tác"
        UNDONE = "undone", "Đã hoàn tác"

    WORKING = (State.READING, State.APPLYING, State.UNDOING)

    file = models.FileField("tệp", upload_to="imports/%Y", storage=private_storage, blank=True)
    name = models.CharField("tên tệp", max_length=250)
    digest = models.CharField("mã băm của tệp", max_length=64, blank=True, db_index=True)
    kind = models.CharField("loại danh sách", max_length=12, choices=Kind, blank=True)
    as_of = models.DateField("số liệu đến ngày", null=True, blank=True)
    options = models.JSONField("tùy chọn", default=dict, blank=True)
    understood = models.JSONField("cách hiểu tệp", default=dict, blank=True)
    counts = models.JSONField("kết quả", default=dict, blank=True)
    report = models.JSONField("báo cáo", default=dict, blank=True)
    absent = models.JSONField("không thấy trong tệp", default=list, blank=True)
    notice = models.TextField("điều cần biết", blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.READING)
    step = models.CharField("việc đang làm", max_length=80, blank=True)
    done = models.PositiveIntegerField("đã làm", default=0)
    total = models.PositiveIntegerField("tất cả", default=0)
    touched_at = models.DateTimeField("chạy gần nhất lúc", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="người nhập"
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="người duyệt", related_name="+"
    )
    created_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    applied_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần nhập tệp"
        verbose_name_plural = "lần nhập tệp"
        ordering = ["-created_at"]

    def __str__(self):
        return self.name

    @property
    def is_working(self):
        """Whether the background worker has, or is about to have, this file in hand."""
        return self.state in self.WORKING


class ImportRow(models.Model):
    """A row of a file and what would come of it; once the file is taken, only rows that changed or told something.

    `content`: {"name", "facts", "figures", "differences": [[key, year, old, new]], "messages", "notes", "candidates":
    [[organisation's id, reason]], "decision", "cells": {key: [cell, text]} of what identifies it, "mended":
    {cell: text}}.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    result = models.CharField(max_length=10)
    doubtful = models.BooleanField(default=False)
    warned = models.BooleanField(default=False)
    noted = models.BooleanField(default=False)
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="+")
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = "dòng của tệp"
        verbose_name_plural = "dòng của tệp"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="import_row_position_once")]
        indexes = [models.Index(fields=["batch", "result", "position"], name="import_row_by_result")]

    def __str__(self):
        return f"{self.sheet}, {self.row}"


class ColumnLayout(models.Model):
    """Corrections of a clerk for one layout of headings, proposed when a file of that layout comes again.

    `signature`: `SheetReading.layout`; `columns`: {folded heading: key of the field, or "" for "do not read"}.
    """

    signature = models.CharField("mẫu tiêu đề", max_length=200, unique=True)
    example = models.CharField("ví dụ tệp", max_length=250)
    columns = models.JSONField("cách hiểu cột", default=dict)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="người sửa"
    )
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        verbose_name = "cách hiểu cột đã nhớ"
        verbose_name_plural = "cách hiểu cột đã nhớ"
        ordering = ["-changed_at"]

    def __str__(self):
        return self.example


class Distinction(models.Model):
    """Somebody said that a name in a commune is not this organisation, however alike: it is not asked again."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="distinctions", verbose_name="đơn vị đã có"
    )
    name_key = models.CharField("tên khác (rút gọn)", max_length=300)
    name = models.CharField("tên khác", max_length=300)
    unit_key = models.CharField("xã, phường", max_length=20, blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="người quyết định"
    )
    said_at = models.DateTimeField("quyết định lúc", auto_now_add=True)

    class Meta:
        verbose_name = "kết luận không trùng"
        verbose_name_plural = "kết luận không trùng"
        ordering = ["-said_at"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name_key", "unit_key"], name="distinction_once")
        ]

    def __str__(self):
        return f"{self.name} ≠ {self.organization}"


class Statement(models.Model):
    """What one row of a file, or one edit by a person, says of an organisation.

    Erasing a person is the one thing that changes statements (`cooperatives.erasing`).

    `facts`: {key of the exchange contract: value}; `commune` as a unit's key, `address_written` beside it.
    `figures`: {"2021": {"members": 12, …}}. `valid_from`: the day from which the facts hold. `recorded_at`: when they
    were entered. `original`: the row's cells as written, {column letter: text}, kept as long as the record; `mended`:
    {cell: text} of those that the clerk typed anew before the file was taken.
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
    mended = models.JSONField("ô đã sửa khi nhập", default=dict)

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
