"""/so-do-trang/: everything of the portal on one page, for readers."""

from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from documents.models import Document, DocumentType, IssuingBody
from kttt import sidebar
from kttt.pages.models import Page
from news.models import Category

SECTIONS = [
    ("home", "Trang chủ"),
    ("news", "Tin tức"),
    ("archive_index", "Lưu trữ tin bài theo tháng"),
    ("documents", "Văn bản"),
    ("documents_most_viewed", "Văn bản được xem nhiều"),
    ("documents_most_downloaded", "Văn bản được tải nhiều"),
    ("consultations", "Lấy ý kiến dự thảo"),
    ("cooperatives", "Hợp tác xã"),
    ("groups", "Tổ hợp tác"),
    ("statistics", "Thống kê"),
    ("open_data", "Dữ liệu mở"),
    ("addresses", "Tra cứu xã, phường sau sắp xếp"),
    ("subscriptions", "Theo dõi qua thư điện tử"),
    ("questions", "Hỏi đáp"),
    ("polls", "Thăm dò ý kiến"),
    ("contact", "Liên hệ"),
    ("search", "Tìm kiếm"),
]


def _tree(things):
    """[(thing, its own tree)] of `things` by their `parent_id`; whose parent is not among them stands on top."""
    known = {thing.pk for thing in things}
    below = {}
    for thing in things:
        below.setdefault(thing.parent_id if thing.parent_id in known else None, []).append(thing)

    def branch(parent):
        return [(thing, branch(thing.pk)) for thing in below.pop(parent, [])]

    return branch(None)


def _sections():
    for name, title in SECTIONS:
        try:
            yield reverse(name), title
        except NoReverseMatch:
            continue


def site_map(request):
    """Menu, pages, categories, document types, sections and feeds; the queries do not grow with content."""
    documents = Document.objects.published()
    categories = list(Category.objects.all())
    context = {
        "sections": list(_sections()),
        "menu_entries": sidebar.menu(),
        "pages": _tree(list(Page.objects.published().defer("body"))),
        "categories": _tree(categories),
        "feeds": [(category.name, reverse("category_rss", args=[category.slug])) for category in categories],
        "types": DocumentType.objects.filter(documents__in=documents).distinct(),
        "issuers": IssuingBody.objects.filter(documents__in=documents).distinct(),
        "breadcrumbs": [("Sơ đồ trang", None)],
    }
    return render(request, "site_map.html", context)
