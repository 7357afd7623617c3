"""Invented boundaries: squares around the communes' known places, and a patchwork of neighbours with wavy borders."""

import json
import random


def feature(unit, size=0.02, **properties):
    """A square of 2 × `size` degrees around a commune."""
    x, y = unit.longitude, unit.latitude
    ring = [[x - size, y - size], [x + size, y - size], [x + size, y + size], [x - size, y + size]]
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {"type": "Feature", "properties": properties or {"code": unit.gso_code}, "geometry": geometry}


def collection(features, **more):
    """The bytes of a GeoJSON file."""
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def squares(units, **more):
    """A file with a square for each commune."""
    return collection([feature(unit) for unit in units], **more)


def patchwork(columns, rows, steps, seed=1, waves=7):
    """{(column, row): [[ring]]} of cells of 1000 grid steps; each border is a wavy line of `steps` points,
    each up to `waves` off.

    Neighbours have the same points, in opposite directions.
    """
    dice, borders = random.Random(seed), {}

    def border(start, end):
        if start > end:
            return border(end, start)[::-1]
        if (start, end) not in borders:
            line = [start]
            for step in range(1, steps):
                x, y = (a + (b - a) * step // steps for a, b in zip(start, end, strict=True))
                line.append((x + dice.randint(-waves, waves), y + dice.randint(-waves, waves)))
            borders[start, end] = [*line, end]
        return borders[start, end]

    cells = {}
    for column in range(columns):
        for row in range(rows):
            west, south, east, north = column * 1000, row * 1000, column * 1000 + 1000, row * 1000 + 1000
            corners = [(west, south), (east, south), (east, north), (west, north)]
            ring = [p for n in range(4) for p in border(corners[n - 1], corners[n])[:-1]]
            cells[column, row] = [[ring]]
    return cells
