"""The communes as circles where they lie, each as large as its number: geometry only, templates draw it."""

from dataclasses import dataclass
from itertools import product
from math import cos, radians, sqrt

WIDTH = 720  # units of the drawing
MARGIN = 44
LARGEST = 32  # radius of the greatest number
SMALLEST = 3
LETTERS = {"wide": 14, "narrow": 27}  # their size; on a phone the drawing is half as large
_LETTER_WIDTH = 0.58  # of their size, on average
_NEVER_NAMELESS = 2  # circles
_SPREAD_WIDTH = 0.9  # of capitals with room between them
# Where the neighbours' names stand: (name, latitude, longitude).
NEIGHBOURS = (
    ("Trung Quốc", 22.69, 102.98), ("Lào Cai", 22.62, 103.76), ("Điện Biên", 22.0, 102.95), ("Sơn La", 21.79, 103.5),
)  # fmt: skip


@dataclass(frozen=True)
class Symbol:
    """The circle of one commune."""

    name: str
    number: int
    x: float
    y: float
    radius: float

    @property
    def box(self):
        """(left, top, right, bottom)"""
        return self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius


@dataclass(frozen=True)
class Label:
    """A name in the drawing; `anchor` is SVG's text-anchor, `y` the line on which the letters stand.

    `line` leads from a name that stands apart to its circle: (x1, y1, x2, y2).
    """

    text: str
    x: float
    y: float
    anchor: str = "middle"
    line: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class CommuneMap:
    """What a template draws: great circles first, so that small ones lie above them."""

    width: int
    height: int
    symbols: list[Symbol]
    labels: dict[str, list[Label]]
    neighbours: list[Label]
    legend: list[Symbol]

    @property
    def most(self):
        """The three communes with the greatest numbers."""
        return self.symbols[:3]


def commune_map(rows):
    """The CommuneMap of rows that begin with a commune and its number; None where none has a place or all are 0.

    A circle's area is proportional to its number; communes with 0 are small points.
    """
    placed = [(unit, number) for unit, number, *_ in rows if unit.latitude is not None and unit.longitude is not None]
    greatest = max((number for _unit, number in placed), default=0)
    if not greatest:
        return None
    project, height = _projection([unit for unit, _number in placed])

    def radius(number):
        return round(max(SMALLEST, LARGEST * sqrt(number / greatest)), 1)

    symbols = [Symbol(unit.name, n, *project(unit.latitude, unit.longitude), radius(n)) for unit, n in placed]
    symbols.sort(key=lambda symbol: -symbol.number)
    foot = height - MARGIN / 2
    legend = [Symbol("", n, MARGIN + LARGEST, round(foot - radius(n), 1), radius(n)) for n in _round_numbers(greatest)]
    neighbours = [Label(name, *project(latitude, longitude)) for name, latitude, longitude in NEIGHBOURS]
    return CommuneMap(
        WIDTH, height, symbols,
        {width: _labels(symbols, neighbours, size) for width, size in LETTERS.items()},
        neighbours,
        legend,
    )  # fmt: skip


def _projection(units):
    """A function (latitude, longitude) → (x, y), and the height that the drawing needs. True to shape at this size."""
    north, south = max(u.latitude for u in units), min(u.latitude for u in units)
    east, west = max(u.longitude for u in units), min(u.longitude for u in units)
    narrowing = cos(radians((north + south) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * narrowing or 1)

    def project(latitude, longitude):
        x = MARGIN + (longitude - west) * narrowing * scale
        return round(x, 1), round(MARGIN + (north - latitude) * scale, 1)

    return project, round((north - south) * scale + 2 * MARGIN)


def _labels(symbols, neighbours, size):
    """A name at each circle where there is room for it, the greatest numbers first."""
    taken = [symbol.box for symbol in symbols]
    taken += [_box(label, size, _SPREAD_WIDTH) for label in neighbours]
    labels = []
    for place, symbol in enumerate(symbols):
        for label in (*_places(symbol, size), *(_places_apart(symbol, size) if place < _NEVER_NAMELESS else ())):
            box = _box(label, size)
            if box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and not any(_meet(box, other) for other in taken):
                taken.append(box)
                labels.append(label)
                break
    return labels


def _places(symbol, size):
    """The labels that a circle may have, the best first: right, left, below, above, then at its corners."""
    gap, corner = symbol.radius + size / 4, symbol.radius * 0.75
    middle, below = symbol.y + size * 0.35, size * 0.75
    for x, y, anchor in (
        (symbol.x + gap, middle, "start"),
        (symbol.x - gap, middle, "end"),
        (symbol.x, symbol.y + gap + below, "middle"),
        (symbol.x, symbol.y - gap, "middle"),
        (symbol.x + corner, symbol.y - corner, "start"),
        (symbol.x - corner, symbol.y - corner, "end"),
        (symbol.x + corner, symbol.y + corner + below, "start"),
        (symbol.x - corner, symbol.y + corner + below, "end"),
    ):
        yield Label(symbol.name, round(x, 1), round(y, 1), anchor)


def _places_apart(symbol, size):
    """Labels further and further away, above and below, with a line to the circle."""
    for distance, side, up in product(range(2, 16), (1, -1), (-1, 1)):
        x, y = symbol.x + side * distance * size * 0.8, symbol.y + up * (symbol.radius + distance * size * 0.8)
        away = sqrt((x - symbol.x) ** 2 + (y - symbol.y) ** 2)
        part = symbol.radius / away
        line = symbol.x + (x - symbol.x) * part, symbol.y + (y - symbol.y) * part, x, y
        text_y = y - size * 0.2 if up < 0 else y + size * 0.85
        anchor = "start" if side > 0 else "end"
        yield Label(symbol.name, round(x, 1), round(text_y, 1), anchor, tuple(round(n, 1) for n in line))


def _box(label, size, letter_width=_LETTER_WIDTH):
    """(left, top, right, bottom) of a name in letters of `size`."""
    length = letter_width * size * len(label.text)
    left = label.x - {"start": 0, "middle": length / 2, "end": length}[label.anchor]
    return left, label.y - size * 0.8, left + length, label.y + size * 0.25


def _meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _round_numbers(greatest):
    """One or two round numbers up to `greatest`, for the legend: 45 → [40, 10]."""
    steps = [n * 10**power for power in range(6, -1, -1) for n in (8, 6, 4, 3, 2, 1)]
    first = next(n for n in steps if n <= greatest)
    return list(dict.fromkeys(n for n in (first, round(first / 4)) if n))
