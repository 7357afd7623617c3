"""The app's name, and its letter."""

from django.apps import AppConfig


class SelfCheckConfig(AppConfig):
    name = "kttt.self_check"
    verbose_name = "Tình trạng hệ thống"

    def ready(self):
        from kttt.mailing import queue
        from kttt.self_check import daily

        queue.register(daily.LETTER, daily.letter)
