"""Rich text: what an editor may write, kept clean by the column itself."""

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


def _keep_attribute(tag, name, value):
    if name == "class":
        kept = " ".join(c for c in value.split() if c in CLASSES.get(tag, ()))
        return kept or None
    if tag == "img" and name == "src" and not value.startswith("/"):
        return None  # pictures are our own files: no request to another host from any page
    return value


def clean(html: str) -> str:
    """`html` with nothing but allowed tags; links http(s), mailto, tel or within the site; pictures of our own only."""
    return nh3.clean(
        html or "",
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


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
