"""What the background worker does once a minute, beside the tasks of its queue."""

import logging
from datetime import timedelta

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

# Named, not imported: the schedule knows no app until it runs.
EVERY_MINUTE = [
    "kttt.monitoring.days.note_minute",
    "kttt.visits.recording.forget_past_days",
    "cooperatives.imports.batches.resume_stalled",
    "kttt.searching.refreshing.refresh_all",
    "kttt.searching.missed.forget_old",
    "documents.reading_files.read_unread",
    "documents.intake.read_left_over",
    "documents.intake.forget_old",
    "news.working_copies.forget_old",
    "news.forgetting.forget",
    "kttt.mailing.queue.send_due",
    "kttt.questions.forgetting.forget",
    "documents.opinions.forget",
    "kttt.subscriptions.digests.send_due",
    "kttt.subscriptions.requesting.forget_unconfirmed",
    "kttt.schedule.forget_old_tasks",
    "kttt.revisions.forget_once_a_day",
    "kttt.backups.keeping.make_nightly",
    "kttt.self_check.daily.check_once_a_day",
]


def forget_old_tasks():
    """Deletes the queue's rows of a week ago: what was done, and what a killed process left as running for ever."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.filter(enqueued_at__lt=timezone.now() - timedelta(days=7)).delete()


def run_due():
    """Calls every job; one that fails is logged and keeps none of the others back."""
    for name in EVERY_MINUTE:
        try:
            import_string(name)()
        except (OperationalError, InterfaceError) as error:
            logger.warning("Việc định kỳ %s chờ cơ sở dữ liệu: %s", name, error)
        except Exception:
            logger.exception("Việc định kỳ %s không chạy được.", name)
