"""What is said when not the portal but what it stands on fails: the database is away, a disk is full or read-only.

Every error that nobody caught comes here, whichever part it rose in (`handler500`). An outage passes: it is answered
with 503 and the wish to come again, and what somebody had typed goes back to them, to be sent once more.
"""

import errno
import logging
import sys
import time
from dataclasses import dataclass

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.views.defaults import server_error as plain_server_error

logger = logging.getLogger(__name__)

RETRY_SECONDS = 10
LOGGED_EVERY = 30  # seconds between two lines about the same outage
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
# Of SQLite's words, which come as OperationalError too: faults of the portal itself, which do not pass.
_OUR_FAULT = ("no such ", "syntax error", "has no column", "too many sql", "already exists")


@dataclass(frozen=True)
class Outage:
    """Something that the portal stands on and that fails: what readers are told, and what staff should do."""

    title: str
    words: str
    advice: str


DATABASE_AWAY = Outage(
    "Cổng đang tạm ngừng ít phút",
    "Cơ sở dữ liệu chưa trả lời.",
    "Cổng tự hoạt động lại khi có cơ sở dữ liệu. Nếu quá năm phút, hãy báo người phụ trách máy chủ.",
)
DISK_FULL = Outage(
    "Chưa lưu được",
    "Ổ đĩa của máy chủ đã đầy nên chưa lưu được gì; nội dung đã có vẫn xem được.",
    "Hãy báo người phụ trách máy chủ dọn ổ đĩa; xong là lưu được ngay, không phải khởi động lại.",
)
READ_ONLY = Outage(
    "Chưa lưu được",
    "Nơi cất dữ liệu của máy chủ đang chỉ cho đọc nên chưa lưu được gì; nội dung đã có vẫn xem được.",
    "Hãy báo người phụ trách máy chủ kiểm tra ổ đĩa và quyền ghi của thư mục dữ liệu.",
)


def outage_of(error):
    """The Outage that an exception, or what caused it, tells of; None for any other fault."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if found := _told_by(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _told_by(error):
    if isinstance(error, OSError):
        if isinstance(error, FileNotFoundError | ConnectionError | TimeoutError):
            return None
        return DISK_FULL if error.errno in _FULL else READ_ONLY if error.errno in _READ_ONLY else None
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    words = str(error).lower()
    if "disk is full" in words or "no space left" in words or "could not extend file" in words:
        return DISK_FULL
    if "readonly database" in words:
        return READ_ONLY
    return None if any(ours in words for ours in _OUR_FAULT) else DATABASE_AWAY


def server_error(request):
    """The site's handler500: a page of its own for an outage, which needs nothing that may be broken."""
    outage = outage_of(sys.exc_info()[1])
    return refuse(request, outage) if outage else plain_server_error(request)


def refuse(request, outage):
    """Answers 503 with an Outage: JSON for programs, else a page that holds what was sent, to be sent once more."""
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    if request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json"):
        said = {"error": f"{outage.title}: {outage.words}"}
        return JsonResponse(said, status=503, headers=headers, json_dumps_params={"ensure_ascii": False})
    context = {"outage": outage, "for_staff": request.path.startswith("/quan-tri/"), **_sent(request)}
    # Without the request: its user and messages are rows.
    return HttpResponse(render_to_string("503.html", context), status=503, headers=headers)


def _sent(request):
    """What the form said: {"is_form", "fields": [(name, value)], "lost": whether files or a password went with it}."""
    if request.method != "POST":
        return {"is_form": False}
    try:
        posted, files = request.POST, request.FILES
    except (UnreadablePostError, RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, OSError):
        return {"is_form": True, "fields": [], "lost": True}
    if any("password" in name for name in posted):
        return {"is_form": True, "fields": [], "lost": True}
    fields = [(name, value) for name, values in posted.lists() for value in values]
    return {"is_form": True, "fields": fields, "lost": bool(files)}


class LastingSessionMiddleware(SessionMiddleware):
    """Django's, which throws a finished answer away where the session's idle time cannot be written.

    While a disk is full staff go on reading; what was saved a moment ago is not called refused.
    """

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, OperationalError, InterfaceError) as error:
            if not outage_of(error):
                raise
            return response


class OutagesInBrief(logging.Filter):
    """Of an outage the log says one line in LOGGED_EVERY seconds, without traceback, however many requests met it.

    What a view itself answers with 503 (a probe, an upload) is no error that nobody caught.
    """

    def __init__(self):
        super().__init__()
        self._said = {}

    def filter(self, record):
        error = record.exc_info and record.exc_info[1]
        if not error:
            return getattr(record, "status_code", None) != 503
        outage = outage_of(error)
        if not outage:
            return True
        now = time.monotonic()
        if now - self._said.get(outage, float("-inf")) < LOGGED_EVERY:
            return False
        self._said[outage] = now
        record.levelno, record.levelname, record.exc_info, record.exc_text = logging.WARNING, "WARNING", None, None
        record.msg, record.args = "%s (%s)", (outage.words, type(error).__name__)
        return True
