"""The app's name in the admin."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "kttt.demo"
    verbose_name = "Nội dung mẫu"
