"""The app's name in the admin."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "kttt.visits"
    verbose_name = "Lượt truy cập"
