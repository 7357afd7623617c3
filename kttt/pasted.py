"""What an editor's page sends: text pasted from Word, other programs or pages, made the portal's own.

`clean_pasted` is asked by the form (`kttt.editor`), `store_pictures` when the form is saved. What is safe decides
`kttt.richtext` once more, at the column. Text typed in the editor goes through unchanged.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from io import BytesIO

from django.core.exceptions import ValidationError

from kttt import body_pictures, legacy_fonts, markup, text
from kttt.markup import Node, joined, trimmed
from kttt.typed_structure import Item, captions, flat, lists

MOST_STORED = 30
FROM_ELSEWHERE = "Đã bỏ {count} ảnh không nằm trong bài (liên kết tới máy khác hoặc máy của bạn): hãy tải ảnh lên."
NOT_STORED = "Đã bỏ một ảnh dán trong bài: {reason}"
TOO_MANY = f"Mỗi lần lưu chỉ nhận {MOST_STORED} ảnh dán: đã bỏ các ảnh sau đó, hãy tải lên và chèn lại."
CONVERTED = "Có đoạn gõ bằng phông chữ cũ (.VnTime, VNI), đã đổi sang Unicode: hãy đọc lại."
LEAST_CONVERTED = 3  # words in which an old encoding shows, below which a paragraph is left as it is
LINKS_DROPPED = "Đã bỏ {count} liên kết không dùng được trên cổng (tới tệp trên máy, mã lệnh): chỉ giữ chữ."

_FROM_WORD = re.compile(r"\bmso-|class=[\"']?Mso|<o:p|urn:schemas-microsoft-com|<w:WordDocument", re.IGNORECASE)
_CLASS_FONT = re.compile(r"([^{}]*)\{([^{}]*)\}")
_STYLE_BLOCK = re.compile(r"<style\b[^>]*>(.*?)</style", re.IGNORECASE | re.DOTALL)
_FONT = re.compile(r"(?:^|;|\s)font(?:-family)?\s*:[^;]*?[\"']?(\.?vn[\w .-]*|vni[\w .-]*)", re.IGNORECASE)
_ANY_FONT = re.compile(r"(?:^|;|\s)font-family\s*:", re.IGNORECASE)
_LIST = re.compile(r"mso-list\s*:\s*(l\d+)\s+level(\d)", re.IGNORECASE)
_DATA = re.compile(r"data:image/[a-z0-9.+-]{1,20};base64,(.*)", re.IGNORECASE | re.DOTALL)
_OWN = re.compile(r"/(?:media|static)/")
_LINK = re.compile(r"(?:https?:|mailto:|tel:|/(?![/\\]))", re.IGNORECASE)
_BLOCKS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "table", "figure", "blockquote", "hr", "dl", "dt", "dd", "tr", "td", "th",
    "thead", "tbody", "tfoot", "caption",
}  # fmt: skip
_OF_WORDS = {"p", "h2", "h3", "h4", "li", "td", "th", "figcaption"}
_RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4", "b": "strong", "i": "em", "strike": "s", "dt": "p", "dd": "p"}
_FRAMES = {"div", "center", "section", "article", "main", "header", "footer", "aside", "dl"}


@dataclass
class Pasted:
    """Clean HTML (pictures pasted as data wait in it for `store_pictures`), and what the editor should know."""

    html: str
    remarks: list[str] = field(default_factory=list)


def clean_pasted(html: str) -> Pasted:
    """What of submitted HTML an article can hold: structure and words, none of a word processor's machinery."""
    return _Cleaning(html).result()


def store_pictures(html: str) -> Pasted:
    """The HTML with its pictures pasted as data stored and named by their addresses; those unreadable are dropped."""
    if "data:" not in html:
        return Pasted(html)
    tree, remarks, stored = markup.parse(html), [], {}
    for node in tree.walk():
        for image in [c for c in node.children if isinstance(c, Node) and c.tag == "img"]:
            data = _DATA.match(image.attributes.get("src", ""))
            if not data:
                continue
            try:
                if data[1] not in stored:
                    if len(stored) >= MOST_STORED:
                        raise ValidationError(TOO_MANY)
                    stored[data[1]] = _stored(data[1])
            except ValidationError as error:
                sentence = error.messages[0]
                remarks.append(sentence if sentence == TOO_MANY else NOT_STORED.format(reason=_lowered(sentence)))
                node.children = [child for child in node.children if child is not image]
            else:
                image.attributes["src"] = stored[data[1]]
                image.attributes |= dict(
                    zip(("width", "height"), map(str, body_pictures.size_of(stored[data[1]])), strict=True)
                )
    _drop_empty_figures(tree)
    return Pasted(markup.write(tree), list(dict.fromkeys(remarks)))


