"""Organisations in the admin: facts entered with the date from which they hold, and where each is known from."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import path

from cooperatives import facts
from cooperatives.admin import export_layouts, records, saved_views, to_do
from cooperatives.admin.erasing import erase_view
from cooperatives.forms import OrganizationForm
from cooperatives.history import record_edit
from cooperatives.models import (
    Cooperative,
    CooperativeGroup,
    OcopProduct,
    Sector,
    YearlyFigures,
)
from cooperatives.resources import CooperativeResource, GroupResource
from cooperatives.wording import Wording
from kttt.admin_site import FoldedSearchAdmin
from kttt.export_formats import FORMATS, ExportMixin
from kttt.revision_pages import VersionedAdmin


class OcopProductInline(admin.TabularInline):
    """Sản phẩm OCOP."""

    model = OcopProduct
    extra = 0


class YearlyFiguresInline(admin.TabularInline):
    """Số liệu năm, as the statements give them."""

    model = YearlyFigures
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class OrganizationAdmin(ExportMixin, FoldedSearchAdmin):
    """What HTX and THT share: facts are entered with the date from which they hold."""

    kind = None
    form = OrganizationForm
    formats = FORMATS
    list_display = ("name", "status", "unit_now", "representative", "tax_code")
    list_filter = ("status", "sectors", "alliance_member", ("unit_now", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("unit_now",)
    inlines = [YearlyFiguresInline, OcopProductInline]
    change_form_template = "admin/cooperatives/organization_form.html"
    change_list_template = "admin/cooperatives/organization_list.html"
    object_history_template = "admin/cooperatives/organization_history.html"

    def get_urls(self):
        def erase(request, object_id):
            return erase_view(request, self, object_id)

        def print_out(request, object_id):
            return records.print_view(request, self, object_id)

        def enter_figures(request, object_id):
            return records.figures_view(request, self, object_id)

        def own(address, view, word):
            name = f"{self.opts.app_label}_{self.opts.model_name}_{word}"
            return path(f"<path:object_id>/{address}/", self.admin_site.admin_view(view), name=name)

        def choose_columns(request):
            return export_layouts.columns_view(request, self)

        def keep_view(request):
            return saved_views.saved_views_view(request, self)

        columns = f"{self.opts.app_label}_{self.opts.model_name}_columns"
        views = f"{self.opts.app_label}_{self.opts.model_name}_views"
        return [
            path("bo-loc/", self.admin_site.admin_view(keep_view), name=views),
            path("xuat-theo-mau/", self.admin_site.admin_view(choose_columns), name=columns),
            own("xoa-thong-tin-ca-nhan", erase, "erase"),
            own("ban-in", print_out, "print"),
            own("so-lieu-nam", enter_figures, "figures"),
            *super().get_urls(),
        ]

    def lookup_allowed(self, lookup, value, request):
        # The page of an import leads to what it brought in.
        return lookup == "statements__batch" or super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().changelist_view(request, {**(extra_context or {}), **saved_views.views_context(request, self)})

    def get_fieldsets(self, request, obj=None):
        keys = [f.key for f in facts.FACTS if self.kind in f.kinds and f.key in OrganizationForm.Meta.fields]
        keys.insert(keys.index("address") + 1, "unit")
        keys.insert(keys.index("status") + 1, "main_sector")
        keys.insert(keys.index("status") + 2, "other_sectors")
        return [
            (None, {"fields": keys}),
            ("Sửa đổi này là", {"fields": ("edit_kind", "change_from")}),
            ("Công khai", {"fields": ("hidden", "consent_on", "consent_evidence")}),
        ]

    def get_form(self, request, obj=None, **kwargs):
        # Fields that are no model columns are declared on the form itself.
        kwargs["fields"] = list(OrganizationForm.Meta.fields)
        form = super().get_form(request, obj, **kwargs)
        form.kind = self.kind
        return form

    def save_model(self, request, obj, form, change):
        """Writes an edit as statements; the columns follow from them (`history.rebuild`)."""
        with transaction.atomic():
            changed = form.changed_facts()
            if not change:
                obj.form = form.cleaned_data.get("form") or ("group" if self.kind == "group" else "cooperative")
                changed.setdefault("form", obj.form)
                obj.save()
            else:
                type(obj).objects.filter(pk=obj.pk).update(
                    hidden=obj.hidden, consent_on=obj.consent_on, consent_evidence=obj.consent_evidence
                )
            if changed:
                record_edit(obj, changed, request.user, form.cleaned_data["change_from"])

    def history_view(self, request, object_id, extra_context=None):
        organization = self.get_object(request, unquote(object_id))
        if organization is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        statements = organization.statements.select_related("batch", "recorded_by").order_by("-valid_from", "-pk")
        statements = statements.defer("batch__report", "batch__options", "batch__absent")
        wording = Wording()
        told = [_told(statement, wording) for statement in statements]
        return super().history_view(request, object_id, {**(extra_context or {}), "statements": told})


def _told(statement, wording):
    """A statement for the template, each value with the cell of its file that says so."""
    letters = {}
    for sheet in statement.batch.understood.get("sheets", []) if statement.batch else []:
        if sheet["name"] == statement.sheet:
            letters |= {(column["field"], column["year"]): column["letter"] for column in sheet["columns"]}

    def cell(key, year=None):
        letter = letters.get((key, year)) or letters.get((key, None))
        return f"{letter}{statement.row}" if letter else ""

    return {
        "statement": statement,
        "facts": [(facts.label(key), wording.fact(key, value), cell(key)) for key, value in statement.facts.items()],
        "figures": [
            (
                year,
                [(facts.label(key), wording.figure(key, value), cell(key, int(year))) for key, value in values.items()],
            )
            for year, values in sorted(statement.figures.items())
        ],
        "mended": ", ".join(statement.mended),
    }


@admin.register(Cooperative)
class CooperativeAdmin(OrganizationAdmin):
    """Hợp tác xã, liên hiệp HTX, quỹ tín dụng nhân dân."""

    kind = "cooperative"
    resource_classes = [CooperativeResource]

    def get_urls(self):
        return [*to_do.urls(self.admin_site), *super().get_urls()]


@admin.register(CooperativeGroup)
class CooperativeGroupAdmin(OrganizationAdmin):
    """Tổ hợp tác."""

    kind = "group"
    resource_classes = [GroupResource]
    list_display = ("name", "status", "unit_now", "leader")
    list_filter = ("status", "sectors", ("unit_now", admin.RelatedOnlyFieldListFilter))


@admin.register(Sector)
class SectorAdmin(VersionedAdmin):
    """Lĩnh vực."""

    list_display = ("name", "code", "position")

    def has_delete_permission(self, request, obj=None):
        return False
