"""Who has not reported: counted in SQL, told in words, and only to those who may see it."""

from datetime import date, datetime
from html import unescape
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.models import ImportBatch, Organization, Statement, YearlyFigures
from cooperatives.submissions import ALL, NONE, NOTHING, PART, board, reporting_year
from kttt.units.models import AdminUnit
from tests import factories

pytestmark = pytest.mark.django_db
YEARS = [2025, 2024, 2023, 2022]


def commune(name):
    return AdminUnit.objects.communes().current().get(name=name)


def organization(name, unit, *years, form="cooperative", **values):
    """An organisation in a commune of today that has reported for `years`."""
    made = Organization.objects.create(form=form, name=name, unit_then=unit, unit_now=unit, **values)
    YearlyFigures.objects.bulk_create(YearlyFigures(organization=made, year=year, members=9) for year in years)
    return made


def brought(made, day, moment):
    """A file that spoke of `made` for `day` and came at `moment`."""
    batch = ImportBatch.objects.create(name="a.xlsx", state=ImportBatch.State.APPLIED, applied_at=moment)
    Statement.objects.create(
        organization=made, kind=Statement.Kind.IMPORT, valid_from=day, recorded_at=moment, batch=batch
    )


@pytest.fixture
def known():
    """Bản Bo has sent all, Sìn Hồ a part, Than Uyên nothing; one organisation has no commune."""
    bo, sin_ho, than_uyen = commune("Bản Bo"), commune("Sìn Hồ"), commune("Than Uyên")
    organization("HTX Một", bo, 2025, 2024)
    organization("HTX Hai", bo, 2025)
    organization("HTX Ba", sin_ho, 2025, 2022)
    organization("HTX Bốn", sin_ho)
    organization("HTX Năm", than_uyen, 2024)
    organization("HTX Sáu", None)
    organization("HTX Đã thôi", than_uyen, 2025, status="dissolved")
    organization("HTX Đã nhập", sin_ho, status="converted")
    organization("HTX Mới", sin_ho, 2025, established_on="2025-03-01")
    organization("THT Bảy", bo, form="group")
    return bo, sin_ho, than_uyen


def row_of(found, unit):
    return next(row for row in found.rows if row.unit == unit)


def test_a_commune_is_told_by_how_many_of_its_organisations_reported(known):
    bo, sin_ho, than_uyen = known
    found = board("cooperative", YEARS)
    told = {unit: [(c.reported, c.expected, c.state) for c in row_of(found, unit).cells] for unit in known}
    assert told[bo] == [(2, 2, ALL), (1, 2, PART), (0, 2, NONE), (0, 2, NONE)]
    # One of Sìn Hồ's was founded in 2025: it owes nothing for the years before.
    assert told[sin_ho] == [(2, 3, PART), (0, 2, NONE), (0, 2, NONE), (1, 2, PART)]
    # Whoever is dissolved neither owes a report nor counts as one.
    assert told[than_uyen] == [(0, 1, NONE), (1, 1, ALL), (0, 1, NONE), (0, 1, NONE)]
    assert [(c.reported, c.expected) for c in found.totals] == [(4, 7), (2, 6), (0, 6), (1, 6)]
    assert found.in_state(NONE) == [(than_uyen, row_of(found, than_uyen).cells[0])]


def test_all_communes_stand_in_order_and_those_without_one_last(known):
    found = board("cooperative", YEARS)
    assert len(found.rows) == 39
    keys = [row.unit.sort_key for row in found.rows[:-1]]
    assert keys == sorted(keys)
    assert (found.rows[-1].unit, found.rows[-1].cells[0].expected) == (None, 1)
    groups = board("group", [2025])
    assert len(groups.rows) == 38
    assert {row.cells[0].state for row in groups.rows} == {NONE, NOTHING}


def test_the_last_file_that_speaks_for_the_year_is_told(known):
    hanoi = ZoneInfo("Asia/Ho_Chi_Minh")
    first, second = Organization.objects.filter(unit_now=known[0], form="cooperative").order_by("pk")
    brought(first, date(2025, 12, 31), datetime(2026, 1, 5, 9, tzinfo=hanoi))
    brought(second, date(2025, 6, 30), datetime(2026, 1, 12, 9, tzinfo=hanoi))
    brought(second, date(2024, 12, 31), datetime(2025, 1, 9, 9, tzinfo=hanoi))
    cells = row_of(board("cooperative", YEARS), known[0]).cells
    assert [cell.last_file and cell.last_file.astimezone(hanoi).date() for cell in cells] == [
        date(2026, 1, 12), date(2025, 1, 9), None, None
    ]  # fmt: skip


def test_the_board_asks_four_times_however_many_there_are(known, django_assert_num_queries):
    with django_assert_num_queries(4):
        board("cooperative", YEARS)
    units = list(AdminUnit.objects.communes().current())
    for n in range(60):
        organization(f"HTX Thêm {n}", units[n % 38], 2025)
    with django_assert_num_queries(4):
        board("cooperative", YEARS)


def test_from_november_on_the_running_year_is_gathered():
    assert [reporting_year(date(2026, month, 1)) for month in (1, 10, 11, 12)] == [2025, 2025, 2026, 2026]


# --- the page ---


def page(client, **asked):
    return client.get(reverse("admin:cooperatives_submissions"), asked)


def body_of(response):
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def holding(*codenames):
    """A member of staff with these permissions of the registry and no others."""
    user = factories.staff("canbo")
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="cooperatives", codename__in=codenames))
    return user


@pytest.fixture
def clerk(client):
    client.force_login(factories.staff(group="Cán bộ đăng ký"))
    return client


