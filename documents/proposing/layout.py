"""A file as a person sees it: lines from top to bottom, each with its pieces of text from left to right.

Only what a proposal needs is read: the first and the last pages. Runs in `proposal`'s own process, may raise anything.
"""

import ctypes
import io
import re
import time
import unicodedata
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

from kttt import legacy_fonts, text

FIRST_PAGES, LAST_PAGES = 30, 6
READING_SECONDS = 5  # after which no further page is begun
_XML_BYTES = 30 * 1024 * 1024
_LINES = 20_000


class LockedError(Exception):
    """The file asks for a password."""


class TooHardError(Exception):
    """The file unfolds into more than any document holds."""


@dataclass
class Piece:
    """Words that stand together; `left` and `right` in points of a page that is about 600 wide."""

    text: str
    left: float
    right: float
    bold: bool = False

    @property
    def middle(self):
        return (self.left + self.right) / 2


@dataclass
class Line:
    """What stands at one height; `gap` is the distance to the line above, in heights of a line."""

    pieces: list[Piece]
    gap: float = 1.0
    centred: bool | None = None  # None: only the pieces' places tell

    @property
    def text(self):
        return " ".join(piece.text for piece in self.pieces)

    @property
    def bold(self):
        return all(piece.bold for piece in self.pieces)

    @property
    def middle(self):
        return (self.pieces[0].left + self.pieces[-1].right) / 2


@dataclass
class Layout:
    """The lines of all pages that were read, one after the other; `starts` holds where each page begins."""

    lines: list[Line] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    pages: int | None = None


def read(data: bytes, ending: str) -> Layout:
    """The layout of a PDF or a .docx; raises `LockedError`, `TooHardError`, or anything."""
    return {".pdf": _pdf, ".docx": _docx}[ending](data)


def _words(run, font):
    """Text as it is to be read: Unicode, whatever the font; true đ, single spaces."""
    return text.clean(legacy_fonts.from_font(run, re.sub(r"^[A-Z]{6}\+", "", font or "")))


# --- PDF --------------------------------------------------------------------------------------------------------------


def _pdf(data):
    import pypdfium2

    began = time.monotonic()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise LockedError from error
        raise
    layout = Layout(pages=len(document))
    if not layout.pages:
        raise ValueError("no pages")
    last = range(max(FIRST_PAGES, layout.pages - LAST_PAGES), layout.pages)
    for number in (*range(min(FIRST_PAGES, layout.pages)), *last):
        if time.monotonic() - began > READING_SECONDS:
            break
        page = document[number]
        layout.starts.append(len(layout.lines))
        layout.lines += _page_lines(page)
        page.close()
    return layout


def _page_lines(page):
    """The lines of a PDF page, from the places of its letters: the order in the file says nothing."""
    words = sorted(_placed_words(page), key=lambda word: -word[0])
    rows = []
    for word in words:
        if rows and abs(rows[-1][0][0] - word[0]) < 0.3 * word[4]:
            rows[-1].append(word)
        else:
            rows.append([word])
    lines, above = [], None
    for row in rows:
        pieces = []
        row.sort(key=lambda word: word[1])
        for _height, left, right, written, size, bold in row:
            if pieces and left - pieces[-1].right < 0.9 * size:
                before = pieces[-1]
                glue = "" if left - before.right < 0.12 * size else " "
                before.text, before.right, before.bold = f"{before.text}{glue}{written}", right, before.bold and bold
            else:
                pieces.append(Piece(written, left, right, bold))
        height = row[0][0]
        lines.append(Line(pieces, gap=(above - height) / (row[0][4] * 1.2) if above else 1.0))
        above = height
    return lines


def _placed_words(page):
    """(height of the baseline, left, right, text, size of the font, bold) of each word of a PDF page."""
    from pypdfium2 import raw

    letters = page.get_textpage()
    handle = letters.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    word, found = None, []
    for at in range(min(letters.count_chars(), 20_000)):
        code = raw.FPDFText_GetUnicode(handle, at)
        letter = "-" if code in (0xFFFE, 0x02) else chr(code)
        if word and unicodedata.combining(letter):
            word[3] += letter
            continue
        if letter.isspace() or not code or code == 0xFFFD or raw.FPDFText_IsGenerated(handle, at) == 1:
            word = None
            continue
        raw.FPDFText_GetCharOrigin(handle, at, x, y)
        raw.FPDFText_GetLooseCharBox(handle, at, box)
        height, size = y.value, max(box.top - box.bottom, 1)
        if word and abs(word[0] - height) < 0.2 * size and -0.5 * size < box.left - word[2] < 0.25 * size:
            word[2], word[3] = max(word[2], box.right), word[3] + letter
            continue
        raw.FPDFText_GetFontInfo(handle, at, name, 100, flags)
        font = name.value.decode("utf-8", "replace")
        bold = "bold" in font.lower() or raw.FPDFText_GetFontWeight(handle, at) >= 600
        word = [height, box.left, box.right, letter, size / 1.2, bold, font]
        found.append(word)
    for *place, written, size, bold, font in found:
        if readable := _words(written, font):
            yield (*place, readable, size, bold)


# --- Word -------------------------------------------------------------------------------------------------------------

_SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WIDTH, _CELL_GAP = 450, 20
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _docx(data):
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        layout = Layout(_part_lines(parts, "word/document.xml"), starts=[0])
        if not any("VIỆT NAM" in line.text for line in layout.lines[:30]):
            heads = [name for name in parts.namelist() if re.fullmatch(r"word/header\d*\.xml", name)][:3]
            layout.lines = [line for name in heads for line in _part_lines(parts, name)] + layout.lines
        layout.pages = _told_pages(parts)
    return layout


