"""Citations in both directions: what a text names, and what names a document."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.safestring import mark_safe

from documents.models import Document
from kttt.body_pictures import with_widths
from kttt.citations import texts
from kttt.citations.models import Citation
from kttt.remembered import Remembered
from kttt.richtext import plain_text, with_scrolling_tables
from kttt.searching.sources import all_sources

SHOWN = 20  # of each kind
OUT_OF_FORCE = (Document.Status.EXPIRED, Document.Status.SUSPENDED, Document.Status.UNFIT)


@dataclass(frozen=True)
class LinkedText:
    """Clean HTML as pages draw it, linked to the documents it names, and those of them that are no longer in force."""

    html: str
    out_of_force: list


def linked_text(html, kind, object_id):
    """The LinkedText of the clean `html` of a thing; at most two queries, none where no number stands."""
    return _linked.get(html, kind, object_id)


def _link(html, kind, object_id):
    named = texts.named(plain_text(html))
    documents = _documents(named, kind, object_id) if named else {}
    addresses = {key: document.get_absolute_url() for key, document in documents.items()}
    out_of_force = [document for document in documents.values() if document.status() in OUT_OF_FORCE]
    drawn = with_widths(texts.linked(html, addresses.get) if addresses else html)
    # Clean before, and only links to our own addresses, widths of our own pictures and boxes of tables were put in.
    return LinkedText(mark_safe(with_scrolling_tables(drawn)), out_of_force)  # noqa: S308


# Of the texts read last.
_linked = Remembered(_link, kept=200)


def _documents(named, kind, object_id):
    """{key: the published document that is meant}, without what an editor rejected."""
    rejected = Citation.objects.filter(kind=kind, object_id=object_id, rejected=True).values("key")
    candidates = defaultdict(list)
    found = Document.objects.published().filter(number_key__in=named).exclude(number_key__in=rejected)
    if kind == "document":
        found = found.exclude(pk=object_id)
    for document in found.for_lists():
        candidates[document.number_key].append(document)
    meant = {key: _meant(some, named[key][1]) for key, some in candidates.items()}
    return {key: document for key, document in meant.items() if document}


def _meant(candidates, day):
    """The one document that a number with a day (or None) can only mean; numbers recur every year and in every body."""
    if day:
        candidates = [c for c in candidates if c.issued_on in (day, None)]
    return candidates[0] if len(candidates) == 1 else None


def cited_in(document):
    """[(kind's heading, [(thing, notes)])] of published things that name `document`, the newest SHOWN of each kind."""
    citations = Citation.objects.filter(key=document.number_key, rejected=False)
    alone = not Document.objects.published().filter(number_key=document.number_key).exclude(pk=document.pk).exists()
    places = defaultdict(list)
    for citation in citations.order_by("-object_id"):
        if (citation.kind, citation.object_id) == ("document", document.pk):
            continue
        if citation.issued_on in (document.issued_on, None) if alone else citation.issued_on == document.issued_on:
            places[citation.kind].append(citation.object_id)
    found = []
    for kind, source in all_sources().items():
        if things := source.published().filter(pk__in=places[kind]).order_by("-pk")[:SHOWN] if places[kind] else []:
            found.append((source.heading, [(thing, [n for n in source.notes(thing) if n]) for thing in things]))
    return found
