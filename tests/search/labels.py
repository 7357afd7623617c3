"""Labelled queries: lines of "query | kind:what", alternatives parted by " | ".

a: an article whose title begins so, d: the document of that number, p: the page of that address, o: an organisation of
that name, s: one whose name holds this.
"""

from pathlib import Path

from kttt.searching.asking import find, results

FOLDER = Path(__file__).parent


def load(name):
    """[(query, [(kind, what)])] of a file beside this one."""
    found = []
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            query, *wanted = line.split(" | ")
            found.append((query, [tuple(one.split(":", 1)) for one in wanted]))
    return found


def _is(result, kind, what):
    title = result.plain_title
    if kind == "a":
        return result.kind == "article" and title.startswith(what)
    if kind == "d":
        return result.kind == "document" and f" {what}: " in title
    if kind == "p":
        return result.url == f"/trang/{what}/"
    if kind == "o":
        return result.kind == "organization" and title == what
    return result.kind == "organization" and what in title


def measure(name):
    """(MRR@10, [(query, place or None, the first titles)] of queries whose answer is not the first)."""
    total, misses = 0.0, []
    labelled = load(name)
    for query, wanted in labelled:
        found = find(query)
        shown = results(found, found.things[:10])
        place = next((n for n, r in enumerate(shown, 1) if any(_is(r, *one) for one in wanted)), None)
        total += 1 / place if place else 0
        if place != 1:
            misses.append((query, place, [r.plain_title for r in shown[:3]]))
    return total / len(labelled), misses
