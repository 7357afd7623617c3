"""The lists that documents are filed under."""

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import render

from documents.merging import CannotMerge, merge
from documents.models import DocumentType, Field, IssuingBody
from kttt.admin_site import FoldedSearchAdmin
from kttt.autocomplete import Autocompleting


class NamedItemAdmin(FoldedSearchAdmin):
    """A list of names that documents are filed under; those that mean the same are merged."""

    actions = ["merge_rows"]
    list_per_page = 100

    def get_ordering(self, request):
        # Said aloud: counting below would drop an order that only the model has.
        return self.model._meta.ordering

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number_of_documents=Count("documents"))

    @admin.display(description="văn bản", ordering="number_of_documents")
    def number_of(self, row):
        """How many documents are filed so."""
        return row.number_of_documents

    @admin.action(description="Gộp các mục trùng nhau thành một", permissions=["change"])
    def merge_rows(self, request, queryset):
        """Asks which one stays, then merges the others into it."""
        rows = list(queryset)
        if len(rows) < 2:
            self.message_user(request, "Hãy chọn ít nhất hai mục để gộp.", messages.WARNING)
            return None
        kept = next((row for row in rows if str(row.pk) == request.POST.get("kept")), None)
        if kept is None:
            context = {
                **self.admin_site.each_context(request), "opts": self.opts, "rows": rows, "title": "Gộp thành một",
                "checkbox": helpers.ACTION_CHECKBOX_NAME,
            }  # fmt: skip
            return render(request, "admin/documents/merge.html", context)
        others = [row for row in rows if row != kept]
        told = ", ".join(f"“{row.name}”" for row in others)
        try:
            merge(kept, others)
        except CannotMerge as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.log_change(request, kept, f"Gộp vào: {told}")
            self.message_user(request, f"Đã gộp {told} vào “{kept.name}”; tên cũ được giữ là cách gọi khác.")
        return HttpResponseRedirect(request.get_full_path())


@admin.register(DocumentType)
class DocumentTypeAdmin(NamedItemAdmin):
    """Loại văn bản."""

    list_display = ("name", "abbreviation", "has_validity", "position", "number_of")
    list_filter = ("has_validity",)


@admin.register(IssuingBody)
class IssuingBodyAdmin(Autocompleting, NamedItemAdmin):
    """Cơ quan ban hành."""

    list_display = ("name", "abbreviation", "ended_on", "successor", "number_of")
    list_filter = (("successor", admin.EmptyFieldListFilter), ("ended_on", admin.EmptyFieldListFilter))
    list_select_related = ("successor",)
    autocomplete_fields = ("successor",)


@admin.register(Field)
class FieldAdmin(NamedItemAdmin):
    """Lĩnh vực."""

    list_display = ("name", "number_of")


def warn_of_ended_body(request, document):
    """Tells the clerk that the body of a document had ended on its day."""
    body = document.issuer
    if body.ended_on and document.issued_on and document.issued_on >= body.ended_on:
        heir = f", nay là {body.today}" if body.today else ""
        messages.warning(
            request,
            f"{body} hết hoạt động từ ngày {body.ended_on:%d/%m/%Y}{heir}, mà văn bản ban hành ngày "
            f"{document.issued_on:%d/%m/%Y}: hãy kiểm tra lại cơ quan ban hành.",
        )
