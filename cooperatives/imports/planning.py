"""What taking a file would do: read, match, compare. Writes nothing."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max
from django.utils import timezone

from cooperatives.facts import COLUMNS
from cooperatives.history import REBUILT, facts_at, figures_of, statements_of
from cooperatives.imports.absence import absent_from
from cooperatives.imports.matching import Candidate, Registry
from cooperatives.imports.records import Reading, interpret
from cooperatives.imports.row_values import Message, Row
from cooperatives.models import ColumnLayout, Merge, Organization, Statement
from kttt.units.resolving import UnitResolver

NEW, UPDATED, UNCHANGED, REFUSED, SKIPPED = RESULTS = ("new", "updated", "unchanged", "refused", "skipped")
LENGTHS = {key: length for key in COLUMNS if (length := Organization._meta.get_field(key).max_length)}
_STATED = frozenset((*COLUMNS, "sectors"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact or figure that would change: the present value and the file's."""

    key: str
    year: int | None
    old: object
    new: object


@dataclass(slots=True)
class PlannedRow:
    """A row of the file and what would come of it.

    `candidates`: organisations that it is only like; `decision`: what the clerk said (`Options.match_of`).
    """

    row: Row
    kind: str
    as_of: date
    result: str
    organization_id: int | None = None
    facts: dict = field(default_factory=dict)
    figures: dict = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    decision: int | None = None


@dataclass
class Plan:
    """A file read and matched against the registry as it was at `revision`.

    `absent`: ids of organisations that a full list does not name, compared with `absent_scope` (words).
    `late`: sentences about rows that change figures of days gone by.
    """

    reading: Reading
    rows: list[PlannedRow]
    units: UnitResolver
    revision: tuple
    absent: list[int] = field(default_factory=list)
    absent_scope: str = ""
    late: list[str] = field(default_factory=list)

    @property
    def counts(self):
        """{"new", "updated", "unchanged", "refused", "skipped"}: how many rows of each."""
        counts = dict.fromkeys(RESULTS, 0)
        for planned in self.rows:
            counts[planned.result] += 1
        return counts

    @property
    def to_write(self):
        """The rows that would change something."""
        return [planned for planned in self.rows if planned.result in (NEW, UPDATED)]


def registry_revision():
    """Changes whenever a statement comes, goes or is moved; two plans with the same revision saw the same registry."""
    return (*Statement.objects.aggregate(n=Count("pk"), last=Max("pk")).values(), *Merge.revision())


def plan(workbook, options, tell) -> Plan:
    """Reads `workbook` (of kttt.spreadsheets) with `options` (Options) and matches its rows with the registry.

    `tell(step, done, total)` hears how far the work is.
    """
    units = UnitResolver()
    revision = registry_revision()
    reading = interpret(
        workbook, options.kind, options.as_of, options.unit, options.sheets, answers=options.answers,
        layouts=dict(ColumnLayout.objects.values_list("signature", "columns")), resolve_unit=units.commune,
        progress=lambda done, total: tell("Hiểu từng dòng", done, total),
    )  # fmt: skip
    del workbook  # its cells are half of what a long list takes in memory
    rows = [_planned(row) for row in reading.rows]
    tell("Đối chiếu với sổ", 0, len(rows))
    _match([planned for planned in rows if planned.result == NEW], units, options)
    tell("So sánh với số liệu đã có", 0, len(rows))
    _compare([planned for planned in rows if planned.organization_id is not None])
    made = Plan(reading, rows, units, revision)
    if options.complete:
        made.absent, made.absent_scope = absent_from(rows, units)
    made.late = _late(made.to_write)
    return made


def _late(rows):
    """What a person must know of rows to write that are older than the newest that the registry knows."""
    newest = Statement.objects.filter(valid_from__lte=timezone.localdate()).aggregate(day=Max("valid_from"))["day"]
    days = Counter(planned.as_of for planned in rows if newest and planned.as_of < newest)
    return [
        f"Danh sách ghi số liệu đến ngày {day:%d/%m/%Y}, cũ hơn số liệu mới nhất trong sổ ({newest:%d/%m/%Y}): "
        f"{count} dòng bổ sung vào quá khứ. Số liệu của các ngày từ {day:%d/%m/%Y} có thể khác với báo cáo đã in; "
        "điều gì sổ biết mới hơn thì giữ nguyên."
        for day, count in sorted(days.items())
    ]


