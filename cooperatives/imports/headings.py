"""Where a registry table's headings stand in a sheet, and what each column's heading is.

A heading may take up to four rows: parents in merged cells ("Thành viên / Nữ"), units, years; a row of column numbers
below them is dropped.
"""

import re

from cooperatives.imports import terms
from cooperatives.imports.vocabulary import NUMBERING, field_of, is_unit_only
from kttt.spreadsheets.values import as_text, is_blank, words_of

HEADER_SEARCH = 80  # rows; titles, mottos and forewords are shorter
_MAX_HEADER = 4


def _texts(row):
    return [(c, as_text(v)) for c, v in enumerate(row) if isinstance(v, str) and len(v) <= 200 and not is_blank(v)]


def fields_named(row):
    """The fields that the cells of a row name, each taken for a whole heading."""
    return {f for _, text in _texts(row) if (f := field_of((text,)))}


def find_header(sheet, start, name_column=None):
    """(top, bottom, headings, names' column, first body row) of the first block of rows that heads a registry table.

    `name_column` is where somebody said that the names stand, whatever its heading.
    """
    merged = _merge_map(sheet.merges)
    last = min(len(sheet.rows), start + HEADER_SEARCH) if start == 0 else len(sheet.rows)
    for r in range(start, last):
        row = sheet.rows[r]
        texts = _texts(row)
        if len(texts) < 2 and not any((r, c) in merged for c, _ in texts):
            continue
        known = fields_named(row)
        if not known or (len(known) < 2 and "name" not in known and name_column not in dict(texts)):
            continue
        top, bottom = _block(sheet, merged, r, start)
        headings = headings_of(sheet, merged, top, bottom)
        fields = [field_of(h) for h in headings]
        after = bottom + 1
        while after < len(sheet.rows) and (is_numbering(sheet.rows[after]) or not _filled(sheet.rows[after])):
            after += 1
        name_at = _name_at(headings, fields, name_column)
        if name_at is None and len(known) > 1:
            name_at = _column_of_organisations(sheet, headings, after)
        if name_at is None:
            continue
        others = {f for c, f in enumerate(fields) if c != name_at} - {"name", NUMBERING, None}
        if (name_at == name_column and others) or _is_registry(sheet, headings[name_at], name_at, others, after):
            return top, bottom, headings, name_at, after
    return None


def _name_at(headings, fields, name_column):
    """The column of the names: where somebody said, if it has a heading there, else where a heading says."""
    if name_column is not None and name_column < len(headings) and headings[name_column]:
        return name_column
    return fields.index("name") if "name" in fields else None


def _column_of_organisations(sheet, headings, after):
    """The column with a heading, most of whose cells are names of organisations, no two alike; or None.

    Banks, tax offices and funds head it with words of their own: "Tên khách hàng", "Người nộp thuế", "Chủ thể".
    """
    found = []
    for column in (c for c, parts in enumerate(headings) if parts):
        texts = [as_text(row[column]) for row in sheet.rows[after : after + 60] if _has_text(row, column)]
        names = {words_of(text) for text in texts if terms.names_organisation(text)}
        if len(names) * 10 > len(texts) * 6:
            found.append((len(names), -column))
    return -max(found)[1] if found else None


def _has_text(row, column):
    return column < len(row) and isinstance(row[column], str) and not is_blank(row[column])


def nearest_header(sheet):
    """(Excel's row number, {field: its heading}) of the row that names the most fields, at least two; or None."""
    best = None
    for number, row in enumerate(sheet.rows[:HEADER_SEARCH], 1):
        found = {field: text for _, text in _texts(row) if (field := field_of((text,))) not in (None, NUMBERING)}
        if len(found) > max(1, len(best[1]) if best else 0):
            best = number, found
    return best


def _is_registry(sheet, name, column, others, after):
    """A name and two more fields, or a name and organisations below it: a timetable has neither."""
    below = [
        as_text(row[column]) for row in sheet.rows[after : after + 60] if column < len(row) and row[column] is not None
    ]
    organisations = sum(terms.names_organisation(t) for t in below)
    says = bool(re.search(r"htx|hop tac|\btht\b|lien hiep|quy tin dung", " ".join(map(words_of, name))))
    if organisations:
        return len(others) >= 1
    return len(others) >= (2 if says else 3)


def _merge_map(merges):
    """(row, column) → (top, left, bottom, right) of the merge that covers it; a giant merge covers its first rows."""
    covered = {}
    for top, left, bottom, right in merges:
        for r in range(top, min(bottom, top + 2_000) + 1):
            for c in range(left, min(right, left + 300) + 1):
                covered[r, c] = (top, left, bottom, right)
    return covered


def _filled(row):
    return [(c, v) for c, v in enumerate(row) if v is not None]


