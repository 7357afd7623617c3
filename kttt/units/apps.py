"""The app's name in the admin."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "kttt.units"
    verbose_name = "Địa bàn"
