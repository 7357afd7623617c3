"""kill -9 in the middle of an import: the registry is as it was, and the next run is clean."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import psycopg
import pytest

from tests.cooperatives import lists
from tests.processes import ROOT, database_url

pytestmark = pytest.mark.processes

HEADINGS = (
    "STT",
    "Tên HTX",
    "Mã số thuế",
    "Xã",
    "Huyện",
    "Điện thoại",
    "Lĩnh vực",
    "Số thành viên",
    "Vốn điều lệ (triệu đồng)",
)
COMMUNES = ("Bản Bo", "Bình Lư", "Sơn Bình", "Khun Há", "Hồ Thầu", "Giang Ma", "Tả Lèng", "Thèn Sin", "Nà Tăm")
KNOWN, ALL = 200, 800

# Tables that a commit writes first, in its midst (rows that were there before) and last, just before COMMIT.
WRITES = ("cooperatives_importbatch", "cooperatives_organization", "kttt_contentrevision")

CALL = """
import django
django.setup()
from django.core.management import call_command
for command in {}:
    call_command(*command)
"""

# Says "ready" when the program is loaded, then imports; says "inside" after it has written to the table that it was
# given, and stays there with the transaction open.
IMPORT = """
import sys, time
import django
django.setup()
from django.core.management import call_command
from django.db import connection

file, table = sys.argv[1:]

