"""The app's name in the admin."""

from django.apps import AppConfig


class OldPortalConfig(AppConfig):
    name = "kttt.old_portal"
    verbose_name = "Cổng cũ"
