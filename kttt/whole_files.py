"""Storage in which a file is wholly there or not at all, and stays there when the power fails a moment later."""

import contextlib
import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Django's storage, which leaves a piece of a file behind where the disk gets full while it writes."""

    def _save(self, name, content):
        # `save` has just seen that there is no such file, and our names are random: what is there now is ours.
        path = Path(self.path(name))
        try:
            stored = super()._save(name, content)
            with Path(self.path(stored)).open("rb") as file:
                os.fsync(file.fileno())
        except BaseException:
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        return stored
