"""One import from file to registry: the same for the command line and the admin."""

import gc
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.core.files.base import ContentFile

from cooperatives.imports.committing import RegistryMovedError, commit
from cooperatives.imports.options import Options
from cooperatives.imports.planning import RESULTS, Plan, plan
from cooperatives.imports.records import Question
from cooperatives.imports.reporting import report, understood
from cooperatives.models import ImportBatch
from kttt.spreadsheets.workbook import UnreadableFile, read_workbook

TRIES = 3


@contextmanager
def no_collection():
    """Spares a long list the collector: it holds millions of objects and no cycles, and is walked for nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def in_silence(step, done=0, total=0):
    """Hears of the work's progress and tells nobody."""


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


@no_collection()
def look(data: bytes, name: str, options: Options, tell=in_silence) -> Outcome:
    """Reads and plans, writes nothing. `tell(step, done, total)` hears how far the work is."""
    empty = {"file": name, "kind": None, "as_of": None, "sheets": [], "rows": [], "totals": [], "questions": []}
    empty["counts"] = dict.fromkeys(RESULTS, 0)
    tell("Mở tệp", 0, 0)
    try:
        made = plan(read_workbook(data, name), options, tell)
    except UnreadableFile as error:
        return Outcome(empty, problem=str(error))
    told = report(name, made.reading, made)
    if made.reading.questions:
        return Outcome(told, questions=made.reading.questions, plan=made)
    if not made.rows:
        problem = f"Không tìm thấy bảng danh sách HTX hoặc tổ hợp tác nào trong tệp. {made.reading.hint}".strip()
        return Outcome(told, problem=problem, plan=made)
    if made.counts["refused"] == len(made.rows):
        return Outcome(told, problem="Không dòng nào nhận được: xem lý do ở từng dòng.", plan=made)
    if options.all_or_nothing and made.counts["refused"]:
        problem = f"Có {made.counts['refused']} dòng không nhận được nên cả tệp không được nhập (--all-or-nothing)."
        return Outcome(told, problem=problem, plan=made)
    return Outcome(told, plan=made)


@no_collection()
def take(data: bytes, name: str, options: Options, user=None, batch: ImportBatch | None = None, tell=in_silence):
    """Reads, plans and writes; gives the Outcome.

    Without a given `batch`, a file that changes nothing leaves no trace; a given one is written in any case.
    """
    given = batch is not None
    for _ in range(TRIES):
        outcome = look(data, name, options, tell)
        if outcome.exit_status == 4 or not (outcome.plan.to_write or given):
            return outcome
        batch = batch or ImportBatch(name=name[:250], created_by=user)
        describe(batch, outcome, options)
        if not batch.file:
            batch.file = ContentFile(data, name=f"{Path(name).stem[:60]}{Path(name).suffix[:10]}")
            batch.digest = hashlib.sha256(data).hexdigest()
        tell("Ghi vào sổ", 0, 0)
        try:
            commit(outcome.plan, batch, user)
        except RegistryMovedError:
            continue
        outcome.batch = batch
        return outcome
    outcome.problem = "Có người khác đang nhập dữ liệu: hãy thử lại sau ít phút."
    return outcome


def describe(batch, outcome, options):
    """Sets on `batch` (unsaved) what was understood of its file and what would come of it."""
    told = outcome.report
    batch.kind, batch.options = told["kind"] or "", options.as_json()
    batch.as_of = date.fromisoformat(told["as_of"]) if told["as_of"] else None
    batch.counts = told["counts"]
    # A list of 35,000 rows is 35,000 times "new": what needs words is kept, the statements tell the rest.
    batch.report = {**told, "rows": [row for row in told["rows"] if row["messages"]]}
    batch.notice = outcome.problem or ""
    if outcome.plan:
        batch.understood = understood(outcome.plan)
        batch.absent = outcome.plan.absent
