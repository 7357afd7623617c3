"""What a citizen's words about a place mean: communes of before July 2025 and of today, and what became of them.

Otherwise than in `resolving`, nothing is decided for the reader: a name that was and is gives both answers, one that
two districts had gives all of them. Every old commune went whole into exactly one of today's (tested).
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from kttt import text
from kttt.units.models import AdminUnit
from kttt.units.resolving import LONG_NAME, MOST_LETTERS, UnitResolver, match_key, split_type

SUGGESTED = 8
NEAR = 60  # of 100: how like a name must be to be suggested at all
_TOKEN = re.compile(r"[^\W_]+|[,;()\n]|(?<=\s)[-–—](?=\s)")
_COMMUNE_WORDS = {"xa", "x", "phuong", "p", "thi tran", "tt"}
_DISTRICT_WORDS = {"huyen", "h", "thanh pho", "tp"}
_PROVINCE_WORDS = {"tinh"}
_TYPE_WORDS = _COMMUNE_WORDS | _DISTRICT_WORDS | _PROVINCE_WORDS
_CODE = re.compile(r"\d{5}")


@dataclass(frozen=True)
class Answer:
    """One commune, old or of today, with what a reader must know not to mistake it.

    `today`: today's commune that holds it (itself, for one of today). `parts`: all old communes that went into
    `today`. `namesake`: today's commune of this old one's name, where that is another. `code_of`: the commune of
    another name that has the unit's code today, or had it before.
    """

    unit: AdminUnit
    today: AdminUnit
    parts: tuple[AdminUnit, ...]
    namesake: AdminUnit | None = None
    code_of: AdminUnit | None = None
    aliases: tuple[str, ...] = ()

    @property
    def is_old(self):
        """Whether the unit ended with the reform."""
        return self.unit.pk != self.today.pk

    @property
    def others(self):
        """What else went into `today`."""
        return [unit for unit in self.parts if unit.pk != self.unit.pk]

    @property
    def unchanged(self):
        """Whether one commune became today's alone, under its own name."""
        return len(self.parts) == 1 and self.parts[0].full_name == self.today.full_name


@dataclass(frozen=True)
class District:
    """An old district with the Answers of its communes."""

    unit: AdminUnit
    communes: list[Answer]


@dataclass
class Found:
    """What a query means: sure `answers`, others whose names differ in marks alone, an old district.

    `notice` says how the query was taken where that is not plain; `suggestions` are names to choose from.
    """

    answers: list[Answer] = field(default_factory=list)
    alike: list[Answer] = field(default_factory=list)
    district: District | None = None
    notice: str = ""
    suggestions: list[AdminUnit] = field(default_factory=list)


