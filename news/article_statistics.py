"""How often an article was read, day by day: a page of the admin with a chart and its table, and the table as CSV."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from kttt import charts
from kttt.export_formats import table_response
from kttt.visits import reading
from news.models import Article

DAYS = 30


def _rows(pk):
    found = reading.by_day("article", pk, timezone.localdate() - timedelta(days=DAYS - 1))
    return [(day, counts.get("view", 0), counts.get("download", 0)) for day, counts in found]


class StatisticsMixin:
    """An admin of articles with the pages `<id>/luot-xem/` and `<id>/luot-xem.csv`, for who may see the article."""

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/luot-xem/", view(require_safe(self.statistics)), name="news_article_statistics"),
            path(
                "<int:pk>/luot-xem.csv", view(require_safe(self.statistics_table)), name="news_article_statistics_csv"
            ),
        ]
        return own + super().get_urls()

    def _seen(self, request, pk):
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return article

    def statistics(self, request, pk):
        """GET: views and downloads of the last 30 days, and over all days."""
        article, rows = self._seen(request, pk), _rows(pk)
        reading.with_counts([article], "article")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Lượt xem: {article}", "opts": Article._meta, "article": article, "rows": rows, "days": DAYS,
            "chart": charts.bars([(f"{day:%d/%m}", views) for day, views, _downloads in rows]),
        }  # fmt: skip
        return render(request, "admin/news/article_statistics.html", context)

    def statistics_table(self, request, pk):
        """GET: the same days as CSV."""
        self._seen(request, pk)
        rows = [("Ngày", "Lượt xem", "Lượt tải"), *_rows(pk)]
        return table_response(rows, "csv", f"luot-xem-{pk}", {"Cache-Control": "private, no-store"})
