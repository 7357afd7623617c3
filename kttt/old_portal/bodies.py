"""The HTML of an old article as the portal keeps it: its own tags, its own pictures, links to the new addresses."""

import html
import re
import unicodedata

import nh3
from django.core.files.storage import default_storage

from kttt import richtext
from kttt.old_portal import stored_text
from kttt.old_portal.addresses import slashed
from kttt.old_portal.uploads import PICTURE_ENDINGS

# What the old editor wrote for what the portal's editor calls otherwise. A <div> there was a paragraph.
_RENAMED = {"div": "p", "center": "p", "h1": "h2", "h5": "h4", "h6": "h4", "strike": "s", "del": "s", "ins": "u"}
_OLD_TAG = re.compile(rf"<(/?)({'|'.join(_RENAMED)})(?=[\s>/])", re.IGNORECASE)
_PLACES = {"NV_BASE_SITEURL": "/", "NV_UPLOADS_DIR": "uploads", "NV_FILES_DIR": "assets", "NV_ASSETS_DIR": "assets"}
_PLACEHOLDER = re.compile(rf"\{{(NV_[A-Z_]+)\}}|\b({'|'.join(_PLACES)})\b")
_FRAME = re.compile(r"<(?:iframe|embed|video|audio|source)\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)[^>]*>", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b[^>]*>")
_LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)(")')
_ATTRIBUTE = re.compile(r'\b(src|alt)="([^"]*)"')
_EMPTY = re.compile(r"<(p|h2|h3|h4|strong|b|em|i|u|s|a|figure|li)(?: [^>]*)?>(?:\s|&nbsp;|\xa0|<br>)*</\1>")
EMBEDDED = "Video, âm thanh nhúng trong bài đã đổi thành liên kết"


def without_machinery(stored):
    """The body with NukeViet's place-holders filled in, old tags renamed and embedded players made links."""
    filled = _PLACEHOLDER.sub(lambda m: _PLACES.get(m[1] or m[2], ""), stored).replace("\r\n", "\n")
    linked = _FRAME.sub(lambda m: f'<p><a href="{_whole(m[1])}">{_whole(m[1])}</a></p>', filled)
    return _OLD_TAG.sub(lambda m: f"<{m[1]}{_RENAMED[m[2].lower()]}", linked)


def _whole(address):
    return f"https:{address}" if address.startswith("//") else address


class Body:
    """One body on its way: `html` the result, `complete` whether nothing is missing, `open_links` whether links to
    old things are left that were not brought yet."""

    def __init__(self, stored, encoding, about, pictures, links, report):
        self.about, self.pictures, self.links, self.report = about, pictures, links, report
        self.complete, self.open_links = True, False
        markup = stored_text.markup(stored)
        if _FRAME.search(markup):
            report.note(*about, EMBEDDED)
        markup = stored_text.converted_markup(without_machinery(markup), encoding)
        cleaned = nh3.clean(
            markup, tags=richtext.TAGS, attributes=richtext.ATTRIBUTES, link_rel="noopener",
            url_schemes={"http", "https", "mailto", "tel", "data"},
        )  # fmt: skip
        cleaned = unicodedata.normalize("NFC", cleaned)
        cleaned = _PICTURE.sub(self._picture, cleaned)
        cleaned = _LINK.sub(self._link, cleaned)
        self.html = richtext.clean(without_empty(cleaned)).strip()

    def _picture(self, match):
        said = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(match[0])}
        if not said.get("src"):
            return ""
        found = self.pictures.bring(said["src"].strip(), "uploads", self.about)
        if found is None:
            # A picture of another host never comes by running again.
            self.complete = self.complete and "//" in said["src"]
            return ""
        size = f' width="{found["width"]}" height="{found["height"]}"' if found.get("width") else ""
        alt = html.escape(stored_text.line(said.get("alt", "")))
        return f'<img src="{default_storage.url(found["name"])}" alt="{alt}"{size}>'

    def _link(self, match):
        address = html.unescape(match[2]).strip()
        if not address or address.startswith("#"):
            return match[0]
        new, is_open = self.links.rewritten(address, self.about, self.pictures)
        self.open_links = self.open_links or is_open
        return f"{match[1]}{html.escape(new)}{match[3]}"


def without_empty(cleaned):
    """HTML without the empty paragraphs and marks that old editors left."""
    while (shorter := _EMPTY.sub("", cleaned)) != cleaned:
        cleaned = shorter
    return cleaned


def relinked(body, links, about):
    """(the body with links to things brought since, the old addresses that are left)."""
    still_open = []

    def put(match):
        new, is_open = links.rewritten(html.unescape(match[2]), about)
        if is_open:
            still_open.append(new)
        return f"{match[1]}{html.escape(new)}{match[3]}"

    return _LINK.sub(put, body), still_open


class Links:
    """Where the things that old addresses name are now."""

    def __init__(self, addresses, report, lookup):
        """`lookup(kind, key)` gives the new address of a brought thing, or None."""
        self.addresses, self.report, self.lookup = addresses, report, lookup

    def rewritten(self, address, about, pictures=None):
        """(the new address, whether it is still an old one whose thing may come later)."""
        ours = self.addresses.is_ours(address)
        target = self.addresses.target(address) if ours else None
        if target is None:
            return (slashed(address), False) if ours and address.startswith("index.php") else (address, False)
        kind, key = target
        if new := self.lookup(kind, key):
            return new, False
        if kind == "path":
            return self._file(address, key, about, pictures)
        return slashed(address), kind in ("article", "document")

    def _file(self, address, path, about, pictures):
        is_picture = path.lower().endswith(PICTURE_ENDINGS)
        if is_picture and pictures is not None:
            found = pictures.bring(address, "uploads", about)
            return (default_storage.url(found["name"]) if found else slashed(address)), False
        # A file of a document may come with the documents, after the articles.
        return slashed(address), not is_picture
