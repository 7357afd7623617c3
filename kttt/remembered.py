"""What is computed from public content and the same for everybody, remembered by each process until it changes."""

import time
from collections import OrderedDict
from threading import Lock, local

from django.db import connection
from django.utils import timezone

from kttt.publishing import content_revision, next_turn


class PublicState:
    """Gives each state of the public content an object of its own."""

    def __init__(self):
        self._known = (None, None, None)
        self._lock = Lock()

    def now(self):
        """An object that is the same as long as nobody writes and nothing comes or goes by itself: one query.

        Whatever was read after it was got is at least as new.
        """
        revision, moment = content_revision(), timezone.now()
        with self._lock:
            known_revision, turn, state = self._known
            if revision != known_revision or moment >= turn:
                turn, state = next_turn(moment), object()
                self._known = (revision, turn, state)
        return state


_public = PublicState()
_page = local()


class OneStateMiddleware:
    """A page that is only read asks once whether the content has changed, however much of it is remembered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        _page.is_read, _page.state = request.method in ("GET", "HEAD"), None
        try:
            return self.get_response(request)
        finally:
            _page.is_read = False


def _state():
    if not getattr(_page, "is_read", False):
        return _public.now()
    if _page.state is None:
        _page.state = _public.now()
    return _page.state


class Remembered:
    """What `load(*which)` gives, the last `kept` of it in memory, each as long as the public content stays as it is.

    What it gives is shared by all threads: nobody may change it.
    """

    def __init__(self, load, kept=1):
        self._load, self._most = load, kept
        self._kept = OrderedDict()
        self._loading = Lock()

    def get(self, *which):
        """`load(*which)` of this moment; one small query where nothing changed."""
        # What a transaction sees that may be undone is not kept.
        if connection.in_atomic_block:
            return self._load(*which)
        state = _state()
        kept_state, made = self._kept.get(which, (None, None))
        if kept_state is state:
            return made
        with self._loading:
            # Another one may have loaded it meanwhile.
            kept_state, made = self._kept.get(which, (None, None))
            if kept_state is not state:
                made = self._load(*which)
                self._kept[which] = (state, made)
                self._kept.move_to_end(which)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return made


class RememberedFor:
    """What `load(which)` gave at most `seconds` ago for the same `which`: for what changes with every reader."""

    def __init__(self, load, seconds):
        self._load, self._seconds = load, seconds
        self._kept = (None, 0.0, None)

    def get(self, which):
        """`load(which)` of a moment ago; shared by all threads, as of `Remembered`."""
        kept, until, made = self._kept
        if kept is which and time.monotonic() < until and not connection.in_atomic_block:
            return made
        made = self._load(which)
        self._kept = (which, time.monotonic() + self._seconds, made)
        return made
