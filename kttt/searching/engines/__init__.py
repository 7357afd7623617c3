"""Full text search in either database, behind the same few functions:

    matches(groups, kinds, limit, where=TITLE|ANYWHERE, newest=False)   entries that hold all terms of some group
    all_ids(groups, kind)               of every thing of the kind that holds them
    titles(kind, ids)                   their folded titles
    lock(), lock_if_free()              one writer of the index at a time
    heal()                              the index made anew from the entries

A group is a sequence of `language.Term`s, whose words are letters a–z and digits only. Rows are `Candidate`s.
"""

from typing import NamedTuple

from django.db import connection

ANYWHERE, TITLE = "anywhere", "title"


class Candidate(NamedTuple):
    """An entry that may answer; texts are folded."""

    pk: int
    kind: str
    object_id: int
    title: str
    keys: str
    about: str
    day: object


# What a Candidate is read from.
CANDIDATE = ("id", "kind", "object_id", "folded_title", "folded_keys", "folded_about", "day")
COLUMNS = ", ".join(f"e.{column}" for column in CANDIDATE)


def engine():
    """The module for the database in use."""
    from kttt.searching.engines import postgres, sqlite

    return postgres if connection.vendor == "postgresql" else sqlite
