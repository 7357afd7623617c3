"""Public pages of the news."""

import datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kttt import revisions
from kttt.anonymous_forms import anonymous_form, refusal, sent_key
from kttt.downloads import hand_out
from kttt.lists import page_context
from kttt.remembered import Remembered
from kttt.visits.reading import most, total, with_counts
from kttt.visits.recording import first_today
from news import workflow
from news.feeds import time_in_words
from news.forms import CommentForm, RatingForm, UsefulnessForm
from news.models import Article, ArticleFile, ArticleVideo, Category, Tag, Topic
from news.preview import opened
from news.related import in_topic, related

PER_PAGE = 12
NEIGHBOURS = 5
MOST_READ = 20
RATINGS_PER_HOUR = 30
COMMENTS_PER_HOUR = 10
# A person needs longer than this to write a comment.
SECONDS_TO_WRITE = 4
USEFULNESS_PER_HOUR = 30
VOTED_FOR = 365 * 24 * 3600
# Steps that are taken after reading a preview.
DECISIONS = ("publish", "schedule", "forward", "return")


def _list(request, articles, heading, breadcrumbs, description="", categories=(), feed_url=None):
    context = page_context(request, articles.for_lists().newest_first(), PER_PAGE, by_path=True)
    context["page_obj"].object_list = with_counts(context["page_obj"].object_list, "article")
    news = [("Tin tức", "/tin-tuc/")] if heading != "Tin tức" else []
    context |= {
        "heading": heading,
        "description": description,
        "categories": categories,
        "feed_url": feed_url,
        "breadcrumbs": [*news, *breadcrumbs, (heading, None)],
    }
    return render(request, "news/article_list.html", context)


def news_home(request):
    """/tin-tuc/: all articles, newest first."""
    return _list(request, Article.objects.published(), "Tin tức", [], categories=Category.objects.filter(parent=None))


def category(request, slug):
    """/tin-tuc/<category>/: the articles of a category and those below it."""
    found = get_object_or_404(Category.objects.select_related("parent"), slug=slug)
    articles = Article.objects.published().filter(category__in=found.with_descendants())
    above = [(found.parent.name, found.parent.get_absolute_url())] if found.parent else []
    feed_url = reverse("category_rss", args=[found.slug])
    return _list(request, articles, found.name, above, found.description, found.children.all(), feed_url)


def topic(request, slug):
    """/tin-tuc/su-kien/<topic>/"""
    found = get_object_or_404(Topic, slug=slug)
    articles, feed_url = Article.objects.published().filter(topic=found), reverse("topic_rss", args=[found.slug])
    return _list(request, articles, found.name, [("Sự kiện", None)], feed_url=feed_url)


def tag(request, slug):
    """/tin-tuc/the/<tag>/"""
    found = get_object_or_404(Tag, slug=slug)
    articles, feed_url = Article.objects.published().filter(tags=found), reverse("tag_rss", args=[found.slug])
    return _list(request, articles, f"Thẻ: {found.name}", [], feed_url=feed_url)


def author(request, slug):
    """/tin-tuc/tac-gia/<author>/: by the name that stands under the articles."""
    public = Article.objects.published()
    name = public.author_at(slug)
    if name is None:
        raise Http404("No published article of this author.")
    feed_url = reverse("author_rss", args=[slug])
    return _list(request, public.filter(author_name=name), f"Tác giả: {name}", [], feed_url=feed_url)


def archive(request, year, month=None):
    """/tin-tuc/luu-tru/<year>/ and …/<year>/<month>/, by Vietnam time."""
    times = [year, month] if month else [year]
    above = [("Lưu trữ", reverse("archive_index"))]
    if month:
        above.append((f"Năm {year}", reverse("archive_year", args=[year])))
    heading = f"Lưu trữ {time_in_words(*times)}"
    feed_url = reverse("archive_rss" if month else "archive_year_rss", args=times)
    return _list(request, Article.objects.published().of_time(*times), heading, above, feed_url=feed_url)


def _months():
    """[(year, its number of articles, [(month, number)])] of all published articles, newest first."""
    by_month = TruncMonth("publish_from")
    counted = Article.objects.published().order_by().values_list(by_month).annotate(Count("pk"))
    years = {}
    for first, number in sorted(counted, reverse=True):
        years.setdefault(first.year, []).append((first.month, number))
    return [(year, sum(number for _month, number in months), months) for year, months in years.items()]


