"""What the page of one organisation shows beside its record: charts, a notice, who is near, how recent all of it is."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Max

from cooperatives import facts
from cooperatives.models import Organization
from cooperatives.shelf import COMMUNE, MAIN_SECTOR
from cooperatives.wording import NOUNS, Wording
from kttt.charts import Chart, columns

# Figures worth a picture, in this order; CHARTS of them, where at least YEARS years are known.
CHARTED = {
    "cooperative": ("members", "revenue", "profit", "workers", "assets"),
    "group": ("members", "revenue", "income_per_member"),
}
CHARTS, YEARS, NEIGHBOURS = 3, 2, 5

# What a reader must know before the rest.
_NOTICES = {
    Organization.Status.SUSPENDED: "đang tạm ngừng hoạt động",
    Organization.Status.STOPPED: "đã ngừng hoạt động",
    Organization.Status.DISSOLVING: "đang chờ giải thể",
    Organization.Status.DISSOLVED: "đã giải thể",
    Organization.Status.CONVERTED: "đã chuyển đổi hoặc sáp nhập",
}


@dataclass(frozen=True)
class FigureChart:
    """A public figure of several years as a picture; `id`: one of its own on the page."""

    id: str
    title: str
    chart: Chart


def charts(kind, years):
    """[FigureChart] of an organisation's YearlyFigures in order of the year; years without a value are left out."""
    found = []
    for key in CHARTED[kind]:
        points = [(str(year.year), getattr(year, key)) for year in years if getattr(year, key) is not None]
        if key not in facts.PRIVATE_FIGURES and len(points) >= YEARS:
            title = f"{facts.label(key)}, {points[0][0]}–{points[-1][0]}"
            found.append(FigureChart(f"bieu-do-{key}", title, columns(points, partial(Wording.figure, key))))
    return found[:CHARTS]


@dataclass(frozen=True)
class Notice:
    """A status that is not "active" in a sentence, and the day since when (None: not known)."""

    words: str
    since: object
    gone: bool


def notice(organization, changes):
    """The Notice of an organisation with its `history.changes`; None for one that is active or of no known status."""
    if organization.status not in _NOTICES:
        return None
    since = next((change.date for change in changes if change.key == "status"), None)
    words = f"{NOUNS[organization.kind].capitalize()} này {_NOTICES[organization.status]}"
    return Notice(words, since, organization.status in Organization.GONE)


@dataclass(frozen=True)
class Neighbours:
    """Some others of the kind that share a place or a sector; `query`: the list's filter that finds all of them."""

    heading: str
    query: str
    found: list[Organization]


def neighbours(organization, main_sector):
    """[Neighbours], at most NEIGHBOURS in each, whose list is not empty; two queries."""
    noun = NOUNS[organization.kind]
    others = (
        Organization.objects.published().of_kind(organization.kind).registered().exclude(pk=organization.pk)
        .only("form", "name").order_by("sort_key", "pk")
    )  # fmt: skip
    groups = []
    if unit := organization.unit_now:
        same_commune = others.filter(unit_now=unit)
        groups.append((f"{noun.capitalize()} khác ở {unit}", f"{COMMUNE}={unit.pk}", same_commune))
        others = others.exclude(unit_now=unit)
    if main_sector:
        same_sector = others.filter(sector_links__sector=main_sector, sector_links__position=0)
        where = "nơi khác cùng" if unit else "khác cùng"
        groups.append((f"{noun.capitalize()} {where} lĩnh vực", f"{MAIN_SECTOR}={main_sector.code}", same_sector))
    found = [Neighbours(heading, query, list(some[:NEIGHBOURS])) for heading, query, some in groups]
    return [group for group in found if group.found]


def known_on(organization):
    """The day for which the registry last heard of an organisation (a date), None where nothing is stated."""
    return organization.statements.aggregate(day=Max("valid_from"))["day"]
