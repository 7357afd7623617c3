"""Public pages of the documents."""

from datetime import timedelta
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.connections import connections_of
from documents.diagram import diagram
from documents.export import MOST_EXPORTED, export_rows
from documents.finding import HEADING, KIND, Found, Wanted, found_documents
from documents.models import Document
from documents.timeline import notice, timeline
from kttt.export_formats import table_refused, table_response
from kttt.finding.found import RANKED
from kttt.lists import page_context, parameters
from kttt.searching import missed
from kttt.visits import reading
from kttt.visits.reading import with_counts
from kttt.visits.recording import attempts_this_hour, is_reader

PER_PAGE = 20
MOST_WANTED = 20
EXPORTS_PER_HOUR = 300  # of one network address: a whole office may stand behind it
PERIODS = {
    "7": ("7 ngày", lambda today: today - timedelta(days=6)),
    "30": ("30 ngày", lambda today: today - timedelta(days=29)),
    "nam": ("năm nay", lambda today: today.replace(month=1, day=1)),
    "": ("tất cả", lambda today: None),
}


def document_list(request):
    """/van-ban/?q=&loai=&co-quan=&linh-vuc=&nguoi-ky=&nam=&tinh-trang=&sap-xep=&trang=: what was found, with facets.

    A filter may stand several times: any of its values will do.
    """
    found = Found(Wanted.read(request.GET))
    wanted = found.wanted
    context = page_context(request, found.ids, PER_PAGE)
    page = context["page_obj"]
    page.object_list = found_documents(page.object_list)
    excerpts = found.excerpts([one.pk for one in page.object_list])
    for one in page.object_list:
        one.excerpt = excerpts.get(one.pk)
    if wanted.query and not found.total and is_reader(request):
        missed.record(wanted.query)
    parameters = urlencode(wanted.pairs)
    context |= {
        "found": found,
        "wanted": wanted,
        "heading": found.heading,
        "base_query": parameters and f"{parameters}&",
        "parameters": parameters and f"?{parameters}",
        "ranked": RANKED,
        "exported": MOST_EXPORTED,
        # One type or one body alone is a page of ours; what readers put together is not.
        "indexed": not wanted.pairs or (found.heading != HEADING and len(wanted.pairs) == 1),
        "breadcrumbs": [("Văn bản", None)],
    }
    return render(request, "documents/document_list.html", context)


@require_safe
def most_wanted(request, action):
    """/van-ban/xem-nhieu/ and /van-ban/tai-nhieu/ ?ky=7|30|nam: what was viewed or downloaded most."""
    (period,) = parameters(request, "ky")
    period = period if period in PERIODS else ""
    since = PERIODS[period][1](timezone.localdate())
    counted = dict(reading.most(KIND, action, Document.objects.published(), MOST_WANTED, since))
    documents = Document.objects.published().for_lists().in_bulk(counted)
    context = {
        "documents": [(documents[pk], count) for pk, count in counted.items() if pk in documents],
        "downloaded": action == "download",
        "period": period,
        "periods": [(name, words) for name, (words, _since) in PERIODS.items()],
        "breadcrumbs": [("Văn bản", "/van-ban/"), ("Tải nhiều" if action == "download" else "Xem nhiều", None)],
    }
    return render(request, "documents/most_wanted.html", context)


@require_safe
def export(request, file_format):
    """/van-ban/danh-sach.xlsx and .csv with the list's parameters: its first rows, for everybody, as they are shown."""
    if attempts_this_hour(request, "documents_export") > EXPORTS_PER_HOUR:
        return table_refused()
    found = Found(Wanted.read(request.GET))
    rows = export_rows(found.ids[:MOST_EXPORTED], request.build_absolute_uri("/")[:-1])
    return table_response(rows, file_format, "van-ban", headers={"X-Robots-Tag": "noindex"})


def document(request, slug, pk):
    """/van-ban/<slug>-<id>.html; another slug leads to the right address."""
    found = get_object_or_404(Document.objects.published().select_related("type", "issuer"), pk=pk)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    with_counts([found], "document")
    groups = connections_of(found)
    context = {
        "document": found,
        "files": found.files.with_contents(),
        "fields": found.fields.all(),
        "status": found.status(),
        "notice": notice(found, groups),
        "events": timeline(found, groups),
        "groups": groups,
        "drawing": diagram(found, groups),
        "views": found.views,
        "downloads": found.downloads,
        "counted": {"subject": "document", "id": found.pk},
        "edit_url": "documents_document_change",
        "breadcrumbs": [("Văn bản", "/van-ban/"), (found.number, None)],
    }
    return render(request, "documents/document.html", context)
