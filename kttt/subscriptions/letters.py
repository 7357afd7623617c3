"""The two letters: one that asks the address' owner, and the day's news. Both lead to the page for leaving."""

from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer, TimestampSigner
from django.template.loader import render_to_string
from django.urls import reverse

from kttt.pages.models import SiteSettings
from kttt.subscriptions import following
from kttt.subscriptions.models import Subscription

CONFIRM = "subscription_confirm"


def confirmation(pk, site):
    """The letter that asks whether to follow; None where it was confirmed or forgotten meanwhile."""
    wanted = Subscription.objects.select_related("subscriber").filter(pk=pk, confirmed_at=None).first()
    if wanted is None:
        return None
    token = TimestampSigner(salt="subscriptions.confirm").sign(f"{pk}.{wanted.subscriber.key}")
    context = {
        "office": SiteSettings.current().name,
        "words": following.named(wanted.kind, wanted.parameters),
        "confirm_url": f"{site}{reverse('confirm_subscription', args=[token])}",
    }
    return _letter(wanted.subscriber, site, "confirmation", "Xác nhận theo dõi qua thư điện tử", context)


def digest(subscriber, parts, office):
    """The day's news: `parts` are [(words, address of the list, [(title, address)], whether there are more)]."""
    count = sum(len(lines) for _words, _address, lines, _more in parts)
    context = {"parts": parts, "office": office}
    return _letter(subscriber, subscriber.site, "digest", f"{count} mục mới trên Cổng thông tin", context)


def _letter(subscriber, site, name, subject, context):
    """A letter of templates/subscriptions/<name>.txt and .html with the headers of RFC 8058."""
    site = site.rstrip("/")
    token = Signer(salt="subscriptions.leave").sign(f"{subscriber.pk}.{subscriber.key}")
    leave_url = f"{site}{reverse('leave_subscriptions', args=[token])}"
    context |= {"site": site, "leave_url": leave_url}
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"subscriptions/{name}.txt", context),
        None,
        [subscriber.email],
        headers={
            "List-Unsubscribe": f"<{leave_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string(f"subscriptions/{name}.html", context), "text/html")
    return message
