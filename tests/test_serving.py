"""Real processes: server and worker start together, end together, and leave nothing behind."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.db import OperationalError

from kttt import schedule
from kttt.management.commands import run_worker
from tests.processes import ROOT, database_url, free_port

pytestmark = [pytest.mark.processes, pytest.mark.one_database]

PRODUCTION = {"PRODUCTION": "1", "SECRET_KEY": "k7" * 30, "ALLOWED_HOSTS": "127.0.0.1", "WORKERS": "2"}


class Portal:
    """A started `manage.py serve`, with the environment by which all its processes are known."""

    def __init__(self, environment, *options):
        self.mark = f"SERVING_TEST={secrets.token_hex(8)}"
        self.port = free_port()
        self.log = Path(environment["MEDIA_ROOT"]) / "serve.log"
        variables = dict([self.mark.split("=")], **environment)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port), *options],
                cwd=ROOT, env=variables, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def alive(self, words=""):
        """The pids of all its processes whose command holds `words`, wherever they hang by now."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode()
                marked = self.mark.encode() in process.joinpath("environ").read_bytes().split(b"\0")
                if marked and words in command:
                    found.append(int(process.name))
        return sorted(found)

    def text(self):
        return self.log.read_text()

    def wait(self, condition):
        for _ in range(300):
            if condition():
                return
            time.sleep(0.1)
        pytest.fail(self.text())

    def answers(self):
        assert self.process.poll() is None, self.text()
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).status == 200


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Variables of a migrated, nearly empty portal in development."""
    tmp_path = tmp_path_factory.mktemp("serving")
    with database_url(tmp_path) as url:
        variables = {key: value for key, value in os.environ.items() if key not in ("PORT", "HOST", "PRODUCTION")}
        variables |= {"DATABASE_URL": url, "MEDIA_ROOT": str(tmp_path), "STATIC_ROOT": str(tmp_path)}
        variables["TMPDIR"] = str(tmp_path)
        setup = "from django.contrib.auth.models import User; User.objects.create_user('vanthu')"
        for command in (["migrate"], ["shell", "-c", setup]):
            subprocess.run([sys.executable, "manage.py", *command, "-v0"], cwd=ROOT, env=variables, check=True)
        yield variables


@pytest.fixture
def portal(environment):
    """Starts a portal in the given way and waits until it answers and says so; ends what is left of it."""
    started = []

    def start(way):
        options = ["--development"] if way == "development" else []
        made = Portal(environment | ({} if options else PRODUCTION), *options)
        started.append(made)
        made.wait(made.answers)
        made.wait(lambda: "Cổng thông tin đang chạy" in made.text() and made.alive("run_worker"))
        return made

    yield start
    for made in started:
        for pid in made.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        made.process.wait()


WAYS = pytest.mark.parametrize("way", ["development", "production"])


@WAYS
def test_a_signal_ends_all_processes_cleanly(portal, way):
    made = portal(way)
    assert len(made.alive()) >= 4
    made.process.send_signal({"development": signal.SIGINT, "production": signal.SIGTERM}[way])
    assert made.process.wait(20) == 0
    assert made.alive() == []
    assert "Traceback" not in made.text()


@WAYS
def test_a_killed_parent_leaves_no_child(portal, way):
    made = portal(way)
    made.process.kill()
    made.process.wait()
    made.wait(lambda: not made.alive())


@pytest.mark.parametrize(
    ("way", "part", "name"),
    [("development", "run_worker", "Tiến trình nền"), ("production", "granian", "Máy chủ web")],
)
def test_when_one_part_ends_so_does_the_other(portal, way, part, name):
    made = portal(way)
    os.kill(made.alive(part)[0], signal.SIGKILL)
    assert made.process.wait(20) == 128 + signal.SIGKILL
    assert made.alive() == []
    assert f"{name} dừng ngoài ý muốn" in made.text()


def test_development_tells_the_addresses_and_the_demo_accounts_that_exist(portal):
    made = portal("development")
    made.wait(lambda: "Dừng: Ctrl+C" in made.text())
    assert f"http://127.0.0.1:{made.port}/quan-tri/" in made.text() and "http://localhost:" in made.text()
    assert "vanthu / " in made.text() and "quantri" not in made.text()


def refusal(environment, *options):
    """What `manage.py serve` says when it does not start."""
    done = subprocess.run(
        [sys.executable, "manage.py", "serve", *options], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    return done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_refuses_to_start_without_its_secrets(environment, name):
    variables = environment | PRODUCTION
    del variables[name]
    assert f"Chưa đặt biến môi trường {name}:" in refusal(variables)


def test_a_port_in_use_is_one_sentence(environment):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refusal(environment, "--development", "--port", str(port))
    assert said.count("\n") == 1 and f"Cổng {port} đang có chương trình khác dùng" in said


def test_development_and_production_are_not_mixed_up(environment):
    assert "PRODUCTION=1" in refusal(environment)
    assert "--development" in refusal(environment | PRODUCTION, "--development")


def test_a_failing_job_is_logged_and_keeps_no_other_back(monkeypatch, caplog):
    done = []
    monkeypatch.setattr(schedule, "import_string", lambda name: {"good": lambda: done.append(1)}[name])
    monkeypatch.setattr(schedule, "EVERY_MINUTE", ["bad", "good"])
    schedule.run_due()
    assert done == [1]
    assert "bad" in caplog.text


def test_every_job_of_the_schedule_exists():
    assert all(callable(schedule.import_string(name)) for name in schedule.EVERY_MINUTE)


def test_the_worker_waits_for_a_database_that_is_away(monkeypatch, caplog):
    class Worker:
        running = True
        errors = [OperationalError("no route"), ValueError("broken task")]

        def run(self):
            if self.errors:
                raise self.errors.pop(0)
            self.running = False

    monkeypatch.setattr(run_worker, "RETRY_SECONDS", 0)
    monkeypatch.setattr(run_worker.connections, "close_all", lambda: None)
    run_worker.keep_working(Worker())
    assert "no route" in caplog.text and "broken task" in caplog.text
