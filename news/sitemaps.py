"""Sitemaps of the news."""

import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.shortcuts import render
from django.utils import timezone

from news.models import Article, Category, Tag, Topic


class ArticleSitemap(Sitemap):
    """Every published article."""

    def items(self):
        return Article.objects.published().for_lists().order_by("pk")

    def lastmod(self, item):
        return item.updated_at


class _ListSitemap(Sitemap):
    """Lists of articles that hold at least one published; changed when one of them was."""

    model = field = None

    def items(self):
        changed = dict(
            Article.objects.published().order_by().values_list(self.field).annotate(changed=Max("updated_at"))
        )
        found = [item for item in self.model.objects.order_by("pk") if item.pk in changed]
        for item in found:
            item.changed = changed[item.pk]
        return found

    def lastmod(self, item):
        return item.changed


class TopicSitemap(_ListSitemap):
    """Events that articles follow."""

    model, field = Topic, "topic"


class TagSitemap(_ListSitemap):
    """Tags."""

    model, field = Tag, "tags"


class CategorySitemap(_ListSitemap):
    """Every category; one without articles of its own has no time of change."""

    model, field = Category, "category"


# Google News reads articles of the last two days, at most a thousand.
RECENT, RECENT_MOST = datetime.timedelta(days=2), 1000


def recent_news(request):
    """/tin-tuc/sitemap.xml: the published articles of the last two days, in Google's format for news.

    A urlset must hold an address (sitemaps.org). Where nothing is new it is that of the news, without what Google asks
    of news: addresses without it may stand there, older articles may not be told as news.
    """
    articles = Article.objects.published().filter(publish_from__gte=timezone.now() - RECENT).for_lists()
    context = {"articles": articles.order_by("-publish_from", "-pk")[:RECENT_MOST]}
    return render(request, "news/recent_news.xml", context, content_type="application/xml")
