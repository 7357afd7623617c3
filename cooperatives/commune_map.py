"""The communes and their numbers as a map: geometry only, templates draw it.

Where an office has loaded the boundaries of all communes (`load_boundaries`), they are areas in at most five shades
(a choropleth); without them, circles where the communes lie, each as large as its number. Whoever shows a map calls
`commune_map(rows)` and includes "includes/commune_map.html"; both kinds are drawn by the same fragment.
"""

from dataclasses import dataclass, field
from itertools import pairwise, product
from math import cos, radians, sqrt

from kttt.units import boundaries
from kttt.units.outlines import chords

WIDTH = 720  # units of the drawing
MARGIN = 44  # around circles
EDGE = 4  # around areas
LARGEST = 32  # radius of the greatest number
SMALLEST = 3
LETTERS = {"wide": 14, "narrow": 27}  # their size; on a phone the drawing is half as large
_LETTER_WIDTH = 0.58  # of their size, on average
_NEVER_NAMELESS = 2  # circles
SHADES = 5
_SPREAD_WIDTH = 0.9  # of capitals with room between them
# Where the neighbours' names stand: (name, latitude, longitude).
NEIGHBOURS = (
    ("Trung Quốc", 22.69, 102.98), ("Lào Cai", 22.62, 103.76), ("Điện Biên", 21.93, 102.85), ("Sơn La", 21.79, 103.5),
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
class Area:
    """The outline of one commune.

    `path`: SVG's path data; `shade`: 1 (fewest) to 5 (most); the number stands at (x, y), the name below it where
    there is room (`named`). `unit_id` is the commune's, for links.
    """

    unit_id: int
    name: str
    number: int
    path: str
    shade: int
    x: float
    y: float
    named: bool


@dataclass(frozen=True)
class Shade:
    """One shade of the legend: numbers from `least` to `most`, and how many communes have them."""

    shade: int
    least: int
    most: int
    communes: int


@dataclass(frozen=True)
class CommuneMap:
    """What a template draws: either `symbols` with their `labels`, great ones first, or `areas` with their `shades`."""

    width: int
    height: int
    neighbours: list[Label]
    symbols: list[Symbol] = ()
    labels: dict[str, list[Label]] = field(default_factory=dict)
    legend: list[Symbol] = ()
    areas: list[Area] = ()
    shades: list[Shade] = ()

    @property
    def most(self):
        """The three communes with the greatest numbers."""
        return sorted(self.areas or self.symbols, key=lambda drawn: -drawn.number)[:3]


def commune_map(rows):
    """The CommuneMap of rows that begin with a commune and its number; None where none has a place or all are 0.

    A circle's area is proportional to its number; communes with 0 are small points. Areas are drawn where each of
    these communes has its boundary. One query.
    """
    placed = [(unit, number) for unit, number, *_ in rows if unit.latitude is not None and unit.longitude is not None]
    greatest = max((number for _unit, number in placed), default=0)
    if not greatest:
        return None
    outlines = boundaries.stored()
    if all(unit.pk in outlines for unit, _number in placed):
        return _areas([(unit, number, outlines[unit.pk]) for unit, number in placed])
    return _symbols(placed, greatest)


def _symbols(placed, greatest):
    """The map of circles."""
    project, height = _projection([(unit.longitude, unit.latitude) for unit, _number in placed], MARGIN)

    def radius(number):
        return round(max(SMALLEST, LARGEST * sqrt(number / greatest)), 1)

    symbols = [Symbol(unit.name, n, *project(unit.latitude, unit.longitude), radius(n)) for unit, n in placed]
    symbols.sort(key=lambda symbol: -symbol.number)
    foot = height - MARGIN / 2
    legend = [Symbol("", n, MARGIN + LARGEST, round(foot - radius(n), 1), radius(n)) for n in _round_numbers(greatest)]
    neighbours = [Label(name, *project(latitude, longitude)) for name, latitude, longitude in NEIGHBOURS]
    labels = {width: _labels(symbols, neighbours, size) for width, size in LETTERS.items()}
    return CommuneMap(WIDTH, height, neighbours, symbols=symbols, labels=labels, legend=legend)


def _areas(bounded):
    """The map of areas, of [(commune, number, its UnitBoundary)]."""
    corners = [point for *_, boundary in bounded for polygon in boundary.polygons for point in polygon[0]]
    project, height = _projection(corners, EDGE)
    shades = _shades([number for _unit, number, _boundary in bounded])
    areas = []
    for unit, number, boundary in bounded:
        drawn = [[[project(y, x) for x, y in ring] for ring in polygon] for polygon in boundary.polygons]
        x, y = project(boundary.label_latitude, boundary.label_longitude)
        path = "".join(_path(ring) for polygon in drawn for ring in polygon)
        areas.append(Area(unit.pk, unit.name, number, path, shades[number], x, y, _has_room(unit.name, drawn, x, y)))
    legend = []
    for shade in sorted(set(shades.values())):
        numbers = [area.number for area in areas if area.shade == shade]
        legend.append(Shade(shade, min(numbers), max(numbers), len(numbers)))
    neighbours = [Label(name, *project(latitude, longitude)) for name, latitude, longitude in NEIGHBOURS]
    return CommuneMap(WIDTH, height, neighbours, areas=areas, shades=legend)


def _shades(numbers):
    """{number: its shade}: at most five shades with about as many communes each; equal numbers are never parted."""
    ordered = sorted(numbers)
    fifth = {number: SHADES * ordered.index(number) // len(ordered) for number in ordered}
    used = sorted(set(fifth.values()))
    # Fewer shades than five are spread, so that the darkest is always the most.
    spread = {old: round(1 + place * (SHADES - 1) / ((len(used) - 1) or 1)) for place, old in enumerate(used)}
    return {number: spread[old] for number, old in fifth.items()}


def _path(ring):
    """SVG path data of a closed ring: the first point, then steps in tenths, which are shorter."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    steps = [f"M{tenths[0][0] / 10:g} {tenths[0][1] / 10:g}l"]
    for before, here in pairwise(tenths):
        if before != here:
            steps += [f"{(now - then) / 10:g}" for then, now in zip(before, here, strict=True)]
    written = steps[0] + " ".join(steps[1:])
    return f"{written.replace(' -', '-')}z"


def _has_room(name, polygons, x, y):
    """Whether a name's letters lie inside of the area, below its number."""
    size = LETTERS["wide"] * 0.85
    half = _LETTER_WIDTH * size * len(name) / 2
    return all(
        any(left <= x - half and x + half <= right for polygon in polygons for left, right in chords(polygon, level))
        for level in (y + 2, y + 2 + size)
    )


def _projection(points, margin):
    """A function (latitude, longitude) → (x, y), and the height that a drawing of `points` needs.

    `points`: (longitude, latitude). True to shape at this size.
    """
    north, south = max(y for _x, y in points), min(y for _x, y in points)
    east, west = max(x for x, _y in points), min(x for x, _y in points)
    narrowing = cos(radians((north + south) / 2))
    scale = (WIDTH - 2 * margin) / ((east - west) * narrowing or 1)

    def project(latitude, longitude):
        x = margin + (longitude - west) * narrowing * scale
        return round(x, 1), round(margin + (north - latitude) * scale, 1)

    return project, round((north - south) * scale + 2 * margin)


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
