"""A clerk at the registry's desks in a real Chromium: own columns, two made one and two again, a filter."""

import re

import openpyxl
import pytest
from django.db import transaction
from playwright.sync_api import expect

from cooperatives.history import record_edit
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.models import ExportLayout, Merge, Organization
from tests import factories
from tests.browser.test_journeys import sign_in
from tests.cooperatives.lists import line, workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LIST = "/quan-tri/cooperatives/cooperative/"


@pytest.fixture
def clerk(page, live_server):
    """A clerk's tab; the registry holds three cooperatives, one of them at rest."""
    lines = [line("HTX Chè Bản Bo", "6200800117", capital=500), line("HTX Thủy sản Nà Khuy", "6200800124", capital=800),
             line("HTX Vận tải Pu Ta Leng", "6200800131", capital=900)]  # fmt: skip
    take(workbook(*lines), "htx-2021.xlsx", Options())
    with transaction.atomic():
        record_edit(Organization.objects.get(tax_code="6200800131"), {"status": "suspended"}, None)
    sign_in(page, live_server, factories.staff(group="Cán bộ đăng ký"))
    return page


def test_the_filtered_list_goes_to_excel_in_the_offices_own_columns(clerk, tmp_path):
    columns = [["number", "STT"], ["name", "Tên hợp tác xã"], ["charter_capital", ""]]
    ExportLayout.objects.create(kind="cooperative", name="Vốn của HTX", columns=columns)
    clerk.goto(LIST)
    clerk.locator("#changelist-filter").get_by_role("link", name="Đang hoạt động").click()
    clerk.get_by_role("link", name="Xuất danh sách đang xem ra Excel theo mẫu cột").click()
    expect(clerk.get_by_text("2 đơn vị", exact=True)).to_be_visible()
    clerk.get_by_label("Mẫu cột đã lưu").select_option("Vốn của HTX")
    clerk.get_by_role("button", name="Mở mẫu này").click()
    clerk.get_by_label("Tiêu đề của cột Vốn điều lệ").fill("Vốn (đồng)")
    clerk.get_by_role("button", name="Lưu mẫu cột cho cả cơ quan").click()
    expect(clerk.get_by_text("Đã ghi đè mẫu cột “Vốn của HTX”.")).to_be_visible()
    with clerk.expect_download() as download:
        clerk.get_by_role("button", name="Tải Excel").click()
    download.value.save_as(tmp_path / "htx.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "htx.xlsx").active
    assert list(sheet.iter_rows(values_only=True)) == [
        ("STT", "Tên hợp tác xã", "Vốn (đồng)"),
        (1, "HTX Chè Bản Bo", 500_000_000),
        (2, "HTX Thủy sản Nà Khuy", 800_000_000),
    ]


def test_two_are_made_one_and_two_again_and_the_old_address_leads_on(clerk):
    kept = Organization.objects.get(tax_code="6200800124")
    twice = line("HTX Thủy sản Nà Khuya", capital=850)
    take(workbook(twice, title="DANH SÁCH HTX (số liệu đến ngày 31/12/2022)"), "htx-2022.xlsx", Options())
    gone = Organization.objects.get(tax_code="", name__contains="Khuya")
    addresses = [one.get_absolute_url() for one in (kept, gone)]

    clerk.goto(LIST)
    clerk.get_by_role("link", name="Đơn vị nghi trùng").first.click()
    clerk.get_by_role("link", name="So sánh HTX Thủy sản Nà Khuy và HTX Thủy sản Nà Khuya").click()
    clerk.get_by_label(f"Giữ số {kept.pk}").check()
    clerk.get_by_role("button", name="Gộp", exact=True).click()
    expect(clerk.get_by_text("Đã gộp “HTX Thủy sản Nà Khuya” vào “HTX Thủy sản Nà Khuy”")).to_be_visible()

    clerk.goto(addresses[1])
    # The newer file's name holds for the one that was kept.
    expect(clerk).to_have_url(re.compile(rf"/hop-tac-xa/htx-thuy-san-na-khuya-{kept.pk}\.html$"))
    expect(clerk.get_by_role("heading", level=1)).to_have_text("HTX Thủy sản Nà Khuya")

    clerk.goto("/quan-tri/cooperatives/merge/da-gop/")
    clerk.get_by_role("button", name="Hoàn tác gộp HTX Thủy sản Nà Khuya").click()
    expect(clerk.get_by_text("lại là đơn vị riêng với địa chỉ như trước")).to_be_visible()
    for address, name in zip(addresses, ("HTX Thủy sản Nà Khuy", "HTX Thủy sản Nà Khuya"), strict=True):
        clerk.goto(address)
        expect(clerk).to_have_url(re.compile(re.escape(address) + "$"))
        expect(clerk.get_by_role("heading", level=1)).to_have_text(name)
    assert Merge.objects.get().undone_at


def test_a_filter_is_kept_under_a_name_and_opened_again(clerk):
    clerk.goto(LIST)
    clerk.locator("#changelist-filter").get_by_role("link", name="Tạm ngừng").click()
    clerk.get_by_label("Lưu bộ lọc đang xem với tên").fill("Cần gọi lại")
    clerk.get_by_role("button", name="Lưu", exact=True).click()
    expect(clerk.get_by_text("Đã lưu bộ lọc “Cần gọi lại”.")).to_be_visible()

    clerk.goto(LIST)
    expect(clerk.locator("#result_list tbody tr")).to_have_count(3)
    clerk.get_by_role("link", name="Cần gọi lại").click()
    expect(clerk.locator("#result_list tbody tr")).to_have_count(1)
    expect(clerk.locator("#result_list")).to_contain_text("HTX Vận tải Pu Ta Leng")
    expect(clerk.get_by_role("link", name="Cần gọi lại")).to_have_attribute("aria-current", "page")

    clerk.get_by_role("button", name="Xóa bộ lọc Cần gọi lại").click()
    expect(clerk.get_by_text("Đã xóa bộ lọc “Cần gọi lại”.")).to_be_visible()
    expect(clerk.get_by_role("link", name="Cần gọi lại")).to_have_count(0)
