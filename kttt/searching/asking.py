"""A question answered: candidates from the database, in order, as far as the public may see them."""

from dataclasses import dataclass, field
from itertools import combinations

from django.db.models.functions import Substr

from kttt.searching import refreshing, vocabulary
from kttt.searching.engines import CANDIDATE, TITLE, Candidate, engine
from kttt.searching.excerpts import excerpt, highlighted, marked_words
from kttt.searching.language import Question, parse
from kttt.searching.models import Entry
from kttt.searching.ranking import Ranking
from kttt.searching.sources import all_sources

MOST = 300  # answers of one kind; more are "hơn 300"
_LOOKED_AT = 40  # bodies that are read to order the best
_PARTLY, _WEIGHED = 150, 300  # candidates that hold some of the words: whose bodies are read, and of each kind at first
_ENOUGH, _GOOD = 50, 0.75  # answers, and score of the best, from which on those without every word are not wanted
_LEAST = 0.15  # score of an answer that lacks words
_TELLING, _RARE = 6, 500  # words that are looked for, and entries with one that is worth looking for alone
_BODY_READ = 20_000


@dataclass
class Found:
    """All answers to a question in order; `exact` is False where none holds every word as typed."""

    question: Question
    things: list[Candidate] = field(default_factory=list)
    truncated: set[str] = field(default_factory=set)
    exact: bool = True
    meant: str = ""

    def counts(self):
        """{kind: number} of the kinds that have answers, in the order of the sources."""
        kinds = [thing.kind for thing in self.things]
        return {kind: kinds.count(kind) for kind in all_sources() if kind in kinds}

    def of_kind(self, kind):
        """The answers of one kind, or all for ""."""
        return [thing for thing in self.things if not kind or thing.kind == kind]


@dataclass(frozen=True)
class Result:
    """An answer as it is shown; `title` and `excerpt` are lists of (text, whether it was asked for)."""

    kind: str
    heading: str
    url: str
    title: list
    excerpt: list
    notes: list

    @property
    def plain_title(self):
        return "".join(text for text, _ in self.title)

    @property
    def plain_excerpt(self):
        return "".join(text for text, _ in self.excerpt)


def find(query, kinds=None, newest=False):
    """The Found for a query of any text; nothing for one without words. `kinds`: only these."""
    refreshing.catch_up()
    kinds = list(kinds or all_sources())
    question = parse(query)
    if not question.terms:
        return Found(question)
    weights = vocabulary.Weights(question.terms)
    ranking = Ranking(question, weights)
    found = Found(question)
    scored = _with_every_word(found, ranking, kinds, newest)
    if not scored:
        found.exact = False
        found.question, ranking, scored = _guessed(question, weights, kinds)
    if not scored or (len(scored) < _ENOUGH and max(scored.values()) < _GOOD):
        scored |= _with_some_words(ranking, weights, kinds, known=scored)
    order = _closer_look(_in_order(scored), scored, ranking)
    if newest:
        order.sort(key=lambda c: (c.day is None, -(c.day.toordinal() if c.day else 0)))
    found.things = _public(order)
    if not found.exact and found.things:
        found.meant = _meant(found.question, found.things[0])
    return found


def _with_every_word(found, ranking, kinds, newest):
    """{Candidate: score} of entries that hold all that is required."""
    terms = [ranking.question.required]
    candidates = engine().matches(terms, kinds, MOST + 1, newest=newest)
    for kind in kinds:
        if sum(c.kind == kind for c in candidates) > MOST:
            found.truncated.add(kind)
    if found.truncated and not newest:
        titled = engine().matches(terms, sorted(found.truncated), MOST, where=TITLE)
        candidates = list({c.pk: c for c in [*titled, *candidates]}.values())
    return {c: ranking.score(c) for c in candidates}


