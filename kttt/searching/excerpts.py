"""The lines of a text that answer, with the words that were asked for."""

import re
from functools import lru_cache

from kttt import text
from kttt.searching.language import canonical

LENGTH = 240  # characters
_WORD = re.compile(r"[^\W_]+")


def marked_words(question):
    """What to mark for a question: (whole words, beginnings of words), both folded."""
    words, beginnings = set(), set()
    for term in question.terms:
        if term.optional and len(question.terms) > 1:
            continue
        for form in term.alternatives:
            words.update(form.words[:-1] if form.prefix else form.words)
            if form.prefix:
                beginnings.add(form.words[-1])
    return words, tuple(beginnings)


def highlighted(written, sought):
    """[(piece of the text, whether it was asked for)]; the pieces make up the text."""
    pieces, at = [], 0
    for match in _WORD.finditer(written):
        if _is_sought(match[0], sought):
            # "hợp tác xã" is one mark, not three.
            if pieces and pieces[-1][1] and written[at : match.start()] == " ":
                pieces[-1] = (f"{pieces[-1][0]} {match[0]}", True)
            else:
                pieces += [(written[at : match.start()], False)] if at < match.start() else []
                pieces.append((match[0], True))
            at = match.end()
    return [*pieces, (written[at:], False)] if at < len(written) else pieces


def excerpt(texts, sought, length=LENGTH):
    """The stretch of the texts with most of the words, cut at words, as `highlighted` gives it; [] for no text.

    Without any of the words: the beginning of the first text.
    """
    best, most = "", 0
    for written in texts:
        written = " ".join(written.split("\n"))
        hits = [(m.start(), text.fold(m[0])) for m in _WORD.finditer(written) if _is_sought(m[0], sought)]
        for n, (start, _word) in enumerate(hits):
            told = len({word for at, word in hits[n : n + 40] if at < start + length - 40})
            if told > most:
                best, most = _cut(written, max(0, start - 40), length), told
    return highlighted(best or _cut(" ".join(next(filter(None, texts), "").split("\n")), 0, length), sought)


def _cut(written, start, length):
    """`length` characters from `start`, moved to the borders of words, with … where something is left out."""
    if start:
        start = written.find(" ", start - 1) + 1
    piece = written[start : start + length]
    if start + length < len(written):
        piece = piece.rsplit(" ", 1)[0] + " …"
    return ("… " if start else "") + piece


# A long text has few different words.
_folded_word = lru_cache(maxsize=8192)(canonical)


def _is_sought(word, sought):
    words, beginnings = sought
    folded = _folded_word(word)
    if " " in folded:  # an abbreviation, written out
        return set(folded.split()) <= words
    return folded in words or (bool(beginnings) and folded.startswith(beginnings))
