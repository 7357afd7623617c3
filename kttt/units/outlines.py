"""Polygons made simpler together, so that neighbours keep one line between them. Knows no model.

A ring is a list of points without the first one repeated at its end; a point is a pair of whole numbers (grid steps).
Rings are cut where their neighbours change; each piece is simplified once, by Douglas and Peucker's way, and put back
into every ring that has it. So nothing gapes and nothing overlaps along a border, however much is left out.
"""

from math import cos, hypot, radians

GRID = 10_000  # steps a degree: some 11 m
_COARSER = 1.3
_LABEL_ROWS = 24


def on_grid(ring):
    """A ring of (longitude, latitude) in degrees as whole grid steps, without repeated points."""
    points = []
    for longitude, latitude in ring:
        point = round(longitude * GRID), round(latitude * GRID)
        if not points or point != points[-1]:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points


def simplified(shapes, most_points):
    """`shapes` ({key: [[ring, hole, …], …]}) with at most about `most_points` points in all.

    The tolerance begins at half a grid step and grows until they are few enough. What has no area left is dropped;
    of every shape at least its largest polygon stays.
    """
    ends = _ends(shapes)
    cuts = {
        key: [[_pieces(ring, ends) for ring in polygon] for polygon in polygons] for key, polygons in shapes.items()
    }
    tolerance = 0.5
    while True:
        lines, result = {}, {}
        for key, polygons in cuts.items():
            result[key] = _without_empty([[_joined(ring, lines, tolerance) for ring in p] for p in polygons]) or [
                max(shapes[key], key=lambda polygon: abs(area(polygon[0])))[:1]
            ]
        count = sum(len(ring) for polygons in result.values() for polygon in polygons for ring in polygon)
        # Where all lines are straight nothing more can be left out.
        if count <= most_points or tolerance > GRID:
            return result
        tolerance *= _COARSER


def area(ring):
    """Twice the signed area."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True))


def label_point(polygon):
    """The point inside of a polygon ([ring, hole, …]) that is furthest from its lines, of some that are tried."""
    low, high = min(y for _x, y in polygon[0]), max(y for _x, y in polygon[0])
    narrowing = cos(radians(low / GRID))
    tried = [
        (left + (right - left) * part, y)
        for y in (low + (high - low) * row / _LABEL_ROWS for row in range(1, _LABEL_ROWS))
        for left, right in chords(polygon, y)
        for part in (0.3, 0.5, 0.7)
    ]

    def room(point):
        return min(_distance(point, ring[n - 1], end, narrowing) for ring in polygon for n, end in enumerate(ring))

    return max(tried, key=room, default=polygon[0][0])


def chords(polygon, y):
    """[(left, right)] where the level line at `y` runs inside of the polygon."""
    crossings = []
    for ring in polygon:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 <= y) != (y2 <= y):
                crossings.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    crossings.sort()
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _ends(shapes):
    """Points at which a line ends because not the same neighbours follow in every ring that passes."""
    beside = {}
    ends = set()
    for polygons in shapes.values():
        for polygon in polygons:
            for ring in polygon:
                for place, point in enumerate(ring):
                    around = frozenset((ring[place - 1], ring[(place + 1) % len(ring)]))
                    if beside.setdefault(point, around) != around:
                        ends.add(point)
    return ends


def _pieces(ring, ends):
    """The ring as lines from end to end, each (line in the direction that all share, whether it is turned)."""
    places = [place for place, point in enumerate(ring) if point in ends]
    if len(places) < 2:
        # A ring of its own, or one that touches another in one point: cut at two points that its shape names.
        start = places[0] if places else ring.index(min(ring))
        ring = ring[start:] + ring[:start]
        far = max(range(len(ring)), key=lambda n: (hypot(ring[n][0] - ring[0][0], ring[n][1] - ring[0][1]), ring[n]))
        places = [0, far] if far else [0]
    pieces = []
    for number, start in enumerate(places):
        stop = places[(number + 1) % len(places)]
        line = ring[start : stop + 1] if stop > start else ring[start:] + ring[: stop + 1]
        turned = line[::-1] < line
        pieces.append((tuple(line[::-1] if turned else line), turned))
    return pieces


def _joined(pieces, lines, tolerance):
    """The ring of its simplified pieces; `lines` keeps what was simplified already."""
    ring = []
    for line, turned in pieces:
        if line not in lines:
            lines[line] = _simplified_line(line, tolerance)
        kept = lines[line]
        ring += (kept[::-1] if turned else kept)[:-1]
    return ring


def _simplified_line(line, tolerance):
    """`line` without the points that are nearer than `tolerance` to the straight line between those kept."""
    narrowing = cos(radians(line[0][1] / GRID))
    kept = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        furthest, place = tolerance, None
        for number in range(first + 1, last):
            distance = _distance(line[number], line[first], line[last], narrowing)
            if distance > furthest:
                furthest, place = distance, number
        if place is not None:
            kept.add(place)
            waiting += [(first, place), (place, last)]
    return [line[number] for number in sorted(kept)]


def _distance(point, start, end, narrowing):
    """From a point to the line between two others, in steps of latitude."""
    x, y = (point[0] - start[0]) * narrowing, point[1] - start[1]
    along, up = (end[0] - start[0]) * narrowing, end[1] - start[1]
    length = along * along + up * up
    part = max(0.0, min(1.0, (x * along + y * up) / length)) if length else 0.0
    return hypot(x - part * along, y - part * up)


def _without_empty(polygons):
    found = []
    for polygon in polygons:
        rings = [ring for ring in polygon if len(set(ring)) > 2 and area(ring)]
        if rings and rings[0] is polygon[0]:
            found.append(rings)
    return found
