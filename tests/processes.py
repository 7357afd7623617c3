"""A portal in processes of its own, on a database of its own of the kind that the tests run on."""

import atexit
import contextlib
import functools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def database_url(tmp_path):
    """The address of a new, empty database, dropped afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.sqlite3'}"
        return
    import psycopg

    at = settings.DATABASES["default"]
    name = f"portal_{secrets.token_hex(4)}"
    server = {"host": at["HOST"], "port": at["PORT"], "user": at["USER"], "password": at["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    try:
        yield f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{name}"
    finally:
        with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@functools.cache
def static_root():
    """Static files collected once for all portals of a test run."""
    folder = tempfile.mkdtemp(prefix="portal-static-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    env = os.environ | {
        "PRODUCTION": "1", "SECRET_KEY": secrets.token_hex(40), "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": "sqlite://:memory:", "STATIC_ROOT": folder,
    }  # fmt: skip
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"], cwd=ROOT, env=env, check=True)
    return folder


@contextlib.contextmanager
def portal(tmp_path, setup="", started=lambda server, start: None, **environment):
    """Migrates, runs the Python text `setup` in a shell, serves in production; yields (base address, run).

    `run(code)` runs Python in the portal's own environment and gives what it prints. Ends all that it started.
    `started` is told the server (Popen) and a function that starts another like it, which its caller ends.
    """
    port = free_port()
    with database_url(tmp_path) as url:
        env = os.environ | {
            "DATABASE_URL": url, "MEDIA_ROOT": str(tmp_path / "media"), "STATIC_ROOT": static_root(),
            "PRODUCTION": "1", "SECRET_KEY": secrets.token_hex(40), "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "TMPDIR": str(tmp_path), "PORT": str(port), "WORKERS": "2", "PYTHONWARNINGS": "default", **environment,
        }  # fmt: skip
        env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)

        def manage(*args):
            done = subprocess.run(
                [sys.executable, "manage.py", *args], cwd=ROOT, env=env, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout.strip()

        manage("migrate", "-v0")
        if setup:
            manage("shell", "-v0", "-c", setup)
        log = (tmp_path / "serve.log").open("w")

        def start():
            return subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

        server = start()
        started(server, start)
        base = f"http://127.0.0.1:{port}"
        try:
            for _ in range(150):
                with contextlib.suppress(urllib.error.URLError, ConnectionError):
                    urllib.request.urlopen(f"{base}/healthz", timeout=2)
                    break
                assert server.poll() is None, (tmp_path / "serve.log").read_text()
                time.sleep(0.2)
            else:
                raise AssertionError((tmp_path / "serve.log").read_text())
            yield base, lambda code: manage("shell", "-v0", "-c", code)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait(5)
            log.close()
