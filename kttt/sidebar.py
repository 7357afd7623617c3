"""What stands beside every page: newest documents, featured articles, banners, links, notices, poll, traffic."""

from itertools import groupby

from django.db.models import Subquery

from documents.models import Document
from kttt.pages.models import Banner, Link, LinkGroup, MenuItem, Notice, SiteSettings
from kttt.polls.models import Option, Poll
from kttt.visits import reading
from news.models import Article

NEWEST_DOCUMENTS = 5
FEATURED = 5


def newest_documents():
    """The documents of "Văn bản mới" with `.views` and `.downloads`; one query."""
    counts = {"views": reading.count_of("document", "view"), "downloads": reading.count_of("document", "download")}
    return list(Document.objects.published().for_lists().annotate(**counts).newest_first()[:NEWEST_DOCUMENTS])


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


def traffic(site: SiteSettings):
    """The traffic block (`kttt.visits.reading.traffic`), with the visits of the former portal."""
    return reading.traffic(before=site.visits_before)
