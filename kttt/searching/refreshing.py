"""Bringing the index up to date with what `marking` noted. One at a time, in small transactions."""

from collections import Counter
from functools import lru_cache
from itertools import islice

from django.db import connection, transaction

from kttt import bulk
from kttt.searching.engines import engine
from kttt.searching.language import canonical, canonical_key
from kttt.searching.models import Entry, Stale, Word
from kttt.searching.sources import all_sources

AT_ONCE = 500
LONGEST_BODY = 200_000  # characters; a tsvector must stay below 1 MB
_FIELDS = ("title", "keys", "about", "body", "folded_title", "folded_keys", "folded_about", "folded_body", "day")
_COUNT_WORDS = """
    INSERT INTO searching_word (word, entries) VALUES (%s, %s)
    ON CONFLICT (word) DO UPDATE SET entries = searching_word.entries + excluded.entries
"""


def refresh():
    """Makes the entries of the newest marks right; gives how many were wrong."""
    with transaction.atomic():
        engine().lock()
        return _refresh_some()


def refresh_all():
    """Makes all marked entries right; gives how many were wrong."""
    wrong = 0
    while Stale.objects.exists():
        wrong += refresh()
    return wrong


def catch_up():
    """What a search does first: makes a few marked entries right, unless somebody is at it. Never waits."""
    if Stale.objects.exists():
        with engine().lock_if_free() as free:
            if free:
                _refresh_some()


def _refresh_some():
    # Newest first: who saves one thing need not wait for the list of thousands that somebody else is importing.
    marks = list(Stale.objects.order_by("-pk").values_list("pk", "kind", "object_id")[:AT_ONCE])
    things = {}
    for _pk, kind, object_id in marks:
        things.setdefault(kind, set()).add(object_id)
    wrong = sum(_index(all_sources()[kind], ids) for kind, ids in things.items() if kind in all_sources())
    Stale.objects.filter(pk__in=[pk for pk, *_ in marks]).delete()
    return wrong


def _index(source, ids):
    """Writes the entries of these things as they are now; gives how many were not so before."""
    known = {entry.object_id: entry for entry in Entry.objects.filter(kind=source.kind, object_id__in=ids)}
    words, new, changed, gone = Counter(), [], [], []
    names = {pk: {} for pk in ids}
    for pk, text in source.texts(source.rows().filter(pk__in=ids)):
        values, names[pk] = _values(text), text.names
        before = known.pop(pk, None)
        if before is None:
            new.append((source.kind, pk, *(values[name] for name in _FIELDS)))
            words.update(_words(values))
        elif any(getattr(before, name) != value for name, value in values.items()):
            words.subtract(_words(vars(before)))
            for name, value in values.items():
                setattr(before, name, value)
            words.update(_words(values))
            changed.append(before)
    for entry in known.values():
        words.subtract(_words(vars(entry)))
        gone.append(entry.pk)
    Entry.objects.filter(pk__in=gone).delete()
    bulk.insert(Entry, ("kind", "object_id", *_FIELDS), new)
    Entry.objects.bulk_update(changed, _FIELDS, batch_size=50)
    _count(words)
    if source.follow:
        source.follow(names)
    return len(new) + len(changed) + len(gone)


# Thousands of organisations share a few hundred lines: communes, sectors, products.
_folded_line = lru_cache(maxsize=4096)(canonical)


def _values(said):
    body = said.body[:LONGEST_BODY]
    return {
        "title": said.title,
        "keys": "\n".join(filter(None, said.keys)),
        "about": "\n".join(filter(None, said.about)),
        "body": body,
        "folded_title": canonical(said.title),
        "folded_keys": "\n".join(canonical_key(key) for key in said.keys if key),
        "folded_about": "\n".join(_folded_line(line) for line in said.about if line),
        "folded_body": canonical(body),
        "day": said.day,
    }


def _words(values):
    """The words of an entry's values that are worth counting: numbers and codes are rare by nature."""
    text = " ".join([values[name] for name in ("folded_title", "folded_keys", "folded_about", "folded_body")])
    return {word for word in text.split() if word.isalpha() and 1 < len(word) <= 20}


def _count(words):
    changes = iter(sorted((word, number) for word, number in words.items() if number))
    with connection.cursor() as cursor:
        while some := list(islice(changes, 1000)):
            cursor.executemany(_COUNT_WORDS, some)
    Word.objects.filter(entries__lte=0).delete()


def put_right(source, ids):
    """Makes the entries of things of one kind right; gives how many were wrong. In a transaction."""
    engine().lock()
    return _index(source, ids)


def rebuild():
    """Looks at everything again. Gives {kind: (entries, how many were wrong)}; what was only late is not wrong."""
    refresh_all()
    engine().heal()
    found = {}
    Entry.objects.exclude(kind__in=all_sources()).delete()
    for kind, source in all_sources().items():
        ids = sorted(
            {
                *source.rows().values_list("pk", flat=True),
                *Entry.objects.filter(kind=kind).values_list("object_id", flat=True),
            }
        )
        wrong = 0
        for start in range(0, len(ids), AT_ONCE):
            with transaction.atomic():
                wrong += put_right(source, ids[start : start + AT_ONCE])
        found[kind] = (Entry.objects.filter(kind=kind).count(), wrong)
    _count_anew()
    return found


def _count_anew():
    """Counts all words from the entries: repairs what an entry written past `_index` may have left."""
    with transaction.atomic():
        engine().lock()
        words = Counter()
        for entry in Entry.objects.only("folded_title", "folded_keys", "folded_about", "folded_body").iterator():
            words.update(_words(vars(entry)))
        Word.objects.all().delete()
        _count(words)
