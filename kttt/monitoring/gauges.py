"""What can be measured of the portal at this moment: rooms, queues, ages; each cheap enough to be asked often."""

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kttt.backups import keeping
from kttt.mailing.models import UnsentMail

# A task that runs so long was left behind by a process that is gone; the longest, a large import, takes minutes.
STUCK = timedelta(hours=1)


def places():
    """{what lies there: an existing folder} of everything that the portal writes to."""
    found = {"media": Path(settings.MEDIA_ROOT)}
    if connection.vendor == "sqlite":
        found["database"] = Path(str(connection.settings_dict["NAME"])).parent
    if settings.BACKUP_DIR:
        found["backups"] = Path(settings.BACKUP_DIR)
    return {name: _existing(path) for name, path in found.items()}


def _existing(path):
    while not path.is_dir():
        path = path.parent
    return path


def disk(path):
    """(free, all) bytes of the disk that `path` lies on, for who is not root."""
    usage = shutil.disk_usage(path)
    return usage.free, usage.total


def database_bytes():
    """What the database takes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def tasks():
    """{"waiting", "running", "stuck"}: numbers of background tasks; stuck ones are not among the others."""
    now = timezone.now()
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    stuck = running.filter(started_at__lt=now - STUCK).count()
    late = waiting.filter(enqueued_at__lt=now - STUCK).count()
    return {"waiting": waiting.count() - late, "running": running.count() - stuck, "stuck": stuck + late}


def mails():
    """{"waiting", "late"}: letters that wait, and those of them that could not be sent at the first try."""
    waiting, late = UnsentMail.objects.count(), UnsentMail.objects.filter(tries__gt=0).count()
    return {"waiting": waiting, "late": late}


def last_backup():
    """(moment, path) of the newest archive, moment aware; None where there is none."""
    made = keeping.archives()
    return (timezone.make_aware(made[0][0]), made[0][1]) if made else None
