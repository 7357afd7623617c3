"""What a document does to others, and, to read only, what others do to it."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.forms import BaseInlineFormSet, ModelForm
from django.utils.html import format_html, format_html_join

from documents import numbers, validity
from documents.models import Document, Relation
from kttt.autocomplete import Autocompleting

HINT = (
    "Thay thế, bãi bỏ cả văn bản: văn bản kia hết hiệu lực từ ngày văn bản này có hiệu lực. Ghi điều, khoản, hoặc sửa "
    "đổi, bổ sung: hết hiệu lực một phần. Đình chỉ, tạm ngưng cả văn bản: ngưng hiệu lực. Chỉ văn bản ở trạng thái "
    "xuất bản, không lưu hành nội bộ mới làm thay đổi tình trạng của văn bản khác. Văn bản quy định chi tiết thường "
    "hết hiệu lực cùng văn bản mà nó quy định chi tiết; hệ thống không tự tính việc này: cán bộ ghi ngày hết hiệu lực."
)
TWICE = "Quan hệ này đã ghi ở trên: hãy bỏ một dòng."
REVERSE_SHOWN = 200


class RelationForm(ModelForm):
    """The target is picked, or its number written; whichever was changed decides."""

    def clean(self):
        data = super().clean()
        if "target" in self.changed_data and data.get("target"):
            data["target_number"] = ""
        elif "target_number" in self.changed_data and data.get("target_number"):
            data["target"] = None
        return data


class RelationFormSet(BaseInlineFormSet):
    """Tells of the same relation twice, also where one line names by number what another picks."""

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", None)
            if not data or data.get("DELETE") or not data.get("verb"):
                continue
            target = data["target"].pk if data.get("target") else self._meant(data.get("target_number"))
            said = (data["verb"], target, data.get("passage"))
            if target and said in seen:
                raise ValidationError(TWICE)
            seen.add(said)

    def _meant(self, number):
        """The id of the document that a written number means, else the number itself as it is compared."""
        key = numbers.key(number) if number else None
        return key and (validity.meant(validity.bearers_of([key])[key], self.instance.pk) or key)


class RelationInline(Autocompleting, admin.StackedInline):
    """Quan hệ với văn bản khác."""

    model = Relation
    fk_name = "source"
    form = RelationForm
    formset = RelationFormSet
    fields = (("verb", "target"), ("target_number", "found"), "passage", ("effective_on", "until"))
    readonly_fields = ("found",)
    autocomplete_fields = ("target",)
    extra = 0
    verbose_name_plural = "Quan hệ: văn bản này … văn bản khác"

    def get_queryset(self, request):
        bearers = Document.objects.filter(number_key=OuterRef("target_key")).exclude(pk=OuterRef("source_id"))
        counted = bearers.order_by().values("number_key").annotate(found=Count("pk")).values("found")
        return super().get_queryset(request).select_related("target", "source").annotate(bearers=Subquery(counted))

    @admin.display(description="văn bản trên Cổng")
    def found(self, relation):
        if relation.target_id:
            return f"Có: {relation.target.get_state_display().lower()}"
        if not relation.target_key:
            return "–"
        if relation.bearers:
            return f"{relation.bearers} văn bản cùng số: hãy chọn một"
        return "Chưa có, sẽ tự nối khi được nhập"


@admin.display(description="văn bản khác tác động đến văn bản này")
def reverse_relations(document):
    """The reverse of the inline, as lines that lead to the other document's form."""
    if not document.pk:
        return "–"
    found = document.reverse_relations.select_related("source")[:REVERSE_SHOWN]
    lines = format_html_join(
        "",
        '<li>{} <a href="../../{}/change/">{}</a>{} – {}</li>',
        (
            (
                Relation.INVERSE[relation.verb], relation.source_id, relation.source.number,
                f" ({relation.passage})" if relation.passage else "", relation.source.get_state_display().lower(),
            )
            for relation in found
        ),
    )  # fmt: skip
    return format_html("<ul>{}</ul>", lines) if lines else "Chưa có"


@admin.display(description="tình trạng hiệu lực hôm nay")
def status_today(document):
    """What the site says today, by the dates, the relations or a person."""
    if not document.pk:
        return "–"
    told = document.status().label
    return f"{told} (do cán bộ xác định)" if document.status_override else told
