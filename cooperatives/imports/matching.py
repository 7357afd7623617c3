"""Which organisation of the registry a row speaks of.

Tax code, then registration number, then the name (without the type word, folded) in the same commune, old or new. Two
different tax codes never match. What is only alike is never merged here.
"""

import re
from dataclasses import dataclass

from cooperatives.models import Organization
from kttt import text

# Longest first: "hop tac xa" before "htx" would not matter, "lien hiep hop tac xa" before "hop tac xa" does.
_TYPE_WORDS = re.compile(
    r"^(lien hiep hop tac xa|lien hiep htx|lhhtx|lh htx|quy tin dung nhan dan|qtdnd|hop tac xa|htx|h t x|"
    r"to hop tac|tht|t h t)\b ?"
)
_ABBREVIATIONS = [
    (re.compile(rf"\b{short}\b"), long)
    for short, long in (
        ("dvnn", "dich vu nong nghiep"), ("dvth", "dich vu tong hop"), ("dv th", "dich vu tong hop"),
        ("nn", "nong nghiep"), ("dv", "dich vu"), ("tmdv", "thuong mai dich vu"), ("tm", "thuong mai"),
        ("xd", "xay dung"), ("sxkd", "san xuat kinh doanh"), ("sx", "san xuat"), ("ttcn", "tieu thu cong nghiep"),
        ("vlxd", "vat lieu xay dung"), ("vt", "van tai"), ("va", ""),
    )
]  # fmt: skip


def name_key(name):
    """What two writings of one name share: no type word, abbreviations written out, folded, one space.

    >>> name_key("HTX DVNN & TM Nà Giàng") == name_key("Hợp tác xã Dịch vụ nông nghiệp và thương mại Nà Giàng")
    True
    """
    key = _TYPE_WORDS.sub("", text.words(name))
    for pattern, long in _ABBREVIATIONS:
        key = pattern.sub(long, key)
    return " ".join(key.split()) or text.words(name)


@dataclass(frozen=True)
class Known:
    """What matching needs of an organisation."""

    pk: int
    name: str
    tax_code: str
    unit_then: int | None
    unit_now: int | None


class Registry:
    """All organisations of one kind, by code, number and name; read once for a file."""

    def __init__(self, kind, units):
        self.units = units
        self.by_tax_code, self.by_registration, self.by_name = {}, {}, {}
        rows = Organization.objects.of_kind(kind).values_list(
            "pk", "name", "tax_code", "unit_then", "unit_now", "registration_number"
        )
        for pk, name, tax_code, then, now, registration in rows.iterator():
            known = Known(pk, name, tax_code, then, now)
            if tax_code:
                self.by_tax_code[tax_code] = known
            if registration:
                self.by_registration.setdefault(text.words(registration), []).append(known)
            self.by_name.setdefault(name_key(name), []).append(known)

    def find(self, facts):
        """The pk of the organisation that `facts` ({key: value}) name, or None."""
        tax_code = facts.get("tax_code")
        if tax_code and tax_code in self.by_tax_code:
            return self.by_tax_code[tax_code].pk
        key = name_key(facts.get("name") or "")
        numbered = self.by_registration.get(text.words(facts.get("registration_number") or "") or None, [])
        found = [k for k in numbered if self._may_be(k, tax_code) and name_key(k.name) == key] or [
            k for k in numbered if self._may_be(k, tax_code) and len(numbered) == 1
        ]
        if len(found) == 1:
            return found[0].pk
        unit = self.units.by_key.get(facts.get("commune"))
        named = [k for k in self.by_name.get(key, []) if self._may_be(k, tax_code)]
        if unit is None:
            # Without a commune a name says enough only where it is the only one and a code does not contradict it.
            return named[0].pk if len(named) == 1 and not tax_code else None
        same = [k for k in named if k.unit_then == unit.pk]
        same = same or [k for k in named if k.unit_now == self.units.current(unit).pk]
        return same[0].pk if len(same) == 1 else None

    @staticmethod
    def _may_be(known, tax_code):
        return not (known.tax_code and tax_code and known.tax_code != tax_code)
