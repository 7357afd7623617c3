"""Documents with their files."""

from django.contrib import admin
from import_export import fields, resources
from import_export.admin import ExportMixin

from documents.models import Document, DocumentFile
from kttt.admin_site import AuthoredAdmin
from kttt.allowed_files import AllowedFileForm
from kttt.export_formats import FORMATS


class DocumentFileInline(admin.TabularInline):
    """Tệp đính kèm."""

    model = DocumentFile
    form = AllowedFileForm
    fields = ("file", "title", "position")
    extra = 1


class DocumentResource(resources.ModelResource):
    """Columns of the export of documents."""

    number = fields.Field("number", column_name="Số, ký hiệu")
    type = fields.Field("type__name", column_name="Loại văn bản")
    issuer = fields.Field("issuer__name", column_name="Cơ quan ban hành")
    issued_on = fields.Field("issued_on", column_name="Ngày ban hành")
    effective_on = fields.Field("effective_on", column_name="Ngày có hiệu lực")
    expired_on = fields.Field("expired_on", column_name="Ngày hết hiệu lực")
    signer = fields.Field("signer", column_name="Người ký")
    abstract = fields.Field("abstract", column_name="Trích yếu")

    class Meta:
        model = Document
        fields = ("number", "type", "issuer", "issued_on", "effective_on", "expired_on", "signer", "abstract")

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related("type", "issuer")


@admin.register(Document)
class DocumentAdmin(ExportMixin, AuthoredAdmin):
    """Văn bản."""

    resource_classes = [DocumentResource]
    formats = FORMATS
    list_display = ("number", "type", "issuer", "issued_on", "abstract", "state")
    list_filter = ("state", "type", "issuer", "fields", "issued_on")
    list_select_related = ("type", "issuer")
    autocomplete_fields = ("type", "issuer", "fields")
    inlines = [DocumentFileInline]
    fieldsets = (
        (None, {"fields": ("number", "type", "issuer", "abstract", "state", "internal")}),
        ("Ngày tháng, người ký", {"fields": ("issued_on", "effective_on", "expired_on", "signer", "signer_title")}),
        ("Phân loại, thời gian đăng", {"fields": ("fields", "publish_from", "publish_until", "pinned")}),
    )
