"""Addresses below /theo-doi/."""

from django.urls import path

from kttt.subscriptions import views

urlpatterns = [
    path("theo-doi/", views.overview, name="subscriptions"),
    path("theo-doi/dang-ky/", views.subscribe, name="subscribe"),
    path("theo-doi/da-gui/", views.asked, name="subscription_asked"),
    path("theo-doi/xac-nhan/<str:token>/", views.confirm, name="confirm_subscription"),
    path("theo-doi/huy/<str:token>/", views.leave, name="leave_subscriptions"),
]
