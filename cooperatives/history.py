"""What statements add up to: the state of an organisation on any day, and from whom each value is known.

On a day, a fact is what the last statement up to that day says of it: by `valid_from`, then by when it was recorded.
So an older file that comes late never overwrites newer facts, and a correction dated like what it corrects wins.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from cooperatives import facts as vocabulary
from cooperatives.models import Organization, OrganizationSector, Period, Sector, Statement, YearlyFigures
from cooperatives.wording import Wording
from kttt import bulk
from kttt.derived import DerivedMixin
from kttt.searching import marking
from kttt.units.resolving import UnitResolver

BATCH = 500  # ids in one statement
REBUILT = 1_000  # organisations in memory
# Facts by which figures of any date are counted (`Period`).
COUNTED = ("form", "status", "sectors", "commune", "charter_capital", "alliance_member")


class Said(NamedTuple):
    """What a statement says, without where it comes from: all that computing a state needs."""

    valid_from: date
    facts: dict
    figures: dict


class Value(NamedTuple):
    """A fact or figure and the Said or Statement that says so."""

    value: object
    statement: Said | Statement


@dataclass(frozen=True)
class Change:
    """A fact took a new value on a day."""

    key: str
    label: str
    date: date
    old: str
    new: str
    statement: Statement


def facts_at(statements, on=None):
    """{key: Value} of the facts on the day `on` (default: now), from one organisation's statements in order."""
    state = {}
    for statement in statements:
        if on is None or statement.valid_from <= on:
            for key, value in statement.facts.items():
                state[key] = Value(value, statement)
    return state


def figures_of(statements):
    """{year (int): {key: Value}} from one organisation's statements in order."""
    years = {}
    for statement in statements:
        for year, figures in statement.figures.items():
            for key, value in figures.items():
                years.setdefault(int(year), {})[key] = Value(value, statement)
    return years


def statements_of(organization_ids):
    """{organization id: [Said in order]}; one query for each 500."""
    found = {pk: [] for pk in organization_ids}
    ids = list(found)
    for start in range(0, len(ids), BATCH):
        statements = Statement.objects.filter(organization_id__in=ids[start : start + BATCH])
        for pk, *said in statements.order_by("valid_from", "pk").values_list(
            "organization_id", "valid_from", "facts", "figures"
        ):
            found[pk].append(Said(*said))
    return found


@dataclass(frozen=True)
class State:
    """What an organisation is by its statements: {fact: value}, {year: {figure: value}}, and what it was since when.

    `periods`: [(first day, {fact: value})] in order, at least one; only COUNTED facts matter there.
    """

    facts: dict
    figures: dict
    periods: list


def state_of(statements):
    """The present State, from one organisation's statements in order."""
    facts, periods = {}, []
    for statement in statements:
        facts |= statement.facts
        counted = {key: facts.get(key) for key in COUNTED}
        if periods and periods[-1][0] == statement.valid_from:
            periods.pop()
        if not periods or periods[-1][1] != counted:
            periods.append((statement.valid_from, counted))
    figures = {
        year: {key: said.value for key, said in values.items()} for year, values in figures_of(statements).items()
    }
    return State(facts, figures, periods)


class Tables:
    """Present states as rows of the tables that are kept for queries, made before the transaction that writes them."""

    def __init__(self, states, units):
        """`states`: an iterable of State, none of which is kept; `units`: a UnitResolver."""
        sectors = dict(Sector.objects.values_list("code", "pk"))
        self.organizations, self.sectors, self.figures, self.periods = [], [], [], []
        for state in states:
            codes = dict.fromkeys(state.facts.get("sectors") or [])
            self.organizations.append(_columns(state.facts, units))
            self.sectors.append([sectors[code] for code in codes if code in sectors])
            self.figures.append([(int(year), *map(said.get, _FIGURES)) for year, said in state.figures.items()])
            self.periods.append(list(_periods(state.periods, sectors, units)))

    def insert(self):
        """Writes new organisations; gives their ids in the order of the states."""
        ids = bulk.new_ids(Organization, len(self.organizations))
        also = tuple(_FRESH.values())
        rows = ((pk, *also, *columns) for pk, columns in zip(ids, self.organizations, strict=True))
        bulk.insert(Organization, ("id", *_FRESH, *_COLUMNS), rows)
        self._insert_parts(ids)
        return ids

    def update(self, ids):
        """Writes the states over the organisations `ids`, in the same order."""
        bulk.update(Organization, _COLUMNS, ((*c, pk) for pk, c in zip(ids, self.organizations, strict=True)))
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            for model in (OrganizationSector, YearlyFigures, Period):
                model.objects.filter(organization_id__in=some).delete()
        self._insert_parts(ids)

    def _insert_parts(self, ids):
        bulk.insert(
            OrganizationSector,
            ("organization_id", "sector_id", "position"),
            (
                (pk, sector, position)
                for pk, found in zip(ids, self.sectors, strict=True)
                for position, sector in enumerate(found)
            ),
        )
        bulk.insert(
            YearlyFigures,
            ("organization_id", "year", *_FIGURES),
            ((pk, *row) for pk, found in zip(ids, self.figures, strict=True) for row in found),
        )
        bulk.insert(
            Period,
            ("organization_id", *_PERIOD),
            ((pk, *row) for pk, found in zip(ids, self.periods, strict=True) for row in found),
        )
        marking.mark_ids(Organization, ids)


