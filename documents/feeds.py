"""RSS of the documents, the newest of any search, and of the drafts."""

from django.contrib.syndication.views import Feed
from django.urls import reverse

from documents.finding import NEWEST, Found, Wanted, found_documents
from documents.models import Consultation

SHOWN = 20


class FoundDocuments(Feed):
    """/van-ban/rss/ with the parameters of the list: the newest of what it finds."""

    description = "Văn bản mới về kinh tế tập thể, hợp tác xã của Trung ương và tỉnh Lai Châu."
    language = "vi"

    def get_object(self, request):
        return Found(Wanted.read(request.GET).in_order(NEWEST))

    def title(self, found):
        asked = ", ".join(words for words, _address in found.chips())
        return "Liên minh Hợp tác xã tỉnh Lai Châu – Văn bản mới" + (f" – {asked}" if asked else "")

    def link(self, found):
        return reverse("documents") + (found.wanted.address if found.wanted.pairs else "")

    def feed_url(self, found):
        return reverse("documents_rss") + (found.wanted.address if found.wanted.pairs else "")

    def items(self, found):
        return found_documents(found.usual[:SHOWN])

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


class LatestConsultations(Feed):
    """/lay-y-kien/rss/: the newest drafts."""

    title = "Liên minh Hợp tác xã tỉnh Lai Châu – Lấy ý kiến dự thảo"
    link = "/lay-y-kien/"
    description = "Dự thảo văn bản lấy ý kiến người dân, tổ hợp tác, hợp tác xã."
    language = "vi"

    def items(self):
        return Consultation.objects.published().for_lists().order_by("-publish_from", "-pk")[:SHOWN]

    def item_title(self, item):
        return f"Lấy ý kiến đến hết ngày {item.closes_on:%d/%m/%Y}: {item.title}"

    def item_description(self, item):
        return item.summary

    def item_author_name(self, item):
        return item.drafter.name

    def item_pubdate(self, item):
        return item.publish_from

    def item_updateddate(self, item):
        return item.updated_at
