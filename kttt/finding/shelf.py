"""All public things of a kind by what they are filed under, in memory: counting them takes microseconds.

A set of things is one int with a bit for each, the first in the shelf's order is bit 0; the sets of two values are
joined with "|", a set and a filter with "&", and `bit_count()` counts.
"""

from dataclasses import dataclass, field
from itertools import compress


@dataclass
class Shelf:
    """`ids`: the public things in their usual order; `slots`: by id, the place of each, or their number for one that
    is not public.

    `sets`: {facet: {value: set}}; `labels`: {facet: {value: words}}, in the facet's order. `columns`: {name: values by
    place} to put them in other orders.
    """

    ids: list[int]
    slots: list[int]
    sets: dict[str, dict[str, int]]
    labels: dict[str, dict[str, str]]
    columns: dict[str, list] = field(default_factory=dict)

    @property
    def everything(self):
        """The set of all."""
        return (1 << len(self.ids)) - 1

    def set_of(self, ids):
        """The set of the things with these ids, without those that are not public."""
        ids = list(ids)
        if ids and max(ids) >= len(self.slots):
            ids = [pk for pk in ids if pk < len(self.slots)]
        return as_set(map(self.slots.__getitem__, ids), len(self.ids))

    def place(self, pk):
        """The place of a thing, None for one that is not public."""
        place = self.slots[pk] if pk < len(self.slots) else len(self.ids)
        return place if place < len(self.ids) else None

    def chosen(self, facet, values):
        """The set of the things with any of the values; nothing for values that do not exist."""
        found = 0
        for value in values:
            found |= self.sets[facet].get(value, 0)
        return found

    def by_id(self, column, found):
        """{id: value of a column} of the members of a set."""
        return dict(zip(picked(self.ids, found), picked(self.columns[column], found), strict=True))


def slots_of(ids):
    """`Shelf.slots` for ids in the shelf's order."""
    slots = [len(ids)] * (max(ids, default=0) + 1)
    for place, pk in enumerate(ids):
        slots[pk] = place
    return slots


def as_set(places, size):
    """The set with these bits, each below `size` or left out."""
    digits = bytearray(b"0") * (size + 1)
    for place in places:
        digits[place] = _ONE
    return int(digits[:size][::-1] or b"0", 2)


def picked(row, found):
    """The members of `row`, a sequence by place, that stand at the places of a set."""
    return list(compress(row, f"{found:b}"[::-1].encode().translate(_BITS)))


_ONE = ord("1")
_BITS = bytes.maketrans(b"01", b"\0\1")
