"""The app's name in the admin."""

from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "kttt.polls"
    verbose_name = "Thăm dò ý kiến"