_archived = Remembered(_months)


def archive_index(request):
    """/tin-tuc/luu-tru/: the years and months in which articles were published, each with their number."""
    context = {"years": _archived.get(), "breadcrumbs": [("Tin tức", "/tin-tuc/"), ("Lưu trữ", None)]}
    return render(request, "news/archive.html", context)


def _periods(today):
    """{word of the address: (name, first day)} of the week, month and year that `today` lies in."""
    return {
        "tuan": ("Tuần này", today - datetime.timedelta(days=today.weekday())),
        "thang": ("Tháng này", today.replace(day=1)),
        "nam": ("Năm nay", today.replace(month=1, day=1)),
    }


def most_read(request):
    """/tin-tuc/xem-nhieu/?ky=: the articles most read in this week (tuan), month (thang) or year (nam)."""
    periods = _periods(timezone.localdate())
    chosen = request.GET.get("ky", "tuan")
    chosen = chosen if chosen in periods else "tuan"
    public = Article.objects.published()
    counted = most("article", "view", public, MOST_READ, since=periods[chosen][1])
    found = public.for_lists().in_bulk([pk for pk, _ in counted])
    articles = []
    for pk, views in counted:
        if pk in found:
            found[pk].views = views
            articles.append(found[pk])
    context = {
        "articles": articles,
        "periods": [(word, name) for word, (name, _) in periods.items()],
        "chosen": chosen,
        "breadcrumbs": [("Tin tức", "/tin-tuc/"), ("Đọc nhiều nhất", None)],
    }
    return render(request, "news/most_read.html", context)


@require_safe
def article_file(request, article, pk):
    """/tin-tuc/tep/<article>/<id>/: a file of an article, for whom the article is published."""
    published = Article.objects.published()
    found = get_object_or_404(ArticleFile, pk=pk, article__pk=article, article__in=published)
    return hand_out(request, found, "article", found.article_id)


@require_safe
def article_video(request, article):
    """/tin-tuc/video/<article>/: the article's own video, from any byte on."""
    found = get_object_or_404(ArticleVideo.objects.exclude(file=""), article__pk=article,
                              article__in=Article.objects.published())  # fmt: skip
    return hand_out(request, found, "article", found.article_id)


def _article(pk):
    return get_object_or_404(Article.objects.published().for_page(), pk=pk)


# The articles read last.
_read = Remembered(_article, kept=200)


def article(request, category, slug, pk):
    """/tin-tuc/<category>/<slug>-<id>.html; another category or slug leads to the right address."""
    found = _read.get(pk)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    return _article_page(request, found, CommentForm())


def _load_around(found):
    same_category = Article.objects.published().filter(category=found.category).for_lists()
    return {
        "comments": list(found.comments.published()),
        "newer": list(same_category.newer_than(found)[:NEIGHBOURS])[::-1],
        "older": list(same_category.older_than(found)[:NEIGHBOURS]),
        "tags": list(found.tags.all()),
        "in_topic": in_topic(found),
        "related": related(found),
        "photos": list(found.photos.all()) if found.has_photos else [],
        "files": list(found.files.all()) if found.has_files else [],
    }


# What stands around the articles read last.
_around = Remembered(_load_around, kept=200)


def _article_page(request, found, comment_form, status=200, form_error=None, template="news/article.html", **more):
    around = _around.get(found)
    context = {
        "article": found,
        "views": total("article", found.pk, "view"),
        "comment_count": len(around["comments"]),
        "comment_form": comment_form,
        # What the summary of faults leads to.
        "form": comment_form if comment_form.is_bound else None,
        "form_error": form_error,
        **around,
        "counted": {"subject": "article", "id": found.pk},
        "edit_url": "news_article_change",
        "breadcrumbs": [
            ("Tin tức", "/tin-tuc/"),
            (found.category.name, found.category.get_absolute_url()),
            (found.title, None),
        ],
    }
    return render(request, template, context | more, status=status)


