"""One row of a table → its values, figures and messages."""

import datetime as dt
import re
from dataclasses import dataclass, field
from types import MappingProxyType

from cooperatives.imports import codes, people, places, terms, vocabulary
from cooperatives.imports.columns import DATES, choices
from kttt.spreadsheets import dates, values
from kttt.spreadsheets.cells import CellError, column_letter
from kttt.spreadsheets.values import Note, as_text, is_blank

_PARSERS = {
    "registration_number": values.parse_text, "registration_issuer": values.parse_text, "business_lines": values.parse_text,  # noqa: E501
    "products": values.parse_text, "note": values.parse_text, "contract_number": values.parse_text, "representative_title": values.parse_text,  # noqa: E501
    "status": terms.parse_status, "sectors": terms.parse_sectors, "alliance_member": values.parse_yes_no, "email": codes.parse_email,  # noqa: E501
    "form": terms.parse_form,
}  # fmt: skip
_PAPERS = {
    "registration": ("registration_number", "registered_on"),
    "contract": ("contract_number", "contract_on"),
}
_NUMBERS = vocabulary.MONEY | vocabulary.COUNTS
_PLACES = frozenset(("address", "commune", "district"))
# Of an organisation over several rows these texts are put together, with what between them.
_JOINED = {"business_lines": ", ", "products": ", ", "note": ", ", "activity": ", ", "phones": "; ", "sectors": "; "}
_NOWHERE = places.Place()
_CROSSED = {"status": "tình trạng", "form": "loại hình", "alliance_member": "thành viên Liên minh"}
PERSONAL = "*" * 12  # instead of somebody's personal number
# What the columns of a table say of an organisation of the other kind that stands in it.
_MOVED = {
    "group": {
        "representative": "leader", "registration_number": "contract_number", "registered_on": "contract_on",
        "income_per_worker": "income_per_member",
    },
    "cooperative": {"leader": "representative", "income_per_member": "income_per_worker"},
}  # fmt: skip


@dataclass(slots=True)
class Message:
    """One sentence for the clerk.

    `level` is "error" (the row is refused), "warning" (the value is left out or doubtful) or "note" (what the reader
    changed and does not doubt).
    """

    level: str
    cell: str | None
    field: str | None
    value: str | None
    message: str


class Cells:
    """The place of each field in a row ("F7"); those of the table's own columns are made when somebody asks."""

    __slots__ = ("letters", "number", "told")

    def __init__(self, letters=MappingProxyType({}), number=0):
        self.letters, self.number, self.told = letters, number, None

    def get(self, name):
        if self.told and name in self.told:
            return self.told[name]
        letter = self.letters.get(name)
        return letter and f"{letter}{self.number}"

    def setdefault(self, name, where):
        if self.get(name) is None:
            self[name] = where

    def __setitem__(self, name, where):
        self.told = {**(self.told or {}), name: where}


@dataclass(slots=True)
class Row:
    """A data row. `values` and `figures[year]` hold only what the file states; money is in đồng, dates are texts.

    `commune` and `district` are as written, with the context of the lines above; `unit` is what `resolve_unit` made
    of them. `cells` gives the place of each field ("F7"), `original` each column's text; `numbers` all Excel rows.
    `messages` go into the report, `notes` tell what was changed without doubt; `mended` are the cells that the clerk
    typed anew ({"F7": text}), whose own text `original` keeps. `left_out`: the clerk does not want the row; then it has
    no messages. `hidden`: Excel does not show it.
    """

    sheet: str
    row: int
    kind: str
    as_of: dt.date
    values: dict = field(default_factory=dict)
    figures: dict[int, dict] = field(default_factory=dict)
    cells: Cells = field(default_factory=Cells)
    original: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    refused: bool = False
    left_out: bool = False
    hidden: bool = False
    unit: object = None
    numbers: list[int] = field(default_factory=list)
    mended: dict[str, str] = field(default_factory=dict)

    def refuse(self, name: str | None, value: str | None, message: str) -> None:
        """Marks the row as one that cannot be taken."""
        self.refused = True
        self.messages.append(Message("error", self.cells.get(name) or f"A{self.row}", name, value, message))