def _planned(row):
    """The row in the registry's terms, as new until it is matched."""
    planned = PlannedRow(row, row.kind, row.as_of, SKIPPED if row.left_out else REFUSED if row.refused else NEW)
    if planned.result != NEW:
        return planned
    planned.facts = {key: value for key, value in row.values.items() if key in _STATED}
    planned.figures = {str(year): values for year, values in row.figures.items() if values}
    if written := ", ".join(row.values[key] for key in ("address", "commune", "district") if row.values.get(key)):
        planned.facts["address_written"] = written
    _keep_to_lengths(planned)
    if row.unit:
        planned.facts["commune"] = row.unit.key
    if row.kind == "group":
        planned.facts["form"] = "group"
    return planned


def _keep_to_lengths(planned):
    """Texts longer than their column: a name or address is cut, anything else left out, both with a warning."""
    for key, limit in LENGTHS.items():
        value = planned.facts.get(key)
        if value.__class__ is not str or len(value) <= limit:
            continue
        if key in ("name", "address_written"):
            planned.facts[key] = value[:limit].rstrip()
            told = f"Nội dung dài quá {limit} ký tự nên chỉ lấy phần đầu: hãy rút gọn."
        else:
            del planned.facts[key]
            told = f"Nội dung dài quá {limit} ký tự nên không lấy: hãy kiểm tra lại ô này."
        planned.row.messages.append(Message("warning", planned.row.cells.get(key), key, value[:80], told))


def _match(rows, units, options):
    """Gives each row its organisation: what the clerk decided, then codes, then names; the rest is new or doubtful."""
    registries = {kind: Registry(kind, units) for kind in {planned.kind for planned in rows}}
    taken = defaultdict(set)  # of one file and day, an organisation is one row's only

    def give(planned, pk):
        # Two rows of a file may both mean an organisation that was merged.
        if pk and (pk not in taken[planned.kind, planned.as_of] or pk in registries[planned.kind].merged):
            planned.organization_id, planned.result = pk, UNCHANGED
            taken[planned.kind, planned.as_of].add(pk)

    for planned in rows:
        planned.decision = options.match_of(planned.row)
        if planned.decision and planned.decision not in registries[planned.kind].by_pk:
            planned.decision = Merge.standing_for(planned.decision)
        if planned.decision in registries[planned.kind].by_pk:
            give(planned, planned.decision)
    for planned in rows:
        if planned.result == NEW:
            give(planned, registries[planned.kind].find_by_code(planned.facts))
    for planned in rows:
        if planned.result == NEW:
            used = taken[planned.kind, planned.as_of] - registries[planned.kind].merged
            give(planned, registries[planned.kind].find_by_name(planned.facts, used))
    for planned in rows:
        if planned.result == NEW:
            used = taken[planned.kind, planned.as_of]
            planned.candidates = registries[planned.kind].near(planned.facts, used)
            _doubt(planned, options.hold_doubtful)
            if planned.kind == "cooperative":
                planned.facts.setdefault("form", "cooperative")


def _doubt(planned, hold):
    """A row that is only like known organisations: held back for a decision, or taken as new with a warning."""
    if not planned.candidates or planned.decision == 0:
        return
    if hold:
        planned.result = SKIPPED
        return
    alike = "; ".join(f"“{candidate.name}” ({candidate.reason})" for candidate in planned.candidates)
    told = f"Gần giống đơn vị đã có: {alike}. Tạm coi là đơn vị mới: nếu là một, hãy ghi cùng tên hoặc mã số thuế."
    row = planned.row
    row.messages.append(Message("warning", row.cells.get("name"), "name", planned.facts.get("name"), told))


def _compare(matched):
    """Tells updated from unchanged for the rows that were matched."""
    for start in range(0, len(matched), REBUILT):
        _compare_some(matched[start : start + REBUILT])


def _compare_some(matched):
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
        # The same address in other words is no news.
        if any(difference.key != "address_written" for difference in p.differences):
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
