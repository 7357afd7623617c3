"""Static pages and the forms that readers take from them."""

from django.db import models
from django.urls import reverse

from kttt.derived import FoldedField, SortKeyField
from kttt.moved.models import KeepsOldAddress
from kttt.private_files import PrivateFile
from kttt.publishing import Publishable
from kttt.revisions import Revisions
from kttt.richtext import RichTextField


class Page(KeepsOldAddress, Publishable):
    """A static page at /trang/<slug>/."""

    class Kind(models.TextChoices):
        TEXT = "text", "Trang thường"
        PROCEDURE = "procedure", "Thủ tục"
        STRUCTURE = "structure", "Cơ cấu tổ chức"
        DIRECTORY = "directory", "Danh bạ"

    title = models.CharField("tiêu đề", max_length=200)
    slug = models.SlugField("đường dẫn", max_length=100, unique=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name="thuộc trang"
    )
    kind = models.CharField(
        "kiểu trang", max_length=10, choices=Kind, default=Kind.TEXT,
        help_text="Thủ tục: danh sách đánh số được vẽ thành các bước, trang có tên ở trang chủ. Cơ cấu tổ chức, Danh "
        "bạ: dưới nội dung có thêm lãnh đạo, phòng, ban, cán bộ.",
    )  # fmt: skip
    summary = models.CharField(
        "tóm tắt", max_length=200, blank=True, help_text="Một câu, hiện ở trang chủ, kết quả tìm kiếm và khi chia sẻ."
    )
    body = RichTextField("nội dung")
    folded = FoldedField(sources=["title"])
    sort_key = SortKeyField(sources=["title"])

    history = Revisions()

    class Meta:
        verbose_name = "trang"
        verbose_name_plural = "trang"
        ordering = ["sort_key"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("page", args=[self.slug])


class PageFile(PrivateFile):
    """A form that readers take from a page."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="files", verbose_name="trang")

    history = Revisions()

    class Meta(PrivateFile.Meta):
        verbose_name = "biểu mẫu, tệp tải về"
        verbose_name_plural = "biểu mẫu, tệp tải về"

    def get_absolute_url(self):
        return reverse("page_file", args=[self.page.slug, self.pk])
