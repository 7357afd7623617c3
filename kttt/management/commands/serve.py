"""`manage.py serve`: the web server and the background worker, which start and end together."""

import contextlib
import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from kttt.monitoring import counters

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None

# Threads of each server process: SQLite has one writer at a time, and each thread holds a connection of its own.
THREADS = {"sqlite": 4, "postgresql": 8}
# How many connections a server process holds at once; those beyond wait in the kernel's queue. A connection that a
# browser or proxy keeps alive counts all the while, so this is far above the number of threads.
CONNECTIONS = 512


def end_with_parent(parent):
    """Has the kernel end this process as soon as `parent` is gone, even when that was killed outright."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)


def insist_on_free_port(host, port):
    """The servers' own answer to a port in use is a traceback, or (SO_REUSEPORT) silently sharing it."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        reason = f"Không mở được cổng {port} tại {host}: {error.strerror or error}."
        if error.errno == errno.EADDRINUSE:
            reason = f"Cổng {port} đang có chương trình khác dùng: hãy chọn cổng khác, ví dụ PORT={port + 1}."
        raise CommandError(reason) from None


def answers(host, port):
    """Whether somebody accepts connections there by now."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def development_server(host, port):
    """Django's own server, which restarts itself when the code changes."""
    return [sys.executable, "manage.py", "runserver", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"]


def production_server(host, port, workers):
    """granian with the site's WSGI application; what it does for a request is Django's to log, not its own."""
    options = {
        "interface": "wsgi",
        "http": "1",
        "host": host,
        "port": port,
        "workers": workers,
        "blocking-threads": THREADS[connection.vendor],
        # A thread that ends takes its database connection along.
        "blocking-threads-idle-timeout": 600,
        "backlog": 2048,
        "backpressure": CONNECTIONS,
        "workers-kill-timeout": 10,
        "log-level": "warning",
        "log-config": settings.BASE_DIR / "kttt/monitoring/granian_log.json",
    }
    command = [sys.executable, "-m", "granian", "--no-ws", "--no-access-log", "--respawn-failed-workers"]
    return [*command, *(f"--{name}={value}" for name, value in options.items()), "kttt.wsgi:application"]


class Command(BaseCommand):
    help = "Chạy máy chủ web cùng tiến trình nền; một bên dừng thì bên kia dừng theo."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--development", action="store_true", help="Máy chủ để phát triển, tự chạy lại khi sửa mã.")
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1", help="Địa chỉ lắng nghe (HOST).")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000", help="Cổng (PORT).")
        parser.add_argument(
            "--workers",
            type=int,
            default=os.environ.get("WORKERS") or str(min(os.cpu_count() or 1, 4)),
            help="Số tiến trình web khi chạy thật (WORKERS).",
        )
        parser.add_argument("--with-parent", action="store_true", help="Dừng khi tiến trình gọi lệnh này không còn.")

    def handle(self, *, development, host, port, workers, with_parent, **options):
        if development and settings.PRODUCTION:
            raise CommandError("Đã đặt PRODUCTION=1: bỏ --development, hoặc bỏ biến PRODUCTION.")
        if not development and not settings.PRODUCTION:
            raise CommandError("Chạy thật cần PRODUCTION=1 (make serve); chạy thử thì thêm --development (make run).")
        insist_on_free_port(host, port)
        self.told_to_stop = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        if with_parent:
            end_with_parent(os.getppid())
        with tempfile.TemporaryDirectory(prefix="kttt-counters-") as counted:
            os.environ[counters.FOLDER] = counted
            if development:
                web, worker = self.start(development_server(host, port), ["--reload"])
            else:
                web, worker = self.start(production_server(host, port, workers), [])
            self.keep(web, worker, host, port, development)

    def keep(self, web, worker, host, port, development):
        """Waits until one of both ends or all are told to, and ends what is left."""
        announced = False
        while not self.told_to_stop and web.poll() is None and worker.poll() is None:
            if not announced and answers(host, port):
                self.announce(host, port, development)
                announced = True
            time.sleep(0.2)
        name, status = "Máy chủ web", web.returncode
        if status is None:
            name, status = "Tiến trình nền", worker.returncode
        self.end(web, worker, patience=3 if development else 30)
        if not self.told_to_stop:
            self.stderr.write(f"{name} dừng ngoài ý muốn (mã {status}) nên tất cả dừng theo.")
            sys.exit(128 - status if status < 0 else status or 1)

    def stop(self, *args):
        self.told_to_stop = True

    def start(self, server, worker_options):
        """Both in one process group of their own: a terminal's Ctrl+C reaches them through us alone, once."""
        me, web = os.getpid(), None
        for command in (server, [sys.executable, "manage.py", "run_worker", *worker_options]):
            child = subprocess.Popen(  # noqa: S603
                command,
                cwd=settings.BASE_DIR,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "DJANGO_RUNSERVER_HIDE_WARNING": "true"},
                stdin=subprocess.DEVNULL,
                process_group=web.pid if web else 0,
                preexec_fn=lambda: end_with_parent(me),
            )
            web = web or child
        return web, child

    def end(self, web, worker, patience):
        """Asks both to end, and after `patience` seconds ends whatever is left of their group."""
        deadline = time.monotonic() + patience
        for child in (web, worker):
            child.terminate()
        for child in (web, worker):
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(web.pid, signal.SIGKILL)
        web.wait()
        worker.wait()

    def announce(self, host, port, development):
        """Tells where the portal answers; in development also how to sign in."""
        self.stdout.write(f"\nCổng thông tin đang chạy: http://{host}:{port}/")
        if development:
            self.stdout.write(f"  cũng tại:     http://localhost:{port}/")
            self.stdout.write(f"  trang quản trị: http://{host}:{port}/quan-tri/")
            for username, password, role in self.demo_accounts():
                self.stdout.write(f"  tài khoản dùng thử: {username} / {password} ({role or 'toàn quyền'})")
            self.stdout.write("Dừng: Ctrl+C.\n")
        self.stdout.flush()

    def demo_accounts(self):
        """The demo accounts that this database holds."""
        try:
            from kttt.demo.accounts import DEMO_ACCOUNTS

            names = [username for username, _password, _role in DEMO_ACCOUNTS]
            there = set(get_user_model().objects.filter(username__in=names).values_list("username", flat=True))
        except (ImportError, DatabaseError):
            return []
        finally:
            connection.close()
        return [account for account in DEMO_ACCOUNTS if account[0] in there]
