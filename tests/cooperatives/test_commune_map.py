"""The map of communes: true areas, names that do not lie over each other, nothing drawn without numbers."""

from itertools import combinations, pairwise

import pytest
from lxml import html

from cooperatives.commune_map import LETTERS, WIDTH, _box, commune_map
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from kttt.units import boundaries
from kttt.units.models import AdminUnit
from tests.cooperatives import lists
from tests.units.boundary_files import collection, patchwork, squares

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


@pytest.fixture
def bounded(communes):
    boundaries.load(squares(communes))
    return communes


def test_with_boundaries_each_commune_is_an_area_at_its_place(bounded):
    drawing = commune_map([(commune, n) for n, commune in enumerate(bounded)])
    assert not drawing.symbols
    assert {a.name: a.number for a in drawing.areas} == {unit.name: n for n, unit in enumerate(bounded)}
    at = {area.name: (area.x, area.y) for area in drawing.areas}
    assert at["Sì Lở Lầu"][1] == min(y for _x, y in at.values())
    assert at["Than Uyên"][0] == max(x for x, _y in at.values())
    assert all(0 < x < drawing.width and 0 < y < drawing.height for x, y in at.values())
    assert [area.number for area in drawing.most] == [37, 36, 35]


def test_five_shades_have_about_as_many_communes_each(bounded):
    drawing = commune_map([(commune, n) for n, commune in enumerate(bounded)])
    assert [shade.shade for shade in drawing.shades] == [1, 2, 3, 4, 5]
    assert {shade.communes for shade in drawing.shades} <= {7, 8}
    assert all(one.most < other.least for one, other in pairwise(drawing.shades))


@pytest.mark.parametrize(
    ("numbers", "ranges"),
    [
        ([0] * 30 + [1] * 5 + [9] * 3, [(1, 0, 0), (3, 1, 1), (5, 9, 9)]),
        ([4] * 38, [(1, 4, 4)]),
        ([0] * 37 + [8], [(1, 0, 0), (5, 8, 8)]),
    ],
)
def test_equal_numbers_have_one_shade_and_the_darkest_is_the_most(bounded, numbers, ranges):
    drawing = commune_map(list(zip(bounded, numbers, strict=True)))
    assert [(s.shade, s.least, s.most) for s in drawing.shades] == ranges


def test_one_commune_without_a_boundary_brings_the_circles_back(bounded):
    bounded[0].boundary.delete()
    drawing = commune_map([(commune, 1) for commune in bounded])
    assert not drawing.areas
    assert len(drawing.symbols) == 38


def test_the_map_costs_one_query(bounded, django_assert_num_queries):
    with django_assert_num_queries(1):
        commune_map([(commune, 1) for commune in bounded])


def test_a_whole_map_stays_small(communes):
    """Finer boundaries than any office has: 38 communes in a patchwork of 20,000 points."""
    cells = patchwork(8, 5, 130, waves=40)
    shapes = dict(zip(communes, cells.values(), strict=False))
    features = []
    for commune, [[ring]] in shapes.items():
        points = [[103 + x / 5000, 22 + y / 5000] for x, y in ring]
        coordinates = [[[x, y] for x, y in (*points, points[0])]]
        features.append({"properties": {"code": commune.gso_code}, "geometry": {"type": "Polygon",
                         "coordinates": coordinates}})  # fmt: skip
        commune.latitude = commune.longitude = None
    AdminUnit.objects.bulk_update(communes, ["latitude", "longitude"])
    report = boundaries.load(collection(features))
    assert report.points_read > 19_000
    AdminUnit.objects.update(latitude=22.5, longitude=103.5)
    drawing = commune_map([(commune, 1) for commune in AdminUnit.objects.communes().current()])
    assert 5_000 < sum(len(area.path) for area in drawing.areas) < 60_000


def test_the_areas_are_links_with_titles_beside_the_legend(client, bounded):
    take(lists.workbook(lists.line("HTX Chè Nà Luông", "6200800117")), "htx.xlsx", Options())
    page = html.fromstring(client.get("/thong-ke/").content)
    (drawn,) = page.xpath("//figure[@class='commune-map']/*[@role='group']")
    links = drawn.xpath(".//a")
    assert len(links) == 38
    addresses = [f"/hop-tac-xa/?xa={unit.pk}&tinh-trang=registered" for unit in bounded]
    assert [link.get("href") for link in links] == addresses
    assert sorted(link.xpath("string(.//title)") for link in links if " 1 " in link.get("aria-label")) == [
        "Bản Bo: 1 HTX"
    ]
    shown = [" ".join(item.text_content().split()) for item in page.xpath("//figcaption//li")]
    assert shown == ["0 HTX (37 xã, phường)", "1 HTX (1 xã, phường)"]
