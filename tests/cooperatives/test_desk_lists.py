"""What is to be done about organisations: who is on which list, for whom, and as a table for Excel."""

from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from cooperatives import to_do
from cooperatives.models import OcopProduct, Organization, OrganizationSector, Sector, YearlyFigures
from cooperatives.models.months import months_later
from kttt.units.models import AdminUnit
from tests import factories

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/cooperatives/cooperative/viec-can-lam/"


def organization(name, unit=None, *years, form="cooperative", **values):
    values = {"status": "active", "tax_code": f"62{Organization.objects.count():08}"} | values
    made = Organization.objects.create(form=form, name=name, unit_then=unit, unit_now=unit, **values)
    YearlyFigures.objects.bulk_create(YearlyFigures(organization=made, year=year, members=9) for year in years)
    OrganizationSector.objects.create(organization=made, sector=Sector.objects.first())
    return made


def product(owner, name, day):
    return OcopProduct.objects.create(organization=owner, name=name, stars=3, recognised_on=day)


@pytest.fixture
def bo():
    return AdminUnit.objects.communes().current().get(name="Bản Bo")


@pytest.fixture
def clerk(client):
    client.force_login(factories.staff(group="Cán bộ đăng ký"))
    return client


def opened(client, word, **asked):
    response = client.get(f"{DESK}{word}/", asked)
    assert response.status_code == 200
    return unescape(response.content.decode())


def table(client, word, **asked):
    response = client.get(f"{DESK}{word}.xlsx", asked)
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_who_has_no_figures_of_a_year(bo):
    organization("HTX Đủ", bo, 2024)
    owing = organization("HTX Thiếu", bo, 2023)
    organization("HTX Mới", bo, established_on="2025-02")
    organization("HTX Đã thôi", bo, status="dissolved")
    group = organization("THT Thiếu", bo, form="group")
    assert list(to_do.without_figures("cooperative", 2024)) == [owing]
    assert list(to_do.without_figures("group", 2024)) == [group]


def test_the_clerk_sees_whom_to_call_and_takes_the_list_to_excel(clerk, bo):
    owing = organization("=HTX Thiếu", bo, 2023, phones=["0912345678"], representative="Lò Văn A")
    organization("HTX Nơi khác", None)
    page = opened(clerk, "thieu-so-lieu", nam="2024")
    assert f"/quan-tri/cooperatives/cooperative/{owing.pk}/change/" in page
    assert "0912345678" in page and "HTX Nơi khác" in page and "2 dòng" in page
    assert "HTX Nơi khác" not in opened(clerk, "thieu-so-lieu", nam="2024", xa=bo.pk)
    assert "HTX Nơi khác" in opened(clerk, "thieu-so-lieu", nam="2024", xa="chua-ro")
    assert table(clerk, "thieu-so-lieu", nam="2024", xa=bo.pk) == [
        ["Tên", "Xã, phường", "Người đại diện", "Điện thoại", "Số liệu gần nhất"],
        ["'=HTX Thiếu", str(bo), "Lò Văn A", "0912345678", "2023"],
    ]
    YearlyFigures.objects.create(organization=owing, year=2024)
    assert "Không có dòng nào theo lựa chọn này." in opened(clerk, "thieu-so-lieu", nam="2024", xa=bo.pk)
    Organization.objects.all().delete()
    assert "Mọi đơn vị đã có số liệu của năm này." in opened(clerk, "thieu-so-lieu", nam="2024")


@pytest.mark.parametrize(
    ("recognised", "until"),
    [
        (date(2023, 3, 15), date(2026, 3, 15)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2023, 12, 31), date(2026, 12, 31)),
    ],
)
def test_a_recognition_holds_for_36_months(recognised, until):
    assert OcopProduct(recognised_on=recognised).recognised_until == until
    product = OcopProduct.objects.create(
        organization=Organization.objects.create(form="cooperative", name="HTX"), name="Chè", stars=3,
        recognised_on=recognised,
    )  # fmt: skip
    days = [until + timedelta(days=n) for n in (-1, 0, 1, 2)]
    assert [OcopProduct.objects.holding(day).filter(pk=product.pk).exists() for day in days] == [
        True,
        True,
        False,
        False,
    ]


