"""Articles that somebody should look at again: pinned for long, about to leave the site, begun and left lying."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, Q
from django.utils import timezone

from kttt.publishing import State

PINNED_DAYS, ENDING_DAYS, UNTOUCHED_DAYS = 30, 7, 30
PINNED, ENDING, UNTOUCHED = "ghim-lau", "sap-het-han", "nhap-lau"
WORDS = {
    PINNED: f"bài viết ghim đã quá {PINNED_DAYS} ngày",
    ENDING: f"bài viết hết hạn hiển thị trong {ENDING_DAYS} ngày tới",
    UNTOUCHED: f"bản nháp {UNTOUCHED_DAYS} ngày chưa sửa",
}


def rules(now=None):
    """{reminder: Q over articles}: what each of WORDS means at the moment `now` (aware, default the present)."""
    now = now or timezone.now()
    shown = Q(state=State.PUBLISHED, publish_from__lte=now)
    lasting = Q(publish_until=None) | Q(publish_until__gt=now)
    return {
        PINNED: shown & lasting & Q(pinned=True, publish_from__lt=now - timedelta(days=PINNED_DAYS)),
        ENDING: shown & Q(publish_until__gt=now, publish_until__lte=now + timedelta(days=ENDING_DAYS)),
        UNTOUCHED: Q(state=State.DRAFT, updated_at__lt=now - timedelta(days=UNTOUCHED_DAYS)),
    }


def counts(articles, now=None):
    """{reminder: number of `articles` (a queryset) to which it applies}; one query."""
    found = articles.order_by().aggregate(
        **{word.replace("-", "_"): Count("pk", filter=rule) for word, rule in rules(now).items()}
    )
    return {word: found[word.replace("-", "_")] for word in WORDS}


class ReminderFilter(admin.SimpleListFilter):
    """The list of articles by what is to be looked at again."""

    title = "cần xem lại"
    parameter_name = "nhac"

    def lookups(self, request, model_admin):
        return [(word, words[0].upper() + words[1:]) for word, words in WORDS.items()]

    def queryset(self, request, queryset):
        rule = rules().get(self.value())
        return queryset if rule is None else queryset.filter(rule)
