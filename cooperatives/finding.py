"""Finding organisations: what a reader asks for, which of the public ones answer, how many of each, in what order."""

import re
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from cooperatives.models import Organization
from cooperatives.shelf import (
    COMMUNE,
    DISTRICT,
    FACETS,
    MAIN_SECTOR,
    MEMBERS,
    OCOP,
    OLD_COMMUNE,
    REPORTED,
    SECTOR,
    SIZE,
    STATUS,
    YEAR,
    shelf,
)  # fmt: skip
from kttt.finding import found as finding
from kttt.finding.found import BEST
from kttt.visits import reading

FIRST_DAY = date(2000, 1, 1)
NAME, FOUNDED, CAPITAL, VIEWED = "ten", "moi-thanh-lap", "von", "xem-nhieu"
LISTS = {"cooperative": "cooperatives", "group": "groups"}  # names of their addresses
_CODE = re.compile(r"[\d .-]{6,20}")


def past_day(written):
    """The day that "2021-12-31" names, None for "". Raises ValueError for what is no day from 2000 to today."""
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = date.max
    if not FIRST_DAY <= day <= timezone.localdate():
        raise ValueError("Hãy chọn một ngày từ năm 2000 đến hôm nay, dạng 2021-12-31.")
    return day


@dataclass(frozen=True)
class Wanted(finding.Wanted):
    """What a reader asks of the cooperatives or the groups: today's, or those registered on `day`."""

    FACETS = FACETS
    ORDERS = {
        BEST: "Phù hợp nhất", NAME: "Tên A–Y", FOUNDED: "Mới thành lập", CAPITAL: "Vốn điều lệ lớn nhất",
        VIEWED: "Xem nhiều nhất",
    }  # fmt: skip

    kind: str = "cooperative"
    day: date | None = None

    @property
    def pairs(self):
        return [*super().pairs, ("tai-ngay", self.day.isoformat())] if self.day else super().pairs

    @property
    def list_address(self):
        """The address of the list that answers it."""
        return reverse(LISTS[self.kind]) + self.address

    @property
    def orders(self):
        return [(o, words) for o, words in super().orders if o != CAPITAL or self.kind == "cooperative"]


class Found(finding.Found):
    """The organisations that answer a Wanted."""

    KIND = "organization"
    HEADINGS = {
        SECTOR: "Lĩnh vực", COMMUNE: "Xã, phường nay", STATUS: "Tình trạng", OCOP: "Sản phẩm OCOP",
        SIZE: "Quy mô", MEMBERS: "Số thành viên", YEAR: "Năm thành lập", DISTRICT: "Huyện, thành phố cũ",
        OLD_COMMUNE: "Xã, phường, thị trấn cũ", MAIN_SECTOR: "Lĩnh vực chính",
        REPORTED: "Có số liệu năm",
    }  # fmt: skip
    ORDERED = (STATUS, OCOP, SIZE, MEMBERS, YEAR, REPORTED)
    UNLISTED = (MAIN_SECTOR, REPORTED)

    def __init__(self, wanted, on_shelf=None):
        super().__init__(wanted, on_shelf or shelf(wanted.kind, wanted.day))

    def _named(self):
        return by_code(self.wanted.query)

    def _sort(self, ids, order):
        if order == FOUNDED:
            days = self.shelf.by_id("founded", self.found)
            ids.sort(key=lambda pk: days[pk], reverse=True)
        if order == CAPITAL:
            capitals = self.shelf.by_id("capital", self.found)
            ids.sort(key=lambda pk: -(capitals[pk] or 0))
        if order == VIEWED:
            counts = reading.totals_of(self.KIND, "view")
            ids.sort(key=lambda pk: -counts.get(pk, 0))


def by_code(query):
    """[(id, whether it is the whole code)] of the public organisations whose tax code begins with what is asked.

    In any spelling: "6200 012 345", "6200012345-001"; six digits at least.
    """
    digits = re.sub(r"\D", "", query)
    if not _CODE.fullmatch(query.strip()) or len(digits) < 6:
        return []
    rows = Organization.objects.published().filter(tax_code__startswith=digits[:10]).order_by("tax_code", "pk")
    codes = rows.values_list("pk", "tax_code")
    return [(pk, code.replace("-", "") == digits) for pk, code in codes if code.replace("-", "").startswith(digits)]


def found_organizations(ids):
    """The organisations with these ids, as lists show them, in this order; three queries."""
    rows = Organization.objects.published().select_related("unit_now").prefetch_related("sector_links__sector")
    rows = rows.in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]
