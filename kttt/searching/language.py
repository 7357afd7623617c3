"""What readers type, understood: words, phrases, numbers of documents, tax codes, abbreviations."""

import re
from dataclasses import dataclass, replace
from functools import partial

from kttt import text

LONGEST = 200
_MOST_TERMS = 24
_WRITTEN_OUT = re.compile(rf"\b(?:{'|'.join(text.WRITTEN_OUT)})\b")
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_LEADING_ZEROS = re.compile(r"\b0+(?=\d{1,4}\b)")
_NUMBER_WORD = re.compile(r"\bso (?=\d)")
_QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]+)[\"“”»]")
# Nine digits and more with blanks, dots or dashes between them: a tax code as people copy it.
_LONG_CODE = re.compile(r"(?<![\w/])\d(?:[ .-]?\d){8,13}(?![\w/])")
# "113/2024/NĐ-CP", "20-NQ/TW", "11/4", "2021-2030": what is written together is found together.
_NUMBER = re.compile(r"(?<![\w/])\d{1,5}[a-z]?(?:\s?[/-]\s?[a-z0-9]+)+(?!\w)")
# Words that a question is built with: they help to rank, but an answer need not hold them. Typed without marks, those
# in _AMBIGUOUS may be others (vay vốn, máy, hội, nấm, tìm).
_ASKING_WORDS = """
    là gì nào như thế ở đâu bao nhiêu có không được cho của và về các những thì tại theo với để trong đến từ hay hoặc
    tôi mình em cháu muốn cần phải sao ai mấy khi nếu bị xin hỏi này kia vậy ạ nhé nhỉ lên nữa rằng tìm xem nhưng mới
    nhất năm ngày gồm làm
"""
_ASKING = frozenset(_ASKING_WORDS.split())
_AMBIGUOUS = frozenset(["vay", "may", "hoi", "nam", "bi", "tim", "len", "nhe", "sao", "thi", "lam", "gom", "em"])
_ASKING_FOLDED = frozenset(map(text.fold, _ASKING)) - _AMBIGUOUS
_STUCK = re.compile(rf"\b(?:{'|'.join(text.ALSO_MEANT)})(?=\d)")  # "nd92/2024"
_FORMS = {long: short for short, long in (text.ALSO_MEANT | text.WRITTEN_OUT).items()}
_LONGEST_FORM = max(len(long.split()) for long in _FORMS)
PHRASES = frozenset(_FORMS)  # folded words that offices shorten, written out


@dataclass(frozen=True)
class Alternative:
    """Words that stand one after another; the last may be the beginning of a word. `slip`: not what was typed."""

    words: tuple[str, ...]
    prefix: bool = False
    slip: bool = False

    @property
    def text(self):
        """The words as a line."""
        return " ".join(self.words)


@dataclass(frozen=True)
class Term:
    """One thing asked for: any of its alternatives will do, the first is the plain one."""

    alternatives: tuple[Alternative, ...]
    optional: bool = False
    fixed: bool = False  # in quotes, or a number: never corrected

    @property
    def plain(self):
        """What was typed."""
        return self.alternatives[0]

    @property
    def widest(self):
        """The alternatives without the whole words whose beginning is one too: enough to find all.

        PostgreSQL takes three times as long for "tinh | tinh:*" as for "tinh:*".
        """
        beginnings = {form.words for form in self.alternatives if form.prefix}
        return [form for form in self.alternatives if form.prefix or form.words not in beginnings]


@dataclass(frozen=True)
class Question:
    """A query: its terms in order, its canonical words as a line, and the words with their marks (lower case)."""

    terms: tuple[Term, ...]
    line: str
    marked: tuple[str, ...]

    @property
    def required(self):
        """The terms that an answer must hold: all but the words of asking, unless there are no others."""
        return tuple(term for term in self.terms if not term.optional) or self.terms

    def with_terms(self, terms):
        """The same question asked in other terms."""
        return replace(self, terms=tuple(terms))


