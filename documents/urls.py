"""Addresses below /van-ban/."""

from django.urls import path

from documents import feeds, views

urlpatterns = [
    path("van-ban/", views.document_list, name="documents"),
    path("van-ban/rss/", feeds.LatestDocuments(), name="documents_rss"),
    path("van-ban/tep/<int:pk>/<str:name>", views.document_file, name="document_file"),
    path("van-ban/<slug:slug>-<int:pk>.html", views.document, name="document"),
]
