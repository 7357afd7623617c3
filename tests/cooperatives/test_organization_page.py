"""The page of one organisation: what it draws, warns of, leads to and tells machines; never anything of a person."""

import json
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from lxml import html

from cooperatives import profile
from cooperatives.history import record_edit
from cooperatives.models import OcopProduct, Organization, Sector, YearlyFigures
from kttt import mentions, qr_codes
from kttt.publishing import State
from kttt.searching import refreshing
from kttt.units.models import AdminUnit
from tests import factories

pytestmark = pytest.mark.django_db
PHONE, EMAIL, PERSON = "0912000777", "kin@vidu.example.vn", "Lò Văn Kín"


def organization(name="HTX Mật ong rừng Hoa Ban", kind="cooperative", since=date(2019, 3, 1), **facts):
    made = Organization.objects.create(name="", form=kind)
    record_edit(made, {"name": name, "form": kind, "status": "active", **facts}, None, change_from=since)
    made.refresh_from_db()
    return made


def figures(owner, **by_year):
    for year, values in by_year.items():
        YearlyFigures.objects.create(organization=owner, year=int(year[1:]), **values)
    return list(owner.figures.all())


def page_of(client, one):
    response = client.get(one.get_absolute_url())
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def text_of(element):
    return " ".join(element.text_content().split())


def lower(words):
    return words[0].lower() + words[1:]


def data_of(page, kind):
    found = [json.loads(script.text) for script in page.xpath("//script[@type='application/ld+json']")]
    return next(data for data in found if data.get("@type") == kind)


# --- charts -----------------------------------------------------------------------------------------------------------


def test_a_figure_is_drawn_from_its_second_known_year_on_and_gaps_are_said():
    one = organization()
    years = figures(one, y2021={"members": 9, "revenue": 10**9}, y2023={"members": 12}, y2024={"members": 15})
    ((anchor, title, chart),) = profile.figure_charts("cooperative", years)
    assert (anchor, title) == ("bieu-do-members", "Thành viên (người)")
    assert [bar.value.text for bar in chart.bars] == ["9", "chưa có", "12", "15"]


def test_at_most_four_public_figures_are_drawn_the_most_telling_first():
    one = organization()
    everything = dict.fromkeys(
        ("members", "workers", "revenue", "profit", "assets", "bank_debt", "fund_loan"), 5_500_000
    )
    years = figures(one, y2024=everything, y2025=everything)
    charts = profile.figure_charts("cooperative", years)
    assert [title for _id, title, _chart in charts] == [
        "Thành viên (người)", "Lao động (người)", "Doanh thu (triệu đồng)", "Lợi nhuận (triệu đồng)",
    ]  # fmt: skip
    assert charts[2][2].bars[0].value.text == "5,5"


@pytest.mark.parametrize(
    ("dong", "words"),
    [
        (0, "0"), (1, "0,000001"), (4_000, "0,004"), (65_000_000, "65"), (-20_500_000, "-20,5"), (3_654_000, "3,65"),
        (-500_000, "-0,5"), (812_450_000, "812,5"), (999_990_000, "1.000"), (12_345_678_900, "12.346"),
    ],
)  # fmt: skip
def test_money_is_told_in_million_dong_as_exactly_as_tells(dong, words):
    one = organization()
    table = profile.figure_table("cooperative", figures(one, y2025={"revenue": dong}))
    assert table == {"years": [2025], "rows": [("Doanh thu (triệu đồng)", [words])]}


def test_what_is_private_is_neither_drawn_nor_told(client):
    one = organization()
    figures(one, y2024={"bank_debt": 111_222_333}, y2025={"bank_debt": 444_555_666})
    page = page_of(client, one)
    assert not page.xpath("//main//figure") and not page.xpath("//main//table")


def test_old_years_are_left_to_the_table():
    one = organization()
    years = figures(one, **{f"y{year}": {"members": year} for year in range(2010, 2026)})
    ((_id, _title, chart),) = profile.figure_charts("cooperative", years)
    assert [bar.label[0].text for bar in chart.bars] == [str(year) for year in range(2018, 2026)]


def test_a_chart_stands_beside_the_table_of_a_group(client):
    one = organization("Tổ hợp tác Bình Minh", "group")
    figures(one, y2024={"members": 7}, y2025={"members": 9})
    page = page_of(client, one)
    assert len(page.xpath("//main//figure")) == 1 and len(page.xpath("//main//table")) == 1


