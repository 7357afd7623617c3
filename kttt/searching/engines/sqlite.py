"""Full text search by FTS5: the virtual table searching_index lies over the entries and is kept by triggers."""

import json
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction
from django.utils.dateparse import parse_date

from kttt.searching.engines import ANYWHERE, COLUMNS, TITLE, Candidate

_FROM = "FROM searching_index i JOIN searching_entry e ON e.id = i.rowid WHERE searching_index MATCH %s"
_TITLE, _ANYWHERE = "{folded_title}", "{folded_title folded_keys folded_about folded_body}"


def matches(groups, kinds, limit, where=ANYWHERE, newest=False):
    """[Candidate] that hold every term of some group there: at most `limit` of each kind."""
    order = "ORDER BY e.day DESC, e.id DESC" if newest else ""
    one = f"SELECT * FROM (SELECT {COLUMNS} {_FROM} {order} LIMIT %s)"  # noqa: S608
    params = [value for kind in kinds for value in (_wanted(groups, kind, where), limit)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(kinds)), params)
        return [Candidate(*row[:-1], _day(row[-1])) for row in cursor.fetchall()]


def all_ids(groups, kind):
    """[object_id] of every thing of the kind that holds all terms of some group, in no order; for tens of thousands."""
    # One row with a list is read faster than a row for each, and an index with both ids than the wide entries.
    sql = (
        "SELECT json_group_array(e.object_id) FROM searching_index i "
        "JOIN searching_entry e INDEXED BY searching_entry_thing ON e.id = i.rowid WHERE searching_index MATCH %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [_wanted(groups, kind)])
        return json.loads(cursor.fetchone()[0])


def titles(kind, ids):
    """[(object_id, folded title)] of some thousands of things."""
    sql = (
        "SELECT object_id, folded_title FROM searching_entry "
        "WHERE kind = %s AND object_id IN (SELECT value FROM json_each(%s))"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, json.dumps(ids)])
        return cursor.fetchall()


def _wanted(groups, kind, where=ANYWHERE):
    wanted = " OR ".join(f"({' AND '.join(map(_any_form, group))})" for group in groups)
    return f'kind : "{kind}" AND {_TITLE if where == TITLE else _ANYWHERE} : ({wanted})'


def _day(value):
    """A date; sqlite3 knows the type of a column, but not through every subquery."""
    return parse_date(value) if isinstance(value, str) else value


def _any_form(term):
    forms = (f'"{form.text}"{"*" if form.prefix else ""}' for form in term.widest)
    return f"({' OR '.join(forms)})"


def lock():
    """Nothing more to do: transactions are IMMEDIATE."""


@contextmanager
def lock_if_free():
    """A transaction with the right to write, or at once False."""
    with ExitStack() as stack:
        free = True
        _wait_at_most(0)
        try:
            stack.enter_context(transaction.atomic())
        except OperationalError:
            free = False
        finally:
            _wait_at_most(int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000))
        yield free


def _wait_at_most(milliseconds):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


def heal():
    """Makes the virtual table anew from the entries."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO searching_index (searching_index) VALUES ('rebuild')")
