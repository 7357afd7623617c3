"""What the public organisations are filed under, today or on an earlier day, for `kttt.finding`."""

from collections import defaultdict

from django.utils import timezone

from cooperatives import size_classes
from cooperatives.facts import FOUNDED
from cooperatives.indicators.snapshot import Snapshot
from cooperatives.models import OcopProduct, Organization, OrganizationSector, Sector, YearlyFigures
from kttt.finding.shelf import Shelf, as_set, slots_of
from kttt.remembered import Remembered
from kttt.units.models import AdminUnit
from kttt.units.resolving import UnitResolver

SECTOR, MAIN_SECTOR, COMMUNE, OLD_COMMUNE, DISTRICT, STATUS, SIZE, MEMBERS, OCOP, YEAR, REPORTED = FACETS = (
    "linh-vuc", "linh-vuc-chinh", "xa", "xa-cu", "huyen", "tinh-trang", "quy-mo", "thanh-vien", "ocop", "nam",
    "so-lieu",
)  # fmt: skip
REGISTERED = "registered"  # every status but those that end a registration
NO_STATUS = "chua-ro"
_KEPT = 6  # shelves: both kinds today, and the days that were last asked for


def shelf(kind, day=None):
    """The Shelf of the public organisations of a kind ("cooperative", "group"), by the Vietnamese alphabet.

    With a day (a date), of those that were registered then, under the status, main sector and places of that day and
    figures of years up to it. Columns: "founded" (lines like "2019-05", "" where unknown), "capital" (đồng or None).
    """
    return _shelves.get(kind, day)


def _load(kind, day):
    units, sizes = UnitResolver(), size_classes.SizeTable()
    figures, years = _figures(kind, day)
    sector_list = list(Sector.objects.values_list("pk", "code", "name"))
    codes = {pk: code for pk, code, _name in sector_list}
    links = list(OrganizationSector.objects.values_list("organization_id", "sector_id", "position"))
    found = {facet: defaultdict(list) for facet in FACETS}
    ids, founded_on, capitals = [], [], []
    for place, row in enumerate(_today(kind, links) if day is None else _then(kind, day)):
        pk, status, main, unit_then, unit_now, capital, founded = row
        ids.append(pk)
        founded_on.append(founded or "")
        capitals.append(capital)
        found[STATUS][status or NO_STATUS].append(place)
        if status not in Organization.GONE:
            found[STATUS][REGISTERED].append(place)
        if unit_now:
            found[COMMUNE][str(unit_now)].append(place)
        then = units.by_id.get(unit_then)
        if then and then.valid_to:
            found[OLD_COMMUNE][str(then.pk)].append(place)
        if then and (district := units.district_of(then)):
            found[DISTRICT][str(district.pk)].append(place)
        if founded:
            found[YEAR][founded[:4]].append(place)
        if main:
            found[MAIN_SECTOR][codes[main]].append(place)
        for year in years.get(pk, ()):
            found[REPORTED][str(year)].append(place)
        members, revenue, assets = figures.get(pk, (None, None, None))
        if bracket := size_classes.bracket_of(members):
            found[MEMBERS][bracket].append(place)
        if kind == "cooperative":
            size = sizes.class_of(codes.get(main), members, revenue, capital if assets is None else assets)
            if size:
                found[SIZE][size].append(place)
    size, slots = len(ids), slots_of(ids)
    if day is None:
        for pk, sector, _position in links:
            if pk < len(slots):
                found[SECTOR][codes[sector]].append(slots[pk])
    else:
        found[SECTOR] = found[MAIN_SECTOR]
    for pk, stars in _stars(day):
        if pk < len(slots):
            found[OCOP][str(stars)].append(slots[pk])
    sets = {facet: {value: as_set(at, size) for value, at in values.items()} for facet, values in found.items()}
    labels = _labels(found, units, {code: name for _pk, code, name in sector_list})
    return Shelf(ids, slots, sets, labels, {"founded": founded_on, "capital": capitals})


_shelves = Remembered(_load, kept=_KEPT)


def _today(kind, links):
    """(id, status, main sector's id, unit then, unit now, capital, founded) of each, by the Vietnamese alphabet."""
    main = {pk: sector for pk, sector, position in links if position == 0}
    rows = Organization.objects.published().of_kind(kind).order_by("sort_key", "pk")
    for pk, *rest in rows.values_list("pk", "status", "unit_then", "unit_now", "charter_capital", FOUNDED[kind]):
        yield pk, rest[0], main.get(pk), *rest[1:]


def _then(kind, day):
    """The same as on `day`."""
    rows = Snapshot(day).periods(kind).order_by("organization__sort_key", "organization")
    return rows.values_list(
        "organization",
        "status",
        "sector",
        "unit_then",
        "unit_now",
        "charter_capital",
        f"organization__{FOUNDED[kind]}",
    )


def _figures(kind, day):
    """What organisations reported up to the day: {id: (members, revenue, assets) of its newest year}, {id: years}."""
    rows = YearlyFigures.objects.filter(year__lte=(day or timezone.localdate()).year).order_by("year")
    rows = rows.filter(organization__in=Organization.objects.published().of_kind(kind))
    last, years = {}, defaultdict(list)
    for pk, year, *rest in rows.values_list("organization", "year", "members", "revenue", "assets"):
        last[pk] = tuple(rest)
        years[pk].append(year)
    return last, years


def _stars(day):
    """(organisation's id, stars) of each recognition that holds on the day (36 months)."""
    rows = OcopProduct.objects.holding(day or timezone.localdate())
    return set(rows.values_list("organization", "stars"))


def _labels(found, units, sectors):
    """{facet: {value: words}}: sectors, statuses, classes in their own order, places by the alphabet."""
    places = {str(unit.pk): unit for unit in units.units}
    communes = {pk: unit for pk, unit in places.items() if unit.level == AdminUnit.Level.COMMUNE}
    return {
        SECTOR: sectors,
        MAIN_SECTOR: sectors,
        COMMUNE: {pk: unit.full_name for pk, unit in communes.items() if not unit.valid_to},
        OLD_COMMUNE: {pk: f"{unit.full_name} ({unit.parent})" for pk, unit in communes.items() if unit.valid_to},
        DISTRICT: {pk: u.full_name for pk, u in places.items() if u.level == AdminUnit.Level.DISTRICT},
        STATUS: {REGISTERED: "Chưa giải thể, chuyển đổi", **dict(Organization.Status.choices), NO_STATUS: "Chưa rõ"},
        SIZE: size_classes.CLASSES,
        MEMBERS: size_classes.MEMBERS,
        OCOP: {str(stars): f"{stars} sao" for stars in (5, 4, 3)},
        YEAR: {year: year for year in sorted(found[YEAR], reverse=True)},
        REPORTED: {year: year for year in sorted(found[REPORTED], reverse=True)},
    }
