"""Sitemap of the news."""

from django.contrib.sitemaps import Sitemap

from news.models import Article, Category


class ArticleSitemap(Sitemap):
    """Every published article."""

    def items(self):
        return Article.objects.published().for_lists().order_by("pk")

    def lastmod(self, item):
        return item.updated_at


class CategorySitemap(Sitemap):
    """Every category."""

    def items(self):
        return Category.objects.all()
