"""Which blocks the home page has, in which order."""

from django.db import models

from kttt.publishing import PublicContent
from kttt.revisions import Revisions


class HomeBlock(PublicContent):
    """One block of the home page; what it shows, `kttt.home.blocks` knows. There is one row of each kind."""

    class Kind(models.TextChoices):
        LATEST = "latest", "Tin mới nhất"
        FIGURES = "figures", "Con số kinh tế tập thể"
        PROCEDURES = "procedures", "Thủ tục"
        MAP = "map", "Bản đồ hợp tác xã"
        BANNERS = "banners", "Banner của trang chủ"
        CATEGORIES = "categories", "Từng chuyên mục"
        PARTNERS = "partners", "Liên kết, đối tác"

    kind = models.CharField("khối", max_length=20, choices=Kind, unique=True, editable=False)
    heading = models.CharField(
        "tiêu đề khác", max_length=80, blank=True, help_text="Bỏ trống để dùng tiêu đề sẵn có của khối."
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    shown = models.BooleanField("hiện", default=True)

    history = Revisions()

    class Meta:
        verbose_name = "khối trang chủ"
        verbose_name_plural = "trang chủ"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.get_kind_display()
