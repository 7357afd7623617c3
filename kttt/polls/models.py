"""A question to the readers and its options; only numbers are kept, never who voted."""

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from kttt.derived import FoldedField
from kttt.publishing import PublicContent, Publishable, PublishedQuerySet
from kttt.revisions import Revisions


class PollQuerySet(PublishedQuerySet):
    """Polls by time."""

    def open(self, at=None):
        """Polls that take votes at the moment `at` (default now)."""
        at = at or timezone.now()
        return self.published(at).filter(Q(closes_at__isnull=True) | Q(closes_at__gt=at))

    def newest_first(self):
        """In the order of lists: pinned, then newest."""
        return self.order_by("-pinned", "-publish_from", "-pk")


class Poll(Publishable):
    """A question; it opens when it is published."""

    comes_and_goes = (*Publishable.comes_and_goes, "closes_at")

    class Results(models.TextChoices):
        ALWAYS = "always", "Luôn hiện"
        AFTER_VOTING = "voted", "Sau khi bình chọn"
        AFTER_CLOSE = "closed", "Sau khi kết thúc"

    question = models.CharField("câu hỏi", max_length=250)
    explanation = models.TextField("giải thích", blank=True, help_text="Hiện dưới câu hỏi ở trang thăm dò.")
    several = models.BooleanField("cho chọn nhiều phương án", default=False)
    closes_at = models.DateTimeField(
        "nhận phiếu đến", null=True, blank=True, help_text="Sau đó chỉ xem kết quả. Bỏ trống nếu không có thời hạn."
    )
    results = models.CharField("hiện kết quả", max_length=10, choices=Results, default=Results.ALWAYS)
    ballots = models.PositiveIntegerField("số phiếu", default=0, editable=False)
    folded = FoldedField(sources=["question"])

    objects = PollQuerySet.as_manager()
    history = Revisions()

    class Meta:
        verbose_name = "thăm dò ý kiến"
        verbose_name_plural = "thăm dò ý kiến"
        ordering = ["-publish_from", "-pk"]

    def __str__(self):
        return self.question

    def get_absolute_url(self):
        return reverse("poll", args=[self.pk])

    def is_open(self, at=None):
        """The rule of `open()` for this one row; a test holds the two together."""
        at = at or timezone.now()
        return self.is_published(at) and (self.closes_at is None or self.closes_at > at)

    def shows_results(self, voted):
        """Whether a reader sees the figures now; `voted`: this reader has voted today."""
        if not self.is_open() or self.results == self.Results.ALWAYS:
            return True
        return self.results == self.Results.AFTER_VOTING and voted

    def cast(self, option_ids):
        """Adds one ballot for `option_ids`, options of this poll; exact when several come at once."""
        with transaction.atomic():
            Poll.objects.filter(pk=self.pk).update(ballots=F("ballots") + 1)
            self.options.filter(pk__in=option_ids).update(votes=F("votes") + 1)


class Option(PublicContent):
    """One of a poll's answers."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options", verbose_name="thăm dò")
    text = models.CharField("phương án", max_length=200)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    votes = models.PositiveIntegerField("số phiếu chọn", default=0, editable=False)

    history = Revisions()

    class Meta:
        verbose_name = "phương án"
        verbose_name_plural = "phương án"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text

    def share(self):
        """How many of a hundred ballots chose this option, a float; 0 without ballots."""
        return 100 * self.votes / self.poll.ballots if self.poll.ballots else 0.0
