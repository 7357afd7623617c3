"""What the first visit to an article without photos costs: measured against the server in production settings."""

import base64
import io
from contextlib import contextmanager

import pytest
from PIL import Image

from tests.processes import portal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

MOST_REQUESTS = 8
MOST_BYTES = 70 * 1024

SETUP = """
from tests.browser.content import fill_portal
print(fill_portal().article.get_absolute_url())
"""

# Adds up how far things move that already showed.
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifted += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""

FIRST_PAINT = """new Promise((done) => new PerformanceObserver((list) => {
  if (list.getEntriesByName("first-contentful-paint").length) done(true);
}).observe({ type: "paint", buffered: true }))"""


@pytest.fixture(scope="module")
def article(tmp_path_factory, django_db_setup, django_db_blocker):
    """The address of an article on a portal in production."""
    with django_db_blocker.unblock(), portal(tmp_path_factory.mktemp("weight")) as (base, run):
        address = run(SETUP).splitlines()[-1]
        yield base + address


@contextmanager
def first_visit(chromium, width):
    """A tab of a browser that was never here, and a way to talk to it."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale="vi-VN")
    context.set_default_timeout(15_000)
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    yield page, context.new_cdp_session(page)
    context.close()


@pytest.mark.parametrize("width", [1366, 390])
def test_an_article_is_light_and_stands_still(chromium, article, width):
    with first_visit(chromium, width) as (page, browser):
        asked, weights, cached = {}, {}, set()
        browser.on("Network.requestWillBeSent", lambda e: asked.update({e["requestId"]: e["request"]["url"]}))
        browser.on("Network.requestServedFromCache", lambda e: cached.add(e["requestId"]))
        browser.on("Network.loadingFinished", lambda e: weights.update({e["requestId"]: e["encodedDataLength"]}))
        browser.send("Network.enable")
        page.goto(article, wait_until="networkidle")
        page.evaluate("document.fonts.ready.then(() => true)")
        # Pictures that lie in the stylesheet, or that the page shows twice, are not asked for.
        asked = {key: url for key, url in asked.items() if key not in cached and not url.startswith("data:")}
        told = "\n".join(f"{weights.get(key, 0):>8} {url}" for key, url in asked.items())
        assert sum(url.endswith(".woff2") for url in asked.values()) == 2, told
        assert set(asked) <= set(weights), told
        # The browser takes its icon from what the page's head already brought.
        assert len(set(asked.values())) <= MOST_REQUESTS, told
        assert sum(weights[key] for key in asked) <= MOST_BYTES, told
        assert {url.split("/")[2] for url in asked.values()} == {article.split("/")[2]}, told
        assert page.context.cookies() == []
        # A menu's entries may move by a pixel where a system has none of the letters that stand in for ours.
        assert page.evaluate("window.shifted") < 0.0002


def test_an_article_is_read_before_its_letters_come(chromium, article):
    with first_visit(chromium, 390) as (page, browser):
        held = []
        page.route("**/*.woff2", lambda route: held.append(route))
        page.goto(article, wait_until="domcontentloaded")
        page.evaluate(FIRST_PAINT)
        assert page.evaluate("document.fonts.status") == "loading"
        title = page.get_by_role("heading", level=1).bounding_box()
        shot = browser.send("Page.captureScreenshot", {"clip": title | {"scale": 1}})
        assert page.evaluate("document.fonts.status") == "loading"
        assert _contrast(shot) > 100
        for route in held:
            route.continue_()
        page.evaluate("document.fonts.ready.then(() => true)")
        assert page.evaluate("document.fonts.check('700 16px \"Be Vietnam Pro\"')")


def _contrast(shot):
    """How far the darkest point of a picture lies from its lightest, 0–255."""
    darkest, lightest = Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("L").getextrema()
    return lightest - darkest
