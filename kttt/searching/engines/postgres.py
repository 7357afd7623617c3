"""Full text search by a tsvector that PostgreSQL generates from the entry's own columns, under a GIN index."""

from contextlib import contextmanager

from django.db import connection, transaction

from kttt.searching.engines import ANYWHERE, COLUMNS, TITLE, Candidate

_LOCK = 7_221_001  # any number that nobody else locks


def matches(groups, kinds, limit, where=ANYWHERE, newest=False):
    """[Candidate] that hold every term of some group in the title or anywhere: at most `limit` of each kind."""
    place = "A" if where == TITLE else ""
    wanted = " | ".join(f"({' & '.join(_any_form(term, place) for term in group)})" for group in groups)
    order = "ORDER BY e.day DESC NULLS LAST, e.id DESC" if newest else ""
    one = (
        f"(SELECT {COLUMNS} FROM searching_entry e "  # noqa: S608
        f"WHERE e.kind = %s AND e.document @@ %s::tsquery {order} LIMIT %s)"
    )
    return _candidates(one, kinds, wanted, limit)


def _candidates(one, kinds, wanted, limit):
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([one] * len(kinds)), [value for kind in kinds for value in (kind, wanted, limit)]
        )
        return [Candidate(*row) for row in cursor.fetchall()]


def _any_form(term, place=""):
    forms = []
    for form in term.alternatives:
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
    """Nothing to do: PostgreSQL keeps a generated column and its index itself."""
