"""Who follows what, and what was new when."""

import secrets

from django.db import models
from django.utils import timezone


def new_key():
    """A random part of a subscriber's links, so that none fits another one who gets the same number."""
    return secrets.token_hex(8)


class Subscriber(models.Model):
    """An address that gets news; its row is the queue of its daily letter (`subscriptions.digests`).

    `PERSONAL` fields are the reader's own (Luật 91/2025/QH15): given for this alone, and deleted with the row as soon
    as the reader leaves, or after some days where nobody confirmed them.
    """

    PERSONAL = ("email",)

    email = models.EmailField("thư điện tử", unique=True)
    key = models.CharField(max_length=16, default=new_key, editable=False)
    site = models.CharField("địa chỉ của cổng", max_length=200, editable=False)
    # The news up to this moment were told; the next letter may go from `due_at` on (empty: nothing is confirmed yet).
    told_until = models.DateTimeField("đã báo tin đến", null=True, editable=False)
    due_at = models.DateTimeField("gửi tiếp lúc", null=True, editable=False, db_index=True)
    refusals = models.PositiveSmallIntegerField("số lần hộp thư từ chối", default=0, editable=False)
    created_at = models.DateTimeField("đăng ký lúc", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "người theo dõi"
        verbose_name_plural = "người theo dõi"
        ordering = ["-pk"]

    def __str__(self):
        # Not the address: the admin copies this into its log.
        return f"Người theo dõi {self.pk}"

    def masked_email(self):
        """The address as staff see it: "l•••@example.vn"."""
        name, _at, host = self.email.rpartition("@")
        return f"{name[:1]}•••@{host}"


class SubscriptionQuerySet(models.QuerySet):
    """Reads of subscriptions."""

    def confirmed(self):
        """Those that the address' owner confirmed."""
        return self.filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """What a subscriber follows: things of a kind (`subscriptions.following`), all or what `parameters` choose."""

    subscriber = models.ForeignKey(
        Subscriber, models.CASCADE, related_name="subscriptions", verbose_name="người theo dõi"
    )
    kind = models.CharField("mục", max_length=40)
    parameters = models.CharField("điều kiện", max_length=300, blank=True)
    created_at = models.DateTimeField("đăng ký lúc", default=timezone.now)
    asked_at = models.DateTimeField("gửi thư xác nhận lúc", null=True)
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt theo dõi"
        verbose_name_plural = "lượt theo dõi"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["subscriber", "kind", "parameters"], name="subscription_once")]

    def __str__(self):
        return f"{self.kind} {self.parameters}".strip()


class NewsItem(models.Model):
    """A thing that was seen published for the first time: it is news once, whenever it was written."""

    kind = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    noticed_at = models.DateTimeField()

    class Meta:
        verbose_name = "tin mới"
        verbose_name_plural = "tin mới"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="news_once")]
        indexes = [models.Index(fields=["kind", "noticed_at"], name="news_by_time")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"
