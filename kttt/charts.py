"""Bar and column charts as measures of an SVG, drawn by includes/chart.html.

Lengths across are percents of the picture, lengths down are in em, so that letters keep their size at any width and
zoom. Every value is written beside its bar; a table with the same values belongs under each chart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from kttt.templatetags.vietnamese import vi_number

NARROW = 24  # em: the picture on the narrowest page that still shows every letter
LETTER = 0.62  # em: a bold digit, the widest that is written often
_LABEL_LETTER = 0.55  # em: a letter of running words, on average
UNKNOWN = "chưa có"
_GAP = 0.5  # em between a bar and its words
_BESIDE = 12  # letters of the longest label that stands beside its bar and not above it
_LINE = 1.4  # em from line to line
_BAR = 1.3  # em: height of a lying bar
_ROW_GAP = 0.6
_TALL = 9  # em: the tallest column, or the tallest above and the deepest below the line together
_MOST_ROOM = 55  # per cent of the width that words may take from the bars

Number = int | Decimal | float


@dataclass(frozen=True)
class Line:
    """Words with the foot of their letters at `x`, `y`; `anchor` as SVG's text-anchor."""

    text: str
    x: str
    y: str
    anchor: str = "start"


@dataclass(frozen=True)
class Bar:
    """A value: its rectangle (None where the value is 0 or unknown), its words, its label in lines."""

    label: list[Line]
    value: Line
    rectangle: tuple[str, str, str, str] | None  # x, y, width, height
    below: bool  # a negative value


@dataclass(frozen=True)
class Chart:
    """All that the SVG draws: `axis` is the line of nought, from (x, y) to (x, y)."""

    height: str
    bars: list[Bar]
    axis: tuple[str, str, str, str]
    summary: str
    standing: bool = False


def bars(points, words: Callable[[Number], str] = vi_number):
    """A Chart of lying bars, one under the other; None without points.

    `points`: [(label, value)], value None where it is not known. `words(value)`: how a value is written.
    """
    points = list(points)
    if not points:
        return None
    written = [_written(value, words) for _label, value in points]
    room = min(_percent(max(map(len, written)) * LETTER + _GAP), _MOST_ROOM)
    longest = max(len(label) for label, _value in points)
    beside = longest <= _BESIDE
    left = _percent(longest * LETTER + _GAP) if beside else 0
    zero, scale = _scale([value for _label, value in points], 100 - room - left)
    zero += left
    y, drawn = 0.2, []
    for (label, value), text in zip(points, written, strict=True):
        lines = [label] if beside else wrap(label, int(NARROW / _LABEL_LETTER)) or [""]
        foot = y + 0.95
        label_lines = [Line(line, "0" if beside else "0.4em", _em(foot + at * _LINE)) for at, line in enumerate(lines)]
        if not beside:
            y += len(lines) * _LINE
        length = _length(value, scale)
        start = zero - length if value and value < 0 else zero
        rectangle = (_pc(start), _em(y), _pc(length), _em(_BAR)) if length else None
        # A negative value stands right of the line of nought, where its own bar is not.
        end = zero if value and value < 0 else zero + length
        value_line = Line(text, _pc(end + _percent(_GAP) * 0.6), _em(y + 0.95))
        drawn.append(Bar(label_lines, value_line, rectangle, bool(value and value < 0)))
        y += _BAR + _ROW_GAP
    height = y - _ROW_GAP + 0.2
    return Chart(_em(height), drawn, (_pc(zero), "0", _pc(zero), _em(height)), _summary(points, words))


def columns(points, words: Callable[[Number], str] = vi_number):
    """A Chart of standing columns in the order of `points`, as for `bars`; lying bars where words have no room."""
    points = list(points)
    if not points:
        return None
    written = [_written(value, words) for _label, value in points]
    slot = 100 / len(points)
    longest = max(len(text) for text in [*written, *(label for label, _value in points)])
    if _percent(longest * LETTER + _GAP / 2) > slot:
        return bars(points, words)
    values = [value for _label, value in points]
    deep, scale = _scale(values, _TALL)
    top = _LINE
    zero = top + _TALL - deep
    foot = zero + deep + (_LINE if deep else 0)
    drawn = []
    for at, ((label, value), text) in enumerate(zip(points, written, strict=True)):
        middle = slot * (at + 0.5)
        length = _length(value, scale)
        below = bool(value and value < 0)
        y = zero if below else zero - length
        width = min(slot * 0.6, 14)
        rectangle = (_pc(middle - width / 2), _em(y), _pc(width), _em(length)) if length else None
        value_y = zero + length + 1.05 if below else y - 0.35
        drawn.append(
            Bar(
                [Line(label, _pc(middle), _em(foot + 1.1), "middle")],
                Line(text, _pc(middle), _em(value_y), "middle"),
                rectangle,
                below,
            )
        )
    return Chart(_em(foot + 1.5), drawn, ("0", _em(zero), "100%", _em(zero)), _summary(points, words), standing=True)


def _scale(values, room):
    """(length of the largest negative value, length of one unit) so that all values fit in `room`."""
    known = [Decimal(str(value)) for value in values if value is not None]
    above, below = max([*known, Decimal(0)]), -min([*known, Decimal(0)])
    span = above + below
    if not span:
        return 0.0, 0.0
    one = room / float(span)
    return float(below) * one, one


def _length(value, scale):
    """A known value that is not nought is seen, however small."""
    return max(abs(float(value)) * scale, 0.4) if value and scale else 0.0


def _written(value, words):
    return UNKNOWN if value is None else words(value)


def _summary(points, words):
    """What a reader who does not see the picture is told; the table says the rest."""
    known = [(label, value) for label, value in points if value is not None]
    if not known:
        return "Chưa có số liệu."
    if len(known) == 1:
        return f"{known[0][0]}: {words(known[0][1])}."
    most, least = max(known, key=lambda point: point[1]), min(known, key=lambda point: point[1])
    if most[1] == least[1]:
        return f"{len(known)} mục đều bằng {words(most[1])}."
    return (
        f"{len(known)} mục; nhiều nhất: {most[0]}, {words(most[1])}; ít nhất: {least[0]}, {words(least[1])}. "
        "Số liệu đầy đủ ở bảng kèm theo."
    )


def _percent(em):
    return 100 * em / NARROW


def _em(number):
    return f"{number:.2f}em"


def _pc(number):
    return f"{number:.2f}%"
