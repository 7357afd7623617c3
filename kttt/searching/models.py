"""The index: entries of what can be found, what has to be looked at again, words, questions without answer."""

from django.db import models


class Entry(models.Model):
    """What can be found of one thing, as it reads and (folded_…) as it is compared (`language.canonical`).

    The full text index over the folded columns is the database's own affair (migrations 0002 and 0003):
    searching_index, kept by triggers, is a virtual table on SQLite and a table of tsvectors on PostgreSQL.
    """

    kind = models.CharField("loại", max_length=20)
    object_id = models.BigIntegerField()
    title = models.TextField("tiêu đề")
    keys = models.TextField("số hiệu, mã số", blank=True)
    about = models.TextField("thông tin chính", blank=True)
    body = models.TextField("nội dung", blank=True)
    folded_title = models.TextField()
    folded_keys = models.TextField(blank=True)
    folded_about = models.TextField(blank=True)
    folded_body = models.TextField(blank=True)
    day = models.DateField("ngày", null=True, blank=True)

    class Meta:
        verbose_name = "mục tìm kiếm"
        verbose_name_plural = "mục tìm kiếm"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]
        indexes = [models.Index(fields=["kind", "-day"], name="search_entry_newest")]

    def __str__(self):
        return self.title


class Stale(models.Model):
    """A thing whose entry may no longer be right. A log: one thing may stand in it several times."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()

    class Meta:
        verbose_name = "mục chờ cập nhật"
        verbose_name_plural = "mục chờ cập nhật"

    def __str__(self):
        return f"{self.kind} {self.object_id}"


class Word(models.Model):
    """A folded word and the number of entries that hold it: how much it tells, and what a slip may have meant."""

    word = models.CharField("từ", max_length=20, primary_key=True)
    entries = models.IntegerField("số mục", default=0)

    class Meta:
        verbose_name = "từ"
        verbose_name_plural = "từ"

    def __str__(self):
        return self.word


class MissedQuery(models.Model):
    """What readers searched without finding it: the folded words, never who asked."""

    query = models.CharField("từ khóa (không dấu)", max_length=100, unique=True)
    times = models.PositiveIntegerField("số lần", default=1)
    last_at = models.DateTimeField("lần cuối", db_index=True)

    class Meta:
        verbose_name = "từ khóa không tìm thấy"
        verbose_name_plural = "từ khóa không tìm thấy"
        ordering = ["-times", "-last_at"]

    def __str__(self):
        return self.query
