"""RSS of the news."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from news.models import Article, Category, Tag, Topic

SHOWN = 20
OFFICE = "Liên minh Hợp tác xã tỉnh Lai Châu"


class LatestArticles(Feed):
    """/rss/: the newest articles."""

    title = f"{OFFICE} – Tin mới"
    link = "/tin-tuc/"
    description = "Tin mới về kinh tế tập thể, hợp tác xã tỉnh Lai Châu."
    language = "vi"

    def items(self):
        return Article.objects.published().for_lists().order_by("-publish_from", "-pk")[:SHOWN]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.lead

    def item_author_name(self, item):
        return item.author_name

    def item_categories(self, item):
        return [item.category.name]

    def item_pubdate(self, item):
        return item.publish_from

    def item_updateddate(self, item):
        return item.updated_for_readers or item.publish_from


class CategoryArticles(LatestArticles):
    """/tin-tuc/<category>/rss/: the newest articles of a category and those below it."""

    def get_object(self, request, slug):
        return get_object_or_404(Category, slug=slug)

    def title(self, category):
        return f"{OFFICE} – {category.name}"

    def link(self, category):
        return category.get_absolute_url()

    def feed_url(self, category):
        return reverse("category_rss", args=[category.slug])

    def description(self, category):
        return category.description or f"Tin mới của chuyên mục {category.name}."

    def items(self, category):
        articles = Article.objects.published().filter(category__in=category.with_descendants())
        return articles.for_lists().order_by("-publish_from", "-pk")[:SHOWN]


class TopicArticles(LatestArticles):
    """/tin-tuc/su-kien/<topic>/rss/: the newest articles of an event."""

    model, field, route = Topic, "topic", "topic_rss"

    def get_object(self, request, slug):
        return get_object_or_404(self.model, slug=slug)

    def title(self, found):
        return f"{OFFICE} – {found.name}"

    def link(self, found):
        return found.get_absolute_url()

    def feed_url(self, found):
        return reverse(self.route, args=[found.slug])

    def description(self, found):
        return f"Tin mới của mục {found.name}."

    def items(self, found):
        articles = Article.objects.published().filter(**{self.field: found})
        return articles.for_lists().order_by("-publish_from", "-pk")[:SHOWN]


class TagArticles(TopicArticles):
    """/tin-tuc/the/<tag>/rss/: the newest articles with a tag."""

    model, field, route = Tag, "tags", "tag_rss"


class AuthorArticles(LatestArticles):
    """/tin-tuc/tac-gia/<author>/rss/: the newest articles under a name."""

    def get_object(self, request, slug):
        name = Article.objects.published().author_at(slug)
        if name is None:
            raise Http404("No published article of this author.")
        return slug, name

    def title(self, author):
        return f"{OFFICE} – Tác giả {author[1]}"

    def link(self, author):
        return reverse("author", args=[author[0]])

    def feed_url(self, author):
        return reverse("author_rss", args=[author[0]])

    def description(self, author):
        return f"Bài viết mới của tác giả {author[1]}."

    def items(self, author):
        articles = Article.objects.published().filter(author_name=author[1])
        return articles.for_lists().order_by("-publish_from", "-pk")[:SHOWN]


def time_in_words(year, month=None):
    """ "tháng 3/2022" or "năm 2022"."""
    return f"tháng {month}/{year}" if month else f"năm {year}"


class ArchivedArticles(LatestArticles):
    """/tin-tuc/luu-tru/<year>/rss/ and …/<year>/<month>/rss/: the newest articles of that time."""

    def get_object(self, request, year, month=None):
        return [year, month] if month else [year]

    def title(self, time):
        return f"{OFFICE} – Tin {time_in_words(*time)}"

    def link(self, time):
        return reverse("archive_year" if len(time) == 1 else "archive", args=time)

    def feed_url(self, time):
        return reverse("archive_year_rss" if len(time) == 1 else "archive_rss", args=time)

    def description(self, time):
        return f"Tin bài của {time_in_words(*time)}."

    def items(self, time):
        return Article.objects.published().of_time(*time).for_lists().order_by("-publish_from", "-pk")[:SHOWN]
