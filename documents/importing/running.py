"""A list of documents from end to end: read, matched with what is there, compared, and written where asked to.

Running a list again changes nothing. A cell that differs from the document changes it, unless the last list said the
same already: then somebody edited the document since, and the edit stays. An empty cell empties nothing; nothing is
ever deleted, hidden or withdrawn. A document is the same if number, issuing body and day of issue are.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.files.base import File
from django.db import Error, transaction
from django.utils import timezone

from documents import numbers
from documents.importing.columns import LABELS, find_rows
from documents.importing.folder import Folder, Found
from documents.importing.rows import plain, read_row, shown
from documents.models import Document, DocumentFile, DocumentType, Field, IssuingBody, Listed
from documents.naming import Names, parts_of_number, told_by_number
from kttt.allowed_files import download_name
from kttt.publishing import State
from kttt.searching import refreshing
from kttt.spreadsheets.workbook import UnreadableFile, read_workbook

logger = logging.getLogger(__name__)
NEW, UPDATED, UNCHANGED, REFUSED = RESULTS = ("new", "updated", "unchanged", "refused")
AT_ONCE = 100  # rows in one transaction
_LOCAL = {"UBND", "HĐND"}  # of province, district or commune: a number alone does not tell whose
_COLUMNS = ("issued_on", "effective_on", "expired_on", "signer", "signer_title", "abstract", "internal")
KEPT = "Đã được sửa trên Cổng sau lần nhập trước, còn danh sách không đổi: giữ nguyên bản trên Cổng."


@dataclass
class Result:
    """What becomes of one row: `result` of RESULTS, `changes` as (label, old, new), `messages` as (label, sentence)."""

    sheet: str
    row: int
    number: str
    result: str
    changes: list = field(default_factory=list)
    messages: list = field(default_factory=list)
    missing_files: list = field(default_factory=list)
    document: int | None = None


@dataclass
class Outcome:
    """What a list holds or, `problem`, the sentence why it holds nothing that can be read.

    `made` are the names of new types, bodies and fields by kind; `notes` are sentences on whole sheets.
    """

    problem: str | None = None
    rows: list[Result] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    made: dict[str, list[str]] = field(default_factory=dict)

    @property
    def counts(self):
        """{result: number of rows}."""
        return {result: sum(row.result == result for row in self.rows) for result in RESULTS}

    @property
    def is_empty(self):
        """Whether nothing of the list could be read."""
        return bool(self.problem) or self.counts[REFUSED] == len(self.rows)

    def as_json(self):
        """What `--report` writes."""
        return {
            "problem": self.problem,
            "counts": self.counts,
            "notes": self.notes,
            "made": self.made,
            "rows": [vars(row) for row in self.rows],
        }


def import_list(data, name, *, folder=None, publish=False, dry_run=False, user=None) -> Outcome:
    """Brings the list in `data` (bytes of the file `name`) into the portal; `dry_run` only tells what would be.

    `folder` holds the files that it names; new documents are drafts unless `publish`; `user` is whom the history
    names. Rows that cannot be read are told and left out. Raises nothing for whatever a file holds.
    """
    try:
        workbook = read_workbook(data, name)
    except UnreadableFile as error:
        return Outcome(problem=str(error))
    outcome, rows = Outcome(), []
    if workbook.hidden_sheets:
        outcome.notes.append(f"Trang đang ẩn nên không đọc: {', '.join(workbook.hidden_sheets)}.")
    for sheet in workbook.sheets:
        found = find_rows(sheet)
        if found:
            rows += [read_row(sheet, number, cells) for number, cells in found[1]]
        elif sheet.rows:
            outcome.notes.append(f"Trang “{sheet.name}” không có danh sách văn bản nên được bỏ qua.")
    if not rows:
        outcome.problem = (
            "Không thấy danh sách văn bản: cần dòng tiêu đề có cột “Số, ký hiệu” và ít nhất một cột khác, "
            "bên dưới là mỗi dòng một văn bản. Có thể tải tệp mẫu để điền."
        )
        return outcome
    plan = _Plan(rows, Folder(folder))
    plans = [plan.of(row) for row in rows]
    outcome.made = plan.lists.made
    outcome.rows = [one.result for one in plans]
    if not dry_run:
        _write(plans, publish, user)
        refreshing.refresh_all()
    return outcome


class _Lists:
    """Types, bodies and fields by name; an unknown one is a new row, unsaved until a document needs it."""

    def __init__(self):
        self.models = {"type": DocumentType, "issuer": IssuingBody, "fields": Field}
        self.names = {kind: Names(model.objects.all()) for kind, model in self.models.items()}
        self.made = {}

    def meant(self, kind, written, on=None):
        """The row that `written` means, or None where several are called so."""
        names, model = self.names[kind], self.models[kind]
        found = names.named(written, on)
        if found is None and not names.knows(written):
            found = model(name=written[:1].upper() + written[1:])
            names.add(found)
            self.made.setdefault(LABELS[kind], []).append(found.name)
        return found


@dataclass
class _One:
    """A row on its way: the document (unsaved for a new one), what to set, and what the list is remembered to say."""

    result: Result
    document: Document | None = None
    columns: dict = field(default_factory=dict)
    type: DocumentType | None = None
    fields: list | None = None
    files: list[Found] = field(default_factory=list)
    said: dict = field(default_factory=dict)
    said_before: dict = field(default_factory=dict)


class _Plan:
    """Compares rows with the documents that are there."""

    def __init__(self, rows, folder):
        self.lists, self.folder = _Lists(), folder
        self.known = defaultdict(list)
        keys = sorted({numbers.key(row.values["number"]) for row in rows if "number" in row.values})
        for start in range(0, len(keys), 500):
            found = Document.objects.filter(number_key__in=keys[start : start + 500])
            for document in found.select_related("type", "issuer", "listed").prefetch_related("fields", "files"):
                self.known[document.number_key, document.issuer_id].append(document)
        self.taken = {}

    def of(self, row):
        """The _One of a row."""
        one = _One(Result(row.sheet, row.number, row.values.get("number", ""), REFUSED))
        one.result.messages = [*row.errors, *row.notes]
        if row.errors:
            return one
        error = self._fill(one, row)
        if error:
            one.result.messages.append(error)
        return one

    def _fill(self, one, row):
        values = dict(row.values)
        day = values.get("issued_on")
        types, bodies = self.lists.names["type"], self.lists.names["issuer"]
        told_type, told_body = told_by_number(values["number"], types, bodies, day)
        issuer = self.lists.meant("issuer", values.pop("issuer"), day) if "issuer" in values else told_body
        if issuer is None:
            several = "issuer" in row.values
            return LABELS["issuer"], (
                "Nhiều cơ quan có tên gọi này: hãy ghi tên đầy đủ." if several else "Thiếu cơ quan ban hành."
            )
        if "issuer" not in row.values and _LOCAL.intersection(parts_of_number(values["number"])):
            one.result.messages.append((LABELS["issuer"], f"Ô trống, hiểu là {issuer} theo số, ký hiệu: hãy kiểm tra."))
        same = self.known[numbers.key(values["number"]), issuer.pk] if issuer.pk else []
        free = [d for d in same if d.issued_on is None and not (day and d.pk in self.taken)]
        same = [d for d in same if d.issued_on == day] or free[:1] if day else free or same
        if len(same) > 1:
            return LABELS["issued_on"], f"Có {len(same)} văn bản cùng số, cùng cơ quan: hãy ghi ngày ban hành."
        identity = same[0].pk if same else (numbers.key(values["number"]), issuer.name, day)
        if identity in self.taken:
            first = self.taken[identity]
            return LABELS["number"], f"Trùng số, cơ quan và ngày ban hành với dòng {first}: dòng này được bỏ qua."
        if "type" in values:
            one.type = self.lists.meant("type", values.pop("type"))
            if one.type is None:
                return LABELS["type"], "Nhiều loại văn bản có tên gọi này: hãy ghi tên đầy đủ."
        elif not same:
            one.type = told_type
            if told_type is None:
                return LABELS["type"], "Thiếu loại văn bản."
        if not same and "abstract" not in values:
            return LABELS["abstract"], "Thiếu trích yếu."
        if "fields" in values:
            one.fields = [self.lists.meant("fields", name) for name in values["fields"]]
            if None in one.fields:
                return LABELS["fields"], "Nhiều lĩnh vực có tên gọi này: hãy ghi tên đầy đủ."
        self.taken[identity] = row.number
        if same:
            self._compare(one, same[0], values)
        else:
            self._new(one, values, issuer)
        return None

    def _new(self, one, values, issuer):
        one.document = Document(number=values["number"], issuer=issuer, type=one.type)
        one.columns = {name: values[name] for name in _COLUMNS if name in values}
        one.result.result = NEW
        one.result.changes = [(LABELS["type"], "", one.type.name), (LABELS["issuer"], "", issuer.name)]
        one.result.changes += [(LABELS[name], "", shown(value)) for name, value in one.columns.items()]
        if one.fields:
            one.result.changes.append((LABELS["fields"], "", shown([f.name for f in one.fields])))
        one.said = {name: plain(value) for name, value in one.columns.items()} | {"type": one.type.name}
        if one.fields is not None:
            one.said["fields"] = sorted(f.name for f in one.fields)
        self._files(one, values)

    def _compare(self, one, document, values):
        one.document, one.result.document = document, document.pk
        listed = getattr(document, "listed", None)
        one.said_before = listed.said if listed else {}
        one.said = dict(one.said_before)
        for name in _COLUMNS:
            if name in values and self._changes(one, name, plain(values[name]), plain(getattr(document, name))):
                one.columns[name] = values[name]
                one.result.changes.append((LABELS[name], shown(getattr(document, name)), shown(values[name])))
        if one.type and self._changes(one, "type", one.type.name, document.type.name):
            one.result.changes.append((LABELS["type"], document.type.name, one.type.name))
        else:
            one.type = None
        if one.fields is not None:
            present = sorted(f.name for f in document.fields.all())
            if self._changes(one, "fields", sorted(f.name for f in one.fields), present):
                one.result.changes.append((LABELS["fields"], shown(present), shown([f.name for f in one.fields])))
            else:
                one.fields = None
        self._files(one, values)
        one.result.result = UPDATED if one.result.changes else UNCHANGED

    def _changes(self, one, name, wanted, present):
        before = one.said.get(name)
        one.said[name] = wanted
        if wanted == present:
            return False
        if before == wanted:
            one.result.messages.append((LABELS[name], KEPT))
            return False
        return True

    def _files(self, one, values):
        stored = list(one.document.files.all()) if one.document.pk else []
        brought = set(one.said.get("files", ()))
        for written in values.get("files", ()):
            found = self.folder.find(written)
            if isinstance(found, str):
                name = download_name(written)
                if not any(name in (file.name, file.name.rpartition(".")[0]) for file in stored):
                    one.result.missing_files.append(written)
                    one.result.messages.append((LABELS["files"], found))
                continue
            mark = found.digest()
            if mark in brought:
                continue
            brought.add(mark)
            if not any(file.size == found.size and file.digest() == mark for file in stored):
                one.files.append(found)
                one.result.changes.append((LABELS["files"], "", found.name))
        if brought:
            one.said["files"] = sorted(brought)


def _write(plans, publish, user):
    """Writes what the plans say; new documents in the order of their days, so that the newest stands on top."""
    wanted = [one for one in plans if one.result.result != REFUSED]
    wanted.sort(key=lambda one: (one.result.result == NEW, one.columns.get("issued_on") or date.min))
    now = timezone.now()
    for start in range(0, len(wanted), AT_ONCE):
        with transaction.atomic():
            for one in wanted[start : start + AT_ONCE]:
                try:
                    with transaction.atomic():
                        _write_one(one, publish, user, now)
                except (Error, OSError):
                    logger.exception("Row %s of a list of documents", one.result.row)
                    one.result.result, one.result.changes = REFUSED, []
                    one.result.messages.append((LABELS["number"], "Không ghi được dòng này: hãy nhập lại danh sách."))


def _write_one(one, publish, user, now):
    document, is_new = one.document, one.result.result == NEW
    if one.result.result == UNCHANGED:
        if one.said != one.said_before:
            Listed.objects.update_or_create(document=document, defaults={"said": one.said})
        return
    for name, value in one.columns.items():
        setattr(document, name, value)
    if one.type:
        document.type = _saved(one.type)
    if is_new:
        document.issuer = _saved(document.issuer)
        document.state = State.PUBLISHED if publish else State.DRAFT
        document.publish_from, document.created_by = now, user
    if is_new or one.columns or one.type:
        document.save()
    if one.fields is not None:
        document.fields.set([_saved(row) for row in one.fields])
    position = 0 if is_new else document.files.count()
    for found in one.files:
        with found.path.open("rb") as data:
            DocumentFile(
                document=document, file=File(data, found.name), name=found.name, size=found.size, position=position
            ).save()
        position += 1
    Listed.objects.update_or_create(document=document, defaults={"said": one.said})
    one.result.document = document.pk
    if user:
        told = ", ".join(dict.fromkeys(label for label, _old, _new in one.result.changes))
        LogEntry.objects.log_actions(
            user.pk, [document], ADDITION if is_new else CHANGE, f"Nhập từ danh sách: {told}", single_object=True
        )


def _saved(row):
    if row.pk is None:
        row.save()
    return row
