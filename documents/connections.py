"""What a document does to others and others to it, as the public may see it: nothing of unpublished documents."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, When

from documents.models import Document, Relation

Verb = Relation.Verb
SHOWN = 300  # in each direction, what ends or changes documents first
# What decides whether a document still applies comes first.
ORDER = (
    Verb.REPLACES, Verb.REPEALS, Verb.STAYS, Verb.SUSPENDS, Verb.AMENDS, Verb.CORRECTS, Verb.CONSOLIDATES,
    Verb.DETAILS, Verb.GUIDES, Verb.EXPLAINS, Verb.ANNOUNCES, Verb.BASED_ON, Verb.CITES, Verb.RELATED,
)  # fmt: skip


# schema.org's names for what a Legislation does.
SCHEMA = {
    Verb.REPLACES: "legislationChanges",
    Verb.REPEALS: "legislationRepeals",
    Verb.AMENDS: "legislationAmends",
    Verb.CORRECTS: "legislationCorrects",
    Verb.CONSOLIDATES: "legislationConsolidates",
    Verb.DETAILS: "legislationEnsuresImplementationOf",
}


@dataclass(frozen=True)
class Connection:
    """A relation seen from one of its documents; `other` is None where the other one is not stored.

    `since`: the first day, for verbs that change something on a day.
    """

    number: str
    other: Document | None
    passage: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Group:
    """Connections of one verb; `incoming`: the others do it to the document."""

    verb: Verb
    incoming: bool
    connections: list

    @property
    def label(self):
        """The verb in words, as the document says it of itself."""
        return Relation.INVERSE[self.verb] if self.incoming else self.verb.label

    @property
    def schema_property(self):
        """What schema.org calls it; None for what it has no name for."""
        return None if self.incoming else SCHEMA.get(self.verb)


def connections_of(document):
    """[Group] of a document in ORDER, what others do to it before what it does; two queries."""
    shown = Document.objects.published().values("pk")
    first = (Case(When(verb__in=Relation.ACTING, then=0), default=1), "-pk")
    done = document.reverse_relations.filter(source__in=shown).select_related("source__type")
    doing = document.relations.filter(Q(target=None) | Q(target__in=shown)).select_related("target__type")
    found = {}
    for relation in done.defer("source__folded").order_by(*first)[:SHOWN]:
        found.setdefault((relation.verb, True), []).append(_connection(relation, relation.source))
    for relation in doing.defer("target__folded").order_by(*first)[:SHOWN]:
        # Who is related is so both ways.
        incoming = relation.verb == Verb.RELATED
        found.setdefault((relation.verb, incoming), []).append(_connection(relation, relation.target))
    return [
        Group(verb, incoming, list(dict.fromkeys(found[verb, incoming])))
        for verb in ORDER
        for incoming in (True, False)
        if (verb, incoming) in found
    ]


def _connection(relation, other):
    number = other.number if other else relation.target_number
    dated = relation.verb in (*Relation.ACTING, Verb.CORRECTS)
    since = relation.since if dated else relation.effective_on
    return Connection(number, other, relation.passage, since, relation.until)