def test_the_rule_of_the_lists_is_the_rule_of_one_product(bo):
    owner = organization("HTX Chè", bo)
    first = date(2023, 12, 1)
    for number in range(330):
        product(owner, f"Chè {number}", first + timedelta(days=number))
    product(owner, "Chè không ngày", None)
    for today in (date(2026, 12, 1), date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 29), date(2027, 5, 31)):
        found = to_do.recognitions(["cooperative"], today)
        by_rule = {p.pk: to_do.recognition_of(p, today) for p in OcopProduct.objects.all()}
        assert {p.pk for p in found} == {pk for pk, word in by_rule.items() if word}
        for word in to_do.RECOGNITIONS:
            told = {p.pk for p in to_do.with_recognition(found, word, today)}
            assert told == {pk for pk, said in by_rule.items() if said == word}, (today, word)
        assert sum(to_do.recognition_counts(found, today).values()) == len(found)


def test_the_list_of_recognitions_and_its_choice(clerk, bo):
    today = timezone.localdate()
    owner, gone = organization("HTX Chè", bo), organization("HTX Đã thôi", bo, status="converted")
    product(owner, "Chè cũ", months_later(today, -40))
    product(owner, "Chè sắp", months_later(today, -35))
    product(owner, "Chè mới", today)
    product(gone, "Chè thôi", months_later(today, -40))
    page = opened(clerk, "ocop-het-han")
    assert "Chè cũ" in page and "Chè sắp" in page and "Chè mới" not in page and "Chè thôi" not in page
    assert "Đã hết hạn (1)" in page
    assert "Chè sắp" not in opened(clerk, "ocop-het-han", chon=to_do.EXPIRED)
    rows = table(clerk, "ocop-het-han", chon=to_do.SOON, xa=bo.pk)
    assert [row[1] for row in rows[1:]] == ["Chè sắp"]
    assert rows[1][4].date() == months_later(months_later(today, -35), 36)


def test_records_with_gaps(clerk, bo):
    organization("HTX Đủ", bo)
    organization("HTX Không mã", bo, tax_code="")
    organization("HTX Không xã", None, status="")
    organization("THT Không mã", bo, form="group", tax_code="")
    bare = organization("HTX Không lĩnh vực", bo)
    bare.sector_links.all().delete()
    page = opened(clerk, "thieu-thong-tin")
    assert "HTX Đủ" not in page and "Thiếu mã số thuế (1)" in page and "Chưa rõ xã, phường; Thiếu tình trạng" in page
    assert [r[:2] for r in table(clerk, "thieu-thong-tin", chon=to_do.SECTOR)[1:]] == [
        ["HTX Không lĩnh vực", "Thiếu lĩnh vực"]
    ]
    # A group has no tax code of its own.
    assert "Không hồ sơ nào thiếu thông tin." in opened(clerk, "thieu-thong-tin", loai="group")


def test_only_who_may_see_organisations_and_only_who_may_export(client, bo):
    assert client.get(f"{DESK}thieu-so-lieu/").status_code == 302
    client.force_login(factories.staff("pv", group="Phóng viên"))
    assert client.get(f"{DESK}thieu-so-lieu/").status_code == 403
    assert client.get(f"{DESK}thieu-so-lieu.xlsx").status_code == 403


def test_bad_input_is_no_fault(clerk):
    for asked in ({"xa": "9" * 30}, {"xa": "a"}, {"chon": "x\0"}, {"nam": "abcd"}, {"trang": "x"}, {"loai": "\0"}):
        for word in ("thieu-so-lieu", "ocop-het-han", "thieu-thong-tin"):
            assert clerk.get(f"{DESK}{word}/", asked).status_code == 200, asked
    assert clerk.get(f"{DESK}khac/").status_code == 404
    assert clerk.get(f"{DESK}khac.xlsx").status_code == 404


@pytest.mark.parametrize("word", ["thieu-so-lieu", "ocop-het-han", "thieu-thong-tin"])
def test_lists_are_constant_in_queries(clerk, bo, word, django_assert_max_num_queries):
    for number in range(30):
        owner = organization(f"HTX {number}", bo, tax_code="")
        product(owner, "Chè", date(2020, 1, 1))
    with django_assert_max_num_queries(12):
        opened(clerk, word)
