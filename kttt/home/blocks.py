"""What each block of the home page shows: for every kind a function that gives its context, or None for nothing."""

from copy import copy

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from cooperatives.commune_map import commune_map
from cooperatives.indicators.catalogue import by_commune, key_figures
from cooperatives.indicators.snapshot import Snapshot
from kttt.home.models import HomeBlock
from kttt.pages.models import Page
from kttt.remembered import Remembered
from kttt.visits.reading import with_counts
from news.models import Article, Category

LATEST = 6
IN_SECTION = 4


def latest():
    """The newest articles, the first of which leads; an empty list says so, for it is the page's first block."""
    return {"latest": list(Article.objects.published().for_lists().newest_first()[: LATEST + 1])}


def _with_lead(latest):
    articles = with_counts(map(copy, latest), "article")
    return {"lead_article": articles[0] if articles else None, "articles": articles[1:]}


def figures():
    """The figures that everybody quotes."""
    return {"figures": key_figures(Snapshot(timezone.localdate()))}


def procedures():
    """The procedures, each with the number of its forms as `.forms`; one query."""
    found = Page.objects.published().filter(kind=Page.Kind.PROCEDURE).annotate(forms=Count("files")).defer("body")
    return {"procedures": list(found)} if found else None


def map_of_communes():
    """Where the registered cooperatives are."""
    drawing = commune_map(by_commune(Snapshot(timezone.localdate())))
    return {"map": drawing} if drawing else None


def banners():
    """The banners placed on the home page: the frame of the page has fetched them."""
    return {}


def partners():
    """The links placed on the home page: the frame of the page has fetched them."""
    return {}


def categories():
    """Each main category that has articles, with its newest ones; two queries, however many there are."""
    rank = Window(RowNumber(), partition_by=F("category"), order_by=[F("publish_from").desc(), F("pk").desc()])
    newest = Article.objects.published().filter(category__parent=None).annotate(rank=rank).filter(rank__lte=IN_SECTION)
    found = {}
    for article in newest.for_lists().order_by("category", "rank"):
        found.setdefault(article.category_id, []).append(article)
    sections = [(category, found[category.pk]) for category in Category.objects.filter(pk__in=found)]
    return {"sections": sections} if sections else None


_SHOWS = {
    HomeBlock.Kind.LATEST: latest,
    HomeBlock.Kind.FIGURES: figures,
    HomeBlock.Kind.PROCEDURES: procedures,
    HomeBlock.Kind.MAP: map_of_communes,
    HomeBlock.Kind.BANNERS: banners,
    HomeBlock.Kind.CATEGORIES: categories,
    HomeBlock.Kind.PARTNERS: partners,
}


def _load():
    found = []
    for block in HomeBlock.objects.filter(shown=True):
        context = _SHOWS[HomeBlock.Kind(block.kind)]()
        if context is not None:
            template = f"home/includes/{block.kind}.html"
            found.append({"template": template, "heading": block.heading, **context})
    return found


_blocks = Remembered(_load)


def shown_blocks():
    """[{"template", "heading", and what the block shows}] of the blocks that are on and have something to show.

    Remembered until the content changes, but for the counters.
    """
    return [{**block, **_with_lead(block["latest"])} if "latest" in block else block for block in _blocks.get()]
