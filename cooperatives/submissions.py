"""Who has not reported: which commune has sent figures for which year, of how many of its organisations."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from cooperatives.facts import FOUNDED
from cooperatives.models import Organization, Statement, YearlyFigures
from kttt.units.models import AdminUnit

NONE, PART, ALL, NOTHING = "none", "part", "all", "nothing"


@dataclass(frozen=True)
class Cell:
    """A commune and year: organisations that should report, those that did, when its last file for the year came."""

    year: int
    expected: int
    reported: int
    last_file: datetime | None = None

    @property
    def state(self):
        """NONE, PART or ALL of those expected; NOTHING where nobody is."""
        if not self.expected:
            return NOTHING
        if not self.reported:
            return NONE
        return ALL if self.reported == self.expected else PART


@dataclass(frozen=True)
class Row:
    """A commune of today with a cell for each year; `unit` is None for the organisations whose commune is not known."""

    unit: AdminUnit | None
    cells: list[Cell]


@dataclass(frozen=True)
class Board:
    """A row for each commune by the Vietnamese alphabet (one without a unit last, if needed), and the years' sums."""

    years: list[int]
    rows: list[Row]
    totals: list[Cell]

    def in_state(self, state):
        """The communes whose first year is in `state`, as [(AdminUnit, Cell)]."""
        return [(row.unit, row.cells[0]) for row in self.rows if row.unit and row.cells[0].state == state]


def still_reporting(kind):
    """The organisations of `kind` ("cooperative" or "group") that owe reports: neither dissolved nor converted."""
    return Organization.objects.of_kind(kind).registered()


def reporting_year(today):
    """The year whose reports are being gathered on `today` (a date): from November on the running one."""
    return today.year if today.month >= 11 else today.year - 1


def board(kind, years):
    """The Board of `kind` for `years` (list of int), in four queries.

    An organisation is expected for the years since it was founded, and has reported when it has figures of the year.
    """
    units = list(AdminUnit.objects.communes().current().order_by("sort_key"))
    due = still_reporting(kind)
    expected = {}
    counts = {f"of_{year}": Count("pk", filter=founded_by(FOUNDED[kind], year)) for year in years}
    for row in due.order_by().values("unit_now").annotate(**counts):
        expected |= {(row["unit_now"], year): row[f"of_{year}"] for year in years}
    wanted = Q()
    for year in years:
        wanted |= Q(year=year) & founded_by(f"organization__{FOUNDED[kind]}", year)
    given = YearlyFigures.objects.filter(wanted, organization__in=due).order_by()
    reported = {
        (unit, year): count
        for unit, year, count in given.values_list("organization__unit_now", "year").annotate(Count("pk"))
    }
    last = _last_files(kind, years)

    def cells(unit):
        return [
            Cell(year, expected.get((unit, year), 0), reported.get((unit, year), 0), last.get((unit, year)))
            for year in years
        ]

    rows = [Row(unit, cells(unit.pk)) for unit in units]
    if any(cell.expected for cell in cells(None)):
        rows.append(Row(None, cells(None)))
    sums = Counter()
    for row in rows:
        for cell in row.cells:
            sums["expected", cell.year] += cell.expected
            sums["reported", cell.year] += cell.reported
    return Board(list(years), rows, [Cell(year, sums["expected", year], sums["reported", year]) for year in years])


def founded_by(column, year):
    """That an organisation was there in `year`; who does not say since when was."""
    return Q(**{f"{column}__lt": str(year + 1)})


def _last_files(kind, years):
    """{(pk of the commune, year): when the last file came that speaks for a day of that year}."""
    said = Statement.objects.filter(
        batch__isnull=False,
        valid_from__range=(date(min(years), 1, 1), date(max(years), 12, 31)),
        organization__in=still_reporting(kind),
    )
    last = {}
    for unit, day, moment in (
        said.order_by().values_list("organization__unit_now", "valid_from").annotate(Max("batch__applied_at"))
    ):
        known = last.get((unit, day.year))
        last[unit, day.year] = max(known, moment) if known and moment else known or moment
    return last
