"""What only the rows together can tell: organisations named twice, totals that are no sums, numbers in a wrong unit."""

import re
from decimal import Decimal
from itertools import accumulate

from cooperatives.imports import vocabulary
from cooperatives.imports.names import name_key, type_of
from cooperatives.imports.row_values import Message
from kttt.spreadsheets import values
from kttt.spreadsheets.cells import CellError
from kttt.spreadsheets.values import words_of

_COMMUNE_TYPE = re.compile(r"^(?:xa|phuong|thi tran|tt|p|x) ")


class Duplicates:
    """The organisations that a file has named so far, for each kind and date."""

    def __init__(self):
        self._codes, self._names = {}, {}

    def check(self, row) -> None:
        """Refuses `row` when an earlier, taken row names the same organisation; else remembers it."""
        if row.refused or row.left_out:
            return
        code, called = row.values.get("tax_code"), row.values["name"]
        scope = (row.kind, row.as_of)
        name = (*scope, type_of(called), name_key(called), _place_of(row))
        if code and (earlier := self._codes.get((*scope, code))):
            row.refuse("tax_code", code, f"Mã số thuế {code} trùng với {_where(earlier, row)}: hãy giữ lại một dòng.")
            return
        alike, code_alike = self._names.get(name, (None, None))
        # Two different tax codes are two organisations, whatever their names.
        if alike and not (code and code_alike):
            row.refuse("name", called, f"Tên và địa bàn trùng với {_where(alike, row)}: hãy giữ lại một dòng.")
            return
        if code:
            self._codes[*scope, code] = row
        self._names.setdefault(name, (row, code))


def _place_of(row):
    if row.unit is not None:
        return row.unit
    commune, district = (words_of(row.values.get(name) or "") for name in ("commune", "district"))
    return _COMMUNE_TYPE.sub("", commune), district


def _where(earlier, row):
    return f"dòng {earlier.row}" + (f" trang “{earlier.sheet}”" if earlier.sheet != row.sheet else "")


# --- totals ---------------------------------------------------------------------------------------------------------

_GRAND = re.compile(r"^(?:[ivxabc]+ )?(?:tong cong|tong so|tong chung|tong toan|toan|tong$|tong )")
_AVERAGE = re.compile(r"binh quan|trung binh")


def check_totals(sheet_name, table, columns, rows, total_class) -> list:
    """Every stated total beside the sum of its rows.

    A subtotal is the sum of its group or of all rows above it; which one is meant, the numbers tell, else its words.
    """
    lines = [(at, b) for at, b in enumerate(table.body) if b.total and not _AVERAGE.search(words_of(b.scope))]
    if not lines:
        return []
    spans = _Spans(table.body)
    sums = [(c, _Sums(rows, c)) for c in columns if c.field in vocabulary.SUMMED and c.mark is None]
    one_group = len({b.groups for b in table.body if not b.total}) < 2
    found = []
    for at, line in lines:
        possible = spans.of(at, line)
        compared = [
            total_class(sheet_name, line.numbers[0], column.field, stated, computed)
            for column, of_column in sums
            if (stated := _stated(column, line.cells)) is not None
            and (computed := _computed(stated, possible, of_column, line, one_group)) is not None
        ]
        # Numbers in the head of a group are its sums when one of them is.
        if not line.heads or any(t.stated == t.computed for t in compared):
            found += compared
    return found


def _stated(column, cells):
    cell = cells[column.index] if column.index < len(cells) else None
    if cell is None or isinstance(cell, CellError):
        return None
    if column.field in vocabulary.COUNTS:
        return values.parse_count(cell, column.decimal)[0]
    return values.parse_money(cell, column.unit, column.decimal)[0]


def _computed(stated, spans, sums, line, one_group):
    """The sum that a total was meant to be; None: it is an average."""
    if any(abs(Decimal(stated) - s) <= 1 for span in spans for s in sums.of(span)):
        return stated
    if line.heads:
        return sums.of(spans[0])[0]
    span = spans[0] if one_group or _GRAND.match(words_of(line.scope)) else spans[1]
    computed, count = sums.of(span)[0], sums.count(span)
    average = count > 1 and abs(stated * count - computed) <= max(count, computed // 100)
    return None if average else computed


class _Spans:
    """Which data rows, counted from 0, a line of sums may stand for: (first, behind the last)."""

    def __init__(self, body):
        self.before, self.since, self.groups = [], [], {}
        count = last = 0
        for row in body:
            self.before.append(count)
            self.since.append(last)
            if row.total:
                last = count
                continue
            for group in row.groups:
                self.groups[group] = (self.groups.get(group, (count,))[0], count + 1)
            count += 1
        self.all = (0, count)

    def of(self, at, line):
        """All rows, its group (then those around it), those since the last total, those above; of a head, its group."""
        groups = [self.groups.get(group, (0, 0)) for group in reversed(line.groups)]
        if line.heads:
            return groups[:1]
        above = [span for span in ((self.since[at], self.before[at]), (0, self.before[at])) if span[0] < span[1]]
        return [self.all, *(groups or [self.all]), *above]


class _Sums:
    """The sums of a column over any span of rows, with and without those that are not taken."""

    def __init__(self, rows, column):
        found = _values(rows, column)
        out = [row.refused or row.left_out for row in rows]
        self._all = [0, *accumulate(value or 0 for value in found)]
        self._taken = [0, *accumulate(0 if left else value or 0 for value, left in zip(found, out, strict=True))]
        self._count = [0, *accumulate(value is not None for value in found)]

    def of(self, span):
        return self._all[span[1]] - self._all[span[0]], self._taken[span[1]] - self._taken[span[0]]

    def count(self, span):
        return self._count[span[1]] - self._count[span[0]]


def _values(rows, column):
    """What each row says in a column of money or people."""
    name = column.field
    if name == "charter_capital":
        return [row.values.get(name) for row in rows]
    year = column.year or (rows[0].as_of.year if rows else None)
    return [row.figures[year].get(name) if year in row.figures else None for row in rows]


# --- units ----------------------------------------------------------------------------------------------------------

FEWEST = 8  # values of a column, to know what is usual in it
FACTOR = 1_000  # between one unit of money and the next


def check_units(columns, rows) -> None:
    """Warns of amounts a thousand times above or below what is usual in their column; they are kept."""
    for column in columns:
        if column.field not in vocabulary.MONEY or column.mark is not None:
            continue
        stated = _values(rows, column)
        amounts = sorted(map(abs, filter(None, stated)))
        if len(amounts) < FEWEST:
            continue
        usual = amounts[len(amounts) // 2]
        if amounts[-1] < usual * FACTOR and usual < amounts[0] * FACTOR:
            continue
        for row, value in zip(rows, stated, strict=True):
            if not value or row.left_out:
                continue
            if abs(value) >= usual * FACTOR:
                _warn_of_unit(row, column, f"gấp {_written(abs(value) / usual)} lần")
            elif abs(value) * FACTOR <= usual:
                _warn_of_unit(row, column, f"chỉ bằng 1/{_written(usual / abs(value))}")


def _written(times):
    return f"{times:,.0f}".replace(",", ".")


def _warn_of_unit(row, column, told):
    message = f"Số tiền {told} mức thường gặp trong cột, có thể sai đơn vị: hãy kiểm tra lại."
    cell, value = f"{column.letter}{row.row}", row.original.get(column.letter)
    row.messages.append(Message("warning", cell, column.field, value, message))
