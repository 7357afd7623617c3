"""The app's name in the admin, and what of it is counted."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "kttt.pages"
    verbose_name = "Trang và khung trang"

    def ready(self):
        from kttt.pages.models import Page
        from kttt.visits import recording

        recording.register("page", Page.objects.published)
