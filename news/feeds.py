"""RSS of the news."""

from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse

from news.models import Article, Category, Tag, Topic

SHOWN = 20


class LatestArticles(Feed):
    """/rss/: the newest articles."""

    title = "Liên minh Hợp tác xã tỉnh Lai Châu – Tin mới"
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
        return f"Liên minh Hợp tác xã tỉnh Lai Châu – {category.name}"

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
        return f"Liên minh Hợp tác xã tỉnh Lai Châu – {found.name}"

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
