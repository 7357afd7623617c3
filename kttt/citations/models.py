"""Which text names which document."""

from django.db import models


class Citation(models.Model):
    """A text (a thing of the search's kinds) that names a document by its number, whether or not that is stored.

    Kept by `following` as texts change; `rejected` is the editor's and stays as long as the text names the number.
    """

    kind = models.CharField("loại", max_length=20)
    object_id = models.BigIntegerField()
    key = models.CharField(max_length=60)
    number = models.CharField("số, ký hiệu", max_length=60)
    issued_on = models.DateField("ngày ban hành ghi kèm", null=True, blank=True)
    rejected = models.BooleanField("không liên kết", default=False)

    class Meta:
        verbose_name = "chỗ nhắc đến văn bản"
        verbose_name_plural = "chỗ nhắc đến văn bản"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "key"], name="citation_once")]
        indexes = [models.Index(fields=["key", "kind", "object_id"], name="citation_of_document")]

    def __str__(self):
        return self.number
