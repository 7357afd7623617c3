"""The year-end report on the desk, and what the office enters for it: figures of its own work, the plan."""

from datetime import date

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from cooperatives.indicators import report_files
from cooperatives.indicators.catalogue import BY_CODE, CATALOGUE
from cooperatives.indicators.yearly_report import YearlyReport, year_end
from cooperatives.models import IndicatorEntry, IndicatorTarget
from kttt.pages.models import SiteSettings
from kttt.revision_pages import VersionedAdmin

FIRST_DAY = date(2000, 1, 1)
FILES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DaysForm(forms.Form):
    """Which day, and with which earlier one it is compared."""

    ngay = forms.DateField(label="Số liệu đến ngày", widget=forms.DateInput(attrs={"placeholder": "31/12/2025"}))
    so_voi = forms.DateField(label="So với ngày", widget=forms.DateInput(attrs={"placeholder": "31/12/2024"}))

    def clean(self):
        data = super().clean()
        day, before = data.get("ngay"), data.get("so_voi")
        if day and not FIRST_DAY <= day <= timezone.localdate():
            self.add_error("ngay", "Hãy chọn một ngày từ năm 2000 đến hôm nay.")
        elif day and before and not FIRST_DAY <= before < day:
            self.add_error("so_voi", "Ngày so sánh phải trước ngày báo cáo.")
        return data


def choices(entered=None):
    """[(section, [(code, name)])] of the catalogue; `entered`: only those that are entered by hand."""
    found = {}
    for indicator in CATALOGUE:
        if not entered or indicator.value is None:
            found.setdefault(indicator.section, []).append((indicator.code, f"{indicator.name} ({indicator.unit})"))
    return list(found.items())


class OfYearAdmin(VersionedAdmin):
    """A value of one indicator and year."""

    list_filter = ("year",)
    list_per_page = 100
    entered = False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "code":
            return forms.ChoiceField(label="Chỉ tiêu", choices=[("", "---------"), *choices(self.entered)])
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "value":
            field.localize, field.widget = True, forms.TextInput(attrs={"inputmode": "decimal"})
            field.widget.is_localized = True
        return field

    def get_changeform_initial_data(self, request):
        return {"year": year_end(timezone.localdate())[0].year} | super().get_changeform_initial_data(request)

    @admin.display(description="chỉ tiêu", ordering="code")
    def indicator(self, row):
        return BY_CODE[row.code].name if row.code in BY_CODE else row.code

    @admin.display(description="giá trị", ordering="value")
    def words(self, row):
        return BY_CODE[row.code].words(row.value) if row.code in BY_CODE else row.value


@admin.register(IndicatorEntry)
class IndicatorEntryAdmin(OfYearAdmin):
    """Số liệu nhập tay, and the report made with it."""

    list_display = ("indicator", "year", "words", "source")
    change_list_template = "admin/cooperatives/entry_list.html"
    entered = True

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("bao-cao/", guarded(self.report_view), name="cooperatives_report"),
            path("bao-cao.<str:ending>", guarded(self.file_view), name="cooperatives_report_file"),
            *super().get_urls(),
        ]

    def report_view(self, request):
        """GET ?ngay=31/12/2025&so_voi=31/12/2024: the report; by default of the last full year."""
        form, report = self._asked(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "Báo cáo cuối năm",
            "opts": self.model._meta,
            "form": form,
            "report": report,
            "headings": report and report_files.headings(report),
            "paragraphs": report and "\n\n".join(report.paragraphs),
            "may_enter": self.has_add_permission(request),
            "query": request.GET.urlencode() if form.is_bound else "",
        }
        return render(request, "admin/cooperatives/yearly_report.html", context)

    def file_view(self, request, ending):
        """GET …/bao-cao.docx or .xlsx with the same parameters: the report as a file."""
        _form, report = self._asked(request)
        if report is None or ending not in FILES:
            raise Http404
        data = (
            report_files.as_docx(report, SiteSettings.current().name)
            if ending == "docx"
            else report_files.as_xlsx(report)
        )
        name = f"bao-cao-kttt-{report.day:%Y-%m-%d}.{ending}"
        return HttpResponse(
            data, content_type=FILES[ending], headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    def _asked(self, request):
        """(form, YearlyReport or None where the days are wrong). Raises PermissionDenied."""
        if not request.user.has_perm("cooperatives.view_cooperative"):
            raise PermissionDenied
        if not request.GET:
            day, before = year_end(timezone.localdate())
            return DaysForm(initial={"ngay": day, "so_voi": before}), YearlyReport(day, before)
        form = DaysForm(request.GET)
        return form, YearlyReport(form.cleaned_data["ngay"], form.cleaned_data["so_voi"]) if form.is_valid() else None


@admin.register(IndicatorTarget)
class IndicatorTargetAdmin(OfYearAdmin):
    """Chỉ tiêu kế hoạch."""

    list_display = ("indicator", "year", "basis", "words", "decision")
