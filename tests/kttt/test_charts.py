"""Charts keep their words inside the picture and tell every value, whatever the numbers are."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from lxml import html

from kttt import charts
from kttt.templatetags.vietnamese import vi_money

YEARS = [("2021", 12), ("2022", -5), ("2023", None), ("2024", 0), ("2025", 30)]


def number(length):
    return float(length.rstrip("%em"))


@pytest.mark.parametrize("draw", [charts.bars, charts.columns])
def test_without_points_there_is_nothing_to_draw(draw):
    assert draw([]) is None
    assert "svg" not in render_to_string("includes/chart.html", {"chart": None})


@pytest.mark.parametrize("draw", [charts.bars, charts.columns])
def test_every_value_is_written_and_nought_and_unknown_have_no_bar(draw):
    chart = draw(YEARS)
    assert [bar.value.text for bar in chart.bars] == ["12", "-5", "chưa có", "0", "30"]
    assert [bar.rectangle is not None for bar in chart.bars] == [True, True, False, False, True]
    assert [bar.below for bar in chart.bars] == [False, True, False, False, False]


@pytest.mark.parametrize(
    "values",
    [[1], [0], [0, 0], [None], [-3], [-3, -9], [10**12, 1], [Decimal("1.5"), -(10**9)], [5, None, -5]],
)
@pytest.mark.parametrize("draw", [charts.bars, charts.columns])
def test_bars_lie_inside_the_picture_and_are_as_long_as_their_values(draw, values):
    chart = draw([(f"Mục {n}", value) for n, value in enumerate(values)])
    for bar, value in zip(chart.bars, values, strict=True):
        assert (bar.rectangle is None) == (not value)
        if bar.rectangle:
            x, y, width, height = map(number, bar.rectangle)
            assert min(x, y, width, height) >= 0
            assert x + width <= 100.5
            assert y + height <= number(chart.height)
    lengths = [number(bar.rectangle[3 if chart.standing else 2]) if bar.rectangle else 0 for bar in chart.bars]
    sizes = [abs(value or 0) for value in values]
    assert sorted(lengths) == [length for _size, length in sorted(zip(sizes, lengths, strict=True))]


def test_equal_steps_are_equal_lengths():
    lengths = [number(bar.rectangle[2]) for bar in charts.bars([("a", 10), ("b", 20), ("c", -20)]).bars]
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=0.02) == pytest.approx(lengths[2], abs=0.02)


def test_columns_whose_words_have_no_room_lie_down():
    years = [(str(year), year * 10**6) for year in range(2016, 2026)]
    assert charts.columns(years[:4], words=lambda value: str(value // 10**6)).standing
    assert not charts.columns(years, words=vi_money).standing


def test_long_labels_stand_above_their_bars_in_lines():
    label = "Nông nghiệp, lâm nghiệp, thủy sản và dịch vụ tổng hợp phục vụ sản xuất ở nông thôn"
    bar = charts.bars([(label, 3)]).bars[0]
    assert " ".join(line.text for line in bar.label) == label
    assert len(bar.label) > 1
    assert all(number(line.y) < number(bar.rectangle[1]) + 0.5 for line in bar.label)


@pytest.mark.parametrize(
    ("points", "summary"),
    [
        ([("Chè", None)], "Chưa có số liệu."),
        ([("Chè", 3)], "Chè: 3."),
        ([("Chè", 3), ("Lúa", 3)], "2 mục đều bằng 3."),
        (
            [("Chè", 3), ("Lúa", 1_200)],
            "2 mục; nhiều nhất: Lúa, 1.200; ít nhất: Chè, 3. Số liệu đầy đủ ở bảng kèm theo.",
        ),
    ],
)
def test_what_is_told_instead_of_the_picture(points, summary):
    assert charts.bars(points).summary == summary


def test_the_picture_has_a_name_and_a_description_and_no_style_of_its_own():
    shown = {"chart": charts.columns(YEARS), "id": "von", "title": "Vốn <&> năm"}
    page = html.fromstring(render_to_string("includes/chart.html", shown))
    picture = page.find(".//svg")
    assert picture.get("role") == "img"
    assert [page.get_element_by_id(name).text for name in picture.get("aria-labelledby").split()] == [
        "Vốn <&> năm",
        shown["chart"].summary,
    ]
    assert not page.xpath("//@style")
