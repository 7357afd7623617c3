"""One row of a table → its values, figures and messages."""

import re

from cooperatives.imports import codes, dates, people, places, terms, values, vocabulary
from cooperatives.imports.cells import CellError, column_letter
from cooperatives.imports.values import as_text, is_blank

_UNTRUSTED = "Giá trị không đọc được nên bỏ trống: hãy sửa ô này rồi nhập lại."
_INCOME = {"income_per_worker", "income_per_member"}
_FIGURES = (vocabulary.FIGURES - {"income"}) | _INCOME
_MONEY = (vocabulary.MONEY - {"income"}) | _INCOME
_PARSERS = {
    "registration_number": values.parse_text, "registration_issuer": values.parse_text, "business_lines": values.parse_text,  # noqa: E501
    "products": values.parse_text, "note": values.parse_text, "contract_number": values.parse_text, "representative_title": values.parse_text,  # noqa: E501
    "registered_on": dates.parse_date, "established_on": dates.parse_date, "contract_on": dates.parse_date,
    "status": terms.parse_status, "sectors": terms.parse_sectors, "alliance_member": values.parse_yes_no, "email": codes.parse_email,  # noqa: E501
}  # fmt: skip
_TEXTS = {
    "registration_number",
    "registration_issuer",
    "business_lines",
    "products",
    "note",
    "contract_number",
    "representative_title",
}
_JOINED = {"business_lines", "products", "note"}  # of an organisation over several rows