def test_the_page_tells_states_in_words_and_leads_to_the_commune(clerk, known):
    bo = known[0]
    body = body_of(page(clerk, loai="cooperative", nam="2025"))
    assert "Năm 2025: 1 xã, phường đã gửi đủ, 1 mới gửi một phần, 1 chưa gửi." in body
    for words in ("Đủ 2/2", "Một phần 2/3", "Chưa gửi 0/1", "Không có đơn vị", "Năm 2022", "Chưa rõ xã, phường"):
        assert words in body
    listed = reverse("admin:cooperatives_cooperative_changelist")
    for query in (f"?unit_now__id__exact={bo.pk}", "?unit_now__isnull=True"):
        assert f'href="{listed}{query}"' in body
        assert clerk.get(listed + query).status_code == 200
    assert "HTX Một" in clerk.get(f"{listed}?unit_now__id__exact={bo.pk}").content.decode()
    template = f"{reverse('admin:cooperatives_template')}?loai=cooperative&xa={bo.pk}&nam=2025"
    assert f'href="{template}"' in body
    assert clerk.get(template).status_code == 200


def test_the_reminder_names_who_owes(clerk, known):
    body = body_of(page(clerk, loai="cooperative", nam="2025"))
    assert (
        "Các xã, phường chưa gửi số liệu năm 2025: Xã Than Uyên. "
        "Các xã, phường mới gửi một phần: Xã Sìn Hồ (2/3 HTX).</textarea>"
    ) in body
    Organization.objects.filter(figures=None).delete()
    Organization.objects.exclude(figures__year=2025).delete()
    assert "Mọi xã, phường đã gửi đủ số liệu năm 2025.</textarea>" in body_of(page(clerk, nam="2025"))


def test_the_filter_leaves_those_that_owe(clerk, known):
    body = body_of(page(clerk, loai="cooperative", nam="2025", chua="1"))
    table = body.partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.count("<tr>") == 3  # a commune with a part, one with nothing, and those without a commune
    assert "Xã Sìn Hồ" in table and "Xã Than Uyên" in table and "Xã Bản Bo" not in table


def test_the_table_is_one_for_those_who_hear_it(clerk, known):
    body = body_of(page(clerk, nam="2025"))
    assert "<caption>" in body
    assert body.count('<th scope="row">') == 40  # 38 communes, those without one, the sum
    assert "style=" not in body and "onclick" not in body


def test_the_page_asks_as_often_for_many_as_for_few(clerk, known):
    def asked():
        with CaptureQueriesContext(connection) as context:
            page(clerk, nam="2025")
        return len(context)

    few = asked()
    for n, unit in enumerate(AdminUnit.objects.communes().current()):
        organization(f"HTX Thêm {n}", unit, 2025)
    assert asked() == few


@pytest.mark.parametrize(
    "asked",
    [{"nam": "abc"}, {"nam": "99999"}, {"nam": "1"}, {"nam": "²025"}, {"nam": "-2025"}, {"loai": "x", "nam": ""}],
)
def test_nonsense_gives_the_usual_board(clerk, asked):
    body = body_of(page(clerk, **asked))
    assert "Hợp tác xã: số liệu đã nhận" in body


def test_who_may_not_see_the_registry_sees_no_board(client, known):
    client.force_login(factories.staff(group="Phóng viên"))
    assert page(client).status_code == 403
    assert client.get(reverse("admin:cooperatives_template")).status_code == 403
    client.logout()
    assert page(client).status_code == 302
    assert client.get(reverse("admin:cooperatives_template")).status_code == 302


def test_each_kind_asks_for_its_own_permission(client, known):
    client.force_login(holding("view_cooperativegroup"))
    body = body_of(page(client))
    assert "Tổ hợp tác: số liệu đã nhận" in body and "Tải tệp mẫu</a>" not in body and "Tải tệp mẫu<span" not in body
    assert page(client, loai="cooperative").status_code == 403


# --- the template ---


def download(client, **asked):
    return client.get(reverse("admin:cooperatives_template"), asked)


def test_a_commune_gets_a_file_of_its_own(clerk, known):
    response = download(clerk, loai="cooperative", xa=known[0].pk, nam="2025")
    assert response["Content-Disposition"] == 'attachment; filename="mau-htx-ban-bo-2025.xlsx"'
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    names = {cell.value for cell in book.worksheets[0]["B"]}
    assert {"HTX Một", "HTX Hai"} <= names and "HTX Ba" not in names


def test_the_empty_template_needs_no_right_to_export(client, known):
    client.force_login(holding("view_cooperative"))
    response = download(client, nam="2024")
    assert response["Content-Disposition"] == 'attachment; filename="mau-htx-2024.xlsx"'
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert not {cell.value for cell in book.worksheets[0]["B"]} & {"HTX Một", "HTX Hai"}
    assert download(client, xa=known[0].pk).status_code == 403
    client.force_login(factories.staff("khac", group="Lãnh đạo duyệt"))
    response = download(client, loai="group", xa=known[0].pk, nam="2025")
    assert response["Content-Disposition"] == 'attachment; filename="mau-tht-ban-bo-2025.xlsx"'


def test_a_commune_that_is_none_of_todays_is_not_found(clerk, known):
    old = AdminUnit.objects.communes().filter(valid_to__isnull=False).first()
    district = AdminUnit.objects.filter(level=AdminUnit.Level.DISTRICT).first()
    for pk in (old.pk, district.pk, "0", "abc", "", "9" * 30, "-1", "1 OR 1"):
        assert download(clerk, xa=pk).status_code == 404, pk
