"""The site's table of contents."""

from django.contrib import admin
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.generic import TemplateView

from cooperatives.sitemaps import OrganizationSitemap
from documents.sitemaps import DocumentSitemap
from kttt.health import healthz, readyz
from kttt.home import home
from kttt.media import picture
from kttt.pages.sitemaps import FixedSitemap, PageSitemap
from kttt.searching.views import search, search_api, suggest
from kttt.visits.views import count_view
from news.sitemaps import ArticleSitemap, CategorySitemap

SITEMAPS = {
    "muc-luc": FixedSitemap,
    "trang": PageSitemap,
    "chuyen-muc": CategorySitemap,
    "tin-tuc": ArticleSitemap,
    "van-ban": DocumentSitemap,
    "don-vi": OrganizationSitemap,
}

urlpatterns = [
    path("", home, name="home"),
    path("", include("news.urls")),
    path("", include("documents.urls")),
    path("", include("cooperatives.urls")),
    path("", include("kttt.pages.urls")),
    path("tim-kiem/", search, name="search"),
    path("tim-kiem/goi-y", suggest, name="search_suggest"),
    path("api/v1/search", search_api, name="search_api"),
    path("dem/", count_view, name="count_view"),
    path("media/<path:path>", picture, name="picture"),
    path("sitemap.xml", sitemap_index, {"sitemaps": SITEMAPS}, name="sitemap_index"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="django.contrib.sitemaps.views.sitemap"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain")),
    path("quan-tri/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
