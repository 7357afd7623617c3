"""One search over articles, documents, organisations and pages."""

from urllib.parse import urlencode

from django.shortcuts import render

from cooperatives.models import Organization
from documents.models import Document
from kttt import text
from kttt.lists import parameters
from kttt.pages.models import Page
from kttt.visits.reading import with_counts
from news.models import Article

SHOWN = 8


def find(query):
    """[(kind, heading, first results, how many in all, address of the rest)] for kinds with at least one result."""
    links = urlencode({"q": query})
    kinds = [
        ("article", "Tin tức", Article.objects.published().matching(query).for_lists().newest_first(), None),
        ("document", "Văn bản", Document.objects.published().matching(query).for_lists().newest_first(), "/van-ban/"),
        ("cooperative", "Hợp tác xã", Organization.objects.published().cooperatives().matching(query), "/hop-tac-xa/"),
        ("group", "Tổ hợp tác", Organization.objects.published().groups().matching(query), "/to-hop-tac/"),
        ("page", "Trang thông tin", Page.objects.published().matching(query), None),
    ]
    groups = []
    for kind, heading, queryset, address in kinds:
        if kind in ("cooperative", "group"):
            queryset = queryset.select_related("unit_now").prefetch_related("sector_links__sector")
        total = queryset.count()
        results = list(queryset[:SHOWN])
        if kind in ("article", "document"):
            results = with_counts(results, kind)
        more = f"{address}?{links}" if address and total > SHOWN else None
        if total:
            groups.append({"kind": kind, "heading": heading, "results": results, "total": total, "more_url": more})
    return groups


def search(request):
    """/tim-kiem/?q=: results by kind; an empty query shows the form alone."""
    (query,) = parameters(request, "q")
    groups = find(query) if text.search_words(query) else []
    context = {
        "query": query,
        "groups": groups,
        "total": sum(group["total"] for group in groups),
        "breadcrumbs": [("Tìm kiếm", None)],
    }
    return render(request, "search.html", context)
