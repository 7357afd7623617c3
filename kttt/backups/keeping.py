"""Where archives lie, which of them are kept, and the one of each night."""

import logging
import re
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from kttt.backups import BackupError, archive
from kttt.outages import outage_of

logger = logging.getLogger(__name__)

# Every archive of the last days, one a week and one a month further back.
DAYS, WEEKS, MONTHS = 14, 8, 12
NIGHT = 1  # o'clock, local time, from which on the day's archive is made
_TRY_AGAIN = timedelta(hours=1)
_NAME = re.compile(r"kttt-(\d{8}-\d{6})\.backup")


def folder():
    """The folder of the archives, made where it is missing. Raises BackupError without BACKUP_DIR."""
    if not settings.BACKUP_DIR:
        raise BackupError("Chưa đặt BACKUP_DIR: nơi cất bản sao lưu.")
    path = Path(settings.BACKUP_DIR)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def archives():
    """[(moment, path)] of the archives that lie there, the newest first; moments are local, without zone."""
    if not settings.BACKUP_DIR or not Path(settings.BACKUP_DIR).is_dir():
        return []
    named = ((_NAME.fullmatch(path.name), path) for path in Path(settings.BACKUP_DIR).iterdir())
    return sorted(((_moment(match[1]), path) for match, path in named if match), reverse=True)


def _moment(written):
    return datetime.strptime(written, "%Y%m%d-%H%M%S")  # noqa: DTZ007  (local, as the office reads names of files)


def make():
    """Makes an archive of now in `folder()` and deletes those that are no longer kept; gives (path, manifest).

    Raises BackupError, with nothing left of the archive.
    """
    try:
        path = folder() / f"kttt-{timezone.localtime():%Y%m%d-%H%M%S}.backup"
        manifest = archive.write(path, settings.BACKUP_KEY)
    except OSError as error:
        outage = outage_of(error)
        if not outage:
            raise
        raise BackupError(f"Không ghi được vào {settings.BACKUP_DIR}. {outage.advice} ({error.strerror})") from error
    made = archives()
    for _moment_of, old in made:
        if old.name not in kept([(moment, other.name) for moment, other in made], timezone.localdate()):
            old.unlink()
    return path, manifest


def kept(made, today: date):
    """Which of `made`, [(moment, name)] the newest first, stay: a set of names. The newest stays whatever its age."""
    stay, seen = {name for _, name in made[:1]}, set()
    for moment, name in made:
        age = (today - moment.date()).days
        if age < DAYS:
            stay.add(name)
        for far, period in ((WEEKS * 7, moment.isocalendar()[:2]), (MONTHS * 31, (moment.year, moment.month))):
            # The newest of a week or month stands for it.
            if age < far and (far, period) not in seen:
                seen.add((far, period))
                stay.add(name)
    return stay


_last_try = None


def make_nightly():
    """Job of the schedule: one archive a night where BACKUP_DIR is set; what fails is tried again an hour later."""
    global _last_try
    now = timezone.localtime()
    if not settings.BACKUP_DIR or now.hour < NIGHT or (_last_try and now - _last_try < _TRY_AGAIN):
        return
    made = archives()
    if made and made[0][0].date() >= now.date():
        return
    _last_try = now
    path, _ = make()
    logger.info("Đã sao lưu: %s", path.name)
