"""Facts and figures in words, for staff and readers."""

from functools import cached_property

from cooperatives.models import Organization, Sector
from kttt.templatetags.vietnamese import vi_money, vi_number, vi_partial_date
from kttt.units.resolving import UnitResolver

# Of the kinds: in a sentence, and behind a number.
NOUNS = {"cooperative": "hợp tác xã", "group": "tổ hợp tác"}
UNITS = {"cooperative": "HTX", "group": "tổ hợp tác"}
PEOPLE = {"members", "workers"}
DATES = {"registered_on", "established_on", "contract_on"}


class Wording:
    """Writes values of facts and figures; reads sectors and units once, and only when needed."""

    @cached_property
    def _sectors(self):
        return dict(Sector.objects.values_list("code", "name"))

    @cached_property
    def _units(self):
        return UnitResolver().by_key

    def fact(self, key, value):
        """A fact (a key of the exchange contract) as stated, in words; "" where it says nothing."""
        if value is None or value in ("", []):
            return ""
        if key == "status":
            return str(Organization.Status(value).label)
        if key == "form":
            return str(Organization.Form(value).label)
        if key == "sectors":
            return "; ".join(self._sectors.get(code, code) for code in value)
        if key == "commune":
            unit = self._units.get(value)
            return f"{unit}, {unit.parent}" if unit else value
        if key == "charter_capital":
            return vi_money(value)
        if key == "alliance_member":
            return "Có" if value else "Không"
        if key in DATES:
            return vi_partial_date(value)
        return ", ".join(value) if isinstance(value, list) else str(value)

    @staticmethod
    def figure(key, value):
        """A yearly figure in words: people counted, money in tỷ and triệu đồng."""
        return vi_number(value) if key in PEOPLE else vi_money(value)