def _block(sheet, merged, r, start):
    """First and last row of the headings around row `r`."""
    top = r
    while top > start and r - top < 2 and _heads(sheet, merged, top - 1, top):
        top -= 1
    bottom = top
    grow = True
    while grow and bottom - top < _MAX_HEADER:
        grow = False
        deepest = max((m[2] for c, _ in _filled(sheet.rows[bottom]) if (m := merged.get((bottom, c)))), default=bottom)
        deepest = min(deepest, len(sheet.rows) - 1)
        if bottom < deepest <= top + _MAX_HEADER:
            bottom, grow = deepest, True
        elif bottom < r:
            bottom, grow = r, True
        elif bottom + 1 < len(sheet.rows) and _continues(sheet, merged, top, bottom):
            bottom, grow = bottom + 1, True
    return top, bottom


def _heads(sheet, merged, upper, lower):
    """Whether row `upper` holds parents of the headings in row `lower`."""
    cells = _filled(sheet.rows[upper])
    if not cells or any(not isinstance(v, str) for _, v in cells):
        return False
    if any((m := merged.get((upper, c))) and m[2] >= lower for c, _ in cells):
        return True
    if len(cells) < 2 and len(fields_named(sheet.rows[upper])) == 0:
        return False
    if any(
        re.search(r"cong hoa xa hoi|doc lap|danh sach|bieu|tong hop|bao cao|ubnd|uy ban", words_of(as_text(v)))
        for _, v in cells
    ):
        return False
    known = fields_named(sheet.rows[upper])
    return len(known) >= 2 or (len(cells) >= 2 and len(known) >= 1)


def _continues(sheet, merged, top, bottom):
    """Whether the row below `bottom` still belongs to the headings: sub-headings, units or years, no data."""
    row, above = sheet.rows[bottom + 1], sheet.rows[bottom]
    cells = _filled(row)
    if not cells or is_numbering(row) or any(_is_data(v) for _, v in cells) or _is_line(cells):
        return False
    fields = [field_of(h) for h in headings_of(sheet, merged, top, bottom)]
    for field in (NUMBERING, "name"):
        # Below a number or a name stands data, unless it is the unit of a merged heading.
        below = value_at(sheet, bottom + 1, fields.index(field)) if field in fields else None
        if below is not None and not is_unit_only(as_text(below)):
            return False
    return sum(_is_subheading(as_text(v), _parent_text(above, c)) for c, v in cells) * 2 > len(cells)


def _is_line(cells):
    """Whether a row is one text of several words: a line of a group, not a heading's part."""
    text = as_text(cells[0][1])
    return len(cells) == 1 and len(text.split()) > 2 and not is_unit_only(text)


def _is_data(value):
    """Whether a cell can be no heading: long texts, long numbers, amounts."""
    if isinstance(value, str):
        text = as_text(value)
        return len(text) > 80 or bool(re.search(r"\d{5,}", text))
    return not (isinstance(value, int | float) and 1990 <= value <= 2100)


def _parent_text(above, column):
    """The nearest text in the row above, from its own column to the left."""
    return next((as_text(above[c]) for c in range(min(column, len(above) - 1), -1, -1) if above[c] is not None), "")


def _is_subheading(text, parent):
    return bool(
        is_unit_only(text) or re.fullmatch(r"(?:năm )?(?:19|20)\d\d", text.casefold()) or field_of((text,))
        or field_of((parent, text)) or re.match(r"^(?:nu|nam|tong|trong do|dtts|x|so|ngay|ten)\b", words_of(text))
        or terms.status_of_context(text) or terms.sector_of_context(text)
    )  # fmt: skip


_NUMBERING_CELL = re.compile(
    r"^[(\[]?\s*(?:\d{1,2}|[A-Za-zĐđ]|[ivxIVX]{1,4})\s*[)\]]?(?:\s*=.*)?$|^[(\[]?\d{1,2}\s*=.+$"
)


def is_numbering(row):
    """The row "(1) (2) (3)" or "A B 1 2" under the headings."""
    texts = [as_text(v) for v in row if v is not None]
    return len(texts) >= 3 and all(_NUMBERING_CELL.match(t) for t in texts)


def headings_of(sheet, merged, top, bottom):
    """The parts of each column's heading; a parent without merged cells stands over the blanks to its right."""
    width = max((len(sheet.rows[r]) for r in range(top, bottom + 1)), default=0)
    # The last row in which a column has a cell of its own: above it stand parents.
    block = range(top, bottom + 1)
    deepest = [max((r for r in block if value_at(sheet, r, c) is not None), default=-1) for c in range(width)]
    columns = [[] for _ in range(width)]
    for r in block:
        flat = r < bottom and not any((r, c) in merged for c in range(width))
        parent = None
        for c in range(width):
            value = value_at(sheet, r, c)
            if value is None and (m := merged.get((r, c))):
                value = value_at(sheet, m[0], m[1]) if m[0] >= top else None
            elif flat and value is not None:
                parent = value if deepest[c] > r else None
            elif flat and deepest[c] > r:
                value = parent
            text = as_text(value)
            if text and (not columns[c] or columns[c][-1] != text):
                columns[c].append(text)
    return [tuple(parts) for parts in columns]


def value_at(sheet, r, c):
    row = sheet.rows[r] if r < len(sheet.rows) else []
    return row[c] if c < len(row) else None
