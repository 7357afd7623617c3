"""The search's page, its suggestions while typing, and the same answers as data."""

from urllib.parse import urlencode

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kttt import text
from kttt.lists import page_context, parameters
from kttt.searching import asking, missed
from kttt.searching.language import LONGEST
from kttt.searching.sources import all_sources
from kttt.visits.recording import is_reader

PER_PAGE = 10
SUGGESTED = 8
MOST_IN_API = 50


def search(request):
    """/tim-kiem/?q=&loai=&xep=moi&trang=: answers of all kinds, best or newest first; without q the form alone."""
    query, kind, order = parameters(request, "q", "loai", "xep")
    kind = kind if kind in all_sources() else ""
    newest = order == "moi"
    found = asking.find(query, newest=newest)
    context = page_context(request, found.of_kind(kind), PER_PAGE, known=("q", "loai", "xep"))
    counts = found.counts()
    if query and not found.things and is_reader(request):
        missed.record(query)
    context |= {
        "query": query,
        "results": asking.results(found, list(context["page_obj"])),
        "facets": [
            {
                "heading": source.heading,
                "total": counts[name],
                "more": name in found.truncated,
                "here": name == kind,
                "url": _address(query, "" if name == kind else name, newest),
            }
            for name, source in all_sources().items()
            if counts.get(name)
        ],
        "kind": kind,
        "total": len(found.things),
        "more": bool(found.truncated),
        "exact": found.exact,
        "meant": found.meant,
        "meant_url": _address(found.meant, "", newest=False),
        "newest": newest,
        "all_url": _address(query, "", newest),
        "order_url": _address(query, kind, not newest),
        "breadcrumbs": [("Tìm kiếm", None)],
    }
    return render(request, "search.html", context)


def _address(query, kind, newest):
    said = {"q": query, "loai": kind, "xep": "moi" if newest else ""}
    return "?" + urlencode({name: value for name, value in said.items() if value})


@require_safe
def suggest(request):
    """/tim-kiem/goi-y?q=: {"suggestions": [{"title", "url", "kind"}]}, at most 8, for what is being typed."""
    (query,) = parameters(request, "q")
    found = asking.suggestions(query, SUGGESTED) if len(query) > 1 else []
    said = [{"title": one.plain_title, "url": one.url, "kind": one.heading} for one in found]
    return JsonResponse({"suggestions": said}, headers={"Cache-Control": "public, max-age=60"})


@require_safe
def search_api(request):
    """GET /api/v1/search?q=&kind=&limit=: {"count", "results": [{"kind", "title", "url", "excerpt"}]}, best first.

    `kind` is one of the sources' (all without it), `limit` 1 to 50 (10). Anything else: 400 and {"error"}.
    """
    query, kind, limit = request.GET.get("q", ""), request.GET.get("kind", ""), request.GET.get("limit", "10")
    if not text.clean(query):
        return _refused("Thiếu từ khóa: hãy gửi tham số q.")
    if len(query) > LONGEST:
        return _refused(f"Từ khóa dài hơn {LONGEST} ký tự.")
    if kind and kind not in all_sources():
        return _refused(f"Tham số kind phải là một trong: {', '.join(all_sources())}.")
    if not (limit.isascii() and limit.isdigit() and len(limit) < 4 and 1 <= int(limit) <= MOST_IN_API):
        return _refused(f"Tham số limit phải là số từ 1 đến {MOST_IN_API}.")
    if unknown := sorted(set(request.GET) - {"q", "kind", "limit"}):
        return _refused(f"Không có tham số {', '.join(unknown)}.")
    found = asking.find(query, kinds=[kind] if kind else None)
    shown = asking.results(found, found.things[: int(limit)])
    said = [
        {"kind": one.kind, "title": one.plain_title, "url": one.url, "excerpt": one.plain_excerpt} for one in shown
    ]  # fmt: skip
    return JsonResponse({"count": len(found.things), "results": said}, json_dumps_params={"ensure_ascii": False})


def _refused(problem):
    return JsonResponse({"error": problem}, status=400, json_dumps_params={"ensure_ascii": False})
