"""Pages of long lists."""

from urllib.parse import urlencode

from django.core.paginator import Paginator

from kttt import text

LONGEST = 200


def parameters(request, *names):
    """The values of GET parameters as clean lines of text ("" where absent): no NUL reaches a database."""
    return [text.clean(request.GET.get(name, ""))[:LONGEST] for name in names]


def page_context(request, queryset, per_page, known=()):
    """The context of a list's page `?trang=N`: page_obj, page_range (elided) and base_query.

    `known`: names of the other parameters that the list understands; they stay in the links of the pages. A page
    number that is none gives the first page, one too high the last.
    """
    paginator = Paginator(queryset, per_page)
    page = paginator.get_page(request.GET.get("trang"))
    kept = [(name, request.GET[name]) for name in known if request.GET.get(name)]
    return {
        "page_obj": page,
        "page_range": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "base_query": urlencode(kept) + "&" if kept else "",
    }
