"""Five years of plausible traffic, the same at every start."""

import random
from datetime import timedelta

from kttt.visits.models import ALL_DAYS, DailyCount
from kttt.visits.recording import Download, View, Visit

YEARS = 5
# What the former portal's block showed, shared out over the years.
VISITS_IN_ALL = 28_562_146


def _shares(rng, total, weights):
    """`total` shared out by `weights`: whole numbers that add up to it."""
    weights = [w * rng.uniform(0.75, 1.25) for w in weights]
    scale, left, carried, shares = total / sum(weights), total, 0.0, []
    for weight in weights[:-1]:
        carried += weight * scale
        n = min(left, int(carried))
        carried -= n
        left -= n
        shares.append(n)
    return [*shares, left]


def site_visits(today):
    """Unsaved rows of the visitors of each day of the last five years before `today`, growing, fewer at weekends."""
    rng = random.Random("visits")  # noqa: S311
    days = [today - timedelta(days=n) for n in range(YEARS * 365, 0, -1)]
    weights = [(0.45 + n / len(days)) * (0.62 if day.weekday() > 4 else 1) for n, day in enumerate(days)]
    return _rows(("site", 0, Visit), days, _shares(rng, VISITS_IN_ALL, weights))


def views_of(subject, pk, published, today, views, downloads=0):
    """Unsaved rows for one thing: most readers come in the first weeks, some for long."""
    rng = random.Random(f"{subject}{pk}")  # noqa: S311
    age = max(1, (today - published).days)
    days = sorted(
        {published + timedelta(days=min(age - 1, int(age * (n / 60) ** 2.2) if n > 14 else n)) for n in range(60)}
    )
    weights = [1 / (1 + (day - published).days / 5) for day in days]
    rows = _rows((subject, pk, View), days, _shares(rng, views, weights))
    if downloads:
        rows += _rows((subject, pk, Download), days, _shares(rng, downloads, weights))
    return rows


def _rows(thing, days, counts):
    subject, pk, action = thing
    made = [
        DailyCount(day=day, subject=subject, object_id=pk, action=action, count=count)
        for day, count in zip(days, counts, strict=True)
        if count
    ]
    return [*made, DailyCount(day=ALL_DAYS, subject=subject, object_id=pk, action=action, count=sum(counts))]
