"""What is computed from other rows, computed again for a few of them: nothing stays written, a difference is counted.

Every write keeps these true; a difference means that something was written past the portal.
"""

import random

from django.db import transaction

from cooperatives import history
from cooperatives.imports.committing import lock_registry
from cooperatives.models import Organization
from documents import validity
from documents.models import Document
from kttt.searching import refreshing
from kttt.searching.sources import all_sources

AT_ONCE = 40


def _some(ids):
    ids = list(ids)
    return random.sample(ids, min(AT_ONCE, len(ids)))


def _undone(count):
    """What `count()` gives in a transaction that is taken back."""
    with transaction.atomic():
        wrong = count()
        transaction.set_rollback(True)
    return wrong


def search():
    """How many things of the search's index are not as they would be written now."""
    refreshing.refresh_all()
    return sum(
        _undone(lambda source=source, ids=ids: refreshing.put_right(source, ids))
        for source in all_sources().values()
        if (ids := _some(source.rows().values_list("pk", flat=True)))
    )


def registry():
    """How many organisations are not what their statements say."""
    ids = _some(Organization.objects.values_list("pk", flat=True))

    def count():
        lock_registry()
        before = history.derived_rows(ids)
        history.rebuild(ids)
        after = history.derived_rows(ids)
        return sum(before.get(pk) != after.get(pk) for pk in ids)

    return _undone(count)


def documents():
    """How many documents are not as long in force as their relations say."""
    ids = _some(Document.objects.values_list("pk", flat=True))
    return _undone(lambda: len(validity.rebuild(ids)))
