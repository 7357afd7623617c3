"""Pages as they are kept: whole, packed once for each way of packing, no more of them than memory was given."""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from functools import lru_cache

import brotli
from django.utils.http import parse_etags

from kttt import anonymous_forms

# Bytes of pages in each server process. What is seldom read stays too: it is what readers get while the database is
# away. Some seven hundred pages.
MEMORY = 64 * 2**20
# Those asked for once, by a crawler or by somebody who means harm, drive out those asked for again only down to this.
KEPT_FOR_READ_AGAIN = MEMORY * 3 // 4

_TYPES = {"text/html", "application/rss+xml", "application/xml"}
# What a page may depend on: the session (whoever has one does not come here) and the packing, which is done here.
_VARY = {"cookie", "accept-encoding"}
_NEVER = {"set-cookie", "content-encoding", "content-disposition", "content-range", "accept-ranges", "www-authenticate"}
# What RFC 9110 (15.4.5) wants in a 304.
_TOLD_AGAIN = {"cache-control", "content-location", "etag", "expires", "vary"}
# Bytes from which packing pays.
_WORTH_PACKING = 200


def may_be_kept(status, headers):
    """Whether an answer to an anonymous request (status code, [(name, value)]) is the same for everybody."""
    told = {name.lower(): value.lower() for name, value in headers}
    rules = {part.strip().partition("=")[0] for part in told.get("cache-control", "").split(",")}
    return (
        status == 200
        and told.get("content-type", "").partition(";")[0].strip() in _TYPES
        and "content-length" in told  # streams have none
        and int(told["content-length"]) <= MEMORY // 64
        and not _NEVER & told.keys()
        and not {"private", "no-store"} & rules
        and _VARY.issuperset(filter(None, (name.strip() for name in told.get("vary", "").split(","))))
    )


class Page:
    """An answer that may be given to anybody.

    `version`: the state of the content (`Watch.version`) before it was drawn; `drawn_at`: when that began, in seconds
    of `time.monotonic`.
    """

    __slots__ = ("_answers", "_body", "_headers", "_told_again", "drawn_at", "etag", "size", "version")

    def __init__(self, headers, body, version, drawn_at):
        kept = {name.lower(): (name, value) for name, value in headers}
        del kept["content-length"]
        self.version, self.drawn_at, self._body, self._answers = version, drawn_at, body, {}
        kept.setdefault("etag", ("ETag", _etag(body)))
        # Kept by browsers and proxies, asked for each time.
        kept.setdefault("cache-control", ("Cache-Control", "public, no-cache"))
        kept["vary"] = ("Vary", "Accept-Encoding, Cookie")
        self.etag = kept["etag"][1]
        self._headers = list(kept.values())
        self._told_again = [header for name, header in kept.items() if name in _TOLD_AGAIN]
        # With what packing it may add, and the objects around it.
        self.size = 2 * len(body) + 4096

    def answer(self, environ, start_response, *told):
        """Answers a WSGI request for this page, with further headers."""
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and _is_among(self.etag, asked):
            start_response("304 Not Modified", [*self._told_again, *told])
            return []
        packing = _packing(environ.get("HTTP_ACCEPT_ENCODING", "")[:200])
        headers, body = self._answers.get(packing) or self._packed(packing)
        start_response("200 OK", [*headers, *told])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _packed(self, packing):
        body, headers = self._body, self._headers
        if packing and len(body) > _WORTH_PACKING:
            headers = [*headers, ("Content-Encoding", packing)]
            body = brotli.compress(body, quality=5) if packing == "br" else gzip.compress(body, 6, mtime=0)
        self._answers[packing] = [*headers, ("Content-Length", str(len(body)))], body
        return self._answers[packing]


class Pages:
    """{key: Page}, those asked for longest ago driven out first, and before them those asked for only once."""

    def __init__(self, memory=MEMORY, kept_for_read_again=KEPT_FOR_READ_AGAIN):
        self._memory, self._kept_for_read_again = memory, kept_for_read_again
        self._once, self._again = OrderedDict(), OrderedDict()
        self.size = self._size_again = 0
        self._lock = threading.Lock()

    def __len__(self):
        return len(self._once) + len(self._again)

    def get(self, key):
        """The page kept under `key`, or None."""
        with self._lock:
            if key in self._again:
                self._again.move_to_end(key)
                return self._again[key]
            page = self._once.pop(key, None)
            if page:
                self._again[key] = page
                self._size_again += page.size
            return page

    def put(self, key, page):
        """Keeps a page under `key` in place of the one before."""
        with self._lock:
            before = self._again.pop(key, None)
            if before:
                self._again[key] = page
                self._size_again += page.size - before.size
            else:
                before = self._once.pop(key, None)
                self._once[key] = page
            self.size += page.size - (before.size if before else 0)
            while self.size > self._memory:
                self._drive_one_out()

    def _drive_one_out(self):
        if not self._once or self._size_again > self._kept_for_read_again:
            _key, page = self._again.popitem(last=False)
            self._size_again -= page.size
        else:
            _key, page = self._once.popitem(last=False)
        self.size -= page.size


def _etag(body):
    """Of what the page says: the tokens of its forms differ each time it is drawn, and count with the hour only, so
    that no browser keeps a form until its token has run out.
    """
    said, forms = anonymous_forms.IN_PAGE.subn(b"", body)
    hour = f"-{int(time.time()) // 3600:x}" if forms else ""
    return f'W/"{hashlib.blake2b(said, digest_size=12).hexdigest()}{hour}"'


def _is_among(etag, asked):
    """RFC 9110, 13.1.2: If-None-Match compares weakly."""
    return asked in (etag, "*") or etag.removeprefix("W/") in [one.removeprefix("W/") for one in parse_etags(asked)]


@lru_cache(maxsize=256)
def _packing(accepted):
    """ "br", "gzip" or "": the best that an Accept-Encoding header takes."""
    taken = {}
    for part in accepted.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        taken[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((name for name in ("br", "gzip") if taken.get(name)), "")
