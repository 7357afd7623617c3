"""Erasing the people behind an organisation wherever the registry keeps them (Luật 91/2025/QH15).

What the organisation is and reports stays; so does a name that stands in its own name or address, in a file's title
or under its signature. Every stored file is read again, for the rows that changed nothing, were refused or were taken
back hold the same people as those that were taken.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from uuid import uuid4

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.base import ContentFile
from django.db import transaction

from cooperatives import facts
from cooperatives.history import rebuild
from cooperatives.imports.blanking import read_whole, without_cells
from cooperatives.imports.codes import parse_tax_code
from cooperatives.imports.committing import lock_registry
from cooperatives.imports.names import name_key
from cooperatives.imports.options import Options
from cooperatives.imports.records import interpret
from cooperatives.imports.reporting import report
from cooperatives.merging import forget_consents
from cooperatives.models import (
    ColumnLayout,
    Cooperative,
    CooperativeGroup,
    ImportBatch,
    ImportRow,
    Merge,
    Organization,
    Statement,
)
from kttt import text
from kttt.private_files import private_storage
from kttt.publishing import content_changed
from kttt.spreadsheets.cells import column_index, column_letter
from kttt.spreadsheets.values import as_text
from kttt.spreadsheets.workbook import UnreadableFile
from kttt.units.resolving import UnitResolver

PERSONAL = (*Organization.PERSONAL, "representative", "representative_title")
# An organisation's own, whomever it names.
_ITS_OWN = ("name", "address", "commune", "district", "address_written")
_BLANKED = "Nội dung đã xóa theo yêu cầu của cá nhân."
# In ImportBatch.report: names of files to delete unless the batch uses them; written before each step that a crash
# could leave half done.
_SPARE_FILES = "spare_files"
_TRIES = 3


class BusyError(Exception):
    """The registry is being written to; `str()` is a Vietnamese sentence that says what to do."""


class _MovedError(Exception):
    """Files or batches changed since they were looked at."""


@dataclass
class Erasure:
    """What was erased: statements changed, rows blanked in stored files, files replaced.

    `unread`: names of stored files that cannot be opened, so nobody knows whom they name. `still_named`: what of the
    organisation's own names the person still, as labels of facts.
    """

    statements: int = 0
    rows: int = 0
    files: int = 0
    unread: list[str] = field(default_factory=list)
    still_named: list[str] = field(default_factory=list)


def erase_person(organization, user) -> Erasure:
    """Blanks the personal data of the people behind `organization` everywhere; the log names `user` and the day only.

    Statements are never changed; this is the one exception, for the law asks that nothing of a person is left. Files
    first: each is written anew under a new name, the database then turns to all of them in one transaction, and the old
    ones go. A crash leaves the old or the new state, and a second run completes it. Not inside a transaction. Raises
    BusyError, with nothing changed, while a file is being read or taken.
    """
    for _ in range(_TRIES):
        _refuse_while_working()
        _delete_spare_files()
        found = _look(organization)
        try:
            return _write(found, user)
        except _MovedError:
            for name in filter(None, (change.new_file for change in found.changes)):
                private_storage().delete(name)
        finally:
            _delete_spare_files()
    raise BusyError("Có người khác đang nhập dữ liệu: hãy thử lại sau ít phút.")


def _refuse_while_working():
    if working := ImportBatch.objects.filter(state__in=ImportBatch.WORKING).first():
        raise BusyError(f"Tệp “{working.name}” đang được xử lý: hãy đợi xong rồi xóa.")


# --- whom and which rows ---------------------------------------------------------------------------------------------


class _People:
    """What the registry knows of an organisation's people; tells the texts that name them."""

    def __init__(self):
        self.names, self.marks = set(), set()

    def learn(self, said):
        """Takes in what facts ({key: value}) tell of them."""
        names = (text.words(said.get(key) or "") for key in ("representative", "leader"))
        self.names |= {f" {name} " for name in names if " " in name}  # one word alone is any word
        self.marks |= {phone[-9:] for phone in said.get("phones") or () if len(phone) >= 9}
        if said.get("email"):
            self.marks.add(said["email"].casefold())

    def are_named_in(self, written):
        """Whether the text holds a full name, a phone (however its digits are parted) or an e-mail of theirs."""
        words = f" {text.words(written)} "
        close = re.sub(r"(?<=\d)[\s.()-]+(?=\d)", "", written).casefold()
        return any(name in words for name in self.names) or any(mark in close for mark in self.marks)


