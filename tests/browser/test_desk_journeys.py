"""The newsroom in a real Chromium: from the draft to the reader, and no text is lost on the way."""

import os
import re
import signal
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from news.models import Article, WorkingCopy
from tests import factories
from tests.browser.test_journeys import sign_in
from tests.news.word_files import docx, p, photo, picture, r
from tests.processes import portal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ADD = "/quan-tri/news/article/add/"
KEPT = "Bản đang viết đã được giữ lúc"
OFFLINE = "Mất kết nối – bài đang được giữ trên máy này."
PASSWORD = "mat-khau-thu-1"


@pytest.fixture
def tab(chromium, live_server):
    """A function that opens a tab of another person's browser."""
    contexts = []

    def opened(**options):
        contexts.append(chromium.new_context(base_url=live_server.url, locale="vi-VN", **options))
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def body(page):
    return page.locator(".ck-editor__editable").first


def write(page, title, text):
    page.get_by_role("textbox", name="Tiêu đề:").fill(title)
    body(page).click()
    body(page).press_sequentially(text)


def press(page, label):
    page.get_by_role("button", name=label, exact=True).first.click()


def change(article):
    return f"/quan-tri/news/article/{article.pk}/change/"


WORD_FILE = docx(
    p(r("Mùa chè mới", "b", size=36)), p(r("Vụ chè xuân bắt đầu ở các bản.", "b")), p("Bà con hái chè."),
    p(picture("p1")), pictures={"p1": photo()},
)  # fmt: skip


def test_from_the_word_file_to_the_reader_at_its_minute(page, live_server, tab):
    factories.category()
    sign_in(page, live_server, factories.staff("phongvien", group="Phóng viên"))
    page.goto(ADD)
    page.get_by_role("link", name="Soạn từ tệp Word").click()
    word = {"name": "Mùa chè.docx", "mimeType": "application/octet-stream", "buffer": WORD_FILE}
    page.locator("input[type=file]").set_input_files(word)
    page.get_by_label("Chuyên mục").select_option(label="Tin hoạt động")
    press(page, "Soạn bài nháp")
    expect(page.get_by_role("textbox", name="Tiêu đề:")).to_have_value("Mùa chè mới")
    expect(body(page)).to_contain_text("Bà con hái chè.")
    page.get_by_label("Mô tả ảnh:").first.fill("Đồi chè")
    expect(page.get_by_role("button", name="Duyệt và xuất bản")).to_have_count(0)
    press(page, "Gửi biên tập")
    expect(page.locator(".messagelist")).to_contain_text("Đã gửi bài cho người biên tập.")
    article = Article.objects.get()

    desk = tab()
    sign_in(desk, live_server, factories.staff("bientap", group="Biên tập"))
    desk.get_by_role("link", name="1 bài viết chờ biên tập").click()
    desk.get_by_role("link", name="Mùa chè mới").click()
    press(desk, "Gửi duyệt")
    expect(desk.locator(".messagelist")).to_contain_text("Chờ duyệt")
    desk.goto(change(article))
    desk.get_by_text("Xem thử, gửi liên kết xem thử").click()
    link = desk.get_by_label("Liên kết xem thử:").input_value()

    leader = factories.staff("lanhdao", group="Lãnh đạo duyệt")
    phone = tab(viewport={"width": 390, "height": 800})
    phone.goto(link)
    expect(phone.get_by_text("Bà con hái chè.")).to_be_visible()
    phone.get_by_role("link", name="Đăng nhập để duyệt").click()
    phone.get_by_label("Tên đăng nhập").fill(leader.username)
    phone.get_by_label("Mật khẩu").fill(PASSWORD)
    press(phone, "Đăng nhập")
    expect(phone).to_have_url(link)
    phone.wait_for_load_state()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("summary", has_text="Hẹn giờ đăng").click()
    phone.get_by_label("Ngày giờ đăng:").fill(f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}")
    press(phone, "Hẹn giờ đăng")
    expect(phone.get_by_text("Đã duyệt, hẹn đăng").first).to_be_visible()

    Article.objects.update(publish_from=timezone.now() + timedelta(seconds=2))
    reader = tab()
    assert reader.goto(article.get_absolute_url()).status == 404
    while Article.objects.get().publish_from > timezone.now():
        time.sleep(0.1)
    reader.goto("/tin-tuc/")
    reader.get_by_role("main").get_by_role("link", name="Mùa chè mới").first.click()
    expect(reader.get_by_text("Bà con hái chè.")).to_be_visible()


