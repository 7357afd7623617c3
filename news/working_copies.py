"""What is being typed and was not saved yet: kept on the server, offered back to whoever typed it, to nobody else.

A copy is the form as a browser sends it. Saving the article deletes it (`drop`); so does a month.
"""

import re
import secrets
from datetime import timedelta

from django.utils import timezone

from news.models import WorkingCopy

KEPT = timedelta(days=30)
# Whoever typed or looked so lately has the article open.
PRESENT = timedelta(minutes=3)
_NEW = re.compile(r"moi-[0-9a-f]{16}")
# What goes with a form and is no text.
_NOT_KEPT = {"csrfmiddlewaretoken", "_user", "_typed", "_action", "_reason", "_at", "_overwrite", "_continue"}


def key_for(article):
    """What a page calls the copy of `article`; a new name where there is none yet."""
    return f"bai-{article.pk}" if article else f"moi-{secrets.token_hex(8)}"


def article_number(key):
    """The id of the article that a key is of, None for a new article; raises ValueError for what is no key."""
    if re.fullmatch(r"bai-\d{1,18}", key):
        return int(key.removeprefix("bai-"))
    if _NEW.fullmatch(key):
        return None
    raise ValueError(key)


def keep(user, key, form=None):
    """Keeps `form` (a QueryDict) as what `user` has typed; without one only notes that the article is open."""
    now = timezone.now()
    values = {"article_id": article_number(key), "seen_at": now}
    if form is not None:
        values |= {"saved_at": now, "data": {name: form.getlist(name) for name in form if name not in _NOT_KEPT}}
    return WorkingCopy.objects.update_or_create(user=user, key=key, defaults=values)[0]


def others(user, key):
    """Names of the others who have the article open now, the last to come first."""
    number = article_number(key)
    if number is None:
        return []
    since = timezone.now() - PRESENT
    present = WorkingCopy.objects.filter(article=number, seen_at__gte=since).exclude(user=user).select_related("user")
    return [copy.user.get_full_name() or copy.user.get_username() for copy in present.order_by("-seen_at")]


def offered(user, article):
    """Copies with text of `user` for this article, or for new ones (None), newest first."""
    return WorkingCopy.objects.filter(user=user, article=article, saved_at__isnull=False).order_by("-saved_at")


def drop(user, key):
    """Deletes what was typed, since it was saved or is not wanted."""
    WorkingCopy.objects.filter(user=user, key=key).delete()


def forget_old():
    """Deletes copies of a month ago; a job of the schedule."""
    WorkingCopy.objects.filter(seen_at__lt=timezone.now() - KEPT).delete()
