"""A whole visit, once with nothing but the keyboard, once without script, on an office screen and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from kttt.questions import views
from kttt.questions.models import Question
from kttt.visits import reading
from tests.browser.content import fill_portal
from tests.browser.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

BLOCKS = ["Tin mới nhất", "Kinh tế tập thể của tỉnh qua con số", "Thủ tục", "Tin hoạt động", "Liên kết, đối tác"]
SCREENS = pytest.mark.parametrize("width", [1366, 390])


@pytest.fixture
def portal(monkeypatch):
    monkeypatch.setattr(views, "SECONDS_TO_WRITE", 0)  # a script types faster than people
    return fill_portal()


def main_menu(page):
    return page.get_by_role("navigation", name="Menu chính")


@SCREENS
def test_by_keyboard_alone(page, portal, width):
    keyboard = Keyboard(page)
    main = page.get_by_role("main")
    page.set_viewport_size({"width": width, "height": 768})
    # Smooth scrolling would still be under way when the focus is looked at.
    page.emulate_media(reduced_motion="reduce")
    page.context.grant_permissions(["clipboard-write"])
    page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")

    def open_menu():
        if width < 960:
            keyboard.reach(main_menu(page).locator(".main-menu__switch > summary"))
            keyboard.press("Enter")

    def by_menu(name, address):
        open_menu()
        keyboard.follow(main_menu(page).get_by_role("link", name=name, exact=True), address)

    # The home page: past the head at once, and around the whole page.
    page.goto("/")
    keyboard.press("Tab")
    expect(page.get_by_role("link", name="Chuyển đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(main).to_be_focused()
    keyboard.press("Tab")
    assert main.evaluate("main => main.contains(document.activeElement)")
    keyboard.walk()

    # The menu: a submenu opens, Escape closes it where it was opened, leaving it closes it too.
    page.goto("/")
    open_menu()
    switch = main_menu(page).get_by_text("Các mục của Giới thiệu").locator("..")
    child = main_menu(page).get_by_role("link", name="Chức năng, nhiệm vụ")
    keyboard.reach(switch)
    expect(child).to_be_hidden()
    keyboard.press("Enter", "Tab")
    expect(child).to_be_focused()
    keyboard.press("Escape")
    expect(switch).to_be_focused()
    expect(child).to_be_hidden()
    keyboard.press("Space")
    keyboard.reach(main_menu(page).get_by_role("link", name="Tin tức"))
    expect(child).to_be_hidden()
    keyboard.reach(switch, "Shift+Tab")
    keyboard.press("Enter")
    keyboard.follow(child, "/trang/chuc-nang/$")

    # The search: suggestions with the arrow keys, closed by Escape; then the results of the form.
    field = page.locator("#tim-nhanh")
    keyboard.reach(field)
    keyboard.type("mua che")
    option = page.get_by_role("option", name=portal.article.title)
    option.wait_for()
    keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    keyboard.press("ArrowUp")
    expect(option).to_have_attribute("aria-selected", "false")
    keyboard.press("Escape")
    expect(option).to_be_hidden()
    expect(field).to_have_value("mua che")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tim-kiem/\?q=mua\+che$"))
    keyboard.follow(main.get_by_role("link", name=portal.article.title), portal.article.get_absolute_url())

    # The article: the whole page, its table, printing, copying, stars, a comment without its text.
    expect(page.get_by_role("heading", level=1)).to_have_text(portal.article.title)
    keyboard.walk()
    keyboard.reach(page.get_by_role("button", name="In bài viết"))
    keyboard.press("Enter")
    assert page.evaluate("window.printed") == 1
    keyboard.reach(page.get_by_role("button", name="Sao chép liên kết"))
    keyboard.press("Enter")
    expect(page.get_by_text("Đã sao chép liên kết.")).to_be_visible()
    keyboard.reach(page.get_by_role("radio", name="1 sao"))
    keyboard.press(*["ArrowRight"] * 4)
    expect(page.get_by_role("radio", name="5 sao")).to_be_checked()
    keyboard.follow(page.get_by_role("button", name="Gửi đánh giá"), "#danh-gia$")
    expect(page.get_by_text("5 trong 1 đánh giá")).to_be_visible()

    # A list and its second page.
    by_menu("Tin tức", "/tin-tuc/$")
    keyboard.follow(page.get_by_role("link", name="Trang sau"), r"\?trang=2$")
    expect(main.get_by_role("link", name="Tin số 0", exact=True)).to_be_visible()

    # A document, by filter, and its file.
    by_menu("Văn bản", "/van-ban/$")
    keyboard.reach(page.get_by_label("Số, ký hiệu, trích yếu"))
    keyboard.type("thi dua")
    if width < 960:
        keyboard.reach(page.get_by_text("Lọc kết quả"))
        keyboard.press("Enter")
    keyboard.reach(page.get_by_role("checkbox", name="Chỉ thị"))
    keyboard.press("Space")
    keyboard.follow(page.get_by_role("button", name="Lọc văn bản"), "loai=chi-thi")
    keyboard.follow(main.get_by_role("link", name="Số: 477/CT-UBND"), portal.document.get_absolute_url())
    keyboard.reach(main.get_by_role("link", name="Tải về"))
    with page.expect_download() as download:
        keyboard.press("Enter")
    assert download.value.suggested_filename == portal.file.name

    # A cooperative, by filter.
    by_menu("Hợp tác xã", "/hop-tac-xa/$")
    keyboard.reach(page.get_by_label("Tên, mã số thuế"))
    keyboard.type("che ban bo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tìm thấy 1 hợp tác xã")).to_be_visible()
    keyboard.follow(main.get_by_role("link", name=portal.cooperative.name), portal.cooperative.get_absolute_url())
    keyboard.reach(page.get_by_role("group", name="Số liệu hằng năm"))
    keyboard.press("ArrowRight")

    # A question: the error that came back has the focus, and leads to its field.
    by_menu("Hỏi đáp", "/hoi-dap/$")
    keyboard.follow(page.get_by_role("link", name="Đặt câu hỏi"), "/hoi-dap/dat-cau-hoi/$")
    for label, words in [("Câu hỏi (bắt buộc)", "Góp vốn bằng đất được không?"), ("Nội dung chi tiết", "Tôi có chè."),
                         ("Họ và tên (bắt buộc)", "Giàng A Sử"), ("Điện thoại", "12")]:  # fmt: skip
        keyboard.reach(page.get_by_label(label))
        keyboard.type(words)
    keyboard.reach(page.get_by_label("Tôi đồng ý để cơ quan"))
    keyboard.press("Space")
    keyboard.follow(page.get_by_role("button", name="Gửi câu hỏi"), "/hoi-dap/gui/$")
    expect(page.get_by_role("alert")).to_be_focused()
    keyboard.press("Tab", "Enter")
    phone = page.get_by_label("Điện thoại")
    expect(phone).to_be_focused()
    expect(phone).to_have_accessible_description(re.compile("Số điện thoại chưa đúng"))
    keyboard.press("Control+a")
    keyboard.type("0912 345 678")
    keyboard.follow(page.get_by_role("button", name="Gửi câu hỏi"), r"/hoi-dap/tra-cuu/\?ma=")
    assert page.locator(".tracking-code").inner_text() in page.url

    # The poll.
    by_menu("Thăm dò ý kiến", "/tham-do/$")
    keyboard.follow(main.get_by_role("link", name=portal.poll.question), portal.poll.get_absolute_url())
    keyboard.reach(main.get_by_role("radio", name="Vốn"))
    keyboard.press("ArrowDown")
    keyboard.follow(main.get_by_role("button", name="Bình chọn"), portal.poll.get_absolute_url())
    expect(page.get_by_role("row", name="Thị trường 1 100,0%")).to_be_visible()


@SCREENS
def test_without_script(chromium, live_server, portal, width):
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": width, "height": 768}
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    main = page.get_by_role("main")

    def open_menu():
        if width < 960:
            main_menu(page).locator(".main-menu__switch > summary").click()

    # The home page with all its blocks, and the menu with its submenus.
    page.goto("/")
    assert main.locator("h2").all_inner_texts() == BLOCKS
    for heading in main.locator("h2").all():
        expect(heading).to_be_visible()
    open_menu()
    main_menu(page).get_by_text("Các mục của Giới thiệu").locator("..").click()
    main_menu(page).get_by_role("link", name="Chức năng, nhiệm vụ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chức năng, nhiệm vụ")

    # The search by its form; the article is counted by its picture.
    page.fill("#tim-nhanh", "mua che")
    page.locator("#tim-nhanh").press("Enter")
    with page.expect_response(re.compile("/dem/.*subject=article")) as counted:
        main.get_by_role("link", name=portal.article.title).click()
    assert counted.value.status == 200
    expect(page.get_by_role("heading", level=1)).to_have_text(portal.article.title)
    expect(page.get_by_text("Vụ chè xuân cho sản lượng cao.")).to_be_visible()
    assert reading.totals("article", [portal.article.pk])[portal.article.pk]["view"] == 1
    for name in ("In bài viết", "Sao chép liên kết"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)

    # Pages of a list, a document by filter and its file, a cooperative by filter.
    open_menu()
    main_menu(page).get_by_role("link", name="Tin tức").click()
    page.get_by_role("link", name="Trang sau").click()
    expect(main.get_by_role("link", name="Tin số 0", exact=True)).to_be_visible()
    open_menu()
    main_menu(page).get_by_role("link", name="Văn bản").click()
    if width < 960:
        page.get_by_text("Lọc kết quả").click()
    page.get_by_role("checkbox", name="Chỉ thị").check()
    page.get_by_role("button", name="Lọc văn bản").click()
    expect(page.get_by_role("heading", name=re.compile("Tìm thấy 1 văn bản"))).to_be_visible()
    main.get_by_role("link", name="Số: 477/CT-UBND").click()
    with page.expect_download() as download:
        main.get_by_role("link", name="Tải về").click()
    assert download.value.suggested_filename == portal.file.name
    open_menu()
    main_menu(page).get_by_role("link", name="Hợp tác xã").click()
    page.get_by_label("Tên, mã số thuế").fill("che ban bo")
    page.get_by_role("button", name="Tìm hợp tác xã").click()
    main.get_by_role("link", name=portal.cooperative.name).click()
    expect(page.get_by_role("table")).to_contain_text("2025")

    # A question comes back with its error at the focus, then is taken.
    open_menu()
    main_menu(page).get_by_role("link", name="Hỏi đáp").click()
    page.get_by_role("link", name="Đặt câu hỏi").click()
    page.get_by_label("Câu hỏi (bắt buộc)").fill("Góp vốn bằng đất được không?")
    page.get_by_label("Nội dung chi tiết").fill("Tôi có chè.")
    page.get_by_label("Họ và tên (bắt buộc)").fill("Giàng A Sử")
    page.get_by_label("Điện thoại").fill("12")
    page.get_by_label("Tôi đồng ý để cơ quan").check()
    page.get_by_role("button", name="Gửi câu hỏi").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Số điện thoại chưa đúng").click()
    expect(page.get_by_label("Điện thoại")).to_be_in_viewport()
    page.get_by_label("Điện thoại").fill("0912 345 678")
    page.get_by_role("button", name="Gửi câu hỏi").click()
    expect(page.locator(".tracking-code")).to_have_text(Question.objects.get(phone="0912 345 678").code)

    # The poll, in the side column of any page.
    page.get_by_role("complementary").get_by_role("radio", name="Thị trường").check()
    page.get_by_role("button", name="Bình chọn").click()
    expect(page.get_by_role("row", name="Thị trường 1 100,0%")).to_be_visible()
    assert context.cookies() == []
    context.close()
