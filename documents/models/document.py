"""A legal or administrative document (văn bản), and who may see it."""

from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from documents import numbers, validity
from documents.models.filing import DocumentType, Field, IssuingBody
from kttt import text
from kttt.derived import DerivedMixin, FoldedField
from kttt.publishing import Publishable, PublishedQuerySet
from kttt.revisions import Revisions

SAME_DOCUMENT = "Văn bản có số này, của cơ quan này và ngày này đã có trong hệ thống."


# What relations of and to a document depend on.
FOLLOWED = {"number", "number_key", "state", "internal", "effective_on"}


class NumberKeyField(DerivedMixin, models.CharField):
    """A number's key (`documents.numbers.key`)."""

    plain = "CharField"
    compute = staticmethod(numbers.key)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"blank": False, "default": models.NOT_PROVIDED, "max_length": 60} | kwargs)


class DocumentQuerySet(PublishedQuerySet):
    """Reads in the clerk's own words; writes keep what relations lead to (`documents.validity`)."""

    @transaction.atomic(savepoint=False)
    def update(self, **kwargs):
        if not FOLLOWED & kwargs.keys():
            return super().update(**kwargs)
        found = dict(self.order_by().values_list("pk", "number_key"))
        changed = super().update(**kwargs)
        new = kwargs.keys() & {"number", "number_key"} and _keys_of(found)
        validity.documents_changed(found, {*found.values(), *(new or ())})
        return changed

    update.alters_data = True

    @transaction.atomic(savepoint=False)
    def bulk_create(self, objs, *args, **kwargs):
        made = super().bulk_create(objs, *args, **kwargs)
        # Rows that met others of their kind come back without an id.
        bearers = validity.bearers_of({document.number_key for document in made})
        validity.documents_changed({pk for ids in bearers.values() for pk in ids}, bearers)
        return made

    bulk_create.alters_data = True

    @transaction.atomic(savepoint=False)
    def delete(self):
        keys, targets = validity.leave_numbers(self.order_by().values_list("pk", flat=True))
        result = super().delete()
        validity.documents_changed((), keys, targets)
        return result

    delete.alters_data = True
    delete.queryset_only = True

    def published(self, at=None):
        """Without the office's internal documents, whatever their state."""
        return super().published(at).filter(internal=False)

    def newest_first(self):
        """In the order of "Văn bản mới"."""
        return self.order_by("-publish_from", "-pk")

    def with_status(self, on=None):
        """Annotates `status_code`, the value of `Document.status(on)`, for filters, sorting and counts."""
        on, status = on or timezone.localdate(), Document.Status
        return self.annotate(
            status_code=Case(
                When(~Q(status_override=""), then=F("status_override")),
                When(type__has_validity=False, then=Value(status.NOT_APPLICABLE)),
                When(Q(expired_on__lte=on) | Q(ended_on__lte=on), then=Value(status.EXPIRED)),
                When(
                    Q(resumed_on__isnull=True) | Q(resumed_on__gt=on),
                    suspended_on__lte=on,
                    then=Value(status.SUSPENDED),
                ),
                When(effective_on__gt=on, then=Value(status.NOT_YET)),
                When(partly_ended_on__lte=on, then=Value(status.PARTLY)),
                When(effective_on__isnull=True, then=Value(status.UNKNOWN)),
                default=Value(status.IN_FORCE),
                output_field=models.CharField(max_length=20),
            )
        )

    def for_lists(self):
        """With what a list shows."""
        return self.select_related("type", "issuer").defer("folded")


def _keys_of(ids):
    parts = (Document._base_manager.filter(pk__in=some) for some in validity.batches(ids))
    return {key for part in parts for key in part.values_list("number_key", flat=True)}


