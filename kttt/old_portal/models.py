"""What was brought from the old portal, and as what: so that a second run makes nothing twice."""

from django.db import models


class BroughtItem(models.Model):
    """One thing of the old portal and the row (or stored picture) that it became here."""

    source = models.CharField("nguồn", max_length=80, help_text="Đầu tên các bảng cũ, ví dụ nv4_vi_news.")
    kind = models.CharField("loại", max_length=20, help_text="article, document, category, picture …")
    old_key = models.CharField("số hiệu cũ", max_length=400)
    new_id = models.BigIntegerField("số hiệu mới", null=True)
    new_name = models.CharField("tên tệp ảnh mới", max_length=200, blank=True)
    old_digest = models.CharField("dấu của bản cũ", max_length=64, blank=True)
    new_digest = models.CharField("dấu của bản mới khi nhập", max_length=64, blank=True)
    complete = models.BooleanField("đã đủ", default=True, help_text="Không còn ảnh, tệp nào thiếu.")
    open_links = models.BooleanField("còn liên kết cũ", default=False)
    shared = models.BooleanField("dùng bản đã có", default=False, help_text="Không phải do lần nhập tạo ra.")
    facts = models.JSONField("số đã mang sang", default=dict)

    class Meta:
        verbose_name = "mục đã mang sang"
        verbose_name_plural = "mục đã mang sang"
        constraints = [models.UniqueConstraint(fields=["source", "kind", "old_key"], name="brought_once")]

    def __str__(self):
        return f"{self.source} {self.kind} {self.old_key}"
