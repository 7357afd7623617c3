"""Counting against a real server with two workers: nothing is lost, nothing is counted twice."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from tests.processes import portal

pytestmark = pytest.mark.processes

SETUP = """
from tests import factories
article = factories.article()
factories.document_file(factories.document())
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


def test_320_downloads_with_heads_and_ranges_between_are_320(tmp_path):
    with portal(tmp_path, SETUP) as (base, run):
        path = "/van-ban/tep/1/25-2024-tt-btc.pdf"
        agent = {"User-Agent": "Mozilla/5.0 Firefox/130"}
        assert set(send(base, lambda n: ("GET", path, None, agent), 320)) == {200}
        assert set(send(base, lambda n: ("HEAD", path, None, agent), 64)) == {200}
        assert set(send(base, lambda n: ("GET", path, None, agent | {"Range": "bytes=5-9"}), 64)) == {206}
        assert set(send(base, lambda n: ("GET", path, None, {"User-Agent": "Googlebot/2.1"}), 64)) == {200}
        assert "'download': 320" in run(READ)