class Document(Publishable):
    """A document with its number, dates and files."""

    class Status(models.TextChoices):
        NOT_YET = "not_yet", "Chưa có hiệu lực"
        IN_FORCE = "in_force", "Còn hiệu lực"
        PARTLY = "partly", "Hết hiệu lực một phần"
        EXPIRED = "expired", "Hết hiệu lực toàn bộ"
        SUSPENDED = "suspended", "Ngưng hiệu lực"
        UNFIT = "unfit", "Không còn phù hợp"
        NOT_APPLICABLE = "not_applicable", "Không áp dụng"
        UNKNOWN = "unknown", "Chưa xác định"

    number = models.CharField("số, ký hiệu", max_length=60)
    number_key = NumberKeyField(sources=["number"], db_index=True)
    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="documents", verbose_name="loại văn bản")
    issuer = models.ForeignKey(IssuingBody, models.PROTECT, related_name="documents", verbose_name="cơ quan ban hành")
    signer = models.CharField("người ký", max_length=120, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=120, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    effective_on = models.DateField("ngày có hiệu lực", null=True, blank=True)
    expired_on = models.DateField("ngày hết hiệu lực", null=True, blank=True)
    abstract = models.TextField("trích yếu", help_text="Không ghi lại loại văn bản ở đầu.")
    fields = models.ManyToManyField(Field, blank=True, related_name="documents", verbose_name="lĩnh vực")
    internal = models.BooleanField(
        "lưu hành nội bộ", default=False, help_text="Chỉ cán bộ đã đăng nhập trang quản trị xem được."
    )
    status_override = models.CharField(
        "tình trạng do cán bộ xác định", max_length=20, choices=Status, blank=True,
        help_text="Bỏ trống để hệ thống tính từ ngày tháng và quan hệ giữa các văn bản.",
    )  # fmt: skip
    status_note = models.CharField("căn cứ xác định", max_length=250, blank=True)
    # What relations do to this document, each from that day on.
    ended_on = models.DateField(null=True, editable=False)
    partly_ended_on = models.DateField(null=True, editable=False)
    suspended_on = models.DateField(null=True, editable=False)
    resumed_on = models.DateField(null=True, editable=False)
    folded = FoldedField(sources=["number", "abstract"])

    objects = DocumentQuerySet.as_manager()
    history = Revisions(leave_out=["ended_on", "partly_ended_on", "suspended_on", "resumed_on"], links=["fields"])

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["-publish_from", "-pk"]
        permissions = [("import_document", "Nhập văn bản"), ("export_document", "Xuất văn bản")]
        constraints = [
            # Two constraints, since SQLite holds two unknown dates for different.
            models.UniqueConstraint(
                fields=["number_key", "issuer", "issued_on"],
                name="document_once",
                violation_error_message=SAME_DOCUMENT,
            ),
            models.UniqueConstraint(
                fields=["number_key", "issuer"],
                condition=Q(issued_on__isnull=True),
                name="undated_document_once",
                violation_error_message=SAME_DOCUMENT,
            ),
        ]
        indexes = [models.Index(fields=["state", "-publish_from", "-id"], name="document_newest")]

    def __str__(self):
        return f"{self.number} – {self.abstract[:80]}"

    def clean(self):
        self.number_key = numbers.key(self.number)
        super().clean()

    @transaction.atomic(savepoint=False)
    def save(self, *args, **kwargs):
        self.number = text.clean(self.number)
        keys = set(_keys_of([self.pk] if self.pk else []))
        super().save(*args, **kwargs)
        days = validity.documents_changed([self.pk], {*keys, self.number_key}).get(self.pk)
        for name, value in days._asdict().items() if days else ():
            setattr(self, name, value)

    @transaction.atomic(savepoint=False)
    def delete(self, *args, **kwargs):
        keys, targets = validity.leave_numbers([self.pk])
        result = super().delete(*args, **kwargs)
        validity.documents_changed((), keys, targets)
        return result

    @property
    def slug(self):
        return text.slug(f"{self.number} {self.abstract}", 80)

    def get_absolute_url(self):
        return reverse("document", args=[self.slug, self.pk])

    def is_published(self, at=None):
        return super().is_published(at) and not self.internal

    @property
    def out_of_force_on(self):
        """The first day out of force, by the date written here or by another document; None while none is known."""
        return min(filter(None, (self.expired_on, self.ended_on)), default=None)

    def status(self, on=None):
        """Whether the document is in force on the day `on` (a date, default today in Vietnam).

        A person's word, else what dates and relations say; each date is the first day of what it tells, so on its
        "ngày hết hiệu lực" a document is out of force already. The rule of `with_status()`; a test holds them together.
        """
        if self.status_override:
            return self.Status(self.status_override)
        if not self.type.has_validity:
            return self.Status.NOT_APPLICABLE
        on = on or timezone.localdate()
        if self.out_of_force_on and self.out_of_force_on <= on:
            return self.Status.EXPIRED
        if self.suspended_on and self.suspended_on <= on and not (self.resumed_on and self.resumed_on <= on):
            return self.Status.SUSPENDED
        if self.effective_on and self.effective_on > on:
            return self.Status.NOT_YET
        if self.partly_ended_on and self.partly_ended_on <= on:
            return self.Status.PARTLY
        return self.Status.IN_FORCE if self.effective_on else self.Status.UNKNOWN
