"""Where pictures are used: read from the columns themselves, never kept beside them.

One pass over all bodies that hold a picture answers for every picture; each process keeps the answer until
`content_revision` says that something was written, in whichever way.
"""

import re
from dataclasses import dataclass
from html import unescape

from django.conf import settings
from django.contrib import admin
from django.db.models import ForeignKey
from django.urls import reverse

from kttt.library.columns import Column, picture_columns, text_columns
from kttt.publishing import content_revision
from kttt.richtext import plain_text

IMG = re.compile(r"<img\b[^>]*>")
_FIGURE = re.compile(r"<figure\b[^>]*>(.*?)</figure>", re.DOTALL)
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)


@dataclass(frozen=True)
class Use:
    """A place that shows a picture, with the alt text and caption that are written there."""

    column: Column
    pk: int
    alt: str = ""
    caption: str = ""


def attribute(tag, name):
    """The value of an attribute of a tag of clean HTML; None where it has none."""
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else None


def names_in(html):
    """The stored names of the pictures that clean `html` shows or leads to, as a set."""
    return {unescape(name) for name in _mention().findall(html)}


def all_uses():
    """{name of a picture: [Use]}; a query for each column, or one where nothing was written since the last time."""
    revision = content_revision()
    if _kept.get("revision") != revision:
        _kept.update(uses=read_uses(), revision=revision)
    return _kept["uses"]


_kept = {}


def read_uses(name=None):
    """{name: [Use]} as it is now, of all pictures or of one; a query for each column."""
    found = {}
    for column in picture_columns():
        told = [column.beside("alt"), column.beside("caption")]
        rows = (
            column.rows.filter(**{column.field.name: name}) if name else column.rows.exclude(**{column.field.name: ""})
        )
        for pk, shown, *said in rows.order_by().values_list("pk", column.field.name, *filter(None, told)):
            said = iter(said)
            alt, caption = (next(said) if path else "" for path in told)
            if shown:
                found.setdefault(shown, []).append(Use(column, pk, alt or "", caption or ""))
    for column in text_columns():
        rows = column.rows.filter(**{f"{column.field.name}__contains": settings.MEDIA_URL + (name or "")})
        for pk, html in rows.order_by().values_list("pk", column.field.name).iterator(chunk_size=500):
            said = _said_of_pictures(html)
            for shown in names_in(html):
                if name in (None, shown):
                    found.setdefault(shown, []).append(Use(column, pk, *said.get(shown, ("", ""))))
    return found


def uses_of(name):
    """[Use] of one picture as it is now."""
    return read_uses(name).get(name, [])


def places(uses):
    """[(words, address of the thing in the admin or None)] of `uses`; a query for each model that has some."""
    things = {}
    for model in {use.column.model for use in uses}:
        pks = {use.pk for use in uses if use.column.model is model}
        owner = _owner(model)
        rows = model._default_manager.filter(pk__in=pks).select_related(*([owner.name] if owner else []))
        for row in rows:
            things[model, row.pk] = (getattr(row, owner.name) or row) if owner else row
    return [
        (f"{use.column.words}: {things[use.column.model, use.pk]}", admin_address(things[use.column.model, use.pk]))
        for use in uses
        if (use.column.model, use.pk) in things
    ]


def admin_address(thing):
    """Where staff edit `thing`; None where the admin has no page of its own for it."""
    if type(thing) not in admin.site._registry:
        return None
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])


def _owner(model):
    """The foreign key to what a row without a page of its own (a picture of a gallery) belongs to."""
    if model in admin.site._registry:
        return None
    keys = (field for field in model._meta.concrete_fields if isinstance(field, ForeignKey))
    return next((key for key in keys if key.related_model in admin.site._registry), None)


def _mention():
    return re.compile(re.escape(settings.MEDIA_URL) + r"([^\s\"'<>?#]+\.webp)")


def _said_of_pictures(html):
    """{name: (alt, caption)} of the pictures in clean `html`."""
    found = {}
    for figure in _FIGURE.findall(html):
        caption = _CAPTION.search(figure)
        for tag in IMG.findall(figure):
            for name in names_in(tag):
                found[name] = (attribute(tag, "alt") or "", plain_text(caption[1]) if caption else "")
    for tag in IMG.findall(html):
        for name in names_in(tag):
            found.setdefault(name, (attribute(tag, "alt") or "", ""))
    return found
