"""The map of communes: true areas, names that do not lie over each other, nothing drawn without numbers."""

from itertools import combinations

import pytest
from lxml import html

from cooperatives.commune_map import LETTERS, WIDTH, _box, commune_map
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from kttt.units.models import AdminUnit
from tests.cooperatives import lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def communes():
    return list(AdminUnit.objects.communes().current())


def test_every_commune_has_a_circle_whose_area_is_its_number(communes):
    numbers = [(commune, 100 * (n + 1)) for n, commune in enumerate(communes)]
    drawing = commune_map(numbers)
    assert {s.name: s.number for s in drawing.symbols} == {unit.name: number for unit, number in numbers}
    ratios = [s.radius**2 / s.number for s in drawing.symbols]
    assert max(ratios) / min(ratios) < 1.05
    assert [s.number for s in drawing.symbols] == sorted((n for _unit, n in numbers), reverse=True)
    assert all(edge >= 0 for s in drawing.symbols for edge in s.box[:2])
    assert all(s.box[2] <= WIDTH and s.box[3] <= drawing.height for s in drawing.symbols)


def test_north_is_above_and_east_is_right(communes):
    drawing = commune_map([(commune, 1) for commune in communes])
    at = {s.name: (s.x, s.y) for s in drawing.symbols}
    assert at["Sì Lở Lầu"][1] == min(y for _x, y in at.values())
    assert at["Than Uyên"][0] == max(x for x, _y in at.values())


@pytest.mark.parametrize("width", LETTERS)
def test_names_never_lie_over_each_other(communes, width):
    drawing = commune_map([(commune, (n * 37) % 41) for n, commune in enumerate(communes)])
    boxes = [_box(label, LETTERS[width]) for label in drawing.labels[width]]
    assert len(boxes) >= 8
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    named = {label.text for label in drawing.labels[width]}
    assert {s.name for s in drawing.symbols[:2]} <= named


def test_nothing_is_drawn_without_numbers_or_places(communes):
    assert commune_map([]) is None
    assert commune_map([(commune, 0) for commune in communes]) is None
    assert commune_map([(AdminUnit(name="Không rõ"), 5)]) is None


def test_one_commune_alone_is_drawn(communes):
    drawing = commune_map([(communes[0], 1)])
    assert [label.text for label in drawing.labels["wide"]] == [communes[0].name]


def test_home_and_statistics_hide_the_map_of_an_empty_registry(client):
    for address in ("/", "/thong-ke/"):
        assert b"commune-map" not in client.get(address).content


def test_home_and_statistics_show_where_cooperatives_are(client):
    take(lists.workbook(lists.line("HTX Chè Nà Luông", "6200800117")), "htx.xlsx", Options())
    for address in ("/", "/thong-ke/"):
        drawn = html.fromstring(client.get(address).content).xpath("//figure[@class='commune-map']/*[@role='img']")
        assert len(drawn) == 1 and " 1" in drawn[0].get("aria-label")