def _stored(data):
    try:
        file = BytesIO(base64.b64decode(re.sub(r"\s|%0A", "", data), validate=True))
    except (binascii.Error, ValueError) as error:
        raise ValidationError("Ảnh bị hỏng, hãy chèn lại.") from error
    file.size = len(file.getvalue())
    return body_pictures.store(body_pictures.prepare(file))


def _lowered(sentence):
    return sentence[:1].lower() + sentence[1:]


class _Cleaning:
    def __init__(self, html):
        self.is_word = bool(_FROM_WORD.search(html))
        self.fonts = _class_fonts(html) if self.is_word else {}
        self.tree = markup.parse(html)
        self.pictures_dropped = self.links_dropped = 0
        self.lists, self.counts = {}, {}

    def result(self):
        root = Node("root", self._children(self.tree, None))
        if self.is_word:
            root.children = self._structured(root.children)
        _drop_empty_figures(root)
        remarks = []
        if sum([_converted(node) for node in root.walk() if node.tag in _OF_WORDS]):
            remarks.append(CONVERTED)
        if self.pictures_dropped:
            remarks.append(FROM_ELSEWHERE.format(count=self.pictures_dropped))
        if self.links_dropped:
            remarks.append(LINKS_DROPPED.format(count=self.links_dropped))
        return Pasted(markup.write(root), remarks)

    def _children(self, node, font):
        made = []
        for child in node.children:
            if isinstance(child, str):
                made.append(legacy_fonts.from_font(child, font) if font else child)
            else:
                made += self._node(child, font)
        return made

    def _node(self, node, font):
        style = node.attributes.get("style", "")
        font = self._font(node, style, font)
        if re.search(r"mso-hide\s*:\s*all|display\s*:\s*none", style, re.IGNORECASE):
            return []
        if self.is_word and node.tag == "del":
            return []
        item = None
        if self.is_word and (listed := _LIST.search(style)):
            marker = "".join(n.text for n in node.find_all("span") if "ignore" in n.attributes.get("style", "").lower())
            item = self._item(listed, marker.strip(" \xa0\t\r\n"))
        if self.is_word and "mso-list:ignore" in style.lower().replace(" ", ""):
            return []
        tag = _RENAMED.get(node.tag, node.tag)
        children = self._children(node, font)
        if tag == "img":
            return self._image(node)
        if tag == "a":
            return self._link(node, children)
        if tag in ("span", "font", "ins"):
            return self._marked(children, style)
        if tag in ("col", "colgroup"):
            return []
        if tag in _FRAMES:
            return self._unframed(children)
        made = Node(tag, children, self._attributes(node, tag))
        if tag == "p":
            align = node.attributes.get("align") or (re.findall(r"text-align\s*:\s*(\w+)", style) or [""])[0]
            made.told = {"align": align.lower(), "style": _style_name(node.attributes.get("class", ""))}
            if item:
                made.told["item"] = item
        return [made]

    def _font(self, node, style, font):
        """The legacy font in which the words of a node stand, or None."""
        said = node.attributes.get("face") or self.fonts.get(node.attributes.get("class", "").lower())
        if found := _FONT.search(style):
            said = found[1]
        elif _ANY_FONT.search(style):
            return None
        if not said:
            return font
        said = said.strip("\"' ")
        return said if legacy_fonts.encoding_of_font(said) else None

    def _item(self, listed, marker):
        level = int(listed[2]) - 1
        if number := re.fullmatch(r"\(?([0-9]{1,3})[.)]?", marker):
            return Item(level, int(number[1]))
        if letter := re.fullmatch(r"\(?([a-zA-Z])[.)]", marker):
            return Item(level, ord(letter[1].lower()) - ord("a") + 1, "a" if letter[1].islower() else "A")
        return Item(level)

    def _image(self, node):
        source = node.attributes.get("src", "")
        if not (_OWN.match(source) or _DATA.match(source)):
            self.pictures_dropped += 1
            return []
        kept = {name: node.attributes[name] for name in ("src", "alt", "width", "height") if name in node.attributes}
        return [Node("img", attributes={"alt": "", **kept} if "alt" not in kept else kept)]

    def _link(self, node, children):
        address = re.sub(r"[\x00-\x20]", "", node.attributes.get("href", ""))
        if _LINK.match(address):
            return [
                Node(
                    "a",
                    children,
                    {name: node.attributes[name] for name in ("href", "title") if name in node.attributes},
                )
            ]
        if address and not address.startswith("#"):
            self.links_dropped += 1
        return children

    @staticmethod
    def _marked(children, style):
        """A span's words in the marks that its style means."""
        style = style.lower().replace(" ", "")
        if not any(isinstance(c, Node) or c.strip() for c in children) or any(
            isinstance(c, Node) and c.tag in _BLOCKS for c in children
        ):
            return children
        for tag, said in (
            ("sup", "vertical-align:super"), ("sub", "vertical-align:sub"), ("s", "text-decoration:line-through"),
            ("u", "text-decoration:underline"), ("em", "font-style:italic"),
            ("strong", r"font-weight:(?:bold|[6-9]00)"),
        ):  # fmt: skip
            if re.search(rf"(?:^|;){said}(?:;|$)", style):
                children = [Node(tag, children)]
        return children

    @staticmethod
    def _unframed(children):
        """What stands in a frame without meaning; words that stand there bare become a paragraph."""
        made, bare = [], []
        for child in [*children, None]:
            if child is not None and (isinstance(child, str) or child.tag not in _BLOCKS):
                bare.append(child)
                continue
            if any(isinstance(one, Node) or one.strip() for one in bare):
                made.append(Node("p", trimmed(joined(bare))))
            bare = []
            if child is not None:
                made.append(child)
        return made

    @staticmethod
    def _attributes(node, tag):
        kept = {
            name: value for name, value in node.attributes.items() if name not in ("style", "align", "name", "face")
        }
        if tag not in ("figure", "table"):
            kept.pop("class", None)
        return kept

    def _structured(self, children):
        """The blocks of a text from Word: lists, figures, tables without paragraphs in every cell, nothing empty."""
        blocks = []
        for block in self._unframed(children):
            if block.tag == "p":
                blocks += _pictures_apart(block)
            elif block.tag == "table":
                blocks.append(Node("figure", [block], {"class": "table"}))
            else:
                blocks.append(block)
        for block in blocks:
            for node in block.walk():
                if node.tag not in ("table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "root"):
                    node.children = [_spaced(child) for child in node.children]
                else:
                    node.children = [child for child in node.children if isinstance(child, Node)]
                if node.tag in ("td", "th"):
                    node.children = _in_cell(node.children)
                elif node.tag in ("p", "h2", "h3", "h4"):
                    node.children = trimmed(joined(node.children))
        return lists(captions([block for block in blocks if not block.is_empty]))


def _spaced(child):
    return markup.collapsed(child) if isinstance(child, str) else child


def _style_name(name):
    return "caption" if name.lower() == "msocaption" else ""


def _pictures_apart(block):
    """A paragraph, and the pictures in it as figures: before its words if they stand there, else behind."""
    images = block.find_all("img")
    if not images:
        return [block]
    first = next(
        (c for c in block.walk() if c.tag == "img" or any(isinstance(s, str) and s.strip() for s in c.children)), None
    )
    for node in block.walk():
        node.children = [c for c in node.children if not (isinstance(c, Node) and c.tag == "img")]
    figures = [Node("figure", [image], {"class": "image"}) for image in images]
    words = [] if block.is_empty else [block]
    return [*figures, *words] if first in images or not words else [*words, *figures]


def _in_cell(children):
    blocks = [
        flat_one for child in children if isinstance(child, Node) or child.strip() for flat_one in _flat_child(child)
    ]
    filled = [b for b in blocks if isinstance(b, str) or not b.is_empty]
    if len(filled) == 1 and isinstance(filled[0], Node) and filled[0].tag == "p":
        return trimmed(joined(filled[0].children))
    if all(isinstance(b, str) or b.tag not in _BLOCKS for b in filled):
        return trimmed(joined(filled))
    return lists([b for b in filled if isinstance(b, Node)]) if all(isinstance(b, Node) for b in filled) else filled


def _flat_child(child):
    if isinstance(child, Node) and child.tag == "table":
        return flat(Node("figure", [child]))
    return [child]


def _class_fonts(html):
    """{class: legacy font} of the styles that Word's clipboard brings along."""
    found = {}
    for block in _STYLE_BLOCK.findall(html[:500_000]):
        for names, style in _CLASS_FONT.findall(block):
            font = _FONT.search(style)
            for name in re.findall(r"\.([\w-]+)", names) if font else ():
                found[name.lower()] = text.clean(font[1])
    return found


def _drop_empty_figures(tree):
    for node in tree.walk():
        node.children = [
            c for c in node.children if not (isinstance(c, Node) and c.tag == "figure" and not _has_content(c))
        ]


def _has_content(figure):
    return bool(figure.find_all("img", "table")) or bool(figure.text.strip())


def _converted(node):
    """Converts the words of a block whose old font the browser's editor dropped: they tell it themselves, or stay."""
    inline = [child for child in node.children if isinstance(child, str) or child.tag in markup.INLINE]
    words = "".join(child if isinstance(child, str) else f" {child.text}" for child in inline).split()
    telling = [
        word for word in words if not word.isascii() and re.search("[A-Za-z]", word) and not re.search(r"\d", word)
    ]
    if len(telling) < LEAST_CONVERTED or not (encoding := legacy_fonts.vote(words)):
        return False
    for one in (node, *(below for child in inline if isinstance(child, Node) for below in child.walk())):
        one.children = [legacy_fonts.convert(c, encoding) if isinstance(c, str) else c for c in one.children]
    return True
