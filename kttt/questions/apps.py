"""The app's name in the admin, and what of it is counted."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "kttt.questions"
    verbose_name = "Hỏi đáp, liên hệ"

    def ready(self):
        from kttt.questions import letters
        from kttt.questions.models import Question
        from kttt.visits import recording

        recording.register("question", Question.objects.published)
        letters.register()
