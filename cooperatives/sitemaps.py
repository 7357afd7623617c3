"""Sitemap of the registry."""

from django.contrib.sitemaps import Sitemap

from cooperatives.models import Organization


class OrganizationSitemap(Sitemap):
    """Every public cooperative and group."""

    def items(self):
        return Organization.objects.published().order_by("pk")
