"""What a reader asks of a list (`Wanted`) and what is found (`Found`): ids in order, facets with true counts, chips.

A collection names its facets and orders in subclasses of both.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar
from urllib.parse import urlencode

from django.http import QueryDict

from kttt import text
from kttt.finding.shelf import Shelf, picked
from kttt.lists import LONGEST
from kttt.searching import asking

BEST = "phu-hop"
RANKED = 5_000  # of more answers, the first on the shelf that are ranked
_SHOWN = 8  # values of a facet beside those that hide behind "xem thêm"
_MOST_CHOSEN = 20  # values of one facet; more are no reader's


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for: words, {facet: values} of which any will do, and an order ("" for the usual one)."""

    FACETS: ClassVar[tuple[str, ...]]
    ORDERS: ClassVar[dict[str, str]]  # {order: words}: BEST first, then the one that is usual without words

    query: str = ""
    chosen: dict = field(default_factory=dict)
    order: str = ""

    def __post_init__(self):
        if self.order not in self.ORDERS or (self.order == BEST and not self.query):
            object.__setattr__(self, "order", self._usual_order)

    @property
    def _usual_order(self):
        return BEST if self.query else next(order for order in self.ORDERS if order != BEST)

    @classmethod
    def read(cls, given: QueryDict, **also):
        """The Wanted of GET parameters of any content; `also`: the subclass's own fields."""

        def line(value):
            return text.clean(value)[:LONGEST]

        chosen = {}
        for facet in cls.FACETS:
            values = dict.fromkeys(filter(None, map(line, given.getlist(facet)[:_MOST_CHOSEN])))
            if values:
                chosen[facet] = tuple(values)
        return cls(line(given.get("q", "")), chosen, given.get("sap-xep", ""), **also)

    @property
    def pairs(self):
        """[(name, value)] of the address's parameters, in one fixed order."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [(facet, value) for facet, values in self.chosen.items() for value in values]
        return [*pairs, ("sap-xep", self.order)] if self.order != self._usual_order else pairs

    @property
    def address(self):
        """ "?…", or "?" for all there is."""
        return "?" + urlencode(self.pairs)

    @property
    def orders(self):
        """[(order, words)] that there are to choose."""
        return [(order, words) for order, words in self.ORDERS.items() if self.query or order != BEST]

    def without(self, facet, value=None):
        """The same without a value of a facet, or without the facet."""
        kept = tuple(one for one in self.chosen.get(facet, ()) if value is not None and one != value)
        return replace(self, chosen={f: v for f, v in (self.chosen | {facet: kept}).items() if v})

    def in_order(self, order):
        """The same in another order."""
        return replace(self, order=order)

    def with_query(self, query):
        """The same in other words, in the usual order."""
        return replace(self, query=query, order="")


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many things it gives beside the other facets' filters, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter with its choices, of which `first` are always shown."""

    name: str
    heading: str
    first: list[Choice]
    more: list[Choice]

    @property
    def choices(self):
        """All of them."""
        return [*self.first, *self.more]


