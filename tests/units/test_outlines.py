"""Polygons are made simpler together: neighbours never gape, nothing disappears."""

import pytest

from kttt.units import outlines
from tests.units.boundary_files import patchwork


def edges(shapes):
    """How often each line between two points is drawn, whichever way."""
    found = {}
    for polygons in shapes.values():
        for polygon in polygons:
            for ring in polygon:
                for before, here in zip(ring, ring[1:] + ring[:1], strict=True):
                    edge = frozenset((before, here))
                    found[edge] = found.get(edge, 0) + 1
    return found


def count(shapes):
    return sum(len(ring) for polygons in shapes.values() for polygon in polygons for ring in polygon)


@pytest.mark.parametrize("most", [4000, 1200, 500])
@pytest.mark.parametrize("seed", range(3))
def test_neighbours_keep_one_line(most, seed):
    shapes = patchwork(6, 4, 60, seed)
    simpler = outlines.simplified(shapes, most)
    assert count(simpler) <= most < count(shapes)
    shared = [edge for edge, times in edges(simpler).items() if times == 2]
    outer = [edge for edge, times in edges(simpler).items() if times == 1]
    # Every line is drawn by two neighbours, but for those around the whole, whose corners all lie there.
    assert set(edges(simpler).values()) == {1, 2}
    assert len(shared) > 30
    around = [point for edge in outer for point in edge]
    assert all(min(x, y) < 100 or x > 5900 or y > 3900 for x, y in around)


def test_the_whole_keeps_its_area():
    shapes = patchwork(6, 4, 60)
    before = sum(abs(outlines.area(polygons[0][0])) for polygons in shapes.values())
    simpler = outlines.simplified(shapes, 800)
    after = sum(abs(outlines.area(polygons[0][0])) for polygons in simpler.values())
    assert after == pytest.approx(before, rel=0.02)


def test_what_is_few_enough_only_loses_what_no_map_shows():
    shapes = {"a": [[[(0, 0), (500, 0), (1000, 0), (1000, 1000), (0, 1000)]]]}
    (ring,) = outlines.simplified(shapes, 100)["a"][0]
    assert set(ring) == {(0, 0), (1000, 0), (1000, 1000), (0, 1000)}


def test_an_enclave_and_the_hole_around_it_stay_alike():
    hole = [(300, 300), (450, 290), (600, 300), (610, 450), (600, 600), (300, 600)]
    shapes = {"out": [[[(0, 0), (1000, 0), (1000, 1000), (0, 1000)], hole]], "in": [[hole[2:] + hole[:2]]]}
    simpler = outlines.simplified(shapes, 14)
    assert set(simpler["out"][0][1]) == set(simpler["in"][0][0])


def test_no_shape_disappears_and_no_limit_is_waited_for_in_vain():
    shapes = {n: [[[(n, n), (n + 3, n), (n + 3, n + 2)]]] for n in range(0, 60, 10)}
    simpler = outlines.simplified(shapes, 1)
    assert len(simpler) == 6
    assert all(len(polygons[0][0]) >= 3 for polygons in simpler.values())


def test_a_label_stands_inside_even_of_a_crescent():
    crescent = [[(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 800), (800, 800), (800, 200), (0, 200)]]
    x, y = outlines.label_point(crescent)
    assert any(left < x < right for left, right in outlines.chords(crescent, y))


def test_repeated_points_and_the_closing_one_are_left_out():
    ring = [(103.0, 22.0), (103.000001, 22.0), (103.1, 22.0), (103.1, 22.1), (103.0, 22.0)]
    assert outlines.on_grid(ring) == [(1_030_000, 220_000), (1_031_000, 220_000), (1_031_000, 221_000)]
