"""The archive: a gzipped tar of files/…, the database's snapshot and, at its end, manifest.json with a hash of each.

It is written in one go and read in one go, so that neither needs more room than its parts. Files have names that are
never used again and are written before the row that names them, so the files that stand there before the snapshot
and those that have come by its end together hold all that the snapshot names.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import time
import zlib
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from kttt.backups import BackupError, databases
from kttt.backups.encryption import MAGIC, DecryptingReader, EncryptingWriter

VERSION = 1
_MANIFEST, _FILES = "manifest.json", "files/"
_SOMETHING_WRONG = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, KeyError)


def stored_files(root):
    """The uploaded files below `root` as paths relative to it, in order; what begins with a dot is none of them."""
    root = Path(root)
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts))


def migrations():
    """["app.name"] of the migrations that this release knows, in order."""
    return sorted(".".join(key) for key in MigrationLoader(None).disk_migrations)


def write(path, passphrase=""):
    """Writes the archive of this moment to the new file `path`, encrypted with a passphrase; gives its manifest.

    Raises BackupError where the database cannot be read, OSError where there is no room; then no `path` is left.
    """
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-")))
        part = scratch / "archive"
        with part.open("xb") as raw:
            sink = EncryptingWriter(raw, passphrase) if passphrase else raw
            # Pictures, PDFs and dumps are small already: the quickest level gains as much.
            with gzip.GzipFile(fileobj=sink, mode="wb", compresslevel=1, mtime=0) as packed:
                manifest = _write_members(packed, scratch)
            if passphrase:
                sink.finish()
            raw.flush()
        part.chmod(0o600)
        part.replace(path)
    return manifest


def _write_members(packed, scratch):
    root, members = Path(settings.MEDIA_ROOT), {}
    with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar:

        def add(name, source):
            try:
                opened = source.open("rb")
            except FileNotFoundError:
                return  # deleted since it was listed
            with opened:
                entry = tar.gettarinfo(arcname=name, fileobj=opened)
                entry.uid = entry.gid = 0
                entry.uname = entry.gname = ""
                reader = _Hashing(opened, entry.size)
                tar.addfile(entry, reader)
            members[name] = [entry.size, reader.digest()]

        for file in stored_files(root):
            add(_FILES + file, root / file)
        name = databases.NAMES[connection.vendor]
        rows = databases.snapshot(scratch / name)
        add(name, scratch / name)
        (scratch / name).unlink()
        for file in stored_files(root):
            if _FILES + file not in members:
                add(_FILES + file, root / file)
        manifest = {
            "version": VERSION, "made_at": timezone.localtime().isoformat(timespec="seconds"),
            "database": connection.vendor, "migrations": migrations(), "tables": rows, "members": members,
        }  # fmt: skip
        told = json.dumps(manifest, ensure_ascii=False).encode()
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size, entry.mtime = len(told), int(time.time())
        tar.addfile(entry, io.BytesIO(told))
    return manifest


class _Hashing:
    """A file read once, whose bytes are hashed on the way; one that shrinks meanwhile is filled up with zeros."""

    def __init__(self, file, size):
        self._file, self._left, self._hash = file, size, hashlib.sha256()

    def read(self, size):
        size = min(size, self._left)
        data = self._file.read(size).ljust(size, b"\0")
        self._left -= len(data)
        self._hash.update(data)
        return data

    def digest(self):
        return self._hash.hexdigest()


def unpack(path, into, passphrase=""):
    """Unpacks the archive at `path` into the empty folder `into` (None: nowhere); compares each byte with the written.

    Gives the manifest. Raises BackupError in words for anything that is not exactly what `write` wrote.
    """
    try:
        with path.open("rb") as raw:
            packed = _opened(raw, passphrase)
            found = _unpack_members(packed, into and Path(into))
            # gzip's own sum stands at the very end, behind the tar's.
            while packed.read(1 << 20):
                pass
    except _SOMETHING_WRONG as error:
        raise BackupError(f"Bản sao lưu bị hỏng, không dùng được: {error}") from error
    manifest = found.pop(_MANIFEST, None)
    if manifest is None:
        raise BackupError("Bản sao lưu bị hỏng, không dùng được: thiếu phần cuối.")
    if manifest["version"] != VERSION:
        raise BackupError(f"Bản sao lưu ghi theo kiểu {manifest['version']}, phiên bản này chỉ đọc kiểu {VERSION}.")
    if found != manifest["members"]:
        wrong = sorted(
            name for name in found.keys() | manifest["members"] if found.get(name) != manifest["members"].get(name)
        )
        raise BackupError(f"Bản sao lưu bị hỏng, không dùng được: {', '.join(wrong[:5])}.")
    return manifest


def compare(path, passphrase=""):
    """As `unpack`, without writing anything: raises BackupError for what is not exactly what `write` wrote."""
    return unpack(path, None, passphrase)


def _opened(raw, passphrase):
    begin = raw.read(len(MAGIC))
    if begin == MAGIC:
        if not passphrase:
            raise BackupError("Bản sao lưu được mã hóa: hãy đặt BACKUP_KEY như lúc sao lưu.")
        return gzip.GzipFile(fileobj=DecryptingReader(raw, passphrase), mode="rb")
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw, mode="rb")


def _new_file(into, parts):
    target = into.joinpath(*parts) if into else Path(os.devnull)
    if into:
        target.parent.mkdir(parents=True, exist_ok=True)
    return target.open("xb" if into else "wb")


def _unpack_members(packed, into):
    found = {}
    with tarfile.open(fileobj=packed, mode="r|") as tar:
        for entry in tar:
            name = entry.name
            if name == _MANIFEST:
                found[name] = json.load(tar.extractfile(entry))
                continue
            parts = PurePosixPath(name).parts
            known = name in databases.NAMES.values() or (name.startswith(_FILES) and len(parts) > 1)
            if not entry.isreg() or not known or ".." in parts or name in found:
                raise BackupError(f"Bản sao lưu có mục lạ: {name}")
            digest, source = hashlib.sha256(), tar.extractfile(entry)
            with _new_file(into, parts) as out:
                while data := source.read(1 << 20):
                    digest.update(data)
                    out.write(data)
            found[name] = [entry.size, digest.hexdigest()]
    return found
