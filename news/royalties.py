"""The month's articles by author with what the office pays for them (nhuận bút): a page of the admin, and Excel."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from kttt.export_formats import table_response
from kttt.text import sort_key
from news.models import Article, RoyaltyRate

NOBODY = "Chưa ghi tác giả"


@dataclass(frozen=True)
class Payment:
    """An article, the day of its publishing (Vietnam's), and the đồng for it; None where no rate holds that day."""

    article: Article
    day: datetime.date
    amount: int | None


@dataclass
class Author:
    """A name as it stands under articles, and what is paid under it."""

    name: str
    payments: list[Payment] = field(default_factory=list)

    @property
    def total(self):
        """Đồng; articles without a rate add nothing."""
        return sum(payment.amount or 0 for payment in self.payments)


def month_of(written):
    """The first day of a month written "2026-11"; "" is the present one (Vietnam's). Raises ValueError."""
    if not written:
        return timezone.localdate().replace(day=1)
    return datetime.datetime.strptime(written, "%Y-%m").date()  # noqa: DTZ007  (a month has no time zone)


def authors_of(first):
    """[Author] by the alphabet with the articles published in the month that begins on `first`; two queries.

    Only what is still public counts; who is named together ("Lan, Minh") is one author. Nobody named comes last.
    """
    begins = timezone.make_aware(datetime.datetime.combine(first, datetime.time.min))
    after = (first + datetime.timedelta(days=32)).replace(day=1)
    ends = timezone.make_aware(datetime.datetime.combine(after, datetime.time.min))
    rates = defaultdict(list)
    for rate in RoyaltyRate.objects.order_by("valid_from"):
        rates[rate.kind].append(rate)
    found = {}
    articles = Article.objects.published().filter(publish_from__gte=begins, publish_from__lt=ends)
    for article in articles.for_lists().order_by("publish_from", "pk"):
        day = timezone.localdate(article.publish_from)
        holding = [rate.amount for rate in rates[article.kind] if rate.valid_from <= day]
        name = " ".join(article.author_name.split())
        found.setdefault(name, Author(name or NOBODY)).payments.append(
            Payment(article, day, holding[-1] if holding else None)
        )
    return [found[name] for name in sorted(found, key=lambda name: (not name, sort_key(name)))]


class RoyaltiesMixin:
    """An admin of articles with the pages `nhuan-but/?thang=2026-11` and `nhuan-but.xlsx`, for who may export."""

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("nhuan-but/", view(require_safe(self.royalties)), name="news_article_royalties"),
            path("nhuan-but.xlsx", view(require_safe(self.royalties_table)), name="news_article_royalties_xlsx"),
        ]
        return own + super().get_urls()

    def _month(self, request):
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            return month_of(request.GET.get("thang", ""))
        except ValueError as error:
            raise Http404("Tháng viết theo kiểu 2026-11.") from error

    def royalties(self, request):
        """GET: the month's authors, their articles and sums."""
        first = self._month(request)
        authors = authors_of(first)
        payments = [payment for author in authors for payment in author.payments]
        context = {
            **self.admin_site.each_context(request), "opts": Article._meta, "title": f"Nhuận bút tháng {first:%m/%Y}",
            "month": f"{first:%Y-%m}", "authors": authors, "count": len(payments),
            "total": sum(author.total for author in authors),
            "without_rate": sum(payment.amount is None for payment in payments),
        }  # fmt: skip
        return render(request, "admin/news/royalties.html", context)

    def royalties_table(self, request):
        """GET: the same as Excel, a row for each article and one for each author's sum."""
        first = self._month(request)
        rows = [("Tác giả", "Bài viết", "Thể loại", "Chuyên mục", "Ngày đăng", "Số tiền (đồng)")]
        authors = authors_of(first)
        for author in authors:
            for payment in author.payments:
                article = payment.article
                rows.append((
                    author.name, article.title, article.get_kind_display(), article.category.name, payment.day,
                    payment.amount,
                ))  # fmt: skip
            rows.append((author.name, f"Cộng {len(author.payments)} bài", None, None, None, author.total))
        rows.append(("Tổng cộng", None, None, None, None, sum(author.total for author in authors)))
        return table_response(rows, "xlsx", f"nhuan-but-{first:%Y-%m}", {"Cache-Control": "private, no-store"})