# --- the notice -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("suspended", "đang tạm ngừng hoạt động"), ("dissolved", "đã giải thể"),
        ("converted", "đã chuyển đổi hoặc sáp nhập"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["cooperative", "group"])
def test_who_is_not_at_work_is_told_first_and_since_when(client, kind, status, words):
    one = organization(kind=kind)
    record_edit(one, {"status": status}, None, change_from=date(2023, 12, 31))
    record_edit(one, {"status": status}, None, change_from=date(2024, 12, 31))
    (notice,) = page_of(client, one).xpath("//main//aside[@aria-label='Tình trạng hoạt động']")
    noun = "Tổ hợp tác" if kind == "group" else "Hợp tác xã"
    assert text_of(notice) == f"{noun} này {words}, theo ghi nhận từ ngày 31/12/2023."


def test_who_works_again_is_not_warned_of(client):
    one = organization(status="suspended")
    record_edit(one, {"status": "active"}, None, change_from=date(2024, 5, 1))
    assert not page_of(client, one).xpath("//aside[@aria-label='Tình trạng hoạt động']")


def test_a_second_suspension_counts_from_its_own_day():
    one = organization(status="suspended")
    for status, day in (("active", date(2021, 1, 1)), ("suspended", date(2022, 2, 2))):
        record_edit(one, {"status": status}, None, change_from=day)
    one.refresh_from_db()
    assert profile.notice(one, one.statements.all()).since == date(2022, 2, 2)


# --- OCOP -------------------------------------------------------------------------------------------------------------


def test_stars_are_told_in_words_with_the_day_to_which_they_hold(client):
    one, today = organization(), timezone.localdate()
    for name, day in (("Chè", today - timedelta(days=30)), ("Miến", date(2020, 2, 3)), ("Mật ong", None)):
        OcopProduct.objects.create(organization=one, name=name, stars=4, recognised_on=day)
    told = {
        text_of(item.find("strong")): text_of(item) for item in page_of(client, one).xpath("//ul[@class='ocop']/li")
    }
    assert all("OCOP 4 sao" in words for words in told.values())
    assert "Được công nhận đến hết ngày" in told["Chè"]
    assert "Đã hết hạn công nhận ngày 03/02/2023" in told["Miến"]
    assert "công nhận đến" not in told["Mật ong"] and "Chưa rõ ngày công nhận" in told["Mật ong"]


@pytest.mark.parametrize(("days", "ended"), [(-1, True), (0, False), (1, False)])
def test_a_recognition_has_ended_exactly_when_it_does_not_hold(days, ended):
    today = timezone.localdate()
    product = OcopProduct(organization=organization(), name="Chè", stars=3)
    # The month's last days have no counterpart in every month: both rules are asked about the same day.
    product.recognised_on = today.replace(year=today.year - 3) + timedelta(days=days)
    product.save()
    assert product.has_ended is ended
    assert OcopProduct.objects.holding(today).exists() is not ended


# --- the QR code ------------------------------------------------------------------------------------------------------


def test_the_code_is_that_of_the_pages_own_address_and_has_no_style(client):
    one = organization()
    page = page_of(client, one)
    (drawn,) = page.xpath("//svg[@class='qr-code']")
    address = f"http://testserver{one.get_absolute_url()}"
    assert drawn.get("aria-label") == f"Mã QR của địa chỉ {address}" and not drawn.xpath(".//@style")
    assert drawn.find("path").get("d") == qr_codes.qr_code(address).path
    assert address in text_of(page.xpath("//section[@aria-labelledby='nguon']")[0])


def test_the_drawing_has_the_dark_modules_and_a_quiet_margin():
    import segno

    code = qr_codes.qr_code("https://vidu.example.vn/hop-tac-xa/che-1.html")
    dark = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path):
        dark |= {(int(x) + at, int(y)) for at in range(int(length))}
    made = segno.make_qr("https://vidu.example.vn/hop-tac-xa/che-1.html", error="m", boost_error=False)
    wanted = {(x + 4, y + 4) for y, row in enumerate(made.matrix) for x, module in enumerate(row) if module}
    assert dark == wanted and code.size == len(made.matrix) + 8


# --- what names it ----------------------------------------------------------------------------------------------------


