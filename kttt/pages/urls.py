"""Addresses of static pages."""

from django.urls import path

from kttt.pages import views

urlpatterns = [
    path("trang/<slug:slug>/", views.page, name="page"),
    path("trang/<slug:slug>/tep/<int:pk>/", views.page_file, name="page_file"),
    path("favicon.ico", views.favicon),
    path("di/<int:pk>/", views.follow_banner, name="follow_banner"),
]
