"""The search with suggestions by keyboard, and without script."""

import pytest

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def article():
    return factories.article("Mùa chè ở Bản Bo")


def test_a_suggestion_is_chosen_by_keyboard(page, article):
    page.goto("/")
    field = page.locator("#tim-nhanh")
    field.press_sequentially("mua che")
    page.get_by_role("option", name="Mùa chè ở Bản Bo").wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    chosen = field.get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    field.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url(f"**{article.get_absolute_url()}")


def test_without_script_the_form_finds(chromium, live_server, article):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/tim-kiem/")
    page.fill("#tim-q", "mua che")
    page.press("#tim-q", "Enter")
    assert page.locator(".search-result mark").first.inner_text() == "Mùa chè"
    context.close()
