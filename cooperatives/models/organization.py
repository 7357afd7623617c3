"""Organisations as they are today. What they were, and from what it is known, is in `history`."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kttt import text
from kttt.derived import FoldedField, SortKeyField
from kttt.publishing import PublicContent, PublicQuerySet
from kttt.revisions import Revisions
from kttt.units.models import AdminUnit

from .months import months_later
from .partial_date import PartialDateField


class Sector(PublicContent):
    """One of the seven fields of the Alliance's reports, or "other"."""

    code = models.CharField("mã", max_length=20, unique=True)
    name = models.CharField("tên", max_length=120)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    history = Revisions()

    class Meta:
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        ordering = ["position"]

    def __str__(self):
        return self.name


class OrganizationQuerySet(PublicQuerySet):
    """Reads in the registry's own words."""

    def published(self, at=None):
        """Organisations that the public may see: the register is public, but for rows that staff hide."""
        return self.filter(hidden=False)

    def cooperatives(self):
        """HTX, liên hiệp HTX and credit funds."""
        return self.exclude(form=Organization.Form.GROUP)

    def groups(self):
        """Tổ hợp tác."""
        return self.filter(form=Organization.Form.GROUP)

    def registered(self):
        """Neither dissolved nor converted into something else."""
        return self.exclude(status__in=Organization.GONE)

    def of_kind(self, kind):
        """`kind` is "cooperative" or "group", as in the exchange contract."""
        return self.groups() if kind == "group" else self.cooperatives()


class Organization(PublicContent):
    """A cooperative, union, credit fund or group: its present state, computed from its statements.

    `PERSONAL` fields are not shown in public unless consent is recorded (Luật 91/2025/QH15).
    """

    PERSONAL = ("phones", "email", "leader", "note")

    class Form(models.TextChoices):
        COOPERATIVE = "cooperative", "Hợp tác xã"
        UNION = "union", "Liên hiệp hợp tác xã"
        CREDIT_FUND = "credit_fund", "Quỹ tín dụng nhân dân"
        GROUP = "group", "Tổ hợp tác"

    class Status(models.TextChoices):
        ACTIVE = "active", "Đang hoạt động"
        SUSPENDED = "suspended", "Tạm ngừng hoạt động"
        STOPPED = "stopped", "Ngừng hoạt động"
        DISSOLVING = "dissolving", "Chờ giải thể"
        DISSOLVED = "dissolved", "Đã giải thể"
        CONVERTED = "converted", "Đã chuyển đổi, sáp nhập"

    # Of these nothing is counted any more.
    GONE = (Status.DISSOLVED, Status.CONVERTED)

    form = models.CharField("loại hình", max_length=12, choices=Form)
    name = models.CharField("tên", max_length=300)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True, default="", db_index=True)
    registration_number = models.CharField("số giấy chứng nhận", max_length=60, blank=True, default="")
    registration_issuer = models.CharField("nơi cấp", max_length=200, blank=True, default="")
    registered_on = PartialDateField("ngày cấp")
    established_on = PartialDateField("ngày thành lập")
    status = models.CharField("tình trạng", max_length=12, choices=Status, blank=True, default="")
    sectors = models.ManyToManyField(Sector, through="OrganizationSector", verbose_name="lĩnh vực")
    business_lines = models.TextField("ngành nghề", blank=True, default="")
    products = models.TextField("sản phẩm", blank=True, default="")
    address = models.CharField("bản, tổ, số nhà", max_length=300, blank=True, default="")
    address_written = models.CharField("địa chỉ như đã ghi", max_length=400, blank=True, default="")
    unit_then = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường khi ghi"
    )
    unit_now = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, blank=True, related_name="organizations", verbose_name="xã, phường nay"
    )
    representative = models.CharField("người đại diện", max_length=120, blank=True, default="")
    representative_title = models.CharField("chức vụ", max_length=120, blank=True, default="")
    phones = models.JSONField("điện thoại", default=list, blank=True)
    email = models.CharField("thư điện tử", max_length=120, blank=True, default="")
    charter_capital = models.BigIntegerField("vốn điều lệ (đồng)", null=True, blank=True)
    alliance_member = models.BooleanField("thành viên Liên minh", null=True, blank=True)
    note = models.TextField("ghi chú", blank=True, default="")
    leader = models.CharField("tổ trưởng", max_length=120, blank=True, default="")
    contract_number = models.CharField("số hợp đồng hợp tác", max_length=60, blank=True, default="")
    contract_on = PartialDateField("ngày hợp đồng")

    consent_on = models.DateField(
        "ngày đồng ý công khai liên hệ", null=True, blank=True, help_text="Chỉ ghi khi có văn bản hoặc tin nhắn đồng ý."
    )
    consent_evidence = models.CharField("bằng chứng đồng ý", max_length=250, blank=True, default="")
    hidden = models.BooleanField("không hiện ra công chúng", default=False)
    folded = FoldedField(sources=["name", "tax_code", "business_lines", "products"])
    sort_key = SortKeyField(sources=["name"])

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["hidden", "sort_key", "id"], name="org_by_name"),
            models.Index(fields=["unit_now", "status"], name="org_by_unit"),
            models.Index(fields=["registration_number"], name="org_by_registration"),
        ]

    def __str__(self):
        return self.name

    @property
    def kind(self):
        """ "group" or "cooperative", as in the exchange contract."""
        return "group" if self.form == self.Form.GROUP else "cooperative"

    @property
    def slug(self):
        return text.slug(self.name)

    def get_absolute_url(self):
        name = "group" if self.form == self.Form.GROUP else "cooperative"
        return reverse(name, args=[self.slug, self.pk])

    @property
    def public_phones(self):
        """Phones that may be shown: all with recorded consent, else none."""
        return self.phones if self.consent_on else []

    @property
    def public_email(self):
        """The address that may be shown: with recorded consent, else ""."""
        return self.email if self.consent_on else ""


