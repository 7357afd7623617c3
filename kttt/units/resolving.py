"""From what a list calls a place to the unit that it means.

Rule (registry contract): up to 30 June 2025, or with a district told, a name means the old unit; later and without
a district, the unit of today if there is one. A name that is none is taken for the one that a slip of typing makes of
it, where that is the only one.
"""

import re
from datetime import date
from functools import cached_property
from typing import NamedTuple

from rapidfuzz.distance import OSA

from kttt import text
from kttt.units.fixture import REFORM
from kttt.units.models import AdminUnit, UnitAlias, UnitSuccession

_TYPES = [
    (re.compile(r"^(thi tran|tt|t tran)\b ?"), "thi tran"),
    (re.compile(r"^(phuong|p)\b ?"), "phuong"),
    (re.compile(r"^(xa|x)\b ?"), "xa"),
]
_DISTRICT_TYPES = re.compile(r"^(huyen|h|thanh pho|tp|t pho|thi xa|tx)\b ?")
LONG_NAME = 8  # letters; in a longer name two slips are forgiven, in a shorter one
MOST_LETTERS = 40  # no name is so long: what is longer is no name


class Resolution(NamedTuple):
    """What a written name means: the unit or None, and a sentence.

    Without a unit the sentence says what to mend; with one, how the name was read where it was misspelt.
    """

    unit: AdminUnit | None
    message: str | None = None


def match_key(written):
    """Folded words with y as i: Ma Ly Pho = Ma Li Pho."""
    return text.words(written).replace("y", "i")


_TYPES_ALONE = {"thi tran": "thi tran", "tt": "thi tran", "phuong": "phuong"}


def split_type(written):
    """(folded type or None, match key of the rest): "TT. Mường Tè" → ("thi tran", "muong te")."""
    key = text.words(written)
    for pattern, unit_type in _TYPES:
        if pattern.match(key) and (rest := pattern.sub("", key, count=1)):
            return unit_type, rest.replace("y", "i")
    return None, key.replace("y", "i")


def of_type(units, unit_type):
    """Those of `units` that are of the folded type; all of them where none is, or no type is told."""
    return [u for u in units if text.words(u.type) == unit_type] or units if unit_type else units


