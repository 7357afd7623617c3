"""What one document does to another (lược đồ), with the law's verbs."""

from django.db import models

from documents import numbers
from documents.models.document import Document
from kttt.publishing import PublicContent


class Relation(PublicContent):
    """`source` does `verb` to `target`, or to a document that is known by its number alone and not stored (yet)."""

    class Verb(models.TextChoices):
        BASED_ON = "based_on", "Căn cứ"
        DETAILS = "details", "Quy định chi tiết, hướng dẫn thi hành"
        GUIDES = "guides", "Hướng dẫn áp dụng"
        AMENDS = "amends", "Sửa đổi, bổ sung"
        CORRECTS = "corrects", "Đính chính"
        REPLACES = "replaces", "Thay thế"
        REPEALS = "repeals", "Bãi bỏ"
        STAYS = "stays", "Đình chỉ việc thi hành"
        SUSPENDS = "suspends", "Tạm ngưng hiệu lực"
        CONSOLIDATES = "consolidates", "Hợp nhất"
        EXPLAINS = "explains", "Giải thích"
        ANNOUNCES = "announces", "Công bố"
        CITES = "cites", "Dẫn chiếu"
        RELATED = "related", "Liên quan cùng nội dung"

    source = models.ForeignKey(Document, models.CASCADE, related_name="relations", verbose_name="văn bản")
    verb = models.CharField("quan hệ", max_length=20, choices=Verb)
    target = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="reverse_relations", verbose_name="với văn bản"
    )
    target_number = models.CharField(
        "số, ký hiệu", max_length=60, blank=True, help_text="Ghi khi văn bản kia chưa có trên Cổng."
    )
    target_key = models.CharField(max_length=60, editable=False, blank=True, db_index=True)
    passage = models.CharField(
        "điều, khoản", max_length=250, blank=True, help_text="Ví dụ: khoản 2 Điều 3. Bỏ trống nếu là cả văn bản."
    )
    effective_on = models.DateField(
        "từ ngày", null=True, blank=True, help_text="Bỏ trống nếu là ngày văn bản này có hiệu lực."
    )
    until = models.DateField("đến hết ngày", null=True, blank=True, help_text="Chỉ với đình chỉ, tạm ngưng.")

    class Meta:
        verbose_name = "quan hệ với văn bản khác"
        verbose_name_plural = "quan hệ với văn bản khác"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target__isnull=False) | ~models.Q(target_number=""),
                name="relation_names_a_document",
                violation_error_message="Hãy chọn một văn bản, hoặc ghi số, ký hiệu của văn bản chưa có trên Cổng.",
            ),
            models.UniqueConstraint(fields=["source", "verb", "target", "passage"], name="relation_once"),
            models.UniqueConstraint(
                fields=["source", "verb", "target_key", "passage"],
                condition=models.Q(target__isnull=True),
                name="relation_to_number_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_verb_display()} {self.target.number if self.target else self.target_number}"

    def save(self, *args, **kwargs):
        self.target_key = numbers.key(self.target_number) if self.target_number else ""
        super().save(*args, **kwargs)