def _guessed(question, weights, kinds):
    """(question, ranking, scored) with what mistyped words may have meant: first those that stand nowhere, then all."""
    for every_word in (False, True):
        terms = [
            vocabulary.guesses(term, weights) if every_word or not weights.is_known(term) else term
            for term in question.terms
        ]
        guessed = question.with_terms(terms)
        ranking = Ranking(guessed, weights)
        if guessed != question:
            candidates = engine().matches([guessed.required], kinds, _PARTLY)
            if scored := _scored_with_bodies(candidates, ranking):
                return guessed, ranking, scored
    unknown = [vocabulary.guesses(term, weights) if not weights.is_known(term) else term for term in question.terms]
    guessed = question.with_terms(unknown)
    return guessed, Ranking(guessed, weights), {}


def _with_some_words(ranking, weights, kinds, known):
    """{Candidate: score} of entries that hold much of what is required, without those in `known`."""
    terms = sorted(ranking.question.required, key=weights.of, reverse=True)[:_TELLING]
    seen, found = {c.pk for c in known}, {}
    for size in range(len(terms) - 1, 0, -1):
        groups = [g for g in combinations(terms, size) if size > 1 or weights.entries_of(g[0]) <= _RARE]
        if not groups:
            break
        candidates = [c for c in engine().matches(groups, kinds, _WEIGHED) if c.pk not in seen]
        # The best by their short texts: bodies are long.
        candidates = sorted(candidates, key=ranking.score, reverse=True)[:_PARTLY]
        seen |= {c.pk for c in candidates}
        found |= {c: score for c, score in _scored_with_bodies(candidates, ranking).items() if score >= _LEAST}
        if found and max(found.values()) >= _GOOD:
            break
    return found


def _scored_with_bodies(candidates, ranking):
    bodies = _bodies(candidates)
    return {c: ranking.score(c, bodies[c.pk][0]) for c in candidates if c.pk in bodies}


def _in_order(scored):
    return sorted(scored, key=lambda c: (-scored[c], -(c.day.toordinal() if c.day else 0), c.title, c.pk))


def _bodies(candidates):
    """{id: (folded body, all as written)}, each as far as it is read; one query."""
    rows = Entry.objects.filter(pk__in=[c.pk for c in candidates]).values_list(
        "pk", Substr("folded_body", 1, _BODY_READ), "title", "about", Substr("body", 1, 4000)
    )
    return {pk: (folded, f"{title} {about} {body}") for pk, folded, title, about, body in rows}


def _closer_look(order, scored, ranking):
    """The order after reading the bodies of the best."""
    best, rest = order[:_LOOKED_AT], order[_LOOKED_AT:]
    bodies = _bodies(best)
    again = {}
    for candidate in best:
        if candidate.pk in bodies:
            folded, written = bodies[candidate.pk]
            again[candidate] = ranking.closer_look(scored[candidate], folded, written)
    return _in_order(again) + rest


def _public(candidates):
    """Those that the public may see at this moment, in the same order; one query for each kind."""
    found = set()
    for kind, source in all_sources().items():
        if ids := [c.object_id for c in candidates if c.kind == kind]:
            found |= {
                (kind, pk) for pk in source.published().filter(pk__in=ids).order_by().values_list("pk", flat=True)
            }
    return [c for c in candidates if (c.kind, c.object_id) in found]


def _meant(question, best):
    """The question as the best answer holds it, or "" where it holds it as typed."""
    if best is None:
        return ""
    text = f" {best.title} {best.keys} {best.about} ".replace("\n", " ")
    body = None
    words, changed = [], False
    for term in question.terms:
        chosen = term.plain
        if f" {chosen.text} " not in text:
            if body is None:
                body = f" {Entry.objects.filter(pk=best.pk).values_list('folded_body', flat=True).first() or ''} "
            forms = [f for f in term.alternatives if not f.prefix]
            chosen = next((f for place in (text, body) for f in forms if f" {f.text} " in place), chosen)
        changed = changed or chosen.slip
        words.append(chosen.text)
    return " ".join(words) if changed else ""


@dataclass
class Hits:
    """What answers a question among the things of one kind; `found` is what `in_sight` made of them (`all_hits`).

    `exact`: as in Found.
    """

    question: Question
    ranking: Ranking
    found: object
    exact: bool


