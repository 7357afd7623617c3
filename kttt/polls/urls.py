"""Addresses below /tham-do/."""

from django.urls import path

from kttt.polls import views

urlpatterns = [
    path("tham-do/", views.poll_list, name="polls"),
    path("tham-do/<int:pk>/", views.poll, name="poll"),
    path("tham-do/<int:pk>/binh-chon/", views.vote, name="vote"),
]
