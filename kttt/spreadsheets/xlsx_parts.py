"""What calamine does not see of an .xlsx and its XML tells at once.

Errors in cells, hidden rows, comments, cells struck through or red, the calendar of 1904. Every function takes the
bytes of a part, or the open archive, and never raises on odd XML: what it does not understand it does not tell.
"""

import html
import posixpath
import re
from itertools import islice

from kttt.spreadsheets.cells import column_index
from kttt.spreadsheets.values import tidy

MOST = 20_000  # comments, or marked cells: more of them mean nothing

_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.S)
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_1904 = re.compile(rb'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true)"')


def _attribute(tag, name):
    match = re.search(rf"\b{name}=[\"']([^\"']*)[\"']", tag)
    return html.unescape(match[1]) if match else ""


def _text(content):
    return content.decode("utf-8", "replace")


def read_part(archive, part: str) -> bytes:
    """The bytes of a part, whose name may be written in other case; empty when there is none."""
    name = next((n for n in archive.namelist() if n.lower() == part.lower()), None)
    return archive.read(name) if name else b""


def _targets(archive, part):
    """{id: (type, part)} of the parts that `part` refers to."""
    folder, file = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", file + ".rels")
    found = {}
    for tag in _RELATION.findall(_text(read_part(archive, relations))):
        target = posixpath.normpath(posixpath.join("/", folder, _attribute(tag, "Target"))).lstrip("/")
        found[_attribute(tag, "Id")] = (_attribute(tag, "Type"), target)
    return found


def sheet_parts(archive) -> dict[str, str]:
    """Sheet's name → the part of the archive that holds its cells."""
    targets = _targets(archive, "xl/workbook.xml")
    parts = {}
    for tag in _SHEET.findall(_text(read_part(archive, "xl/workbook.xml"))):
        relation = _attribute(tag, "r:id") or _attribute(tag, "id")
        parts[_attribute(tag, "name")] = targets.get(relation, ("", ""))[1]
    return parts


def error_cells(content: bytes) -> list[tuple[int, int, str]]:
    """(Excel's row, column from 0, "#REF!") of the cells that show an error."""
    if b't="e"' not in content:
        return []
    return [(int(r), column_index(c.decode()), _text(code)) for c, r, code in _ERROR_CELL.findall(content)]


def hidden_rows(content: bytes) -> set[int]:
    """Excel's numbers of the rows that are hidden, by hand or by a filter."""
    return {int(r) for r in _HIDDEN_ROW.findall(content)} if b"hidden=" in content else set()


def has_1904_calendar(content: bytes) -> bool:
    """Whether xl/workbook.xml says that day 0 is 1 January 1904."""
    return bool(_1904.search(content))


# Begins with plain letters, which makes the search through some forty megabytes fast.
_FAR_OR_LATE = re.compile(rb'<c r="(?:[A-Z]{2,}\d|[A-Z]\d{6})')
_FAR_CELL = re.compile(rb'<c r="[A-Z]{3,}\d+"[^>]*?(?:/>|>.*?</c>)', re.S)
_TWO_LETTERS = re.compile(rb'<c r="([A-Z]{2})\d')
_LATE_ROW = re.compile(rb'<c r="[A-Z]+(\d{6,9})')
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,9})"')


def reaches_far(content: bytes) -> bool:
    """Whether a sheet's XML has cells behind column Z or row 99,999; the next two functions then look closer."""
    return bool(_FAR_OR_LATE.search(content))


def without_far_columns(content: bytes) -> bytes:
    """A sheet's XML without cells behind column ZZ, where a stray blank may stand but no list."""
    return _FAR_CELL.sub(b"", content)


def is_larger_than(content: bytes, cells: int) -> bool:
    """Whether the rectangle around all cells of a sheet's XML holds more than `cells`; calamine lays all of it out."""
    rows = max(map(int, _LATE_ROW.findall(content)), default=99_999)
    columns = max((column_index(c.decode()) + 1 for c in set(_TWO_LETTERS.findall(content))), default=26)
    if rows * columns <= cells:
        return False
    rows = columns = 0
    for match in _REFERENCE.finditer(content):
        columns = max(columns, column_index(match[1].decode()) + 1)
        rows = max(rows, int(match[2]))
    return rows * columns > cells


# --- comments -------------------------------------------------------------------------------------------------------

_COMMENT = re.compile(r'<(?:\w+:)?comment\b[^>]*\bref="([A-Z]+)(\d+)"[^>]*>(.*?)</(?:\w+:)?comment>', re.S)
_RUN = re.compile(r"<(?:\w+:)?t\b[^>]*>([^<]*)</(?:\w+:)?t>")


def comments(archive, part: str) -> list[tuple[int, int, str]]:
    """(Excel's row, column from 0, text) of the comments on the cells of a sheet's part."""
    found = []
    for kind, target in _targets(archive, part).values():
        if kind.endswith("/comments"):
            for match in islice(_COMMENT.finditer(_text(read_part(archive, target))), MOST):
                text = tidy(html.unescape("".join(_RUN.findall(match[3]))).replace("\n", " "))
                # What Excel writes in front of a "threaded" comment is an advice to buy a newer one.
                text = text.rpartition(" Comment: ")[2] if text.startswith("[Threaded comment]") else text
                if text:
                    found.append((int(match[2]), column_index(match[1]), text[:300]))
    return found


# --- marks ----------------------------------------------------------------------------------------------------------

_RED = re.compile(rb'\brgb="(?:[0-9A-F]{2})?[C-F][0-9A-F][0-3][0-9A-F][0-3][0-9A-F]"|\bindexed="10"', re.I)
_STRUCK = re.compile(rb'<strike(?:\s+val="(?:1|true)")?\s*/>')


def _items(styles, group, item):
    """The XML of each `item` in the `group` of a stylesheet, in order."""
    block = re.search(rb"<" + group + rb"\b[^>]*>(.*?)</" + group + rb">", styles, re.S)
    pattern = rb"<" + item + rb"\b(?:[^>]*/>|.*?</" + item + rb">)"
    return [m[0] for m in re.finditer(pattern, block[1], re.S)] if block else []


def _number(item, name):
    match = re.search(rb"\b" + name + rb'="(\d+)"', item)
    return int(match[1]) if match else -1


def marked_styles(styles: bytes) -> set[int]:
    """The cell styles of xl/styles.xml that strike a text through, or write it in red or on red."""
    if b"<strike" not in styles and not _RED.search(styles):
        return set()
    fonts = {i for i, f in enumerate(_items(styles, b"fonts", b"font")) if _STRUCK.search(f) or _RED.search(f)}
    fills = {
        i
        for i, f in enumerate(_items(styles, b"fills", b"fill"))
        if b'"solid"' in f and _RED.search(f.partition(b"<bgColor")[0])
    }
    return {
        i
        for i, xf in enumerate(_items(styles, b"cellXfs", b"xf"))
        if _number(xf, b"fontId") in fonts or _number(xf, b"fillId") in fills
    }


def marked_cells(content: bytes, styles: set[int]) -> list[tuple[int, int]]:
    """(Excel's row, column from 0) of the cells with one of `styles` and a value; none when there are too many."""
    if not styles:
        return []
    wanted = b"|".join(b"%d" % s for s in sorted(styles))
    pattern = re.compile(rb'<c r="([A-Z]+)(\d+)" s="(?:' + wanted + rb')"[^>/]*>(?=<[vfi])')
    found = [(int(m[2]), column_index(m[1].decode())) for m in islice(pattern.finditer(content), MOST + 1)]
    return found if len(found) <= MOST else []
