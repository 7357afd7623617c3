"""What stands beside every page: newest documents, featured articles, traffic."""

from documents.models import Document
from kttt.pages.models import Banner, MenuItem, SiteSettings
from kttt.visits import reading
from news.models import Article

NEWEST_DOCUMENTS = 5
FEATURED = 5


def newest_documents():
    """The documents of "Văn bản mới" with `.views` and `.downloads`; two queries."""
    return reading.with_counts(Document.objects.published().for_lists().newest_first()[:NEWEST_DOCUMENTS], "document")


def featured_articles():
    """Articles marked as featured, newest first; one query."""
    return list(
        Article.objects.published().filter(featured=True).for_lists().order_by("-publish_from", "-pk")[:FEATURED]
    )


def banners(place):
    """Banners to show at `place` ("sidebar" or "footer"); one query."""
    return list(Banner.objects.published().filter(place=place))


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
