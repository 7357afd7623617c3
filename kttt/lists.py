"""Pages of long lists."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet

from kttt import text
from kttt.remembered import Remembered

LONGEST = 200


def parameters(request, *names):
    """The values of GET parameters as clean lines of text ("" where absent): no NUL reaches a database."""
    return [text.clean(request.GET.get(name, ""))[:LONGEST] for name in names]


@dataclass(frozen=True)
class _Rows:
    """The rows of a list, which is known by its address."""

    path: str
    queryset: QuerySet = field(compare=False)


# How long the lists are that were read last: counting takes longer than everything else once they are long.
_lengths = Remembered(lambda rows: rows.queryset.order_by().count(), kept=200)


def page_context(request, queryset, per_page, known=(), by_path=False):
    """The context of a list's page `?trang=N`: page_obj, page_range (elided) and base_query.

    `known`: names of the other parameters that the list understands; they stay in the links of the pages. A page
    number that is none gives the first page, one too high the last. `by_path`: the path alone says which public rows
    are listed, so that their number may be remembered.
    """
    paginator = Paginator(queryset, per_page)
    if by_path:
        paginator.count = _lengths.get(_Rows(request.path, queryset))
    page = paginator.get_page(request.GET.get("trang"))
    kept = [(name, request.GET[name]) for name in known if request.GET.get(name)]
    return {
        "page_obj": page,
        "page_range": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "base_query": urlencode(kept) + "&" if kept else "",
    }
