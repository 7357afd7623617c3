"""Whether what was drawn a moment ago is still right: one small question to the database, at most twice a second."""

import contextlib
import logging
import threading
import time

from django.db import close_old_connections, connections

from kttt.remembered import PublicState

logger = logging.getLogger(__name__)

EVERY = 0.5  # seconds between two looks while requests come in
LATEST = 1.0  # seconds after which an answer that nobody has confirmed is too old
PATIENCE = 2.0  # seconds that a request waits for a database that does not answer


class Watch:
    """Gives each state of the public content a `version`, an object that never stands for another state.

    A thread of its own asks, so that a database that hangs holds no request up. It sleeps while nobody reads. A
    version holds for LATEST seconds from the beginning of the last look that found it.
    """

    def __init__(self):
        self.version = None
        self.is_away = False
        self._found_at = self._tried_at = float("-inf")
        self._before = (None, float("-inf"))
        self._trying_since = None
        self._content = PublicState()
        self._wanted = threading.Event()
        self._tried = threading.Condition()
        self._thread = None

    def look(self):
        """Brings `version` and `is_away` up to date: every request begins with it."""
        now = time.monotonic()
        if now - self._tried_at > EVERY:
            self._wake()
            if now - self._tried_at > LATEST:
                self._wait(now)

    def holds(self, version):
        """Whether what was drawn from this version is at most LATEST seconds behind the content."""
        since = self._found_at if version is self.version else self._before[1] if version is self._before[0] else None
        return since is not None and time.monotonic() - since <= LATEST

    def look_again(self):
        """As `look`, but with a look that begins now: whoever met an error asks whether the database is there."""
        begun = time.monotonic()
        self._wake()
        self._wait(begun, after=begun)

    def _wait(self, now, after=None):
        after = now - LATEST if after is None else after
        waited = now - (self._trying_since or now)
        with self._tried:
            if not self._tried.wait_for(lambda: self._tried_at >= after, timeout=max(0, PATIENCE - waited)):
                self.is_away = True

    def _wake(self):
        if not (self._thread and self._thread.is_alive()):
            # Not when the module is loaded: servers fork after that.
            with self._tried:
                if not (self._thread and self._thread.is_alive()):
                    self._thread = threading.Thread(target=self._run, name="page-cache-watch", daemon=True)
                    self._thread.start()
        self._wanted.set()

    def _run(self):
        while True:
            self._wanted.wait()
            self._wanted.clear()
            self.try_once()

    def try_once(self):
        """One look at the database."""
        self._trying_since = begun = time.monotonic()
        try:
            close_old_connections()
            version = self._content.now()
            if version is not self.version:
                self._before = (self.version, self._found_at)
                self.version = version
            self._found_at = begun
            if self.is_away:
                logger.warning("Cơ sở dữ liệu trả lời trở lại; các trang lại là bản mới nhất.")
            self.is_away = False
        except Exception as error:  # whatever it is: pages are kept until a look succeeds
            if not self.is_away:
                logger.warning("Cơ sở dữ liệu không trả lời; trang đã xem được đưa ra từ bộ nhớ: %s", error)
            self.is_away = True
            with contextlib.suppress(Exception):
                connections.close_all()
        finally:
            with self._tried:
                self._tried_at, self._trying_since = begun, None
                self._tried.notify_all()
