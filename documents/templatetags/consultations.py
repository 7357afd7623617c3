"""Tags that draw drafts."""

from django import template

from documents.models import Consultation

register = template.Library()


@register.simple_tag
def consultations_of(document):
    """The published drafts of which `document` came; one query."""
    return list(Consultation.objects.published().filter(document=document).order_by("-closes_on", "-pk"))
