"""Blocks of a text → what an article is made of: title, lead, author, cover, body; what is doubtful is told.

The habits are those of Vietnamese newsrooms: a bold title, a bold lead, "Bài và ảnh: …" at the end, "Ảnh: …" below
pictures. What is taken for title, lead, author or cover leaves the body; nothing else does.
"""

import re
from dataclasses import dataclass, field

from kttt import markup, text
from kttt.markup import Node, is_wholly, joined, split_at_breaks, trimmed
from kttt.typed_structure import MOST_HEADING, captions, lists, looks_like_heading
from news.from_word.body import number_of

MOST_TITLE, MOST_LEAD, MOST_AUTHOR, MOST_SOURCE = 250, 800, 120, 200
MOST_PAGE_HEAD = 60
LEAST_COVER = 200  # pixels: below, a picture is an ornament
_LOOKED_AT = 8  # paragraphs at the beginning, among which a title is looked for
_BOLD = ("strong", "b")
_AUTHOR = re.compile(
    r"\W*(?:tác giả|người viết|người thực hiện|thực hiện|"
    r"(?:tin|bài)(?: viết)?(?:\s*(?:,|và|&|-|–|/)?\s*(?:bài|ảnh|tin|hình ảnh))*)"
    r"\s*[:：]\s*(\S.{1,100})",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\W*(?:nguồn(?: tin)?|theo nguồn)\s*[:：]\s*(\S.{1,200})", re.IGNORECASE)
_LETTERHEAD = re.compile(
    r"(?i)cộng h[òo]a xã hội chủ nghĩa|độc lập\s*[-–—]\s*tự do|^số\s*:|^\W*kính gửi|"
    r"^tin,? bài\b.{0,20}$|^(?:tin|bài) viết$"
)
_LABEL = re.compile(r"(?:tóm tắt|sa-?pô|sapo|tít|tiêu đề|tên bài)\s*:\s*", re.IGNORECASE)
_NO_COVER = re.compile(r"(?:bảng|biểu|sơ đồ)\b", re.IGNORECASE)
_MOTTO = re.compile(r"cộng h[òo]a xã hội chủ nghĩa|độc lập\s*[-–—]\s*tự do", re.IGNORECASE)
_REPORTER = re.compile(r"(?:pv|ctv|phóng viên|cộng tác viên)\b[.:]?\s+", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-ZĐ]\s?\.\s?){1,4}[A-ZĐ]?\.?")
_PLACE_AND_DAY = re.compile(r"\W*(?:[A-ZĐÀ-Ỹ][^,.]{2,30},\s*)?ngày\s+[0-9. …]+\s*(?:tháng|[/-]).{0,30}$", re.IGNORECASE)

PAGE_HEAD = "Đã bỏ phần đầu trang ở trên tiêu đề: {words}."
NO_TITLE = "Chưa nhận ra tiêu đề nên lấy tên tệp: hãy sửa tiêu đề."
TITLE_CAPITALS = "Tiêu đề viết hoa toàn bộ: hãy viết lại bằng chữ thường, chỉ viết hoa tên riêng."
TITLE_LOWERED = "Tiêu đề trong tệp viết hoa toàn bộ; cổng đã viết lại theo cách viết trong bài: hãy kiểm tra tên riêng."
NO_LEAD = "Chưa nhận ra sa-pô: hãy viết một đến ba câu tóm tắt."
LEAD_LONG = "Đoạn đầu dài quá nên để trong bài, chưa làm sa-pô: hãy viết một đến ba câu tóm tắt."
NO_WORDS = "Tệp không có chữ nào đọc được (có thể là bản chụp): hãy gõ nội dung vào Word rồi gửi lại."
ONLY_TITLE = "Tệp chỉ có một dòng: hãy viết nội dung bài."


