"""Sitemap of the news."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Max

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
