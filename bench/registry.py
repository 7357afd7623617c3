"""How the public lists of the registry bear very many organisations: `python bench/registry.py [--most 100000]`.

Makes a database of its own beside DATABASE_URL's (PostgreSQL) or a file (SQLite), asks for the same pages with few and
with many organisations in it, and removes it. Of each page the best of the times counts; the ratio to the same page
with few is held against the ceiling. A benchmark, not a test: being slow never ends it with an error.
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
from django.test import Client  # noqa: E402

from cooperatives.models import Organization  # noqa: E402
from kttt.publishing import content_changed  # noqa: E402
from kttt.searching.refreshing import refresh_all  # noqa: E402
from tests.cooperatives.registry import some_organizations  # noqa: E402

FEW, CEILING = 1_000, 3
LISTS = [
    "/hop-tac-xa/", "/hop-tac-xa/?trang=9999", "/to-hop-tac/?tinh-trang=active", "/hop-tac-xa/?sap-xep=von",
    "/hop-tac-xa/?linh-vuc=agriculture&ocop=4", "/hop-tac-xa/?nam=2019&quy-mo=sieu-nho",
    "/hop-tac-xa/?tai-ngay=2024-12-31",
    "/api/v1/cooperatives?page_size=50",
]  # fmt: skip
WORDS = ["/hop-tac-xa/?q=htx+che", "/hop-tac-xa/?q=duoc+lieu+binh+minh"]


def measure(addresses, runs):
    """{address: best milliseconds}."""
    client, best = Client(), {}
    for address in addresses:
        times = []
        for _ in range(runs + 1):  # the first fills what is kept
            begun = time.perf_counter()
            answer = client.get(address)
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
        best[address] = min(times[1:])
    return best


def fill(count, seed):
    for start in range(0, count, 10_000):
        some_organizations(min(10_000, count - start), seed=seed + start)
    refresh_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main():
    """Measures with FEW, then with many, and prints each page with the ratio of both."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--most", type=int, default=100_000)
    arguments.add_argument("--runs", type=int, default=5)
    options = arguments.parse_args()
    settings.ALLOWED_HOSTS = ["*"]
    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        fill(FEW, seed=1)
        few = measure([*LISTS, *WORDS], options.runs)
        one = Organization.objects.published().filter(form="cooperative").first().get_absolute_url()
        few |= measure([one], options.runs)
        fill(options.most - FEW, seed=2)
        content_changed()
        begun = time.perf_counter()
        Client().get(LISTS[0])
        loading = time.perf_counter() - begun
        many = measure([*LISTS, *WORDS, one], options.runs)
        print(f"{connection.vendor}: the first page after a change of content {loading:.1f} s\n")
        print(f"{FEW:>10,}{options.most:>10,}  ratio  (milliseconds, best of {options.runs})")
        for address in [*LISTS, *WORDS, one]:
            ratio = many[address] / few[address]
            verdict = "" if address in WORDS else f"≤ {CEILING}" + ("" if ratio <= CEILING else "   MISSED")
            print(f"{few[address]:10.1f}{many[address]:10.1f}  {ratio:5.2f}  {address} {verdict}")
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
