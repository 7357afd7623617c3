"""Finding documents: what a reader asks for, which published documents answer, how many of each kind, in what order."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from documents import numbers
from documents.models import Document
from documents.shelf import BODY, FACETS, FIELD, SIGNER, STATUS, TYPE, YEAR, Shelf, picked, shelf
from kttt import text
from kttt.lists import LONGEST
from kttt.searching import asking
from kttt.visits import reading

HEADING = "Văn bản"
KIND = "document"  # of the search and of the counts
RANKED = 5_000  # of more answers, the newest that are ranked
HEADINGS = {
    TYPE: "Loại văn bản", BODY: "Cơ quan ban hành", FIELD: "Lĩnh vực", STATUS: "Tình trạng hiệu lực",
    YEAR: "Năm ban hành", SIGNER: "Người ký",
}  # fmt: skip
BEST, NEWEST, ISSUED, OLDEST, VIEWED, DOWNLOADED = (
    "phu-hop", "moi-dang", "ban-hanh-moi", "ban-hanh-cu", "xem-nhieu", "tai-nhieu",
)  # fmt: skip
ORDERS = {
    BEST: "Phù hợp nhất", NEWEST: "Mới đăng", ISSUED: "Ngày ban hành: mới trước", OLDEST: "Ngày ban hành: cũ trước",
    VIEWED: "Xem nhiều nhất", DOWNLOADED: "Tải nhiều nhất",
}  # fmt: skip
_SHOWN = 8  # values of a facet beside those that hide behind "xem thêm"
_MOST_CHOSEN = 20  # values of one facet; more are no reader's


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for: words, {facet: values} of which any will do, and an order."""

    query: str = ""
    chosen: dict = field(default_factory=dict)
    order: str = NEWEST

    @classmethod
    def read(cls, given: QueryDict):
        """The Wanted of GET parameters of any content."""

        def line(value):
            return text.clean(value)[:LONGEST]

        query = line(given.get("q", ""))
        chosen = {}
        for facet in FACETS:
            values = dict.fromkeys(filter(None, map(line, given.getlist(facet)[:_MOST_CHOSEN])))
            if values:
                chosen[facet] = tuple(values)
        order = given.get("sap-xep", "")
        if order not in ORDERS or (order == BEST and not query):
            order = BEST if query else NEWEST
        return cls(query, chosen, order)

    @property
    def pairs(self):
        """[(name, value)] of the address's parameters, in one fixed order."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [(facet, value) for facet, values in self.chosen.items() for value in values]
        return [*pairs, ("sap-xep", self.order)] if self.order != (BEST if self.query else NEWEST) else pairs

    @property
    def address(self):
        """ "?…", or "?" for all documents."""
        return "?" + urlencode(self.pairs)

    def without(self, facet, value=None):
        """The same without a value of a facet, or without the facet."""
        kept = tuple(one for one in self.chosen.get(facet, ()) if value is not None and one != value)
        return replace(self, chosen={f: v for f, v in (self.chosen | {facet: kept}).items() if v})

    def in_order(self, order):
        """The same in another order."""
        return replace(self, order=order)

    def with_query(self, query):
        """The same in other words, best first."""
        return replace(self, query=query, order=BEST if query else NEWEST)


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many documents it gives beside the other facets' filters, and whether it is chosen."""

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


