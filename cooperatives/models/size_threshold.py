"""From which numbers on a cooperative is small, medium-sized or large: Nghị định 113/2024/NĐ-CP, Điều 5."""

from django.db import models

from kttt.publishing import PublicContent
from kttt.revisions import Revisions


class SizeThreshold(PublicContent):
    """A line of the table: at least so many members, and at least so much revenue in the year or capital.

    What reaches no line of its field is very small; a field without all three lines leaves its cooperatives without a
    class where a missing line would decide.
    """

    class Field(models.TextChoices):
        AGRICULTURE = "agriculture", "Nông nghiệp, lâm nghiệp, thủy sản"
        INDUSTRY = "industry", "Công nghiệp, xây dựng"
        SERVICES = "services", "Thương mại, dịch vụ, lĩnh vực khác"

    class Size(models.TextChoices):
        LARGE = "lon", "Quy mô lớn"
        MEDIUM = "vua", "Quy mô vừa"
        SMALL = "nho", "Quy mô nhỏ"

    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    size = models.CharField("quy mô", max_length=4, choices=Size)
    members = models.PositiveIntegerField("thành viên từ")
    revenue = models.BigIntegerField("doanh thu năm từ (đồng)")
    capital = models.BigIntegerField("nguồn vốn từ (đồng)")

    history = Revisions()

    class Meta:
        verbose_name = "ngưỡng quy mô HTX"
        verbose_name_plural = "ngưỡng quy mô HTX"
        ordering = ["field", "-members"]
        constraints = [models.UniqueConstraint(fields=["field", "size"], name="size_threshold_once")]

    def __str__(self):
        return f"{self.get_field_display()}: {self.get_size_display().lower()}"
