"""What only the rows together can tell: organisations named twice, and totals that are no sums."""

import re
from decimal import Decimal

from cooperatives.imports import values, vocabulary
from cooperatives.imports.cells import CellError
from cooperatives.imports.names import name_key, type_of
from cooperatives.imports.values import words_of

_COMMUNE_TYPE = re.compile(r"^(?:xa|phuong|thi tran|tt|p|x) ")


class Duplicates:
    """The organisations that a file has named so far, for each kind and date."""

    def __init__(self):
        self._codes, self._names = {}, {}

    def check(self, row) -> None:
        """Refuses `row` when an earlier, taken row names the same organisation; else remembers it."""
        if row.refused or row.left_out:
            return
        code = row.values.get("tax_code")
        scope = (row.kind, row.as_of)
        if row.unit is not None:
            place = row.unit
        else:
            place = (
                _COMMUNE_TYPE.sub("", words_of(row.values.get("commune") or "")),
                words_of(row.values.get("district") or ""),
            )
        name = (*scope, type_of(row.values["name"]), name_key(row.values["name"]), place)
        earlier = self._codes.get((*scope, code)) if code else None
        field = "tax_code"
        if earlier is None:
            alike = self._names.get(name)
            # Two different tax codes are two organisations, whatever their names.
            if alike and (code is None or alike[1] is None):
                earlier, field = alike[0], "name"
        if earlier is not None:
            where = f"dòng {earlier.row}" + (f" trang “{earlier.sheet}”" if earlier.sheet != row.sheet else "")
            what = f"Mã số thuế {code} trùng với" if field == "tax_code" else "Tên và địa bàn trùng với"
            row.refuse(
                field, code if field == "tax_code" else row.values["name"], f"{what} {where}: hãy giữ lại một dòng."
            )
            return
        if code:
            self._codes[*scope, code] = row
        self._names.setdefault(name, (row, code))


_GRAND = re.compile(r"^(?:[ivxabc]+ )?(?:tong cong|tong so|tong chung|tong toan|toan|tong$|tong )")
_AVERAGE = re.compile(r"binh quan|trung binh")


def check_totals(sheet_name, table, columns, rows, total_class) -> list:
    """Every stated total beside the sum of its rows.

    A subtotal is the sum of its group or of all rows above it; which one is meant, the numbers tell, else its words.
    """
    lines = [b for b in table.body if b.total]
    if not lines:
        return []
    found = []
    summed = [c for c in columns if c.field in vocabulary.SUMMED and c.mark is None]
    by_row = {r.row: r for r in rows}
    groups = len({b.group for b in table.body if not b.total})
    for line in lines:
        if _AVERAGE.search(words_of(line.scope)):
            continue
        position = table.body.index(line)
        for column in summed:
            cell = line.cells[column.index] if column.index < len(line.cells) else None
            stated = _stated(column, cell)
            if stated is None:
                continue
            scopes = _scopes(table, line, position)
            sums = [_sum(scope, column, by_row, taken) for scope in scopes for taken in (False, True)]
            if any(_same(stated, s) for s, _ in sums):
                computed = stated
            else:
                grand = bool(_GRAND.match(words_of(line.scope))) or groups < 2
                computed, count = sums[0] if grand else sums[2]
                if count > 1 and abs(stated * count - computed) <= max(count, computed // 100):
                    continue  # an average is no sum
            found.append(total_class(sheet_name, line.numbers[0], column.field, stated, computed))
    return found


def _stated(column, cell):
    if cell is None or isinstance(cell, CellError):
        return None
    if column.field in vocabulary.COUNTS:
        return values.parse_count(cell, column.decimal)[0]
    return values.parse_money(cell, column.unit, column.decimal)[0]


def _scopes(table, line, position):
    """The sets of rows that a total may sum: all; its group; those since the last total."""
    data = [b for b in table.body if not b.total]
    group = [b for b in data if b.group == line.group]
    since = []
    for body in reversed(table.body[:position]):
        if body.total:
            break
        since.append(body)
    above = [b for b in table.body[:position] if not b.total]
    scopes = [data, group]
    if since:
        scopes.append(since)
    if above and len(above) != len(data):
        scopes.append(above)
    if line.context.district:
        scopes.append([b for b in data if b.context.district == line.context.district])
    return scopes


def _sum(scope, column, by_row, taken_only):
    total, count = 0, 0
    for body in scope:
        row = by_row[body.numbers[0]]
        if taken_only and (row.refused or row.left_out):
            continue
        if column.field == "charter_capital":
            value = row.values.get(column.field)
        else:
            value = row.figures.get(column.year or row.as_of.year, {}).get(column.field)
        if value is not None:
            total, count = total + value, count + 1
    return total, count


def _same(stated, computed):
    return abs(Decimal(stated) - Decimal(computed)) <= 1
