"""Addresses below /tin-tuc/; their fixed words are in `models.RESERVED_SLUGS`."""

from django.urls import path, re_path

from news import feeds, sitemaps, views

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
    re_path(r"^tin-tuc/luu-tru/(?P<year>(?:19|20)\d\d)/$", views.archive, name="archive_year"),
    re_path(r"^tin-tuc/luu-tru/(?P<year>(?:19|20)\d\d)/(?P<month>1[0-2]|0?[1-9])/$", views.archive, name="archive"),
    path("tin-tuc/danh-gia/<int:pk>/", views.rate_article, name="rate_article"),
    path("tin-tuc/binh-luan/<int:pk>/", views.comment_article, name="comment_article"),
    path("tin-tuc/binh-luan/<int:pk>/da-gui/", views.comment_received, name="comment_received"),
    path("tin-tuc/xem-truoc/<str:token>/", views.preview, name="article_preview"),
    path("tin-tuc/<slug:slug>/", views.category, name="category"),
    path("tin-tuc/<slug:slug>/rss/", feeds.CategoryArticles(), name="category_rss"),
    path("tin-tuc/<slug:category>/<slug:slug>-<int:pk>.html", views.article, name="article"),
    path("rss/", feeds.LatestArticles(), name="rss"),
]