class RowReader:
    """Reads the rows of one table. After all rows, `unit_missing` are the letters of money columns without a unit."""

    def __init__(self, sheet_reading, context: dict, resolve_unit):
        self.sheet = sheet_reading
        self.context = context
        self.resolve = resolve_unit
        self.year = sheet_reading.as_of.year
        self.unit_missing = set()
        self.letters = [column_letter(i) for i in range(400)]
        self.plain = [c for c in sheet_reading.columns if c.mark is None]
        self.crosses = {}
        for column in sheet_reading.columns:
            if column.mark is not None:
                self.crosses.setdefault(column.field, []).append(column)
        fields = [c.field for c in self.plain]
        self.places = {c.field: c.letter for c in reversed(sheet_reading.columns)}
        self.seen = {c.index: {} for c in self.plain}
        name = next(c for c in self.plain if c.field == "name")
        self.name_and_address = name if "dia chi" in values.words_of(name.heading) else None
        self.has_commune, self.has_district = "commune" in fields, "district" in fields

    def read(self, row, body) -> None:
        """Fills `row` from the cells of `body`, with the messages and the refusals that its cells call for."""
        cells = body.cells
        width = len(cells)
        self.row, self.body = row, body
        number = row.row
        letters = self.letters
        row.original = {
            letter: v if v.__class__ is str else as_text(v)
            for letter, v in zip(letters, cells, strict=False)
            if v is not None
        }
        row.cells = {name: letter + str(number) for name, letter in self.places.items()}
        place, parts = None, []
        for column in self.plain:
            name = column.field
            cell = cells[column.index] if column.index < width else None
            if body.extra:
                cell = self._over_rows(column, cell)
            if cell is None:
                continue
            where = column.letter + str(number)
            if name in _FIGURES or name == "charter_capital":
                self._number(column, cell, where)
            elif name in ("address", "commune", "district"):
                parts.append((column, cell, where))
            elif name in _PARSERS:
                # Lists repeat themselves, and every parser is pure: a column remembers what it has read.
                known = self.seen[column.index]
                try:
                    value, problem = known[cell]
                except KeyError:
                    value, problem = _PARSERS[name](cell)
                    if cell.__class__ is str and len(known) < 20_000:
                        known[cell] = value, problem
                if value is not None and name not in row.values:
                    row.values[name] = value
                if problem:
                    self._warn(name, where, cell, problem)
            else:
                self._special(column, cell, where)
        if self.name_and_address and (rest := self._address_behind_name(row)):
            parts.append(rest)
        if parts:
            place = self._place(parts)
        self._crossed()
        self._from_context(place)
        self._finish(place)

    # --- single cells ---

    def _warn(self, name, where, cell, problem):
        from cooperatives.imports.records import Message

        self.row.messages.append(Message("warning", where, name, as_text(cell)[:200], problem))

    def _over_rows(self, column, cell):
        """A cell of an organisation over several merged rows: texts of all rows together, else the first that states one."""  # noqa: E501
        rows = [cell] + [r[column.index] if column.index < len(r) else None for r in self.body.extra]
        stated = [v for v in rows if v is not None and not is_blank(v)]
        if column.field in _JOINED:
            return ", ".join(dict.fromkeys(as_text(v) for v in stated)) or cell
        if column.field in ("phones", "sectors"):
            return "; ".join(dict.fromkeys(as_text(v) for v in stated)) or cell
        numbers = [v for v in stated if isinstance(v, int | float) and not isinstance(v, bool)]
        if (
            column.field in vocabulary.SUMMED - {"charter_capital", "members"}
            and len(numbers) > 1
            and len(numbers) == len(stated)
        ):
            return sum(numbers)  # one line for each product
        return stated[0] if stated else cell

    def _number(self, column, cell, where):
        name, row = column.field, self.row
        known = self.seen[column.index]
        try:
            value, problem = known[cell]
        except KeyError:
            value, problem = known[cell] = self._read_number(column, cell)
        if problem:
            self._warn(name, where, cell, problem)
        if value is None:
            return
        if name == "charter_capital":
            row.values[name] = value
        else:
            row.figures.setdefault(column.year or self.year, {})[name] = value

    def _read_number(self, column, cell):
        if column.field in vocabulary.COUNTS:
            return values.parse_count(cell, column.decimal)
        value, problem, missing = values.parse_money(cell, column.unit, column.decimal)
        if missing:
            self.unit_missing.add(column.letter)
        if value is not None and column.yearly:
            value = round(value / 12)
        if value is not None and value < 0 and column.field != "profit":
            return None, f"“{as_text(cell)[:40]}” là số âm: hãy kiểm tra lại."
        return value, problem

    def _special(self, column, cell, where):
        name, row = column.field, self.row
        if name == "name":
            value, problem = values.parse_name(cell)
            if value:
                row.values["name"] = value
            if problem:
                self._warn(name, where, cell, problem)
        elif name == "tax_code":
            self._tax_code(column, cell, where)
        elif name == "phones":
            found, problem = codes.parse_phones(cell)
            if found:
                known = row.values.setdefault("phones", [])
                known += [p for p in found if p not in known]
            if problem:
                self._warn(name, where, cell, problem)
        elif name in ("representative", "leader"):
            found, problem = people.parse_person(cell)
            if "name" in found:
                row.values.setdefault(name, found["name"])
            if "title" in found and name == "representative":
                row.values.setdefault("representative_title", found["title"])
                row.cells.setdefault("representative_title", where)
            if "phones" in found:
                known = row.values.setdefault("phones", [])
                known += [p for p in found["phones"] if p not in known]
                row.cells.setdefault("phones", where)
            if problem:
                self._warn(name, where, cell, problem)
        elif name == "form":
            if not is_blank(cell):
                form = terms.form_of(as_text(cell))
                if form:
                    row.values["form"] = form
        elif name in ("registration", "contract"):
            self._paper(name, cell, where)

    def _tax_code(self, column, cell, where):
        row = self.row
        found = codes.parse_tax_code(cell)
        if found.personal:
            # Somebody's number is kept nowhere, not even in the message or the original.
            hidden = "*" * 12
            row.original[column.letter] = hidden
            self._warn("tax_code", where, hidden, found.problem)
        elif found.lost:
            row.refuse("tax_code", as_text(cell)[:40], found.problem)
        else:
            if found.problem:
                self._warn("tax_code", where, cell, found.problem)
            if found.code:
                row.values["tax_code"] = found.code

    def _paper(self, name, cell, where):
        """Number and date of a paper in one cell: "09A07002673, ngày 26/2/2018"."""
        if is_blank(cell):
            return
        number_field, date_field = (
            ("registration_number", "registered_on") if name == "registration" else ("contract_number", "contract_on")
        )
        if isinstance(cell, CellError):
            self._warn(number_field, where, cell, values.error_in(cell))
            return
        number, date, problem = dates.split_paper(cell)
        row = self.row
        for key, value in ((number_field, number), (date_field, date)):
            if value is not None:
                row.values.setdefault(key, value)
                row.cells.setdefault(key, where)
        if problem:
            self._warn(date_field, where, cell, problem)

    # --- places ---

    def _address_behind_name(self, row):
        """Under "Tên, địa chỉ HTX" the name ends at the first comma or line; the rest is an address."""
        column, cells = self.name_and_address, self.body.cells
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

    def _place(self, parts):
        """One place out of the row's columns of address, commune and district."""
        local, commune, district = [], None, None
        for column, cell, where in parts:
            place, problem = places.parse_place(cell)
            if problem:
                self._warn(column.field, where, cell, problem)
                continue
            name = column.field
            if name == "commune":
                rest = place.address
                if place.commune is None and rest:
                    pieces = rest.split(", ")
                    place = places.Place(None, pieces[0], place.district or (pieces[1] if len(pieces) == 2 else None))
                    if len(pieces) == 2 and not places.district_named(pieces[1]):
                        place = places.Place(pieces[0], pieces[1], None)
                    rest = place.address
                commune = place.commune or commune
                district = district or place.district
                if rest:
                    local.append(rest)
                    self.row.cells.setdefault("address", where)
            elif name == "district":
                district = place.district or place.address or district
            else:
                if not self.has_commune:
                    place = places.guess_untyped(place, self._known)
                    commune = commune or place.commune
                elif commune is None and place.commune:
                    commune = place.commune
                district = district or place.district
                if place.commune and not self.has_commune:
                    self.row.cells.setdefault("commune", where)
                if place.address:
                    local.append(place.address)
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
                columns_crossed = ", ".join(c.letter for c in crossed)
                self._warn(name, where, "x", f"Các cột {columns_crossed} cùng được đánh dấu: hãy chỉ đánh dấu một cột.")
            else:
                row.values[name] = crossed[0].mark

    def _from_context(self, place):
        row, above = self.row, self.body.context
        for name, value in (("status", above.status or self.context.get("status")),):
            if value and name not in row.values and not self._has_problem(name):
                row.values[name] = value
        sector = above.sector or self.context.get("sector")
        if sector and "sectors" not in row.values and not self._has_problem("sectors"):
            row.values["sectors"] = [sector]
        commune = (place and place.commune) or above.commune or self.context.get("commune")
        district = (place and place.district) or above.district or self.context.get("district")
        if place and place.address:
            row.values["address"] = place.address
        if commune:
            row.values["commune"] = commune
        if district:
            row.values["district"] = district
        if self.resolve is not None and (commune or district):
            row.unit, problem = self.resolve(commune, district, self.sheet.as_of)
            if problem:
                where = row.cells.get("commune") or row.cells.get("address") or row.cells.get("district")
                self._warn("commune", where, commune or district, problem)

    def _has_problem(self, name):
        return any(m.field == name for m in self.row.messages)

    def _finish(self, place):
        row = self.row
        name = row.values.get("name")
        if not name:
            column = next(c for c in self.plain if c.field == "name")
            row.cells["name"] = f"{column.letter}{row.row}"
            row.refuse("name", None, "Dòng không có tên tổ chức: hãy điền tên rồi nhập lại.")
        if row.kind == "cooperative":
            if "form" not in row.values and name:
                row.values["form"] = terms.form_of(name) or "cooperative"
            elif name and row.values.get("form") == "cooperative" and terms.form_of(name) in ("union", "credit_fund"):
                row.values["form"] = terms.form_of(name)
        else:
            row.values.pop("tax_code", None)