@dataclass
class Parts:
    """What a file is as an article. `cover` and `body` name pictures by number (`body.number_of`)."""

    title: str = ""
    lead: str = ""
    author: str = ""
    source: str = ""
    body: str = ""
    cover: int | None = None
    cover_alt: str = ""
    cover_caption: str = ""
    remarks: list[str] = field(default_factory=list)


def of_text(found, sizes: dict[int, tuple[int, int]], stem: str) -> Parts:
    """The parts of an article in a `body.Text`; `sizes` of its readable pictures, `stem` the file's name."""
    parts = Parts(remarks=list(found.remarks))
    blocks = captions([block for block in found.blocks if not block.is_empty])
    blocks = [kept for block in blocks if (kept := _with_readable(block, sizes))]
    _take_cover(parts, blocks, sizes)
    at = _take_title(parts, blocks, found.size, stem)
    _take_author(parts, blocks, at)
    _take_lead(parts, blocks, at)
    _lower_title(parts, blocks)
    if not blocks and parts.lead:
        blocks, parts.lead = [Node("p", [parts.lead])], ""
    parts.body = markup.write(Node("root", _bodied(blocks)))
    if not blocks:
        parts.remarks.append(ONLY_TITLE)
    return parts


def _line(block):
    return text.clean(block.text)


def _with_readable(block, sizes):
    """The block without the pictures that could not be read; None where nothing is left."""
    for node in block.walk():
        node.children = [
            child for child in node.children
            if not (isinstance(child, Node) and child.tag == "img" and number_of(child) not in sizes)
        ]  # fmt: skip
    for node in block.walk():
        node.children = [c for c in node.children if not (isinstance(c, Node) and c.tag == "figure" and c.is_empty)]
    if block.attributes.get("class") == "image" and not block.find_all("img"):
        words = block.find_all("figcaption")
        return Node("p", words[0].children, told={}) if words else None
    return None if block.is_empty else block


# --- title ------------------------------------------------------------------------------------------------------------


def _take_title(parts, blocks, usual, stem):
    """Takes the title out of the blocks; gives where what follows it begins."""
    at = _title_at(blocks, usual)
    if at is None:
        parts.title = text.clean(stem)[:MOST_TITLE] or "Bài viết"
        parts.remarks.append(NO_TITLE)
        return 0
    lines = [blocks.pop(at)]
    at = _drop_page_head(parts, blocks, at)
    while at < len(blocks) and _goes_on(lines, blocks[at]):
        lines.append(blocks.pop(at))
    words = " ".join(_line(block) for block in lines)
    parts.title = re.sub(r"\s*(?:\[[0-9]+\])+$", "", words).strip(" *")
    if _LABEL.match(parts.title):
        parts.title = _LABEL.sub("", parts.title, count=1) or parts.title
    if not re.search(r"[.…]{3}$|…$", parts.title):
        parts.title = parts.title.rstrip(".")
    return at


def _drop_page_head(parts, blocks, at):
    """Drops what only heads the page above the title: names of offices, the motto, "TIN BÀI"; gives the new place."""
    heads = [block for block in blocks[:at] if _is_page_head(block)]
    if heads:
        shown = "; ".join(_line(block) for block in heads)
        parts.remarks.append(PAGE_HEAD.format(words=shown if len(shown) <= 120 else f"{shown[:117]}…"))
    blocks[:] = [block for block in blocks if not any(block is head for head in heads)]
    return at - len(heads)


def _is_page_head(block):
    line = _line(block)
    if block.find_all("img") or _PLACE_AND_DAY.match(line):
        return False
    return len(line) <= MOST_PAGE_HEAD or bool(_MOTTO.search(line))


