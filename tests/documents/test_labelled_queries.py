"""What clerks, cooperatives and citizens type, and the document that they mean, among three hundred others."""

from datetime import date
from pathlib import Path

import pytest

from documents.finding import Found, Wanted
from documents.models import Document
from documents.shelf import shelf
from kttt.searching.refreshing import refresh_all
from tests.documents.papers import papers, store

FOLDER = Path(__file__).parent / "library"
pytestmark = pytest.mark.django_db


def lines(name):
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [part.strip() for part in line.split(" | ")]


def library():
    for number, kind, body, signer, day, abstract, *text in lines("documents.txt"):
        yield {
            "number": number, "type": kind, "issuer": body, "signer": signer, "issued_on": date.fromisoformat(day),
            "abstract": abstract.removesuffix(" |"), "fields": [], "text": "".join(text),
        }  # fmt: skip


@pytest.fixture
def three_hundred():
    store([*papers(300, seed=5), *library()])
    refresh_all()


@pytest.mark.parametrize(("name", "least"), [("queries.txt", 0.9), ("holdout.txt", 0.9)])
def test_the_document_that_is_meant_is_at_the_top(three_hundred, name, least, capsys):
    on_shelf, total, misses, wrong_numbers = shelf(), 0.0, [], []
    labelled = list(lines(name))
    for query, *wanted in labelled:
        ids = Found(Wanted(query.removeprefix("!"), {}, "phu-hop"), on_shelf).ids[:10]
        rows = Document.objects.in_bulk(ids)
        first = [rows[pk].number for pk in ids]
        place = next((n for n, number in enumerate(first, 1) if number in wanted), None)
        total += 1 / place if place else 0
        if place != 1:
            misses.append((place, query, first[:3]))
            wrong_numbers += [query] if query.startswith("!") else []
    reached = total / len(labelled)
    with capsys.disabled():
        print(f"\n{name}: MRR@10 = {reached:.3f} over {len(labelled)} queries")  # noqa: T201
        for place, query, first in misses:
            print(f"  {place or '–':>3}  {query}  →  {', '.join(first) or 'nothing'}")  # noqa: T201
    assert wrong_numbers == []
    assert reached >= least
