"""Documents with their files."""

from django.contrib import admin
from django.utils.text import Truncator
from import_export import fields as columns
from import_export import resources

from documents.admin.files import DocumentFileInline, OpensFiles, UnreadFilesFilter
from documents.admin.filing import warn_of_ended_body
from documents.admin.intake import IntakeDesk
from documents.admin.lists import ListDesk
from documents.admin.relations import HINT, RelationInline, reverse_relations, status_today
from documents.importing.columns import LABELS
from documents.importing.rows import shown
from documents.models import Document
from kttt.admin_site import AuthoredAdmin
from kttt.autocomplete import Autocompleting
from kttt.export_formats import FORMATS, ExportMixin


class DocumentResource(resources.ModelResource):
    """Columns of the export of documents: what the import of a list reads, and where a document stands."""

    number = columns.Field("number", column_name=LABELS["number"])
    type = columns.Field("type__name", column_name=LABELS["type"])
    issuer = columns.Field("issuer__name", column_name=LABELS["issuer"])
    issued_on = columns.Field("issued_on", column_name=LABELS["issued_on"])
    effective_on = columns.Field("effective_on", column_name=LABELS["effective_on"])
    expired_on = columns.Field("expired_on", column_name=LABELS["expired_on"])
    signer = columns.Field("signer", column_name=LABELS["signer"])
    signer_title = columns.Field("signer_title", column_name=LABELS["signer_title"])
    abstract = columns.Field("abstract", column_name=LABELS["abstract"])
    fields = columns.Field(column_name=LABELS["fields"])
    internal = columns.Field(column_name=LABELS["internal"])
    files = columns.Field(column_name=LABELS["files"])
    status = columns.Field(column_name="Tình trạng hiệu lực")
    state = columns.Field("get_state_display", column_name="Trạng thái đăng")

    class Meta:
        model = Document
        fields = (*LABELS, "status", "state")
        export_order = fields

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related("type", "issuer").prefetch_related("fields", "files")

    def dehydrate_fields(self, document):
        """Names with ";" between them."""
        return shown([field.name for field in document.fields.all()])

    def dehydrate_internal(self, document):
        """ "Có" or nothing."""
        return shown(document.internal)

    def dehydrate_files(self, document):
        """Names as readers download them."""
        return shown([file.name for file in document.files.all()])

    def dehydrate_status(self, document):
        """In words, today."""
        return document.status().label


@admin.register(Document)
class DocumentAdmin(Autocompleting, IntakeDesk, ListDesk, OpensFiles, ExportMixin, AuthoredAdmin):
    """Văn bản."""

    import_export_change_list_template = "admin/documents/document_list.html"
    resource_classes = [DocumentResource]
    formats = FORMATS
    list_display = ("number", "summary", "type", "issuer", "issued_on", "state")
    # Of the lists' many names, those that documents have.
    list_filter = (
        "state",
        *((name, admin.RelatedOnlyFieldListFilter) for name in ("type", "issuer", "fields")),
        "issued_on",
        UnreadFilesFilter,
    )
    list_select_related = ("type", "issuer")
    autocomplete_fields = ("type", "issuer", "fields")
    inlines = [DocumentFileInline, RelationInline]
    readonly_fields = (status_today, reverse_relations)
    fieldsets = (
        (None, {"fields": ("number", "type", "issuer", "abstract", "state", "internal")}),
        ("Ngày tháng, người ký", {"fields": ("issued_on", "effective_on", "expired_on", "signer", "signer_title")}),
        (
            "Hiệu lực, quan hệ",
            {"fields": (status_today, ("status_override", "status_note"), reverse_relations), "description": HINT},
        ),
        ("Phân loại, thời gian đăng", {"fields": ("fields", "publish_from", "publish_until", "pinned")}),
    )

    @admin.display(description="trích yếu", ordering="abstract")
    def summary(self, document):
        return Truncator(document.abstract).chars(140)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        warn_of_ended_body(request, obj)
