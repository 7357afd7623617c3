"""RSS of the news."""

from django.contrib.syndication.views import Feed

from news.models import Article


class LatestArticles(Feed):
    """/rss/: the twenty newest articles."""

    title = "Liên minh Hợp tác xã tỉnh Lai Châu – Tin mới"
    link = "/tin-tuc/"
    description = "Tin mới về kinh tế tập thể, hợp tác xã tỉnh Lai Châu."
    language = "vi"

    def items(self):
        return Article.objects.published().for_lists().order_by("-publish_from", "-pk")[:20]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.lead

    def item_pubdate(self, item):
        return item.publish_from

    def item_updateddate(self, item):
        return item.updated_at