def preview(request, token):
    """/tin-tuc/xem-truoc/<token>/: an article as readers will see it, for whoever has the link; counted nowhere.

    Signed in with the right, the steps that may be taken stand there too.
    """
    found = opened(token)
    if found is None:
        raise Http404("No preview for this token.")
    if found.is_published():
        return redirect(found)
    response = _article_page(
        request, found, CommentForm(), template="news/preview.html", counted=None, uncounted=True,
        stage=workflow.in_words(found), version=revisions.latest(found),
        may_open=request.user.has_perm("news.view_article") and request.user.is_staff,
        steps=[step for step in workflow.possible(found, request.user) if step.code in DECISIONS],
    )  # fmt: skip
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


@anonymous_form
def rate_article(request, pk):
    """Takes a vote of 1–5 stars: one a browser (a cookie that only voting sets), some an hour from one address."""
    found, form = _article(pk), RatingForm(request.POST)
    cookie = f"da_danh_gia_{found.pk}"
    error = refusal(request, "rating", RATINGS_PER_HOUR)
    if error is None and cookie in request.COOKIES:
        error = "Bạn đã đánh giá bài viết này."
    if error is None and not form.is_valid():
        error = "Hãy chọn từ 1 đến 5 sao."
    if error:
        return _article_page(request, found, CommentForm(), status=400, form_error=error)
    found.rate(form.cleaned_data["stars"])
    response = HttpResponseRedirect(f"{found.get_absolute_url()}#danh-gia")
    # Sent only below /tin-tuc/; the page's own script reads it to say thanks, so that the page stays the same for all.
    response.set_cookie(cookie, "1", max_age=VOTED_FOR, path="/tin-tuc/", samesite="Lax", secure=request.is_secure())
    return response


@anonymous_form
def comment_article(request, pk):
    """Takes a comment, which shows after a moderator has approved it; a refused one comes back with its text.

    What is sent twice, or said below the article already, is taken once.
    """
    found, form = _article(pk), CommentForm(request.POST)
    if not found.comments_open:
        return _article_page(request, found, CommentForm(), 403, "Bài viết này không nhận bình luận.")
    if not form.is_valid():
        return _article_page(request, found, form, 400, "Bình luận chưa gửi được: hãy xem lại các ô bên dưới.")
    if error := refusal(request, "comment", COMMENTS_PER_HOUR, SECONDS_TO_WRITE):
        return _article_page(request, found, form, 400, error)
    said = sent_key(str(found.pk), form.cleaned_data["name"], form.cleaned_data["text"])
    # The day's mark holds back what is sent twice at one moment, the look what comes back later or from elsewhere.
    is_new = first_today(request, f"comment-{said[:20]}") and not form.is_said_already(found)
    if is_new and not form.is_from_robot():
        form.instance.article = found
        form.save()
    return redirect("comment_received", pk=found.pk)


def comment_received(request, pk):
    """Says that the comment waits for a moderator."""
    found = _article(pk)
    context = {
        "article": found,
        "breadcrumbs": [("Tin tức", "/tin-tuc/"), (found.title, found.get_absolute_url()), ("Đã nhận bình luận", None)],
    }
    return render(request, "news/comment_received.html", context)


@anonymous_form
def rate_usefulness(request, pk):
    """Takes whether the article helped, once a day from each visitor; a second word that day changes nothing."""
    found, form = _article(pk), UsefulnessForm(request.POST)
    if not form.is_valid():
        return _article_page(
            request, found, CommentForm(), 400, "Hãy bấm “Có” hoặc “Không”; góp ý không quá 500 ký tự."
        )
    if error := refusal(request, "usefulness", USEFULNESS_PER_HOUR):
        return _article_page(request, found, CommentForm(), 400, error)
    if not form.is_from_robot() and first_today(request, f"useful-{found.pk}"):
        form.instance.article = found
        form.save()
    return redirect("usefulness_received", pk=found.pk)


def usefulness_received(request, pk):
    """Thanks for the word."""
    found = _article(pk)
    context = {
        "article": found,
        "breadcrumbs": [("Tin tức", "/tin-tuc/"), (found.title, found.get_absolute_url()), ("Đã nhận ý kiến", None)],
    }
    return render(request, "news/usefulness_received.html", context)
