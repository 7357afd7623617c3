"""A reader asks without JavaScript, an editor answers, everybody reads the answer, the reader finds it by code."""

import re

import pytest
from playwright.sync_api import expect

from kttt.questions import views
from kttt.questions.models import Question, Topic
from tests import factories
from tests.browser.test_journeys import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_from_the_question_to_the_answer(page, live_server, chromium, tmp_path, monkeypatch):
    monkeypatch.setattr(views, "SECONDS_TO_WRITE", 0)  # a script types faster than people
    office = factories.department()
    Topic.objects.create(name="Vốn góp", slug="von-gop", department=office)
    (tmp_path / "so-do.jpg").write_bytes(factories.picture(800, 600).read())

    reader = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    asking = reader.new_page()
    asking.goto("/hoi-dap/")
    asking.get_by_role("link", name="Đặt câu hỏi").click()
    asking.get_by_label("Lĩnh vực").select_option(label="Vốn góp")
    asking.get_by_label("Câu hỏi (bắt buộc)").fill("Góp vốn bằng đất được không?")
    asking.get_by_label("Nội dung chi tiết").fill("Tôi là Giàng A Sử, có 2 ha chè.")
    asking.get_by_label("Họ và tên (bắt buộc)").fill("Giàng A Sử")
    asking.get_by_label("Điện thoại").fill("0912 345 678")
    asking.get_by_label("Tệp kèm theo").set_input_files(tmp_path / "so-do.jpg")
    asking.get_by_label("Tôi đồng ý để cơ quan").check()
    asking.get_by_role("button", name="Gửi câu hỏi").click()
    code = asking.locator(".tracking-code").inner_text()
    expect(asking.get_by_text(f"Đã nhận, đang xử lý tại {office}")).to_be_visible()
    assert reader.cookies() == []

    sign_in(page, live_server, factories.staff(group="Biên tập"))
    page.goto(f"{live_server.url}/quan-tri/questions/question/")
    page.get_by_role("link", name=code).click()
    expect(page.get_by_text("0912 345 678")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="so-do.webp").click()
    assert download.value.suggested_filename == "so-do.webp"
    page.get_by_label("Nội dung:").fill("Tôi có 2 ha chè.")
    editor = page.locator(".ck-editor__editable").first
    editor.click()
    editor.press_sequentially("Được, theo giá mà các thành viên thống nhất.")
    page.get_by_label("Căn cứ pháp lý").fill("Luật Hợp tác xã số 17/2023/QH15")
    page.get_by_role("button", name="Trả lời và công khai").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Đã trả lời và công khai")

    everybody = chromium.new_context(base_url=live_server.url).new_page()
    everybody.goto("/hoi-dap/?q=gop von bang dat")
    everybody.get_by_role("main").get_by_role("link", name="Góp vốn bằng đất được không?").click()
    expect(everybody.get_by_text("Được, theo giá mà các thành viên thống nhất.")).to_be_visible()
    expect(everybody.get_by_text("17/2023/QH15")).to_be_visible()
    assert not re.search("Giàng A Sử|0912", everybody.content())
    assert everybody.context.cookies() == []
    everybody.context.close()

    asking.goto("/hoi-dap/tra-cuu/")
    asking.get_by_label("Mã tra cứu").fill(code.lower().replace("-", " "))
    asking.get_by_role("button", name="Tra cứu").click()
    expect(asking.get_by_text("Được, theo giá mà các thành viên thống nhất.")).to_be_visible()
    reader.close()
    assert Question.objects.get().is_public
