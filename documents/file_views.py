"""A document's files: handed out, looked at page by page, read as text. Only the first counts as a download.

Each asks `DocumentFile.objects.published()`, so what a document hides, its files hide.
"""

import zipfile

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from documents import file_text, page_drawing, text_version
from documents.models import DocumentFile
from documents.reading_files import page_name
from kttt.downloads import hand_out, stored_etag

PAGES_AT_ONCE = 10


@require_safe
def document_file(request, pk, name):
    """/van-ban/tep/<id>/<name>: the file. Counted before its first byte."""
    found = get_object_or_404(DocumentFile.objects.published(), pk=pk, name=name)
    return hand_out(request, found, "document", found.document_id)


def _shown(pk):
    """(file, context of a page about it), for whom its document is published."""
    found = get_object_or_404(
        DocumentFile.objects.published().with_contents().select_related("document__type", "reading"), pk=pk
    )
    document = found.document
    context = {
        "file": found,
        "document": document,
        "contents": found.contents,
        "breadcrumbs": [("Văn bản", "/van-ban/"), (document.number, document.get_absolute_url()), (str(found), None)],
    }
    return found, context


def _number(request, name, most):
    """A page's number in the address: one that is none gives the first page, one too high the last."""
    asked = request.GET.get(name, "")
    return max(1, min(int(asked), most)) if asked.isdecimal() and len(asked) < 10 else 1


@require_safe
def file_pages(request, pk):
    """/van-ban/tep/<id>/xem/?trang=: pictures of the file's pages, PAGES_AT_ONCE from page `trang` on."""
    found, context = _shown(pk)
    if found.ending not in page_drawing.DRAWABLE:
        raise Http404("Tệp này không có trình xem: mời mở bản chữ hoặc tải về.")
    sizes = found.contents.page_sizes if found.contents else []
    first = _number(request, "trang", len(sizes) or 1)
    last = min(first + PAGES_AT_ONCE - 1, len(sizes))
    context |= {
        "pages": [(number, *sizes[number - 1]) for number in range(first, last + 1)],
        "first": first,
        "last": last,
        "drawn": len(sizes),
        "before": max(1, first - PAGES_AT_ONCE) if first > 1 else None,
        "after": last + 1 if last < len(sizes) else None,
    }
    response = render(request, "documents/file_pages.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def file_words(request, pk):
    """/van-ban/tep/<id>/chu/?phan=: the file's text, as far as it has one."""
    found, context = _shown(pk)
    parts = text_version.parts(found.contents.text, found.ending) if found.contents else []
    number = _number(request, "phan", len(parts) or 1)
    context |= {
        "sections": parts[number - 1] if parts else [],
        "has_pages": found.ending == ".pdf",
        "parts": [(n, part[0].number, part[-1].number) for n, part in enumerate(parts, 1)],
        "number": number,
        "cut": bool(parts) and number == len(parts) and len(found.contents.text) >= file_text.MAX_CHARACTERS,
    }
    return render(request, "documents/file_words.html", context)


@require_safe
def page_picture(request, pk, number):
    """/van-ban/tep/<id>/trang/<n>.webp: a page as a picture; `number` 0: the first page small."""
    found = get_object_or_404(DocumentFile.objects.published().with_contents(), pk=pk)
    contents = found.contents
    stored = contents and (contents.drawn_pages if number else contents.picture)
    if not stored or number > len(contents.page_sizes):
        raise Http404
    etag = stored_etag(f"{stored.name} {number}")
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_picture(stored, number), content_type="image/webp")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _picture(stored, number):
    try:
        with stored.open("rb") as file:
            if not number:
                return file.read()
            with zipfile.ZipFile(file) as pack:
                return pack.read(page_name(number))
    except FileNotFoundError:
        raise Http404("Ảnh trang không còn trên máy chủ.") from None
