"""The project as an app: commands, checks, groups."""

from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate
from django_tasks_db.apps import TasksAppConfig


class PortalConfig(AppConfig):
    """Connects what all apps share: checks, the bell of m2m changes, the groups."""

    default = True
    name = "kttt"
    verbose_name = "Cổng thông tin"

    def ready(self):
        from kttt import checks, search  # noqa: F401  (register)
        from kttt.publishing import links_changed
        from kttt.roles import create_groups

        m2m_changed.connect(links_changed, dispatch_uid="kttt.links_changed")
        post_migrate.connect(create_groups, sender=self, dispatch_uid="kttt.create_groups")


class BackgroundTasksConfig(TasksAppConfig):
    """The library of background tasks under a Vietnamese name."""

    verbose_name = "Việc chạy nền"