def all_hits(query, kind, in_sight):
    """The Hits for a query of any text, or None for one without words.

    `in_sight(ids)` gives what of these things may be found, in any form that is false for nothing. Where nothing holds
    every word: what the words may have meant, else the few things with most of the words.
    """
    refreshing.catch_up()
    question = parse(query)
    if not question.terms:
        return None
    weights = vocabulary.Weights(question.terms)
    ranking = Ranking(question, weights)
    if found := in_sight(engine().all_ids([question.required], kind)):
        return Hits(question, ranking, found, exact=True)
    question, ranking, scored = _guessed(question, weights, [kind])
    if scored and (found := in_sight(engine().all_ids([question.required], kind))):
        return Hits(question, ranking, found, exact=False)
    scored = _with_some_words(ranking, weights, [kind], known={})
    return Hits(question, ranking, in_sight(c.object_id for c in scored), exact=False)


def best_first(hits, kind, ids):
    """(the ids in order, the question as the best of them holds it or ""): titles of all are read, bodies of the best.

    `ids`: some thousands of those that were found, in the order that they have among equals.
    """
    ids = list(ids)
    if len(ids) > MOST:
        told = {pk: hits.ranking.glance(title) for pk, title in engine().titles(kind, ids)}
        ids.sort(key=lambda pk: -told.get(pk, 0.0))
    rows = Entry.objects.filter(kind=kind, object_id__in=ids[:MOST]).values_list(*CANDIDATE)
    scored = {c: hits.ranking.score(c) for c in (Candidate(*row) for row in rows)}
    best = _closer_look(_in_order(scored), scored, hits.ranking)
    meant = _meant(hits.question, best[0]) if best and not hits.exact else ""
    return [*(c.object_id for c in best), *ids[MOST:]], meant


def passages(hits, kind, ids):
    """{id: excerpt} of the things whose title does not hold all that was asked for; one query."""
    rows = Entry.objects.filter(kind=kind, object_id__in=ids).values_list(
        "object_id", "folded_title", "about", Substr("body", 1, _BODY_READ)
    )
    sought = marked_words(hits.question)
    return {pk: excerpt([body, about], sought) for pk, title, about, body in rows if not hits.ranking.all_in(title)}


def results(found, things):
    """[Result] for some of `found.things`; a query for each kind among them and one for their texts."""
    entries = Entry.objects.in_bulk([thing.pk for thing in things])
    shown = {}
    for kind, source in all_sources().items():
        if ids := [thing.object_id for thing in things if thing.kind == kind]:
            shown |= {(kind, row.pk): (source, row) for row in source.published().filter(pk__in=ids)}
    return [
        _result(*shown[thing.kind, thing.object_id], entries[thing.pk], found.question)
        for thing in things
        if thing.pk in entries and (thing.kind, thing.object_id) in shown
    ]


def _result(source, thing, entry, question):
    sought = marked_words(question)
    return Result(
        kind=source.kind,
        heading=source.heading,
        url=thing.get_absolute_url(),
        title=highlighted(entry.title, sought),
        excerpt=excerpt([entry.body, entry.about], sought),
        notes=[note for note in source.notes(thing) if note],
    )


def suggestions(query, limit=8):
    """[Result] for what is being typed: things whose title holds all of it, or else that hold it elsewhere."""
    refreshing.catch_up()
    question = parse(query)
    if not question.terms:
        return []
    weights = vocabulary.Weights(question.terms)
    ranking = Ranking(question, weights)
    kinds = list(all_sources())
    candidates = engine().matches([question.required], kinds, MOST + 1, where=TITLE)
    candidates = candidates or engine().matches([question.required], kinds, MOST + 1)
    scored = {c: ranking.score(c) for c in candidates}
    if not scored:
        question, ranking, scored = _guessed(question, weights, kinds)
    return results(Found(question), _public(_in_order(scored)[: limit * 3])[:limit])
