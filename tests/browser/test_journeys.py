"""Journeys through a real Chromium: an editor posts, a reader downloads."""

import re

import pytest
from playwright.sync_api import expect

from kttt.visits import reading
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def sign_in(page, live_server, user):
    page.goto(f"{live_server.url}/quan-tri/")
    page.get_by_label("Tên đăng nhập").fill(user.username)
    page.get_by_label("Mật khẩu").fill("mat-khau-thu-1")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Bàn làm việc")).to_be_visible()


def test_an_editor_posts_an_article_with_a_picture_and_sees_it_at_once(page, live_server, tmp_path):
    factories.category()
    factories.document("477/CT-UBND", abstract="Phát động phong trào thi đua")
    user = factories.staff(group="Biên tập")
    (tmp_path / "anh.jpg").write_bytes(factories.picture(800, 450).read())

    sign_in(page, live_server, user)
    page.get_by_role("link", name="Bài viết").first.click()
    page.get_by_role("link", name=re.compile("^Thêm vào bài viết|^Thêm bài viết")).first.click()
    page.get_by_role("textbox", name="Tiêu đề:").fill("Hợp tác xã chè Bản Bo được mùa")
    page.get_by_label("Chuyên mục").select_option(label="Tin hoạt động")
    page.get_by_label("Sa-pô").fill("Vụ chè xuân cho sản lượng cao.")
    editor = page.locator(".ck-editor__editable").first
    editor.click()
    editor.press_sequentially("Bà con phấn khởi vào vụ mới.")
    page.locator("#id_cover").set_input_files(tmp_path / "anh.jpg")
    page.get_by_label("Mô tả ảnh").fill("Đồi chè xanh buổi sáng")
    page.get_by_label("Chú thích ảnh").fill("Đồi chè của hợp tác xã")
    page.get_by_role("button", name="Duyệt và xuất bản").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Đã xuất bản.")

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/tin-tuc/")
    page.get_by_role("main").get_by_role("link", name="Hợp tác xã chè Bản Bo được mùa").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hợp tác xã chè Bản Bo được mùa")
    expect(page.get_by_text("Bà con phấn khởi vào vụ mới.")).to_be_visible()
    image = page.get_by_role("img", name="Đồi chè xanh buổi sáng")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth > 0")
    expect(page.get_by_text("Văn bản mới").first).to_be_visible()
    expect(page.get_by_text("477/CT-UBND").first).to_be_visible()
    assert page.context.cookies() == []


def test_downloading_a_document_moves_its_counter_by_one(page, live_server):
    document = factories.document("25/2024/TT-BTC")
    factories.document_file(document)
    address = live_server.url + document.get_absolute_url()
    page.goto(address)
    assert page.locator("#luot-tai").inner_text() == "0"
    with page.expect_response(re.compile("/van-ban/tep/")) as answer:
        page.evaluate(
            "href => fetch(href).then(r => r.blob())",
            page.get_by_role("main").locator("a[href*='/van-ban/tep/']").first.get_attribute("href"),
        )
    assert answer.value.status == 200
    page.goto(address)
    expect(page.locator("#luot-tai")).to_have_text("1")


def test_a_page_load_is_one_view_with_and_without_script(page, live_server, chromium):
    article = factories.article()
    with page.expect_response(re.compile("/dem/")):
        page.goto(live_server.url + article.get_absolute_url())
    plain = chromium.new_context(java_script_enabled=False).new_page()
    with plain.expect_response(re.compile("/dem/")):
        plain.goto(live_server.url + article.get_absolute_url())
    plain.context.close()
    assert reading.totals("article", [article.pk])[article.pk]["view"] == 2


def test_the_idle_warning_renews_the_session_at_the_server(page, live_server, settings):
    settings.SESSION_COOKIE_AGE = 63
    article = factories.article()
    sign_in(page, live_server, factories.staff(group="Biên tập"))
    page.goto(live_server.url + article.get_absolute_url())
    button = page.get_by_role("button", name=re.compile("bấm vào đây|duy trì", re.IGNORECASE))
    expect(button).to_be_visible(timeout=10_000)
    with page.expect_response(re.compile("gia-han")) as answer:
        button.click()
    assert answer.value.status == 200
    expect(button).to_be_hidden()


def test_pages_contact_no_other_host_and_raise_no_script_error(page, live_server):
    article = factories.article(featured=True)
    hosts, errors = set(), []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for address in ("/", article.get_absolute_url(), "/van-ban/", "/hop-tac-xa/", "/thong-ke/", "/tim-kiem/?q=tin"):
        page.goto(live_server.url + address, wait_until="networkidle")
    assert hosts == {live_server.url.split("/")[2]}
    assert errors == []
