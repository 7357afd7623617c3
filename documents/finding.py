"""Finding documents: what a reader asks for, which published documents answer, how many of each kind, in what order."""

import re
from functools import reduce
from operator import or_

from django.db.models import Q

from documents import numbers
from documents.models import Document
from documents.shelf import BODY, FACETS, FIELD, SIGNER, STATUS, TYPE, YEAR, shelf
from kttt.finding import found as finding
from kttt.finding.found import BEST
from kttt.visits import reading

HEADING = "Văn bản"
KIND = "document"  # of the search and of the counts
NEWEST, ISSUED, OLDEST, VIEWED, DOWNLOADED = "moi-dang", "ban-hanh-moi", "ban-hanh-cu", "xem-nhieu", "tai-nhieu"


class Wanted(finding.Wanted):
    """What a reader asks of the documents."""

    FACETS = FACETS
    ORDERS = {
        BEST: "Phù hợp nhất", NEWEST: "Mới đăng", ISSUED: "Ngày ban hành: mới trước",
        OLDEST: "Ngày ban hành: cũ trước", VIEWED: "Xem nhiều nhất", DOWNLOADED: "Tải nhiều nhất",
    }  # fmt: skip


class Found(finding.Found):
    """The documents that answer a Wanted."""

    KIND = KIND
    HEADINGS = {
        TYPE: "Loại văn bản", BODY: "Cơ quan ban hành", FIELD: "Lĩnh vực", STATUS: "Tình trạng hiệu lực",
        YEAR: "Năm ban hành", SIGNER: "Người ký",
    }  # fmt: skip
    ORDERED = (YEAR, STATUS)

    def __init__(self, wanted, on_shelf=None):
        super().__init__(wanted, on_shelf or shelf())

    def _named(self):
        return by_number(self.wanted.query, self.shelf)

    @property
    def heading(self):
        """What the list is called: HEADING, or the one type or body that is asked for alone."""
        pairs = self.wanted.pairs
        if len(pairs) == 1 and pairs[0][0] in (TYPE, BODY) and self.total:
            facet, value = pairs[0]
            label = self.shelf.labels[facet].get(value, value)
            return label if facet == TYPE else f"Văn bản của {label}"
        return HEADING

    def _sort(self, ids, order):
        if order in (ISSUED, OLDEST):
            days = self.shelf.by_id("issued", self.found)
            unknown = "9" if order == OLDEST else ""
            ids.sort(key=lambda pk: days[pk] or unknown, reverse=order == ISSUED)
        if order in (VIEWED, DOWNLOADED):
            counts = reading.totals_of(KIND, "view" if order == VIEWED else "download")
            ids.sort(key=lambda pk: -counts.get(pk, 0))


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
