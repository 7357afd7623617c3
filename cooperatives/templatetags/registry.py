"""The registry's vocabulary in templates."""

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse

from cooperatives import facts

register = template.Library()


@register.filter
def fact_label(key):
    """What staff call a key of the exchange contract."""
    try:
        return facts.label(key)
    except FieldDoesNotExist:
        return key


@register.filter
def admin_address(organization):
    """The organisation's page in the admin."""
    model = "cooperativegroup" if organization.kind == "group" else "cooperative"
    return reverse(f"admin:cooperatives_{model}_change", args=[organization.pk])
