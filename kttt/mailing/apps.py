"""The app's name in the admin."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    name = "kttt.mailing"
    verbose_name = "Thư báo"
