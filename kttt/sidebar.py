"""What stands beside every page: newest documents, featured articles, banners, links, notices, poll, traffic."""

from copy import copy
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db.models import Subquery

from documents.models import Document
from kttt.pages.models import Banner, Link, LinkGroup, MenuItem, Notice, SiteSettings
from kttt.polls.models import Option, Poll
from kttt.remembered import Remembered, RememberedFor
from kttt.visits import reading
from news.models import Article

NEWEST_DOCUMENTS = 5
FEATURED = 5
# Seconds for which the counters beside a page are not asked for again.
COUNTERS_HOLD = 2


@dataclass(frozen=True, eq=False)
class Frame:
    """All of it, the same for every page; each is what the function of its name gives."""

    site: SiteSettings
    menu: list
    banners: dict
    links: dict
    notices: list
    featured_articles: list
    open_poll: list
    newest_documents: list
    traffic: dict | None = None
    # {template: HTML} of what the page's frame is made of, filled as it is drawn.
    drawn: dict = field(default_factory=dict, init=False, repr=False)


def frame():
    """The Frame of this moment; its parts are remembered until the content changes, the counters for COUNTERS_HOLD."""
    return _counted.get(_remembered.get())


def _load():
    return Frame(
        SiteSettings.current(), menu(), banners(), links(), notices(), featured_articles(), open_poll(),
        newest_documents(),
    )  # fmt: skip


def _count(remembered):
    documents = reading.with_counts(map(copy, remembered.newest_documents), "document")
    return replace(remembered, newest_documents=documents, traffic=reading.traffic(remembered.site.visits_before))


_remembered = Remembered(_load)
_counted = RememberedFor(_count, COUNTERS_HOLD)


def newest_documents():
    """The documents of "Văn bản mới"; one query. The Frame's have `.views` and `.downloads`."""
    return list(Document.objects.published().for_lists().newest_first()[:NEWEST_DOCUMENTS])


def featured_articles():
    """Articles marked as featured, newest first; one query."""
    return list(
        Article.objects.published().filter(featured=True).for_lists().order_by("-publish_from", "-pk")[:FEATURED]
    )


def banners():
    """{place: [Banner]} of the banners to show now, for every place (`Banner.Place`); one query."""
    shown = {place: [] for place in Banner.Place.values}
    for banner in Banner.objects.published():
        shown[banner.place].append(banner)
    return shown


def links():
    """{place: [(LinkGroup, [Link])]} in order, for every place (`LinkGroup.Place`); one query."""
    shown = {place: [] for place in LinkGroup.Place.values}
    for group, found in groupby(Link.objects.select_related("group"), key=lambda link: link.group):
        shown[group.place].append((group, list(found)))
    return shown


def notices():
    """The notices to show now, important ones first; one query."""
    return list(Notice.objects.published())


def open_poll():
    """The options of the newest open poll, each with `.poll`; [] where none is open; one query."""
    newest = Poll.objects.open().newest_first().values("pk")[:1]
    return list(Option.objects.filter(poll=Subquery(newest)).select_related("poll"))


def menu():
    """[{"item": MenuItem, "children": [MenuItem]}] in order; one query."""
    items = list(MenuItem.objects.all())
    return [
        {"item": item, "children": [child for child in items if child.parent_id == item.pk]}
        for item in items
        if item.parent_id is None
    ]
