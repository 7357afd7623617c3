"""Sitemap of the documents."""

from django.contrib.sitemaps import Sitemap

from documents.models import Document


class DocumentSitemap(Sitemap):
    """Every published document."""

    def items(self):
        return Document.objects.published().order_by("pk")

    def lastmod(self, item):
        return item.updated_at