class OrganizationSector(models.Model):
    """A sector of an organisation; position 0 is the main one."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="sector_links")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="+", verbose_name="lĩnh vực")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "lĩnh vực của đơn vị"
        verbose_name_plural = "lĩnh vực của đơn vị"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["organization", "sector"], name="sector_once")]

    def __str__(self):
        return str(self.sector)


class CooperativeManager(models.Manager.from_queryset(OrganizationQuerySet)):
    """HTX, unions and credit funds only."""

    def get_queryset(self):
        return super().get_queryset().filter(~Q(form=Organization.Form.GROUP))


class GroupManager(models.Manager.from_queryset(OrganizationQuerySet)):
    """Tổ hợp tác only."""

    def get_queryset(self):
        return super().get_queryset().filter(form=Organization.Form.GROUP)


class Cooperative(Organization):
    """An HTX, liên hiệp HTX or quỹ tín dụng nhân dân."""

    objects = CooperativeManager()

    class Meta:
        proxy = True
        verbose_name = "hợp tác xã"
        verbose_name_plural = "hợp tác xã"
        permissions = [("import_cooperative", "Nhập hợp tác xã"), ("export_cooperative", "Xuất hợp tác xã")]


class CooperativeGroup(Organization):
    """A tổ hợp tác."""

    objects = GroupManager()

    class Meta:
        proxy = True
        verbose_name = "tổ hợp tác"
        verbose_name_plural = "tổ hợp tác"
        permissions = [("import_cooperativegroup", "Nhập tổ hợp tác"), ("export_cooperativegroup", "Xuất tổ hợp tác")]


# An OCOP recognition holds so long, to the end of the same day of the month (Bộ luật Dân sự 2015, Điều 148).
OCOP_MONTHS = 36


def first_holding(day):
    """The first day of recognition that still holds on `day`."""
    first = months_later(day, -OCOP_MONTHS)
    # 29 February has no counterpart in the years between.
    return first if months_later(first, OCOP_MONTHS) >= day else first + timedelta(days=1)


class OcopProductQuerySet(PublicQuerySet):
    """Recognitions by the day."""

    def holding(self, day):
        """Those that hold on `day` (a date); one without a day of its own is believed to."""
        return self.filter(
            Q(recognised_on__isnull=True) | Q(recognised_on__lte=day, recognised_on__gte=first_holding(day))
        )


class OcopProduct(PublicContent):
    """A product with OCOP stars; the recognition holds 36 months."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="ocop_products", verbose_name="đơn vị")
    name = models.CharField("tên sản phẩm", max_length=200)
    stars = models.PositiveSmallIntegerField("số sao", choices=[(n, f"{n} sao") for n in (3, 4, 5)])
    decision = models.CharField("quyết định công nhận", max_length=120, blank=True)
    recognised_on = models.DateField("ngày công nhận", null=True, blank=True)

    objects = OcopProductQuerySet.as_manager()
    history = Revisions()

    class Meta:
        verbose_name = "sản phẩm OCOP"
        verbose_name_plural = "sản phẩm OCOP"
        ordering = ["-stars", "name"]

    def __str__(self):
        return f"{self.name} ({self.stars} sao)"

    @property
    def recognised_until(self):
        """The last day on which the recognition holds; None: not known."""
        return self.recognised_on and months_later(self.recognised_on, OCOP_MONTHS)

    @property
    def has_ended(self):
        """Whether the recognition no longer holds today."""
        return self.recognised_on is not None and self.recognised_until < timezone.localdate()
