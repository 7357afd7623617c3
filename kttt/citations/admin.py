"""The editor's word on links to documents."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.utils.html import format_html

from kttt.citations.models import Citation
from kttt.publishing import content_changed
from kttt.searching.models import Entry
from kttt.searching.sources import all_sources


class KindFilter(admin.SimpleListFilter):
    """Nơi nhắc đến."""

    title = "nơi nhắc đến"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(kind, source.heading) for kind, source in all_sources().items() if source.follow]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Citation)
class CitationAdmin(admin.ModelAdmin):
    """Chỗ nhắc đến văn bản: found by the site; an editor says which is none."""

    list_display = ("number", "issued_on", "place", "rejected")
    list_editable = ("rejected",)
    list_display_links = None
    list_filter = (KindFilter, "rejected")
    search_fields = ("number",)
    search_help_text = "Tìm theo số, ký hiệu văn bản được nhắc đến."
    list_per_page = 50

    def get_queryset(self, request):
        entry = Entry.objects.filter(kind=OuterRef("kind"), object_id=OuterRef("object_id"))
        return super().get_queryset(request).annotate(title=Subquery(entry.values("title")[:1]))

    @admin.display(description="nơi nhắc đến")
    def place(self, citation):
        return format_html("{}: {}", all_sources()[citation.kind].heading, citation.title or citation.object_id)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        content_changed()

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        return lookup == "object_id" or super().lookup_allowed(lookup, value, request)
