"""Public pages of the registry."""

from urllib.parse import urlencode

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cooperatives import facts, profile
from cooperatives.api import LICENCE, MOST, PATHS, TITLES
from cooperatives.commune_map import commune_map
from cooperatives.exports import flat_keys, heading, json_of, table_of
from cooperatives.finding import Found, Wanted, found_organizations, past_day
from cooperatives.history import changes
from cooperatives.models import Merge, Organization
from cooperatives.shelf import COMMUNE
from cooperatives.statistics import Statistics, file_name
from cooperatives.wording import NOUNS, UNITS
from kttt.export_formats import table_refused, table_response
from kttt.finding.found import RANKED
from kttt.lists import LONGEST, page_context, parameters
from kttt.qr_codes import qr_code
from kttt.remembered import Remembered
from kttt.searching import missed
from kttt.units.models import AdminUnit
from kttt.visits.recording import attempts_this_hour, is_reader

PER_PAGE = 25
HEADINGS = {kind: noun.capitalize() for kind, noun in NOUNS.items()}
SLUGS = {"cooperative": "hop-tac-xa", "group": "to-hop-tac"}
ADDRESSES = {kind: f"/{slug}/" for kind, slug in SLUGS.items()}
EXPORTS_PER_HOUR = 300  # of one network address: a whole office may stand behind it
TABLES = {"xlsx": "Excel (.xlsx)", "csv": "CSV"}  # of the statistics
PUBLIC_HISTORY = {"name", "status", "sectors", "charter_capital", "representative", "commune"}


def asked_day(request):
    """The day that ?tai-ngay= names, None without one. Raises Http404 for what is no day of the past."""
    try:
        return past_day(*parameters(request, "tai-ngay"))
    except ValueError as refused:
        raise Http404(str(refused)) from refused


def _wanted(request, kind):
    return Wanted.read(request.GET, kind=kind, day=asked_day(request))


def organization_list(request, kind):
    """/hop-tac-xa/ and /to-hop-tac/ with q, the facets of `shelf`, sap-xep, tai-ngay, trang: what was found.

    A filter may stand several times: any of its values will do. With a day, those that were registered then.
    """
    wanted = _wanted(request, kind)
    found = Found(wanted)
    context = page_context(request, found.ids, PER_PAGE)
    page = context["page_obj"]
    page.object_list = found_organizations(page.object_list)
    if wanted.query and not found.total and is_reader(request):
        missed.record(wanted.query)
    parameters = urlencode(wanted.pairs)
    counts = {choice.value: choice.count for choice in found.facet(COMMUNE).choices}
    communes = [(unit, counts.get(str(unit.pk), 0)) for unit in AdminUnit.objects.communes().current()]
    context |= {
        "heading": HEADINGS[kind],
        "noun": NOUNS[kind],
        "unit": UNITS[kind],
        "kind": kind,
        "all": ADDRESSES[kind],
        "found": found,
        "wanted": wanted,
        "day": wanted.day,
        "base_query": parameters and f"{parameters}&",
        "parameters": parameters and f"?{parameters}",
        "ranked": RANKED,
        "map": commune_map(communes),
        "breadcrumbs": [(HEADINGS[kind], None)],
    }
    return render(request, "cooperatives/organization_list.html", context)


@require_safe
def export(request, kind, file_format):
    """/hop-tac-xa/danh-sach.xlsx, .csv, .json with the list's parameters: all that it finds, as the public sees it."""
    if attempts_this_hour(request, "registry_export") > EXPORTS_PER_HOUR:
        return table_refused()
    ids = Found(_wanted(request, kind)).ids
    headers = {"X-Robots-Tag": "noindex"}
    if file_format == "json":
        headers["Content-Disposition"] = f'attachment; filename="{SLUGS[kind]}.json"'
        return StreamingHttpResponse(json_of(kind, ids), content_type="application/json", headers=headers)
    return table_response(table_of(kind, ids), file_format, SLUGS[kind], headers)


def organization(request, slug, pk, kind):
    """/hop-tac-xa/<slug>-<id>.html and /to-hop-tac/…; another slug leads to the right address."""
    published = Organization.objects.published().select_related("unit_now", "unit_then__parent")
    found = published.filter(pk=pk).first() or get_object_or_404(published, pk=Merge.standing_for(pk))
    if found.pk != pk:
        # A merge may be undone: browsers ask again instead of remembering for ever.
        response = redirect(found, permanent=True)
        response["Cache-Control"] = "no-cache"
        return response
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    years = list(found.figures.all())
    statements = list(found.statements.defer("original", "mended"))
    sectors = [link.sector for link in found.sector_links.select_related("sector")]
    address = request.build_absolute_uri(found.get_absolute_url())
    correction = {"tieu-de": f"Thông tin chưa đúng: {found.name}"[:LONGEST], "noi-dung": f"Trang {address}: "}
    context = {
        "organization": found,
        "kind": kind,
        "noun": NOUNS[kind],
        "all": ADDRESSES[kind],
        "address": address,
        "other_name": profile.other_name(found.name),
        "shown": set(facts.public_facts(kind, found)),
        "founded": getattr(found, facts.FOUNDED[kind]),
        "notice": profile.notice(found, statements),
        "sectors": sectors,
        "ocop_products": found.ocop_products.all(),
        "charts": profile.figure_charts(kind, years),
        "figure_table": profile.figure_table(kind, years),
        "history": [c for c in changes(statements) if c.key in PUBLIC_HISTORY],
        "neighbours": profile.neighbours(found, sectors),
        "updated": profile.updated(statements),
        "qr": qr_code(address),
        "correction": urlencode(correction),
        "counted": {"subject": "organization", "id": found.pk},
        "edit_url": f"cooperatives_{'cooperativegroup' if kind == 'group' else 'cooperative'}_change",
        "breadcrumbs": [(HEADINGS[kind], ADDRESSES[kind]), (found.name, None)],
    }
    return render(request, "cooperatives/organization.html", context)


def open_data(request):
    """/du-lieu-mo/: how programs and spreadsheets get the registry."""
    files = [
        {
            "title": TITLES[kind],
            "table": f"bulk_{path}",
            "metadata": f"bulk_{path}_metadata",
            "count": Organization.objects.published().of_kind(kind).count(),
        }
        for kind, path in PATHS.items()
    ]
    columns = dict.fromkeys(key for kind in PATHS for key in flat_keys(kind, public=True))
    context = {
        "files": files,
        "columns": [(key, heading(key)) for key in columns],
        "licence": LICENCE,
        "most": MOST,
        "breadcrumbs": [("Dữ liệu mở", None)],
    }
    return render(request, "cooperatives/open_data.html", context)


def _load_statistics(day):
    shown = Statistics(day)
    return shown, commune_map(shown.communes)


# Of the days asked for last.
_statistics = Remembered(_load_statistics, kept=6)


def statistics(request):
    """/thong-ke/?tai-ngay=&dang=: the figures of today or of an earlier day; with dang=csv or xlsx as a table."""
    (file_format,) = parameters(request, "dang")
    if file_format and file_format not in TABLES:
        raise Http404("Bảng số liệu tải về được dạng Excel hoặc CSV.")
    day = asked_day(request)
    shown, drawing = _statistics.get(day)
    if file_format:
        return table_response(shown.table(), file_format, file_name(day), {"X-Robots-Tag": "noindex"})
    context = {
        "day": day,
        "shown": shown,
        "map": drawing,
        "tables": TABLES,
        "licence": LICENCE,
        "breadcrumbs": [("Thống kê", None)],
    }
    return render(request, "cooperatives/statistics.html", context)
