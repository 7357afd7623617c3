"""The home page: news, documents and figures together."""

from django.shortcuts import render

from cooperatives.indicators import key_figures
from kttt import sidebar
from kttt.visits.reading import with_counts
from news.models import Article, Category

LATEST = 6
IN_SECTION = 4


def home(request):
    """/: the lead story, the latest articles, a block for each category, newest documents, key figures."""
    latest = with_counts(Article.objects.published().for_lists().newest_first()[: LATEST + 1], "article")
    categories = list(Category.objects.filter(parent=None))
    sections = []
    for category in categories:
        articles = Article.objects.published().filter(category=category).for_lists().order_by("-publish_from", "-pk")
        if found := list(articles[:IN_SECTION]):
            sections.append((category, found))
    context = {
        "lead_article": latest[0] if latest else None,
        "latest": latest[1:],
        "sections": sections,
        "newest_documents_list": sidebar.newest_documents(),
        "figures": key_figures(),
        "counted": None,
    }
    return render(request, "home.html", context)
