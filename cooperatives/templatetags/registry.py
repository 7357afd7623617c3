"""Where organisations stand in the admin, for its templates."""

from django import template
from django.urls import reverse

register = template.Library()


@register.filter
def admin_address(organization):
    """The organisation's page in the admin."""
    model = "cooperativegroup" if organization.kind == "group" else "cooperative"
    return reverse(f"admin:cooperatives_{model}_change", args=[organization.pk])
