"""What one may follow: each kind of things says how it is chosen and called. The collections register theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict

from kttt import text

LONGEST = 300


@dataclass(frozen=True)
class Followable:
    """A kind of things that readers follow.

    `published()`: the gate, rows with `publish_from` and `get_absolute_url()`. `title(row)`: its line in a letter.
    `names`: the GET parameters that choose among them, as on the kind's list, the address `list_name`;
    `chosen(QueryDict, ids)`: the published ones with these ids that are asked for; `in_words(QueryDict)`: the choice as
    a reader calls it, or None where it means nothing.
    """

    kind: str
    heading: str
    list_name: str
    published: Callable[[], QuerySet]
    title: Callable[[Model], str]
    names: tuple[str, ...] = ()
    chosen: Callable[[QueryDict, list[int]], QuerySet] | None = None
    in_words: Callable[[QueryDict], str | None] | None = None

    def canonical(self, query):
        """The parameters of `query` (QueryDict) that count here, in one order; None where they are too long."""
        said = [(name, text.clean(value)) for name in self.names for value in sorted(query.getlist(name))]
        written = urlencode([(name, value) for name, value in said if value])
        return written if len(written) <= LONGEST else None

    def rows(self, parameters, ids):
        """The published things with these ids that `parameters` (canonical) choose."""
        if parameters and self.chosen:
            return self.chosen(QueryDict(parameters), ids)
        return self.published().filter(pk__in=ids)

    def words(self, parameters):
        """What `parameters` choose, as a reader calls it; None where they mean nothing."""
        return self.in_words(QueryDict(parameters)) if parameters and self.in_words else self.heading


_kinds: dict[str, Followable] = {}


def register(*kinds):
    """Lets readers follow things of these kinds, in this order."""
    for kind in kinds:
        _kinds[kind.kind] = kind


def all_kinds():
    """{kind: Followable}."""
    return _kinds


def named(kind, parameters):
    """What a subscription is called; its kind where nobody knows it any more."""
    found = _kinds.get(kind)
    return (found and found.words(parameters)) or (found.heading if found else kind)