def _title_at(blocks, usual):
    candidates = []
    for n, block in enumerate(blocks):
        if len(candidates) >= _LOOKED_AT:
            break
        if block.tag == "p" and "item" not in block.told and re.search(r"\w", block.text):
            candidates.append((n, block))
    fit = [(n, block) for n, block in candidates if len(_line(block)) <= MOST_TITLE and not _is_no_title(block)]
    for n, block in fit:
        if block.told.get("style") == "title":
            return n
    before_text = []
    for n, block in candidates:
        if (n, block) not in fit and not _is_no_title(block):
            break
        if (n, block) in fit:
            before_text.append((n, block))
    for n, block in before_text[:4]:
        if block.told.get("heading") or _is_large(block, usual):
            return n
        if _is_wholly_bold(block) and len(_line(block)) > 8:
            # A bold line above a larger one only says what kind of news it is.
            below = [b for m, b in before_text if m == n + 1]
            return n + 1 if below and _is_large(below[0], usual) and not below[0].told.get("heading") else n
    for looks_so in (lambda b: _is_capitals(_line(b)), lambda b: b.told.get("align") == "center"):
        for n, block in before_text[:4]:
            if looks_so(block) and len(_line(block)) > 8:
                return n
    if before_text and len(_line(before_text[0][1])) <= 160 and not _line(before_text[0][1]).endswith((".", ";", ":")):
        return before_text[0][0]
    return None


def _is_large(block, usual):
    return block.told.get("size", 0) >= usual + 4


def _is_no_title(block):
    line = _line(block)
    return bool(
        _LETTERHEAD.search(line) or _PLACE_AND_DAY.match(line) or _AUTHOR.fullmatch(line)
        or not re.search(r"[^\W\d_]{2}", line)
    )  # fmt: skip


def _goes_on(lines, block):
    """Whether a title set on several lines goes on in this block: it looks alike, and is no lead."""
    line, before = _line(block), lines[-1]
    if block.tag != "p" or "item" in block.told or len(" ".join(map(_line, lines))) + len(line) >= MOST_TITLE:
        return False
    if len(lines) > 3 or _line(before).endswith((".", "!", "?", ":")) or line.endswith((".", ":")):
        return False
    looks = ("size", "align", "style", "heading")
    alike = all(block.told.get(name) == before.told.get(name) for name in looks)
    alike = alike and _is_wholly_bold(block) == _is_wholly_bold(before) and not _AUTHOR.fullmatch(line)
    capitals = _is_capitals(line)
    return alike and capitals == _is_capitals(_line(before)) and (
        capitals or (block.told.get("align") == "center" and len(line) <= 100)
    )  # fmt: skip


def _is_wholly_bold(block):
    return is_wholly(block.children, _BOLD)


def _is_capitals(line):
    return line.isupper() and sum(c.isalpha() for c in line) > 3


def _lower_title(parts, blocks):
    """A title in capitals in small letters, where the text itself tells how each of its words is written."""
    if not _is_capitals(parts.title):
        return
    running = " ".join(_line(block) for block in blocks if not _is_capitals(_line(block)))
    lowered = _as_written(parts.title, f"{parts.lead} {running}")
    if lowered:
        parts.title = lowered
        parts.remarks.append(TITLE_LOWERED)
    else:
        parts.remarks.append(TITLE_CAPITALS)


def _as_written(capitals, running):
    """The words of a line in capitals as `running` text writes them, or None where it does not say of each."""
    forms = {}
    ends = True  # of a sentence: a capital letter behind it says nothing
    words = re.findall(r"\w+|[^\w\s]", running)
    for n, word in enumerate(words):
        if re.fullmatch(r"\w+", word):
            if not ends or word[:1].islower():
                forms.setdefault(word.casefold(), set()).add(word)
                phrase = word
                for further in words[n + 1 : n + 6]:
                    if not re.fullmatch(r"\w+", further):
                        break
                    phrase = f"{phrase} {further}"
                    forms.setdefault(phrase.casefold(), set()).add(phrase)
            ends = False
        else:
            ends = word in ".!?:;“\"'(–-"
    pieces, made, at = re.findall(r"\w+|[^\w]+", capitals), [], 0
    while at < len(pieces):
        if not re.fullmatch(r"\w+", pieces[at]) or pieces[at].isdecimal():
            made.append(pieces[at])
            at += 1
            continue
        for length in range(11, 0, -2):
            known = forms.get("".join(pieces[at : at + length]).casefold(), ())
            known = {form for form in known if not form.isupper() or len(form) <= 5}
            if len(known) == 1:
                made.append(next(iter(known)))
                at += length
                break
        else:
            return None
    lowered = "".join(made)
    return lowered[:1].upper() + lowered[1:]