def stay_inside(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    if connection.in_atomic_block and sql.startswith(("INSERT", "UPDATE")) and table in sql:
        print("inside", flush=True)
        time.sleep(600)
    return result

print("ready", flush=True)
with connection.execute_wrapper(stay_inside) if table else connection.cursor():
    call_command("import_registry", file)
"""

TAKE_BACK = """
from cooperatives.imports.committing import undo
from cooperatives.models import ImportBatch
undo(ImportBatch.objects.filter(state=ImportBatch.State.APPLIED).latest("pk"))
"""

OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

# The registry without its ids, which an import that was killed may have used up.
STATE = (
    "SELECT name, tax_code, charter_capital, unit_now_id, folded, sort_key FROM cooperatives_organization ORDER BY 2",
    "SELECT tax_code, sector_id, position FROM cooperatives_organizationsector s "
    "JOIN cooperatives_organization o ON o.id = s.organization_id ORDER BY 1, 3",
    "SELECT tax_code, year, members FROM cooperatives_yearlyfigures f "
    "JOIN cooperatives_organization o ON o.id = f.organization_id ORDER BY 1, 2",
    "SELECT tax_code, valid_from, row, CAST(facts AS text), CAST(original AS text) FROM cooperatives_statement s "
    "JOIN cooperatives_organization o ON o.id = s.organization_id ORDER BY 1, 2",
    "SELECT name, state FROM cooperatives_importbatch ORDER BY 1",
    "SELECT number FROM kttt_contentrevision",
)


@pytest.fixture
def registry(tmp_path):
    """A database of its own with KNOWN cooperatives of 2020, and a list of ALL of them with another capital in 2021."""
    (tmp_path / "2020.xlsx").write_bytes(made_list(2020, KNOWN, 500))
    (tmp_path / "2021.xlsx").write_bytes(made_list(2021, ALL, 700))
    with database_url(tmp_path) as url:
        registry = Registry(tmp_path, url)
        registry.call(("migrate", "-v0"), ("import_registry", "2020.xlsx"))
        yield registry


def made_list(year, count, capital):
    codes = valid_tax_codes(count)
    lines = [
        (f"HTX Chè số {n}", code, COMMUNES[n % len(COMMUNES)], "Tam Đường", f"09{n:08}", "Nông nghiệp", 7, capital)
        for n, code in enumerate(codes)
    ]
    return lists.workbook(*lines, title=f"DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày 31/12/{year})", headings=HEADINGS)


def valid_tax_codes(count):
    found = []
    for number in range(620_080_000, 620_090_000):
        weighed = zip((31, 29, 23, 19, 17, 13, 7, 5, 3), str(number), strict=True)
        check = 10 - sum(weight * int(digit) for weight, digit in weighed) % 11
        if check < 10:
            found.append(f"{number}{check}")
        if len(found) == count:
            break
    return found


class Registry:
    """Imports in processes of their own, and what a reader beside them sees."""

    def __init__(self, folder, url):
        self.folder, self.url = folder, url
        self.environment = os.environ | {
            "DATABASE_URL": url, "MEDIA_ROOT": str(folder / "media"), "DJANGO_SETTINGS_MODULE": "kttt.settings",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip

    def call(self, *commands):
        """Runs management commands one after the other in one process; gives the lines that they print."""
        done = subprocess.run(
            [sys.executable, "-c", CALL.format(commands)],
            env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    @contextlib.contextmanager
    def importing(self, name, table=""):
        """A process that has been loaded and imports `name`; killed with SIGKILL at the end, if not done by then."""
        with subprocess.Popen(
            [sys.executable, "-c", IMPORT, name, table],
            env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            try:
                assert process.stdout.readline() == "ready\n"
                yield process
            finally:
                process.send_signal(signal.SIGKILL)

    def kill_inside(self, name, table):
        """Kills an import that has written to `table` and not committed; gives the seconds that it took until then."""
        before = self.state()
        with self.importing(name, table) as process:
            begun = time.monotonic()
            assert process.stdout.readline() == "inside\n"
            seconds = time.monotonic() - begun
            assert self.state() == before, "a reader saw what was not committed"
        assert process.returncode == -signal.SIGKILL
        return seconds

    def kill_after(self, name, seconds):
        """Kills an import so many seconds after it was loaded, wherever it is."""
        with self.importing(name):
            time.sleep(seconds)

    def take_back(self):
        """Undoes the last import."""
        self.call(("shell", "-v0", "-c", TAKE_BACK))

    def state(self):
        """All that an import writes, as another process reads it at one moment."""
        if self.url.startswith("sqlite:///"):
            with contextlib.closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
                connection.execute("BEGIN")
                return [connection.execute(query).fetchall() for query in STATE]
        with psycopg.connect(self.url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return [connection.execute(query).fetchall() for query in STATE]

    def settled_state(self):
        """The state when the server has seen that its clients are gone: a COMMIT that was sent may still be done."""
        if self.url.startswith("postgres"):
            with psycopg.connect(self.url, autocommit=True) as connection:
                while connection.execute(OTHERS).fetchone()[0]:
                    time.sleep(0.02)
        return self.state()


def prove_all_or_nothing(registry, tables, moments, seed):
    """Kills at each of `tables` and at `moments` random moments, then imports undisturbed and again."""
    chance = random.Random(seed)
    before = registry.state()
    assert [len(rows) for rows in before[:4]] == [KNOWN] * 4
    for table in tables:
        seconds = registry.kill_inside("2021.xlsx", table)
        assert registry.settled_state() == before, f"killed while writing {table}"
    for _ in range(moments):
        registry.kill_after("2021.xlsx", seconds * chance.uniform(0.3, 1.1))
        if (found := registry.settled_state()) != before:
            assert_taken_whole(before, found)
            registry.take_back()
            before = registry.state()
            assert {(len(before[0]), row[2]) for row in before[0]} == {(KNOWN, 500_000_000)}
    first, again = registry.call(*[("import_registry", "2021.xlsx")] * 2)
    assert first == f"Kết quả: {ALL - KNOWN} mới, {KNOWN} cập nhật, 0 không đổi, 0 không nhận."
    assert again == f"Kết quả: 0 mới, 0 cập nhật, {ALL} không đổi, 0 không nhận."
    assert_taken_whole(before, registry.state())


def assert_taken_whole(before, found):
    """The killed process had committed: all that the list says is there, and one batch more."""
    sizes = [len(rows) for rows in found]
    assert sizes[:5] == [ALL, ALL, KNOWN + ALL, KNOWN + ALL, len(before[4]) + 1], "half an import"
    assert {row[2] for row in found[0]} == {700_000_000}
    assert found[5][0][0] > before[5][0][0]


def test_a_killed_import_leaves_the_registry_as_it_was(registry):
    prove_all_or_nothing(registry, WRITES[1:], moments=2, seed=1)


@pytest.mark.prove
def test_imports_killed_at_thirty_moments_leave_the_registry_as_it_was(registry):
    prove_all_or_nothing(registry, WRITES, moments=30, seed=2)
