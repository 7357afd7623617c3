"""Addresses below /van-ban/ and /lay-y-kien/."""

from django.urls import path

from documents import consultations, feeds, file_views, views

urlpatterns = [
    path("van-ban/", views.document_list, name="documents"),
    path("van-ban/rss/", feeds.FoundDocuments(), name="documents_rss"),
    path("van-ban/danh-sach.xlsx", views.export, {"file_format": "xlsx"}, name="documents_xlsx"),
    path("van-ban/danh-sach.csv", views.export, {"file_format": "csv"}, name="documents_csv"),
    path("van-ban/xem-nhieu/", views.most_wanted, {"action": "view"}, name="documents_most_viewed"),
    path("van-ban/tai-nhieu/", views.most_wanted, {"action": "download"}, name="documents_most_downloaded"),
    path("van-ban/tep/<int:pk>/xem/", file_views.file_pages, name="document_file_pages"),
    path("van-ban/tep/<int:pk>/chu/", file_views.file_words, name="document_file_words"),
    path("van-ban/tep/<int:pk>/trang/<int:number>.webp", file_views.page_picture, name="document_page_picture"),
    path("van-ban/tep/<int:pk>/<str:name>", file_views.document_file, name="document_file"),
    path("van-ban/<slug:slug>-<int:pk>.html", views.document, name="document"),
    path("lay-y-kien/", consultations.consultation_list, name="consultations"),
    path("lay-y-kien/rss/", feeds.LatestConsultations(), name="consultations_rss"),
    path("lay-y-kien/tra-cuu/", consultations.track_opinion, name="track_opinion"),
    path("lay-y-kien/<int:pk>/gop-y/", consultations.send_opinion, name="send_opinion"),
    path("lay-y-kien/tep/<int:pk>/<str:name>", consultations.consultation_file, name="consultation_file"),
    path("lay-y-kien/<slug:slug>-<int:pk>.html", consultations.consultation, name="consultation"),
]
