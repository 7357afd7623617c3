"""Larger letters and more contrast, chosen on a page and kept by this device."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.content import fill_portal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
CONTRAST_OF_SEVEN = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
LETTERS = "parseFloat(getComputedStyle(document.querySelector('.story__lead, h1')).fontSize)"


def test_what_is_chosen_by_keyboard_holds_on_every_page(page):
    made = fill_portal()
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(made.article.get_absolute_url())
    before = page.evaluate(LETTERS)
    page.locator(".reading-settings > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="To", exact=True)).to_be_checked()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate(LETTERS) == pytest.approx(before * 1.375)
    page.keyboard.press("Escape")
    expect(page.locator(".reading-settings > summary")).to_be_focused()
    expect(page.get_by_role("radio", name="Rất to")).to_be_hidden()
    for address in ("/", "/tin-tuc/", made.document.get_absolute_url(), "/trang/gioi-thieu/", "/tim-kiem/?q=che"):
        page.goto(address)
        told = page.evaluate("({...document.documentElement.dataset})")
        assert (told["letters"], told["contrast"]) == ("largest", "more")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
    page.locator(".reading-settings > summary").click()
    expect(page.get_by_role("radio", name="Rất to")).to_be_checked()
    page.get_by_role("radio", name="Vừa").check()
    page.get_by_role("checkbox", name="Tương phản cao").uncheck()
    page.goto(made.article.get_absolute_url())
    assert page.evaluate(LETTERS) == before
    assert page.context.cookies() == []


def test_a_page_is_drawn_as_chosen_from_the_start(page):
    made = fill_portal()
    page.add_init_script('localStorage.setItem(\'reading-settings\', \'{"letters": "large", "contrast": "nonsense"}\')')
    # The page's own script comes late or never.
    page.route("**/portal.js", lambda route: route.abort())
    page.goto(made.article.get_absolute_url())
    assert page.evaluate("document.documentElement.dataset.letters") == "large"
    assert page.evaluate("document.documentElement.dataset.contrast") is None


def test_without_script_there_is_no_control(chromium, live_server):
    made = fill_portal()
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(made.article.get_absolute_url())
    expect(page.locator(".reading-settings > summary")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_contrast_is_seven_to_one(page, scheme):
    made = fill_portal()
    page.emulate_media(color_scheme=scheme)
    page.add_init_script("localStorage.setItem('reading-settings', '{\"contrast\": \"more\"}')")
    for address in (
        made.article.get_absolute_url(),
        "/tin-tuc/",
        made.document.get_absolute_url(),
        "/trang/gioi-thieu/",
    ):
        page.goto(address)
        found = Axe().run(page, options=CONTRAST_OF_SEVEN)
        assert not found.response["violations"], f"{address}\n{found.generate_report()}"
        assert found.response["passes"]
