"""One organisation on the desk: its record on paper, and the figures of a year typed by hand."""

import re

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cooperatives import facts
from cooperatives.admin.submissions import FIRST_YEAR
from cooperatives.forms import FiguresForm
from cooperatives.history import changes, facts_at, figures_of, record_figures
from cooperatives.models import Organization
from cooperatives.submissions import reporting_year
from cooperatives.wording import Wording


@require_safe
def print_view(request, model_admin, object_id):
    """GET: all that is known of an organisation and from where, on A4; for the office, so personal data too."""
    organization = _found(model_admin, object_id)
    if not model_admin.has_view_permission(request, organization):
        raise PermissionDenied
    statements = list(organization.statements.select_related("batch", "recorded_by").order_by("valid_from", "pk"))
    wording, sources = Wording(), _Sources()
    stated = facts_at(statements)
    keys = [fact.key for fact in facts.FACTS if model_admin.kind in fact.kinds and fact.key in stated]
    told = [
        (facts.label(key), wording.fact(key, stated[key].value), sources.number(stated[key].statement)) for key in keys
    ]
    years = figures_of(statements)
    figure_keys = [k for k in facts.FIGURES[model_admin.kind] if any(k in values for values in years.values())]
    rows = [
        (
            facts.label(key),
            [
                (wording.figure(key, year[key].value), sources.number(year[key].statement)) if key in year else ("", "")
                for _year, year in sorted(years.items())
            ],
        )
        for key in figure_keys
    ]
    context = {
        **_page(request, model_admin, organization, f"Hồ sơ {organization}"),
        "unit_now": organization.unit_now,
        "facts": [row for row in told if row[1]],
        "years": sorted(years),
        "figures": rows,
        "products": organization.ocop_products.all(),
        "changes": changes(organization.statements.all()),
        "sources": sources.told,
        "today": timezone.localdate(),
    }
    return render(request, "admin/cooperatives/organization_print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def figures_view(request, model_admin, object_id):
    """GET ?nam=2025: the figures of that year to type or correct; POST the same address keeps them."""
    organization = _found(model_admin, object_id)
    if not model_admin.has_change_permission(request, organization):
        raise PermissionDenied
    today = timezone.localdate()
    asked = request.GET.get("nam", "")
    year = int(asked) if re.fullmatch(r"[0-9]{4}", asked) else 0
    year = year if FIRST_YEAR <= year <= today.year else reporting_year(today)
    keys, row = facts.FIGURES[model_admin.kind], organization.figures.filter(year=year).first()
    known = {key: getattr(row, key, None) for key in keys}
    form = FiguresForm(request.POST or None, kind=model_admin.kind, known=known)
    if request.method == "POST" and form.is_valid():
        if changed := form.changed():
            with transaction.atomic():
                # Two who type at once write one after the other.
                Organization.objects.select_for_update().get(pk=organization.pk)
                record_figures(organization, year, changed, request.user)
                words = f"Nhập số liệu năm {year}."
                LogEntry.objects.log_actions(request.user.pk, [organization], CHANGE, words, single_object=True)
            messages.success(request, f"Đã ghi số liệu năm {year} của {organization}.")
        else:
            messages.info(request, "Không có số nào thay đổi.")
        return HttpResponseRedirect(_address(model_admin, "change", organization))
    context = {
        **_page(request, model_admin, organization, f"Số liệu năm {year}"),
        "form": form,
        "year": year,
        "year_choices": range(today.year, FIRST_YEAR - 1, -1),
    }
    return render(request, "admin/cooperatives/figures_form.html", context)


class _Sources:
    """Where values come from: each source once, under a number."""

    def __init__(self):
        self.told = []
        self._numbers = {}

    def number(self, statement):
        """The number of a statement's source; `told` grows by (number, words) where it is new."""
        words = f"{statement.get_kind_display()}, có giá trị từ {statement.valid_from:%d/%m/%Y}"
        if statement.batch:
            words += f", tệp {statement.batch.name}, trang {statement.sheet}, dòng {statement.row}"
        elif statement.recorded_by:
            words += f", người ghi: {statement.recorded_by}"
        if words not in self._numbers:
            self._numbers[words] = len(self._numbers) + 1
            self.told.append((self._numbers[words], words))
        return self._numbers[words]


def _found(model_admin, object_id):
    key = unquote(object_id)
    found = model_admin.model.objects.select_related("unit_now", "unit_then")
    return get_object_or_404(found, pk=key if re.fullmatch(r"[0-9]{1,18}", key) else 0)


def _address(model_admin, word, organization):
    return reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_{word}", args=[organization.pk])


def _page(request, model_admin, organization, title):
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "organization": organization,
        "record_address": _address(model_admin, "change", organization),
    }
