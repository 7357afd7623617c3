"""HTML as a tree that can be worked on: parsed from anything, written back well-formed.

Knows neither Django nor where the HTML comes from. Nothing here makes HTML safe: `kttt.richtext` does, at the end.
"""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

VOID = {"br", "hr", "img", "col"}
INLINE = {"a", "abbr", "b", "em", "font", "i", "s", "span", "strong", "sub", "sup", "u", "br"}
# More than a cleaned text may hold: what tells how a text looked, for those who make structure of it.
_LOOKED_AT = {
    "a", "abbr", "article", "aside", "b", "blockquote", "br", "caption", "center", "col", "colgroup", "dd", "del",
    "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "i", "img", "ins", "li", "main", "ol", "p", "s", "section", "span", "strike", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_TOLD = {
    "*": {"style", "class", "align"}, "a": {"href", "title", "name"}, "font": {"face"}, "abbr": {"title"},
    "img": {"src", "alt", "width", "height"}, "ol": {"start", "type"}, "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"}, "li": {"value"},
}  # fmt: skip


@dataclass
class Node:
    """An element: `children` are nodes and strings; `told` is what its source says of it and no reader sees."""

    tag: str
    children: list = field(default_factory=list)
    attributes: dict = field(default_factory=dict)
    told: dict = field(default_factory=dict)

    def walk(self):
        """This node and every node below it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def find_all(self, *tags):
        """The nodes with one of the `tags` below this one, in order."""
        return [node for node in self.walk() if node is not self and node.tag in tags]

    @property
    def text(self):
        """Its words; a line break is a line break, and so is the border of two blocks."""
        words = ""
        for child in self.children:
            if isinstance(child, str):
                words += child
            elif child.tag == "br":
                words += "\n"
            elif child.tag in INLINE or not child.text:
                words += child.text
            else:
                words += f"\n{child.text}" if words and not words.endswith("\n") else child.text
        return words

    @property
    def is_empty(self):
        """Whether a reader would see nothing of it."""
        return not self.text.strip() and not any(node.tag in ("img", "hr") for node in self.walk())


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [Node("root")]

    def handle_starttag(self, tag, attributes):
        node = Node(tag, attributes={name: value or "" for name, value in attributes})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        if any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parse(markup: str) -> Node:
    """The tree of any HTML, hostile or broken, without scripts, comments and unknown tags; its root's tag is "root".

    Addresses are not looked at.
    """
    builder = _Builder()
    # nh3 reads as browsers do; what it writes is well-formed, so that a simple parser cannot disagree with them.
    safe = nh3.clean(
        markup, tags=_LOOKED_AT, attributes=_TOLD, link_rel=None, clean_content_tags={"script", "style", "title"},
        url_schemes={"http", "https", "mailto", "tel", "data", "file", "javascript"},
    )  # fmt: skip
    builder.feed(safe)
    builder.close()
    return builder.open[0]


def write(node: Node) -> str:
    """A node's children as HTML."""
    return "".join(_written(child) for child in node.children)


def _written(child):
    if isinstance(child, str):
        return html.escape(child, quote=False)
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in child.attributes.items())
    if child.tag in VOID:
        return f"<{child.tag}{attributes}>"
    return f"<{child.tag}{attributes}>{write(child)}</{child.tag}>"


def joined(children: list) -> list:
    """Inline children with like neighbours made one, without empty ones."""
    found = []
    for child in children:
        last = found[-1] if found else None
        if isinstance(child, str):
            if isinstance(last, str):
                found[-1] = last + child
            elif child:
                found.append(child)
            continue
        inline = child.tag in INLINE and child.tag != "br"
        if inline and isinstance(last, Node) and (last.tag, last.attributes) == (child.tag, child.attributes):
            found[-1] = Node(last.tag, joined([*last.children, *child.children]), last.attributes, last.told)
            continue
        if inline:
            child = Node(child.tag, joined(child.children), child.attributes, child.told)
            if not child.children:
                continue
        found.append(child)
    return found


def trimmed(children: list, ends=(0, -1)) -> list:
    """Inline children without the white space and line breaks at their `ends`."""
    children = list(children)
    for end in ends:
        while children:
            child = children[end]
            if isinstance(child, str):
                kept = (
                    child.strip() if len(ends) > 1 and len(children) == 1 else (child.rstrip, child.lstrip)[end + 1]()
                )
            elif child.tag == "br":
                kept = None
            elif child.tag in INLINE:
                inner = trimmed(child.children, (end,))
                kept = inner and Node(child.tag, inner, child.attributes, child.told)
            else:
                break
            if kept:
                children[end] = kept
                break
            children.pop(end)
    return children


def split_at_breaks(children: list) -> list[list]:
    """Inline children as lines: cut at each line break, also within other elements."""
    lines = [[]]
    for child in children:
        if isinstance(child, str):
            lines[-1].append(child)
        elif child.tag == "br":
            lines.append([])
        elif child.tag in INLINE:
            first, *further = split_at_breaks(child.children)
            for n, part in enumerate([first, *further]):
                if n:
                    lines.append([])
                if part:
                    lines[-1].append(Node(child.tag, part, child.attributes, child.told))
        else:
            lines[-1].append(child)
    return lines


def without_first(children: list, count: int) -> list:
    """Inline children without their first `count` letters."""
    kept = []
    for child in children:
        if count <= 0:
            kept.append(child)
        elif isinstance(child, str):
            kept.append(child[count:])
            count -= len(child)
        elif child.tag == "br":
            count -= 1
        else:
            length = len(child.text)
            kept.append(Node(child.tag, without_first(child.children, count), child.attributes, child.told))
            count -= length
    return joined(kept)


def unwrapped(children: list, tags) -> list:
    """Inline children without the elements in `tags`, whose contents stay."""
    kept = []
    for child in children:
        if isinstance(child, Node) and child.tag in tags:
            kept += unwrapped(child.children, tags)
        elif isinstance(child, Node) and child.tag in INLINE:
            kept.append(Node(child.tag, unwrapped(child.children, tags), child.attributes, child.told))
        else:
            kept.append(child)
    return joined(kept)


def is_wholly(children: list, tags) -> bool:
    """Whether all the words of inline children stand in elements of `tags`."""
    return all(
        not child.strip() if isinstance(child, str) else child.tag in tags or is_wholly(child.children, tags)
        for child in children
        if isinstance(child, str) or child.tag != "br"
    )


def collapsed(words: str) -> str:
    """Text with its white space as a page shows it: each run one space."""
    return re.sub(r"[ \t\r\n\f\xa0]+", " ", words)
