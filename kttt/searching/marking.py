"""Noting what has to be indexed anew: one statement in the writer's own transaction; the work comes after it.

So a write costs next to nothing, whatever its size, is undone with its transaction, and nothing that commits is
forgotten: what a killed process leaves behind, the schedule takes up.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction

from kttt import bulk
from kttt.searching import refreshing
from kttt.searching.models import Stale
from kttt.searching.sources import touched_by


def mark(rows):
    """Notes the things that `rows`, a queryset of any model, are or are part of; ask before a change of their paths."""
    for source, path in touched_by(rows.model):
        if path is None:
            things = rows
        elif callable(path):
            things = path()
        else:
            things = source.model.objects.filter(**{f"{path}__in": rows.order_by().values("pk")})
        try:
            sql, params = things.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO searching_stale (kind, object_id) SELECT %s, things.* FROM ({sql}) things",  # noqa: S608
                (source.kind, *params),
            )
        _afterwards()


def is_part(model):
    """Whether rows of `model` are part of other things: then a change may lead them from one thing to another."""
    return any(path is not None for _source, path in touched_by(model))


def mark_ids(model, ids):
    """Notes the things of `model` with these ids, or what rows with these ids are part of."""
    ids = list(ids)
    for source, path in touched_by(model):
        if path is not None:
            mark(model._base_manager.filter(pk__in=ids))
        else:
            bulk.insert(Stale, ("kind", "object_id"), ((source.kind, pk) for pk in ids))
            _afterwards()


def _afterwards():
    """Has the newest marks worked off when the transaction commits; who writes thousands does the rest when done."""
    if not any(waiting is refreshing.refresh for _sids, waiting, *_ in connection.run_on_commit):
        transaction.on_commit(refreshing.refresh, robust=True)
