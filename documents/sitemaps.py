"""Sitemaps of the documents and of the drafts."""

from django.contrib.sitemaps import Sitemap

from documents.models import Consultation, Document


class DocumentSitemap(Sitemap):
    """Every published document."""

    def items(self):
        return Document.objects.published().order_by("pk")

    def lastmod(self, item):
        return item.updated_at


class ConsultationSitemap(Sitemap):
    """Every published draft."""

    def items(self):
        return Consultation.objects.published().order_by("pk")

    def lastmod(self, item):
        return item.updated_at
