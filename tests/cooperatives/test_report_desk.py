"""The year-end report on the desk: who may open it, what it says, and the files that come of it."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import docx
import openpyxl
import pytest

from cooperatives.history import record_edit
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.models import IndicatorEntry, IndicatorTarget, Organization
from tests import factories
from tests.cooperatives import lists

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/cooperatives/indicatorentry/"
DAYS = {"ngay": "31/12/2022", "so_voi": "31/12/2021"}


@pytest.fixture
def registry():
    take(lists.workbook(lists.line("HTX Chè", "6200800117"), lists.line("HTX Cá", "6200800124")), "htx.xlsx", Options())
    one = Organization.objects.get(name="HTX Cá")
    record_edit(one, {"status": "dissolved"}, None, change_from=date(2022, 6, 1))
    IndicatorEntry.objects.create(code="tuyen_truyen.lop", year=2022, value=16, source="Báo cáo số 5")
    IndicatorTarget.objects.create(code="tuyen_truyen.lop", year=2022, value=10)


@pytest.fixture
def clerk(client):
    client.force_login(factories.staff(group="Cán bộ đăng ký"))
    return client


def test_the_report_and_its_table(registry, clerk):
    response = clerk.get(f"{DESK}bao-cao/", DAYS)
    page = unescape(response.content.decode())
    assert "Toàn tỉnh có 1 HTX đã đăng ký, giảm 1 HTX (50%) so với ngày 31/12/2021" in page
    assert "giải thể, chuyển đổi 1 HTX" in page
    assert re.search(r"16 lớp</td>\s*<td>chưa có</td>\s*<td></td>\s*<td>10 lớp</td>\s*<td>đạt 160%", page)
    assert "Nguồn: Báo cáo số 5." in page
    assert "/hop-tac-xa/?tinh-trang=active&tai-ngay=2022-12-31" in page
    assert "ngay=31%2F12%2F2022" in page
    assert clerk.get(f"{DESK}bao-cao/").status_code == 200
    assert "Báo cáo cuối năm" in clerk.get(DESK).content.decode()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"ngay": "31/02/2022", "so_voi": "31/12/2021"}, "ngày"),
        ({"ngay": "31/12/2021", "so_voi": "31/12/2022"}, "Ngày so sánh phải trước ngày báo cáo."),
        ({"ngay": "31/12/2921", "so_voi": "31/12/2022"}, "Hãy chọn một ngày từ năm 2000 đến hôm nay."),
        ({"ngay": "", "so_voi": "\0"}, "bắt buộc"),
    ],
)
def test_wrong_days_are_told(registry, clerk, days, said):
    response = clerk.get(f"{DESK}bao-cao/", days)
    assert response.status_code == 200
    assert said in unescape(response.content.decode())
    assert clerk.get(f"{DESK}bao-cao.docx", days).status_code == 404


def test_as_word(registry, clerk):
    response = clerk.get(f"{DESK}bao-cao.docx", DAYS)
    assert 'filename="bao-cao-kttt-2022-12-31.docx"' in response["Content-Disposition"]
    document = docx.Document(BytesIO(response.content))
    words = "\n".join(p.text for p in document.paragraphs)
    assert "Tình hình kinh tế tập thể, hợp tác xã đến ngày 31/12/2022" in words
    assert "giảm 1 HTX (50%)" in words
    assert "Mẫu số: HTX đã đăng ký." in words
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0][1:3] == ["Ngày 31/12/2022", "Ngày 31/12/2021"]
    assert ["Hợp tác xã", "1 HTX", "2 HTX", "giảm 1 HTX (50%)", "", ""] in rows


def test_as_a_workbook_with_plain_numbers(registry, clerk):
    response = clerk.get(f"{DESK}bao-cao.xlsx", DAYS)
    book = openpyxl.load_workbook(BytesIO(response.content))
    rows = {row[0]: row for row in book["Biểu số liệu"].iter_rows(values_only=True)}
    assert rows["Hợp tác xã"][1:6] == ("HTX", 1, 2, -1, -50)
    assert rows["Tổng vốn điều lệ"][2] == 500_000_000
    assert rows["Lớp tuyên truyền, tập huấn"][6:8] == (10, 160)
    assert any(row[0] == "Xem lại" for row in book["Kiểm tra"].iter_rows(values_only=True))


def test_only_for_who_may_see_the_registry(registry, client):
    assert client.get(f"{DESK}bao-cao/").status_code == 302
    client.force_login(factories.staff(group="Phóng viên"))
    for address in ("bao-cao/", "bao-cao.docx", "bao-cao.xlsx"):
        assert client.get(f"{DESK}{address}").status_code == 403
    client.force_login(factories.staff("lanhdao", group="Lãnh đạo duyệt"))
    assert client.get(f"{DESK}bao-cao/").status_code == 200


def test_figures_and_plans_are_entered_as_written_here(clerk):
    assert "Hợp tác xã (HTX)" not in clerk.get(f"{DESK}add/").content.decode()
    form = {"code": "vay.doanh_so", "year": "2022", "value": "30.000.000.000", "source": ""}
    assert clerk.post(f"{DESK}add/", form).status_code == 302
    assert IndicatorEntry.objects.get().value == 30_000_000_000
    assert "30 tỷ đồng" in clerk.get(DESK).content.decode()
    assert "đã tồn tại" in unescape(clerk.post(f"{DESK}add/", form).content.decode()).casefold()
    plan = "/quan-tri/cooperatives/indicatortarget/"
    form = {"code": "tht.so_luong", "year": "2022", "basis": "growth", "value": "20", "decision": ""}
    assert clerk.post(f"{plan}add/", form).status_code == 302
    assert "Tăng thêm" in clerk.get(plan).content.decode()