def titles_of(one):
    refreshing.catch_up()
    return {heading: [str(thing) for thing, _notes in things] for heading, things in mentions.naming(one)}


def test_articles_and_documents_that_name_it_in_any_spelling_are_found():
    one = organization()
    factories.article("Bài có tên đầy đủ", body="<p>Hợp tác xã Mật ong rừng Hoa Ban đạt giải.</p>")
    factories.article("Bài có tên tắt", body="<p>Tại HTX mật ong rừng Hoa Ban.</p>")
    factories.article("Bài có tên riêng", body="<p>Thăm vườn của Mật ong rừng Hoa Ban.</p>")
    factories.article("Bài khác", body="<p>Mật ong Hoa Ban và hợp tác xã rừng.</p>")
    factories.article("Bài nháp", body="<p>HTX Mật ong rừng Hoa Ban</p>", state=State.DRAFT)
    factories.article(
        "Bài hẹn giờ", body="<p>HTX Mật ong rừng Hoa Ban</p>", publish_from=timezone.now() + timedelta(days=1)
    )
    factories.document("12/QĐ-UBND", abstract="Công nhận sản phẩm của HTX Mật ong rừng Hoa Ban")
    factories.document("13/QĐ-UBND", abstract="Mật: HTX Mật ong rừng Hoa Ban", internal=True)
    found = titles_of(one)
    assert set(found["Tin tức"]) == {"Bài có tên đầy đủ", "Bài có tên tắt", "Bài có tên riêng"}
    assert len(found["Văn bản"]) == 1 and set(found) == {"Tin tức", "Văn bản"}


def test_the_newest_five_come_first():
    one = organization()
    for day in range(1, 9):
        factories.article(
            f"Bài {day}", body="<p>HTX Mật ong rừng Hoa Ban</p>", publish_from=timezone.now() - timedelta(days=day)
        )
    assert titles_of(one) == {"Tin tức": [f"Bài {day}" for day in range(1, 6)]}


@pytest.mark.parametrize(
    ("name", "phrases"),
    [
        ("HTX Hoa Ban", ["hop tac xa hoa ban"]),
        ("HTX Nông nghiệp hữu cơ Nà Giàng", ["hop tac xa nong nghiep huu co na giang", "nong nghiep huu co na giang"]),
        ("HTX Dịch vụ tổng hợp", []),
        ("HTX", []),
        ("", []),
        ("Tổ hợp tác Bình Minh", ["to hop tac binh minh"]),
    ],
)  # fmt: skip
def test_a_name_that_could_be_anybodys_is_not_looked_for(name, phrases):
    assert mentions.names_of(name) == phrases


# --- others -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["cooperative", "group"])
def test_others_of_commune_and_sector_lead_to_lists_that_have_them(client, kind):
    commune = AdminUnit.objects.communes().current().first()
    sector = Sector.objects.order_by("position").first()
    facts = {"commune": commune.key, "sectors": [sector.code]}
    ones = [organization(f"Đơn vị {n} Hoa Ban", kind, **facts) for n in range(8)]
    organization("Đơn vị 0 đã giải thể", kind, **{**facts, "status": "dissolved"})
    hidden = organization("Đơn vị 0 ẩn", kind, **facts)
    Organization.objects.filter(pk=hidden.pk).update(hidden=True)
    page = page_of(client, ones[0])
    shared = page.xpath("//section[@aria-labelledby='lan-can']/div")
    for part, heading in zip(
        shared, (f"Cùng {lower(commune.full_name)}", f"Cùng lĩnh vực {lower(sector.name)}"), strict=True
    ):
        assert text_of(part.find("h3")) == heading
        assert [text_of(link) for link in part.xpath(".//li/a")] == [f"Đơn vị {n} Hoa Ban" for n in range(1, 6)]
        (all_of_them,) = part.xpath("./p/a/@href")
        assert "Đơn vị 7 Hoa Ban" in client.get(all_of_them).content.decode()


