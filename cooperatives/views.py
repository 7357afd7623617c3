"""Public pages of the registry."""

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


def organization_list(request, kind):
    """/hop-tac-xa/ and /to-hop-tac/ ?q=&linh-vuc=&xa=&tinh-trang=: organisations by the Vietnamese alphabet."""
    names = ("q", "linh-vuc", "xa", "tinh-trang")
    query, sector, unit, status = parameters(request, *names)
    found = Organization.objects.published().of_kind(kind)
    if query:
        found = found.matching(query)
    if sector:
        found = found.filter(sectors__code=sector)
    if unit:
        found = found.filter(unit_now=int(unit)) if unit.isdecimal() and len(unit) < 18 else found.none()
    if status:
        found = found.filter(status=status)
    found = found.select_related("unit_now").prefetch_related("sector_links__sector").order_by("sort_key", "pk")
    context = page_context(request, found, PER_PAGE, known=names)
    context |= {
        "heading": HEADINGS[kind],
        "kind": kind,
        "query": query,
        "sectors": Sector.objects.all(),
        "communes": AdminUnit.objects.communes().current(),
        "statuses": Organization.Status.choices,
        "selected_sector": sector,
        "selected_commune": unit,
        "selected_status": status,
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
    """/thong-ke/: the present figures by sector and commune."""
    now = Snapshot(timezone.localdate())
    communes = by_commune(now)
    context = {
        "figures": key_figures(now),
        "by_sector": by_sector(now),
        "by_commune": communes,
        "map": commune_map(communes),
        "breadcrumbs": [("Thống kê", None)],
    }
    return render(request, "cooperatives/statistics.html", context)
