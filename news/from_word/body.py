"""The text of a Word file in order, as blocks of `kttt.markup`: what a reader of the finished file would see.

Tracked changes count as accepted; comments, hidden text, tables of contents and page numbers are left out.
"""

import dataclasses
import itertools
import re
from dataclasses import dataclass, field

from kttt import legacy_fonts, text
from kttt.markup import Node, joined, trimmed
from kttt.typed_structure import MOST_CAPTION, flat
from news.from_word import tables
from news.from_word.looks import Look, Numbering, Styles, number

_LOST = {"del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "rubyPr", "rt", "instrText", "delText", "delInstrText"}
_DROPPED_FIELDS = {
    "TOC", "INDEX", "TOA", "PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "SECTION", "TC", "XE", "RD", "TA", "FILENAME",
    "MACROBUTTON", "PRINT", "ASK", "SET", "EQ", "ADVANCE",
}  # fmt: skip
_LINK_FIELD = re.compile(r'\s*HYPERLINK\s+(?!\\l)(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s\"<>]+", re.IGNORECASE)
_TOC_STYLE = re.compile(r"toc \d|toc heading|table of figures|index \d")
# The signs of Word's picture fonts, by their places (U+F000 above).
_SIGNS = {
    "symbol": {0xB7: "•", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB3: "≥", 0xA3: "≤", 0xAE: "→", 0x2D: "−"},
    "wingdings": {
        0x76: "❖", 0xA7: "▪", 0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xFC: "✓", 0xFE: "☑", 0x6F: "□", 0x71: "□",
        0x6E: "■", 0x6C: "●", 0x77: "◆", 0xF0: "→", 0x9F: "•",
    },
}  # fmt: skip
_MADE_UP_ALT = re.compile(
    r"(?i)description automatically generated|mô tả được tạo tự động|đã tạo mô tả|"
    r"^[\w .()\\/:-]+\.(?:jpe?g|png|gif|bmp|webp|heic|tiff?)$|"
    r"^(?:picture|image|hình ảnh|ảnh|hình|img|dsc|photo)[ _-]*\d*$|^[a-z]:\\|^https?://|^file:|^blob:"
)

_ADDRESS = "/word/"  # what stands for a picture until it is stored

LINK_DROPPED = "Đã bỏ liên kết không dùng được trên cổng ({words}): chỉ giữ chữ."
PICTURE_FAR = "Một ảnh chỉ là liên kết ra ngoài tệp Word nên không lấy được: hãy chèn ảnh vào bài."
PICTURE_LOST = "Một ảnh bị thiếu trong tệp Word: hãy chèn lại ảnh vào bài."
DRAWING_LOST = "Một biểu đồ hoặc sơ đồ vẽ bằng Word chưa chuyển được: hãy chụp thành ảnh rồi chèn vào bài."


@dataclass(frozen=True)
class Picture:
    """A picture in the file: its part, what was cropped of it (shares of left, top, right, bottom), quarter turns."""

    part: str
    crop: tuple = (0.0, 0.0, 0.0, 0.0)
    turns: int = 0


@dataclass
class Text:
    """What a file says: blocks in order, pictures by the numbers that `src` of an <img> gives them, remarks."""

    blocks: list[Node] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    size: int = 24  # of most of its letters, in half points


@dataclass
class _Run:
    words: str
    look: Look
    font: str
    link: str = ""


@dataclass
class _Field:
    instruction: str = ""
    shown: bool = False
    link: str = ""


_BREAK = object()


def number_of(image: Node) -> int:
    """Which of a text's pictures an <img> shows."""
    return int(image.attributes["src"].removeprefix(_ADDRESS))


def read(package) -> Text:
    """The text of a `package.Package`."""
    return _Reader(package).text()


class _Reader:
    def __init__(self, package):
        self.package = package
        main = package.document
        self.styles = Styles(package.xml(package.related(main, "styles")), package.xml(package.related(main, "theme")))
        self.numbering = Numbering(package.xml(package.related(main, "numbering")))
        self.relations = package.relationships(main)
        self.notes = {kind: self._notes(kind) for kind in ("footnote", "endnote")}
        self.found = Text()
        self.fields, self.noted, self.carried, self.sizes = [], [], [], {}

    def text(self):
        body = self.package.xml(self.package.document).find("body")
        blocks = self.blocks(body if body is not None else ())
        self.found.size = max(self.sizes, key=self.sizes.get, default=24)
        if self.noted:
            blocks.append(Node("h2", ["Chú thích"], told={"heading": 1, "notes": True}))
            blocks.append(Node("ol", [Node("li", self._note(*one)) for one in self.noted], told={"notes": True}))
        self.found.blocks = blocks
        return self.found

    def remark(self, sentence):
        if sentence not in self.found.remarks:
            self.found.remarks.append(sentence)

    # --- blocks -------------------------------------------------------------------------------------------------------

    def blocks(self, container):
        """The blocks of a body, a cell, a text box …"""
        outside, self.carried = self.carried, []
        found = self._blocks(container)
        found += self._made_of(self.carried, {})
        self.carried = outside
        return found

    def _blocks(self, container):
        found = []
        for element in container:
            if element.tag == "p":
                found += self._paragraph(element)
            elif element.tag == "tbl":
                found += self._table(element)
            elif element.tag == "sdt":
                if not _is_contents(element):
                    found += self._blocks(_below(element, "sdtContent"))
            elif element.tag == "AlternateContent":
                found += self._blocks(_alternative(element))
            elif element.tag not in _LOST and element.tag != "altChunk":
                found += self._blocks(element)
        return found

    def _paragraph(self, element):
        properties = element.find("pPr")
        style, look = self.styles.paragraph(properties)
        entries, self.carried = self.carried, []
        self._inline(element, style, entries, "")
        if _TOC_STYLE.fullmatch(look.style):
            return []
        frame = properties.find("framePr") if properties is not None else None
        if frame is not None and frame.get("dropCap", "none") != "none":
            self.carried = [dataclasses.replace(one, look=Look()) for one in entries if isinstance(one, _Run)]
            return []  # a large first letter is set as a paragraph of its own
        if properties is not None and any(properties.find(f"rPr/{tag}") is not None for tag in ("del", "moveFrom")):
            self.carried = entries  # the end of this paragraph was deleted: it goes on in the next one
            return []
        told = {"style": look.style, "align": look.align}
        if look.heading:
            told["heading"] = look.heading
        first = next((n for n, one in enumerate(entries) if isinstance(one, _Run) and one.words.strip()), None)
        if look.numbered and first is not None:
            item, label = self.numbering.next(*look.numbered)
            if item and not look.heading:
                told["item"], told["label"] = item, label
            elif label:
                entries.insert(first, _Run(f"{label} ", entries[first].look, ""))
        return self._made_of(entries, told)

    def _made_of(self, entries, told):
        """Blocks of what stands in one paragraph: its words, and what is drawn among or beside them."""
        made, line, behind = [], [], []
        for entry in entries:
            if not isinstance(entry, list):
                line.append(entry)
            elif any(isinstance(one, _Run) and one.words.strip() for one in line) and line[-1] is not _BREAK:
                behind += entry
            else:
                made += [*self._lines(line, told), *entry]
                line = []
        return [*made, *self._lines(line, told), *behind]

    def _lines(self, line, told):
        """Paragraphs of runs and breaks; an empty line ends one."""
        parts, breaks = [[]], 0
        for entry in line:
            if entry is _BREAK:
                breaks += 1
            elif entry.words.strip():
                if breaks > 1:
                    parts.append([])
                breaks = 0
            parts[-1].append(entry)
        made = []
        for part in parts:
            children, size = self._children(part)
            if children:
                made.append(Node("p", children, told={**told, "size": size}))
                told = {name: value for name, value in told.items() if name != "item"}
        return made

    def _children(self, line):
        """(inline children, the largest letters) of runs and breaks."""
        children, size = [], 0
        for entry in _joined_runs(line):
            if entry is _BREAK:
                children.append(Node("br"))
            elif words := _unicode(entry):
                if words.strip():
                    size = max(size, entry.look.size)
                    self.sizes[entry.look.size] = self.sizes.get(entry.look.size, 0) + len(words)
                children += _marked_up(words, entry)
        return trimmed(joined(children)), size

    # --- what stands in a line ----------------------------------------------------------------------------------------

    @property
    def is_shown(self):
        return all(one.shown for one in self.fields)

    def _inline(self, container, style, entries, link):
        for element in container:
            tag = element.tag
            if tag == "r":
                self._run(element, style, entries, link)
            elif tag == "hyperlink":
                self._inline(element, style, entries, self._target(element) or link)
            elif tag == "fldSimple":
                self.fields.append(_Field(element.get("instr", "")))
                self._begin_result()
                self._inline(element, style, entries, link)
                self.fields.pop()
            elif tag == "AlternateContent":
                self._inline(_alternative(element), style, entries, link)
            elif tag == "sdt":
                if element.find("sdtPr/showingPlcHdr") is None:
                    self._inline(_below(element, "sdtContent"), style, entries, link)
            elif tag not in _LOST:
                self._inline(element, style, entries, link)

    def _run(self, run, style, entries, link):
        properties = run.find("rPr")
        look = self.styles.run(style, properties)
        if link or self.styles.is_link(properties) or any(one.link for one in self.fields):
            look = _without_line(look)
        link = next((one.link for one in reversed(self.fields) if one.link), link)
        font = look.font or look.ascii_font
        for element in run:
            tag = element.tag
            if tag == "fldChar":
                self._field_mark(element.get("fldCharType"))
            elif tag == "instrText" and self.fields:
                self.fields[-1].instruction += element.text or ""
            elif tag in _LOST or look.hidden or not self.is_shown:
                continue
            elif tag == "t":
                entries.append(_Run(element.text or "", look, font, link))
            elif tag in ("br", "cr"):
                entries.append(_BREAK)
            elif tag in ("tab", "ptab"):
                entries.append(_Run(" ", look, font, link))
            elif tag == "noBreakHyphen":
                entries.append(_Run("-", look, font, link))
            elif tag == "softHyphen":
                # TCVN3's "ư" is the soft hyphen's number.
                entries.append(_Run("\xad", look, font, link))
            elif tag == "sym":
                sign = _sign(element.get("font", ""), element.get("char", ""))
                entries.append(_Run(sign, look, "", link))
            elif tag in ("footnoteReference", "endnoteReference"):
                self._reference(tag.removesuffix("Reference"), element.get("id"), look, entries)
            elif tag == "AlternateContent":
                drawn = self._drawn(_alternative(element)) or self._drawn(_below(element, "Fallback"))
                self._add_drawn(drawn, entries)
            elif tag in ("drawing", "pict", "object"):
                self._add_drawn(self._drawn(element), entries)
            elif tag == "ruby":
                self._inline(_below(element, "rubyBase"), style, entries, link)

    @staticmethod
    def _add_drawn(drawn, entries):
        if drawn:
            entries.append(drawn)

    def _field_mark(self, kind):
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self._begin_result()
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _begin_result(self):
        one = self.fields[-1]
        kind = (one.instruction.split() or [""])[0].upper()
        one.shown = kind not in _DROPPED_FIELDS
        if link := _LINK_FIELD.match(one.instruction):
            one.link = self._safe(link[1] or link[2])

    def _target(self, element):
        kind, target, far = self.relations.get(element.get("r:id", ""), ("", "", False))
        return self._safe(target) if far and kind == "hyperlink" else ""

    def _safe(self, address):
        address = address.strip()
        if _SAFE_LINK.fullmatch(address):
            return address
        if address and not address.startswith("#"):
            self.remark(LINK_DROPPED.format(words=text.clean(address)[:60]))
        return ""

    def _notes(self, kind):
        root = self.package.xml(self.package.related(self.package.document, f"{kind}s"))
        return {one.get("id"): one for one in root if one.get("type", "normal") == "normal"} if root is not None else {}

    def _reference(self, kind, identity, look, entries):
        if identity in self.notes[kind]:
            self.noted.append((kind, identity))
            raised = Look(raised="sup", size=look.size)
            entries.append(_Run(f"[{len(self.noted)}]", raised, "", ""))

    def _note(self, kind, identity):
        children = []
        fields, self.fields = self.fields, []
        for block in self.blocks(self.notes[kind][identity]):
            inner = block.children if block.tag == "p" else [block.text]
            children += [Node("br"), *inner] if children else inner
        self.fields = fields
        return children

    # --- pictures and boxes -------------------------------------------------------------------------------------------

    def _drawn(self, container, alt=""):
        """The blocks that a drawing holds: pictures, and the text of boxes."""
        found = []
        for element in container:
            tag = element.tag
            if tag in ("inline", "anchor", "pic", "shape"):
                first = len(self.found.pictures)
                found += self._drawn(element, _alt(element) or alt)
                if tag == "pic" and (turns := _quarter_turns(element)):
                    for n in range(first, len(self.found.pictures)):
                        self.found.pictures[n] = dataclasses.replace(self.found.pictures[n], turns=turns)
            elif tag == "txbxContent":
                found += self.blocks(element)
            elif tag == "AlternateContent":
                found += self._drawn(_alternative(element), alt) or self._drawn(_below(element, "Fallback"), alt)
            elif tag == "blipFill":
                found += self._picture(element, alt)
            elif tag == "imagedata":
                found += self._stored(element.get("r:id") or element.get("r:embed") or "", alt, Picture(""))
            elif tag == "textpath" and element.get("string"):
                found.append(Node("p", [text.clean(element.get("string"))], told={"style": "", "align": "center"}))
            elif tag == "chart" or (tag == "relIds" and container.get("uri", "").endswith("/diagram")):
                self.remark(DRAWING_LOST)
            else:
                found += self._drawn(element, alt)
        return found

    def _picture(self, fill, alt):
        blip = fill.find("blip")
        if blip is None:
            return []
        crop = fill.find("srcRect")
        shares = (0.0,) * 4
        if crop is not None:
            shares = tuple(min(max(number(crop.get(side)) / 100_000, 0.0), 0.95) for side in "ltrb")
        return self._stored(blip.get("r:embed", ""), alt, Picture("", shares), linked=bool(blip.get("r:link")))

    def _stored(self, identity, alt, picture, linked=False):
        kind, target, far = self.relations.get(identity, ("", "", False))
        if not target or far:
            self.remark(PICTURE_FAR if far or linked else PICTURE_LOST)
            return []
        if kind != "image" or not self.package.has(target):
            self.remark(PICTURE_LOST)
            return []
        self.found.pictures.append(dataclasses.replace(picture, part=target))
        image = Node("img", attributes={"src": f"{_ADDRESS}{len(self.found.pictures) - 1}", "alt": alt})
        return [Node("figure", [image], {"class": "image"})]

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, element):
        """A table, or its blocks where it only arranges pictures or puts a frame around a text."""
        rows = [self._row(row) for row in tables.rows_of(element)]
        rows = [row for row in rows if row]
        tables.span_rows(rows)
        cells = [cell for row in rows for cell in row if not cell.told.get("goes_on")]
        if len(cells) == 1 or tables.only_arranges(rows):
            columns = sorted(cells, key=lambda cell: cell.told["at"]) if tables.is_grid(rows) else cells
            blocks = [block for cell in columns for block in cell.told["blocks"]]
            for picture, below in itertools.pairwise(blocks if len(cells) > 1 else ()):
                if picture.find_all("img") and below.tag == "p" and len(below.text) <= MOST_CAPTION:
                    below.told["style"] = "caption"
            return blocks
        rows = [row for row in rows if any(cell.told["blocks"] for cell in row) or tables.holds_up(row)]
        if not rows:
            return []
        head = tables.head_rows(rows)
        made = Node("table")
        for tag, part in (("thead", rows[:head]), ("tbody", rows[head:])):
            if part:
                lines = [
                    Node("tr", [tables.drawn_cell(c, tag) for c in row if not c.told.get("goes_on")]) for row in part
                ]
                made.children.append(Node(tag, lines))
        return [Node("figure", [made], {"class": "table"})]

    def _row(self, row):
        properties = row.find("trPr")
        cells, at = [], 0
        if properties is not None:
            if properties.find("del") is not None:
                return []
            before = properties.find("gridBefore")
            at = number(before.get("val")) if before is not None else 0
        header = (
            properties is not None and (mark := properties.find("tblHeader")) is not None and mark.get("val") != "0"
        )
        for element in tables.cells_of(row):
            settings = element.find("tcPr")
            span, merge, along = 1, None, None
            if settings is not None:
                if settings.find("cellDel") is not None:
                    continue
                wide = settings.find("gridSpan")
                span = min(max(number(wide.get("val"), 1), 1), 100) if wide is not None else 1
                merge, along = settings.find("vMerge"), settings.find("hMerge")
            blocks = self.blocks(element)
            if along is not None and along.get("val", "continue") == "continue" and cells:
                cells[-1].told["span"] += span
            else:
                goes_on = merge is not None and merge.get("val", "continue") == "continue"
                blocks = [one for block in blocks for one in flat(block)]
                told = {"at": at, "span": span, "goes_on": goes_on, "blocks": blocks, "header": header, "rows": 1}
                cells.append(Node("td", told=told))
            at += span
        return cells


def _without_line(look):
    return dataclasses.replace(look, underline=False)


def _is_contents(sdt):
    gallery = sdt.find("sdtPr/docPartObj/docPartGallery")
    return sdt.find("sdtPr/showingPlcHdr") is not None or (
        gallery is not None and gallery.get("val") in ("Table of Contents", "Page Numbers (Bottom of Page)")
    )


def _alternative(element):
    """What of an AlternateContent counts: the first choice."""
    choice = element.find("Choice")
    return choice if choice is not None else _below(element, "Fallback")


def _below(element, tag):
    """The first child of that name, or nothing to walk through."""
    found = element.find(tag)
    return found if found is not None else ()


def _alt(element):
    """The description that somebody wrote of a picture; none that a program made up."""
    for name in ("docPr", "nvPicPr/cNvPr"):
        found = element.find(name)
        if found is not None and found.get("descr"):
            return _written_alt(found.get("descr"))
    return _written_alt(element.get("alt", "")) if element.tag == "shape" else ""


def _written_alt(words):
    words = text.clean(words)
    return "" if _MADE_UP_ALT.search(words) else words[:MOST_CAPTION]


def _quarter_turns(picture):
    """How many quarters of a circle a picture was turned to the right."""
    frame = picture.find("spPr/xfrm")
    return round(number(frame.get("rot")) / 5_400_000) % 4 if frame is not None else 0


def _sign(font, code):
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    return _signs(chr(place), font) if 0 < place < 0x110000 and not 0xD800 <= place < 0xE000 else ""


def _signs(words, font):
    """Letters in a font of signs as the signs that they draw."""
    font = font.casefold()
    name = next((name for name in _SIGNS if font.startswith(name)), None)
    if name is None:
        return words
    table = _SIGNS[name]
    return "".join(c if c.isspace() else table.get(ord(c) & 0xFF, "•" if name == "wingdings" else c) for c in words)


def _joined_runs(line):
    """Neighbouring runs that look alike as one: Word cuts words anywhere, also between a VNI letter and its mark."""
    made = []
    for entry in line:
        last = made[-1] if made else None
        if entry is not _BREAK and isinstance(last, _Run):
            alike = _visible(last.look) == _visible(entry.look) and last.link == entry.link
            if alike and _script(last.font) == _script(entry.font):
                made[-1] = _Run(last.words + entry.words, last.look, last.font, last.link)
                continue
        made.append(entry)
    return made


def _visible(look):
    return look.bold, look.italic, look.underline, look.strike, look.raised, look.capitals, look.size


def _script(font):
    """What a font makes of letters: runs in fonts of one script may be read together."""
    encoding = legacy_fonts.encoding_of_font(font)
    return encoding, encoding is not None and font.strip().casefold().endswith("h"), _is_signs(font)


def _is_signs(font):
    return font.casefold().startswith(tuple(_SIGNS))


def _unicode(run):
    words = _signs(run.words, run.font) if _is_signs(run.font) else legacy_fonts.from_font(run.words, run.font)
    if not words:
        return ""
    inner = text.clean(words)
    if run.look.capitals:
        inner = inner.upper()
    if not inner:
        return " " if words.strip("\xad\u200b\ufeff") else ""
    return f"{' ' if words[0].isspace() else ''}{inner}{' ' if words[-1].isspace() else ''}"


def _marked_up(words, run):
    """Words in the marks of their run; spaces at their ends stay outside."""
    look = run.look
    if not words.strip():
        return [words]
    core = words.strip()
    node = core
    for tag, wanted in (
        (look.raised, look.raised), ("s", look.strike), ("u", look.underline), ("em", look.italic),
        ("strong", look.bold),
    ):  # fmt: skip
        if wanted:
            node = Node(tag, [node])
    if run.link:
        node = Node("a", [node], {"href": run.link})
    before, after = words[: words.find(core)], words[words.find(core) + len(core) :]
    return [part for part in (before, node, after) if part]
