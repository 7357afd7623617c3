"""What people type instead of using a word processor's structure: bullets, numbers, captions → lists and figures.

Works on the blocks of a text as `kttt.markup` nodes, whoever read them (a Word file, a paste). Of a block's `told` it
asks "item" (an `Item`), "style" (its name in small letters), "align". Knows neither Django nor a model.
"""

import re
from dataclasses import dataclass

from kttt import text
from kttt.markup import Node, is_wholly, joined, split_at_breaks, trimmed, unwrapped, without_first

_BULLET = re.compile(r"\s*([-–—+*•·●○◦▪▫■□►▶➢➤✓✔❖◆♦\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf02d])(?:\s+|(?=[A-ZĐÀ-Ỹ]))(?=\S)")
_NUMBER = re.compile(r"\s*([0-9]{1,2})[.)]\s+(?=\S)")
_LETTER = re.compile(r"\s*([a-z])[.)]\s+(?=\S)")
_CAPTION = re.compile(r"\W*(?:ảnh|hình|trong ảnh|ảnh minh họa|chú thích ảnh)\s*[0-9]*\s*[:.–-]", re.IGNORECASE)
_CREDIT_BEHIND = re.compile(r"\(?\s*ảnh\s*:\s*[^():]{2,60}\)?\W*$", re.IGNORECASE)
_CREDIT = re.compile(r"\W*(?:ảnh|nguồn ảnh)\s*:", re.IGNORECASE)
MOST_CAPTION, MOST_HEADING = 250, 90


@dataclass(frozen=True)
class Item:
    """A block's place in a list: `number` counts from 1, None in a list without numbers; `form` is <ol type>."""

    level: int
    number: int | None = None
    form: str = ""


def lists(blocks: list[Node]) -> list[Node]:
    """The blocks with lists made of those that are items, or whose writer typed bullets and numbers."""
    blocks = _typed_items([part for block in blocks for part in _broken_at_bullets(block)])
    made, items = [], []
    for block in [*blocks, None]:
        if block is not None and "item" in block.told:
            items.append(block)
            continue
        made += _nested(items)
        items = []
        if block is not None:
            made.append(block)
    return made


def _nested(items):
    found, open_lists = [], []  # (level, list, number of its last item)
    for block in items:
        item = block.told["item"]
        while open_lists and open_lists[-1][0] > item.level and (len(open_lists) > 1):
            open_lists.pop()
        if open_lists and open_lists[-1][0] >= item.level and not _goes_on(open_lists[-1], item):
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < item.level:
            tag = "ul" if item.number is None else "ol"
            begun = Node(tag)
            if item.form:
                begun.attributes["type"] = item.form
            if item.number not in (None, 1):
                begun.attributes["start"] = str(item.number)
            (open_lists[-1][1].children[-1].children if open_lists else found).append(begun)
            open_lists.append([item.level, begun, None])
        open_lists[-1][1].children.append(Node("li", list(block.children)))
        open_lists[-1][2] = item.number
    return found


def _goes_on(open_list, item):
    _level, node, last = open_list
    if item.number is None or last is None:
        return item.number is None and last is None
    return item.number == last + 1 and node.attributes.get("type", "") == item.form


def _broken_at_bullets(block):
    """A paragraph whose lines begin with bullets, as one paragraph for each line."""
    if block.tag != "p" or "item" in block.told:
        return [block]
    lines = [trimmed(joined(line)) for line in split_at_breaks(block.children)]
    lines = [line for line in lines if line]
    if len(lines) < 2 or sum(_marker(_words(line)) is not None for line in lines) < 2:
        return [block]
    return [Node("p", line, told=dict(block.told)) for line in lines]


def _words(children):
    return Node("p", children).text


def _marker(words):
    """(kind of marker, its number or None, its length), or None."""
    if found := _BULLET.match(words):
        return found[1], None, found.end()
    if found := _NUMBER.match(words):
        return "1", int(found[1]), found.end()
    if found := _LETTER.match(words):
        return "a", ord(found[1]) - ord("a") + 1, found.end()
    return None


def _typed_items(blocks):
    made, group = [], []
    for block in [*blocks, None]:
        marker = block is not None and block.tag == "p" and "item" not in block.told and _marker(block.text)
        if marker and not (marker[1] and looks_like_heading(block)):
            group.append((block, marker))
            continue
        made += _group(group)
        group = []
        if block is not None:
            made.append(block)
    return made


