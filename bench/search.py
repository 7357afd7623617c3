"""How long a search takes among many organisations: `python bench/search.py [--organizations 100000]`.

Makes a database of its own beside DATABASE_URL's (PostgreSQL) or a file (SQLite), fills it, asks, and removes it.
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

from django.db import connection, transaction  # noqa: E402
from lists import organizations  # noqa: E402

from cooperatives.models import Organization  # noqa: E402
from kttt.searching.asking import find, results, suggestions  # noqa: E402
from kttt.searching.engines import TITLE, engine  # noqa: E402
from kttt.searching.language import parse  # noqa: E402
from kttt.searching.models import Entry, Stale  # noqa: E402
from kttt.searching.refreshing import refresh_all  # noqa: E402
from kttt.units.models import AdminUnit  # noqa: E402

QUERIES = [
    "6200800117", "htx", "hop tac xa", "htx chè", "HTX Chè Nà Pá", "hợp tác xã nông nghiệp nậm huổi",
    "du lịch cộng đồng", "rau lợn thịt", "htx van tai", "nông nghiệp", "thuy san giang chai 12",
    "cá hồi cá tầm phong thổ", "dệt may thổ cẩm tả sin", "hop tac xa nào ở tam đường trồng chè xanh",
    "htx moi truong thu gom rac", "dulich cong dong", "htx tho camm ta sin",
    "nghị định 113/2024", "xây dựng đường nông thôn", "na",
]  # fmt: skip


def fill(count):
    """Organisations as an import leaves them, and their entries."""
    units = list(AdminUnit.objects.communes())
    fields = ("name", "tax_code", "registration_number", "business_lines", "products", "address")
    begun = time.perf_counter()
    some = []
    for n, one in enumerate(organizations(count)):
        unit = units[n % len(units)]
        some.append(Organization(form="cooperative", unit_now=unit, unit_then=unit, **{f: one[f] for f in fields}))
        if len(some) == 5000:
            with transaction.atomic():
                Organization.objects.bulk_create(some, batch_size=500)
            some = []
    if some:
        with transaction.atomic():
            Organization.objects.bulk_create(some, batch_size=500)
    refresh_all()
    seconds = time.perf_counter() - begun
    print(f"{Organization.objects.count()} organisations, {Entry.objects.count()} entries in {seconds:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def explain():
    """Prints how the database finds candidates."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "EXPLAIN SELECT entry_id FROM searching_index "
                "WHERE kind = 'organization' AND document @@ 'che & na & pa'::tsquery LIMIT 501"
            )
        else:
            cursor.execute(
                "EXPLAIN QUERY PLAN SELECT e.id FROM searching_index i JOIN searching_entry e ON e.id = i.rowid "
                "WHERE searching_index MATCH 'che AND na AND pa' LIMIT 501"
            )
        for row in cursor.fetchall():
            print("   ", row[-1])


def main():
    """Fills, asks each query several times, prints the best of the times: what the search takes, not its neighbours."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--organizations", type=int, default=100_000)
    arguments.add_argument("--runs", type=int, default=5)
    options = arguments.parse_args()
    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        fill(options.organizations)
        explain()
        assert not Stale.objects.exists()
        find("làm nóng")
        worst = 0
        for query in QUERIES:
            spent = {"search": [], "candidates": [], "suggest": []}
            for _ in range(options.runs):
                begun = time.perf_counter()
                found = find(query)
                results(found, found.things[:10])
                spent["search"].append(time.perf_counter() - begun)
                begun = time.perf_counter()
                engine().matches([parse(query).required], ["organization"], 501)
                engine().matches([parse(query).required], ["organization"], 501, where=TITLE)
                spent["candidates"].append(time.perf_counter() - begun)
                begun = time.perf_counter()
                suggestions(query)
                spent["suggest"].append(time.perf_counter() - begun)
            best = {what: min(times) * 1000 for what, times in spent.items()}
            worst = max(worst, best["search"])
            print(
                f"{best['search']:7.1f} ms search, {best['candidates']:6.1f} ms of it candidates, "
                f"{best['suggest']:6.1f} ms suggestions  {len(found.things):4} found  {query}"
            )
        print(f"slowest search {worst:.1f} ms: {50 / worst:.1f} of the allowed 50 ms")
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
