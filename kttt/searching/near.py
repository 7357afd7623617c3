"""Which things of a kind are near to a text in their words: rare words, and pairs of words, that stand in the headings
of both.

A syllable without marks is many words ("che" is chè, chế and chê), and alone it is half a word more often than not. So
the index finds candidates by pairs of folded syllables, and what decides is read as written.
"""

import math
import re
from itertools import pairwise
from statistics import median

from kttt import text
from kttt.searching.engines import TITLE, engine
from kttt.searching.language import Alternative, Term, canonical
from kttt.searching.models import Entry
from kttt.searching.vocabulary import Weights

_LOOKED_FOR = 12  # the rarest pairs of a text, by which candidates are found
_LOOKED_AT = 200  # candidates: the newest that hold one of them in their title
_COMMON = 20  # entries from which on a word tells nothing, where half of the text's words are not commoner
_SINGLE, _IN_TITLE = 0.4, 2.0  # what a word alone tells beside a pair; what stands in a title beside what stands below
_LEAST = 0.08  # share of what a text tells that a thing near to it tells too
_WORD = re.compile(r"[^\W\d_]+")


def near(kind, title, about, limit, without=()):
    """[id] of at most `limit` things of the kind near to a `title` and what is said below it (`about`), nearest first.

    `without`: ids that are not wanted. Asks four queries at most. Reads titles and what things are filed under, no
    bodies. The gate is the caller's.
    """
    syllables = [_syllables(line) for line in (title, *about.splitlines())]
    telling = _Telling({word for line in syllables for word in line})
    pairs = {pair for line in syllables for pair in pairwise(line) if telling.finds(pair)}
    rarest = sorted(pairs, key=lambda pair: (-telling.weight(*pair), pair))[:_LOOKED_FOR]
    if not rarest:
        return []
    groups = [[Term((Alternative(pair),), fixed=True)] for pair in rarest]
    candidates = engine().matches(groups, [kind], _LOOKED_AT, where=TITLE, newest=True)
    found = {c.pk: c for c in candidates if c.object_id not in without}
    own, scores = telling.parts(title, about), {}
    whole = sum(own.values())
    for pk, other_title, other_about in Entry.objects.filter(pk__in=found).values_list("pk", "title", "about"):
        other = telling.parts(other_title, other_about)
        scores[pk] = sum(min(weight, other[part]) for part, weight in own.items() if part in other) / whole
    days = {pk: found[pk].day.toordinal() if found[pk].day else 0 for pk in scores}
    nearest = sorted((pk for pk in scores if scores[pk] >= _LEAST), key=lambda pk: (-scores[pk], -days[pk], pk))
    return [found[pk].object_id for pk in nearest[:limit]]


def _syllables(line):
    return [word for word in canonical(line).split() if word.isalpha() and len(word) > 1]


class _Telling:
    """How much the words of one text tell: the rarer beside its other words, the more."""

    def __init__(self, words):
        self.counts = Weights([Term((Alternative((word,)),)) for word in words]).counts
        self.common = max(_COMMON, median(self.counts.values())) if self.counts else _COMMON

    def finds(self, pair):
        """Whether others may hold the pair, and not every other one does."""
        return all(self.counts.get(word, 0) > 1 for word in pair) and self.weight(*pair) > 0

    def weight(self, *words):
        """What a word or a pair (folded) tells."""
        held = (self.counts.get(word, 0) for word in words)
        return sum(max(0.0, math.log(self.common / (1 + count))) for count in held) / len(words)

    def parts(self, title, about):
        """{a word or a pair of neighbours as written: how much it tells}."""
        return self._of(about, 1.0) | self._of(title, _IN_TITLE)

    def _of(self, written, times):
        found = {}
        for line in text.clean_lines(written).lower().split("\n"):
            words = [(word, times * self.weight(text.fold(word))) for word in _WORD.findall(line)]
            found |= {word: _SINGLE * weight for word, weight in words}
            found |= {(a, b): (one + other) / 2 for (a, one), (b, other) in pairwise(words)}
        return found
