"""Administrative units, for looking up and for new spellings."""

from django.contrib import admin
from import_export import resources

from kttt.admin_site import FoldedSearchAdmin
from kttt.export_formats import CSV, XLSX, ImportExportMixin
from kttt.units.models import AdminUnit, UnitAlias


class AdminUnitResource(resources.ModelResource):
    """Units by code and date."""

    class Meta:
        model = AdminUnit
        import_id_fields = ("gso_code", "valid_from")
        fields = ("gso_code", "valid_from", "valid_to", "level", "type", "name", "legal_basis", "latitude",
                  "longitude", "area_km2")  # fmt: skip


class UnitAliasInline(admin.TabularInline):
    """Tên gọi khác."""

    model = UnitAlias
    extra = 0
    fields = ("name",)


@admin.register(AdminUnit)
class AdminUnitAdmin(ImportExportMixin, FoldedSearchAdmin):
    """Đơn vị hành chính."""

    resource_classes = [AdminUnitResource]
    formats = [XLSX, CSV]
    list_display = ("__str__", "gso_code", "parent", "valid_from", "valid_to")
    list_filter = ("level", "valid_to", "parent")
    list_select_related = ("parent",)
    inlines = [UnitAliasInline]
