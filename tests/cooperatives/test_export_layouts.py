"""The filtered list in the office's own columns: exactly these rows, columns and headings, and nothing that runs."""

from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cooperatives.models import ExportLayout, Organization, OrganizationSector, Sector, YearlyFigures
from kttt.units.models import AdminUnit
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/cooperatives/cooperative/"
PAGE = f"{LIST}xuat-theo-mau/"


@pytest.fixture
def known():
    bo = AdminUnit.objects.communes().current().get(name="Bản Bo")
    for name, status, revenue in (("HTX Chè", "active", 5), ("=HTX Cá", "active", 7), ("HTX Thôi", "dissolved", 9)):
        made = Organization.objects.create(
            form="cooperative", name=name, status=status, unit_now=bo, unit_then=bo, registered_on="2019-05",
            phones=["0912345678", "0987654321"], alliance_member=True,
        )  # fmt: skip
        OrganizationSector.objects.create(organization=made, sector=Sector.objects.first())
        YearlyFigures.objects.create(organization=made, year=2021, revenue=revenue * 10**6, members=9)
        YearlyFigures.objects.create(organization=made, year=2023, revenue=revenue * 10**7)
    Organization.objects.create(form="group", name="THT Cá", status="active")


@pytest.fixture
def clerk(client):
    client.force_login(factories.staff(group="Cán bộ đăng ký"))
    return client


COLUMNS = {
    "cho-revenue": "5", "ten-revenue": "D.thu {năm}", "cho-name": "2", "ten-name": "Tên HTX", "cho-number": "1",
    "cho-status": "3", "cho-registered_on": "4", "cho-phones": "6", "cho-alliance_member": "7", "cho-sectors": "8",
}  # fmt: skip


def downloaded(client, address=PAGE, **sent):
    response = client.post(address, COLUMNS | {"viec": "tai"} | sent)
    assert response["Content-Disposition"].startswith("attachment"), response.content.decode()[:500]
    return list(load_workbook(BytesIO(b"".join(response.streaming_content))).active.iter_rows(values_only=True))


def test_exactly_the_filtered_rows_in_the_chosen_columns(clerk, known):
    rows = downloaded(clerk, loc="status__exact=active", nam="2021")
    sector = Sector.objects.first().name
    assert rows == [
        ("STT", "Tên HTX", "Tình trạng", "Ngày cấp", "D.thu 2021", "Điện thoại", "Thành viên liên minh", "Lĩnh vực"),
        (1, "'=HTX Cá", "Đang hoạt động", "05/2019", 7_000_000, "0912345678, 0987654321", "Có", sector),
        (2, "HTX Chè", "Đang hoạt động", "05/2019", 5_000_000, "0912345678, 0987654321", "Có", sector),
    ]
    assert [row[1] for row in downloaded(clerk, loc="q=thoi")[1:]] == ["HTX Thôi"]
    last = downloaded(clerk, loc="q=che")
    assert (last[0][4], last[1][4]) == ("D.thu gần nhất", 50_000_000)
    assert downloaded(clerk, loc="q=che", nam="2005")[1][4] is None


def test_a_filter_of_the_list_is_carried_to_the_page(clerk, known):
    page = unescape(clerk.get(f"{LIST}?status__exact=active&q=che").content.decode())
    assert f"{PAGE}?loc=status__exact%3Dactive%26q%3Dche" in page
    page = unescape(clerk.get(PAGE, {"loc": "status__exact=active&q=che"}).content.decode())
    assert "1 đơn vị" in page and "HTX Chè" in page and "HTX Thôi" not in page


def test_a_layout_is_kept_for_the_office_opened_and_deleted(clerk, client, known):
    response = clerk.post(PAGE, COLUMNS | {"viec": "luu", "ten": "Mẫu số 1", "loc": "q=che", "nam": "2021"})
    layout = ExportLayout.objects.get()
    assert response.url == f"{PAGE}?loc=q%3Dche&mau={layout.pk}&nam=2021"
    assert (layout.name, layout.kind, layout.columns[:2]) == (
        "Mẫu số 1", "cooperative", [["number", "STT"], ["name", "Tên HTX"]],
    )  # fmt: skip
    clerk.post(PAGE, {"cho-name": "1", "viec": "luu", "ten": "Mẫu số 1"})
    layout.refresh_from_db()
    assert layout.columns == [["name", "Tên"]]
    client.force_login(factories.staff("ld", group="Lãnh đạo duyệt"))
    page = unescape(client.get(PAGE, {"mau": layout.pk}).content.decode())
    assert "Mẫu số 1" in page and "Lưu mẫu cột" not in page
    assert client.post(PAGE, COLUMNS | {"viec": "luu", "ten": "Khác"}).status_code == 403
    assert client.post(PAGE, {"viec": "xoa", "mau": layout.pk}).status_code == 403
    assert downloaded(client)[0][1] == "Tên HTX"
    client.force_login(factories.staff("cb", group="Cán bộ đăng ký"))
    client.post(PAGE, {"viec": "xoa", "mau": layout.pk})
    assert not ExportLayout.objects.exists()


def test_what_is_missing_is_told(clerk, known):
    page = unescape(clerk.post(PAGE, {"viec": "tai"}).content.decode())
    assert "Hãy ghi số thứ tự cho ít nhất một cột." in page
    for name in ("", "x" * 121):
        page = unescape(clerk.post(PAGE, COLUMNS | {"viec": "luu", "ten": name}).content.decode())
        assert "Hãy đặt tên cho mẫu cột" in page


def test_bad_input_is_no_fault(clerk, known):
    for asked in ({"mau": "x"}, {"mau": "9" * 30}, {"nam": "9999"}, {"loc": "q=\0"}, {"loc": "p=x&o=9.9"}):
        assert clerk.get(PAGE, asked).status_code == 200, asked
    assert clerk.get(PAGE, {"loc": "unit_now__id__exact=abc"}).url == LIST
    assert clerk.get(PAGE, {"loc": "created_by__password=x"}).status_code in (302, 400)
    assert clerk.post(PAGE, {"cho-name": "9" * 40, "cho-status": "-1", "viec": "tai"}).status_code == 200
    # A layout whose column is there no more still opens.
    layout = ExportLayout.objects.create(kind="cooperative", name="Cũ", columns=[["gone", "x"], ["name", ""]])
    assert clerk.get(PAGE, {"mau": layout.pk}).context["sample"][0] == ["Tên"]


def test_only_who_may_export(client, known):
    client.force_login(factories.staff("pv", group="Phóng viên"))
    assert client.get(PAGE).status_code == 403
    client.force_login(factories.staff("ld", group="Lãnh đạo duyệt"))
    assert client.get(PAGE).status_code == 200


def test_groups_have_columns_of_their_own(clerk, known):
    page = "/quan-tri/cooperatives/cooperativegroup/xuat-theo-mau/"
    rows = downloaded(clerk, page, **{"cho-contribution": "3", "cho-tax_code": "2"})
    # A group has no tax code.
    assert rows[0][:4] == ("STT", "Tên HTX", "Tình trạng", "Phần đóng góp năm gần nhất")
    assert rows[1][1] == "THT Cá"


def test_the_export_is_constant_in_queries(clerk, known, django_assert_max_num_queries):
    for number in range(30):
        Organization.objects.create(form="cooperative", name=f"HTX {number}", status="active")
    with django_assert_max_num_queries(14):
        downloaded(clerk)