class UnitResolver:
    """All units in memory (some 150 rows): build one for a file, then ask it for each row."""

    def __init__(self):
        self.units = list(AdminUnit.objects.select_related("parent"))
        self.by_id = {u.pk: u for u in self.units}
        self.by_key = {u.key: u for u in self.units}
        self.aliases = list(UnitAlias.objects.values_list("unit_id", "name"))
        self.successor = dict(UnitSuccession.objects.values_list("old_id", "new_id"))
        self._answers = {}

    @cached_property
    def _communes(self):
        """(match key of the name, old or new) -> units."""
        found = {}
        for unit in self.units:
            if unit.level == AdminUnit.Level.COMMUNE:
                found.setdefault((match_key(unit.name), unit.valid_to is not None), []).append(unit)
        for unit_id, name in self.aliases:
            unit = self.by_id[unit_id]
            units = found.setdefault((match_key(name), unit.valid_to is not None), [])
            if unit not in units:
                units.append(unit)
        return found

    @cached_property
    def _districts(self):
        return {match_key(u.name): u for u in self.units if u.level == AdminUnit.Level.DISTRICT}

    def district(self, written):
        """The old district that `written` names, or None."""
        return self._districts.get(_DISTRICT_TYPES.sub("", text.words(written or "")).replace("y", "i"))

    def named(self, key):
        """Communes, old ones first, that bear the name or alias with this match key."""
        return [*self._communes.get((key, True), []), *self._communes.get((key, False), [])]

    def names(self):
        """Every match key of a commune, old or new."""
        return {key for key, _old in self._communes}

    def current(self, unit):
        """Today's unit that holds `unit`."""
        return self.by_id[self.successor[unit.pk]] if unit.pk in self.successor else unit

    @cached_property
    def _districts_of(self):
        """{id of today's unit: ids of the districts that its parts belonged to}."""
        found = {}
        for old, new in self.successor.items():
            found.setdefault(new, set()).add(self.by_id[old].parent_id)
        return found

    def district_of(self, unit):
        """The old district of a commune; of one of today, the one that it was wholly made of, or None."""
        parents = {unit.parent_id} if unit.valid_to else self._districts_of.get(unit.pk, set())
        return self.by_id.get(*parents) if len(parents) == 1 else None

    def commune(self, written, district, on: date) -> Resolution:
        """The commune that `written` names in a list that speaks for the day `on`.

        `district` is the text beside it or above it, or None. Never raises; what is not found or ambiguous comes
        back without a unit and with a sentence.
        """
        asked = (written, district, on < REFORM)
        answer = self._answers.get(asked)
        if answer is None:
            answer = self._answers[asked] = self._commune(written or "", district, on)
        return answer

    def _commune(self, written, district, on):
        unit_type, key = split_type(written)
        if not key:
            return Resolution(None)
        parent = self.district(district)
        if unit := self._only_one_of_type(key, parent):
            return Resolution(unit, f"“{written}” được hiểu là {unit} ({parent}).")
        ages = (True, False) if on < REFORM or parent is not None else (False, True)
        for old in ages:
            units = self._within(self._communes.get((key, old), []), old, parent)
            if units:
                found = self._one_of(units, written, unit_type)
                if found.unit and parent and not old:
                    return found._replace(message=f"{parent} không có “{written}” nên hiểu là {found.unit} hiện nay.")
                return found
            elsewhere = self._communes.get((key, True), []) if old and parent else []
            if len(elsewhere) == 1:
                # Borders moved before (Sùng Phài was Tam Đường's until 2020), and clerks slip.
                unit = elsewhere[0]
                return Resolution(unit, f"{parent} không có “{written}” nên hiểu là {unit} ({unit.parent}).")
        # Only units of the period: a slip is no reason to look among those that are gone or not yet there.
        if unit := self._misspelt(key, unit_type, parent, old=ages[0]):
            where = f" ({unit.parent})" if unit.parent and parent is None else ""
            return Resolution(unit, f"“{written}” được hiểu là {unit}{where}.")
        where = f" ở {parent}" if parent else ""
        return Resolution(None, f"Không tìm thấy xã, phường, thị trấn “{written}”{where}: hãy kiểm tra lại tên.")

    def _only_one_of_type(self, key, district):
        """“Thị trấn” alone is the one that its district has."""
        if district is None or key not in _TYPES_ALONE:
            return None
        units = [u for u in self.units if u.parent_id == district.pk and text.words(u.type) == _TYPES_ALONE[key]]
        return units[0] if len(units) == 1 else None

    @staticmethod
    def _within(units, old, parent):
        return [u for u in units if u.parent_id == parent.pk] if old and parent else units

    @staticmethod
    def _one_of(units, written, unit_type):
        """The unit among those of one folded name that the type, then the marks as written point to."""
        units = of_type(units, unit_type)
        if len(units) > 1:
            # Nậm Cha and Nậm Chà fold alike: the marks as written decide.
            wanted = text.clean(written).casefold()
            units = [u for u in units if wanted.endswith(u.name.casefold())] or units
        if len(units) == 1:
            return Resolution(units[0])
        names = ", ".join(f"{u} ({u.parent})" for u in units)
        wanted = "huyện" if len({u.parent_id for u in units}) > 1 else "xã hay thị trấn"
        return Resolution(None, f"“{written}” có thể là {names}: hãy ghi rõ {wanted}.")

    def _misspelt(self, key, unit_type, parent, *, old):
        """The only unit whose name or alias is nearest to `key` and near enough, or None."""
        letters = key.replace(" ", "")
        if not 4 <= len(letters) <= MOST_LETTERS:
            return None
        allowed = 2 if len(letters) >= LONG_NAME else 1
        nearest, found = allowed, []
        for (name, of_old), units in self._communes.items():
            if of_old != old or not (units := self._within(units, old, parent)):
                continue
            # Spaces are no letters: "Nậmsỏ" is no slip at all.
            distance = OSA.distance(letters, name.replace(" ", ""), score_cutoff=nearest)
            if distance < nearest:
                nearest, found = distance, []
            if distance == nearest:
                found += [u for u in units if u not in found]
        found = of_type(found, unit_type)
        return found[0] if len(found) == 1 else None
