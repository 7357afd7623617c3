"""RSS of the documents."""

from django.contrib.syndication.views import Feed

from documents.models import Document

SHOWN = 20


class LatestDocuments(Feed):
    """/van-ban/rss/: the newest documents."""

    title = "Liên minh Hợp tác xã tỉnh Lai Châu – Văn bản mới"
    link = "/van-ban/"
    description = "Văn bản mới về kinh tế tập thể, hợp tác xã của Trung ương và tỉnh Lai Châu."
    language = "vi"

    def items(self):
        return Document.objects.published().for_lists().newest_first()[:SHOWN]

    def item_title(self, item):
        return f"{item.type} {item.number}"

    def item_description(self, item):
        return item.abstract

    def item_author_name(self, item):
        return item.issuer.name

    def item_categories(self, item):
        return [item.type.name]

    def item_pubdate(self, item):
        return item.publish_from

    def item_updateddate(self, item):
        return item.updated_at
