"""What readers wrote to the newsroom is not kept for ever. Run by the schedule; the form promises it."""

from datetime import timedelta

from django.utils import timezone

from news.models import Usefulness

# Half a year: long enough for the newsroom to have read it and mended the article.
KEPT_DAYS = 183


def forget():
    """Empties the personal fields of old words on usefulness; whether an article helped stays counted."""
    old = Usefulness.objects.filter(created_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).exclude(remark="")
    old.update(**dict.fromkeys(Usefulness.PERSONAL, ""))
