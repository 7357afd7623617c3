"""What a document's file says: the text of PDF, Word (.docx) and Excel (.xlsx, .xls), number of pages, or why not.

`examine` starts a process of its own for each file (`kttt.bounded_process`), whose program this module is too.
Knows neither Django nor a model. The text holds marks, each of which is white space to whoever does not ask: PAGE
begins a page of a PDF and a sheet of a workbook; on lines of their own, ROW begins a row of a table, CELL a further
cell, and TABLE_END ends the table.
"""

import datetime
import io
import re
import unicodedata
import zipfile
from typing import NamedTuple
from xml.etree import ElementTree

from kttt import bounded_process

PAGE, TABLE_END, ROW, CELL = "\f", "\x1d", "\x1e", "\x1f"
MAX_BYTES = 50 * 1024 * 1024
MAX_PAGES = 2000
MAX_CHARACTERS = 400_000
SECONDS = 60
# Why a file was not read, or not to its end.
LOCKED, BROKEN, TOO_HARD = "locked", "broken", "too_hard"
# A page that is a picture says nothing with no more letters than an electronic signature puts on it.
SIGNATURE_LETTERS = 250
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLE = b"\xd0\xcf\x11\xe0"
# Everything that is no letter, but for line ends, tabs and our own marks, which no file may bring along.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


class Reading(NamedTuple):
    """`scanned`: more than half of the pages that are not blank are mute; `problem`: "", LOCKED, BROKEN or TOO_HARD."""

    text: str = ""
    pages: int | None = None
    scanned: bool = False
    problem: str = ""


class LockedError(Exception):
    """The file asks for a password."""


def examine(data: bytes, ending: str) -> Reading:
    """What a file says (its bytes and its ending, ".pdf"): at most MAX_CHARACTERS of text, of MAX_PAGES pages.

    Only PDF and pictures have a number of pages. A kind that is not read gives an empty Reading. Takes at most SECONDS
    and 1 GB of memory, never raises for any bytes.
    """
    if ending not in _READERS:
        return Reading()
    if len(data) > MAX_BYTES:
        return Reading(problem=TOO_HARD)
    said, ended = bounded_process.run("documents.file_text", ending, data=data, seconds=SECONDS)
    found = {name: value for one in said if "text" not in one for name, value in one.items()}
    if not ended:
        found.setdefault("problem", TOO_HARD)
    text = "".join(one["text"] for one in said if "text" in one)
    return Reading(text=text if text.strip() else "", **found)


def _clean(words):
    # Where a word is broken at the end of a line, PDFium gives U+FFFE for its hyphen.
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")
    return unicodedata.normalize("NFC", _CONTROLS.sub(" ", words))


def _pages(data):
    """Of a PDF: {"pages"} and a text for each page, then {"scanned"}."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise LockedError from error
        raise
    if not len(document):
        raise ValueError("no pages")
    yield {"pages": len(document)}
    looked_at = min(len(document), MAX_PAGES)
    mute = blank = 0
    for number in range(looked_at):
        page = document[number]
        words = _clean(page.get_textpage().get_text_bounded())
        letters = sum(letter.isalnum() for letter in words)
        nothing = not letters and next(page.get_objects(max_depth=1), None) is None
        blank += nothing
        mute += not nothing and _is_mute(page, letters)
        yield f"{PAGE if number else ''}{words.strip()}\n"
        page.close()
    yield {"scanned": mute * 2 > looked_at - blank}


def _is_mute(page, letters):
    """Whether the page has next to no text of its own: its words are in a picture, if anywhere."""
    if not letters:
        return True
    if letters > SIGNATURE_LETTERS:
        return False
    import pypdfium2

    width, height = page.get_size()
    for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > width * height / 2:
            return True
    return False


def _picture(data):
    """Of a picture: it is one page without text."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        picture.verify()
    yield {"pages": 1, "scanned": True}


def _row(cells):
    return f"{ROW}\n" + f"{CELL}\n".join(f"{cell}\n" for cell in cells)


def _paragraphs(data):
    """Of a Word file: its paragraphs, and tables row by row; a table in a cell is paragraphs of the cell."""
    if data.startswith(_OLE):
        raise LockedError
    rows, cells = [], []  # those that are open, outermost first
    with zipfile.ZipFile(io.BytesIO(data)) as parts, parts.open("word/document.xml") as document:
        elements = ElementTree.iterparse(document, ("start", "end"))  # noqa: S314  (expat bounds entities; memory is bounded)
        for event, element in elements:
            name = element.tag.removeprefix(_WORD)
            if event == "start":
                if name == "tr":
                    rows.append([])
                elif name == "tc":
                    cells.append([])
            elif name == "p":
                words = _clean("".join(_run_text(t) for t in element.iter()))
                cells[-1].append(words) if cells else (yield f"{words}\n")
                element.clear()
            elif name == "tc" and rows:
                rows[-1].append("\n".join(filter(None, cells.pop())))
                element.clear()
            elif name == "tr":
                row = rows.pop()
                if cells:
                    cells[-1] += row
                else:
                    yield _row(row)
                element.clear()
            elif name == "tbl" and not cells:
                yield f"{TABLE_END}\n"


def _run_text(element):
    name = element.tag.removeprefix(_WORD)
    if name == "t":
        return element.text or ""
    return {"tab": "\t", "br": "\n"}.get(name, "")


def _sheets(data):
    """Of a workbook: each sheet's name and its rows."""
    from python_calamine import CalamineWorkbook, PasswordError

    if data.startswith(_OLE) and b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k" in data:
        raise LockedError
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise LockedError from error
    for number, name in enumerate(book.sheet_names):
        yield f"{PAGE if number else ''}{_clean(name)}\n"
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=True):
            while row and row[-1] == "":
                row.pop()
            if row:
                yield _row([_clean(_written(value)) for value in row])
        yield f"{TABLE_END}\n"


def _written(value):
    """A cell's value as a person writes it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return str(value)


_READERS = {
    ".pdf": _pages, ".docx": _paragraphs, ".xlsx": _sheets, ".xls": _sheets, ".jpg": _picture, ".png": _picture,
}  # fmt: skip


READABLE = tuple(_READERS)


def pieces(data: bytes, ending: str):
    """Yields in this process what a file says: its text piece by piece, and dicts of what else `Reading` holds.

    Raises LockedError, and whatever the libraries raise for a broken file.
    """
    yield from _READERS[ending](data)


def main():
    """Reads standard input as a file with the ending that the command line names."""
    data, (ending,) = bounded_process.begin()
    left = MAX_CHARACTERS
    try:
        for piece in pieces(data, ending):
            if isinstance(piece, dict):
                bounded_process.say(**piece)
            elif left > 0:
                # A lone half of a letter pair has no place in a database.
                bounded_process.say(text=piece[:left].encode("utf-8", "replace").decode())
                left -= len(piece)
            elif ending != ".pdf":
                break
    except LockedError:
        bounded_process.say(problem=LOCKED)
    except MemoryError:
        bounded_process.say(problem=TOO_HARD)
    except Exception:
        bounded_process.say(problem=BROKEN)


if __name__ == "__main__":
    main()
