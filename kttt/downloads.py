"""Handing out a file to a reader: whole or from a place on, counted when it begins at byte 0."""

import logging
import mimetypes
import re

from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from kttt.visits import recording

logger = logging.getLogger(__name__)

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# Opened in the browser; everything else is saved. Nothing here can run script on our origin.
INLINE_TYPES = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


def _asked_range(header, size):
    """(first, last) of a Range header for a file of `size` bytes; None for all of it; raises ValueError outside it."""
    match = _RANGE.fullmatch(header or "")
    if not match or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        first, last = max(0, size - int(last)), size - 1
        if first >= size:
            raise ValueError(header)
        return first, last
    first, last = int(first), min(int(last), size - 1) if last else size - 1
    if first >= size or first > last:
        raise ValueError(header)
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
        size = stored.file.size
        response = _file_response(request, stored)
    except FileNotFoundError:
        logger.error("The file of %s %s is missing", type(stored).__name__, stored.pk)
        raise Http404("Tệp không còn trên máy chủ.") from None
    if _starts_at_first_byte(request, size) and recording.is_reader(request):
        try:
            recording.record_download(subject, object_id)
        except DatabaseError:
            # Counting must never keep a reader from the file.
            logger.exception("A download was not counted")
    return response


def _starts_at_first_byte(request, size):
    """Whether the answer to `request` begins at byte 0: then it is a download; a HEAD request has no answer to read."""
    if request.method != "GET":
        return False
    try:
        asked = _asked_range(request.headers.get("Range"), size)
    except ValueError:
        return False
    return asked is None or asked[0] == 0


def _file_response(request, stored):
    """The file as a 200, 206 or 416 answer; raises FileNotFoundError where the storage has lost it."""
    size = stored.file.size
    try:
        asked = _asked_range(request.headers.get("Range"), size)
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
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
    response["Content-Disposition"] = content_disposition_header(kind not in INLINE_TYPES, stored.name)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
