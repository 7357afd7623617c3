"""The app's name in the admin, and what of it is counted."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Văn bản"

    def ready(self):
        from documents.models import Document
        from kttt.visits import recording

        recording.register("document", Document.objects.published)
