"""Sitemap of static pages."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from kttt.pages.models import Page


class PageSitemap(Sitemap):
    """Every published static page."""

    def items(self):
        return Page.objects.published().order_by("pk")

    def lastmod(self, item):
        return item.updated_at


class FixedSitemap(Sitemap):
    """The addresses that are always there."""

    def items(self):
        return [
            "home",
            "news",
            "archive_index",
            "documents",
            "consultations",
            "subscriptions",
            "cooperatives",
            "groups",
            "statistics",
            "open_data",
            "addresses",
            "contact",
            "questions",
            "polls",
            "site_map",
        ]

    def location(self, item):
        return reverse(item)
