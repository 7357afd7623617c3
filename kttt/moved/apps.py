"""The app's name in the admin."""

from django.apps import AppConfig


class MovedConfig(AppConfig):
    name = "kttt.moved"
    verbose_name = "Địa chỉ cũ"
