"""The clerk's desk: organisations, files brought in, OCOP products."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, JSON, XLSX

from cooperatives import facts
from cooperatives.forms import OrganizationForm, UploadForm
from cooperatives.history import record_edit
from cooperatives.imports.committing import undo
from cooperatives.imports.planning import NEW
from cooperatives.imports.running import Options, look, take
from cooperatives.models import (
    Cooperative,
    CooperativeGroup,
    ImportBatch,
    OcopProduct,
    Sector,
    YearlyFigures,
)
from cooperatives.resources import CooperativeResource, GroupResource
from cooperatives.wording import Wording
from kttt.admin_site import FoldedSearchAdmin

ROWS_SHOWN = 200
# What the preview tells of an organisation that is new.
TOLD_OF_NEW = ("tax_code", "status", "sectors", "charter_capital", "representative", "leader", "phones")


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
    formats = [XLSX, CSV, JSON]
    list_display = ("name", "status", "unit_now", "representative", "tax_code")
    list_filter = ("status", "sectors", "alliance_member", "unit_now")
    list_select_related = ("unit_now",)
    inlines = [YearlyFiguresInline, OcopProductInline]
    change_list_template = "admin/cooperatives/organization_list.html"
    object_history_template = "admin/cooperatives/organization_history.html"

    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        own = [
            path("nhap-tep/", self.admin_site.admin_view(self.upload_view), name="{}_{}_upload".format(*info)),
        ]
        return own + super().get_urls()

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
        organization = get_object_or_404(self.model, pk=unquote(object_id))
        statements = organization.statements.select_related("batch", "recorded_by").order_by("-valid_from", "-pk")
        wording = Wording()
        told = [
            {
                "statement": statement,
                "facts": [(facts.label(key), wording.fact(key, value)) for key, value in statement.facts.items()],
                "figures": [
                    (year, [(facts.label(key), wording.figure(key, value)) for key, value in values.items()])
                    for year, values in sorted(statement.figures.items())
                ],
            }
            for statement in statements
        ]
        return super().history_view(request, object_id, {**(extra_context or {}), "statements": told})

    def upload_view(self, request):
        """Upload a file, then look at what it would change."""
        if not request.user.has_perm(f"cooperatives.import_{self.opts.model_name}"):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": self.kind})
        outcome = None
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            options = Options(
                kind=form.cleaned_data["kind"] or None,
                as_of=form.cleaned_data["as_of"],
                unit=form.cleaned_data["unit"] or None,
            )
            outcome = look(upload.read(), upload.name, options)
            if outcome.problem is None and not outcome.questions:
                upload.seek(0)
                batch = ImportBatch(
                    name=upload.name[:250], created_by=request.user, options=options.as_json(), report=outcome.report,
                    kind=outcome.report["kind"] or "", file=upload,
                )  # fmt: skip
                batch.save()
                return HttpResponseRedirect(reverse("admin:cooperatives_importbatch_preview", args=[batch.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "Nhập danh sách từ tệp",
            "form": form,
            "outcome": outcome,
            "opts": self.opts,
        }
        return render(request, "admin/cooperatives/upload.html", context)


@admin.register(Cooperative)
class CooperativeAdmin(OrganizationAdmin):
    """Hợp tác xã, liên hiệp HTX, quỹ tín dụng nhân dân."""

    kind = "cooperative"
    resource_classes = [CooperativeResource]


@admin.register(CooperativeGroup)
class CooperativeGroupAdmin(OrganizationAdmin):
    """Tổ hợp tác."""

    kind = "group"
    resource_classes = [GroupResource]
    list_display = ("name", "status", "unit_now", "leader")
    list_filter = ("status", "sectors", "unit_now")


@admin.register(Sector)
class SectorAdmin(admin.ModelAdmin):
    """Lĩnh vực."""

    list_display = ("name", "code", "position")

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(ImportBatch)
class ImportBatchAdmin(admin.ModelAdmin):
    """The history of imports: what each file changed, and taking it back."""

    list_display = ("name", "kind", "as_of", "state", "counts", "created_by", "created_at")
    list_filter = ("state", "kind", "created_at")
    list_select_related = ("created_by",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="Kết quả")
    def counts(self, batch):
        """New, updated, unchanged, refused."""
        counts = batch.report.get("counts", {})
        words = (("new", "mới"), ("updated", "cập nhật"), ("unchanged", "không đổi"), ("refused", "không nhận"))
        return ", ".join(f"{counts[key]} {word}" for key, word in words if counts.get(key))

    def get_urls(self):
        steps = (("xem-truoc", "preview"), ("hoan-tac", "undo"), ("tep", "file"))
        own = [
            path(
                f"<int:pk>/{word}/",
                self.admin_site.admin_view(getattr(self, f"{step}_view")),
                name=f"cooperatives_importbatch_{step}",
            )
            for word, step in steps
        ]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return HttpResponseRedirect(reverse("admin:cooperatives_importbatch_preview", args=[object_id]))

    def _batch(self, request, pk):
        """The batch, for whom may bring such files in."""
        batch = get_object_or_404(ImportBatch, pk=pk)
        allowed = [m for m in ("cooperative", "cooperativegroup") if request.user.has_perm(f"cooperatives.import_{m}")]
        if not allowed:
            raise PermissionDenied
        return batch

    def preview_view(self, request, pk):
        """What a file would change (GET), and bringing it in (POST)."""
        batch = self._batch(request, pk)
        outcome = None
        if batch.state == ImportBatch.State.PREVIEW:
            with batch.file.open("rb") as file:
                data = file.read()
            options = Options.from_json(batch.options)
            if request.method == "POST":
                outcome = take(data, batch.name, options, request.user, batch)
                if outcome.batch and outcome.batch.state == ImportBatch.State.APPLIED:
                    messages.success(request, f"Đã nhập tệp “{batch.name}”: {self.counts(batch)}.")
                else:
                    messages.warning(request, outcome.problem or "Tệp không làm thay đổi dữ liệu nào.")
                return HttpResponseRedirect(request.path)
            outcome = look(data, batch.name, options)
        report = outcome.report if outcome else batch.report
        context = {
            **self.admin_site.each_context(request),
            "title": batch.name,
            "opts": self.opts,
            "batch": batch,
            "report": report,
            "counts": self.counts(batch),
            "refused": [row for row in report["rows"] if row["result"] == "refused"],
            "warned": [row for row in report["rows"] if row["messages"] and row["result"] != "refused"][:ROWS_SHOWN],
            "planned": _shown_rows(outcome),
            "rows_shown": ROWS_SHOWN,
        }
        return render(request, "admin/cooperatives/preview.html", context)

    def undo_view(self, request, pk):
        """Takes an import back (POST)."""
        batch = self._batch(request, pk)
        if request.method == "POST" and batch.state == ImportBatch.State.APPLIED:
            kept = undo(batch)
            messages.success(request, f"Đã hoàn tác lần nhập “{batch.name}”.")
            for sentence in kept[:20]:
                messages.warning(request, sentence)
        return HttpResponseRedirect(reverse("admin:cooperatives_importbatch_preview", args=[pk]))

    def file_view(self, request, pk):
        """The file as it was sent."""
        batch = self._batch(request, pk)
        return FileResponse(batch.file.open("rb"), as_attachment=True, filename=batch.name)


def _shown_rows(outcome):
    """The first rows that would be written."""
    wording = Wording()
    return [_shown_row(p, wording) for p in outcome.plan.to_write[:ROWS_SHOWN]] if outcome and outcome.plan else []


def _shown_row(planned, wording):
    """A planned row for the preview's table: what a new one says, what a known one would change."""
    if planned.result == NEW:
        changes = [(facts.label(key), "", wording.fact(key, planned.facts.get(key))) for key in TOLD_OF_NEW]
    else:
        changes = [
            (facts.label(d.key), wording.fact(d.key, d.old), wording.fact(d.key, d.new))
            if d.year is None
            else (f"{facts.label(d.key)} {d.year}", wording.figure(d.key, d.old), wording.figure(d.key, d.new))
            for d in planned.differences
        ]
    return {
        "sheet": planned.row.sheet,
        "row": planned.row.row,
        "result": planned.result,
        "name": planned.facts.get("name") or planned.row.values.get("name"),
        "commune": wording.fact("commune", planned.facts.get("commune")),
        "changes": [change for change in changes if change[1] or change[2]],
    }
