"""Which articles and documents name a thing of another collection. Composes several apps; imported by tags alone."""

from kttt.searching.engines import engine
from kttt.searching.language import Alternative, Term, canonical
from kttt.searching.sources import all_sources

SHOWN = 5
_KINDS = ("article", "document")
_LEAST_WORDS = 4  # "hợp tác xã" and one more; a shorter name is other words as well


def mentions(name):
    """[(kind's heading, [thing])] of the newest published things that hold the whole name; at most three queries.

    "HTX" and "hợp tác xã" are one; nothing for a name of fewer than four words.
    """
    words = tuple(canonical(name).split())
    if len(words) < _LEAST_WORDS:
        return []
    # More than are shown: some may not be public at this hour.
    candidates = engine().matches([[Term((Alternative(words),), fixed=True)]], _KINDS, 2 * SHOWN, newest=True)
    found = []
    for kind in _KINDS:
        source, ids = all_sources()[kind], [c.object_id for c in candidates if c.kind == kind]
        if things := source.published().in_bulk(ids) if ids else {}:
            found.append((source.heading, [things[pk] for pk in ids if pk in things][:SHOWN]))
    return found
