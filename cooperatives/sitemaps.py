"""Sitemap of the registry."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Max

from cooperatives.models import Organization


class OrganizationSitemap(Sitemap):
    """Every public cooperative and group."""

    def items(self):
        return Organization.objects.published().annotate(changed=Max("statements__recorded_at")).order_by("pk")

    def lastmod(self, item):
        return item.changed
