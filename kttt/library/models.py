"""What the library knows of a picture beside its file."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from kttt.derived import DerivedQuerySet, FoldedField
from kttt.revisions import Revisions


class Picture(models.Model):
    """A picture below /media/. Its file is the truth: `gathering` makes the row and keeps `used_in` true."""

    name = models.CharField("tên trong kho", max_length=200, unique=True, editable=False)
    title = models.CharField(
        "tên gọi", max_length=150, blank=True, help_text="Để tìm lại; lúc đầu là tên tệp đã tải lên."
    )
    alt = models.CharField(
        "mô tả ảnh", max_length=250, blank=True, help_text="Ảnh cho thấy gì: đọc cho người không nhìn thấy ảnh."
    )
    caption = models.CharField(
        "chú thích ảnh", max_length=300, blank=True, help_text="Dòng chữ dưới ảnh: ai, ở đâu, khi nào."
    )
    width = models.PositiveIntegerField("rộng (điểm ảnh)", default=0, editable=False)
    height = models.PositiveIntegerField("cao (điểm ảnh)", default=0, editable=False)
    size = models.PositiveBigIntegerField("dung lượng (byte)", default=0, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name="người tải lên",
    )  # fmt: skip
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now, editable=False, db_index=True)
    # Words of `columns.Column`, each between spaces: " news.article.cover news.article.body "; none where unused.
    used_in = models.TextField("dùng ở", blank=True, default="", editable=False)
    use_count = models.PositiveIntegerField("số nơi dùng", default=0, editable=False)
    folded = FoldedField(sources=["title", "alt", "caption", "name"])

    objects = DerivedQuerySet.as_manager()
    history = Revisions(leave_out=["used_in", "use_count"], forget_deleted=True)

    class Meta:
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.title or self.alt or self.name

    @property
    def url(self):
        """Its address on the portal."""
        return default_storage.url(self.name)
