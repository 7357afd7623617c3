"""The app's name in the admin, and what of it is counted."""

from django.apps import AppConfig


class CooperativesConfig(AppConfig):
    name = "cooperatives"
    verbose_name = "Hợp tác xã, tổ hợp tác"

    def ready(self):
        from cooperatives.models import Organization
        from kttt.visits import recording

        recording.register("organization", Organization.objects.published)
