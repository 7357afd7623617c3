"""The citations' name in the admin."""

from django.apps import AppConfig


class CitationsConfig(AppConfig):
    name = "kttt.citations"
    verbose_name = "Liên kết văn bản"
