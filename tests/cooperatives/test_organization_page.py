"""The page of one organisation: pictures of its figures, its standing, who is near, what names it, nothing personal."""

import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from cooperatives import organization_page
from cooperatives.history import changes, record_edit, record_figures
from cooperatives.models import OcopProduct, Organization, OrganizationSector, Sector, YearlyFigures
from kttt.mentions import mentions
from kttt.qr_code import qr_code
from kttt.searching.refreshing import refresh_all
from kttt.units.models import AdminUnit
from tests import factories

pytestmark = pytest.mark.django_db


def organization(name="HTX Chè Tà Mung", kind="cooperative", since=date(2019, 3, 1), **facts):
    made = Organization.objects.create(name="", form=kind)
    record_edit(made, {"name": name, "form": kind, "status": "active", **facts}, None, change_from=since)
    made.refresh_from_db()
    return made


def page_of(client, organization):
    response = client.get(organization.get_absolute_url())
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def text_of(page, path="//main"):
    return " ".join(page.xpath(path)[0].text_content().split())


# --- figures ----------------------------------------------------------------------------------------------------------


def test_figures_of_two_years_become_pictures_beside_their_table(client):
    made = organization()
    for year, members, revenue in ((2022, 8, 900_000_000), (2023, 12, None), (2024, 15, 1_400_000_000)):
        record_figures(
            made, year, {"members": members, "revenue": revenue, "profit": 1 if year == 2024 else None}, None
        )
    page = page_of(client, made)
    titles = [text.strip() for text in page.xpath("//figcaption[@class='chart__title']/text()")]
    assert titles == ["Thành viên, 2022–2024", "Doanh thu, 2022–2024"], "one year of profit is no picture"
    members, revenue = page.xpath("//svg[contains(@class, 'chart__picture')]")
    assert [t.text for t in members.xpath(".//*[@class='chart__value']")] == ["8", "12", "15"]
    assert [t.text for t in revenue.xpath(".//*[@class='chart__label']")] == ["2022", "2024"]
    assert page.xpath("//table//th[text()='Doanh thu']")


def test_debts_are_never_drawn(client):
    made = organization()
    for year in (2023, 2024):
        record_figures(made, year, {"bank_debt": 712_345_000, "fund_loan": 5_000_000}, None)
    assert not organization_page.charts("cooperative", list(made.figures.all()))
    assert "712" not in text_of(page_of(client, made))


def test_at_most_three_pictures():
    years = [YearlyFigures(year=y, members=1, workers=2, revenue=3, profit=-4, assets=5) for y in (2023, 2024)]
    assert [c.id for c in organization_page.charts("cooperative", years)] == [
        "bieu-do-members", "bieu-do-revenue", "bieu-do-profit",
    ]  # fmt: skip


# --- standing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words", "gone"),
    [
        ("suspended", "Hợp tác xã này đang tạm ngừng hoạt động từ ngày 05/06/2024.", False),
        ("dissolved", "Hợp tác xã này đã giải thể từ ngày 05/06/2024.", True),
        ("converted", "Hợp tác xã này đã chuyển đổi hoặc sáp nhập từ ngày 05/06/2024.", True),
    ],
)
def test_what_is_no_longer_at_work_says_so_first(client, status, words, gone):
    made = organization()
    assert not page_of(client, made).xpath("//aside[@aria-label='Tình trạng']")
    record_edit(made, {"status": status}, None, change_from=date(2024, 6, 5))
    told = text_of(page_of(client, made), "//aside[@aria-label='Tình trạng']")
    assert told.startswith(words)
    assert ("giữ lại để tra cứu" in told) is gone


def test_since_when_is_said_only_where_it_is_known(client):
    made = organization(kind="group", name="Tổ hợp tác nuôi cá Noong", status="stopped")
    made = Organization.objects.get(pk=made.pk)
    notice = organization_page.notice(made, changes(made))
    assert (notice.words, notice.since) == ("Tổ hợp tác này đã ngừng hoạt động", None)


def test_recognitions_say_how_long_they_hold(client):
    today = timezone.localdate()
    made = organization()
    OcopProduct.objects.create(organization=made, name="Chè cổ thụ", stars=4, recognised_on=today - timedelta(days=30))
    OcopProduct.objects.create(organization=made, name="Chè hộp", stars=3, recognised_on=date(2018, 5, 9))
    OcopProduct.objects.create(organization=made, name="Chè túi", stars=3)
    items = [" ".join(li.text_content().split()) for li in page_of(client, made).xpath("//main//li[strong]")]
    assert "Chè cổ thụ: 4 sao OCOP" in items[0] and "Có giá trị đến hết ngày" in items[0]
    assert "Đã hết thời hạn công nhận từ ngày 09/05/2021" in items[1]
    assert items[2] == "Chè túi: 3 sao OCOP"


# --- near, named ------------------------------------------------------------------------------------------------------


