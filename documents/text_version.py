"""The text version of a file (bản chữ): what a page holds of lines, as headings, paragraphs and tables.

Knows neither Django nor a model.
"""

import re
from typing import NamedTuple

from documents.file_text import CELL, PAGE, ROW, TABLE_END

# Letters in one part: what a cheap phone opens at once.
PART = 40_000
ROWS = 100  # of a table before it goes on as another one
# A table of fewer rows sets out letterheads and signatures (Nghị định 30/2020/NĐ-CP, phụ lục I): it holds no data.
FEWEST_ROWS = 3
# "Điều 1." begins a heading in a circular, and a paragraph of its own length in a decision.
LONGEST_HEADING = 160

_MARK = re.compile(
    r"[-–+•*]\s|\(?[a-zđ0-9]{1,3}\)\s|\d{1,3}(\.\d{1,3})*\.\s|[IVX]{1,5}\.\s|(Căn cứ|Theo đề nghị|Nơi nhận)\b"
)
_HEADING = 160

_MARK = re.compile(
    r"[-–+•*]\s|\(?[a-zđ0-9]{1,3}\)\s|\d{1,3}(\.\d{1,3})*\.\s|[IVX]{1,5}\.\s|Căn cứ\b|Theo đề nghị\b|Nơi nhận\b"
)
_HEADING = re.compile(r"(Điều \d+[a-zđ]?[.:]|(Phần|Chương|Mục|Tiểu mục|Phụ lục) (thứ \w+|[IVXLC]+|\d+)\b)", re.I)
_SENTENCE_ENDS = (".", ";", ":", "!", "?", "/.", "…")


class Block(NamedTuple):
    """`kind`: "heading", "paragraph" (a text) or "table" (rows of cells)."""

    kind: str
    content: str | list


class Section(NamedTuple):
    """A page of a PDF, a sheet of a workbook, or all of a Word file: its number from 1, and its blocks."""

    number: int
    blocks: list


def parts(text: str, ending: str) -> list[list[Section]]:
    """A file's text (`file_text.Reading.text`) in parts of about PART letters; a long section goes on in the next part.

    `ending`: the file's, ".pdf", whose lines end at the margin; elsewhere each is a paragraph. A text without a word
    has no part.
    """
    join = _joined if ending == ".pdf" else _paragraphs
    made, room = [[]], PART
    for number, page in enumerate(text.split(PAGE), 1):
        blocks = _blocks(page, join)
        while blocks:
            if room <= 0:
                made.append([])
                room = PART
            taken = 0
            while taken < len(blocks) and room > 0:
                room -= _length(blocks[taken])
                taken += 1
            made[-1].append(Section(number, blocks[:taken]))
            blocks = blocks[taken:]
    return [part for part in made if part]


def _length(block):
    return len(block.content) if block.kind != "table" else sum(len(cell) for row in block.content for cell in row)


def _blocks(page, join):
    found = []
    for piece in page.split(TABLE_END):
        before, *rows = piece.split(ROW)
        found += join(before)
        found += _table([[_line(cell) for cell in row.split(CELL)] for row in rows], rows, join)
    return found


def _table(cells, rows, join):
    if len(rows) < FEWEST_ROWS or max(map(len, cells)) < 2:
        return [block for row in rows for block in join(row.replace(CELL, "\n"))]
    width = max(map(len, cells))
    cells = [[*row, *[""] * (width - len(row))] for row in cells]
    return [Block("table", cells[first : first + ROWS]) for first in range(0, len(cells), ROWS)]


def _line(words):
    return " ".join(words.split())


def _is_title(line):
    """Whether a line is all in capitals, as titles and the names of offices are."""
    return line.upper() == line and sum(letter.isalpha() for letter in line) > 3


def _kind(line):
    return "heading" if len(line) <= LONGEST_HEADING and (_HEADING.match(line) or _is_title(line)) else "paragraph"


def _paragraphs(text):
    """Each line as a block."""
    return [Block(_kind(line), line) for line in map(_line, text.split("\n")) if line]


def _joined(text):
    """Lines as blocks: a line that was broken by the margin goes on in the next one."""
    lines = [_line(line) for line in text.split("\n")]
    full = sorted(len(line) for line in lines if line)
    # A line is full where it reaches about as far as most: after a shorter one a new paragraph begins.
    margin = full[len(full) * 3 // 4] * 0.75 if full else 0
    found, last = [], ""
    for line in lines:
        if not line:
            last = ""
        elif _goes_on(found, last, line, margin):
            glue = "" if last.endswith("-") and not last.endswith(" -") else " "
            found[-1] = Block(found[-1].kind, f"{found[-1].content}{glue}{line}")
            last = line
        else:
            found.append(Block(_kind(line), line))
            last = line
    return [Block(_kind(block.content), block.content) for block in found]


def _goes_on(found, last, line, margin):
    if not last or found[-1].kind == "table" or _HEADING.match(line) or _MARK.match(line):
        return False
    if _is_title(last) or _is_title(line):
        return found[-1].kind == "heading" and _is_title(found[-1].content) and _is_title(line)
    if line[0].islower():
        return True
    return len(last) >= margin and not last.endswith(_SENTENCE_ENDS)
