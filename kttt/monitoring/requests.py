"""Each request has a name, by which its lines in the log are found, and is counted with the time that it took."""

import contextvars
import logging
import re
import secrets
import time
from bisect import bisect_left
from dataclasses import dataclass

from kttt import proxies
from kttt.monitoring.counters import BUCKETS, counters

logger = logging.getLogger(__name__)

SLOW_SECONDS = 2.0
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Where a WSGI request keeps it; no header can set that.
_WATCHED = "kttt.watched"
_KINDS = {
    "": "home", "tin-tuc": "news", "van-ban": "documents", "lay-y-kien": "documents", "hop-tac-xa": "registry",
    "to-hop-tac": "registry", "thong-ke": "registry", "tim-kiem": "search", "api": "api", "quan-tri": "admin",
    "media": "files", "static": "files",
}  # fmt: skip


@dataclass
class Watched:
    """A request of this moment: its name, and Django's view of it once there is one."""

    id: str
    request: object = None


current: contextvars.ContextVar[Watched | None] = contextvars.ContextVar("watched", default=None)


def _named(environ):
    """The Watched of a WSGI request: X-Request-ID of a trusted proxy, else a name of our own."""
    watched = environ.get(_WATCHED)
    if watched is None:
        proxies.settle(environ)
        given = environ.get(proxies.REQUEST_ID, "")
        watched = environ[_WATCHED] = Watched(given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8))
    return watched


def kind_of(path):
    """What kind of page a path is, one of `counters.KINDS`."""
    return _KINDS.get(path[1:].partition("/")[0], "other")


class WatchedRequests:
    """A WSGI application around another one: names, times and counts its requests, kept pages included."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        begun = time.monotonic()
        watched, told = _named(environ), []
        current.set(watched)

        def start(status, headers, exc_info=None):
            told[:] = status, headers
            return start_response(status, [*headers, ("X-Request-ID", watched.id)], *([exc_info] if exc_info else []))

        try:
            return self.application(environ, start)
        finally:
            self._count(environ, told, time.monotonic() - begun)

    def _count(self, environ, told, seconds):
        status, headers = told or ("500", [])
        path = environ.get("PATH_INFO", "")
        kind = kind_of(path)
        bucket = bisect_left(BUCKETS, seconds)
        numbers = [
            (("requests", kind, f"{max(status[0], '2')}xx"), 1),
            (("took", kind, BUCKETS[bucket] if bucket < len(BUCKETS) else None), 1),
            (("microseconds", kind), int(seconds * 1e6)),
        ]
        if any(name == "Cache-Status" and "hit" in value for name, value in headers):
            numbers.append((("from_memory", kind), 1))
        counters.add(*numbers)
        if seconds > SLOW_SECONDS:
            logger.warning("Yêu cầu chậm", extra={"ms": int(seconds * 1000), "status": int(status[:3])})


class KnownRequestMiddleware:
    """Lets the log know Django's view of the request that is being answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        watched = _named(request.META)
        watched.request = request
        current.set(watched)
        return self.get_response(request)
