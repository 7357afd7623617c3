"""Which organisation of the registry a row speaks of.

Tax code, then registration number, then the name (without the type word, folded) in the same commune, old or new. Two
different valid tax codes never match. A merged organisation also answers to what each of its statements calls it.
What is only alike is never merged here: it is shown to a person.
"""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from stdnum.vn import mst

from cooperatives.imports.names import name_key
from cooperatives.models import Distinction, Merge, Organization, Statement
from kttt import text

MOST_CANDIDATES = 3
# Words that say what an organisation does or is, not which one it is.
GENERIC = frozenset(
    text.words(
        "nông lâm nghiệp thủy sản dịch vụ tổng hợp thương mại xây dựng sản xuất kinh doanh công tiểu thủ vận tải vật "
        "liệu chế biến phát triển chăn nuôi trồng trọt hữu cơ sạch xanh bản xã thôn tổ"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Known:
    """What matching needs of an organisation."""

    pk: int
    name: str
    key: str
    tax_code: str
    unit_then: int | None
    unit_now: int | None
    phones: frozenset[str]
    person: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that a row may mean, and the sentence that says why."""

    pk: int
    name: str
    reason: str


class Registry:
    """All organisations of one kind, by code, number, name and place; read once for a file.

    An organisation is given to one row of a file and day only: `find_by_code` for all rows first, then
    `find_by_name`, then `near` for what is left.
    """

    def __init__(self, kind, units):
        self.units = units
        self.by_pk, self.by_tax_code, self.by_registration, self.by_name = {}, {}, {}, {}
        self.by_place, self.by_phone, self.by_person = {}, {}, {}
        rows = Organization.objects.of_kind(kind).values_list(
            "pk", "name", "tax_code", "unit_then", "unit_now", "registration_number", "phones", "representative",
            "leader",
        )  # fmt: skip
        for pk, name, tax_code, then, now, registration, phones, representative, leader in rows.iterator():
            person = text.words(representative or leader)
            known = Known(pk, name, name_key(name), tax_code, then, now, frozenset(phones), person)
            self.by_pk[pk] = known
            if tax_code:
                self.by_tax_code[tax_code] = known
            if registration:
                self.by_registration.setdefault(text.words(registration), []).append(known)
            self.by_name.setdefault(known.key, []).append(known)
            self.by_place.setdefault(now, []).append(known)
            for phone in phones:
                self.by_phone.setdefault(phone, []).append(known)
            if person:
                self.by_person.setdefault(person, []).append(known)
        self.merged = self._add_merged(kind)
        self.distinctions = set(Distinction.objects.values_list("organization_id", "name_key", "unit_key"))

    def _add_merged(self, kind):
        """Lets merged organisations be found by whatever a statement of this kind called them; gives their ids."""
        kept = Merge.objects.filter(undone_at__isnull=True).values("kept_id")
        statements = Statement.objects.filter(organization__in=kept).order_by("organization", "valid_from", "pk")
        form, merged, last = None, set(), None
        for pk, facts in statements.values_list("organization", "facts"):
            form = facts.get("form", form if pk == last else None)
            last = pk
            merged.add(pk)
            if (form == Organization.Form.GROUP) != (kind == "group"):
                continue
            then = self.units.by_key.get(facts.get("commune"))
            now = then and self.units.current(then).pk
            name, tax_code = facts.get("name") or "", facts.get("tax_code") or ""
            known = Known(pk, name, name_key(name), tax_code, then and then.pk, now, frozenset(), "")
            self.by_pk.setdefault(pk, known)
            if tax_code:
                self.by_tax_code.setdefault(tax_code, known)
            if number := text.words(facts.get("registration_number") or ""):
                self.by_registration.setdefault(number, []).append(known)
            if name:
                self.by_name.setdefault(known.key, []).append(known)
        return merged

    def find_by_code(self, facts):
        """The pk of the organisation with the tax code or registration number of `facts` ({key: value}), or None."""
        tax_code = facts.get("tax_code")
        if tax_code and tax_code in self.by_tax_code:
            return self.by_tax_code[tax_code].pk
        numbered = self.by_registration.get(text.words(facts.get("registration_number") or "") or None, [])
        if not numbered:
            return None
        key = name_key(facts.get("name") or "")
        possible = [k for k in numbered if _may_be(k.tax_code, tax_code)]
        found = [k for k in possible if k.key == key] or (possible if _is_one(numbered) else [])
        return found[0].pk if _is_one(found) else None

    def find_by_name(self, facts, taken):
        """The pk of the one organisation of that name in that commune, old or new, which is not in `taken`; or None."""
        tax_code = facts.get("tax_code")
        unit = self.units.by_key.get(facts.get("commune"))
        named = [
            k
            for k in self.by_name.get(name_key(facts.get("name") or ""), [])
            if k.pk not in taken and _may_be(k.tax_code, tax_code)
        ]
        if unit is None:
            # Without a commune a name says enough only where it is the only one and a code does not contradict it.
            return named[0].pk if _is_one(named) and not tax_code else None
        same = [k for k in named if k.unit_then == unit.pk]
        same = same or [k for k in named if k.unit_now == self.units.current(unit).pk]
        return same[0].pk if _is_one(same) else None

    def near(self, facts, taken):
        """At most three Candidates that are not in `taken`, likeliest first, for a row that no other rule matched."""
        key, tax_code = name_key(facts.get("name") or ""), facts.get("tax_code")
        unit = self.units.by_key.get(facts.get("commune"))
        now = self.units.current(unit).pk if unit else None
        phones = frozenset(facts.get("phones") or ())
        person = text.words(facts.get("representative") or facts.get("leader") or "")
        around = [*self.by_place.get(now, []), *(self.by_place.get(None, []) if now else [])]
        around += self.by_name.get(key, [])
        around += [k for phone in phones for k in self.by_phone.get(phone, [])]
        around += self.by_person.get(person, [])
        found = []
        for known in dict.fromkeys(around):
            if known.pk in taken or (known.pk, key, facts.get("commune") or "") in self.distinctions:
                continue
            if told := likeness(known, key, tax_code, now, phones, person):
                found.append((told[0], Candidate(known.pk, known.name, told[1])))
        found.sort(key=lambda pair: (-pair[0], pair[1].pk))
        return [candidate for _, candidate in found[:MOST_CANDIDATES]]


def _is_one(found):
    return len({known.pk for known in found}) == 1


def _may_be(one, other):
    return not (one and other and one != other)


def likeness(known, key, tax_code, now, phones, person):
    """(how likely, why) `known` is what a row of this key, code, place, phones and person means; None: a stranger."""
    contradicted = not _may_be(known.tax_code, tax_code)
    same_place = known.unit_now == now and now is not None
    if known.key != key and (contradicted or not same_place):
        return None  # nearly all of a commune's
    if contradicted and mst.is_valid(known.tax_code) and mst.is_valid(tax_code):
        return None
    place_open = known.unit_now is None or now is None
    same_phone, same_person = bool(phones & known.phones), bool(person) and person == known.person
    who = "cùng người đại diện" if same_person else "cùng điện thoại"
    if known.key == key:
        if contradicted and (same_place or place_open):
            return 1.0, "cùng tên, cùng xã, mã số thuế khác nhau và có mã sai số kiểm tra"
        if place_open:
            return 0.9, "cùng tên, không rõ xã"
        if same_person or same_phone:
            return 0.95, f"cùng tên, {who}, khác xã"
        # The same name twice in one commune, and nothing tells which of them is meant.
        return (0.85, "cùng tên, cùng xã") if same_place else None
    if told := _alike(key, known.key):
        return told
    if same_person and same_phone:
        return 0.8, "cùng xã, cùng người đại diện và điện thoại"
    if (same_person or same_phone) and fuzz.token_set_ratio(key, known.key) >= 75:
        return 0.75, f"tên gần giống, cùng xã, {who}"
    return None


def _alike(one, other):
    """(how likely, why) two keys write one name: a slip of typing, another order, words of the trade left out."""
    if abs(len(one) - len(other)) > 25 or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return None
    first, second = one.split(), other.split()
    if sorted(first) == sorted(second) or "".join(first) == "".join(second):
        return 0.95, "cùng xã, tên chỉ khác thứ tự hoặc dấu cách"
    if _shortened(set(first), set(second)) or _shortened(set(second), set(first)):
        return 0.85, "cùng xã, một tên viết gọn hơn"
    if len(first) == len(second) and fuzz.ratio(one, other) >= 90:
        slips = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
        if len(slips) <= 2 and all(_slip(a, b) for a, b in slips):
            return 0.9, "cùng xã, tên chỉ khác vài chữ"
    return None


def _shortened(short, long):
    """Whether the words of `short` are those of `long` without some of the trade's, and still name something."""
    return short < long and long - short <= GENERIC and not short <= GENERIC


def _slip(one, other):
    """Whether two words differ as typing slips do: one letter in four, two in eight; short words are other words."""
    shorter = min(len(one), len(other))
    return shorter >= 4 and Levenshtein.distance(one, other, score_cutoff=2) <= (1 if shorter < 8 else 2)