def _lies_elsewhere(unit, district):
    """Whether an old unit is not of the district that the list tells."""
    parent, told = getattr(unit, "parent", None), places.district_named(district or "")
    return parent is not None and told is not None and told != str(parent)


class RowReader:
    """Reads the rows of one table. After all rows, `unit_missing` are the letters of money columns without a unit."""

    def __init__(self, sheet_reading, context: dict, resolve_unit, has_1904_calendar: bool = False):
        self.sheet = sheet_reading
        self.days_of_1904 = dates.DAYS_OF_1904 if has_1904_calendar else 0
        self.context = context
        self.resolve = resolve_unit
        self.year = sheet_reading.as_of.year
        self.unit_missing = set()
        self.letters = [column_letter(i) for i in range(400)]
        plain = [c for c in sheet_reading.columns if c.mark is None]
        self.crosses = {}
        for column in sheet_reading.columns:
            if column.mark is not None:
                self.crosses.setdefault(column.field, []).append(column)
        fields = [c.field for c in plain]
        self.letter_of = {c.field: c.letter for c in reversed(sheet_reading.columns)}
        # Lists repeat themselves, and every parser is pure: a column remembers what it has read.
        self.year_column = next((c for c in plain if c.field == vocabulary.FIGURES_YEAR), None)
        plain = [c for c in plain if c.field != vocabulary.FIGURES_YEAR]
        self.plain = [(c, c.index, c.letter, self._reader_of(c), {}) for c in plain]
        self.name_column = next((c for c in plain if c.field == "name"), None)
        self.name_and_address = self.name_column is not None and "dia chi" in values.words_of(self.name_column.heading)
        self.has_commune, self.has_district = "commune" in fields, "district" in fields

    def _reader_of(self, column):
        """The method that reads a column's cells; None: a place, which the row's columns tell together."""
        if column.field in _PLACES:
            return None
        if column.field in _NUMBERS:
            return self._number
        if column.field in DATES:
            return self._date
        if column.field in _PARSERS:
            return self._value
        return {
            "name": self._name, "tax_code": self._tax_code, "phones": self._phones, "representative": self._person,
            "leader": self._person, "registration": self._paper, "contract": self._paper, "activity": self._activity,
        }[column.field]  # fmt: skip

    def read(self, row, body) -> None:
        """Fills `row` from the cells of `body`, with the messages and the refusals that its cells call for."""
        cells = body.cells
        width = len(cells)
        self.row, self.body = row, body
        number = str(row.row)
        row.original = {
            letter: v if v.__class__ is str else as_text(v)
            for letter, v in zip(self.letters, cells, strict=False)
            if v is not None
        }
        row.cells = Cells(self.letter_of, row.row)
        self.year_of_row = self._year_of_row(cells)
        parts = []
        for column, index, letter, read, known in self.plain:
            cell = cells[index] if index < width else None
            if body.extra:
                cell = self._over_rows(column, cell)
            if cell is None:
                continue
            if read is None:
                parts.append((column, cell, letter + number))
            else:
                read(column, cell, letter + number, known)
        if self.name_and_address and (rest := self._address_behind_name(row)):
            parts.append(rest)
        self._crossed()
        self._from_context(self._place(parts) if parts else _NOWHERE)
        self._finish()

    def _year_of_row(self, cells):
        """The year that the row's own cell tells, else that of the list."""
        column = self.year_column
        if column is None or column.index >= len(cells) or is_blank(cells[column.index]):
            return self.year
        text = as_text(cells[column.index])
        if text.isascii() and text.isdigit() and 1990 <= int(text) <= self.year:
            return int(text)
        problem = f"“{text[:40]}” không phải năm từ 1990 đến {self.year}: số liệu được ghi cho năm {self.year}."
        self._tell(column.field, f"{column.letter}{self.row.row}", cells[column.index], problem)
        return self.year

    # --- single cells: each method takes the column, its cell, the cell's place and what the column remembers ---

    def _tell(self, name, where, cell, problem):
        if isinstance(problem, Note):
            self.row.notes.append(Message("note", where, name, as_text(cell)[:200], problem))
        else:
            self.row.messages.append(Message("warning", where, name, as_text(cell)[:200], problem))

    def _over_rows(self, column, cell):
        """A cell of an organisation over several merged rows: all texts, the sum of its lines, or the first stated."""
        rows = [cell] + [r[column.index] if column.index < len(r) else None for r in self.body.extra]
        stated = [v for v in rows if v is not None and not is_blank(v)]
        if not stated:
            return cell
        if mark := _JOINED.get(column.field):
            return mark.join(dict.fromkeys(as_text(v) for v in stated))
        one_line_each = column.field in vocabulary.SUMMED - {"charter_capital", "members"}
        if one_line_each and all(isinstance(v, int | float) and not isinstance(v, bool) for v in stated):
            return sum(stated)
        return stated[0]

    def _value(self, column, cell, where, known):
        name = column.field
        try:
            value, problem = known[cell]
        except KeyError:
            value, problem = _PARSERS[name](cell)
            if cell.__class__ is str and len(known) < 20_000:
                known[cell] = value, problem
        if value is not None and name not in self.row.values:
            self.row.values[name] = value
        if problem:
            self._tell(name, where, cell, problem)

    def _date(self, column, cell, where, known):
        name, row = column.field, self.row
        if self.days_of_1904 and cell.__class__ in (int, float) and cell > 3_000:
            cell += self.days_of_1904
        try:
            value, problem = known[cell]
        except KeyError:
            value, problem = known[cell] = dates.parse_date(cell)
        if value is not None:
            row.values.setdefault(name, value)
        if column.swapped and dates.is_ambiguous(cell):
            problem = (
                f"Ngày {as_text(cell)} có thể bị Excel đảo ngày và tháng ({cell.month:02}/{cell.day:02}/{cell.year}): "
                f"hãy đối chiếu với giấy tờ."
            )
        if problem:
            self._tell(name, where, cell, problem)

    def _number(self, column, cell, where, known):
        name, row = column.field, self.row
        try:
            value, problem, unit_missing = known[cell]
        except KeyError:
            value, problem, unit_missing = known[cell] = self._parsed_number(column, cell)
        if unit_missing and not row.left_out:
            self.unit_missing.add(column.letter)
        if problem:
            self._tell(name, where, cell, problem)
        if value is None:
            return
        if name == "charter_capital":
            row.values[name] = value
        else:
            row.figures.setdefault(column.year or self.year_of_row, {})[name] = value

    def _parsed_number(self, column, cell):
        if column.field in vocabulary.COUNTS:
            return *values.parse_count(cell, column.decimal), False
        value, problem, unit_missing = values.parse_money(cell, column.unit, column.decimal)
        if value is not None and column.yearly:
            value = round(value / 12)
        if value is not None and value < 0 and column.field != "profit":
            return None, f"“{as_text(cell)[:40]}” là số âm: hãy kiểm tra lại.", False
        return value, problem, unit_missing

    def _name(self, column, cell, where, known):
        value, problem = values.parse_name(cell)
        if value:
            self.row.values["name"] = value
        if problem:
            self._tell("name", where, cell, problem)

    def _phones(self, column, cell, where, known):
        try:
            numbers, email, problem = known[cell]
        except KeyError:
            numbers, email, problem = codes.parse_contacts(cell)
            if cell.__class__ is str and len(known) < 20_000:
                known[cell] = numbers, email, problem
        if numbers:
            self._add_phones(numbers, where)
        if email and self.row.kind == "cooperative":
            self.row.values.setdefault("email", email)
            self.row.cells.setdefault("email", where)
        if problem:
            self._tell("phones", where, cell, problem)

    def _add_phones(self, numbers, where):
        known = self.row.values.setdefault("phones", [])
        known += [number for number in numbers if number not in known]
        self.row.cells.setdefault("phones", where)

    def _person(self, column, cell, where, known):
        name, row = column.field, self.row
        found, problem = people.parse_person(cell)
        if "name" in found:
            row.values.setdefault(name, found["name"])
        if "title" in found and name == "representative":
            row.values.setdefault("representative_title", found["title"])
            row.cells.setdefault("representative_title", where)
        if "phones" in found:
            self._add_phones(found["phones"], where)
        if problem:
            self._tell(name, where, cell, problem)

    def _tax_code(self, column, cell, where, known):
        row = self.row
        found = codes.parse_tax_code(cell)
        if found.personal:
            # Somebody's number is kept nowhere, not even in the message or the original.
            row.original[column.letter] = PERSONAL
            if where in row.mended:
                row.mended[where] = PERSONAL
            self._tell("tax_code", where, PERSONAL, found.problem)
        elif row.kind == "group":
            if found.code:
                note = "Sổ đăng ký không lưu mã số thuế của tổ hợp tác nên không lấy mã này."
                self._tell("tax_code", where, cell, Note(note))
        elif found.lost:
            row.refuse("tax_code", as_text(cell)[:40], found.problem)
        else:
            if found.problem:
                self._tell("tax_code", where, cell, found.problem)
            if found.code:
                row.values["tax_code"] = found.code

    def _paper(self, column, cell, where, known):
        """Number and date of a paper in one cell: "09A07002673, ngày 26/2/2018"."""
        if is_blank(cell):
            return
        number_field, date_field = _PAPERS[column.field]
        if isinstance(cell, CellError):
            self._tell(number_field, where, cell, values.error_in(cell))
            return
        number, date, problem = dates.split_paper(cell)
        row = self.row
        for key, value in ((number_field, number), (date_field, date)):
            if value is not None:
                row.values.setdefault(key, value)
                row.cells.setdefault(key, where)
        if problem:
            self._tell(date_field, where, cell, problem)

    def _activity(self, column, cell, where, known):
        """Sectors and business lines in one cell: "Nông nghiệp: trồng và chế biến chè"."""
        text, problem = values.parse_text(cell)
        row = self.row
        row.cells.setdefault("business_lines", where)
        if problem:
            self._tell("business_lines", where, cell, problem)
        if text:
            row.values.setdefault("business_lines", text)
            if sectors := terms.sectors_of(text):
                row.values.setdefault("sectors", sectors)
                row.cells.setdefault("sectors", where)

    # --- places ---

    def _address_behind_name(self, row):
        """Under "Tên, địa chỉ HTX" the name ends at the first comma or line; the rest is an address."""
        column, cells = self.name_column, self.body.cells
        cell = cells[column.index] if column.index < len(cells) else None
        pieces = re.split(r"[,;\n]|\s[-–]\s", cell, maxsplit=1) if isinstance(cell, str) else []
        if len(pieces) < 2 or not pieces[1].strip():
            return None
        row.values["name"] = values.parse_name(pieces[0])[0] or row.values.get("name")
        where = f"{column.letter}{row.row}"
        row.cells.setdefault("address", where)
        return column, pieces[1], where

    def _known(self, commune, district):
        if self.resolve is None:
            return None
        return self.resolve(commune, district or self._district_above(), self.sheet.as_of)[0] is not None

    def _district_above(self):
        return self.body.context.district or self.context.get("district")

    def _commune_above(self):
        return self.body.context.commune or self.context.get("commune")

    def _place(self, parts):
        """One place out of the row's columns of address, commune and district."""
        local, commune, district = [], None, None
        for column, cell, where in parts:
            place, problem = places.parse_place(cell)
            if problem:
                self._tell(column.field, where, cell, problem)
                continue
            if column.field == "district":
                district = place.district or place.address or district
                continue
            if column.field == "commune":
                place = places.with_commune(place)
                commune = place.commune or commune
            elif self.has_commune or column.below_commune:
                commune = commune or place.commune
            else:
                place = places.guess_untyped(place, self._known, commune_above=bool(self._commune_above()))
                commune = commune or place.commune
                if place.commune:
                    self.row.cells.setdefault("commune", where)
            district = district or place.district
            if place.address:
                local.append(place.address)
                self.row.cells.setdefault("address", where)
        return places.Place(", ".join(dict.fromkeys(local)) or None, commune, district)

    # --- the row as a whole ---

    def _crossed(self):
        """Columns of crosses: one cross is the value, none is unknown, two of a status contradict each other."""
        cells, row = self.body.cells, self.row
        for name, columns in self.crosses.items():
            crossed = [c for c in columns if c.index < len(cells) and values.is_marked(cells[c.index])]
            if not crossed:
                continue
            where = f"{crossed[0].letter}{row.row}"
            row.cells[name] = where
            if name == "sectors":
                row.values[name] = list(dict.fromkeys(c.mark for c in crossed))
            elif len({c.mark for c in crossed}) > 1:
                both = ", ".join(c.letter for c in crossed)
                told = f"Các cột {both} cùng được đánh dấu nên {_CROSSED[name]} để trống: hãy chỉ đánh dấu một cột."
                self._tell(name, where, "x", told)
            else:
                row.values[name] = crossed[0].mark

    def _inherit(self, name, value):
        """What the lines above, the title or the sheet's name tell holds where the row's cells state nothing."""
        if value and name not in self.row.values and not any(m.field == name for m in self.row.messages):
            self.row.values[name] = value

    def _from_context(self, place):
        above = self.body.context
        self._inherit("status", above.status or self.context.get("status"))
        sector = above.sector or self.context.get("sector")
        self._inherit("sectors", sector and [sector])
        commune = place.commune or self._commune_above()
        district = place.district or self._district_above()
        for name, value in (("address", place.address), ("commune", commune), ("district", district)):
            if value:
                self.row.values[name] = value
        if self.resolve is not None and (commune or district):
            self._resolve(commune, district)

    def _resolve(self, commune, district):
        row = self.row
        row.unit, told = self.resolve(commune, district, self.sheet.as_of)
        if told:
            where = row.cells.get("commune") or row.cells.get("address") or row.cells.get("district")
            # With a unit found, the sentence tells how its name was read; one of another district is doubtful.
            sure = row.unit is not None and not _lies_elsewhere(row.unit, district)
            self._tell("commune", where, commune or district, Note(told) if sure else told)

    def _finish(self):
        row = self.row
        name = row.values.get("name")
        if not name:
            row.cells["name"] = f"{self.name_column.letter if self.name_column else 'A'}{row.row}"
            row.refuse("name", None, "Dòng không có tên tổ chức: hãy điền tên rồi nhập lại.")
        if row.kind != self.sheet.kind:
            self._to_other_kind()
        if row.kind == "cooperative":
            told = terms.form_of(name or "")
            if "form" not in row.values and name:
                row.values["form"] = told or "cooperative"
            elif row.values.get("form") == "cooperative" and told in ("union", "credit_fund"):
                row.values["form"] = told
        if row.left_out:
            row.refused = False
            row.messages.clear()
            row.notes.clear()

    def _to_other_kind(self):
        """A group among cooperatives, or a cooperative among groups: its facts go by the names of its own kind."""
        row, allowed = self.row, set(choices(self.row.kind))
        if row.kind == "group" and "charter_capital" in row.values:
            row.figures.setdefault(self.year_of_row, {})["contribution"] = row.values["charter_capital"]
        for facts in (row.values, *row.figures.values()):
            for name in [n for n in facts if n not in allowed]:
                value, other = facts.pop(name), _MOVED[row.kind].get(name)
                if other:
                    facts.setdefault(other, value)
                    row.cells.setdefault(other, row.cells.get(name))