class Found:
    """The answer to a Wanted: `ids` in order, `total`, `facets()`, what was meant and what else could be asked."""

    def __init__(self, wanted: Wanted, on_shelf: Shelf | None = None):
        self.wanted, self.shelf = wanted, on_shelf or shelf()
        self.numbers, self.exact, self.meant = [], True, ""
        self._hits = None
        self.answering = self._answering() if wanted.query else self.shelf.everything
        self.filters = {facet: self.shelf.chosen(facet, values) for facet, values in wanted.chosen.items()}
        self.found = self._filtered()
        self.total = self.found.bit_count()

    def _answering(self):
        """The set of the documents that answer the words, whatever the filters."""
        self.numbers = by_number(self.wanted.query, self.shelf)
        self._hits = asking.all_hits(self.wanted.query, KIND, self.shelf.set_of)
        if self._hits is None:
            return self.shelf.everything
        numbered = self.shelf.set_of(pk for pk, _exactly in self.numbers)
        self.exact = self._hits.exact or bool(numbered)
        return self._hits.found | numbered if self._hits.exact else numbered or self._hits.found

    def _filtered(self, but=None):
        found = self.answering
        for facet, documents in self.filters.items():
            if facet != but:
                found &= documents
        return found

    @property
    def heading(self):
        """What the list is called: HEADING, or the one type or body that is asked for alone."""
        pairs = self.wanted.pairs
        if len(pairs) == 1 and pairs[0][0] in (TYPE, BODY) and self.total:
            facet, value = pairs[0]
            label = self.shelf.labels[facet].get(value, value)
            return label if facet == TYPE else f"Văn bản của {label}"
        return HEADING

    @property
    def newest(self):
        """The ids of all that was found, newest first, whatever was said of the order."""
        return picked(self.shelf.ids, self.found)

    @property
    def ranked_partly(self):
        """Whether only the newest RANKED of the answers were put in order."""
        return self.wanted.order == BEST and self.total > RANKED and self._hits is not None

    @cached_property
    def ids(self):
        """The ids of all that was found, in the order wanted; a document of just that number is first in any order."""
        ids = self._in_order()
        first = [pk for pk, exactly in self.numbers if exactly or self.wanted.order == BEST]
        first = [pk for pk in first if self.found >> self.shelf.place(pk) & 1]
        return [*first, *(pk for pk in ids if pk not in first)] if first else ids

    def _in_order(self):
        order = self.wanted.order
        ids = self.newest
        if order in (ISSUED, OLDEST):
            days = dict(zip(ids, picked(self.shelf.issued, self.found), strict=True))
            unknown = "9" if order == OLDEST else ""
            ids.sort(key=lambda pk: days[pk] or unknown, reverse=order == ISSUED)
        if order in (VIEWED, DOWNLOADED):
            counts = reading.totals_of(KIND, "view" if order == VIEWED else "download")
            ids.sort(key=lambda pk: -counts.get(pk, 0))
        if order == BEST and self._hits is not None:
            best, self.meant = asking.best_first(self._hits, KIND, ids[:RANKED])
            ids = best + ids[RANKED:]
        return ids

    def excerpts(self, ids):
        """{id: pieces} of the passages that answer in documents whose number and abstract alone do not; one query."""
        return asking.passages(self._hits, KIND, ids) if self._hits else {}

    def facets(self):
        """[Facet] with what is there to choose, each counted with the filters of all the others."""
        return [facet for facet in map(self._facet, HEADINGS) if facet.first]

    def _facet(self, name):
        beside, chosen = self._filtered(but=name), self.wanted.chosen.get(name, ())
        sets, labels = self.shelf.sets[name], self.shelf.labels[name]
        counted = {value: (documents & beside).bit_count() for value, documents in sets.items()}
        choices = [
            Choice(value, labels.get(value, value), counted.get(value, 0), value in chosen)
            for value in [*labels, *(value for value in chosen if value not in labels)]
            if counted.get(value) or value in chosen
        ]
        if name not in (YEAR, STATUS):
            choices.sort(key=lambda choice: -choice.count)
        first = [choice for n, choice in enumerate(choices) if n < _SHOWN or choice.chosen]
        return Facet(name, HEADINGS[name], first, [choice for choice in choices if choice not in first])

    def chips(self):
        """[(what is asked for, the address without it)]."""
        wanted = self.wanted
        chips = [(f"“{wanted.query}”", wanted.with_query("").address)] if wanted.query else []
        for facet, values in wanted.chosen.items():
            labels = self.shelf.labels[facet]
            chips += [
                (f"{HEADINGS[facet]}: {labels.get(value, value)}", wanted.without(facet, value).address)
                for value in values
            ]
        return chips

    def wider(self):
        """[(what to leave out, address, number of documents)] that helps where nothing was found."""
        if len(self.wanted.chosen) == 1 and not self.wanted.query:
            return []
        ways = [
            (HEADINGS[facet], self.wanted.without(facet).address, self._filtered(but=facet).bit_count())
            for facet in self.wanted.chosen
        ]
        if self.wanted.query and self.filters:
            without = Found(self.wanted.with_query(""), self.shelf)
            ways.append(("từ khóa", without.wanted.address, without.total))
        return [way for way in ways if way[2]]


def by_number(query, on_shelf):
    """[(id, whether it is the very number)] of the published documents whose number the query names, best first.

    In any spelling: "25/2024 btc", "Số: 25-2024/TT-BTC"; what is left out of a number may be anything.
    """
    alone = numbers.asked(query)
    named = [alone] if alone else [numbers.asked(one.number) for one in numbers.find(query)]
    found = {}
    for said in filter(None, named):
        begins = reduce(or_, (Q(number_key__startswith=beginning) for beginning in said.beginnings))
        told = len(said.serial + said.year + "".join(set(said.codes)))
        for pk, key in Document.objects.filter(begins).order_by().values_list("pk", "number_key"):
            place = on_shelf.place(pk)
            if place is not None and said.fits(key):
                found.setdefault(pk, (max(0, len(re.sub("[^0-9a-z]", "", key)) - told), place))
    return [(pk, left_out == 0) for pk, (left_out, _) in sorted(found.items(), key=lambda item: item[1])]


def found_documents(ids):
    """The documents with these ids, as lists show them, in this order, with `.views` and `.downloads`; two queries."""
    rows = Document.objects.published().for_lists().in_bulk(ids)
    return reading.with_counts([rows[pk] for pk in ids if pk in rows], KIND)
