"""What is found for the queries that people type, over the demo content, on either database."""

import pytest
from django.core.management import call_command

from documents import file_text, page_drawing
from documents.models import DocumentFile, FileText
from documents.reading_files import read_unread
from kttt.searching.refreshing import rebuild, refresh_all
from tests.search.labels import load, measure


def examine_here(data, ending):
    return file_text.Reading("".join(said for said in file_text.pieces(data, ending) if isinstance(said, str)))


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo content with the text of its files, for all tests of this module."""
    from django.conf import settings
    from django.core.files.storage import storages
    from django.test import TestCase

    class Content(TestCase):
        databases = {"default"}

    private, before = storages["private"], settings.MEDIA_ROOT
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock():
        atomics = Content._enter_atomics()
        settings.MEDIA_ROOT, private._location = folder, str(folder / "private")
        for cached in ("base_location", "location"):
            private.__dict__.pop(cached, None)
        patch = pytest.MonkeyPatch()
        # In this process: the demo's own files are harmless, and a process for each takes a minute.
        patch.setattr(file_text, "examine", examine_here)
        patch.setattr(page_drawing, "draw", lambda data, ending: (None, []))
        try:
            call_command("load_demo", verbosity=0)
            while FileText.objects.count() < DocumentFile.objects.count():
                read_unread()
            refresh_all()
            yield
        finally:
            patch.undo()
            settings.MEDIA_ROOT = before
            Content._rollback_atomics(atomics)


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "least"), [("queries.txt", 0.95), ("holdout.txt", 0.9)])
def test_the_answer_is_at_the_top(name, least, capsys):
    found, misses = measure(name)
    with capsys.disabled():
        print(f"\n{name}: MRR@10 = {found:.3f} over {len(load(name))} queries")  # noqa: T201
        for query, place, first in misses:
            print(f"  {place or '–':>3}  {query}  →  {first[0] if first else 'nothing'}")  # noqa: T201
    assert found >= least


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
def test_nothing_was_wrong_after_loading_the_demo():
    rebuilt = rebuild()
    assert set(rebuilt) == {"article", "consultation", "document", "organization", "question", "page"}
    assert {kind: wrong for kind, (_entries, wrong) in rebuilt.items() if wrong} == {}
