"""Rich text: what an editor may write, kept clean by the column itself."""

import html as entities
import re
from itertools import count

import nh3
from django.db import models

TAGS = {
    "p",
    "br",
    "h2",
    "h3",
    "h4",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "sub",
    "sup",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "figure",
    "figcaption",
    "img",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "hr",
    "abbr",
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "figure": {"class"},
    "table": {"class"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
    "abbr": {"title"},
}
# The editor's own classes; any other would let pasted text wear the portal's design.
CLASSES = {"figure": {"image", "table", "image-style-side", "image-style-block"}}

# "//host/a.png" and "/\\host/a.png" begin with a slash too, and lead to another host.
_OWN_PICTURE = re.compile(r"/(?:media|static)/(?!.*\.\.)[^\\\s]+")

_TABLE_HEAD = re.compile(r"(<thead>.*?</thead>)", re.DOTALL)
_HEAD_CELL = re.compile(r"<th\b(?![^>]*\bscope=)")
_TABLE = re.compile(r"<table\b")
_SCROLLING = '<div class="table-scroll" role="group" aria-label="Bảng {}" tabindex="0">'
_BLOCK = re.compile(r"</?(?:p|br|h\d|ul|ol|li|blockquote|figure|figcaption|table|caption|tr|th|td|hr)\b")


def _keep_attribute(tag, name, value):
    if name == "class":
        kept = " ".join(c for c in value.split() if c in CLASSES.get(tag, ()))
        return kept or None
    if tag == "img" and name == "src" and not _OWN_PICTURE.fullmatch(value):
        return None  # pictures are our own files: no request to another host from any page
    if name in ("width", "height", "colspan", "rowspan", "start") and not re.fullmatch("[0-9]{1,5}", value):
        return None
    return value


def clean(html: str) -> str:
    """`html` with nothing but allowed tags; links http(s), mailto, tel or within the site; pictures of our own only.

    Cells that head a table say what of, which the editor forgets: a column in the table's head, else a row.
    """
    cleaned = nh3.clean(
        html or "",
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    parts = _TABLE_HEAD.split(cleaned)
    scoped = [_HEAD_CELL.sub(f'<th scope="{"col" if n % 2 else "row"}"', part) for n, part in enumerate(parts)]
    return "".join(scoped)


def plain_text(html: str) -> str:
    """The words of clean `html` without tags, as one line.

    >>> plain_text("<ul><li>Chè</li><li>Mật ong &amp; quế</li></ul>")
    'Chè Mật ong & quế'
    """
    return " ".join(entities.unescape(nh3.clean(_BLOCK.sub(r" \g<0>", html), tags=set())).split())


def lines(html: str) -> str:
    """The words of clean `html`, a line for each block, with what pictures show and where links lead in brackets.

    >>> lines('<p>Xem <a href="/x/">bài</a></p><img src="/a.webp" alt="Chè">')
    'Xem bài [/x/]\\n[Ảnh: Chè /a.webp]'
    """

    def picture(match):
        said = dict(re.findall(r'(\w+)="([^"]*)"', match[0]))
        return f"\n[Ảnh: {' '.join(filter(None, (said.get('alt'), said.get('src'))))}]\n"

    shown = re.sub(r"<img\b[^>]*>", picture, html)
    shown = re.sub(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', r"\2 [\1]", shown, flags=re.DOTALL)
    shown = entities.unescape(nh3.clean(_BLOCK.sub(r"\n\g<0>", shown), tags=set()))
    return "\n".join(filter(None, (" ".join(line.split()) for line in shown.splitlines())))


def with_scrolling_tables(html: str) -> str:
    """Clean HTML with each table in a box of its own that scrolls, by keyboard too, where the table is too wide.

    >>> with_scrolling_tables("<table></table>")
    '<div class="table-scroll" role="group" aria-label="Bảng 1" tabindex="0"><table></table></div>'
    """
    numbers = count(1)
    boxed = _TABLE.sub(lambda match: f"{_SCROLLING.format(next(numbers))}{match[0]}", html)
    return boxed.replace("</table>", "</table></div>")


def headings(html: str) -> list[str]:
    """The headings within clean `html`, as plain text."""
    return [plain_text(heading) for heading in re.findall(r"<h[234]>(.*?)</h[234]>", html, re.DOTALL)]


class RichTextField(models.TextField):
    """A text column that stores only clean HTML, whichever way it is written; a plain TextField to migrations."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return clean(value) if isinstance(value, str) else value

    def pre_save(self, instance, add):
        value = super().pre_save(instance, add)
        if isinstance(value, str):
            value = clean(value)
            setattr(instance, self.attname, value)
        return value
