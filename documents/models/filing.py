"""What documents are filed under: types, issuing bodies, fields."""

from itertools import count

from django.core.exceptions import ValidationError
from django.db import models

from kttt import text
from kttt.derived import FoldedField, SortKeyField
from kttt.publishing import PublicContent
from kttt.revisions import Revisions


class NamedItem(PublicContent):
    """A name in one of the lists that a document is filed under."""

    name = models.CharField("tên", max_length=150, unique=True)
    slug = models.SlugField("đường dẫn", max_length=150, unique=True, blank=True)
    sort_key = SortKeyField(sources=["name"])
    other_names = models.TextField("cách gọi khác", blank=True, help_text="Mỗi dòng một tên.")

    class Meta:
        abstract = True
        ordering = ["sort_key"]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        twin = None if self.slug else type(self).objects.filter(slug=text.slug(self.name, 150)).first()
        if twin and twin.pk != self.pk:
            raise ValidationError({"name": f"Đã có “{twin}”: hãy dùng mục đó, hoặc ghi một đường dẫn khác."})

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self):
        """The name's slug; with a number behind it where another name already has it ("Thi đua, …", "Thi đua – …")."""
        slug = text.slug(self.name, 140)
        taken = set(type(self).objects.filter(slug__startswith=slug).values_list("slug", flat=True))
        return next(s for n in count(1) if (s := slug if n == 1 else f"{slug}-{n}") not in taken)


class DocumentType(NamedItem):
    """Nghị định, Thông tư, Quyết định, Kế hoạch …"""

    abbreviation = models.CharField(
        "viết tắt", max_length=10, blank=True, help_text="Như trong số, ký hiệu: NĐ, TT, QĐ, KH."
    )
    has_validity = models.BooleanField(
        "có hiệu lực thi hành", default=True, help_text="Bỏ chọn với công văn, báo cáo: tình trạng là “Không áp dụng”."
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    folded = FoldedField(sources=["name", "abbreviation", "other_names"])

    history = Revisions()

    class Meta(NamedItem.Meta):
        verbose_name = "loại văn bản"
        verbose_name_plural = "loại văn bản"
        ordering = ["position", "sort_key"]


class IssuingBody(NamedItem):
    """Who issues documents (cơ quan ban hành), by the name of its time; a renamed or merged one names its heir."""

    abbreviation = models.CharField(
        "viết tắt", max_length=30, blank=True, help_text="Như trong số, ký hiệu: BTC, UBND."
    )
    ended_on = models.DateField("hết hoạt động từ ngày", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="predecessors", verbose_name="nay là"
    )
    folded = FoldedField(sources=["name", "abbreviation", "other_names"])

    history = Revisions()

    class Meta(NamedItem.Meta):
        verbose_name = "cơ quan ban hành"
        verbose_name_plural = "cơ quan ban hành"

    def clean(self):
        super().clean()
        if self in heirs(self):
            raise ValidationError({"successor": "Cơ quan này nối tiếp chính nó: hãy chọn lại."})

    @property
    def today(self):
        """The body that has its tasks now, through all renames; None while it goes on itself."""
        return next(reversed(heirs(self)), None)


def heirs(body):
    """The successors of a body, from the next to the last; ends where they turn in a circle."""
    found = []
    while (body := body.successor) and body not in found:
        found.append(body)
    return found


class Field(NamedItem):
    """What a document is about (lĩnh vực)."""

    folded = FoldedField(sources=["name", "other_names"])

    history = Revisions()

    class Meta(NamedItem.Meta):
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
