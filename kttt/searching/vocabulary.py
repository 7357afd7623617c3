"""The words that entries hold: how rare each is, and what a mistyped one may have meant."""

import math
import re
from dataclasses import replace

from django.db.models import Max
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kttt.searching.language import Alternative
from kttt.searching.models import Word

_MOST = 8  # guesses for one word
_SHORTEST = 4  # letters of a word with a slip
# Letters of the Telex way of typing that stay in a word when the Vietnamese keyboard is off or slips.
_DOUBLED = re.compile(r"([aeod])\1")
_TONES = re.compile(r"[sfrxj]")


class Weights:
    """How much each word of a question tells: the rarer, the more."""

    def __init__(self, terms):
        words = {word for term in terms for form in term.alternatives for word in form.words}
        self.counts = dict(Word.objects.filter(word__in=words).values_list("word", "entries"))
        self.most = Word.objects.aggregate(most=Max("entries"))["most"] or 1

    def entries(self, form):
        """About how many entries hold this Alternative."""
        return min((self.counts.get(word, 0) if word.isalpha() else 1) for word in form.words)

    def entries_of(self, term):
        """About how many entries hold the rarest form of the term that stands anywhere."""
        held = [self.entries(form) for form in term.alternatives if not form.prefix]
        return min(filter(None, held), default=1)

    def is_known(self, term):
        """Whether every word of some form of the term stands somewhere."""
        return any(self.entries(form) > 0 for form in term.alternatives if not form.prefix)

    def of(self, term):
        """The term's weight, by its rarity beside the commonest word; 0.1 for a word of asking."""
        if term.optional:
            return 0.1
        return 0.3 + math.log(1 + self.most / (1 + self.entries_of(term)))


def guesses(term, weights):
    """The term with what its words may have meant; unchanged where nothing is near."""
    if term.fixed:
        return term
    forms = list(term.alternatives)
    if len(term.plain.words) == 1:
        forms += _near(term.plain.words[0], weights)
    return replace(term, alternatives=tuple(dict.fromkeys(forms)))


def _near(word, weights):
    if not word.isalpha() or len(word) > 20:
        return []
    found = dict(Word.objects.filter(entries__gt=0, word__in=_without_keyboard(word)).values_list("word", "entries"))
    if len(word) >= _SHORTEST:
        likely = dict(Word.objects.filter(entries__gt=0).exclude(word=word).values_list("word", "entries"))
        near = process.extract(
            word, [w for w in likely if abs(len(w) - len(word)) <= 1], scorer=OSA.distance, score_cutoff=1, limit=50
        )
        found |= {w: likely[w] for w, _distance, _place in near}
    best = sorted(found, key=lambda w: (-found[w], w))[:_MOST]
    weights.counts |= {w: found[w] for w in best}
    forms = [Alternative((w,), slip=True) for w in best]
    if not weights.counts.get(word) and len(word) >= 5:
        forms += _in_two(word, weights)
    return forms


def _without_keyboard(word):
    """What the word reads when the letters of Telex are taken for marks: "howjp" → "hop", "xaa" → "xa"."""
    plain = word.replace("w", "") if "w" in word else word
    forms = {plain, word.replace("w", "u", 1)} if "w" in word else {word}
    for form in tuple(forms):
        single = _DOUBLED.sub(r"\1", form)
        forms |= {single, single[:1] + _TONES.sub("", single[1:]), re.sub(r"(.)\1+", r"\1", form)}
    # y and i are one sound at the end of a word.
    if word[-1:] in ("y", "i"):
        forms.add(word[:-1] + ("i" if word[-1] == "y" else "y"))
    return {form for form in forms if len(form) > 1} - {word}


def _in_two(word, weights):
    """Two to four words that were written without the blank between them: "laichau"."""
    parts = {word[a:b] for a in range(len(word)) for b in range(a + 2, min(a + 8, len(word) + 1))}
    known = dict(Word.objects.filter(word__in=parts, entries__gt=0).values_list("word", "entries"))
    ways = {0: ()}
    for end in range(2, len(word) + 1):
        best = None
        for start in ways:
            if word[start:end] in known and len(ways[start]) < 6:
                way = (*ways[start], word[start:end])
                if best is None or (len(way), -min(map(known.get, way))) < (len(best), -min(map(known.get, best))):
                    best = way
        if best:
            ways[end] = best
    way = ways.get(len(word), ())
    if len(way) < 2:
        return []
    weights.counts |= {w: known[w] for w in way}
    return [Alternative(way, slip=True)]