class _Identity:
    """All names, codes and communes that an organisation ever had: tells the rows of files that mean it."""

    def __init__(self, organization, statements, units):
        said = [statement.facts for statement in statements]
        self.kind, self.units = organization.kind, units
        self.codes = {f["tax_code"] for f in said if f.get("tax_code")}
        self.numbers = {text.words(f["registration_number"]) for f in said if f.get("registration_number")}
        self.names = {name_key(f["name"]) for f in said if f.get("name")}
        communes = {units.by_key.get(f.get("commune")) for f in said} - {None}
        self.places = {units.current(unit).pk for unit in communes}

    def is_meant_by(self, row):
        """Whether `row` (records.Row) speaks of it, by the rules of matching: code, number, name and commune."""
        if row.kind != self.kind:
            return False
        if self.codes and (code := row.values.get("tax_code")):
            return code in self.codes
        here = row.unit is not None and self.units.current(row.unit).pk in self.places
        if here and text.words(row.values.get("registration_number") or "") in self.numbers:
            return True
        named = name_key(row.values.get("name") or "") in self.names
        return named and (here or row.unit is None or not self.places)


class _Layout:
    """Which cells of a row hold nothing personal: those of columns that were understood so, and the running number.

    Columns that nobody understood may hold anything (year of birth, identity number, ethnic group).
    """

    def __init__(self, people, table):
        self.people = people
        columns = table["columns"] if table else []
        self.fields = {c["column"]: c["field"] for c in columns if c["field"] not in PERSONAL}
        known = {c["column"] for c in columns} | {c["column"] for c in (table or {}).get("ignored_columns", [])}
        name = next((column_index(c["column"]) for c in columns if c["field"] == "name"), 0)
        self.numbering = {column_letter(i) for i in range(name)} - known

    def keeps(self, letter, written):
        """Whether the text `written` in column `letter` may stay."""
        if letter in self.fields:
            held = self.fields[letter]
            if held == "tax_code" and parse_tax_code(written).personal:
                return False
            return held in _ITS_OWN or not self.people.are_named_in(written)
        return letter in self.numbering and re.fullmatch(r"\d{1,5}[.)]?", written.strip()) is not None

    def kept(self, cells):
        """{column letter or address of a cell: text} without what has to go."""
        return {where: said for where, said in cells.items() if self.keeps(_letter(where), as_text(said))}

    def without_people(self, said):
        """{key: value} of facts without what has to go."""
        return {key: value for key, value in said.items() if not _goes(self.people, key, value)}


def _letter(cell):
    return re.match(r"[A-Z]*", cell or "")[0]


def _goes(people, key, value):
    """Whether a fact has to go: it is personal, or a text that names the people and is not the organisation's own."""
    if key in PERSONAL:
        return True
    return isinstance(value, str) and key not in _ITS_OWN and people.are_named_in(value)


def _key(sheet):
    """A sheet's name as statements hold it."""
    return sheet[:100]


def _table_of(sheets, sheet, row):
    """The entry of a report's `sheets` to which a row belongs: the last one whose heading is above it, or None."""
    above = [s for s in sheets if _key(s["name"]) == sheet and max(s["header_rows"], default=0) < row]
    return above[-1] if above else None


# --- looking ---------------------------------------------------------------------------------------------------------


@dataclass
class _Change:
    """What has to change of one batch: `rows` are {(sheet, row): _Layout}."""

    pk: int
    rows: dict
    new_file: str = ""
    digest: str = ""
    blanked: int = 0
    renamed: dict = field(default_factory=dict)


@dataclass
class _Found:
    """All that speaks of the organisation, and the files as they were when it was looked for: {batch: name}."""

    organization: Organization
    people: _People
    files: dict
    merges: tuple
    changes: list[_Change] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def _look(organization):
    """Finds the rows and writes the files anew; nothing turns to them yet."""
    merges = Merge.revision()
    statements = list(organization.statements.order_by("valid_from", "pk"))
    units, people = UnitResolver(), _People()
    for statement in statements:
        people.learn(statement.facts)
    identity = _Identity(organization, statements, units)
    found = _Found(organization, people, dict(ImportBatch.objects.values_list("pk", "file")), merges)
    own = {}
    for batch_id, sheet, row in [
        *organization.statements.filter(batch__isnull=False).values_list("batch", "sheet", "row"),
        *ImportRow.objects.filter(organization=organization).values_list("batch", "sheet", "row"),
    ]:
        own.setdefault(batch_id, set()).add((_key(sheet), row))
    for pk in sorted(found.files):
        batch = ImportBatch.objects.get(pk=pk)
        data, workbook = _opened(batch)
        if data and workbook is None:
            found.unread.append(batch.name)
        change = _change_of(batch, workbook, own.get(batch.pk, set()), identity, people)
        if workbook and change.rows:
            _rewrite(batch, data, workbook, change)
        if change.rows:
            found.changes.append(change)
    return found


def _opened(batch):
    """(bytes, Workbook) of a batch's file with its hidden sheets; None for what is not there or cannot be read."""
    try:
        with batch.file.open("rb") as file:
            data = file.read()
    except (OSError, ValueError):
        return None, None
    try:
        return data, read_whole(data, batch.name)
    except UnreadableFile:
        return data, None