# --- machines, sources, corrections -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["cooperative", "group"])
@pytest.mark.parametrize("consent", [None, date(2026, 1, 1)])
def test_data_for_machines_name_the_organisation_and_nobody(client, kind, consent):
    commune = AdminUnit.objects.communes().current().first()
    one = organization(
        "HTX </script> \"Hoa\" Ban" if kind == "cooperative" else "Tổ hợp tác Hoa Ban", kind, commune=commune.key,
        phones=[PHONE], email=EMAIL, leader=PERSON, representative=PERSON, tax_code="6200000777",
        established_on="2019-03-09", contract_on="2019-03-09", address="Bản Nà Giàng",
    )  # fmt: skip
    Organization.objects.filter(pk=one.pk).update(consent_on=consent)
    page = page_of(client, one)
    data = data_of(page, "ProfilePage")["mainEntity"]
    assert data["name"] == one.name and data["foundingDate"] == "2019-03-09"
    assert data["alternateName"].startswith("Hợp tác xã" if kind == "cooperative" else "THT")
    assert data["url"] == f"http://testserver{one.get_absolute_url()}"
    assert data["address"]["addressLocality"] == str(commune)
    assert data.get("taxID") == ("6200000777" if kind == "cooperative" else None)
    assert data["address"].get("streetAddress") == ("Bản Nà Giàng" if kind == "cooperative" else None)
    told = json.dumps(data, ensure_ascii=False)
    assert not [secret for secret in (PHONE, EMAIL, PERSON) if secret in told]
    assert data_of(page, "BreadcrumbList")["itemListElement"][-1]["name"] == one.name


def test_the_source_is_told_with_its_days(client):
    words = text_of(page_of(client, organization(since=date(2024, 12, 31))))
    assert "đến ngày 31/12/2024; cập nhật ngày " + f"{timezone.localdate():%d/%m/%Y}" in words


def test_a_correction_begins_with_the_organisations_name_and_address(client):
    one = organization("HTX “Hoa & Ban” " + "rất dài " * 30)
    (address,) = page_of(client, one).xpath("//a[starts-with(., 'Thông tin chưa đúng')]/@href")
    form = html.fromstring(client.get(address).content.decode()).xpath("//form[@aria-labelledby='bieu-mau']")[0]
    assert form.fields["title"].startswith("Thông tin chưa đúng: HTX “Hoa & Ban”") and len(form.fields["title"]) <= 200
    assert one.get_absolute_url() in form.fields["body"]


@pytest.mark.parametrize("query", ["?tieu-de=%00", "?noi-dung=" + "a" * 9000, "?tieu-de=%3Cscript%3E"])
def test_nonsense_in_the_address_of_the_form_harms_nothing(client, query):
    page = client.get(f"/lien-he/{query}")
    assert page.status_code == 200 and "<script>" not in page.content.decode().split("<main")[1]


# --- queries ----------------------------------------------------------------------------------------------------------


def queries_of(client, one, counting):
    with counting(60) as asked:
        page_of(client, one)
    return len(asked)


@pytest.mark.parametrize("kind", ["cooperative", "group"])
def test_a_full_page_asks_hardly_more_than_an_empty_one_and_no_more_with_more(
    client, kind, django_assert_max_num_queries
):
    commune = AdminUnit.objects.communes().current().first()
    old = AdminUnit.objects.communes().exclude(valid_to=None).first()
    sector = Sector.objects.order_by("position").first()
    facts = {"commune": commune.key, "sectors": [sector.code]}

    def filled(name, count):
        one = organization(name, kind, since=date(2010, 1, 1), **{**facts, "commune": old.key})
        record_edit(one, facts, None, change_from=date(2011, 1, 1))
        for n in range(count):
            factories.article(f"{name} {n}", body=f"<p>{name}</p>")
            factories.document(f"{n}{count}/QĐ-UBND", abstract=f"Về {name}")
            organization(f"{name} khác {n}", kind, **facts)
            YearlyFigures.objects.create(organization=one, year=2010 + n, members=n, revenue=n * 10**8)
            OcopProduct.objects.create(organization=one, name=f"Chè {n}", stars=3, recognised_on=date(2024, 1, 1))
            record_edit(one, {"status": ("active", "suspended")[n % 2]}, None, change_from=date(2012 + n, 1, 1))
        refreshing.catch_up()
        return one

    bare, some, many = (
        organization("Hoa Ban", kind),
        filled("HTX Mật ong rừng Hoa Ban", 2),
        filled("HTX Mật ong rừng Bản Giang", 9),
    )
    client.get("/")  # what a process keeps
    counts = [queries_of(client, one, django_assert_max_num_queries) for one in (bare, some, many)]
    assert counts[1] == counts[2] and counts[2] - counts[0] <= 10, counts
