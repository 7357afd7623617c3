"""The search's name in the admin."""

from django.apps import AppConfig


class SearchingConfig(AppConfig):
    name = "kttt.searching"
    verbose_name = "Tìm kiếm"
