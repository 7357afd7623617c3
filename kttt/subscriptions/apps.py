"""The app's name in the admin, and its letter."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "kttt.subscriptions"
    verbose_name = "Theo dõi qua thư điện tử"

    def ready(self):
        from kttt.mailing import queue
        from kttt.subscriptions import letters

        queue.register(letters.CONFIRM, letters.confirmation)
