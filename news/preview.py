"""Links that show an article before the public may see it, to whoever was given one.

A link is signed, ends after a week, and when the article is withdrawn or thrown away (`Article.preview_key`). It always
shows the text as it is stored now.
"""

from django.core import signing
from django.urls import reverse

from news.models import Article, ArticleState

LASTS = 7 * 24 * 3600
_SALT = "news.preview"


def address(article):
    """The path of a new link to the preview of a stored article."""
    return reverse("article_preview", args=[signing.dumps([article.pk, article.preview_key], salt=_SALT)])


def opened(token):
    """The article that a link's token shows, None if it shows none (any more)."""
    try:
        pk, key = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    found = Article.objects.filter(pk=pk).exclude(state=ArticleState.TRASHED).for_page().first()
    return found if found and (found.preview_key == key or found.is_published()) else None