def test_others_of_the_commune_and_of_the_sector(client):
    here, there = AdminUnit.objects.communes().current()[:2]
    sector = Sector.objects.first()

    def placed(name, unit, **also):
        made = Organization.objects.create(name=name, form="cooperative", unit_now=unit, **also)
        OrganizationSector.objects.create(organization=made, sector=sector, position=0)
        return made

    made = placed("HTX Giữa", here)
    near = [placed(f"HTX Gần {n}", here) for n in range(7)]
    far = placed("HTX Xa", there)
    placed("HTX Kín", here, hidden=True)
    placed("HTX Cũ", there, status="dissolved")
    Organization.objects.create(name="Tổ Gần", form="group", unit_now=here)
    commune, same = organization_page.neighbours(made, sector)
    assert commune.found == near[:5]
    assert same.found == [far]
    page = page_of(client, made)
    for group in (commune, same):
        assert page.xpath(f"//main//a[@href='/hop-tac-xa/?{group.query}']")
    assert "HTX Kín" not in text_of(page) and "HTX Cũ" not in text_of(page)
    listed = client.get(f"/hop-tac-xa/?{commune.query}").content.decode()
    assert all(other.name in listed for other in [made, *near])


def test_what_names_it_is_shown_and_hidden_things_are_not(client):
    made = organization(name="Hợp tác xã Chè Tà Mung")
    named = factories.article(title="Vụ chè xuân của HTX chè Tà Mung")
    factories.article(title="HTX chè Tà Mung: bài chưa đăng", state="draft")
    factories.article(title="HTX chè Tà Mít mở rộng vùng trồng")
    document = factories.document(number="12/QĐ-UBND", abstract="Hỗ trợ Hợp tác xã Chè Tà Mung mua máy sao chè")
    refresh_all()
    assert mentions(made.name) == [("Tin tức", [named]), ("Văn bản", [document])]
    assert mentions("HTX") == [] == mentions("")
    page = page_of(client, made)
    for thing in (named, document):
        assert page.xpath(f"//main//a[@href='{thing.get_absolute_url()}']")
    assert "bài chưa đăng" not in text_of(page)


# --- data, code, words at the end -------------------------------------------------------------------------------------


def test_structured_data_says_what_is_public_and_nothing_personal(client):
    made = organization(
        name='HTX "Chè" </script> Tà Mung', tax_code="6200800117", established_on="2019-05-17", phones=["0987 654 321"],
        email="lien-he@example.vn", address="bản Nậm Pắt", representative="Lò Thị Mẩy",
    )  # fmt: skip

    def data():
        blocks = re.findall(
            r'application/ld\+json">(.*?)</script>', client.get(made.get_absolute_url()).content.decode(), re.S
        )
        return next(one["mainEntity"] for one in map(json.loads, blocks) if "mainEntity" in one)

    told = data()
    assert told["@type"] == "Organization" and told["name"] == made.name
    assert (told["taxID"], told["foundingDate"]) == ("6200800117", "2019-05-17")
    assert not {"telephone", "email"} & told.keys()
    assert "Lò Thị Mẩy" not in json.dumps(told, ensure_ascii=False)
    Organization.objects.filter(pk=made.pk).update(consent_on=date(2025, 1, 1))
    assert {"telephone", "email"} <= data().keys()


def test_the_code_holds_the_pages_own_address(client):
    made = organization()
    page = page_of(client, made)
    address = f"http://testserver{made.get_absolute_url()}"
    (picture,) = page.xpath("//svg[@class='qr-code__picture']")
    assert picture.xpath("string(.//path/@d)") == qr_code(address).path
    assert text_of(page, "//figure[@class='qr-code']/figcaption") == address
    small, large = qr_code("a"), qr_code("a" * 200)
    assert small.size < large.size and small.path != large.path


def test_it_tells_how_recent_it_is_and_where_to_report_a_mistake(client):
    made = organization(since=date(2019, 3, 1))
    record_edit(made, {"status": "active", "charter_capital": 5_000_000}, None, change_from=date(2025, 2, 3))
    page = page_of(client, made)
    assert "số liệu đến ngày 03/02/2025" in text_of(page)
    (report,) = page.xpath("//a[contains(text(), 'chưa đúng')]/@href")
    form = html.fromstring(client.get(report).content.decode())
    assert form.xpath("//input[@name='title']/@value") == ["Về: HTX Chè Tà Mung"]


@pytest.mark.parametrize("kind", ["cooperative", "group"])
def test_queries_are_the_same_for_a_full_record(client, kind):
    unit, sector = AdminUnit.objects.communes().current().first(), Sector.objects.first()

    def filled(name, much):
        made = Organization.objects.create(name=name, form=kind, unit_now=unit)
        OrganizationSector.objects.create(organization=made, sector=sector, position=0)
        record_edit(
            made, {"name": name, "form": kind, "status": "active", "sectors": [sector.code], "commune": unit.key}, None
        )
        for n in range(much):
            record_edit(made, {"status": "suspended" if n % 2 else "active"}, None, change_from=date(2020, 1, 1 + n))
            record_figures(made, 2000 + n, {"members": n, "revenue": n}, None)
            OcopProduct.objects.create(organization=made, name=f"Sản phẩm {n}", stars=3)
            factories.article(title=f"Tin thứ {n} của {name}")
            factories.document(number=f"{made.pk}{n:03}/KH-UBND", abstract=f"Kế hoạch hỗ trợ {name}")
        refresh_all()
        return made

    filled("Hợp tác xã Vàng Pheo", 1)
    small, large = filled("Hợp tác xã Nậm Loỏng", 1), filled("Hợp tác xã San Thàng", 12)
    counts = []
    for made in (small, large):
        page_of(client, made)
        with CaptureQueriesContext(connection) as caught:
            page_of(client, made)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 32
