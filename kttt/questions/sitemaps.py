"""Sitemap of published questions."""

from django.contrib.sitemaps import Sitemap

from kttt.questions.models import Question


class QuestionSitemap(Sitemap):
    """Every published question."""

    def items(self):
        return Question.objects.published().for_lists().order_by("pk")

    def lastmod(self, item):
        return item.updated_at
