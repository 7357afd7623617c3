"""A list and its files between their upload and the clerk's word, in private storage; a day later they are gone."""

import re
import secrets
import shutil
import time
from pathlib import Path

from kttt.private_files import private_storage

KEPT_SECONDS = 24 * 3600
_KEY = re.compile(r"[0-9a-f]{32}")


def _place():
    return Path(private_storage().path("documents/waiting-lists"))


def keep(listed, files):
    """Stores the uploads `listed` and `files`; gives the key under which they wait."""
    _forget_old()
    key = secrets.token_hex(16)
    for part, uploads in (("list", [listed]), ("files", files)):
        folder = _place() / key / part
        folder.mkdir(parents=True)
        for upload in uploads:
            with (folder / Path(upload.name).name).open("wb") as stored:
                for chunk in upload.chunks():
                    stored.write(chunk)
    return key


def find(key):
    """(path of the list, folder of its files) that wait under `key`, or None."""
    folder = _place() / key if isinstance(key, str) and _KEY.fullmatch(key) else None
    if folder is None or not folder.is_dir():
        return None
    return next((folder / "list").iterdir()), folder / "files"


def forget(key):
    """Deletes what waits under `key`."""
    if find(key):
        shutil.rmtree(_place() / key, ignore_errors=True)


def _forget_old():
    for folder in _place().glob("*"):
        if folder.stat().st_mtime < time.time() - KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
