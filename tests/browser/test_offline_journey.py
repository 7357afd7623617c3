"""Read once, readable without a network; nothing that only staff may see is ever kept."""

import json

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

KEPT = "async () => (await (await caches.open('pages')).keys()).map((one) => new URL(one.url).pathname)"


def start_keeping(page, address):
    """From the second page on the device keeps what is read; the pages after that are kept."""
    page.goto("/")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    page.locator(f"a[href='{address}']").first.click()
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.active.state)")
    page.reload()
    page.wait_for_function(f"async () => (await ({KEPT})()).includes('{address}')")


def test_a_page_that_was_read_opens_without_a_network(page, live_server):
    article = factories.article("Mùa chè ở bản xa")
    start_keeping(page, article.get_absolute_url())
    page.context.set_offline(True)
    page.goto(article.get_absolute_url())
    expect(page.get_by_role("heading", name="Mùa chè ở bản xa", level=1)).to_be_visible()
    expect(page.get_by_text("đây là bản đã lưu khi bạn đọc lần trước")).to_be_visible()
    page.goto("/van-ban/")
    expect(page.get_by_role("heading", name="Trang đã lưu trên máy này")).to_be_visible()
    page.get_by_role("link", name="Mùa chè ở bản xa").click()
    expect(page).to_have_url(f"{live_server.url}{article.get_absolute_url()}")
    page.context.set_offline(False)
    article.title = "Mùa chè mới"
    article.save()
    page.goto(article.get_absolute_url())
    expect(page.get_by_role("heading", name="Mùa chè mới", level=1)).to_be_visible()
    expect(page.get_by_text("bản đã lưu")).to_have_count(0)


def test_pages_of_staff_are_never_kept(page, live_server, client):
    article = factories.article("Mùa chè ở bản xa")
    start_keeping(page, article.get_absolute_url())
    client.force_login(factories.staff())
    name, session = next(iter(client.cookies.items()))
    page.context.add_cookies([{"name": name, "value": session.value, "url": live_server.url}])
    page.goto("/van-ban/")
    expect(page.get_by_role("link", name="Trang quản trị")).to_be_visible()
    page.goto("/quan-tri/")
    page.goto("/lien-he/")
    page.context.clear_cookies()
    page.goto("/so-do-trang/")
    page.wait_for_function(f"async () => (await ({KEPT})()).includes('/so-do-trang/')")
    assert set(page.evaluate(KEPT)) == {article.get_absolute_url(), "/so-do-trang/"}


def test_it_can_be_installed(page, client):
    told = json.loads(client.get("/manifest.webmanifest").content)
    assert told["start_url"] == "/" and {icon["sizes"] for icon in told["icons"]} >= {"512x512"}
    for icon in told["icons"]:
        assert page.goto(icon["src"]).ok
