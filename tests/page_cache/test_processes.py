"""Real servers over one database: what one process writes, readers of all others see within a second; and what readers
see while there is no database.
"""

import contextlib
import json
import socket
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.processes import database_url, portal

pytestmark = [pytest.mark.processes, pytest.mark.django_db]
PROMISED = 1.0  # seconds
AWAY = "kttt; hit; detail=database-away"


def get(address, **headers):
    """(status, headers, text); each time a new connection, which any of the server's processes may take."""
    request = urllib.request.Request(address, headers={"Connection": "close", **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


# What one process writes, each step some seconds after the one before: the words that come or go on /tin-tuc/.
WRITER = """
import json, time
from datetime import timedelta
from django.utils import timezone
from kttt.pages.models import MenuItem, Notice
from news.models import Article
from tests import factories

first = Article.objects.get()
def rename():
    first.title = "Bài đã sửa"
    first.save()

STEPS = [
    ("Bài vừa đăng", True, 0, lambda: factories.article("Bài vừa đăng")),
    ("Bài đã sửa", True, 0, rename),
    ("Bài hẹn giờ", True, 3, lambda: factories.article("Bài hẹn giờ", publish_from=timezone.now() + timedelta(seconds=3))),
    ("Bài hàng loạt", True, 0, lambda: Article.objects.filter(pk=first.pk).update(title="Bài hàng loạt", lead="")),
    ("Mục menu mới", True, 0, lambda: MenuItem.objects.create(title="Mục menu mới", address="/x/")),
    ("Họp giao ban", True, 4, lambda: Notice.objects.create(text="Họp giao ban", show_from=timezone.now() + timedelta(seconds=4))),
    ("Bài vừa đăng", False, 0, lambda: Article.objects.filter(title="Bài vừa đăng").update(state="withdrawn")),
    ("Bài hàng loạt", False, 0, lambda: first.delete()),
    ("Họp giao ban", False, 3, lambda: Notice.objects.update(show_until=timezone.now() + timedelta(seconds=3))),
]
for words, there, later, write in STEPS:
    time.sleep(1.5)
    begun = time.time()
    write()
    print(json.dumps([words, there, begun + later, time.time() + later]))
    time.sleep(later)
time.sleep(1.5)
"""  # noqa: E501


def test_what_one_process_writes_all_others_show_within_a_second(tmp_path):
    seen, ended = [], threading.Event()

    def read(address):
        while not ended.is_set():
            asked = time.time()
            text = get(address)[2]
            seen.append((asked, time.time(), text))
            time.sleep(0.02)

    with portal(tmp_path, 'from tests import factories; factories.article("Bài đầu tiên")') as (base, run):
        readers = [threading.Thread(target=read, args=(f"{base}/tin-tuc/",)) for _ in range(3)]
        for reader in readers:
            reader.start()
        try:
            steps = [json.loads(line) for line in run(WRITER).splitlines()]
        finally:
            ended.set()
            for reader in readers:
                reader.join()
    assert len(steps) == 9
    for words, there, begun, written in steps:
        before = [words in text for _asked, got, text in seen if begun - 1 < got < begun]
        after = [words in text for asked, _got, text in seen if written + PROMISED < asked < written + PROMISED + 0.4]
        assert len(before) > 5 and len(after) > 5, "The machine is too slow for this measurement."
        assert set(before) == {not there} and set(after) == {there}, (words, there, before, after)


class Relay:
    """Stands between portal and PostgreSQL: `cut()` is a server that is down, `mend()` one that is back."""

    def __init__(self, host, port):
        self.target, self.open, self.is_cut = (host, int(port)), [], False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _address = self.listener.accept()
                if self.is_cut:
                    near.close()
                    continue
                far = socket.create_connection(self.target)
                self.open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self):
        self.is_cut = True
        for end in self.open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self.is_cut = False


class Folder:
    """The folder of an SQLite database, which is taken away and brought back."""

    def __init__(self, path):
        self.path, self.elsewhere = path, path.with_name("elsewhere")
        path.mkdir()

    def cut(self):
        self.path.rename(self.elsewhere)

    def mend(self):
        self.elsewhere.rename(self.path)


@contextlib.contextmanager
def cuttable(tmp_path):
    """(the address of a new database, what cuts it off)."""
    if connection.vendor == "sqlite":
        folder = Folder(tmp_path / "database")
        yield f"sqlite:///{folder.path / 'portal.sqlite3'}", folder
        return
    with database_url(tmp_path) as url:
        relay = Relay(urlsplit(url).hostname, urlsplit(url).port)
        yield url.replace(f":{urlsplit(url).port}/", f":{relay.port}/"), relay
        relay.listener.close()


def test_without_a_database_old_pages_are_shown_and_say_so_and_new_ones_when_it_is_back(tmp_path):
    setup = 'from tests import factories; factories.article("Bài đầu tiên")'
    with cuttable(tmp_path) as (url, database), portal(tmp_path, setup, DATABASE_URL=url, WORKERS="1") as (base, run):
        for _ in range(2):
            status, headers, first = get(f"{base}/tin-tuc/")
        assert (status, headers["Cache-Status"]) == (200, "kttt; hit")
        database.cut()
        end = time.time() + 4
        while time.time() < end:
            begun = time.time()
            status, headers, text = get(f"{base}/tin-tuc/")
            assert (status, text) == (200, first) and time.time() - begun < 5
            time.sleep(0.1)
        assert headers["Cache-Status"] == AWAY and 2 <= int(headers["Age"]) < 60
        assert get(f"{base}/tin-tuc/", **{"If-None-Match": headers["ETag"]})[0] == 304
        assert get(f"{base}/healthz")[0] == 200 and get(f"{base}/readyz")[0] == 503
        assert get(f"{base}/van-ban/")[0] == 503
        database.mend()
        run('from tests import factories; factories.article("Bài sau sự cố")')
        deadline = time.time() + 30
        while "Bài sau sự cố" not in get(f"{base}/tin-tuc/")[2]:
            assert time.time() < deadline, (tmp_path / "serve.log").read_text()
            time.sleep(0.2)
        headers = get(f"{base}/tin-tuc/")[1]
        assert headers["Cache-Status"] == "kttt; hit" and "Age" not in headers
        assert get(f"{base}/van-ban/")[0] == 200


def test_a_stampede_of_readers_draws_the_page_once(tmp_path):
    with portal(tmp_path, WORKERS="1") as (base, _run):
        found = []
        threads = [threading.Thread(target=lambda: found.append(get(f"{base}/van-ban/"))) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        drawn = [headers["Cache-Status"] for _status, headers, _text in found].count("kttt; fwd=miss")
        assert drawn == 1 and len({text for _status, _headers, text in found}) == 1