class Found(ABC):
    """The answer to a Wanted: `ids` in order, `total`, `facets()`, what was meant and what else could be asked."""

    KIND: ClassVar[str]  # of the search and of the counts
    HEADINGS: ClassVar[dict[str, str]]  # {facet: words}
    ORDERED: ClassVar[tuple[str, ...]] = ()  # facets whose values keep their own order; others: the largest first
    UNLISTED: ClassVar[tuple[str, ...]] = ()  # facets that are offered only where they are in use

    def __init__(self, wanted: Wanted, on_shelf: Shelf):
        self.wanted, self.shelf = wanted, on_shelf
        self.exact, self.meant = True, ""
        self._hits = None
        # [(id, whether it is the very thing)] of what the words name by its number or code, best first.
        self.named = self._named() if wanted.query else []
        self.answering = self._answering() if wanted.query else on_shelf.everything
        self.filters = {facet: on_shelf.chosen(facet, values) for facet, values in wanted.chosen.items()}
        self.found = self._filtered()
        self.total = self.found.bit_count()

    def _named(self):
        return []

    def _answering(self):
        """The set of the things that answer the words, whatever the filters."""
        self._hits = asking.all_hits(self.wanted.query, self.KIND, self.shelf.set_of)
        if self._hits is None:
            return self.shelf.everything
        named = self.shelf.set_of(pk for pk, _exactly in self.named)
        self.exact = self._hits.exact or bool(named)
        return self._hits.found | named if self._hits.exact else named or self._hits.found

    def _filtered(self, but=None):
        found = self.answering
        for facet, things in self.filters.items():
            if facet != but:
                found &= things
        return found

    @property
    def usual(self):
        """The ids of all that was found in the shelf's own order, whatever was said of the order."""
        return picked(self.shelf.ids, self.found)

    @property
    def ranked_partly(self):
        """Whether only the first RANKED of the answers were put in order."""
        return self.wanted.order == BEST and self.total > RANKED and self._hits is not None

    @cached_property
    def ids(self):
        """The ids of all that was found, in the order wanted; what is named by its very number is first in any."""
        ids = self.usual
        if self.wanted.order != BEST:
            self._sort(ids, self.wanted.order)
        elif self._hits is not None:
            best, self.meant = asking.best_first(self._hits, self.KIND, ids[:RANKED])
            ids = best + ids[RANKED:]
        first = [pk for pk, exactly in self.named if exactly or self.wanted.order == BEST]
        first = [pk for pk in first if (place := self.shelf.place(pk)) is not None and self.found >> place & 1]
        return [*first, *(pk for pk in ids if pk not in first)] if first else ids

    @abstractmethod
    def _sort(self, ids, order):
        """Puts ids that stand in the shelf's order in one of ORDERS."""

    def excerpts(self, ids):
        """{id: pieces} of the passages that answer in things whose title alone does not; one query."""
        return asking.passages(self._hits, self.KIND, ids) if self._hits else {}

    def facets(self):
        """[Facet] with what is there to choose, each counted with the filters of all the others."""
        names = (name for name in self.HEADINGS if name not in self.UNLISTED or name in self.wanted.chosen)
        return [facet for facet in map(self.facet, names) if facet.first]

    def facet(self, name):
        """One Facet, whether or not there is something to choose."""
        beside, chosen = self._filtered(but=name), self.wanted.chosen.get(name, ())
        sets, labels = self.shelf.sets[name], self.shelf.labels[name]
        counted = {value: (things & beside).bit_count() for value, things in sets.items()}
        choices = [
            Choice(value, labels.get(value, value), counted.get(value, 0), value in chosen)
            for value in [*labels, *(value for value in chosen if value not in labels)]
            if counted.get(value) or value in chosen
        ]
        if name not in self.ORDERED:
            choices.sort(key=lambda choice: -choice.count)
        first = [choice for n, choice in enumerate(choices) if n < _SHOWN or choice.chosen]
        return Facet(name, self.HEADINGS[name], first, [choice for choice in choices if choice not in first])

    def chips(self):
        """[(what is asked for, the address without it)]."""
        wanted = self.wanted
        chips = [(f"“{wanted.query}”", wanted.with_query("").address)] if wanted.query else []
        for facet, values in wanted.chosen.items():
            labels = self.shelf.labels[facet]
            chips += [
                (f"{self.HEADINGS[facet]}: {labels.get(value, value)}", wanted.without(facet, value).address)
                for value in values
            ]
        return chips

    def wider(self):
        """[(what to leave out, address, number of things)] that helps where nothing was found."""
        if len(self.wanted.chosen) == 1 and not self.wanted.query:
            return []
        ways = [
            (self.HEADINGS[facet], self.wanted.without(facet).address, self._filtered(but=facet).bit_count())
            for facet in self.wanted.chosen
        ]
        if self.wanted.query and self.filters:
            without = type(self)(self.wanted.with_query(""), self.shelf)
            ways.append(("từ khóa", without.wanted.address, without.total))
        return [way for way in ways if way[2]]

    @property
    def meant_address(self):
        """Where the words stand that were meant; "" where they were typed so. Known once `ids` was asked for."""
        return self.wanted.with_query(self.meant).address if self.meant else ""
