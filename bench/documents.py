"""How long finding documents takes among very many: `python bench/documents.py [--documents 100000] [--runs 5]`.

Makes a database of its own beside DATABASE_URL's (PostgreSQL) or a file (SQLite), fills it, asks, and removes it.
Nothing is kept from one question to the next but the shelf; what that costs after a change of content is told apart.
Of each question the best of the times counts: what the search takes, not its neighbours on the machine. A benchmark,
not a test: being slow never ends it with an error.
"""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kttt.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test import Client  # noqa: E402

from documents.finding import Found, Wanted, found_documents  # noqa: E402
from documents.shelf import shelf  # noqa: E402
from kttt.publishing import content_changed  # noqa: E402
from kttt.searching.refreshing import refresh_all  # noqa: E402
from tests.documents.papers import papers, store  # noqa: E402

# Two common words first: each pair stands in more than 5,000 of 100,000 documents.
COMMON = [
    "q=đất đai", "q=phát triển", "q=hợp tác xã nông nghiệp", "q=thuc hien", "q=nam tinh", "q=quyết định tỉnh",
    "q=kế hoạch tín dụng", "q=nông thôn", "q=lai châu", "q=hỗ trợ hợp tác xã", "q=phe duyet de an", "q=dich vu",
]  # fmt: skip
OTHERS = [
    "q=2500/2024/TT-BTC", "q=61 ubnd", "q=lò thị mai", "q=nuôi cá lồng trên lòng hồ", "q=che tap trung bien gioi",
    "q=đất đai&loai=quyet-dinh&nam=2020", "q=hop tac xa&tinh-trang=con-hieu-luc&nam=2023&nam=2024",
    "q=chuyển đổi số&sap-xep=ban-hanh-moi", "q=vung nguyen lieu che taap trung", "", "loai=thong-tu",
    "sap-xep=tai-nhieu", "co-quan=bo-tai-chinh&linh-vuc=dat-dai",
]  # fmt: skip
SEARCH, WITH_FACETS = 100, 200  # milliseconds that 95 of 100 questions may take


def fill(count):
    """`count` documents as an import leaves them, and their entries in the index."""
    begun, said = time.perf_counter(), list(papers(count))
    for start in range(0, count, 5000):
        store(said[start : start + 5000])
    refresh_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}, {count:,} documents, a tenth with texts: {time.perf_counter() - begun:.0f} s")


def ask(address):
    """(milliseconds for a page of answers, the same with facets, number of answers)."""
    begun = time.perf_counter()
    found = Found(Wanted.read(QueryDict(address)))
    shown = found_documents(found.ids[:20])
    found.excerpts([one.pk for one in shown])
    searched = time.perf_counter()
    found.facets()
    return (searched - begun) * 1000, (time.perf_counter() - begun) * 1000, found.total


def measure(addresses, runs):
    """[(best milliseconds, the same with facets)] of the questions, printed too."""
    best = []
    for address in addresses:
        told = [ask(address) for _ in range(runs)]
        best.append((min(one[0] for one in told), min(one[1] for one in told)))
        print(f"{best[-1][0]:8.1f}{best[-1][1]:9.1f}  {told[0][2]:8,}  {address or '(all)'}")
    return best


def p95(times):
    return sorted(times)[int(len(times) * 0.95)]


def main():
    """Fills, asks every question several times, prints each best and what 95 of 100 took beside what they may."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--documents", type=int, default=100_000)
    arguments.add_argument("--runs", type=int, default=5)
    options = arguments.parse_args()
    settings.ALLOWED_HOSTS = ["*"]
    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        fill(options.documents)
        begun = time.perf_counter()
        shelf()
        print(f"the shelf, first time: {time.perf_counter() - begun:.2f} s")
        content_changed()
        begun = time.perf_counter()
        shelf()
        print(f"the shelf after a change of content: {time.perf_counter() - begun:.2f} s\n")
        ask(COMMON[0])
        print(f"{'search':>8}{'+facets':>9}  {'found':>8}  (milliseconds, best of {options.runs})")
        common, others = measure(COMMON, options.runs), measure(OTHERS, options.runs)
        client, pages = Client(), []
        for _ in range(options.runs):
            begun = time.perf_counter()
            client.get("/van-ban/", {"q": "đất đai"})
            pages.append((time.perf_counter() - begun) * 1000)
        print(f"{min(pages):8.1f} ms: the whole page of “đất đai”, with its frame\n")
        for words, times in (("two common words", common), ("all questions", common + others)):
            for n, what, allowed in ((0, "search", SEARCH), (1, "with facets", WITH_FACETS)):
                reached = p95([one[n] for one in times])
                missed = "" if reached <= allowed else "   MISSED"
                print(f"{words}, {what}: p95 {reached:.1f} ms, {reached / allowed:.2f} of {allowed} ms{missed}")
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
