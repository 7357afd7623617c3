"""Counting against a real server with two workers: nothing is lost, nothing is counted twice."""

import contextlib
import http.client
import os
import random
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.processes import portal

pytestmark = pytest.mark.processes

SETUP = """
from tests import factories
article = factories.article()
from tests.samples import files
from documents.reading_files import read_unread
factories.document_file(factories.document(), files.pdf("Dieu 1. Che shan"))
read_unread()
"""
READ = """
from kttt.visits import reading
from news.models import Article
from documents.models import Document
print(reading.totals('article', [Article.objects.get().pk]), reading.totals('document', [Document.objects.get().pk]))
print(reading.traffic()['today'])
"""
CLIENTS = 16


def send(base, each, requests):
    """Sends `requests` requests from CLIENTS connections at once; gives the statuses."""

    def client(number):
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        statuses = []
        for _ in range(requests // CLIENTS):
            connection.request(*each(number))
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
        connection.close()
        return statuses

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [status for statuses in pool.map(client, range(CLIENTS)) for status in statuses]


def test_2000_views_from_16_clients_are_2000_views_and_16_visits(tmp_path):
    with portal(tmp_path, SETUP) as (base, run):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        statuses = send(
            base, lambda n: ("POST", "/dem/", "subject=article&id=1", form | {"User-Agent": f"Phone {n}"}), 2000
        )
        assert statuses == [204] * 2000
        counts, visits = run(READ).splitlines()
        assert "'view': 2000" in counts
        assert int(visits) == CLIENTS


def test_1000_downloads_among_all_else_that_asks_for_the_file_are_1000(tmp_path):
    with portal(tmp_path, SETUP) as (base, run):
        file = "/van-ban/tep/1/25-2024-tt-btc.pdf"
        agent = {"User-Agent": "Mozilla/5.0 Firefox/130"}
        counted = [("GET", file, agent, 200)] * 900 + [("GET", file, agent | {"Range": "bytes=0-"}, 206)] * 100
        others = [
            ("HEAD", file, agent, 200),
            ("GET", file, agent | {"Range": "bytes=5-9"}, 206),
            ("GET", file, agent | {"Range": "bytes=-5"}, 206),
            ("GET", file, agent | {"Range": "bytes=99999999-"}, 416),
            ("GET", file, {"User-Agent": "Googlebot/2.1"}, 200),
            ("GET", file, agent | {"Sec-Purpose": "prefetch"}, 200),
            ("GET", "/van-ban/tep/1/xem/", agent, 200),
            ("GET", "/van-ban/tep/1/chu/", agent, 200),
            ("GET", "/van-ban/tep/1/trang/1.webp", agent, 200),
            ("GET", "/van-ban/tep/1/khac.pdf", agent, 404),
        ]
        asked = counted + others * 20
        random.Random(6).shuffle(asked)

        def client(mine):
            connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
            for method, path, headers, status in mine:
                connection.request(method, path, None, headers)
                answer = connection.getresponse()
                answer.read()
                assert answer.status == status, (method, path, headers)
            connection.close()

        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(client, [asked[n::CLIENTS] for n in range(CLIENTS)]))
        assert "'download': 1000" in run(READ)


def acknowledged_views(base, run, requests, kill_every=None):
    """Sends views while workers are killed; gives (answered with 204, counted, workers killed)."""
    form = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Phone"}
    answered, killed = [0] * CLIENTS, 0

    def client(number):
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=20)
        for _ in range(requests // CLIENTS):
            try:
                connection.request("POST", "/dem/", "subject=article&id=1", form)
                answer = connection.getresponse()
                answer.read()
                answered[number] += answer.status == 204
            except (OSError, http.client.HTTPException):
                connection.close()  # the next request connects anew
                time.sleep(0.05)
        connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        working = [pool.submit(client, n) for n in range(CLIENTS)]
        while kill_every and not all(w.done() for w in working):
            time.sleep(kill_every)
            killed += kill_a_worker(base)
        for done in working:
            done.result()
    return sum(answered), int(re.search(r"'view': (\d+)", run(READ))[1]), killed


def kill_a_worker(base):
    """kill -9 of one granian worker of the server at `base`, found by port and parent; whether there was one."""
    port = base.rsplit(":", 1)[1]
    servers = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = process.joinpath("cmdline").read_bytes().decode().split("\0")
            if f"--port={port}" in words:
                parent = process.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1]
                servers[process.name] = parent
    workers = [pid for pid, parent in servers.items() if parent in servers]
    if workers:
        os.kill(int(workers[0]), signal.SIGKILL)
    return bool(workers)


def test_killed_workers_lose_no_acknowledged_view(tmp_path):
    with portal(tmp_path, SETUP) as (base, run):
        answered, counted, killed = acknowledged_views(base, run, 1600, kill_every=0.5)
        assert killed
        assert 0 < answered <= counted <= 1600


@pytest.mark.prove
def test_killed_workers_lose_no_acknowledged_view_in_40000(tmp_path):
    with portal(tmp_path, SETUP) as (base, run):
        answered, counted, killed = acknowledged_views(base, run, 40_000, kill_every=3)
        assert killed > 2
        assert 0 < answered <= counted <= 40_000
