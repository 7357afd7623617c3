"""Full text search by a tsvector under a GIN index, in the narrow table searching_index that triggers keep.

Narrow, since each hit is looked up in it; the entries themselves are read only for the few that are shown or ranked.
"""

import json
from contextlib import contextmanager

from django.db import connection, transaction

from kttt.searching.engines import ANYWHERE, COLUMNS, TITLE, Candidate
from kttt.searching.language import PHRASES

_LOCK = 7_221_001  # any number that nobody else locks


def matches(groups, kinds, limit, where=ANYWHERE, newest=False):
    """[Candidate] that hold every term of some group there: at most `limit` of each kind."""
    order = "ORDER BY i.day DESC NULLS LAST, i.entry_id DESC" if newest else ""
    one = (
        f"(SELECT {COLUMNS} FROM searching_index i JOIN searching_entry e ON e.id = i.entry_id "  # noqa: S608
        f"WHERE i.kind = %s AND i.document @@ %s::tsquery {order} LIMIT %s)"
    )
    return _candidates(one, kinds, _wanted(groups, where), limit)


def all_ids(groups, kind):
    """[object_id] of every thing of the kind that holds all terms of some group, in no order; for tens of thousands."""
    # One row with a list is read ten times faster than a row for each.
    sql = "SELECT json_agg(object_id)::text FROM searching_index WHERE kind = %s AND document @@ %s::tsquery"
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner counts a look into a tsvector as cheap as one at a number, and would read all of the table.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(sql, [kind, _wanted(groups)])
        found = json.loads(cursor.fetchone()[0] or "[]")
        cursor.execute("SET LOCAL enable_seqscan = on")
    return found


def titles(kind, ids):
    """[(object_id, folded title)] of some thousands of things."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object_id, folded_title FROM searching_entry WHERE kind = %s AND object_id = ANY(%s)", [kind, ids]
        )
        return cursor.fetchall()


def _wanted(groups, where=ANYWHERE):
    place = "A" if where == TITLE else ""
    return " | ".join(f"({' & '.join(_any_form(term, place) for term in group)})" for group in groups)


def _candidates(one, kinds, wanted, limit):
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([one] * len(kinds)), [value for kind in kinds for value in (kind, wanted, limit)]
        )
        return [Candidate(*row) for row in cursor.fetchall()]


def _any_form(term, place=""):
    forms = []
    for form in term.widest:
        if not place and not form.prefix and form.text in PHRASES:
            forms.append("_".join(form.words))  # a lexeme of its own (migration 0004), without a title's mark
            continue
        *before, last = form.words
        mark = place + ("*" if form.prefix else "")
        words = [*(f"{word}:{place}" if place else word for word in before), f"{last}:{mark}" if mark else last]
        forms.append("(" + "<->".join(words) + ")")
    return f"({'|'.join(forms)})"


def lock():
    """Waits for the right to write to the index; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@contextmanager
def lock_if_free():
    """A transaction with the right to write, or at once False."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            free = cursor.fetchone()[0]
        yield free


def heal():
    """Makes the index's table anew from the entries."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM searching_index")
        cursor.execute(
            "INSERT INTO searching_index (entry_id, kind, object_id, day, document) "
            "SELECT e.id, e.kind, e.object_id, e.day, searching_document(e) FROM searching_entry e"
        )