# --- lead, author, cover ----------------------------------------------------------------------------------------------


def _take_lead(parts, blocks, at):
    for n in range(at, len(blocks)):
        block = blocks[n]
        if block.tag == "figure":
            continue
        line = _line(block)
        if block.tag != "p" or "item" in block.told or block.told.get("heading") or line.startswith(("- ", "+ ")):
            break
        marked = _is_wholly_bold(block) or is_wholly(block.children, ("em", "i"))
        if _PLACE_AND_DAY.match(line) or (len(line) < 40 and not line.endswith((".", "!", "?", "…"))):
            continue
        if looks_like_heading(block) and n > at:
            break
        if len(line) > MOST_LEAD and not (marked and len(line) <= 2 * MOST_LEAD):
            parts.remarks.append(LEAD_LONG)
            return
        parts.lead = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
        del blocks[n]
        return
    parts.remarks.append(NO_LEAD)


def _take_author(parts, blocks, at):
    """Takes the lines that name author and source: at the end, or below the title."""
    last = next((n for n, block in enumerate(blocks) if block.told.get("notes")), len(blocks))
    for n in range(last - 1, max(at, last - 6) - 1, -1):
        _split_last_line(blocks, n)
    last = next((n for n, block in enumerate(blocks) if block.told.get("notes")), len(blocks))
    tail = list(range(last - 1, max(at - 1, last - 6), -1))
    for n in [*tail, *range(at, min(at + 2, last))]:
        if n >= len(blocks) or blocks[n].tag != "p" or "item" in blocks[n].told:
            continue
        line = _line(blocks[n])
        if not parts.author and (said := _AUTHOR.fullmatch(line)) and _begins_name(said[1]):
            parts.author = said[1].strip(" .;*()")[:MOST_AUTHOR]
            blocks[n].children = []
        elif not parts.source and n in tail and (said := _SOURCE.fullmatch(line)):
            parts.source = said[1].strip(" .;*()")[:MOST_SOURCE]
            blocks[n].children = []
    if not parts.author:
        paragraphs = [n for n in tail if blocks[n].tag == "p" and not blocks[n].is_empty][:2]
        under_title = [n for n in range(at, min(at + 1, last)) if blocks[n].tag == "p"]
        for n in [*paragraphs, *under_title]:
            if _is_signature(blocks[n]):
                parts.author = _REPORTER.sub("", _line(blocks[n]).strip(" ;*()"))[:MOST_AUTHOR]
                blocks[n].children = []
                if n == paragraphs[-1] and len(paragraphs) > 1 and _is_office(blocks[paragraphs[0]]):
                    office = blocks[paragraphs[0]]
                    parts.author = f"{parts.author} – {_line(office)}"[:MOST_AUTHOR]
                    office.children = []
                break
    blocks[:] = [block for block in blocks if not block.is_empty]


def _begins_name(words):
    return words[0].isupper()


def _split_last_line(blocks, n):
    """A last line behind a line break that names the author, as a paragraph of its own."""
    block = blocks[n]
    if block.tag != "p" or not block.find_all("br"):
        return
    lines = split_at_breaks(block.children)
    last = Node("p", trimmed(joined(lines[-1])), told=dict(block.told))
    said = _AUTHOR.fullmatch(_line(last))
    if said and _begins_name(said[1]):
        kept = []
        for line in lines[:-1]:
            kept += [Node("br"), *line] if kept else line
        block.children = trimmed(joined(kept))
        blocks.insert(n + 1, last)


