"""What of the documents readers may follow by e-mail: any search of them, and drafts."""

from documents.finding import Found, Wanted
from documents.models import Consultation, Document
from documents.shelf import BODY, FACETS, FIELD, SIGNER, STATUS, TYPE, YEAR, shelf
from kttt.finding.shelf import picked
from kttt.subscriptions.following import Followable, register


def _documents(query, ids):
    found = Found(Wanted.read(query))
    # Words that are merely near help whoever looks for something, not whoever waits for it.
    kept = picked(found.shelf.ids, found.found & found.shelf.set_of(ids)) if found.exact else []
    return Document.objects.published().for_lists().filter(pk__in=kept)


def _in_words(query):
    wanted, labels = Wanted.read(query), shelf().labels
    if any(value not in labels[facet] for facet, values in wanted.chosen.items() for value in values):
        return None
    said = {facet: ", ".join(labels[facet][value] for value in values) for facet, values in wanted.chosen.items()}
    words = " của ".join(filter(None, [said.get(TYPE, "Văn bản"), said.get(BODY)]))
    also = [
        FIELD in said and f"lĩnh vực {said[FIELD]}", SIGNER in said and f"{said[SIGNER]} ký",
        YEAR in said and f"năm {said[YEAR]}", STATUS in said and said[STATUS].lower(),
        wanted.query and f"có “{wanted.query}”",
    ]  # fmt: skip
    return "; ".join([words, *filter(None, also)])


def register_all():
    """Lets readers follow documents, all or those of a search, and drafts."""
    register(
        Followable(
            kind="van-ban",
            heading="Văn bản mới",
            list_name="documents",
            published=lambda: Document.objects.published().for_lists(),
            title=lambda document: f"{document.type} {document.number}: {document.abstract}",
            names=("q", *FACETS),
            chosen=_documents,
            in_words=_in_words,
        ),
        Followable(
            kind="lay-y-kien",
            heading="Lấy ý kiến dự thảo",
            list_name="consultations",
            published=lambda: Consultation.objects.published().for_lists(),
            title=lambda draft: f"{draft.title} (góp ý đến hết ngày {draft.closes_on:%d/%m/%Y})",
        ),
    )
