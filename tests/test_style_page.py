"""The colours hold their contrasts in every scheme; the living page shows them."""

import pytest

from kttt import style_page
from tests import factories


@pytest.mark.parametrize("scheme", [style_page.LIGHT, style_page.DARK, style_page.CONTRAST, style_page.DARK_CONTRAST])
@pytest.mark.parametrize(("text", "ground"), style_page.PAIRS)
def test_text_stands_out_from_its_ground(scheme, text, ground):
    palette = style_page.palettes()[scheme]
    wanted = 7 if "tương phản" in scheme else 4.5
    assert style_page.contrast(palette[text], palette[ground]) >= wanted


def test_contrast_is_that_of_wcag():
    assert style_page.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style_page.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.django_db
def test_the_living_page_shows_every_colour(client):
    factories.article("Bài mẫu")
    page = client.get("/phong-cach/").content.decode()
    assert "Bài mẫu" in page
    for colour in style_page.palettes()[style_page.LIGHT]:
        assert f"var(--{colour})" in page
