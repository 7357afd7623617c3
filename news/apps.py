"""The app's name in the admin, and what of it is counted."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Tin tức"

    def ready(self):
        from kttt.visits import recording
        from news.models import Article

        recording.register("article", Article.objects.published)
