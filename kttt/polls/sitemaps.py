"""Sitemap of the polls."""

from django.contrib.sitemaps import Sitemap

from kttt.polls.models import Poll


class PollSitemap(Sitemap):
    """Every published poll."""

    def items(self):
        return Poll.objects.published().order_by("pk")

    def lastmod(self, item):
        return item.updated_at
