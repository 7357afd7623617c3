"""Administrative units as they were and as they are.

Lai Châu had 106 communes in 8 districts until 30 June 2025 and has 38 communes and no district since 1 July 2025
(Nghị quyết 1670/NQ-UBTVQH15). Seventeen of the old codes now name another commune, so that a unit is named by
its code and the date from which it is valid.
"""

from django.db import models
from django.db.models import Q

from kttt.derived import FoldedField, SortKeyField
from kttt.publishing import PublicContent, PublicQuerySet
from kttt.revisions import Revisions

REFORM_DATE = "2025-07-01"


class UnitQuerySet(PublicQuerySet):
    """Units by level and day."""

    def communes(self):
        """Xã, phường and thị trấn."""
        return self.filter(level=AdminUnit.Level.COMMUNE)

    def on(self, day):
        """Units that exist on `day` (a date)."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)

    def current(self):
        """Units that no law has ended."""
        return self.filter(valid_to__isnull=True)


class AdminUnit(PublicContent):
    """A province, district or commune during the time in which it had this name and code."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, "Tỉnh"
        DISTRICT = 2, "Huyện, thành phố"
        COMMUNE = 3, "Xã, phường, thị trấn"

    level = models.PositiveSmallIntegerField("cấp", choices=Level)
    type = models.CharField("loại", max_length=20, help_text="Xã, Phường, Thị trấn, Huyện, Thành phố, Tỉnh.")
    name = models.CharField("tên", max_length=80)
    gso_code = models.CharField("mã đơn vị hành chính", max_length=5)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="thuộc", related_name="parts"
    )
    valid_from = models.DateField("có từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=120, blank=True)
    latitude = models.FloatField("vĩ độ", null=True, blank=True)
    longitude = models.FloatField("kinh độ", null=True, blank=True)
    area_km2 = models.FloatField("diện tích (km²)", null=True, blank=True)
    folded = FoldedField(sources=["type", "name"])
    sort_key = SortKeyField(sources=["name"], db_index=True)

    objects = UnitQuerySet.as_manager()
    history = Revisions()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ["sort_key", "valid_from"]
        permissions = [("import_adminunit", "Nhập đơn vị hành chính"), ("export_adminunit", "Xuất đơn vị hành chính")]
        constraints = [models.UniqueConstraint(fields=["gso_code", "valid_from"], name="unit_code_and_date")]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        """Official full name: "Xã Bản Bo"."""
        return f"{self.type} {self.name}"

    @property
    def key(self):
        """The stable name of this unit in stored history: "03424/2025-07-01"."""
        return f"{self.gso_code}/{self.valid_from:%Y-%m-%d}"


class UnitAlias(PublicContent):
    """Another spelling or an earlier name of a unit ("Lả Nhì Thàng")."""

    unit = models.ForeignKey(AdminUnit, models.CASCADE, related_name="aliases", verbose_name="đơn vị")
    name = models.CharField("tên khác", max_length=80)
    folded = FoldedField(sources=["name"])

    history = Revisions()

    class Meta:
        verbose_name = "tên gọi khác"
        verbose_name_plural = "tên gọi khác"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unit_alias_once")]

    def __str__(self):
        return self.name


class UnitSuccession(models.Model):
    """An old unit went into a new one: every commune of before July 2025 went whole into exactly one."""

    old = models.ForeignKey(AdminUnit, models.CASCADE, related_name="successions", verbose_name="đơn vị cũ")
    new = models.ForeignKey(AdminUnit, models.CASCADE, related_name="predecessors", verbose_name="đơn vị mới")

    class Meta:
        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa"
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="succession_once")]

    def __str__(self):
        return f"{self.old} → {self.new}"


class UnitBoundary(PublicContent):
    """The outline of one of today's communes as maps draw it; an office that owns boundaries loads them.

    `polygons`: as in GeoJSON's MultiPolygon, degrees of WGS 84 (longitude, latitude), simplified so that neighbours
    keep the same line. The label's place lies inside the largest polygon.
    """

    unit = models.OneToOneField(AdminUnit, models.CASCADE, related_name="boundary", verbose_name="đơn vị")
    polygons = models.JSONField("đường ranh giới")
    label_longitude = models.FloatField("kinh độ của nhãn")
    label_latitude = models.FloatField("vĩ độ của nhãn")

    class Meta:
        verbose_name = "ranh giới"
        verbose_name_plural = "ranh giới"

    def __str__(self):
        return f"Ranh giới {self.unit}"
