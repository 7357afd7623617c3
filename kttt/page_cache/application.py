"""The WSGI application that answers with kept pages, and asks Django for the others."""

import contextlib
import threading
import time

from kttt.page_cache import requests
from kttt.page_cache.pages import Page, Pages, may_be_kept
from kttt.page_cache.watch import Watch

# Seconds after which a page is drawn again for the sake of its counters; until the second one has passed, everybody
# but the one who draws gets the page as it was.
DRAWN_AGAIN_AFTER, COUNTERS_HOLD = 4, 8
# Seconds that a reader waits for another one's page before drawing it too.
PATIENCE = 10
MOST_NEVER_KEPT = 2000
# Where Django's side sees that its answer may come here, unpacked (kttt.compression).
DRAWING = "kttt.page_cache"

HIT, MISS = ("Cache-Status", "kttt; hit"), ("Cache-Status", "kttt; fwd=miss")
AWAY = ("Cache-Status", "kttt; hit; detail=database-away")


class PageCache:
    """Django's application with whole pages in front of it, for anonymous readers.

    A page is given out as long as the content it was drawn from is at most a second behind, and its counters are at
    most COUNTERS_HOLD seconds old. One request draws it anew, others meanwhile get the page before, or wait if that is
    too old. While the database is away every kept page is given out, however old, and says so (RFC 9211).
    """

    def __init__(self, application, watch=None, pages=None):
        self.application = application
        self.watch = watch or Watch()
        self.pages = Pages() if pages is None else pages
        self._drawing = {}  # {key: Event of the end}
        self._never_kept = set()  # keys of pages that turned out to be one person's: nobody waits for those
        self._lock = threading.Lock()

    def __call__(self, environ, start_response):
        if not requests.anonymous(environ):
            return self.application(environ, start_response)
        key = requests.key_of(environ)
        if key is None:
            return self._draw(environ, start_response, None, None)
        self.watch.look()
        page = self.pages.get(key)
        if page:
            if self.watch.is_away:
                return self._give_old(page, environ, start_response)
            if self._is_new(page):
                return page.answer(environ, start_response, HIT)
        elif key in self._never_kept:
            return self._draw(environ, start_response, key, None)
        return self._draw_once(environ, start_response, key, page)

    def _is_new(self, page):
        return page.version is self.watch.version and self._holds(page, DRAWN_AGAIN_AFTER)

    def _holds(self, page, seconds):
        return time.monotonic() - page.drawn_at <= seconds and self.watch.holds(page.version)

    def _draw_once(self, environ, start_response, key, page):
        with self._lock:
            other = self._drawing.get(key)
            if not other:
                mine = self._drawing[key] = threading.Event()
        if not other:
            try:
                # Another one may have ended just before this one began.
                page = self.pages.get(key)
                if page and self._is_new(page):
                    return page.answer(environ, start_response, HIT)
                return self._draw(environ, start_response, key, page)
            finally:
                del self._drawing[key]
                mine.set()
        if page and self._holds(page, COUNTERS_HOLD):
            return page.answer(environ, start_response, HIT)
        other.wait(PATIENCE)
        page = self.pages.get(key)
        if page and self._holds(page, COUNTERS_HOLD):
            return page.answer(environ, start_response, HIT)
        return self._draw(environ, start_response, key, page)

    def _draw(self, environ, start_response, key, before):
        """Django's answer, kept under `key` if it may be; `before`, a page or None, if the database is gone."""
        version, begun = self.watch.version, time.monotonic()
        told = []
        environ[DRAWING] = True
        answer = self.application(environ, lambda status, headers, exc_info=None: told.extend((status, headers)))
        status, headers = told
        if before and status.startswith("5"):
            self.watch.look_again()
            if self.watch.is_away:
                answer.close()
                return self._give_old(before, environ, start_response)
        if not may_be_kept(int(status[:3]), headers):
            if key and status.startswith("2"):
                self._remember_never_kept(key)
            start_response(status, headers)
            return answer
        with contextlib.closing(answer):
            page = Page(headers, b"".join(answer), version, begun)
        if key:
            self.pages.put(key, page)
        return page.answer(environ, start_response, MISS)

    def _remember_never_kept(self, key):
        if len(self._never_kept) >= MOST_NEVER_KEPT:
            self._never_kept.clear()
        self._never_kept.add(key)

    def _give_old(self, page, environ, start_response):
        age = ("Age", str(int(time.monotonic() - page.drawn_at)))
        return page.answer(environ, start_response, AWAY, age)
