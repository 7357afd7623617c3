"""Addresses below /tin-tuc/; their fixed words are in `models.RESERVED_SLUGS`."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from news import feeds, sitemaps, views


class YearConverter(IntConverter):
    """A year in which articles may have been published."""

    regex = r"(?:19|20)\d\d"


class MonthConverter(IntConverter):
    """A month's number, with or without a zero before it."""

    regex = "1[0-2]|0?[1-9]"


register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")

urlpatterns = [
    path("tin-tuc/", views.news_home, name="news"),
    path("tin-tuc/sitemap.xml", sitemaps.recent_news, name="news_sitemap"),
    path("tin-tuc/xem-nhieu/", views.most_read, name="most_read"),
    path("tin-tuc/tep/<int:article>/<int:pk>/", views.article_file, name="article_file"),
    path("tin-tuc/video/<int:article>/", views.article_video, name="article_video"),
    path("tin-tuc/huu-ich/<int:pk>/", views.rate_usefulness, name="rate_usefulness"),
    path("tin-tuc/huu-ich/<int:pk>/da-gui/", views.usefulness_received, name="usefulness_received"),
    path("tin-tuc/su-kien/<slug:slug>/", views.topic, name="topic"),
    path("tin-tuc/su-kien/<slug:slug>/rss/", feeds.TopicArticles(), name="topic_rss"),
    path("tin-tuc/the/<slug:slug>/", views.tag, name="tag"),
    path("tin-tuc/the/<slug:slug>/rss/", feeds.TagArticles(), name="tag_rss"),
    path("tin-tuc/tac-gia/<slug:slug>/", views.author, name="author"),
    path("tin-tuc/tac-gia/<slug:slug>/rss/", feeds.AuthorArticles(), name="author_rss"),
    path("tin-tuc/luu-tru/", views.archive_index, name="archive_index"),
    path("tin-tuc/luu-tru/<year:year>/", views.archive, name="archive_year"),
    path("tin-tuc/luu-tru/<year:year>/rss/", feeds.ArchivedArticles(), name="archive_year_rss"),
    path("tin-tuc/luu-tru/<year:year>/<month:month>/", views.archive, name="archive"),
    path("tin-tuc/luu-tru/<year:year>/<month:month>/rss/", feeds.ArchivedArticles(), name="archive_rss"),
    path("tin-tuc/danh-gia/<int:pk>/", views.rate_article, name="rate_article"),
    path("tin-tuc/binh-luan/<int:pk>/", views.comment_article, name="comment_article"),
    path("tin-tuc/binh-luan/<int:pk>/da-gui/", views.comment_received, name="comment_received"),
    path("tin-tuc/xem-truoc/<str:token>/", views.preview, name="article_preview"),
    path("tin-tuc/<slug:slug>/", views.category, name="category"),
    path("tin-tuc/<slug:slug>/rss/", feeds.CategoryArticles(), name="category_rss"),
    path("tin-tuc/<slug:category>/<slug:slug>-<int:pk>.html", views.article, name="article"),
    path("rss/", feeds.LatestArticles(), name="rss"),
]
