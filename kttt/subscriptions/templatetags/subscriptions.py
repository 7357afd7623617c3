"""Tags of the box in which readers follow something."""

from django import template
from django.conf import settings

from kttt.subscriptions import following

register = template.Library()


@register.simple_tag(takes_context=True)
def follow_choice(context, kind):
    """What the list on this page shows, to be followed: {"value" for the form, "words"}; None where no mail is sent."""
    found = following.all_kinds().get(kind)
    if found is None or not settings.EMAIL_URL:
        return None
    asked = found.canonical(context["request"].GET)
    words = asked and found.words(asked)
    return {"value": f"{kind}?{asked}" if words else kind, "words": words or found.heading}
