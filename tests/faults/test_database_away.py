"""The database goes and comes back while people write: whoever was told "saved" finds it saved, the others are told
plainly, and nobody has to restart anything."""

import contextlib
import threading
import time
from pathlib import Path

import pytest

from tests.faults.postgres_server import server
from tests.faults.staff import Staff, ask, rows
from tests.processes import portal

pytestmark = [pytest.mark.processes, pytest.mark.django_db]
BACK_WITHIN = 5.0  # seconds
SETUP = 'from tests import factories; factories.article("Bài đầu tiên")'
STORED = """
from kttt.pages.models import Notice
print(json.dumps(list(Notice.objects.values_list("text", flat=True))))
"""
ADD = "/quan-tri/pages/notice/add/"


class Load:
    """Writers and readers in threads until `end`; what each request was answered with."""

    def __init__(self, staff):
        self.staff, self.form, self.ended = staff, staff.form(ADD), threading.Event()
        self.saved, self.answers, self.texts = [], [], []
        self.threads = [threading.Thread(target=self._write, args=(f"w{n}",)) for n in range(3)]
        self.threads += [threading.Thread(target=self._read, args=(path,)) for path in ("/tin-tuc/", "/van-ban/?q=x")]
        for thread in self.threads:
            thread.start()

    def write(self, text):
        status, said = self.staff.post(ADD, self.form | {"text": text, "_save": "1"})
        if status == 302:
            self.saved.append(text)
        self.answers.append((time.monotonic(), "write", status))
        self.texts.append(said)
        return status

    def _write(self, name):
        number = 0
        while not self.ended.is_set():
            self.write(f"Thông báo {name}-{number:04}")
            number += 1
            time.sleep(0.02)

    def _read(self, path):
        while not self.ended.is_set():
            status, said = ask(self.staff.base + path)
            self.answers.append((time.monotonic(), path, status))
            self.texts.append(said)
            time.sleep(0.05)

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join(60)

    def first(self, kind, status, since):
        """Seconds from `since` until a request of `kind` was answered with `status`; None if none was."""
        found = [at - since for at, what, got in list(self.answers) if what == kind and got == status and at > since]
        return min(found, default=None)

    def wait_for(self, kind, status, since, seconds):
        while self.first(kind, status, since) is None and time.monotonic() - since < seconds:
            time.sleep(0.05)
        return self.first(kind, status, since)


def prove_nothing_acknowledged_is_lost(tmp_path, modes, seconds_away):
    with (
        server() as database,
        portal(tmp_path, SETUP, DATABASE_URL=database.url) as (base, run),
        contextlib.ExitStack() as stack,
    ):
        load = Load(Staff(base, run))
        stack.callback(load.end)
        for mode in modes:
            begun = time.monotonic()
            assert load.wait_for("write", 302, begun, 20) is not None, (tmp_path / "serve.log").read_text()
            for _ in range(30):  # each of the two processes must have drawn it
                ask(f"{base}/tin-tuc/")
            database.stop(mode)
            gone = time.monotonic()
            assert load.wait_for("write", 503, gone, 10) is not None
            assert load.wait_for("/van-ban/?q=x", 503, gone, 10) is not None
            kept = [ask(f"{base}/tin-tuc/")[0] for _ in range(20)]
            assert set(kept) == {200}
            assert ask(f"{base}/readyz")[0] == 503 and ask(f"{base}/healthz")[0] == 200
            status, said = ask(f"{base}/api/v1/cooperatives?q=che")
            assert status == 503 and said.startswith('{"error": "Cổng đang tạm ngừng')
            time.sleep(seconds_away)
            database.start()
            back = time.monotonic()
            for kind, status in (("write", 302), ("/van-ban/?q=x", 200)):
                seconds = load.wait_for(kind, status, back, 20)
                assert seconds is not None and seconds < BACK_WITHIN, (kind, seconds)
            assert ask(f"{base}/readyz")[0] == 200
        load.end()
        stored = rows(run, STORED)
        assert len(load.saved) > 10 and set(load.saved) <= set(stored)
        assert all(stored.count(text) == 1 for text in load.saved)
        refused = [status for _at, _kind, status in load.answers if status not in (200, 302)]
        assert set(refused) == {503}, set(refused)
        told = [said for said in load.texts if "Gửi lại" in said]
        assert told and all("vẫn còn ở trang này" in said and "Thông báo w" in said for said in told)
        assert not any("Traceback" in said or "OperationalError" in said for said in load.texts)
    log = Path(tmp_path / "serve.log").read_text()
    assert '"level": "ERROR"' not in log, log[-3000:]


@pytest.mark.prove
def test_a_database_that_goes_and_comes_back_under_load_loses_nothing(tmp_path):
    prove_nothing_acknowledged_is_lost(tmp_path, ["immediate"], seconds_away=0.5)


@pytest.mark.prove
def test_a_database_that_goes_five_times_loses_nothing(tmp_path):
    prove_nothing_acknowledged_is_lost(
        tmp_path, ["immediate", "fast", "immediate", "immediate", "fast"], seconds_away=3
    )
