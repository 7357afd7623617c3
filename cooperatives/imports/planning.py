"""What taking a file would do: read, match, compare. Writes nothing."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max

from cooperatives.facts import COLUMNS
from cooperatives.history import facts_at, figures_of, statements_of
from cooperatives.imports.matching import Registry
from cooperatives.imports.records import Message, Reading, Row, interpret
from cooperatives.models import Organization, Statement
from kttt.units.resolving import UnitResolver

NEW, UPDATED, UNCHANGED, REFUSED = "new", "updated", "unchanged", "refused"
LENGTHS = {key: Organization._meta.get_field(key).max_length for key in COLUMNS}


@dataclass(frozen=True)
class Difference:
    """A fact or figure that would change: the present value and the file's."""

    key: str
    year: int | None
    old: object
    new: object


@dataclass
class PlannedRow:
    """A row of the file and what would come of it."""

    row: Row
    kind: str
    as_of: date
    result: str
    organization_id: int | None = None
    facts: dict = field(default_factory=dict)
    figures: dict = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


@dataclass
class Plan:
    """A file read and matched against the registry as it was at `revision`."""

    reading: Reading
    rows: list[PlannedRow]
    units: UnitResolver
    revision: tuple

    @property
    def counts(self):
        """{"new", "updated", "unchanged", "refused", "skipped"}: how many rows of each."""
        counts = dict.fromkeys((NEW, UPDATED, UNCHANGED, REFUSED, "skipped"), 0)
        for planned in self.rows:
            counts[planned.result] += 1
        return counts

    @property
    def to_write(self):
        """The rows that would change something."""
        return [planned for planned in self.rows if planned.result in (NEW, UPDATED)]


def registry_revision():
    """Changes whenever a statement comes or goes; two plans with the same revision saw the same registry."""
    return tuple(Statement.objects.aggregate(n=Count("pk"), last=Max("pk")).values())


def plan(workbook, options, units=None) -> Plan:
    """Reads `workbook` (imports.workbook.Workbook) with `options` (kind, as_of, unit, sheets) and matches its rows."""
    units = units or UnitResolver()
    revision = registry_revision()
    reading = interpret(workbook, resolve_unit=units.commune, **options)
    planned, registries = [], {}
    for row in reading.rows:
        made = PlannedRow(row, row.kind, row.as_of, REFUSED)
        planned.append(made)
        if row.refused:
            continue
        made.facts = {key: value for key, value in row.values.items() if key in COLUMNS or key == "sectors"}
        made.figures = {str(year): values for year, values in row.figures.items() if values}
        if written := ", ".join(row.values[key] for key in ("address", "commune", "district") if row.values.get(key)):
            made.facts["address_written"] = written
        _keep_to_lengths(made)
        if row.unit:
            made.facts["commune"] = row.unit.key
        if row.kind not in registries:
            registries[row.kind] = Registry(row.kind, units)
        made.organization_id = registries[row.kind].find(made.facts)
        made.result = NEW if made.organization_id is None else UNCHANGED
        if row.kind == "group":
            made.facts["form"] = "group"
        elif made.result == NEW:
            made.facts.setdefault("form", "cooperative")
    _compare(planned)
    return Plan(reading, planned, units, revision)


def _keep_to_lengths(planned):
    """Texts longer than their column: a name or address is cut, anything else left out, both with a warning."""
    for key, value in list(planned.facts.items()):
        limit = LENGTHS.get(key)
        if limit is None or not isinstance(value, str) or len(value) <= limit:
            continue
        if key in ("name", "address_written"):
            planned.facts[key] = value[:limit].rstrip()
            told = f"Nội dung dài quá {limit} ký tự nên chỉ lấy phần đầu: hãy rút gọn."
        else:
            del planned.facts[key]
            told = f"Nội dung dài quá {limit} ký tự nên không lấy: hãy kiểm tra lại ô này."
        planned.row.messages.append(Message("warning", planned.row.cells.get(key), key, value[:80], told))


def _compare(planned):
    """Tells updated from unchanged for the rows that were matched."""
    matched = [p for p in planned if p.organization_id is not None]
    statements = statements_of({p.organization_id for p in matched})
    for p in matched:
        known = statements[p.organization_id]
        if any(_says_already(s, p) for s in known):
            continue
        then, years = facts_at(known, p.as_of), figures_of(known)
        p.differences = [
            Difference(key, None, then[key].value if key in then else None, value)
            for key, value in p.facts.items()
            if key not in then or then[key].value != value
        ]
        for year, figures in p.figures.items():
            has = years.get(int(year), {})
            p.differences += [
                Difference(key, int(year), has[key].value if key in has else None, value)
                for key, value in figures.items()
                if key not in has or has[key].value != value
            ]
        if p.differences:
            p.result = UPDATED


def _says_already(statement, planned):
    """Whether this was brought in before, for the same day: then later edits stand."""
    return (
        statement.valid_from == planned.as_of
        and _within(planned.facts, statement.facts)
        and all(_within(figures, statement.figures.get(year, {})) for year, figures in planned.figures.items())
    )


def _within(part, whole):
    return all(key in whole and whole[key] == value for key, value in part.items())
