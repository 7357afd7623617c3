"""The registry's vocabulary in templates."""

from django import template
from django.core.exceptions import FieldDoesNotExist

from cooperatives import facts

register = template.Library()

UNITS = {"vnd": "đồng", "thousand": "nghìn đồng", "million": "triệu đồng", "billion": "tỷ đồng"}


@register.filter
def fact_label(key):
    """What staff call a key of the exchange contract."""
    try:
        return facts.label(key)
    except FieldDoesNotExist:
        return key


@register.filter
def unit_label(unit):
    """A money unit of the contract in words."""
    return UNITS.get(unit, unit)
