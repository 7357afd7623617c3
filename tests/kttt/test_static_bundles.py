"""What readers get as one stylesheet and one script."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from kttt import static_bundles
from kttt.static_bundles import BUNDLES, BundleFinder

STATIC = Path(settings.STATICFILES_DIRS[0])


def test_every_part_stands_in_its_bundle_in_order():
    for name, parts in BUNDLES.items():
        bundle = Path(finders.find(name)).read_text(encoding="utf-8")
        places = [bundle.index((STATIC / part).read_text(encoding="utf-8")[:60]) for part in parts]
        assert places == sorted(places)


def test_styles_bring_their_small_pictures_along():
    bundle = Path(finders.find("css/portal.css")).read_text(encoding="utf-8")
    assert "../img/" not in bundle
    pictures = re.findall(r'url\("data:image/svg\+xml,([^"]*)"\)', bundle)
    assert len(pictures) >= 5
    assert all(picture.startswith("%3Csvg") and picture.endswith("%3C/svg%3E") for picture in pictures)


def test_a_changed_part_makes_the_bundle_anew(monkeypatch, tmp_path):
    (tmp_path / "css").mkdir()
    part = tmp_path / "css" / "a.css"
    part.write_text("a { color: red }")
    monkeypatch.setattr(settings, "STATICFILES_DIRS", [tmp_path])
    monkeypatch.setattr(static_bundles, "BUNDLES", {"css/all.css": ["css/a.css"]})
    finder = BundleFinder()
    assert "red" in Path(finder.find("css/all.css")).read_text()
    part.write_text("a { color: blue }")
    assert "blue" in Path(finder.find("css/all.css")).read_text()
    assert finder.find("css/a.css") == []


def test_a_page_may_ask_for_both_at_once():
    finder = BundleFinder()
    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(finder.find, [*BUNDLES] * 20))
    assert all(Path(path).read_text(encoding="utf-8") for path in found)
    assert len(set(found)) == len(BUNDLES)


def test_a_part_that_does_not_exist_is_told(monkeypatch):
    monkeypatch.setattr(static_bundles, "BUNDLES", {"css/all.css": ["css/none.css"]})
    with pytest.raises(FileNotFoundError, match=r"none\.css"):
        BundleFinder().check()


def test_collectstatic_takes_the_bundles(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    for name in BUNDLES:
        assert (tmp_path / name).read_bytes() == Path(finders.find(name)).read_bytes()


def test_contrast_asked_for_on_the_page_is_that_of_the_device():
    tokens = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
    for dark in (False, True):
        end = " and (prefers-color-scheme: dark)" if dark else ""
        asked = tokens.split(f"@media (prefers-contrast: more){end} {{")[1].split("}")[0].split("{")[1]
        chosen = tokens.split('[data-contrast="more"] {')[2 if dark else 1].split("}")[0]
        assert asked.split() == chosen.split()
        assert asked.count("--") > 10
