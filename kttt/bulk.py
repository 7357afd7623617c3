"""Writing many rows at once, past the ORM's work for each object: a list of 35,000 rows is 150,000 rows of tables.

`bulk_create()` and `bulk_update()` build objects and SQL for every few rows, which takes longer than writing. What is
left out here: signals and `pre_save` of fields, whose results must be among the values, content_changed() and the
search's marks.
"""

import json
from itertools import islice

from django.db import connection, models

AT_ONCE = 1_000  # rows in the driver's hands
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def new_ids(model, count):
    """`count` ids for new rows of `model`; the caller's transaction keeps other writers away (SQLite's does)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [table, count])
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return range(last + 1, last + 1 + count)


def insert(model, columns, rows):
    """Adds `rows`, sequences of Python values in the order of `columns` (attribute names such as "unit_now_id")."""
    names = ", ".join(_quoted(model, column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    rows = _prepared(model, columns, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, table, names, rows)
            return
        places = ", ".join(["%s"] * len(columns))
        _executemany(cursor, f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608


def update(model, columns, rows):
    """Sets `columns` to the values of `rows`, each of which ends with the primary key of the row that it changes."""
    names = [_quoted(model, column) for column in columns]
    table = connection.ops.quote_name(model._meta.db_table)
    rows = _prepared(model, (*columns, "id"), rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _update_from_copy(cursor, table, names, rows)
            return
        changes = ", ".join(f"{name} = %s" for name in names)
        _executemany(cursor, f"UPDATE {table} SET {changes} WHERE id = %s", rows)  # noqa: S608


def _update_from_copy(cursor, table, names, rows):
    """One UPDATE from a table of the new values: an UPDATE for each row takes twice as long."""
    columns = ", ".join((*names, "id"))
    cursor.execute(f"CREATE TEMP TABLE changed AS SELECT {columns} FROM {table} WITH NO DATA")  # noqa: S608
    _copy(cursor, "changed", columns, rows)
    changes = ", ".join(f"{name} = changed.{name}" for name in names)
    cursor.execute(f"UPDATE {table} AS kept SET {changes} FROM changed WHERE kept.id = changed.id")  # noqa: S608
    cursor.execute("DROP TABLE changed")


def _copy(cursor, table, names, rows):
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _executemany(cursor, sql, rows):
    """In pieces: Django's cursor keeps every row that it was given until the call ends."""
    while some := list(islice(rows, AT_ONCE)):
        cursor.executemany(sql, some)


def _quoted(model, column):
    return connection.ops.quote_name(model._meta.get_field(column).column)


def _prepared(model, columns, rows):
    """The rows, with those values written out that the database's driver does not take as they are."""
    writers = []
    for place, column in enumerate(columns):
        field = model._meta.get_field(column)
        if isinstance(field, models.JSONField):
            writers.append((place, _as_json))
        elif isinstance(field, models.DateTimeField):
            writers.append((place, connection.ops.adapt_datetimefield_value))
        elif isinstance(field, models.DateField):
            writers.append((place, connection.ops.adapt_datefield_value))
    for values in rows:
        row = list(values)
        for place, write in writers:
            row[place] = write(row[place])
        yield row
