"""How fast the registry takes a file, beside stock django-import-export and beside the least that anybody could do.

    .venv/bin/python bench/import.py                                         on SQLite
    .ci/start_postgres .venv/bin/python bench/import.py                      on PostgreSQL
    … --rows 35000 --runs 5 --stock-rows 3500 --growth 1000,10000,100000     the defaults

Every measurement runs in a process of its own on a database of its own, all kinds in turn, and the median of the runs
is told. A benchmark, not a test: only wrong results end it with an error, never a slow machine.

The floor reads the same file with calamine and writes the cells as they are, with one bulk_create(update_conflicts),
into a plain table of the same 25 columns. Not into the registry's own: there a tax code is not unique (lists repeat
and mistype them), and its derived columns and history are what the project's import is measured for.
Stock has no place for the five yearly figures and gets a file with clean headings and values. Since it takes a
database trip for every row, it runs on fewer rows; its time for all of them is that many times longer.
"""

import argparse
import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import environ
from lists import clean_list, clerks_list

ROOT = Path(__file__).parents[1]
STOCK_RUNS = 3
START = "import django; django.setup(); import measured; measured.main()"


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=35_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--stock-rows", type=int, default=3_500)
    parser.add_argument("--growth", default="1000,10000,100000", help="further sizes, with commas")
    said = parser.parse_args()
    sizes = sorted({said.rows, *(int(size) for size in said.growth.split(",") if size)})
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-import-"))
        databases = Databases(Path(folder))
        bench = Bench(Path(folder), databases, stack.enter_context(databases.new()))
        for size in sizes:
            clerks_list(bench.file(f"{size}.xlsx"), size)
        clerks_list(bench.file("year-later.xlsx"), said.rows, year=2022)
        clean_list(bench.file("clean.xlsx"), said.stock_rows)
        for run in range(said.runs):
            print(f"run {run + 1} of {said.runs} …", file=sys.stderr, flush=True)
            bench.measure_all(said.rows, run < STOCK_RUNS and said.stock_rows)
            for size in sizes:
                if size != said.rows:
                    bench.measure_growth(size)
        print(f"{bench.databases.vendor}, {said.rows:,} rows × 25 columns, medians of {said.runs}")
        print_table(bench.found, said.rows, said.stock_rows)
        print_growth(bench.found, sizes)


class Databases:
    """New databases of the kind that DATABASE_URL names (SQLite without one), copied from a migrated one."""

    def __init__(self, folder):
        self.folder = folder
        self.server = environ.Env().db_url("DATABASE_URL", default="sqlite://:memory:")
        self.vendor = "SQLite" if self.server["ENGINE"].endswith("sqlite3") else "PostgreSQL"

    def url(self, name):
        """The address of the database `name`."""
        if self.vendor == "SQLite":
            return f"sqlite:///{self.folder / name}.sqlite3"
        at = self.server
        return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{name}"

    @contextlib.contextmanager
    def new(self, template=None):
        """Makes a database, as a copy of `template` if there is one; yields its name, drops it afterwards."""
        name = f"bench_{secrets.token_hex(4)}"
        if self.vendor == "SQLite":
            if template:
                for file in self.folder.glob(f"{template}.sqlite3*"):  # its write-ahead log too
                    shutil.copy(file, self.folder / file.name.replace(template, name))
            yield name
            for file in self.folder.glob(f"{name}.sqlite3*"):
                file.unlink()
            return
        self._execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        try:
            yield name
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, sql):
        import psycopg

        at = self.server
        with psycopg.connect(
            host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], dbname="postgres",
            autocommit=True,
        ) as server:  # fmt: skip
            server.execute(sql)


