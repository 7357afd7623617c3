"""Which organisations of the registry may be one and the same, and why.

Only organisations that share a key are compared: a tax code, a registration number, a name, and within a commune what
is left of a name that was mistyped, shortened or turned round. How alike two of them are is what matching rows of a
file asks as well (`imports.matching.likeness`).
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from stdnum.vn import mst

from cooperatives.imports.matching import GENERIC, Known, likeness
from cooperatives.imports.names import name_key
from cooperatives.imports.planning import registry_revision
from cooperatives.models import Distinction, Organization
from kttt import text
from kttt.publishing import content_revision
from kttt.units.models import AdminUnit

# A key that so many share (the phone of a commune's office) tells nothing.
LARGEST_BLOCK = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations by their numbers, the lower first; how certain it is that they are one (0–1), and why."""

    first: int
    second: int
    certainty: float
    reason: str


_found = {"revision": None, "pairs": []}


def pairs():
    """[Pair] that nobody has declared different, the most certain first.

    Each process keeps the comparison until anything public changes: with some hundred organisations it takes a
    moment, with 100,000 some seconds.
    """
    revision = (*registry_revision(), content_revision())
    if _found["revision"] != revision:
        _found.update(pairs=_compare(), revision=revision)
    if not _found["pairs"]:
        return []
    told = defaultdict(set)
    for pk, *said in Distinction.objects.values_list("organization_id", "name_key", "unit_key"):
        told[pk].add(tuple(said))
    if not told:
        return _found["pairs"]
    concerned = {p.first for p in _found["pairs"]} | {p.second for p in _found["pairs"]}
    names = _names(concerned if len(concerned) < 500 else None)
    return [
        pair
        for pair in _found["pairs"]
        if names.get(pair.second) not in told[pair.first] and names.get(pair.first) not in told[pair.second]
    ]


def declare_different(first, second, user):
    """Remembers that two organisations are not one, as the import does: neither of them is asked about again."""
    names = _names([first, second])
    written = dict(Organization.objects.filter(pk__in=names).values_list("pk", "name"))
    Distinction.objects.bulk_create(
        [
            Distinction(
                organization_id=one,
                name_key=names[other][0],
                unit_key=names[other][1],
                name=written[other],
                said_by=user,
            )
            for one, other in ((first, second), (second, first))
        ],
        ignore_conflicts=True,
    )


def _names(ids):
    """{id: (name_key, unit_key)} as `Distinction` has them; of all organisations where `ids` is None."""
    rows = Organization.objects.all() if ids is None else Organization.objects.filter(pk__in=ids)
    units = {unit.pk: unit.key for unit in AdminUnit.objects.all()}
    return {
        pk: (name_key(name)[:300], units.get(unit, ""))
        for pk, name, unit in rows.values_list("pk", "name", "unit_then")
    }


def _compare():
    blocks, known, numbers = defaultdict(list), {}, {}
    rows = Organization.objects.order_by("pk").values_list(
        "pk", "name", "tax_code", "unit_then", "unit_now", "registration_number", "phones", "representative", "leader"
    )
    for pk, name, tax_code, then, now, number, phones, representative, leader in rows.iterator(chunk_size=5_000):
        person = text.words(representative or leader)
        one = Known(pk, name, name_key(name), tax_code, then, now, frozenset(phones), person)
        known[pk], numbers[pk] = one, text.words(number)
        for block in _keys(one, numbers[pk]):
            blocks[block].append(pk)
    found = {}
    for members in blocks.values():
        if not 1 < len(members) <= LARGEST_BLOCK:
            continue
        for ids in combinations(members, 2):
            if ids not in found and (told := _alike(*(known[pk] for pk in ids), *(numbers[pk] for pk in ids))):
                found[ids] = Pair(*ids, *told)
    return sorted(found.values(), key=lambda pair: (-pair.certainty, pair.first, pair.second))


def _keys(one, number):
    """What `one` is looked up by. Codes come first, so that a pair is told by its surest reason."""
    if one.tax_code:
        yield "tax", one.tax_code
    if number:
        yield "number", number
    words = one.key.split()
    yield "name", one.key  # the other's commune may be unknown
    yield "name", one.key, one.unit_now
    for shared in (*one.phones, one.person):
        if shared:
            yield "name", one.key, shared
            yield "shared", shared, one.unit_now
    yield "order", " ".join(sorted(words)), one.unit_now
    yield "joined", "".join(words), one.unit_now
    own = [word for word in words if word not in GENERIC]
    if own:
        yield "own", " ".join(sorted(own)), one.unit_now
    # A slip: all words but one. A second slip in the same name is found by phone or person only.
    for place, word in enumerate(words):
        if len(word) >= 4 and word not in GENERIC:
            yield "slip", place, " ".join((*words[:place], "", *words[place + 1 :])), one.unit_now


def _alike(one, other, number, other_number):
    """(certainty, why) two organisations that share a key may be one, or None."""
    if one.tax_code and one.tax_code == other.tax_code:
        return 1.0, "cùng mã số thuế"
    two_codes = one.tax_code and other.tax_code and mst.is_valid(one.tax_code) and mst.is_valid(other.tax_code)
    if two_codes:
        return None
    told = likeness(one, other.key, other.tax_code, other.unit_now, other.phones, other.person)
    if number and number == other_number:
        if told:
            return 0.98, f"cùng số giấy chứng nhận; {told[1]}"
        if one.unit_now == other.unit_now:
            return 0.7, "cùng số giấy chứng nhận, cùng xã, tên khác nhau"
    return told
