"""An archive put in place of what is there."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from kttt.backups import BackupError, archive, databases, keeping
from kttt.publishing import content_changed


def check(path):
    """Unpacks an archive into an empty place, opens its database there, and throws both away.

    Gives (manifest, whether the database was opened and its rows counted). Raises BackupError for whatever is wrong.
    """
    with _unpacked(path) as (manifest, unpacked):
        rows = databases.counted_elsewhere(unpacked / databases.NAMES[connection.vendor])
    then = manifest["tables"]
    if rows is not None and rows != then:
        wrong = sorted(name for name in rows.keys() | then if rows.get(name) != then.get(name))
        raise BackupError(f"Số dòng không khớp với lúc sao lưu ở bảng {', '.join(wrong[:5])}.")
    return manifest, rows is not None


def is_empty():
    """Whether nothing would be lost: neither an account nor an uploaded file is there."""
    try:
        accounts = apps.get_model("auth.User").objects.exists()
    except DatabaseError:
        accounts = False
    return not accounts and not archive.stored_files(settings.MEDIA_ROOT)


def restore(path):
    """Makes database and files what the archive holds, then brings an older release's database forward.

    What was there is kept as an archive first, where something was. Gives (manifest, path of that archive or None).
    Raises BackupError, with everything as it was.
    """
    with _unpacked(path) as (manifest, unpacked):
        before = None if is_empty() else keeping.make()[0]
        with _swapped(Path(settings.MEDIA_ROOT), unpacked / "files", unpacked / "replaced"):
            databases.put_back(unpacked / databases.NAMES[connection.vendor])
    call_command("migrate", verbosity=0)
    content_changed()
    return manifest, before


@contextmanager
def _unpacked(path):
    """(manifest, folder) of an archive that this portal can take."""
    # Beside the files, so that they need only be renamed; the dot keeps it out of a backup.
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".restore-") as scratch:
        unpacked = Path(scratch)
        manifest = archive.unpack(path, unpacked, settings.BACKUP_KEY)
        if manifest["database"] != connection.vendor:
            raise BackupError(
                f"Bản sao lưu là của {manifest['database']}, cổng này dùng {connection.vendor}: "
                "hãy đặt DATABASE_URL cùng loại."
            )
        if newer := sorted(set(manifest["migrations"]) - set(archive.migrations())):
            raise BackupError(
                f"Bản sao lưu của một phiên bản mới hơn ({newer[0]}): hãy nâng cấp cổng trước khi phục hồi."
            )
        yield manifest, unpacked


@contextmanager
def _swapped(root, wanted, replaced):
    """Has the files of `wanted` stand in `root`; puts the old ones back where what is done meanwhile fails."""
    wanted.mkdir(exist_ok=True)
    replaced.mkdir()
    _move_all(root, replaced)
    _move_all(wanted, root)
    try:
        yield
    except BaseException:
        _move_all(root, wanted)
        _move_all(replaced, root)
        raise


def _move_all(source, target):
    for child in list(source.iterdir()):
        if not child.name.startswith("."):
            shutil.move(child, target / child.name)