def _part(parts, name):
    with parts.open(name) as part:
        written = part.read(_XML_BYTES + 1)
    if len(written) > _XML_BYTES:
        raise TooHardError
    return ElementTree.fromstring(written)  # noqa: S314  (expat bounds entities; memory and time are bounded)


def _told_pages(parts):
    """How many pages Word counted when the file was saved."""
    try:
        told = next((e.text for e in _part(parts, "docProps/app.xml").iter() if e.tag.endswith("}Pages")), None)
    except (KeyError, ElementTree.ParseError):
        return None
    return int(told) if told and re.fullmatch("[1-9][0-9]{0,4}", told) else None


def _part_lines(parts, name):
    root = _part(parts, name)
    return list(_blocks(root.find(f"{_SPACE}body") if root.tag == f"{_SPACE}document" else root))[:_LINES]


def _blocks(container):
    """The lines of paragraphs and tables in their order; what is boxed into others comes before their text."""
    for element in container:
        if element.tag == f"{_SPACE}p":
            yield from _boxed(element)
            yield from _paragraph(element, 0, _WIDTH)
        elif element.tag == f"{_SPACE}tbl":
            for row in element.iter(f"{_SPACE}tr"):
                yield from _row(row)
        elif element.tag in (f"{_SPACE}sdt", f"{_SPACE}sdtContent", f"{_SPACE}ins"):
            yield from _blocks(element)


def _row(row):
    """The cells of a table's row beside each other: the first lines of all of them, then the second ones."""
    cells = list(row.iter(f"{_SPACE}tc"))
    width = _WIDTH / max(len(cells), 1)
    columns = [
        [line for p in cell.iter(f"{_SPACE}p") for line in _paragraph(p, n * width, (n + 1) * width - _CELL_GAP)]
        for n, cell in enumerate(cells)
    ]
    for at in range(max(map(len, columns), default=0)):
        pieces = [piece for column in columns if at < len(column) for piece in column[at].pieces]
        yield Line(pieces, centred=len(cells) == 1 and columns[0][at].centred)


def _boxed(paragraph):
    for box in paragraph.iter(f"{_SPACE}txbxContent"):
        if not box.get("seen"):
            yield from _blocks(box)


def _paragraph(paragraph, left, right):
    """The lines of a paragraph: broken at its line breaks, apart at its tabs."""
    settings = paragraph.find(f"{_SPACE}pPr")
    aligned, indent = "", 0
    if settings is not None:
        for jc in settings.findall(f"{_SPACE}jc"):
            aligned = jc.get(f"{_SPACE}val", "")
        for ind in settings.findall(f"{_SPACE}ind"):
            told = ind.get(f"{_SPACE}left") or ind.get(f"{_SPACE}start") or "0"
            indent = int(told) / 20 if re.fullmatch("[0-9]{1,5}", told) else 0
    runs = [[]]  # of each line: (text, font, bold)
    for run in _runs(paragraph):
        font, bold, capitals = _looks(run)
        for part in run:
            name = part.tag.removeprefix(_SPACE)
            if name == "t":
                runs[-1].append(((part.text or "").upper() if capitals else part.text or "", font, bold))
            elif name in ("noBreakHyphen", "softHyphen"):
                runs[-1].append(("-" if name == "noBreakHyphen" else "", font, bold))
            elif name == "tab":
                runs[-1].append(("\t", font, bold))
            elif name in ("br", "cr"):
                runs.append([])
    start = left + min(indent, (right - left) * 0.6)
    for line in runs:
        if pieces := _tabbed(line, start, right, aligned):
            yield Line(pieces, centred=aligned == "center")


def _runs(element):
    """The runs of a paragraph, without those of boxes in it and of what was struck out."""
    for child in element:
        if child.tag == f"{_SPACE}r":
            yield child
        elif child.tag not in (f"{_SPACE}del", f"{_SPACE}pPr", f"{_SPACE}moveFrom", _FALLBACK):
            yield from _runs(child)


def _looks(run):
    """(font, bold, written in capitals) of a run."""
    said = run.find(f"{_SPACE}rPr")
    if said is None:
        return None, False, False
    fonts = said.find(f"{_SPACE}rFonts")
    font = fonts.get(f"{_SPACE}ascii") or fonts.get(f"{_SPACE}hAnsi") if fonts is not None else None

    def on(name):
        flag = said.find(f"{_SPACE}{name}")
        return flag is not None and flag.get(f"{_SPACE}val", "1") not in ("0", "false")

    return font, on("b"), on("caps")


def _tabbed(runs, left, right, aligned):
    """The pieces of one line; what stands behind a tab, or is set to the right, is another column."""
    parts, bold = [""], [True]
    for written, font, heavy in runs:
        for n, part in enumerate(re.split(r"\t+", legacy_fonts.from_font(written, font))):
            if n:
                parts.append("")
                bold.append(True)
            parts[-1] += part
            bold[-1] = bold[-1] and (heavy or not part.strip())
    # Many spaces do what a tab does, but not behind "Số:", where they wait for the clerk's pen.
    found = [
        (text.clean(piece), heavy)
        for part, heavy in zip(parts, bold, strict=True)
        for piece in re.split(r"(?<=[\w):;.])\s{6,}(?=[A-ZĐ(])", part)
    ]
    found = [(written, heavy) for written, heavy in found if written]
    width = (right - left) / max(len(found), 1)
    if len(found) == 1 and (aligned in ("right", "end") or (parts[0] == "" and len(parts) > 1)):
        left = (left + right) / 2
        width = right - left
    return [Piece(w, left + n * width, left + (n + 1) * width, heavy) for n, (w, heavy) in enumerate(found)]
