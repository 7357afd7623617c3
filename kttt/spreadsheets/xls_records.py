"""What calamine does not see of an .xls and its records tell at once: errors in cells, hidden rows, the calendar.

One pass over the records of the workbook's stream ([MS-XLS]); xlrd, which builds a whole workbook, takes minutes for a
long list.
"""

import io
import struct
from dataclasses import dataclass, field

from xlrd.compdoc import CompDoc, CompDocError

_EOF, _DATEMODE, _BOUNDSHEET, _BOF = 0x0A, 0x22, 0x85, 0x809
_ROW, _BOOLERR, _FORMULAS = 0x208, 0x205, {0x06, 0x206, 0x406}
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_HIDDEN = 0x20


@dataclass
class Told:
    """What the records say: by sheet's name the hidden rows (Excel's numbers) and the errors (row, column, code)."""

    has_1904_calendar: bool = False
    hidden_rows: dict[str, set[int]] = field(default_factory=dict)
    errors: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)


def look(data: bytes) -> Told:
    """The records of an .xls, with its OLE frame or without; a damaged file tells what it can."""
    told = Told()
    try:
        stream = _workbook_stream(data)
        for name, start in _globals(stream, told):
            told.hidden_rows[name], told.errors[name] = _of_sheet(stream, start)
    except (CompDocError, struct.error, IndexError, AssertionError):
        pass
    return told


def _workbook_stream(data):
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return data
    container = CompDoc(data, logfile=io.StringIO())
    for name in ("Workbook", "Book"):
        memory, base, size = container.locate_named_stream(name)
        if memory:
            return memory[base : base + size]
    return b""


def _records(stream, at):
    """(kind, place of its content, length) from `at` to the end of the substream."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif kind == length == 0:
            return
        yield kind, at + 4, length
        at += 4 + length


def _globals(stream, told):
    """(name, place) of each sheet; the calendar goes into `told`."""
    sheets, newer = [], True
    for kind, at, length in _records(stream, 0):
        if kind == _BOF and not sheets:
            newer = struct.unpack_from("<H", stream, at)[0] >= 0x600
        elif kind == _DATEMODE:
            told.has_1904_calendar = stream[at] == 1
        elif kind == _BOUNDSHEET:
            sheets.append((_name(stream[at + 6 : at + length], newer), struct.unpack_from("<I", stream, at)[0]))
    return sheets


def _name(raw, newer):
    if not newer:
        return raw[1 : 1 + raw[0]].decode("cp1252", "replace")
    wide = raw[1] & 1
    return raw[2 : 2 + raw[0] * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _of_sheet(stream, start):
    hidden, errors = set(), []
    for kind, at, length in _records(stream, start):
        if kind == _ROW and length >= 16:
            if stream[at + 12] & _HIDDEN:
                hidden.add(struct.unpack_from("<H", stream, at)[0] + 1)
        elif kind == _BOOLERR and length >= 8 and stream[at + 7]:
            errors.append((*_place(stream, at), _ERRORS.get(stream[at + 6], "#N/A")))
        elif kind in _FORMULAS and length >= 14 and stream[at + 6] == 2 and stream[at + 12 : at + 14] == b"\xff\xff":
            errors.append((*_place(stream, at), _ERRORS.get(stream[at + 8], "#N/A")))
    return hidden, errors


def _place(stream, at):
    row, column = struct.unpack_from("<HH", stream, at)
    return row + 1, column