def test_the_first_article_takes_at_most_eight_clicks(page, live_server):
    factories.category()
    factories.staff(group="Biên tập")
    page.set_viewport_size({"width": 390, "height": 800})
    page.add_init_script(
        "addEventListener('click', (event) => event.isTrusted && event.detail && "
        "localStorage.setItem('clicks', 1 + Number(localStorage.getItem('clicks'))), true)"
    )
    page.goto("/quan-tri/")
    page.get_by_label("Tên đăng nhập").fill("bientap")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Đăng nhập")
    page.locator(".model-article .addlink").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("textbox", name="Tiêu đề:").click()
    page.keyboard.type("Tin đầu tiên")
    page.get_by_label("Chuyên mục").select_option(label="Tin hoạt động")
    body(page).click()
    page.keyboard.type("Nội dung.")
    press(page, "Duyệt và xuất bản")
    expect(page.locator(".messagelist")).to_contain_text("Đã xuất bản.")
    choosing = 2  # opening the list of sections, and choosing one
    assert int(page.evaluate("localStorage.getItem('clicks')")) + choosing <= 8
    assert Article.objects.published().get().title == "Tin đầu tiên"


def test_a_session_that_ends_while_typing_is_renewed_in_place(page, live_server):
    factories.category()
    sign_in(page, live_server, factories.staff(group="Biên tập"))
    page.goto(ADD)
    write(page, "Mùa chè", "Trước khi hết phiên.")
    expect(page.get_by_text(KEPT)).to_be_visible()
    Session.objects.all().delete()
    body(page).press_sequentially(" Sau khi hết phiên.")
    dialog = page.get_by_role("dialog", name="Phiên làm việc đã hết")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Mật khẩu").fill("sai")
    press(dialog, "Đăng nhập và viết tiếp")
    expect(dialog.get_by_text("Mật khẩu chưa đúng")).to_be_visible()
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    press(dialog, "Đăng nhập và viết tiếp")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert "Sau khi hết phiên." in WorkingCopy.objects.get().data["body"][0]
    # The press on a button that meets a session at its end goes on by itself after signing in.
    page.get_by_label("Chuyên mục").select_option(label="Tin hoạt động")
    Session.objects.all().delete()
    press(page, "Lưu nháp")
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    press(dialog, "Đăng nhập và viết tiếp")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert "Trước khi hết phiên. Sau khi hết phiên." in Article.objects.get().body
    assert not WorkingCopy.objects.filter(saved_at__isnull=False).exists()


