"""One import from file to registry: the same for the command line and the admin."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.core.files.base import ContentFile

from cooperatives.imports.committing import RegistryMovedError, commit
from cooperatives.imports.planning import Plan, plan
from cooperatives.imports.records import Question
from cooperatives.imports.reporting import report
from cooperatives.imports.workbook import UnreadableFile, read_workbook
from cooperatives.models import ImportBatch

TRIES = 3


@dataclass(frozen=True)
class Options:
    """What the clerk says of a file; None where the file itself shall tell."""

    kind: str | None = None
    as_of: date | None = None
    unit: str | None = None
    sheets: tuple[str, ...] | None = None
    all_or_nothing: bool = False

    def for_reading(self):
        """As keyword arguments of `records.interpret`."""
        return {"kind": self.kind, "as_of": self.as_of, "unit": self.unit, "sheets": self.sheets}

    def as_json(self):
        """For ImportBatch.options."""
        return {
            "kind": self.kind, "as_of": self.as_of and self.as_of.isoformat(), "unit": self.unit,
            "sheets": list(self.sheets) if self.sheets else None, "all_or_nothing": self.all_or_nothing,
        }  # fmt: skip

    @classmethod
    def from_json(cls, said):
        """The inverse of `as_json`."""
        return cls(
            kind=said.get("kind"), as_of=date.fromisoformat(said["as_of"]) if said.get("as_of") else None,
            unit=said.get("unit"), sheets=tuple(said["sheets"]) if said.get("sheets") else None,
            all_or_nothing=bool(said.get("all_or_nothing")),
        )  # fmt: skip


@dataclass
class Outcome:
    """What became of a file: why nothing could be taken, or the plan; the report; the batch when it was written."""

    report: dict
    problem: str | None = None
    questions: list[Question] = field(default_factory=list)
    plan: Plan | None = None
    batch: ImportBatch | None = None

    @property
    def exit_status(self):
        """The contract's: 0 everything taken, 3 some rows refused, 4 nothing taken."""
        if self.problem or self.questions:
            return 4
        return 3 if self.report["counts"]["refused"] else 0


def look(data: bytes, name: str, options: Options) -> Outcome:
    """Reads and plans, writes nothing."""
    empty = {"file": name, "kind": None, "as_of": None, "sheets": [], "rows": [], "totals": [], "questions": []}
    empty["counts"] = dict.fromkeys(("new", "updated", "unchanged", "refused", "skipped"), 0)
    try:
        workbook = read_workbook(data, name)
    except UnreadableFile as error:
        return Outcome(empty, problem=str(error))
    made = plan(workbook, options.for_reading())
    told = report(name, made.reading, made)
    if made.reading.questions:
        return Outcome(told, questions=made.reading.questions, plan=made)
    if not made.rows:
        return Outcome(told, problem="Không tìm thấy bảng danh sách HTX hoặc tổ hợp tác nào trong tệp.", plan=made)
    if made.counts["refused"] == len(made.rows):
        return Outcome(told, problem="Không dòng nào nhận được: xem lý do ở từng dòng.", plan=made)
    if options.all_or_nothing and made.counts["refused"]:
        problem = f"Có {made.counts['refused']} dòng không nhận được nên cả tệp không được nhập (--all-or-nothing)."
        return Outcome(told, problem=problem, plan=made)
    return Outcome(told, plan=made)


def take(data: bytes, name: str, options: Options, user=None, batch: ImportBatch | None = None) -> Outcome:
    """Reads, plans and writes; a file that changes nothing leaves no trace (a given `batch` is then kept as it is)."""
    for _ in range(TRIES):
        outcome = look(data, name, options)
        if outcome.exit_status == 4 or not outcome.plan.to_write:
            return outcome
        told = outcome.report
        outcome.batch = batch or ImportBatch(name=name[:250], created_by=user)
        outcome.batch.kind, outcome.batch.options = told["kind"] or "", options.as_json()
        outcome.batch.as_of = date.fromisoformat(told["as_of"]) if told["as_of"] else None
        outcome.batch.report = told
        if not outcome.batch.file:
            outcome.batch.file = ContentFile(data, name=f"{Path(name).stem[:60]}{Path(name).suffix[:10]}")
        try:
            commit(outcome.plan, outcome.batch, user)
        except RegistryMovedError:
            batch = outcome.batch if outcome.batch.pk else batch
            continue
        return outcome
    outcome.problem = "Có người khác đang nhập dữ liệu: hãy thử lại sau ít phút."
    return outcome
