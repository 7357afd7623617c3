"""A disk of some megabytes that gets full, for a test of real processes.

As root it is a tmpfs. Where mounting is not allowed the processes are forbidden to write further than they have
(RLIMIT_FSIZE), which fails in the same places with another number (EFBIG).
"""

import contextlib
import os
import resource
import subprocess
from pathlib import Path

import pytest


class Mounted:
    """A tmpfs at `path`."""

    def __init__(self, path, megabytes):
        self.path, self.filler = path, path / ".filler"
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", path], check=True)

    def fill(self, pids=(), left=16384):
        """Leaves `left` bytes, rounded up to whole pages."""
        with self.filler.open("wb", buffering=0) as file:
            with contextlib.suppress(OSError):
                while file.write(bytes(4096)) == 4096:
                    pass
            file.truncate(max(0, file.tell() - left))

    def free(self, pids=()):
        self.filler.unlink()

    def read_only(self, on):
        subprocess.run(["mount", "-o", f"remount,{'ro' if on else 'rw'}", self.path], check=True)

    def close(self):
        subprocess.run(["umount", "--lazy", self.path], check=False)


class Limited:
    """The same by limits on processes."""

    def __init__(self, path, megabytes):
        self.path = path

    def _limit(self, pids, size):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))

    def fill(self, pids=(), left=16384):
        self._limit(pids, left)

    def free(self, pids=()):
        self._limit(pids, None)

    def read_only(self, on):
        if os.geteuid() == 0:
            pytest.skip("Root may write everywhere, and mounting is not allowed here.")
        self.path.chmod(0o555 if on else 0o755)

    def close(self):
        pass


@contextlib.contextmanager
def small_disk(path: Path, megabytes: int, kinds=(Mounted, Limited)):
    """A disk at the new folder `path`; `kinds`: ways to make one, the first that works is taken."""
    path.mkdir()
    made = None
    for kind in kinds:
        with contextlib.suppress(subprocess.CalledProcessError, FileNotFoundError):
            made = kind(path, megabytes)
            break
    try:
        yield made
    finally:
        made.close()


def descendants(pid):
    """The ids of a process and of all that it started, by what the kernel says now."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(fields[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found
