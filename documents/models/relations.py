"""What one document does to another (lược đồ), with the law's verbs."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from documents import numbers, validity
from documents.models.document import Document, NumberKeyField
from kttt import text
from kttt.publishing import PublicContent, PublicQuerySet
from kttt.revisions import Revisions


class RelationQuerySet(PublicQuerySet):
    """Writes keep what relations lead to (`documents.validity`)."""

    @transaction.atomic(savepoint=False)
    def update(self, **kwargs):
        rows = list(self.order_by().values_list("pk", "source", "target"))
        changed = super().update(**kwargs)
        sources = {source for _pk, source, _target in rows}
        if "source" in kwargs:
            for some in validity.batches(pk for pk, *_ in rows):
                sources.update(self.model._base_manager.filter(pk__in=some).values_list("source", flat=True))
        validity.relations_changed(sources, {target for *_, target in rows if target})
        return changed

    update.alters_data = True

    @transaction.atomic(savepoint=False)
    def bulk_create(self, objs, *args, **kwargs):
        made = super().bulk_create(objs, *args, **kwargs)
        validity.relations_changed({relation.source_id for relation in made})
        return made

    bulk_create.alters_data = True

    @transaction.atomic(savepoint=False)
    def delete(self):
        targets = set(self.order_by().exclude(target=None).values_list("target", flat=True))
        result = super().delete()
        validity.rebuild(targets)
        return result

    delete.alters_data = True
    delete.queryset_only = True


class Relation(PublicContent):
    """`source` does `verb` to `target`, or to a document that is known by its number alone and not stored (yet).

    Where `target_number` is written, it alone decides the target: the one stored document that bears it. It is empty
    where a person picked the target.
    """

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

    # What each verb is called by its target.
    INVERSE = {
        Verb.BASED_ON: "Là căn cứ của",
        Verb.DETAILS: "Được quy định chi tiết, hướng dẫn thi hành bởi",
        Verb.GUIDES: "Được hướng dẫn áp dụng bởi",
        Verb.AMENDS: "Được sửa đổi, bổ sung bởi",
        Verb.CORRECTS: "Được đính chính bởi",
        Verb.REPLACES: "Bị thay thế bởi",
        Verb.REPEALS: "Bị bãi bỏ bởi",
        Verb.STAYS: "Bị đình chỉ việc thi hành bởi",
        Verb.SUSPENDS: "Bị tạm ngưng hiệu lực bởi",
        Verb.CONSOLIDATES: "Được hợp nhất trong",
        Verb.EXPLAINS: "Được giải thích bởi",
        Verb.ANNOUNCES: "Được công bố bởi",
        Verb.CITES: "Được dẫn chiếu trong",
        Verb.RELATED: "Liên quan cùng nội dung",
    }
    ENDING = (Verb.REPLACES, Verb.REPEALS)
    SUSPENDING = (Verb.STAYS, Verb.SUSPENDS)
    ACTING = (*ENDING, *SUSPENDING, Verb.AMENDS)
    # Two documents may do these to each other.
    MUTUAL = (Verb.CITES, Verb.RELATED)

    source = models.ForeignKey(Document, models.CASCADE, related_name="relations", verbose_name="văn bản")
    verb = models.CharField("quan hệ", max_length=20, choices=Verb)
    target = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="reverse_relations", verbose_name="với văn bản"
    )
    target_number = models.CharField(
        "số, ký hiệu", max_length=60, blank=True, help_text="Ghi khi văn bản kia chưa có trên Cổng."
    )
    target_key = NumberKeyField(sources=["target_number"], blank=True, db_index=True)
    passage = models.CharField(
        "điều, khoản", max_length=250, blank=True, help_text="Ví dụ: khoản 2 Điều 3. Bỏ trống nếu là cả văn bản."
    )
    effective_on = models.DateField(
        "từ ngày", null=True, blank=True, help_text="Bỏ trống nếu là ngày văn bản này có hiệu lực."
    )
    until = models.DateField("đến hết ngày", null=True, blank=True, help_text="Chỉ với đình chỉ, tạm ngưng.")

    objects = RelationQuerySet.as_manager()
    history = Revisions()

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

    @property
    def since(self):
        """The day from which the relation holds: its own, else the one on which its source takes effect; or None."""
        return self.effective_on or self.source.effective_on

    def clean(self):
        super().clean()
        key = numbers.key(self.target_number) if self.target_number else ""
        if self.until and self.verb not in self.SUSPENDING:
            raise ValidationError({"until": "Chỉ ghi ngày này với đình chỉ việc thi hành và tạm ngưng hiệu lực."})
        if self.until and self.effective_on and self.until < self.effective_on:
            raise ValidationError({"until": "Ngày này phải sau “từ ngày”."})
        if not self.target_id and not key:
            raise ValidationError("Hãy chọn một văn bản, hoặc ghi số, ký hiệu của văn bản chưa có trên Cổng.")
        if self.target_id and self.target_id == self.source_id:
            raise ValidationError({"target": "Văn bản không thể có quan hệ với chính nó: hãy chọn văn bản khác."})
        source = getattr(self, "source", None)
        if source and key and key == source.number_key:
            raise ValidationError(
                {"target_number": "Đây là số của chính văn bản này. Nếu là văn bản khác cùng số, hãy chọn văn bản đó."}
            )
        if self.source_id and self._leads_back(key):
            raise ValidationError(
                f"Quan hệ vòng: văn bản kia đã “{self.get_verb_display().lower()}” văn bản này, trực tiếp hoặc qua văn "
                "bản khác. Hãy kiểm tra văn bản nào có sau."
            )

    def _leads_back(self, key):
        """Whether the target, directly or through others, does the same to the source."""
        verbs = self.ENDING if self.verb in self.ENDING else (self.verb,)
        target = validity.meant(validity.bearers_of([key])[key], self.source_id) if key else self.target_id
        seen, reached = set(), {target} - {None}
        while reached and self.verb not in self.MUTUAL:
            if self.source_id in reached:
                return True
            seen |= reached
            rows = Relation.objects.filter(source__in=reached, verb__in=verbs).exclude(pk=self.pk).exclude(target=None)
            reached = set(rows.values_list("target", flat=True)) - seen
        return False

    @transaction.atomic(savepoint=False)
    def save(self, *args, **kwargs):
        self.target_number = text.clean(self.target_number)
        if self.target_number:
            key = numbers.key(self.target_number)
            self.target_id = validity.meant(validity.bearers_of([key])[key], self.source_id)
        before = set(Relation.objects.filter(pk=self.pk).values_list("target", flat=True)) if self.pk else set()
        super().save(*args, **kwargs)
        validity.rebuild({self.target_id, *before} - {None})

    @transaction.atomic(savepoint=False)
    def delete(self, *args, **kwargs):
        result = super().delete(*args, **kwargs)
        validity.rebuild({self.target_id} - {None})
        return result
