"""Workbooks damaged at random, the same at every run: an answer each time, never an error or half an import."""

import random
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.models import Organization, Statement
from tests.cooperatives.test_registry_files import HTX

pytestmark = pytest.mark.django_db
ROWS = 30
NONSENSE = [
    None,
    "",
    "-",
    "x",
    "31/02/2020",
    "6.2E+09",
    "#REF!",
    1e300,
    -1,
    True,
    "=1/0",
    "Tổng cộng",
    "I",
    "0" * 300,
    "\u00ad",
]


@pytest.fixture(scope="module")
def small():
    """The head of the official list as bytes."""
    book = load_workbook(HTX)
    book.active.delete_rows(7 + ROWS, book.active.max_row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def mutated(data, seed):
    """`data` with cells, rows or bytes changed at random."""
    rng = random.Random(seed)
    if seed % 3 == 0:
        spoilt = bytearray(data)
        for _ in range(rng.randint(1, 60)):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        return bytes(spoilt[: rng.randrange(len(spoilt))] if rng.random() < 0.3 else spoilt)
    book = load_workbook(BytesIO(data))
    sheet = book.active
    for _ in range(rng.randint(1, 40)):
        row, column = rng.randint(1, sheet.max_row), rng.randint(1, sheet.max_column)
        sheet.cell(row, column).value = rng.choice(NONSENSE)
    for _ in range(rng.randint(0, 4)):
        rng.choice([sheet.delete_rows, sheet.insert_rows, sheet.delete_cols, sheet.insert_cols])(rng.randint(1, 12))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def check(small, seeds):
    """Takes a mutation for each seed; what is taken is whole, what is not leaves nothing."""
    for seed in seeds:
        outcome = take(mutated(small, seed), "x.xlsx", Options())
        counts = outcome.report["counts"]
        if outcome.exit_status == 4:
            assert outcome.problem or outcome.questions, seed
            assert not Statement.objects.exists(), seed
        else:
            assert Statement.objects.count() == counts["new"] + counts["updated"], seed
            assert Organization.objects.count() == counts["new"], seed
        Organization.objects.all().delete()


def test_24_mutations(small):
    check(small, range(24))


@pytest.mark.prove
def test_1000_mutations(small):
    check(small, range(1000))
