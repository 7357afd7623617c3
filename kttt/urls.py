"""The site's table of contents."""

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.generic import TemplateView

from cooperatives.sitemaps import OrganizationSitemap
from documents.sitemaps import ConsultationSitemap, DocumentSitemap
from kttt.health import healthz, readyz
from kttt.home.views import home
from kttt.media import picture
from kttt.monitoring.metrics import metrics
from kttt.offline import manifest, offline, service_worker
from kttt.openapi import openapi
from kttt.pages.sitemaps import FixedSitemap, PageSitemap
from kttt.polls.sitemaps import PollSitemap
from kttt.questions.sitemaps import QuestionSitemap
from kttt.searching.views import search, search_api, suggest
from kttt.site_map import site_map
from kttt.style_page import style_page
from kttt.visits.views import count_view
from news.sitemaps import ArticleSitemap, CategorySitemap, TagSitemap, TopicSitemap

SITEMAPS = {
    "muc-luc": FixedSitemap,
    "trang": PageSitemap,
    "chuyen-muc": CategorySitemap,
    "su-kien": TopicSitemap,
    "the": TagSitemap,
    "tin-tuc": ArticleSitemap,
    "van-ban": DocumentSitemap,
    "lay-y-kien": ConsultationSitemap,
    "don-vi": OrganizationSitemap,
    "tham-do": PollSitemap,
    "hoi-dap": QuestionSitemap,
}

handler500 = "kttt.outages.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("", include("news.urls")),
    path("", include("documents.urls")),
    path("", include("cooperatives.urls")),
    path("", include("kttt.pages.urls")),
    path("", include("kttt.units.urls")),
    path("", include("kttt.polls.urls")),
    path("", include("kttt.questions.urls")),
    path("", include("kttt.subscriptions.urls")),
    path("tim-kiem/", search, name="search"),
    path("tim-kiem/goi-y", suggest, name="search_suggest"),
    path("api/v1/search", search_api, name="search_api"),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("so-do-trang/", site_map, name="site_map"),
    path("dem/", count_view, name="count_view"),
    path("media/<path:path>", picture, name="picture"),
    path("sitemap.xml", sitemap_index, {"sitemaps": SITEMAPS}, name="sitemap_index"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="django.contrib.sitemaps.views.sitemap"),
    path("sw.js", service_worker, name="service_worker"),
    path("ngoai-tuyen/", offline, name="offline"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain")),
    path("quan-tri/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("phong-cach/", style_page, name="style_page"))
