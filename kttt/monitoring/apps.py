"""The app's name in the admin."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "kttt.monitoring"
    verbose_name = "Vận hành"

    def ready(self):
        from kttt.monitoring import error_reports

        error_reports.start()
