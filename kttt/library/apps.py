"""The app's name in the admin."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "kttt.library"
    verbose_name = "Kho ảnh"
