"""The registry's vocabulary in templates."""

from django import template
from django.core.exceptions import FieldDoesNotExist

from cooperatives import facts
from cooperatives.imports.values import UNIT_NAMES

register = template.Library()


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
    return UNIT_NAMES.get(unit, unit)
