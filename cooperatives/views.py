"""Public pages of the registry."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cooperatives import facts
from cooperatives.commune_map import commune_map
from cooperatives.history import changes
from cooperatives.indicators.catalogue import by_commune, by_sector, key_figures
from cooperatives.indicators.snapshot import Snapshot
from cooperatives.models import Organization, Sector
from cooperatives.wording import Wording
from kttt.lists import page_context, parameters
from kttt.units.models import AdminUnit

PER_PAGE = 25
HEADINGS = {"cooperative": "Hợp tác xã", "group": "Tổ hợp tác"}
ADDRESSES = {"cooperative": "/hop-tac-xa/", "group": "/to-hop-tac/"}
PUBLIC_HISTORY = {"name", "status", "sectors", "charter_capital", "representative", "commune"}


FIRST_DAY = date(2000, 1, 1)
REGISTERED = "registered"  # every status but those that end a registration


def asked_day(request):
    """The day that ?tai-ngay= names ("2021-12-31"), None without one. Raises Http404 for what is no day of the past."""
    (written,) = parameters(request, "tai-ngay")
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = date.max
    if not FIRST_DAY <= day <= timezone.localdate():
        raise Http404("Hãy chọn một ngày từ năm 2000 đến hôm nay.")
    return day


def organization_list(request, kind):
    """/hop-tac-xa/ and /to-hop-tac/ ?q=&linh-vuc=&xa=&tinh-trang=&tai-ngay=: organisations by the Vietnamese alphabet.

    With a day, those that were registered then; their status is that of the day.
    """
    names = ("q", "linh-vuc", "xa", "tinh-trang", "tai-ngay")
    query, sector, unit, status, _day = parameters(request, *names)
    day = asked_day(request)
    found = Organization.objects.published().of_kind(kind)
    if day:
        periods = Snapshot(day).periods(kind)
        found = found.filter(periods__in=periods if status in ("", REGISTERED) else periods.filter(status=status))
    elif status == REGISTERED:
        found = found.registered()
    elif status:
        found = found.filter(status=status)
    if query:
        found = found.matching(query)
    if sector:
        found = found.filter(sectors__code=sector)
    if unit:
        found = found.filter(unit_now=int(unit)) if unit.isdecimal() and len(unit) < 18 else found.none()
    found = found.select_related("unit_now").prefetch_related("sector_links__sector").order_by("sort_key", "pk")
    context = page_context(request, found, PER_PAGE, known=names)
    context |= {
        "heading": HEADINGS[kind],
        "kind": kind,
        "query": query,
        "sectors": Sector.objects.all(),
        "communes": AdminUnit.objects.communes().current(),
        "statuses": [(REGISTERED, "Chưa giải thể, chuyển đổi"), *Organization.Status.choices],
        "selected_sector": sector,
        "selected_commune": unit,
        "selected_status": status,
        "day": day,
        "breadcrumbs": [(HEADINGS[kind], None)],
    }
    return render(request, "cooperatives/organization_list.html", context)


def organization(request, slug, pk, kind):
    """/hop-tac-xa/<slug>-<id>.html and /to-hop-tac/…; another slug leads to the right address."""
    published = Organization.objects.published().of_kind(kind).select_related("unit_now", "unit_then__parent")
    found = get_object_or_404(published, pk=pk)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    years = list(found.figures.all())
    rows = []
    for key in facts.FIGURES[kind]:
        values = [getattr(year, key) for year in years]
        if key not in facts.PRIVATE_FIGURES and any(v is not None for v in values):
            rows.append((facts.label(key), [Wording.figure(key, value) for value in values]))
    context = {
        "organization": found,
        "kind": kind,
        "shown": set(facts.public_facts(kind, found)),
        "sectors": [link.sector for link in found.sector_links.select_related("sector")],
        "ocop_products": found.ocop_products.all(),
        "figure_table": {"years": [year.year for year in years], "rows": rows} if rows else None,
        "history": [c for c in changes(found) if c.key in PUBLIC_HISTORY],
        "counted": {"subject": "organization", "id": found.pk},
        "edit_url": f"cooperatives_{'cooperativegroup' if kind == 'group' else 'cooperative'}_change",
        "breadcrumbs": [(HEADINGS[kind], ADDRESSES[kind]), (found.name, None)],
    }
    return render(request, "cooperatives/organization.html", context)


def statistics(request):
    """/thong-ke/?tai-ngay=: the figures of today or of an earlier day, by sector and commune."""
    day = asked_day(request)
    shown = Snapshot(day or timezone.localdate())
    communes = by_commune(shown)
    context = {
        "day": day,
        "figures": key_figures(shown, dated=day is not None),
        "by_sector": by_sector(shown),
        "by_commune": communes,
        "map": commune_map(communes),
        "breadcrumbs": [("Thống kê", None)],
    }
    return render(request, "cooperatives/statistics.html", context)