def canonical(written: str) -> str:
    """The words of a text as index and questions hold them: folded, abbreviations of the trade written out, numbers
    without points, leading zeros and the word "số" before them.

    >>> canonical("Nghị định số 09/2024/NĐ-CP về HTX")
    'nghi dinh 9 2024 nd cp ve hop tac xa'
    """
    folded = _WRITTEN_OUT.sub(lambda match: text.WRITTEN_OUT[match[0]], text.words(_THOUSANDS.sub("", written)))
    return _NUMBER_WORD.sub("", _LEADING_ZEROS.sub("", folded))


def canonical_key(key: str) -> str:
    """A number or code in its words and, where these are several, as one word: "6200800117 001 6200800117001"."""
    spread = canonical(key)
    return f"{spread} {spread.replace(' ', '')}" if " " in spread else spread


def parse(query: str) -> Question:
    """Reads a query of any text; a query without words gives a Question without terms. Never raises."""
    query = text.clean(query)[:LONGEST]
    marked = tuple(re.findall(r"[^\W_]+", query.lower()))
    asking = _words_of_asking(marked)
    terms, at = [], 0
    for match in _QUOTED.finditer(query):
        terms += _loose_terms(query[at : match.start()], asking)
        if words := tuple(canonical(match[1]).split()):
            terms.append(Term((Alternative(words),), fixed=True))
        at = match.end()
    tail = _loose_terms(query[at:], asking)
    if tail:
        tail[-1] = _unfinished(tail[-1], others=len(terms) + len(tail) > 1)
    terms = [*terms, *tail][:_MOST_TERMS]
    return Question(tuple(terms), " ".join(term.plain.text for term in terms), marked)


def _words_of_asking(marked):
    """The folded words of a query that only ask. Marks tell "mấy" from "máy"; a query without any is taken as it is."""
    if all(word.isascii() for word in marked):
        return _ASKING_FOLDED & set(marked)
    asking = {text.fold(word) for word in marked if word in _ASKING}
    return asking - {text.fold(word) for word in marked if word not in _ASKING}


def _loose_terms(part, asking):
    """The terms of text outside quotes."""
    folded, terms, at = _STUCK.sub(r"\g<0> ", text.fold(part)), [], 0
    spans = []
    for pattern in (_LONG_CODE, _NUMBER):
        spans += [match for match in pattern.finditer(folded) if not any(map(partial(_meet, match), spans))]
    for match in sorted(spans, key=lambda m: m.start()):
        terms += _word_terms(canonical(folded[at : match.start()] + " 0")[:-1].split(), asking)
        words = tuple(canonical(match[0]).split())
        alternatives = [Alternative(words)]
        if match.re is _LONG_CODE and len(words) > 1:
            alternatives.insert(0, Alternative(("".join(re.findall(r"\d", match[0])),)))
        terms.append(Term(tuple(alternatives), fixed=True))
        at = match.end()
    return [*terms, *_word_terms(canonical(folded[at:]).split(), asking)]


def _meet(one, other):
    return one.start() < other.end() and other.start() < one.end()


def _word_terms(words, asking):
    """Terms of words in order: what has a short and a long form is one term with both."""
    terms, at = [], 0
    while at < len(words):
        for length in range(min(_LONGEST_FORM, len(words) - at), 1, -1):
            long = " ".join(words[at : at + length])
            if long in _FORMS:
                short = _FORMS[long]
                forms = [Alternative(tuple(words[at : at + length]))]
                if short in text.ALSO_MEANT:
                    forms.append(Alternative((short,)))
                terms.append(Term(tuple(forms)))
                at += length
                break
        else:
            word = words[at]
            forms = [Alternative((word,))]
            if word in text.ALSO_MEANT:
                forms.append(Alternative(tuple(text.ALSO_MEANT[word].split())))
            terms.append(Term(tuple(forms), optional=word in asking))
            at += 1
    return terms


def _unfinished(term, others):
    """The last term while it is being typed: its last word may be a beginning; one letter alone says nothing yet."""
    last = term.plain.words[-1]
    if len(last) == 1 and last.isalpha():
        return replace(term, optional=True) if others else term
    if len(last) < 2 or len(term.plain.words) > 4 or term.plain.text in PHRASES:
        return term
    return replace(term, alternatives=(*term.alternatives, replace(term.plain, prefix=True)))