def _change_of(batch, workbook, own, identity, people):
    """The _Change of a batch whose rows `own` are known to speak of the organisation; others are found in its file."""
    told, meant = batch.report.get("sheets", []), {place: [place[1]] for place in own}
    read = []
    if workbook:
        options = Options.from_json(batch.options)
        reading = interpret(
            workbook, options.kind, options.as_of or batch.as_of,
            answers={name: replace(said, taken=True) for name, said in options.answers.items()},
            layouts=dict(ColumnLayout.objects.values_list("signature", "columns")), resolve_unit=identity.units.commune,
        )  # fmt: skip
        read = report(batch.name, reading)["sheets"]
        numbers = {(_key(row.sheet), row.row): row.numbers for row in reading.rows}
        likely = {(_key(row.sheet), row.row) for row in reading.rows if identity.is_meant_by(row)}
        if likely - own:
            likely -= _spoken_for(batch, own)
        meant |= {place: numbers[place] for place in own | likely if place in numbers}
        for row in reading.rows:
            if (_key(row.sheet), row.row) in meant:
                people.learn(row.values)
    change = _Change(batch.pk, {})
    for (sheet, _), rows in meant.items():
        table = _table_of(told, sheet, rows[0]) or _table_of(read, sheet, rows[0])
        change.rows |= dict.fromkeys(((sheet, row) for row in rows), _Layout(people, table))
    return change


def _spoken_for(batch, own):
    """The rows of a batch that speak of other organisations: a person or a code said so."""
    taken = batch.statements.values_list("sheet", "row")
    shown = batch.rows.filter(organization__isnull=False).values_list("sheet", "row")
    return {(_key(sheet), row) for sheet, row in [*taken, *shown]} - own


# --- files -----------------------------------------------------------------------------------------------------------


def _rewrite(batch, data, workbook, change):
    """Saves the file without the cells that have to go, if there are any; noted as spare until it counts."""
    rows = {
        (sheet.name, row): layout.keeps
        for sheet in workbook.sheets
        for (key, row), layout in change.rows.items()
        if key == _key(sheet.name)
    }
    blanked = without_cells(data, workbook, rows)
    if blanked is None:
        return
    name = str(PurePosixPath(batch.file.name).with_name(f"{uuid4().hex}.xlsx"))
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        locked.report[_SPARE_FILES] = [*locked.report.get(_SPARE_FILES, []), name]
        locked.save(update_fields=["report"])
    change.new_file = batch.file.storage.save(name, ContentFile(blanked.data))
    change.digest = hashlib.sha256(blanked.data).hexdigest()
    change.blanked, change.renamed = blanked.rows, blanked.renamed


def _delete_spare_files():
    """Deletes what interrupted or finished runs have left: files that are noted as spare and that no batch uses."""
    for pk in ImportBatch.objects.filter(report__has_key=_SPARE_FILES).values_list("pk", flat=True):
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update().get(pk=pk)
            for name in batch.report.pop(_SPARE_FILES, []):
                if name != batch.file.name:
                    batch.file.storage.delete(name)
            batch.save(update_fields=["report"])


# --- the database ----------------------------------------------------------------------------------------------------


def _write(found, user):
    """Turns the database to what `_look` has found and written; all or nothing. Gives the Erasure."""
    done = Erasure(unread=found.unread)
    organization, people = found.organization, found.people
    with transaction.atomic(durable=True):
        lock_registry()
        _refuse_while_working()
        if (dict(ImportBatch.objects.values_list("pk", "file")), Merge.revision()) != (found.files, found.merges):
            raise _MovedError
        done.statements = _write_statements(found)
        for change in found.changes:
            _write_batch(change, people)
            done.files += bool(change.new_file)
            done.rows += change.blanked
        left = [(key, said) for s in organization.statements.all() for key, said in s.facts.items()]
        done.still_named = list(
            dict.fromkeys(
                facts.label(key) for key, said in left if isinstance(said, str) and people.are_named_in(said)
            )
        )  # fmt: skip
        rebuild([organization.pk])
        Organization.objects.filter(pk=organization.pk).update(consent_on=None, consent_evidence="")
        forget_consents(organization.pk)
        content_changed()
        model = CooperativeGroup if organization.kind == "group" else Cooperative
        LogEntry.objects.log_actions(
            user.pk, [model.objects.get(pk=organization.pk)], CHANGE,
            "Đã xóa thông tin cá nhân của những người đứng sau đơn vị.", single_object=True,
        )  # fmt: skip
    return done


