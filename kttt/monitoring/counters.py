"""Numbers that only grow, added up in each process and read over all of them.

`manage.py serve` makes a folder (COUNTERS_DIR); each process keeps one small file there, mapped into memory, and
whoever asks adds up all files. A process that is gone leaves its file, so that a sum never falls before the portal is
started anew. Without that folder a process knows only itself.
"""

import mmap
import os
import secrets
import threading
from pathlib import Path

FOLDER = "COUNTERS_DIR"

KINDS = ("home", "news", "documents", "registry", "search", "api", "admin", "files", "other")
CLASSES = ("2xx", "3xx", "4xx", "5xx")
# Seconds; the last bucket has no end.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

# Every number has a fixed place.
NAMES = [
    *(("requests", kind, status) for kind in KINDS for status in CLASSES),
    *(("from_memory", kind) for kind in KINDS),
    *(("took", kind, bucket) for kind in KINDS for bucket in (*BUCKETS, None)),
    *(("microseconds", kind) for kind in KINDS),
    ("errors",),
]
_PLACES = {name: place for place, name in enumerate(NAMES)}
_BYTES = 8 * len(NAMES)


class Counters:
    """The numbers of this process, in `folder` (None: in its own memory)."""

    def __init__(self, folder=None):
        self.folder = folder and Path(folder)
        self._numbers, self._lock = None, threading.Lock()

    def add(self, *named):
        """Adds to several numbers at once: (name, how much) each."""
        with self._lock:
            if self._numbers is None:
                self._numbers = self._open()
            for name, much in named:
                self._numbers[_PLACES[name]] += much

    def _open(self):
        if not self.folder:
            return memoryview(mmap.mmap(-1, _BYTES)).cast("q")
        path = self.folder / f"{os.getpid()}-{secrets.token_hex(4)}.counts"
        with path.open("x+b") as file:
            file.truncate(_BYTES)
            return memoryview(mmap.mmap(file.fileno(), _BYTES)).cast("q")

    def totals(self):
        """{name: number} over all processes."""
        with self._lock:
            own = [0] * len(NAMES) if self._numbers is None else list(self._numbers)
        if self.folder:
            found = [path.read_bytes() for path in self.folder.glob("*.counts")]
            parts = [memoryview(data).cast("q") for data in found if len(data) == _BYTES]
            own = [sum(column) for column in zip(*parts, strict=True)] if parts else [0] * len(NAMES)
        return dict(zip(NAMES, own, strict=True))


counters = Counters(os.environ.get(FOLDER))
