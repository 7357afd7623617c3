"""The board "ai chưa nộp" and the template that a commune gets, both behind the site's `admin_view`."""

import re
from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperatives.facts import KINDS
from cooperatives.models import Cooperative, CooperativeGroup
from cooperatives.submissions import ALL, NONE, PART, board, reporting_year
from cooperatives.template_workbook import write_template
from kttt.text import slug
from kttt.units.models import AdminUnit

MODELS = {"cooperative": Cooperative, "group": CooperativeGroup}
FILE_WORDS = {"cooperative": "htx", "group": "tht"}
FIRST_YEAR = 2000
YEARS_SHOWN = 4
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def may(user, action, kind):
    """Whether `user` may "view" or "export" organisations of `kind`."""
    return user.has_perm(f"cooperatives.{action}_{MODELS[kind]._meta.model_name}")


def asked_kind(request):
    """The kind that `?loai=` names, by default the first that the user may see. Raises PermissionDenied."""
    seen = [kind for kind in KINDS if may(request.user, "view", kind)]
    kind = request.GET.get("loai")
    if not seen or (kind in KINDS and kind not in seen):
        raise PermissionDenied
    return kind if kind in KINDS else seen[0]


def asked_year(request):
    """The year that `?nam=` names, by default the one whose reports are being gathered."""
    today = timezone.localdate()
    year = request.GET.get("nam", "")
    told = int(year) if re.fullmatch(r"[0-9]{4}", year) else 0
    return told if FIRST_YEAR <= told <= today.year else reporting_year(today)


def reminder(found, kind):
    """Plain text for a letter or Zalo: which communes owe figures of the first year of `found` (a Board)."""
    year, owing, partly = found.years[0], found.in_state(NONE), found.in_state(PART)
    lines = []
    if owing:
        lines.append(f"Các xã, phường chưa gửi số liệu năm {year}: {', '.join(str(unit) for unit, _ in owing)}.")
    if partly:
        word = "HTX" if kind == "cooperative" else "tổ hợp tác"
        told = ", ".join(f"{unit} ({cell.reported}/{cell.expected} {word})" for unit, cell in partly)
        lines.append(f"Các xã, phường mới gửi một phần: {told}.")
    return "\n".join(lines) or f"Mọi xã, phường đã gửi đủ số liệu năm {year}."


@require_safe
def submissions_view(request, admin_site):
    """GET ?loai=cooperative|group&nam=2025&chua=1: communes × four years, `chua` only those still owing the first."""
    kind, year = asked_kind(request), asked_year(request)
    found = board(kind, [year - n for n in range(YEARS_SHOWN)])
    owing_only = request.GET.get("chua") == "1"
    model = MODELS[kind]
    context = {
        **admin_site.each_context(request),
        "title": "Xã, phường nào chưa gửi số liệu",
        "opts": model._meta,
        "kind": kind,
        "kinds": [(k, MODELS[k]._meta.verbose_name_plural) for k in KINDS if may(request.user, "view", k)],
        "year": year,
        "year_choices": range(timezone.localdate().year, FIRST_YEAR - 1, -1),
        "owing_only": owing_only,
        "board": found,
        "rows": [row for row in found.rows if not owing_only or row.cells[0].state in (NONE, PART)],
        "counts": [len(found.in_state(state)) for state in (ALL, PART, NONE)],
        "reminder": reminder(found, kind),
        "may_export": may(request.user, "export", kind),
    }
    return render(request, "admin/cooperatives/submissions.html", context)


@require_safe
def template_view(request):
    """GET ?loai=cooperative|group&nam=2025&xa=<pk>: the template as a download; with `xa` that commune's, filled in."""
    kind, year, unit = asked_kind(request), asked_year(request), None
    if "xa" in request.GET:
        if not may(request.user, "export", kind):
            raise PermissionDenied
        if not re.fullmatch(r"[0-9]{1,9}", request.GET["xa"]):
            raise Http404
        unit = get_object_or_404(AdminUnit.objects.communes().current(), pk=request.GET["xa"])
    file = BytesIO()
    write_template(kind, file, year, unit)
    file.seek(0)
    name = "-".join(["mau", FILE_WORDS[kind], *([slug(unit.name)] if unit else []), str(year)])
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
