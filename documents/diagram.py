"""The lược đồ of a document as measures of an SVG: above it what it acts upon, below it what acts upon it.

Lengths across are the stylesheet's, lengths down are in em, so that letters keep their size at any width and zoom.
"""

from dataclasses import dataclass
from textwrap import wrap

LINE = 1.5  # em, from line to line
PADDING = 0.7
GAP = 1.1
ACROSS = 27  # letters that a box of the narrowest page holds
NUMBERS = 3  # of each group


@dataclass(frozen=True)
class Line:
    """A line of a box, `y` down to its letters' foot."""

    y: str
    text: str


@dataclass(frozen=True)
class Box:
    """A group's box: where it begins, how high it is, where the line to the document touches it."""

    y: str
    height: str
    touch: str
    arrow: str
    heading: list
    lines: list


@dataclass(frozen=True)
class Diagram:
    """All that the SVG draws. `trunk`: from where to where the two vertical lines go, None where a side is empty."""

    height: str
    above: list
    document: Box
    below: list
    trunk_above: tuple | None
    trunk_below: tuple | None
    arrow_below: str | None


def diagram(document, groups):
    """The Diagram of a document with its `connections.connections_of`; None without any."""
    if not groups:
        return None
    y, above = 0, []
    for group in (group for group in groups if not group.incoming):
        above.append(_box(y, *_words(group)))
        y = _end(above[-1]) + GAP
    centre = _box(y, wrap(str(document.type), ACROSS), [_short(document.number)])
    y = _end(centre) + GAP
    below = []
    for group in (group for group in groups if group.incoming):
        below.append(_box(y, *_words(group)))
        y = _end(below[-1]) + GAP
    end = _end(centre)
    return Diagram(
        height=_em(y - GAP + 0.2),
        above=above,
        document=centre,
        below=below,
        trunk_above=(above[0].touch, centre.y) if above else None,
        trunk_below=(_em(end), below[-1].touch) if below else None,
        arrow_below=_em(end) if below else None,
    )


def _words(group):
    numbers = list(dict.fromkeys(connection.number for connection in group.connections))
    lines = [_short(number) for number in numbers[:NUMBERS]]
    if len(numbers) > NUMBERS:
        lines.append(f"và {len(numbers) - NUMBERS} văn bản khác")
    return wrap(group.label, ACROSS), lines


def _short(number):
    return number if len(number) <= ACROSS else f"{number[: ACROSS - 1]}…"


def _box(y, heading, lines):
    feet = [_em(y + PADDING + LINE * n + 1.1) for n in range(len(heading) + len(lines))]
    height = 2 * PADDING + LINE * len(feet)
    middle = y + PADDING + LINE / 2
    return Box(
        _em(y), _em(height), _em(middle), _em(middle - 0.4),
        [Line(*line) for line in zip(feet, heading, strict=False)],
        [Line(*line) for line in zip(feet[len(heading) :], lines, strict=True)],
    )  # fmt: skip


def _end(box):
    return float(box.y[:-2]) + float(box.height[:-2])


def _em(length):
    return f"{length:.2f}em"
