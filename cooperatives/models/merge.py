"""Two organisations that were one: which number stays, which is gone, and what taking that back needs."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q


class Merge(models.Model):
    """A merge of two organisations. Numbers and not foreign keys: the gone one has no row, the kept one may go later.

    `parts`: what followed, {name of the table: [ids]}, and "doubled": the distinctions that both had. `consents`: what
    no statement says, {"gone", "kept", "after": {field: text}}, as it was of both and became. No other personal data
    is in here; erasing a person empties `consents`.
    """

    kept_id = models.BigIntegerField("số hiệu giữ lại", db_index=True)
    gone_id = models.BigIntegerField("số hiệu đã gộp", db_index=True)
    kept_name = models.CharField("đơn vị giữ lại", max_length=300)
    gone_name = models.CharField("đơn vị đã gộp", max_length=300)
    parts = models.JSONField("những gì chuyển sang", default=dict)
    consents = models.JSONField("điều không có trong ghi nhận", default=dict)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="người gộp", related_name="+"
    )
    merged_at = models.DateTimeField("gộp lúc")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="người tách", related_name="+"
    )
    undone_at = models.DateTimeField("tách lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần gộp đơn vị trùng"
        verbose_name_plural = "đơn vị nghi trùng"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gone_id"], condition=Q(undone_at__isnull=True), name="merged_away_once")
        ]

    def __str__(self):
        return f"{self.gone_name} → {self.kept_name}"

    @classmethod
    def revision(cls):
        """Changes with every merge and every undoing."""
        return tuple(cls.objects.aggregate(made=Count("pk"), undone=Count("undone_at")).values())

    @classmethod
    def standing_for(cls, pk):
        """The number under which organisation `pk` is kept today, through any number of merges; `pk` if unmerged."""
        seen = set()
        while pk not in seen:
            seen.add(pk)
            pk = cls.objects.filter(gone_id=pk, undone_at__isnull=True).values_list("kept_id", flat=True).first() or pk
        return pk
