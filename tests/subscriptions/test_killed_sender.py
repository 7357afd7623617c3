"""A worker that is killed while it sends the daily letters: no letter comes twice, and each kill costs at most one."""

import os
import signal
import subprocess
import sys

import pytest

from tests.processes import ROOT, database_url

PEOPLE = 25
SETUP = f"""
from datetime import timedelta
from django.utils import timezone
from kttt.subscriptions.models import Subscriber
from tests import factories
factories.document()
now = timezone.now()
for n in range({PEOPLE}):
    one = Subscriber.objects.create(email=f"a{{n}}@example.vn", site="https://portal.example.vn/",
                                    told_until=now - timedelta(days=1), due_at=now)
    one.subscriptions.create(kind="van-ban", confirmed_at=now - timedelta(days=1))
"""
SEND = """
from django.conf import settings
settings.EMAIL_BACKEND = "tests.subscriptions.mail_servers.KillingBackend"
from kttt.subscriptions import digests
digests.send_due()
"""


@pytest.mark.processes
def test_a_killed_worker_sends_nothing_twice(tmp_path):
    taken = tmp_path / "taken"
    with database_url(tmp_path) as url:
        env = os.environ | {
            "DATABASE_URL": url, "MEDIA_ROOT": str(tmp_path / "media"), "TAKEN": str(taken),
            "EMAIL_URL": "smtp://127.0.0.1:9", "PYTHONPATH": str(ROOT),
        }  # fmt: skip

        def manage(*args, kill_at=0):
            return subprocess.run(
                [sys.executable, "manage.py", *args], cwd=ROOT, env=env | {"KILL_AT": str(kill_at)}, check=False
            ).returncode

        assert manage("migrate", "-v0") == 0
        assert manage("shell", "-v0", "-c", SETUP) == 0
        for kill_at in (1, 7, 4):
            assert manage("shell", "-v0", "-c", SEND, kill_at=kill_at) == -signal.SIGKILL
        assert manage("shell", "-v0", "-c", SEND) == 0
        assert manage("shell", "-v0", "-c", SEND) == 0
    told = taken.read_text().split()
    # The server had taken the letters at which the worker was killed, so that here not even one is lost.
    assert len(told) == len(set(told)) == PEOPLE