def _group(group):
    """Neighbours with markers as items; those that cannot be a list as they are."""
    levels, alone = [], []
    for _block, (kind, number, _length) in group:
        if kind in levels:
            del levels[levels.index(kind) + 1 :]
        else:
            levels.append(kind)
        alone.append((len(levels) - 1, kind, number))
    if len(group) < 2 or not _counts(alone):
        # "1. …" above its "- …": the number is a paragraph, what stands under it a list.
        numbered = [n for n, (_level, _kind, number) in enumerate(alone) if number is not None]
        if not numbered or len(group) < 2:
            return [block for block, _marker in group]
        first = numbered[0]
        return [*_group(group[:first]), group[first][0], *_group(group[first + 1 :])]
    made = []
    for (block, (kind, number, length)), (level, _kind, _number) in zip(group, alone, strict=True):
        children = trimmed(without_first(block.children, length))
        item = Item(level, number, "a" if kind == "a" else "")
        made.append(Node("p", children, told={**block.told, "item": item}))
    return made


def _counts(places):
    """Whether the numbers of each list count on one by one, and none of them stands alone."""
    last, lengths = {}, []
    for level, kind, number in places:
        lengths += [last.pop(key) for key in list(last) if key[0] > level]
        if number is None:
            continue
        before = last.get((level, kind))
        if before and number != before[0] + 1:
            return False
        last[level, kind] = (number, before[1] + 1 if before else 1)
    return all(length > 1 for _number, length in [*lengths, *last.values()])


def looks_like_heading(block: Node) -> bool:
    """Whether a paragraph is one short bold line that is no sentence."""
    words = block.text.strip()
    return (
        block.tag == "p"
        and 3 < len(words) <= MOST_HEADING
        and "\n" not in words
        and words[-1] not in ".,;:!?…"
        and block.told.get("align") != "right"
        and is_wholly(block.children, ("strong", "b"))
        and not block.find_all("img")
    )


def captions(blocks: list[Node]) -> list[Node]:
    """The blocks with each picture's caption taken from the paragraphs beside it."""
    made = []
    for block in blocks:
        figure = made[-1] if made and _is_picture(made[-1]) else None
        if figure and block.tag == "p" and _is_caption(figure, block):
            _add_caption(figure, block)
        else:
            if _is_picture(block) and not block.find_all("figcaption") and made and _caption_style(made[-1]):
                _add_caption(block, made.pop())
            made.append(block)
    return made


def _is_picture(block):
    return block.tag == "figure" and bool(block.find_all("img"))


def _caption_style(block):
    return block.tag == "p" and block.told.get("style") == "caption"


def _is_caption(figure, block):
    words = block.text.strip()
    if not words or len(words) > MOST_CAPTION or "item" in block.told:
        return False
    if figure.find_all("figcaption"):
        return bool(_CREDIT.match(words))
    if _caption_style(block) or _CAPTION.match(words) or _CREDIT_BEHIND.search(words):
        return True
    is_italic = is_wholly(block.children, ("em", "i"))
    is_bold = is_wholly(block.children, ("strong", "b"))
    return is_italic or (block.told.get("align") == "center" and not is_bold)


def _add_caption(figure, block):
    words = trimmed(block.children)
    for tags in (("em", "i"), ("strong", "b"), ("u",)):
        if is_wholly(words, tags):
            words = unwrapped(words, tags)
    there = figure.find_all("figcaption")
    if there:
        glue = " " if there[0].text.rstrip().endswith((".", ":", "!", "?")) else ". "
        there[0].children = joined([*there[0].children, glue, *words])
    else:
        figure.children.append(Node("figcaption", words))


def flat(block: Node) -> list[Node]:
    """A block of a cell; a table within it row by row, its cells set apart by a dash."""
    if block.tag != "figure" or not (rows := block.find_all("tr")):
        return [block]
    made = []
    for row in rows:
        children = []
        for cell in row.children:
            inner = _inline_of(cell)
            if inner:
                children += [" – ", *inner] if children else inner
        if children:
            made.append(Node("p", joined(children), told={"style": "", "align": ""}))
    return made


def _inline_of(cell):
    """What stands in a cell as one line."""
    if not any(isinstance(child, Node) and child.tag in ("p", "ul", "ol", "figure") for child in cell.children):
        return cell.children
    children = []
    for child in cell.children:
        inner = (
            child.children if isinstance(child, Node) and child.tag == "p" else [text.clean(getattr(child, "text", ""))]
        )
        children += [" ", *inner] if children else inner
    return children
