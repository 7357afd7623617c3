"""The order of answers: the same on both databases, worked out from the few hundred candidates that they find.

Title before keys before what a thing is filed under before its body; whole phrases and whole titles first; rare words
tell more than common ones; a slip of typing counts less; of equals the newer one.
"""

import re
from datetime import date
from itertools import pairwise

_TITLE, _KEYS, _ABOUT, _BODY = 1.0, 0.95, 0.6, 0.2
_PREFIX, _SLIP = 0.75, 0.8
_HELD = 0.5  # share of a question's weight that an answer must hold
_ANCIENT = date(2000, 1, 1)
_DIGIT = re.compile(r"\d")


class Ranking:
    """Gives each candidate its score for one question."""

    def __init__(self, question, weights):
        self.question = question
        self.terms = []
        for term in question.terms:
            weight = weights.of(term)
            forms = [
                (f" {form.text}" if form.prefix else f" {form.text} ",
                 (_PREFIX if form.prefix else 1.0) * (_SLIP if form.slip else 1.0))
                for form in term.alternatives
            ]  # fmt: skip
            self.terms.append((forms, weight, term.optional))
        self.sum = sum(weight for _forms, weight, _optional in self.terms) or 1.0
        self.line = question.line
        self.asked = " ".join(term.plain.text for term in question.required)
        plain = [[form.text for form in term.alternatives if not form.prefix] for term in question.terms]
        self.neighbours = [[f" {a} {b} " for a in first for b in second] for first, second in pairwise(plain)]
        self.number = " ".join(word for t in question.terms for word in t.plain.words if _DIGIT.search(word))
        self.today = date.today()  # noqa: DTZ011  (a tie-break in years)

    def glance(self, title):
        """How much of the question stands in a folded title: tells which of thousands are worth a `score`."""
        title = f" {title} "
        found = 0.35 if f" {self.asked} " in title else 0.0
        for forms, weight, _optional in self.terms:
            for sought, share in forms:
                if sought in title:
                    found += weight * share / self.sum
                    break
        return found

    def all_in(self, title):
        """Whether a folded title holds every word that is asked for."""
        title = f" {title} "
        return all(any(sought in title for sought, _ in forms) for forms, _, optional in self.terms if not optional)

    def score(self, candidate, body=None):
        """A float, higher is better. Without a `body` (folded) what stands nowhere else is believed to stand in it."""
        title, about = f" {candidate.title} ", f" {candidate.about} ".replace("\n", " | ")
        keys = f" {candidate.keys} ".replace("\n", " ") if candidate.keys else ""
        fields = [(title, _TITLE), (keys, _KEYS), (about, _ABOUT)]
        if body is not None:
            fields.append((f" {body} ", _BODY))
        score = held = 0.0
        titled = 0
        for forms, weight, optional in self.terms:
            best, certain = (0.0, 0.0) if optional or body is not None else (_BODY, 1.0)
            for sought, share in forms:
                if share <= best:
                    continue
                for field, worth in fields:
                    if sought in field:
                        best, certain = max((best, certain), (worth * share, share))
                        break
            score += weight * best
            held += weight * certain
            if best > _KEYS * _SLIP * _PREFIX:
                titled += sum(1 for sought, _ in forms[:1] for _ in sought.split())
        score /= self.sum
        score += self._as_a_whole(candidate, title, about)
        if self.neighbours:
            near = sum(0.3 if any(n in title for n in pair) else 0.15 if any(n in about for n in pair) else 0.0
                       for pair in self.neighbours)  # fmt: skip
            score += near / len(self.neighbours)
        score += 0.15 * min(1.0, titled / (title.count(" ") - 1))
        if self.number and candidate.keys:
            score += self._by_number(candidate.keys)
        score += 0.04 * max(0.0, 1 - (self.today - (candidate.day or _ANCIENT)).days / 3650)
        if body is not None and held < _HELD * self.sum:
            return 0.0
        return score * ((0.3 + 0.7 * held / self.sum) if body is not None else 1.0)

    def _as_a_whole(self, candidate, title, about):
        """What finds a title itself, or a line of what a thing is filed under, found it."""
        if candidate.title in (self.line, self.asked):
            return 1.0
        if title.startswith((f" {self.line} ", f" {self.asked} ")):
            return 0.45
        if f" {self.line} " in title or f" {self.asked} " in title:
            return 0.35
        if f" {self.line} | " in about and f"| {self.line} |" in f"|{about}|":
            return 0.5
        return 0.12 if f" {self.line} " in about else 0.0

    def _by_number(self, keys):
        """What asks for a number finds the thing of that number before those that speak of it."""
        best = 0.0
        for key in keys.split("\n"):
            # Short numbers within a key are its year.
            within = len(self.number) > 4 and f" {self.number} " in f" {key} "
            if within or f"{key} ".startswith(f"{self.number} "):
                best = max(best, 1.0)
            elif key.startswith(self.number):
                best = max(best, 0.5)
        return best

    def closer_look(self, score, body, written):
        """The score with what the body (folded) and the marks of the letters (`written`) tell; for the best few."""
        body = f" {body} "
        if len(self.question.terms) > 1 and (f" {self.line} " in body or f" {self.asked} " in body):
            score += 0.12
        if self.neighbours:
            score += 0.25 * sum(any(n in body for n in pair) for pair in self.neighbours) / len(self.neighbours)
        marked = [word for word in self.question.marked if not word.isascii()]
        if marked:
            present = set(re.findall(r"[^\W_]+", written.lower()))
            score += 0.15 * sum(word in present for word in marked) / len(marked)
        return score