def test_without_a_network_the_text_waits_on_the_device(page, live_server):
    factories.category()
    sign_in(page, live_server, factories.staff(group="Biên tập"))
    page.goto(ADD)
    page.context.set_offline(True)
    write(page, "Viết trên đèo", "Không có sóng.")
    page.get_by_label("Chuyên mục").select_option(label="Tin hoạt động")
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    press(page, "Lưu nháp")
    expect(page.get_by_text("Có mạng trở lại hãy bấm lại")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert WorkingCopy.objects.get().title == "Viết trên đèo"

    # A tab that is closed without a network: the next one offers what only the device has.
    page.context.set_offline(True)
    body(page).press_sequentially(" Rồi máy tắt.")
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(ADD)
    expect(page.get_by_text("Có bản chưa lưu lúc")).to_be_visible()
    expect(page.get_by_text("Có bản chưa lưu lúc")).to_contain_text("Viết trên đèo")
    page.get_by_role("textbox", name="Tiêu đề:").press("Enter")  # saves nothing, and throws nothing away
    expect(page.locator(".errornote").first).to_be_visible()
    page.wait_for_timeout(4000)  # a page on which nothing is typed keeps no copy
    page.goto(ADD)
    page.get_by_role("link", name="Dùng bản này").click()
    expect(body(page)).to_contain_text("Không có sóng. Rồi máy tắt.")
    press(page, "Lưu nháp")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert "Rồi máy tắt." in Article.objects.get().body


def test_a_fault_in_keeping_copies_keeps_nobody_from_saving(page, live_server):
    article = factories.article("Một", state="draft")
    sign_in(page, live_server, factories.staff(group="Biên tập"))
    page.route("**/ban-dang-viet/", lambda route: route.fulfill(status=500, body="lỗi"))
    page.goto(change(article))
    page.get_by_role("textbox", name="Tiêu đề:").fill("Hai")
    press(page, "Lưu nháp")
    expect(page.get_by_text("hãy bấm lại nút vừa bấm")).to_be_visible()
    press(page, "Lưu nháp")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get().title == "Hai"


def test_two_on_one_article_see_each_other_and_choose(page, live_server, tab):
    article = factories.article("Một", state="draft", body="<p>Đồi chè.</p>")
    sign_in(page, live_server, factories.staff("an", group="Biên tập", first_name="An"))
    page.goto(change(article))
    expect(body(page)).to_be_visible()
    expect(page.locator("[data-copy-others]")).to_have_text("")
    other = tab()
    sign_in(other, live_server, factories.staff("su", group="Biên tập", first_name="Sử"))
    other.goto(change(article))
    expect(other.get_by_text("An cũng đang mở bài này.")).to_be_visible()
    other.get_by_role("textbox", name="Tiêu đề:").fill("Hai của Sử")
    press(other, "Lưu nháp")
    expect(other.locator(".messagelist .success")).to_be_visible()
    page.get_by_role("textbox", name="Tiêu đề:").fill("Hai của An")
    expect(page.get_by_text(re.compile("Sử đã lưu bài này lúc"))).to_be_visible()
    press(page, "Lưu nháp")
    expect(page.get_by_role("heading", name="Hai bản khác nhau")).to_be_visible()
    assert Article.objects.get().title == "Hai của Sử"
    expect(page.get_by_role("textbox", name="Tiêu đề:")).to_have_value("Hai của An")
    press(page, "Lưu bản của tôi")
    expect(page.locator(".messagelist .success")).to_contain_text("Đã lưu bản của bạn")
    assert Article.objects.get().title == "Hai của An"


MADE = """
from tests import factories
factories.category(); factories.staff("bientap", "Biên tập")
"""


@pytest.mark.processes
def test_a_server_that_is_killed_loses_the_last_seconds_at_most(chromium, tmp_path):
    servers = []
    with portal(tmp_path, MADE, started=lambda *both: servers.append(both)) as (base, run):
        context = chromium.new_context(base_url=base.replace("127.0.0.1", "localhost"), locale="vi-VN")
        page = context.new_page()
        page.goto("/quan-tri/")
        page.get_by_label("Tên đăng nhập").fill("bientap")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        press(page, "Đăng nhập")
        page.goto(ADD)
        write(page, "Mùa chè", "Đã giữ.")
        expect(page.get_by_text(KEPT)).to_be_visible()
        body(page).press_sequentially(" Chưa giữ.")
        server, start = servers[0]
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        page.close()
        said = "from news.models import WorkingCopy; print(WorkingCopy.objects.get().data['body'])"
        assert "Đã giữ." in run(said)
        again = start()
        try:
            page = context.new_page()
            for _ in range(100):
                try:
                    page.goto(ADD)
                    break
                except Exception:
                    time.sleep(0.2)
            expect(page.get_by_text("Có bản chưa lưu lúc")).to_be_visible()
            page.get_by_role("link", name="Dùng bản này").click()
            expect(body(page)).to_contain_text("Đã giữ. Chưa giữ.")
        finally:
            context.close()
            os.killpg(again.pid, signal.SIGTERM)
            again.wait(20)
