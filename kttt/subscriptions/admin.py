"""How many follow what, for those who write it; and the addresses, masked, for whoever must delete one on request."""

from django.contrib import admin

from kttt.subscriptions import following
from kttt.subscriptions.models import Subscriber, Subscription


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list without a way to write."""

    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    """What is followed, without whom."""

    list_display = ("followed", "confirmed_at")
    list_filter = (("confirmed_at", admin.EmptyFieldListFilter), "kind")
    fields = ("followed", "created_at", "confirmed_at")

    @admin.display(description="Theo dõi")
    def followed(self, subscription):
        """The subscription in words."""
        kind = following.all_kinds().get(subscription.kind)
        return " ".join(filter(None, [kind.heading if kind else subscription.kind, subscription.parameters]))


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnlyAdmin):
    """Addresses: found only by whoever knows the whole one, and shown masked."""

    list_display = ("masked", "created_at", "due_at", "refusals")
    fields = ("masked", "created_at", "due_at", "refusals")
    search_fields = ("=email",)
    search_help_text = "Gõ đủ địa chỉ thư điện tử để tìm người xin xóa."

    @admin.display(description="Thư điện tử")
    def masked(self, subscriber):
        """The masked address."""
        return subscriber.masked_email()
