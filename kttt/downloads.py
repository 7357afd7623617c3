"""Handing out a file to a reader: whole or from a place on, counted when it begins at byte 0."""

import hashlib
import logging
import mimetypes
import re

from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

from kttt.visits import recording

logger = logging.getLogger(__name__)

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.I)
# Opened in the browser; everything else is saved. Nothing here can run script on our origin.
INLINE_TYPES = {"application/pdf", "image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm"}


def stored_etag(name):
    """The ETag of what is stored under `name`: such names are random and never used again."""
    return quote_etag(hashlib.sha256(name.encode()).hexdigest()[:24])


def _asked_range(request, size, etag):
    """(first, last) of the bytes that `request` asks for, of a file of `size` bytes and this ETag; None for all of it.

    Raises ValueError where there are no such bytes. Several ranges at once, and a range of what the file no longer is
    (If-Range), get all of it, as RFC 9110 (14.2, 13.1.5) allows and wants.
    """
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not match or match.group()[6:] == "-":
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if not first:
        first, last = max(0, size - int(last)), size - 1
    else:
        first, last = int(first), min(int(last), size - 1) if last else size - 1
    if first >= size or first > last:
        raise ValueError(match.group())
    return first, last


class _Part:
    """`length` bytes of an open file."""

    def __init__(self, file, length):
        self.file, self.left = file, length

    def read(self, size=-1):
        size = self.left if size < 0 else min(size, self.left)
        data = self.file.read(size)
        self.left -= len(data)
        return data

    def close(self):
        self.file.close()


def hand_out(request, stored, subject, object_id):
    """The file `stored` (a `PrivateFile`) as an answer, counted before its first byte as a download of the thing.

    The caller has asked whether the thing is published. Raises Http404 where the storage has lost the file.
    """
    try:
        response, begins = _answer(request, stored)
    except FileNotFoundError:
        logger.error("The file of %s %s is missing", type(stored).__name__, stored.pk)
        raise Http404("Tệp không còn trên máy chủ.") from None
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    # Asked first, so that HEAD too says that the answer looks at the session (Vary).
    if recording.is_reader(request) and begins:
        try:
            recording.record_download(subject, object_id)
        except DatabaseError:
            # Counting must never keep a reader from the file.
            logger.exception("A download was not counted")
    return response


def _answer(request, stored):
    """(a 200, 206, 304 or 416 answer with the file, whether it sends byte 0); may raise FileNotFoundError."""
    size, etag = stored.file.size, stored_etag(stored.file.name)
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged, False
    try:
        asked = _asked_range(request, size, etag)
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}), False
    kind = mimetypes.guess_type(stored.name)[0] or "application/octet-stream"
    first, last = asked or (0, size - 1)
    if request.method == "HEAD":
        response = HttpResponse(content_type=kind)
    else:
        file = stored.file.open("rb")
        file.seek(first)
        response = FileResponse(_Part(file, last - first + 1), content_type=kind)
    response["Content-Length"] = last - first + 1
    if asked:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["ETag"] = etag
    response["Content-Disposition"] = content_disposition_header(kind not in INLINE_TYPES, stored.name)
    return response, request.method == "GET" and first == 0