_FIGURES = tuple(dict.fromkeys(key for keys in vocabulary.FIGURES.values() for key in keys))
_DERIVED = tuple(f for f in Organization._meta.concrete_fields if isinstance(f, DerivedMixin))
_COLUMNS = (*vocabulary.COLUMNS, "unit_then_id", "unit_now_id", *(field.attname for field in _DERIVED))
_DEFAULTS = {key: Organization._meta.get_field(key).get_default() for key in vocabulary.COLUMNS}
# What statements say nothing of, in a new organisation.
_FRESH = {"consent_on": None, "consent_evidence": "", "hidden": False}


_PERIOD = (
    "valid_from", "valid_until", "form", "status", "sector_id", "unit_then_id", "unit_now_id", "charter_capital",
    "alliance_member",
)  # fmt: skip


def _periods(periods, sectors, units):
    """The values of _PERIOD for each of a State's periods."""
    following = [first for first, _facts in periods[1:]]
    for (first, facts), until in zip(periods, [*following, None], strict=True):
        then = units.by_key.get(facts.get("commune"))
        main = next((sectors[code] for code in facts.get("sectors") or () if code in sectors), None)
        yield (
            first, until, facts.get("form") or "", facts.get("status") or "", main, then and then.pk,
            then and units.current(then).pk, facts.get("charter_capital"), facts.get("alliance_member"),
        )  # fmt: skip


def _columns(facts, units):
    """The values of _COLUMNS that follow from `facts`."""
    found = {key: _DEFAULTS[key] if facts.get(key) is None else facts[key] for key in vocabulary.COLUMNS}
    then = units.by_key.get(facts.get("commune"))
    derived = [field.value_for([found[source] for source in field.sources]) for field in _DERIVED]
    return (*found.values(), then and then.pk, then and units.current(then).pk, *derived)


def rebuild(organization_ids):
    """Computes columns, sectors and yearly figures anew from the statements; deletes organisations that have none.

    Runs in the caller's transaction, some thousand organisations at a time.
    """
    ids, units = list(organization_ids), UnitResolver()
    for start in range(0, len(ids), REBUILT):
        statements = statements_of(ids[start : start + REBUILT])
        orphans = [pk for pk, rows in statements.items() if not rows]
        for first in range(0, len(orphans), BATCH):
            Organization.objects.filter(pk__in=orphans[first : first + BATCH]).delete()
        kept = [pk for pk, rows in statements.items() if rows]
        Tables([state_of(statements[pk]) for pk in kept], units).update(kept)


def derived_rows(organization_ids):
    """{id: all that is computed for it from statements, as a list of rows}, to compare; four queries for each 500."""
    found = {pk: [] for pk in organization_ids}
    ids = list(found)
    tables = (
        (Organization, "pk", _COLUMNS),
        (OrganizationSector, "organization_id", ("position", "sector_id")),
        (YearlyFigures, "organization_id", ("year", *_FIGURES)),
        (Period, "organization_id", _PERIOD),
    )
    for start in range(0, len(ids), BATCH):
        for model, key, columns in tables:
            rows = model.objects.filter(**{f"{key}__in": ids[start : start + BATCH]}).order_by(columns[0])
            for pk, *values in rows.values_list(key, *columns):
                found[pk].append(values)
    return found


def changes(statements):
    """[Change] newest first: each time a fact that was known took another value in one organisation's statements."""
    known, found = {}, []
    wording = Wording()
    for statement in statements:
        for key, value in statement.facts.items():
            if key in known and known[key] != value and key != "address_written":
                found.append(
                    Change(
                        key, vocabulary.label(key), statement.valid_from, wording.fact(key, known[key]),
                        wording.fact(key, value), statement,
                    )
                )  # fmt: skip
            known[key] = value
    return found[::-1]


def record_edit(organization, new_facts, user, change_from=None):
    """Records a person's edit and rebuilds the organisation; call it in a transaction.

    `new_facts`: {key: value} of the facts that the person changed. With `change_from` (a date) they became so on that
    day; without it they correct a mistake and hold from the day of the value that each corrects (for a fact that
    nobody had stated: from the organisation's first day known).
    """
    rows = statements_of([organization.pk])[organization.pk] if organization.pk else []
    now = timezone.now()
    today = timezone.localdate()
    if change_from is not None or not rows:
        kind = Statement.Kind.CHANGE
        dated = {change_from or today: dict(new_facts)}
    else:
        kind, state, dated = Statement.Kind.CORRECTION, facts_at(rows), {}
        for key, value in new_facts.items():
            since = state[key].statement.valid_from if key in state else rows[0].valid_from
            dated.setdefault(since, {})[key] = value
    for valid_from, facts in dated.items():
        Statement.objects.create(
            organization=organization, kind=kind, valid_from=valid_from, recorded_at=now, recorded_by=user, facts=facts
        )
    rebuild([organization.pk])


def record_figures(organization, year, figures, user):
    """Records the figures of one year as a person typed them, and rebuilds the organisation; call it in a transaction.

    `figures`: {key: int, or None for one that is taken back}, only those that the person changed. What corrects a
    value holds from the day of that value; what nobody had stated holds from the year's last day, but not from before
    the organisation's first day known (it would seem to be older) nor from the future.
    """
    rows = statements_of([organization.pk])[organization.pk]
    known, today = figures_of(rows).get(year, {}), timezone.localdate()
    first = rows[0].valid_from if rows else today
    fresh, dated = max(first, min(date(year, 12, 31), today)), {}
    for key, value in figures.items():
        kind = Statement.Kind.CORRECTION if key in known else Statement.Kind.CHANGE
        since = known[key].statement.valid_from if key in known else fresh
        dated.setdefault((kind, since), {})[key] = value
    now = timezone.now()
    for (kind, since), said in dated.items():
        Statement.objects.create(
            organization=organization, kind=kind, valid_from=since, recorded_at=now, recorded_by=user,
            figures={str(year): said},
        )  # fmt: skip
    rebuild([organization.pk])
