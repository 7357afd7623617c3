"""Public pages of the documents."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from documents.models import Document, DocumentFile, DocumentType, IssuingBody
from kttt.downloads import hand_out
from kttt.lists import page_context, parameters
from kttt.visits.reading import with_counts

PER_PAGE = 20


def document_list(request):
    """/van-ban/?q=&loai=&co-quan=: documents, newest first."""
    query, kind, body = parameters(request, "q", "loai", "co-quan")
    documents = Document.objects.published().for_lists().newest_first()
    if query:
        documents = documents.matching(query)
    if kind:
        documents = documents.filter(type__slug=kind)
    if body:
        documents = documents.filter(issuer__slug=body)
    context = page_context(request, documents, PER_PAGE, known=("q", "loai", "co-quan"))
    context["page_obj"].object_list = with_counts(context["page_obj"].object_list, "document")
    context |= {
        "query": query,
        "types": DocumentType.objects.all(),
        "issuers": IssuingBody.objects.all(),
        "selected_type": kind,
        "selected_issuer": body,
        "breadcrumbs": [("Văn bản", None)],
    }
    return render(request, "documents/document_list.html", context)


def document(request, slug, pk):
    """/van-ban/<slug>-<id>.html; another slug leads to the right address."""
    found = get_object_or_404(Document.objects.published().select_related("type", "issuer"), pk=pk)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    with_counts([found], "document")
    context = {
        "document": found,
        "files": found.files.all(),
        "fields": found.fields.all(),
        "status_label": found.status().label,
        "views": found.views,
        "downloads": found.downloads,
        "counted": {"subject": "document", "id": found.pk},
        "edit_url": "documents_document_change",
        "breadcrumbs": [("Văn bản", "/van-ban/"), (found.number, None)],
    }
    return render(request, "documents/document.html", context)


@require_safe
def document_file(request, pk, name):
    """/van-ban/tep/<id>/<name>: the file, for whom the document itself is published. Counted before its first byte."""
    found = get_object_or_404(DocumentFile, pk=pk, name=name, document__in=Document.objects.published())
    return hand_out(request, found, "document", found.document_id)
