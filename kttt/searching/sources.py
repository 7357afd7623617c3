"""What can be found: each kind of thing says how it reads and who may see it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import models


@dataclass(frozen=True)
class Text:
    """What can be found of one thing, from what tells most to what tells least.

    `keys`: numbers and codes by which it is called; `about`: what it is filed under; `day`: of the thing, for "newest".
    `names`: what else it names, for `Source.follow`.
    """

    title: str
    keys: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    body: str = ""
    day: object = None
    names: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A kind of thing in the search.

    `rows()`: the queryset of all that may ever be public; `texts(some of them)` gives (id, Text) of each.
    `published()`: the gate, with what `get_absolute_url()` and `notes(row)` (short facts below a result's title) read.
    `parts`: (model, path from the kind's model) of other rows whose change changes the text; where no path leads to
    them, a function instead that gives the things as a queryset.
    `follow({id: Text.names})`: is told, within the index's transaction, what things that were looked at name; {} for
    those that are gone.
    """

    kind: str
    heading: str
    model: type[models.Model]
    rows: Callable[[], models.QuerySet]
    published: Callable[[], models.QuerySet]
    texts: Callable[[models.QuerySet], Iterable[tuple[int, Text]]]
    notes: Callable[[models.Model], list]
    parts: tuple[tuple[type[models.Model], str | Callable[[], models.QuerySet]], ...] = ()
    follow: Callable[[dict[int, dict]], None] | None = None


_sources: dict[str, Source] = {}


def one_by_one(text):
    """A `Source.texts` made of `text(row)`, which gives the Text of one row."""
    return lambda rows: ((row.pk, text(row)) for row in rows)


def register(*sources):
    """Lets things of these kinds be found, in the order in which the kinds are listed."""
    for source in sources:
        _sources[source.kind] = source


def all_sources():
    """{kind: Source}."""
    return _sources


def touched_by(model):
    """[(Source, path or None)] whose texts a row of `model` is part of; None: it is the thing itself."""
    model = model._meta.concrete_model
    found = []
    for source in _sources.values():
        if source.model is model:
            found.append((source, None))
        found += [(source, path) for part, path in source.parts if part is model]
    return found
