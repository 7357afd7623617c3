"""The registry's vocabulary: which facts and figures exist, for which kind, and who may see them.

Statements, the present state, import, export and the admin's comparisons all read this one table. Keys are those of
the exchange contract.
"""

from dataclasses import dataclass

from cooperatives.models import Organization, YearlyFigures

KINDS = ("cooperative", "group")
# Personal facts that their owner may consent to show.
CONTACTS = {"phones", "email"}


@dataclass(frozen=True)
class Fact:
    """One key of the exchange contract and the kinds that have it."""

    key: str
    kinds: tuple[str, ...] = KINDS

    @property
    def public(self):
        """Whether a public export may show it, of somebody at least: personal facts only with consent, if at all."""
        return self.key not in Organization.PERSONAL or self.key in CONTACTS

    @property
    def label(self):
        """What staff call it."""
        special = {"sectors": "Lĩnh vực", "commune": "Xã, phường, thị trấn", "district": "Huyện, thành phố"}
        special |= {"current_commune": "Xã, phường nay", "current_commune_code": "Mã xã, phường nay"}
        special |= {"figures": "Số liệu năm"}
        return special.get(self.key) or str(Organization._meta.get_field(self.key).verbose_name).capitalize()


_HTX = ("cooperative",)
_THT = ("group",)

# In the order of the export. `district`, `current_commune` and its code follow from `commune`.
FACTS = (
    Fact("name"),
    Fact("form", _HTX),
    Fact("tax_code", _HTX),
    Fact("registration_number", _HTX),
    Fact("registration_issuer", _HTX),
    Fact("registered_on", _HTX),
    Fact("established_on", _HTX),
    Fact("leader", _THT),
    Fact("contract_number", _THT),
    Fact("contract_on", _THT),
    Fact("status"),
    Fact("sectors"),
    Fact("business_lines"),
    Fact("products", _HTX),
    Fact("address"),
    Fact("commune"),
    Fact("district"),
    Fact("current_commune"),
    Fact("current_commune_code"),
    Fact("representative", _HTX),
    Fact("representative_title", _HTX),
    Fact("phones"),
    Fact("email", _HTX),
    Fact("charter_capital", _HTX),
    Fact("alliance_member", _HTX),
    Fact("note"),
)

FIGURES = {
    "cooperative": (
        "members", "workers", "revenue", "profit", "income_per_worker", "assets", "bank_debt", "fund_loan",
        "budget_paid",
    ),
    "group": ("members", "revenue", "profit", "income_per_member", "contribution"),
}  # fmt: skip
# The day on which an organisation of the kind began to be.
FOUNDED = {"cooperative": "established_on", "group": "contract_on"}
PRIVATE_FIGURES = {"bank_debt", "fund_loan"}

# Facts that are plain columns of Organization, stated and stored alike.
_ELSEWHERE = {"sectors", "commune", "district", "current_commune", "current_commune_code"}
COLUMNS = (*(fact.key for fact in FACTS if fact.key not in _ELSEWHERE), "address_written")


def label(key):
    """The Vietnamese name of a fact or figure."""
    for fact in FACTS:
        if fact.key == key:
            return fact.label
    if key == "address_written":
        return "Địa chỉ như đã ghi"
    return str(YearlyFigures._meta.get_field(key).verbose_name).capitalize()


def public_facts(kind, organization):
    """Keys of FACTS that may leave the office for this organisation: contract, `--public`.

    A group's address stands for somebody's home, and contacts need recorded consent.
    """
    for fact in FACTS:
        if kind not in fact.kinds or not fact.public:
            continue
        if fact.key in CONTACTS and not organization.consent_on:
            continue
        if fact.key == "address" and kind == "group":
            continue
        yield fact.key