class Addresses:
    """All communes of before and after, in memory: three queries, whatever is asked."""

    def __init__(self):
        self.units = UnitResolver()
        communes = [u for u in self.units.units if u.level == AdminUnit.Level.COMMUNE]
        communes.sort(key=lambda unit: (unit.sort_key, unit.type))
        self._old = [u for u in communes if u.valid_to is not None]
        self._today = [u for u in communes if u.valid_to is None]
        self._parts = defaultdict(list)
        for unit in self._old:
            self._parts[self.units.current(unit).pk].append(unit)

    @cached_property
    def today(self):
        """An Answer for each of today's communes, by the alphabet."""
        return [self._answer(unit) for unit in self._today]

    @cached_property
    def districts(self):
        """The old districts by their codes."""
        units = [u for u in self.units.units if u.level == AdminUnit.Level.DISTRICT]
        return [self._district(unit) for unit in sorted(units, key=lambda unit: unit.gso_code)]

    def find(self, written) -> Found:
        """What `written` (a line of text of any kind) means. Never raises."""
        if code := _CODE.fullmatch(written.strip()):
            units = [u for u in (*self._old, *self._today) if u.gso_code == code[0]]
            if units:
                return Found([self._answer(unit) for unit in units])
        places, district = self._read(written)
        for place in places:
            if units := self.units.named(split_type(place)[1]):
                return self._named(place, units, district)
        if places:
            return self._misspelt(places[0], district)
        return Found(district=self._district(district)) if district else Found()

    def _read(self, written):
        """(writings that may name the commune, the likeliest first; the old district that is told or None)."""
        districts, sure, likely = [], [], []
        for kind, part in _parts(written):
            if kind in _DISTRICT_WORDS and (unit := self.units.district(part)):
                districts.append(unit)
            elif kind in _COMMUNE_WORDS:
                sure.append(part)
            elif kind not in _PROVINCE_WORDS and text.words(part) != "viet nam":
                likely.insert(0, part)
        if not districts and len(sure) + len(likely) > 1 and likely and (unit := self.units.district(likely[0])):
            # "Nậm Cha, Sìn Hồ"; the province's name at an address' end tells no district.
            named = likely.pop(0)
            districts += [unit] if match_key(named) != "lai chau" else []
        places = sure + likely
        if not districts and len(places) == 1 and not self.units.named(split_type(places[0])[1]):
            head, tail = _last_two(places[0])
            if (unit := self.units.district(tail)) and split_type(head)[1]:
                return [head], unit
        return places, districts[0] if districts else None

    def _named(self, written, units, district):
        """Found of units that bear the name `written`, of which type, district and marks may leave some."""
        found = Found()
        unit_type = split_type(written)[0]
        typed = [u for u in units if unit_type is None or text.words(u.type) == unit_type]
        if not typed:
            found.notice = f"Không có “{written}”; dưới đây là đơn vị cùng tên."
        units = typed or units
        if district:
            within = [u for u in units if u.parent_id == district.pk]
            if not within:
                found.notice = f"{district} trước đây không có “{written}”; dưới đây là đơn vị cùng tên ở nơi khác."
            units = within or units
        # Nậm Cha and Nậm Chà fold alike: what is written with its marks is meant, the other may be.
        wanted = text.clean(written).casefold()
        meant = [u for u in units if any(wanted.endswith(name.casefold()) for name in (u.name, *self._aliases(u)))]
        meant = meant or units
        found.answers = [self._answer(unit) for unit in meant]
        found.alike = [self._answer(unit) for unit in units if unit not in meant]
        if not district and unit_type is None and (namesake := self.units.district(written)):
            found.district = self._district(namesake)
        return found

    def _misspelt(self, written, district):
        """Found of the names that one or two slips of typing make of `written`; else suggestions."""
        unit_type, key = split_type(written)
        letters = key.replace(" ", "")
        found = Found(district=self._district(district) if district else None)
        if not letters or len(letters) > MOST_LETTERS:
            return found
        allowed = (2 if len(letters) >= LONG_NAME else 1) if len(letters) >= 4 else 0
        near = defaultdict(list)
        for name in self.units.names():
            distance = OSA.distance(letters, name.replace(" ", ""), score_cutoff=allowed)
            if distance <= allowed:
                near[distance] += self.units.named(name)
        for distance in sorted(near):
            units = _once([u for u in near[distance] if unit_type is None or text.words(u.type) == unit_type])
            if district:
                units = [u for u in units if u.parent_id == district.pk] or units
            if units:
                found.answers = [self._answer(unit) for unit in units]
                found.district = None
                if distance:
                    found.notice = f"Không có đơn vị nào tên “{written}”; dưới đây là tên gần nhất."
                return found
        found.suggestions = self._suggestions(key, district)
        return found

    def _suggestions(self, key, district):
        """Communes whose names hold the words of `key`, else those most like it; those of the district first."""
        names = sorted(self.units.names())
        held = [name for name in names if f" {key} " in f" {name} " or f" {name} " in f" {key} "]
        alike = process.extract(key, names, scorer=fuzz.ratio, limit=SUGGESTED, score_cutoff=NEAR)
        units = _once([unit for name in (*held, *(name for name, *_ in alike)) for unit in self.units.named(name)])
        if district:
            units.sort(key=lambda unit: unit.parent_id != district.pk)
        return units[:SUGGESTED]

    def _aliases(self, unit):
        return [name for unit_id, name in self.units.aliases if unit_id == unit.pk]

    def _answer(self, unit):
        today = self.units.current(unit)
        parts = tuple(self._parts[today.pk])
        other_time = self._today if unit.pk != today.pk else self._old
        return Answer(
            unit=unit,
            today=today,
            parts=parts,
            namesake=next((u for u in self._today if u.name == unit.name and u.pk != today.pk), None),
            code_of=next((u for u in other_time if u.gso_code == unit.gso_code and u.name != unit.name), None),
            aliases=tuple(self._aliases(unit)),
        )

    def _district(self, unit):
        return District(unit, [self._answer(u) for u in self._old if u.parent_id == unit.pk])


def _parts(written):
    """[(type word or "", part with it)]: "xã Nậm Cha, h. Sìn Hồ" → [("xa", "xã Nậm Cha"), ("h", "h Sìn Hồ")].

    A part ends at a comma, bracket or dash, and where a word of a type begins the next one.
    """
    tokens = _TOKEN.findall(text.clean(written))
    folded = [text.words(token) for token in tokens]
    parts, place = [], 0
    open_part = False
    while place < len(tokens):
        if not folded[place]:
            open_part, place = False, place + 1
            continue
        pair = " ".join(folded[place : place + 2])
        length = 2 if pair in _TYPE_WORDS else 1
        kind = pair if length == 2 else folded[place]
        if kind in _TYPE_WORDS or not open_part:
            parts.append((kind if kind in _TYPE_WORDS else "", []))
            open_part = True
        parts[-1][1].extend(tokens[place : place + length])
        place += length
    return [(kind, " ".join(words)) for kind, words in parts]


def _last_two(written):
    """("xã Nậm Cha", "Sìn Hồ") of "xã Nậm Cha Sìn Hồ": every old district's name has two words."""
    words = written.split()
    return " ".join(words[:-2]), " ".join(words[-2:])


def _once(units):
    return list(dict.fromkeys(units))
