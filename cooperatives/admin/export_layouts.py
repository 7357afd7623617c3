"""The filtered list of organisations to Excel, in columns that the clerk chooses and the office keeps."""

import re
from copy import copy

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from cooperatives import export_layouts
from cooperatives.admin.submissions import FILE_WORDS, FIRST_YEAR
from cooperatives.models import ExportLayout
from kttt import text
from kttt.export_formats import table_response

SHOWN_ROWS = 5
LONGEST_HEADING = 120
USUAL = ("number", "name", "tax_code", "current_commune", "status", "representative", "leader", "phones")


@require_http_methods(["GET", "HEAD", "POST"])
def columns_view(request, model_admin):
    """GET ?loc=<filter of the list>&mau=<layout>: choose columns. POST `viec` = tai (download), xem, luu, xoa."""
    if not model_admin.has_export_permission(request):
        raise PermissionDenied
    kind, sent = model_admin.kind, request.POST if request.method == "POST" else None
    asked = sent if sent is not None else request.GET
    filters = asked.get("loc", "")
    found = _filtered(request, model_admin, filters)
    if found is None:
        messages.error(request, "Bộ lọc không dùng được nữa: hãy lọc lại danh sách rồi xuất.")
        return HttpResponseRedirect(_address(model_admin, "changelist"))
    year = _year(asked.get("nam", ""))
    saved = _saved(kind, asked.get("mau", ""))
    layout = _sent_layout(kind, sent) if sent is not None else _opened_layout(kind, saved)
    task, name, error = (sent or {}).get("viec"), text.clean((sent or {}).get("ten", saved.name if saved else "")), ""
    if task == "xoa" and saved:
        return _delete(request, model_admin, saved, filters)
    if sent is not None and not layout:
        error = "Hãy ghi số thứ tự cho ít nhất một cột."
    elif task == "luu" and not 0 < len(name) <= 120:
        error = "Hãy đặt tên cho mẫu cột, nhiều nhất 120 chữ."
    elif task == "luu":
        return _save(request, model_admin, name, layout, filters, year)
    elif task == "tai":
        rows = export_layouts.table(kind, found, layout, year)
        file = f"{FILE_WORDS[kind]}-{timezone.localdate():%Y-%m-%d}"
        return table_response(rows, "xlsx", file, {"Cache-Control": "private, no-store"})
    places = {key: (number, heading) for number, (key, heading) in enumerate(layout, 1)}
    usual = export_layouts.columns(kind)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Xuất Excel theo mẫu cột",
        "opts": model_admin.opts,
        "filters": filters,
        "count": found.count(),
        "layouts": ExportLayout.objects.filter(kind=kind),
        "saved": saved,
        "name": name,
        "error": error,
        "columns": [(key, heading, *places.get(key, ("", heading))) for key, heading in usual.items()],
        "year": year,
        "year_choices": range(timezone.localdate().year, FIRST_YEAR - 1, -1),
        "sample": list(export_layouts.table(kind, _first(found), layout, year)),
        "may_save": request.user.has_perms(["cooperatives.add_exportlayout", "cooperatives.change_exportlayout"]),
        "may_delete": request.user.has_perm("cooperatives.delete_exportlayout"),
    }
    return render(request, "admin/cooperatives/export_columns.html", context)


def _filtered(request, model_admin, filters):
    """The organisations of the list with `filters`, as a queryset; None where the list itself does not take them."""
    listed = copy(request)
    listed.GET = QueryDict(filters.replace("\0", ""))
    try:
        return model_admin.get_export_queryset(listed).order_by("sort_key", "pk")
    except BadRequest:
        return None


def _first(found):
    return found.filter(pk__in=list(found.values_list("pk", flat=True)[:SHOWN_ROWS]))


def _year(said):
    year = int(said) if re.fullmatch(r"[0-9]{4}", said) else 0
    return year if FIRST_YEAR <= year <= timezone.localdate().year else None


def _saved(kind, pk):
    return ExportLayout.objects.filter(kind=kind, pk=pk).first() if re.fullmatch(r"[0-9]{1,9}", pk) else None


def _opened_layout(kind, saved):
    usual = export_layouts.columns(kind)
    return export_layouts.known_columns(kind, saved.columns if saved else [(k, "") for k in USUAL if k in usual])


def _sent_layout(kind, sent):
    """[(key, heading)] of the columns that have a place, in the order of the places."""
    found = []
    for position, (key, usual) in enumerate(export_layouts.columns(kind).items()):
        place = sent.get(f"cho-{key}", "").strip()
        if re.fullmatch(r"[0-9]{1,4}", place) and int(place):
            heading = text.clean(sent.get(f"ten-{key}", ""))[:LONGEST_HEADING] or usual
            found.append((int(place), position, key, heading))
    return [(key, heading) for _place, _position, key, heading in sorted(found)]


def _save(request, model_admin, name, layout, filters, year):
    if not request.user.has_perms(["cooperatives.add_exportlayout", "cooperatives.change_exportlayout"]):
        raise PermissionDenied
    saved, made = ExportLayout.objects.update_or_create(
        kind=model_admin.kind, name=name, defaults={"columns": layout, "changed_by": request.user}
    )
    messages.success(request, f"Đã lưu mẫu cột “{name}”." if made else f"Đã ghi đè mẫu cột “{name}”.")
    return _again(model_admin, loc=filters, mau=saved.pk, nam=year or "")


def _delete(request, model_admin, saved, filters):
    if not request.user.has_perm("cooperatives.delete_exportlayout"):
        raise PermissionDenied
    saved.delete()
    messages.success(request, f"Đã xóa mẫu cột “{saved}”.")
    return _again(model_admin, loc=filters)


def _again(model_admin, **query):
    return HttpResponseRedirect(f"{_address(model_admin, 'columns')}?{urlencode(query)}")


def _address(model_admin, word):
    return reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_{word}")
