"""Public pages of the documents."""

import logging

from django.db import DatabaseError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from documents.downloads import file_response, starts_at_first_byte
from documents.models import Document, DocumentFile, DocumentType, IssuingBody
from kttt.lists import page_context, parameters
from kttt.visits import recording
from kttt.visits.reading import with_counts

logger = logging.getLogger(__name__)
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
    try:
        size = found.file.size
        response = file_response(request, found)
    except FileNotFoundError:
        logger.error("The file of DocumentFile %s is missing", pk)
        raise Http404("Tệp không còn trên máy chủ.") from None
    if starts_at_first_byte(request, size) and recording.is_reader(request):
        try:
            recording.record_download("document", found.document_id)
        except DatabaseError:
            # Counting must never keep a reader from the file.
            logger.exception("A download was not counted")
    return response
