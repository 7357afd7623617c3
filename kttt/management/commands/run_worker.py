"""`manage.py run_worker`: queued tasks one after the other, and the schedule once a minute."""

import logging
import threading
import time

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connections
from django.utils.autoreload import run_with_reloader
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from kttt import schedule

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5


def keep_schedule():
    """Runs what is due each minute, for ever; in a thread of its own, since a task may take many minutes."""
    while True:
        schedule.run_due()
        connections.close_all()
        time.sleep(60)


def keep_working(worker):
    """Works until the worker is told to stop; a database that is away is waited for."""
    while worker.running:
        try:
            worker.run()
        except (OperationalError, InterfaceError) as error:
            logger.warning("Chưa dùng được cơ sở dữ liệu, %s giây nữa thử lại: %s", RETRY_SECONDS, error)
        except Exception:
            logger.exception("Tiến trình nền gặp lỗi, %s giây nữa chạy tiếp.", RETRY_SECONDS)
        if worker.running:
            connections.close_all()
            time.sleep(RETRY_SECONDS)


class Command(BaseCommand):
    help = "Chạy việc nền: các việc trong hàng đợi và, mỗi phút một lần, các việc định kỳ."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--reload", action="store_true", help="Chạy lại khi mã nguồn thay đổi (khi phát triển).")

    def handle(self, *, verbosity, reload, **options):
        # At their own level these tell of every signal, every empty queue and the watch on the code.
        for name in ("django_tasks_db", "django.utils.autoreload"):
            logging.getLogger(name).setLevel(logging.INFO if verbosity > 1 else logging.ERROR)
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            backend_name="default",
            interval=1,
            batch=False,
            max_tasks=None,
            startup_delay=False,
            worker_id=get_random_string(32),
        )

        def work():
            threading.Thread(target=keep_schedule, name="schedule", daemon=True).start()
            keep_working(worker)

        if reload:
            run_with_reloader(work)
        else:
            worker.configure_signals()
            work()