def _write_statements(found):
    """Drops what has to go from all statements of the organisation; gives how many were changed."""
    layouts = {(change.pk, *place): layout for change in found.changes for place, layout in change.rows.items()}
    nothing_kept, changed = _Layout(found.people, None), []
    for statement in found.organization.statements.all():
        layout = layouts.get((statement.batch_id, _key(statement.sheet), statement.row), nothing_kept)
        before = (statement.facts, statement.original, statement.mended)
        after = (
            layout.without_people(statement.facts), layout.kept(statement.original), layout.kept(statement.mended),
        )  # fmt: skip
        if after != before:
            statement.facts, statement.original, statement.mended = after
            changed.append(statement)
    Statement.objects.bulk_update(changed, ["facts", "original", "mended"], batch_size=200)
    return len(changed)


def _write_batch(change, people):
    """Turns one batch, and what its preview shows, to what is left of the rows."""
    batch = ImportBatch.objects.select_for_update().get(pk=change.pk)
    if change.new_file:
        if change.new_file not in batch.report.get(_SPARE_FILES, []):
            raise _MovedError
        batch.report[_SPARE_FILES] = [batch.file.name]
        batch.file.name, batch.digest = change.new_file, change.digest
        batch.name = f"{Path(batch.name).stem}.xlsx"
    for row in batch.report.get("rows", []):
        if layout := change.rows.get((_key(row["sheet"]), row["row"])):
            row["messages"] = [_message_left(message, layout) for message in row["messages"]]
    for sheet, said in batch.options.get("answers", {}).items():
        said["cells"] = _typed_left(sheet, said.get("cells", {}), change)
    touched = {sheet for sheet, _ in change.rows}
    for sheet in batch.understood.get("sheets", []):
        if _key(sheet["name"]) in touched:
            _clear_samples(sheet, people)
    for row in batch.rows.filter(row__in={row for _, row in change.rows}):
        if layout := change.rows.get((_key(row.sheet), row.row)):
            row.content = _content_left(row.content, layout)
            row.save(update_fields=["content"])
    if change.renamed:
        _rename_sheets(batch, change.renamed)
    batch.save(update_fields=["file", "digest", "name", "report", "options", "understood"])


def _message_left(message, layout):
    """A message of a report without what has to go: its cell's text, and its own if that names the people."""
    value = message["value"] or ""
    may_stay = message["field"] not in PERSONAL and not layout.people.are_named_in(message["message"])
    if may_stay and (not value or layout.keeps(_letter(message["cell"]), value)):
        return message
    return {**message, "value": None, "message": _BLANKED}


def _typed_left(sheet, typed, change):
    """The cells that the clerk typed anew ({cell: text}) on one sheet, without what has to go."""
    places = {cell: (_key(sheet), int(re.sub(r"\D", "", cell) or 0)) for cell in typed}
    return {
        cell: said
        for cell, said in typed.items()
        if places[cell] not in change.rows or change.rows[places[cell]].keeps(_letter(cell), said)
    }


def _clear_samples(sheet, people):
    """Empties the texts of its first rows that a sheet's entry in ImportBatch.understood shows for each column."""
    for column in sheet.get("columns", []):
        all_go = not column["field"] or column["field"] in PERSONAL
        column["samples"] = [
            "" if all_go or people.are_named_in(said) else said for said in column.get("samples", [])
        ]  # fmt: skip


def _content_left(content, layout):
    """What is left of ImportRow.content; its notes may tell comments of the file, so none stays."""
    left = {
        **content,
        "facts": layout.without_people(content.get("facts", {})),
        "differences": [
            [key, year, old, new]
            for key, year, old, new in content.get("differences", [])
            if not _goes(layout.people, key, old) and not _goes(layout.people, key, new)
        ],
        "messages": [_message_left(message, layout) for message in content.get("messages", [])],
        "mended": layout.kept(content.get("mended", {})),
    }
    return {key: value for key, value in left.items() if key in content and key != "notes"}


def _rename_sheets(batch, renamed):
    """Calls the sheets of a batch (unsaved) everywhere what its new file calls them: {old name: new}.

    A sheet's name may have told the date, so that is answered for now.
    """
    for old, new in renamed.items():
        batch.statements.filter(sheet=_key(old)).update(sheet=new)
        batch.rows.filter(sheet=_key(old)).update(sheet=new)
    for entry in [*batch.report.get("sheets", []), *batch.understood.get("sheets", [])]:
        entry["name"] = renamed.get(entry["name"], entry["name"])
    for entry in [*batch.report.get("rows", []), *batch.report.get("totals", [])]:
        entry["sheet"] = renamed.get(entry["sheet"], entry["sheet"])
    options = batch.options
    for said in ("answers", "matches"):
        options[said] = {renamed.get(name, name): value for name, value in options.get(said, {}).items()}
    options["sheets"] = [renamed.get(name, name) for name in options.get("sheets") or []] or None
    options["as_of"] = options.get("as_of") or (batch.as_of and batch.as_of.isoformat())
