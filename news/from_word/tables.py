"""The tables of a Word file: which cells are merged, which rows are the head, which tables only arrange things.

Rows are lists of cells (nodes) as `body` reads them: `told` holds "at" and "span" (columns), "rows", "goes_on" (merged
into the cell above), "header" and "blocks".
"""

from kttt.markup import Node, is_wholly, unwrapped
from kttt.typed_structure import MOST_CAPTION, captions, lists


def _content(element):
    """What stands in a content control, or nothing to walk through."""
    found = element.find("sdtContent")
    return found if found is not None else ()


def rows_of(table):
    for element in table:
        if element.tag == "tr":
            yield element
        elif element.tag == "sdt":
            yield from rows_of(_content(element))
        elif element.tag in ("ins", "customXml", "moveTo"):
            yield from rows_of(element)


def cells_of(row):
    for element in row:
        if element.tag == "tc":
            yield element
        elif element.tag == "sdt":
            yield from cells_of(_content(element))
        elif element.tag in ("customXml",):
            yield from cells_of(element)


def span_rows(rows):
    """Gives each merged cell the number of its rows; a cell that goes on nothing stands alone."""
    above = {}
    for row in rows:
        here = {}
        for cell in row:
            at = cell.told["at"]
            if cell.told["goes_on"] and at in above and above[at].told["span"] == cell.told["span"]:
                above[at].told["rows"] += 1
                above[at].told["blocks"] += cell.told["blocks"]
                here[at] = above[at]
            else:
                cell.told["goes_on"] = False
                here[at] = cell
        above = here


def holds_up(row):
    """Whether a row without words is needed by a merged cell."""
    return any(cell.told["goes_on"] for cell in row)


def is_grid(rows):
    return len({len(row) for row in rows}) == 1


def only_arranges(rows):
    """Whether a table only sets pictures beside each other, with their captions."""
    blocks = [block for row in rows for cell in row for block in cell.told["blocks"]]
    pictures = [block for block in blocks if block.tag == "figure" and block.find_all("img")]
    words = sum(len(block.text) for block in blocks)
    return bool(pictures) and (
        max(map(len, rows)) == 1 or (words <= len(pictures) * MOST_CAPTION / 2 and len(pictures) * 3 >= len(blocks))
    )


def head_rows(rows):
    """How many rows are the table's head: those that Word repeats on each page, or a first row all in bold."""
    head = 0
    while head < len(rows) and rows[head][0].told["header"]:
        head += 1
    if not head and len(rows) > 1 and len(rows[0]) > 1:
        written = [cell for cell in rows[0] if cell.told["blocks"]]
        if len(written) > 1 and all(_is_bold(cell) for cell in written):
            head = 1
    if not 0 < head < len(rows):
        return 0
    deepest = max(
        (n + cell.told["rows"] for n in range(head) for cell in rows[n] if not cell.told["goes_on"]), default=0
    )
    return deepest if deepest < len(rows) else 0


def _is_bold(cell):
    return all(block.tag == "p" and is_wholly(block.children, ("strong", "b")) for block in cell.told["blocks"])


def drawn_cell(cell, part):
    told = cell.told
    made = Node("th" if part == "thead" else "td", _in_cell(told["blocks"], part == "thead"))
    if part == "thead":
        made.attributes["scope"] = "col"
    if told["span"] > 1:
        made.attributes["colspan"] = str(told["span"])
    if told["rows"] > 1:
        made.attributes["rowspan"] = str(told["rows"])
    return made


def _in_cell(blocks, is_head):
    blocks = lists(captions(blocks))
    for block in blocks:
        if block.tag == "p":
            block.attributes = {}
            if is_head:
                block.children = unwrapped(block.children, ("strong", "b"))
    if len(blocks) == 1 and blocks[0].tag == "p":
        return blocks[0].children
    return [Node("p", b.children) if b.told.get("heading") else b for b in blocks]
