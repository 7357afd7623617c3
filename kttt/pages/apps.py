"""The app's name in the admin."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "kttt.pages"
    verbose_name = "Trang và khung trang"
