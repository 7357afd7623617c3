"""What the office enters for a year beside the registry: figures of its own work, and the plan."""

from django.db import models

from kttt.publishing import PublicContent
from kttt.revisions import Revisions


class IndicatorEntry(PublicContent):
    """The value of an indicator of the catalogue that is not counted from the registry, for one year."""

    code = models.CharField("chỉ tiêu", max_length=40)
    year = models.PositiveSmallIntegerField("năm")
    value = models.DecimalField("giá trị", max_digits=18, decimal_places=2, help_text="Tiền ghi bằng đồng.")
    source = models.CharField("nguồn số liệu", max_length=200, blank=True, help_text="Văn bản, đơn vị cung cấp.")

    history = Revisions()

    class Meta:
        verbose_name = "số liệu nhập tay"
        verbose_name_plural = "số liệu nhập tay theo năm"
        ordering = ["-year", "code"]
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="entry_once_a_year")]

    def __str__(self):
        return f"{self.code} {self.year}"


class IndicatorTarget(PublicContent):
    """What the plan of a year asks of an indicator: to reach a level, or to grow by so much."""

    class Basis(models.TextChoices):
        LEVEL = "level", "Đạt mức"
        GROWTH = "growth", "Tăng thêm"

    code = models.CharField("chỉ tiêu", max_length=40)
    year = models.PositiveSmallIntegerField("năm")
    basis = models.CharField("cách giao", max_length=6, choices=Basis, default=Basis.LEVEL)
    value = models.DecimalField("kế hoạch", max_digits=18, decimal_places=2, help_text="Tiền ghi bằng đồng.")
    decision = models.CharField("văn bản giao", max_length=200, blank=True)

    history = Revisions()

    class Meta:
        verbose_name = "chỉ tiêu kế hoạch"
        verbose_name_plural = "chỉ tiêu kế hoạch"
        ordering = ["-year", "code"]
        constraints = [models.UniqueConstraint(fields=["code", "year", "basis"], name="target_once_a_year")]

    def __str__(self):
        return f"{self.code} {self.year}"