class Bench:
    """Runs measurements and keeps what they found: {kind: [result of each run]}."""

    def __init__(self, folder, databases, migrated):
        self.folder, self.databases, self.migrated, self.found = folder, databases, migrated, {}
        self._run(migrated, ROOT / "manage.py", "migrate", "-v0")

    def file(self, name):
        """Where the list `name` lies."""
        return self.folder / name

    def measure_all(self, rows, stock_rows):
        """One run of everything at `rows` rows, and of stock at `stock_rows`."""
        file = self.file(f"{rows}.xlsx")
        with self.databases.new(self.migrated) as name:
            self._measure("new", name, "take", file, new=rows, organizations=rows)
            self._measure("index", name, "index")
            self._measure("again", name, "take", file, unchanged=rows, organizations=rows)
            later = self.file("year-later.xlsx")
            self._measure("year later", name, "take", later, updated=rows, organizations=rows)
            self._measure("undo year later", name, "undo", organizations=rows, kept=0)
            self._measure("again after undo", name, "take", file, unchanged=rows, organizations=rows)
            self._measure("undo new", name, "undo", organizations=0, kept=0)
        with self.databases.new(self.migrated) as name:
            self._measure("floor", name, "floor", file, rows=rows)
        if stock_rows:
            with self.databases.new(self.migrated) as name:
                self._measure("stock", name, "stock", self.file("clean.xlsx"), new=stock_rows, organizations=stock_rows)

    def measure_growth(self, rows):
        """One run of the project's import at another size."""
        with self.databases.new(self.migrated) as name:
            self._measure(f"new {rows}", name, "take", self.file(f"{rows}.xlsx"), new=rows, organizations=rows)

    def _measure(self, kind, database, *command, **expected):
        told = json.loads(self._run(database, "-c", START, *command))
        wrong = {key: told[key] for key, value in expected.items() if told[key] != value}
        assert not wrong, f"{kind}: {wrong} instead of {expected}"
        self.found.setdefault(kind, []).append(told)

    def _run(self, database, *command):
        environment = os.environ | {
            "DATABASE_URL": self.databases.url(database), "MEDIA_ROOT": str(self.folder / "media"),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'bench'}", "DJANGO_SETTINGS_MODULE": "kttt.settings",
            "PRODUCTION": "1", "SECRET_KEY": secrets.token_hex(40), "ALLOWED_HOSTS": "localhost",
        }  # fmt: skip
        done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        return done.stdout


def print_table(found, rows, stock_rows):
    """The medians, and each promise beside what was reached."""

    def of(kind, key="seconds"):
        return median(result[key] for result in found[kind])

    print(f"\n{'':34}{'seconds':>9}{'longest transaction':>20}{'peak MB':>9}")
    for kind, words in (
        ("new", "project: new"),
        ("index", "project: search index of the new"),
        ("again", "project: the same file again"),
        ("year later", "project: every row changed"),
        ("undo year later", "project: undo of the changes"),
        ("undo new", "project: undo of all"),
        ("floor", "floor: calamine + bulk_create"),
    ):
        print(f"{words:34}{of(kind):9.2f}{of(kind, 'transaction'):20.2f}{of(kind, 'peak_mb'):9.0f}")
    promises = [
        ("new / floor", of("new") / of("floor"), "≤", 4.0),
        ("the same again / new", of("again") / of("new"), "≤", 1.0),
        ("peak memory, new, MB", of("new", "peak_mb"), "≤", 400.0),
        ("peak memory, changed, MB", of("year later", "peak_mb"), "≤", 400.0),
        ("seconds in a transaction, new", of("new", "transaction"), "≤", 5.0),
        ("seconds in a transaction, changed", of("year later", "transaction"), "≤", 5.0),
        ("seconds to undo the changes", of("undo year later"), "≤", 10.0),
        ("seconds to undo all", of("undo new"), "≤", 10.0),
    ]
    if "stock" in found:
        seconds = of("stock")
        scaled = seconds * rows / stock_rows
        print(f"{f'stock: {stock_rows:,} rows, dry run + import':34}{seconds:9.2f}{'':20}{of('stock', 'peak_mb'):9.0f}")
        print(f"{f'stock: scaled to {rows:,} rows':34}{scaled:9.2f}")
        promises.insert(1, ("stock (scaled) / new", scaled / of("new"), "≥", 12.0))
    print()
    for words, reached, sign, promised in promises:
        kept = reached <= promised if sign == "≤" else reached >= promised
        print(f"{words:38}{reached:8.2f}  {sign} {promised:g}{'' if kept else '   MISSED'}")


def print_growth(found, sizes):
    """Milliseconds for each row, by size."""
    print(f"\n{'rows':>8}{'seconds':>10}{'ms per row':>12}{'peak MB':>9}")
    for size in sizes:
        results = found.get(f"new {size}") or found["new"]
        seconds, peak = (median(r[key] for r in results) for key in ("seconds", "peak_mb"))
        print(f"{size:8,}{seconds:10.2f}{seconds / size * 1000:12.3f}{peak:9.0f}")


main()