def _is_office(block):
    """Whether a line below a name says what its bearer is."""
    line = _line(block)
    return block.told.get("align") == "right" and len(line) <= MOST_HEADING and not line.endswith((".", ":", "!", "?"))


def _is_signature(block):
    """Whether a line is somebody's name, set apart: on the right, bold or slanted."""
    line = _REPORTER.sub("", _line(block).strip("*() "))
    if block.told.get("align") == "right" and _INITIALS.fullmatch(line):
        return True
    name = re.split(r"\s[-–]\s|,\s", line.rstrip(" ."))[0]
    words = name.split()
    if not 2 <= len(words) <= 5 or len(line) > 90 or re.search(r"\d", line) or "item" in block.told:
        return False
    if _is_capitals(name) or not all(re.fullmatch(r"[^\W\d_]+", w) and w.istitle() for w in words):
        return False
    if line.endswith((":", "?", "!")):
        return False
    is_right = block.told.get("align") == "right"
    return is_right or _is_wholly_bold(block) or is_wholly(block.children, ("em", "i"))


def _take_cover(parts, blocks, sizes):
    for block in blocks:
        if block.tag != "figure" or not (images := block.find_all("img")) or block.find_all("table"):
            continue
        if min(sizes[number_of(images[0])]) < LEAST_COVER:
            continue
        words = block.find_all("figcaption")
        if words and _NO_COVER.match(_line(words[0])):
            continue
        parts.cover, parts.cover_alt = number_of(images[0]), images[0].attributes.get("alt", "")
        parts.cover_caption = _line(words[0])[:300] if words else ""
        blocks.remove(block)
        return


# --- body -------------------------------------------------------------------------------------------------------------


def _bodied(blocks):
    """The blocks as an article's body writes them: headings in order from <h2>, lists, nothing told."""
    _number_headings(blocks)
    shown = []
    for block in lists(blocks):
        if level := block.told.get("heading"):
            children = markup.unwrapped(block.children, (*_BOLD, "em", "u"))
            block = Node(f"h{level + 1}", children)
        shown.append(block)
    return shown


def _number_headings(blocks):
    """Gives headings their levels, 1 … 3 without gaps; lines that only look like headings become some."""
    for n, block in enumerate(blocks):
        item = block.told.get("item")
        if item and item.number is not None and looks_like_heading(block) and not _is_listed(blocks, n):
            block.children = [f"{block.told['label']} ", *block.children]
            block.told = {"typed_heading": True}
    if not any(block.told.get("heading") and not block.told.get("notes") for block in blocks):
        typed = [block for n, block in enumerate(blocks) if _is_typed_heading(blocks, n)]
        has_roman = any(_is_roman(block) for block in typed)
        for block in typed:
            block.told["heading"] = 2 if has_roman and not _is_roman(block) else 1
    for block in blocks:
        if block.told.pop("typed_heading", False):
            block.told.setdefault("heading", 1)
    used = sorted(
        {block.told["heading"] for block in blocks if block.told.get("heading") and not block.told.get("notes")}
    )
    for block in blocks:
        if block.told.get("heading") and not block.told.get("notes"):
            long = len(block.text) > MOST_TITLE
            block.told["heading"] = None if long else min(used.index(block.told["heading"]) + 1, 3)


def _is_listed(blocks, n):
    """Whether the block's neighbours are items of the same list."""
    level = blocks[n].told["item"].level
    near = [blocks[m].told.get("item") for m in (n - 1, n + 1) if 0 <= m < len(blocks)]
    return any(item and item.level == level for item in near)


def _is_typed_heading(blocks, n):
    block = blocks[n]
    if not looks_like_heading(block) or "item" in block.told or n + 1 == len(blocks):
        return False
    below = blocks[n + 1]
    return below.tag != "p" or "item" in below.told or not _is_wholly_bold(below) or looks_like_heading(below)


def _is_roman(block):
    return bool(re.match(r"\s*(?:[IVX]{1,5}[.)\-–:]|phần\b)", block.text, re.IGNORECASE))
