"""The app's name in the admin, and what of it is counted."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Văn bản"

    def ready(self):
        from documents import followed, opinions
        from documents.models import Consultation, Document
        from kttt.visits import recording

        recording.register("document", Document.objects.published)
        recording.register("consultation", Consultation.objects.published)
        opinions.register_letters()
        followed.register_all()
