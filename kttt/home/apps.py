from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Trang chủ."""

    name = "kttt.home"
    verbose_name = "trang chủ"
