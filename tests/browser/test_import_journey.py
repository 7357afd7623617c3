"""A clerk brings in a messy file through every screen, with the real server and worker, and takes it back."""

import re

import pytest
from playwright.sync_api import expect

from tests.cooperatives.lists import HEADINGS, line, workbook
from tests.processes import portal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SETUP = """
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from tests import factories
from tests.cooperatives.lists import line, workbook

factories.staff("canbo", "Cán bộ đăng ký")
take(workbook(
    line("HTX Nông nghiệp Phiêng Khoang", "6200800117", phone="0912345001"),
    line("HTX Chè Bản Bo", "6200800124", phone="0912345002"),
    line("HTX Dược liệu Nà Sa", phone="0912345003", person="Vàng A Pó"),
), "nam-truoc.xlsx", Options())
"""

# What the registry says, as one number.
HASH = """
import hashlib
from django.core import serializers
from cooperatives.models import Organization, OrganizationSector, Statement, YearlyFigures
said = [serializers.serialize("json", model.objects.order_by("pk"))
        for model in (Organization, OrganizationSector, Statement, YearlyFigures)]
print(hashlib.sha256("".join(said).encode()).hexdigest())
"""


def messy():
    """A list of the year after: another wording, a slip in a name, a lost code, no unit, one organisation missing."""
    headings = (*HEADINGS[:5], "Anh đứng mũi chịu sào", "SĐT", "Vốn điều lệ", "Trạng thái")
    return workbook(
        line("HTX Nông nghiệp Phiêng Khoanh", person="Lò Văn Pan", phone="912345001", capital=700),
        line("HTX Chè Bản Bo", "6.2E+09", phone="0912 345 002", capital=900),
        line("1. HTX  Vận tải Pu Ta Leng", "6200800131", person="Ông Tẩn A Sài", phone="912345009", capital="1,5 tỷ"),
        title="DANH SÁCH HTX HUYỆN TAM ĐƯỜNG (đến ngày 31/12/2022)",
        headings=headings,
    )


def test_from_the_file_to_the_undo(chromium, tmp_path):
    (tmp_path / "tam-duong.xlsx").write_bytes(messy())
    faults = []
    with portal(tmp_path, SETUP) as (base, run):
        base = base.replace("127.0.0.1", "localhost")
        before = run(HASH)
        context = chromium.new_context(base_url=base, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto("/quan-tri/")
        page.get_by_label("Tên đăng nhập").fill("canbo")
        page.get_by_label("Mật khẩu").fill("mat-khau-thu-1")
        page.get_by_role("button", name="Đăng nhập").click()

        page.goto("/quan-tri/cooperatives/importbatch/nhap-tep/")
        page.locator("input[type=file]").set_input_files(tmp_path / "tam-duong.xlsx")
        expect(page.locator("[data-drop-list]")).to_contain_text("tam-duong.xlsx")
        page.get_by_role("button", name="Đọc tệp").click()

        # What was understood: the column that nobody can know, and the unit that the file does not tell.
        expect(page.get_by_role("group", name="Trang “HTX”")).to_be_visible()
        page.get_by_label("Cột F: Anh đứng mũi chịu sào").select_option(label="Người đại diện")
        page.get_by_label("Đơn vị tiền khi ô và tiêu đề không ghi").select_option(label="triệu đồng")
        page.get_by_role("button", name="Đúng rồi, xem trước").first.click()

        # The refused row is mended in place.
        expect(page.get_by_role("link", name="Không nhận (1)")).to_be_visible()
        page.get_by_label("Sửa ô C5").fill("6200800124")
        page.get_by_role("button", name="Lưu chỗ sửa và đọc lại").click()
        expect(page.get_by_role("link", name=re.compile("^Nghi trùng"))).to_be_visible()
        expect(page.get_by_role("link", name=re.compile("^Không nhận"))).to_have_count(0)

        # The doubtful pair, side by side, is one organisation.
        page.get_by_role("link", name=re.compile("^Nghi trùng")).click()
        expect(page.get_by_role("rowheader", name="Người đại diện")).to_be_visible()
        page.get_by_label("Là một: cập nhật “HTX Nông nghiệp Phiêng Khoang”, lấy tên trong tệp").check()
        page.get_by_role("button", name="Lưu kết luận và đọc lại").click()

        expect(page.get_by_role("link", name="Thay đổi (2)")).to_be_visible()
        page.get_by_role("link", name="Thay đổi (2)").click()
        expect(page.locator("tr", has_text="HTX Chè Bản Bo")).to_contain_text("500 triệu đồng → 900 triệu đồng")
        page.get_by_role("link", name="Không thấy trong tệp (1)").click()
        expect(page.get_by_role("link", name="HTX Dược liệu Nà Sa")).to_be_visible()
        assert run(HASH) == before

        page.get_by_role("button", name="Nhập vào sổ (3 dòng)").click()
        expect(page.get_by_role("button", name="Hoàn tác lần nhập này")).to_be_visible()
        expect(page.get_by_text("1 mới, 2 cập nhật")).to_be_visible()
        assert run(HASH) != before
        with page.expect_download() as download:
            page.get_by_role("link", name="Tải tệp trả lại xã").click()
        assert download.value.suggested_filename == "tam-duong-can-sua.xlsx"

        page.get_by_role("button", name="Hoàn tác lần nhập này").click()
        expect(page.get_by_text("Đã hoàn tác", exact=True)).to_be_visible()
        assert run(HASH) == before
        context.close()
    assert not faults, faults
