"""What organisations were from day to day: what figures of any date are counted from."""

from django.db import models
from django.db.models import Q

from kttt.units.models import AdminUnit

from .organization import Organization, Sector


class PeriodQuerySet(models.QuerySet):
    """Reads by date."""

    def on(self, day):
        """The periods that hold on `day` (a date): one for each organisation that was known by then."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)

    def published(self):
        """Without organisations that staff hide."""
        return self.filter(organization__hidden=False)

    def of_kind(self, kind):
        """`kind` is "cooperative" or "group", as in the exchange contract."""
        group = Q(form=Organization.Form.GROUP)
        return self.filter(group if kind == "group" else ~group)

    def registered(self):
        """Neither dissolved nor converted into something else."""
        return self.exclude(status__in=Organization.GONE)


class Period(models.Model):
    """What an organisation was from `valid_from` until the day before `valid_until`, computed from its statements.

    Only the facts by which figures are counted; the last period is what `Organization` says today.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="periods", verbose_name="đơn vị")
    valid_from = models.DateField("từ ngày")
    valid_until = models.DateField("đến trước ngày", null=True, blank=True)
    form = models.CharField("loại hình", max_length=12, choices=Organization.Form)
    status = models.CharField("tình trạng", max_length=12, choices=Organization.Status, blank=True)
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, related_name="+", verbose_name="lĩnh vực chính")
    unit_then = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, related_name="+", verbose_name="xã, phường khi ghi"
    )
    unit_now = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+", verbose_name="xã, phường nay")
    charter_capital = models.BigIntegerField("vốn điều lệ (đồng)", null=True)
    alliance_member = models.BooleanField("thành viên Liên minh", null=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "giai đoạn"
        verbose_name_plural = "giai đoạn"
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "valid_from"], name="period_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
                name="period_has_days",
            ),
        ]
        indexes = [models.Index(fields=["valid_from", "valid_until"], name="period_by_day")]

    def __str__(self):
        return f"{self.organization} {self.valid_from:%d/%m/%Y}"
