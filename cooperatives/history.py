"""What statements add up to: the state of an organisation on any day, and from whom each value is known.

On a day, a fact is what the last statement up to that day says of it: by `valid_from`, then by when it was recorded.
So an older file that comes late never overwrites newer facts, and a correction dated like what it corrects wins.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cooperatives import facts as vocabulary
from cooperatives.models import Organization, OrganizationSector, Sector, Statement, YearlyFigures
from cooperatives.wording import Wording
from kttt.units.resolving import UnitResolver

BATCH = 500


@dataclass(frozen=True)
class Value:
    """A fact or figure and the statement that says so."""

    value: object
    statement: Statement


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
    """{organization id: [statements in order]}; one query for each 500."""
    found = {pk: [] for pk in organization_ids}
    ids = list(found)
    for start in range(0, len(ids), BATCH):
        for statement in Statement.objects.filter(organization_id__in=ids[start : start + BATCH]).order_by(
            "valid_from", "pk"
        ):
            found[statement.organization_id].append(statement)
    return found


def set_columns(organization, facts, units):
    """Sets the columns of `organization` to `facts` ({key: plain value}); unsaved. `units`: a UnitResolver."""
    for key in vocabulary.COLUMNS:
        field = Organization._meta.get_field(key)
        setattr(organization, key, facts[key] if facts.get(key) is not None else field.get_default())
    then = units.by_key.get(facts.get("commune"))
    organization.unit_then = then
    organization.unit_now = units.current(then) if then else None


def sector_links(organization, codes, sectors):
    """Unsaved OrganizationSector rows for `codes`, the main one first. `sectors`: {code: Sector}."""
    return [
        OrganizationSector(organization=organization, sector=sectors[code], position=n)
        for n, code in enumerate(dict.fromkeys(codes or []))
        if code in sectors
    ]


def rebuild(organization_ids):
    """Computes columns, sectors and yearly figures anew from the statements; deletes organisations that have none.

    Runs in the caller's transaction; a number of statements that grows with batches, not with rows.
    """
    units, sectors = UnitResolver(), {s.code: s for s in Sector.objects.all()}
    statements = statements_of(organization_ids)
    orphans = [pk for pk, rows in statements.items() if not rows]
    for start in range(0, len(orphans), BATCH):
        Organization.objects.filter(pk__in=orphans[start : start + BATCH]).delete()
    kept = [pk for pk, rows in statements.items() if rows]
    for start in range(0, len(kept), BATCH):
        organizations = list(Organization.objects.filter(pk__in=kept[start : start + BATCH]))
        links, figures = [], []
        for organization in organizations:
            rows = statements[organization.pk]
            facts = {key: v.value for key, v in facts_at(rows).items()}
            set_columns(organization, facts, units)
            links += sector_links(organization, facts.get("sectors"), sectors)
            figures += [
                YearlyFigures(organization=organization, year=year, **{key: v.value for key, v in values.items()})
                for year, values in figures_of(rows).items()
            ]
        Organization.objects.bulk_update(organizations, [*vocabulary.COLUMNS, "unit_then", "unit_now"], batch_size=100)
        ids = [o.pk for o in organizations]
        OrganizationSector.objects.filter(organization_id__in=ids).delete()
        YearlyFigures.objects.filter(organization_id__in=ids).delete()
        OrganizationSector.objects.bulk_create(links, batch_size=BATCH)
        YearlyFigures.objects.bulk_create(figures, batch_size=BATCH)


def changes(organization):
    """[Change] newest first: each time a fact that was known took another value."""
    rows = statements_of([organization.pk])[organization.pk]
    known, found = {}, []
    wording = Wording()
    for statement in rows:
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
