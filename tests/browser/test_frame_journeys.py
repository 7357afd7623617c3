"""Notices and polls in a real Chromium, with the keyboard and without script."""

import pytest
from playwright.sync_api import expect

from kttt.pages.models import Notice
from kttt.polls.models import Poll
from tests.polls.test_polls import poll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def notices():
    Notice.objects.create(text="Cảnh báo lũ quét", level="important")
    Notice.objects.create(text="Lịch tiếp dân")


def test_a_reader_closes_a_notice_by_keyboard_and_it_stays_closed(page, live_server, notices):
    page.goto(f"{live_server.url}/lien-he/")
    page.get_by_role("button", name="Đóng thông báo: Cảnh báo lũ quét").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Cảnh báo lũ quét").first).to_be_hidden()
    expect(page.get_by_role("button", name="Đóng thông báo: Lịch tiếp dân")).to_be_focused()
    page.goto(f"{live_server.url}/van-ban/")
    expect(page.get_by_text("Cảnh báo lũ quét").first).to_be_hidden()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Đóng thông báo: Lịch tiếp dân").click()
    expect(page.get_by_role("region", name="Thông báo chung")).to_be_hidden()
    expect(page.get_by_role("main")).to_be_focused()
    assert page.context.cookies() == []


def test_showing_the_page_moves_nothing(page, live_server, notices):
    page.set_viewport_size({"width": 390, "height": 800})
    page.add_init_script(
        "window.moved = 0;"
        "new PerformanceObserver((list) => { for (const e of list.getEntries()) window.moved += e.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto(f"{live_server.url}/lien-he/", wait_until="networkidle")
    assert page.evaluate("window.moved") == 0


def test_without_script_notices_stay_and_votes_count(chromium, live_server, notices):
    found = poll()
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{live_server.url}/van-ban/")
    expect(plain.get_by_text("Cảnh báo lũ quét").first).to_be_visible()
    expect(plain.get_by_role("button", name="Đóng thông báo")).to_have_count(0)
    plain.get_by_role("radio", name="Thị trường").check()
    plain.get_by_role("button", name="Bình chọn").click()
    expect(plain.get_by_text("Hôm nay bạn đã bình chọn")).to_be_visible()
    expect(plain.get_by_role("row", name="Thị trường 1 100,0%")).to_be_visible()
    assert Poll.objects.get(pk=found.pk).ballots == 1
    assert context.cookies() == []
    context.close()
