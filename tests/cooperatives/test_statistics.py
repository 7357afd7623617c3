"""/thong-ke/: every number leads to as many rows, says of whom it speaks, and is compared only with what is known."""

import csv
import json
import re
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.utils import timezone
from lxml import html

from cooperatives.history import record_edit
from cooperatives.models import OcopProduct, Organization, Period, YearlyFigures
from cooperatives.statistics import Statistics
from tests.cooperatives.registry import some_organizations

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def organization(name, kind="cooperative", since=date(2019, 3, 1), **facts):
    made = Organization.objects.create(name="", form=kind)
    record_edit(made, {"name": name, "form": kind, "status": "active", **facts}, None, change_from=since)
    made.refresh_from_db()
    return made


def page_of(client, address="/thong-ke/"):
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def text_of(element):
    return " ".join(element.text_content().split())


def rows_found(client, address):
    told = re.search(r'result-count">\s*(?:Tất cả|Tìm thấy) ([\d.]+) |result-count">\s*Không tìm thấy',
                     client.get(address).content.decode())  # fmt: skip
    assert told, address
    return int((told[1] or "0").replace(".", ""))


def division_of(day, name):
    return next((division for division in Statistics(day).divisions if division.id == name), None)


# --- each number and its rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [None, date(2022, 6, 1)])
def test_every_number_of_the_page_opens_as_many_rows(client, day):
    some_organizations(150, seed=4)
    page = page_of(client, f"/thong-ke/?tai-ngay={day}" if day else "/thong-ke/")
    links = page.xpath("//main//table//td//a")
    assert len(links) > 60
    assert {link.get("href").split("?")[0] for link in links} == {"/hop-tac-xa/", "/to-hop-tac/"}
    for link in links:
        assert not day or f"tai-ngay={day}" in link.get("href")
        number = re.search(r"[\d.]+", text_of(link))[0]
        assert rows_found(client, link.get("href")) == int(number.replace(".", "")), link.get("href")


@pytest.mark.parametrize("day", [None, date(2022, 6, 1)])
def test_counted_figures_are_the_rows_of_their_lists(client, day):
    some_organizations(150, seed=5)
    shown = Statistics(day)
    counted = {one.line.indicator.code: one for one in shown.key_lines}
    for code in ("htx.so_luong", "htx.hoat_dong", "tht.so_luong", "ocop.htx"):
        assert counted[code].line.value == counted[code].rows.total == rows_found(client, counted[code].rows.url), code
    for figure in shown.figures:
        assert rows_found(client, figure.url) > 0


def test_parts_and_the_unknown_add_up_to_the_registered():
    some_organizations(200, seed=6)
    shown = Statistics()
    total = {"cooperative": shown.now.total("cooperative"), "group": shown.now.total("group")}
    assert len(shown.divisions) == 6
    for division in shown.divisions:
        for at, kind in enumerate(division.kinds):
            parts = sum(cells[at].count for _label, cells in division.rows)
            assert parts == division.base[at]
            assert parts + division.unknown[at] == total[kind], division.id
            assert sum(cells[at].share for _label, cells in division.rows) == pytest.approx(100)


def test_one_organisation_less_is_told_at_once():
    some_organizations(40, seed=7)
    before = Statistics().now.total("cooperative")
    one = Organization.objects.published().cooperatives().registered().first()
    one.hidden = True
    one.save()
    assert Statistics().now.total("cooperative") == before - 1
    assert division_of(None, "theo-tinh-trang").base[0] + division_of(None, "theo-tinh-trang").unknown[0] == before - 1


# --- years, sizes -----------------------------------------------------------------------------------------------------


def test_late_years_stand_alone_and_older_ones_in_decades():
    for year in (1998, 1999, 2003, TODAY.year - 10, TODAY.year - 9, TODAY.year):
        organization(f"HTX {year}", established_on=str(year))
    organization("Tổ 2020", kind="group", contract_on="2020-05")
    division = division_of(None, "theo-nam")
    counts = {label: [cell.count for cell in cells] for label, cells in division.rows}
    assert counts["1990–1999"] == [2, 0]
    assert counts["2000–2009"] == [1, 0]
    assert counts[f"{(TODAY.year - 10) // 10 * 10}–{TODAY.year - 10}"] == [1, 0]
    assert counts[str(TODAY.year - 9)] == [1, 0]
    assert counts["2020"] == [0, 1]


def test_sizes_by_members_are_of_those_who_told_and_few_are_warned_of(client):
    for number, members in enumerate([49, 50, 300, 301, 1000, 1001, None, None]):
        one = organization(f"HTX {number}")
        YearlyFigures.objects.create(organization=one, year=2025, members=members, workers=3 if number == 0 else None)
    division = division_of(None, "theo-thanh-vien")
    assert [cells[0].count for _label, cells in division.rows] == [1, 2, 2, 1]
    assert (division.base, division.unknown) == ([6], [2])
    assert division.few == ["Chỉ có 6 HTX (75%) có số liệu: chưa đại diện cho toàn tỉnh."]
    told = {text_of(row.find("th/strong")): text_of(row) for row in page_of(client).xpath("//table[1]//tr[th/strong]")}
    assert "1 HTX đã báo cáo năm 2025, trong 8 đã đăng ký" in told["Lao động trong HTX"]
    assert "Chỉ có 1 HTX (12,5%)" in told["Lao động trong HTX"]
    assert "Chỉ có" not in told["Hợp tác xã"]


# --- the year before --------------------------------------------------------------------------------------------------


def test_change_since_the_same_day_a_year_before(client):
    organization("HTX Cũ", since=date(2020, 1, 1))
    organization("HTX Mới", since=date(2021, 9, 1))
    text = text_of(page_of(client, "/thong-ke/?tai-ngay=2021-12-31").find(".//main"))
    assert "So sánh ngày 31/12/2021 với ngày 31/12/2020" in text
    assert "tăng 1 HTX (100%); trước là 1 HTX" in text
    assert "đã đăng ký, chưa giải thể; tăng 1 HTX (100%) so với ngày 31/12/2020" in text
    assert "không đổi" in text_of(page_of(client, "/thong-ke/?tai-ngay=2023-12-31").find(".//main"))


def test_nothing_is_said_of_a_past_that_is_not_known(client):
    one = organization("HTX Mới", since=date(2021, 9, 1))
    YearlyFigures.objects.create(organization=one, year=2021, workers=7)
    text = text_of(page_of(client, "/thong-ke/?tai-ngay=2021-12-31").find(".//main"))
    assert "tăng" not in text and "trước là" not in text
    # A year later the register knows the year before, but nobody reported anew.
    workers = next(one for one in Statistics(date(2022, 12, 31)).key_lines if one.line.indicator.code == "htx.lao_dong")
    assert (workers.line.value, workers.line.before) == (7, None)
    YearlyFigures.objects.create(organization=one, year=2022, workers=9)
    workers = next(one for one in Statistics(date(2022, 12, 31)).key_lines if one.line.indicator.code == "htx.lao_dong")
    assert (workers.line.value, workers.line.before) == (9, 7)
    assert workers.base.endswith("; năm 2021: 1 HTX")


def test_the_29th_of_february_is_compared_with_the_28th():
    assert Statistics(date(2024, 2, 29)).compared_to == date(2023, 2, 28)


# --- the page ---------------------------------------------------------------------------------------------------------


def test_every_chart_has_its_table_and_words(client):
    some_organizations(80, seed=8)
    page = page_of(client)
    charts = page.xpath("//figure[contains(@class,'chart')][.//*[@role='img']]//*[local-name()='svg']")
    assert len(charts) >= 8
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for division in page.xpath("//section[contains(@class,'statistics__division')]"):
        assert division.xpath(".//table")
        assert "Mẫu số:" in text_of(division) and "Nguồn:" in text_of(division)
        assert f"Tại ngày {TODAY:%d/%m/%Y}" in text_of(division)
    assert not page.xpath("//main//@style")


def test_an_empty_registry_has_no_charts_and_no_mistakes(client):
    page = page_of(client)
    assert not page.xpath("//figure[@class='chart']")
    assert page_of(client, "/thong-ke/?tai-ngay=2001-01-01") is not None


def test_debts_of_single_organisations_are_no_public_figure(client):
    one = organization("HTX Vay")
    YearlyFigures.objects.create(organization=one, year=2025, bank_debt=123_000_000, fund_loan=456_000_000)
    text = client.get("/thong-ke/").content.decode() + client.get("/thong-ke/?dang=csv").getvalue().decode()
    assert "Dư nợ" not in text and "123 triệu" not in text and "123000000" not in text


def test_queries_do_not_grow(client, django_assert_max_num_queries):
    some_organizations(60, seed=9)
    with django_assert_max_num_queries(45) as few:
        client.get("/thong-ke/?tai-ngay=2022-01-01")
    some_organizations(150, seed=10)
    OcopProduct.objects.all().update(stars=4)
    with django_assert_max_num_queries(len(few)):
        client.get("/thong-ke/?tai-ngay=2022-01-01")


def test_the_tables_as_files(client):
    some_organizations(60, seed=11)
    address = "/thong-ke/?tai-ngay=2022-01-01"
    written = client.get(f"{address}&dang=csv")
    assert 'filename="thong-ke-2022-01-01.csv"' in written["Content-Disposition"]
    lines = list(csv.DictReader(StringIO(written.getvalue().decode("utf-8-sig"))))
    shown = Statistics(date(2022, 1, 1))
    (total,) = (line for line in lines if line["Mục"] == "Hợp tác xã" and line["Bảng"] == "Chỉ tiêu chính")
    assert int(total["Giá trị"]) == shown.now.total("cooperative")
    assert {line["Tại ngày"] for line in lines} == {"01/01/2022"}
    workbook = BytesIO(b"".join(client.get(f"{address}&dang=xlsx")))
    sheet = openpyxl.load_workbook(workbook).active
    assert len(list(sheet.values)) == len(lines) + 1
    assert client.get("/thong-ke/?dang=exe").status_code == 404
    assert client.get("/thong-ke/?dang=csv&tai-ngay=x").status_code == 404


def test_search_engines_are_told_of_the_data(client):
    page = page_of(client, "/thong-ke/?tai-ngay=2022-01-01")
    told = [json.loads(text) for text in page.xpath("//script[@type='application/ld+json']/text()")]
    (data,) = (one for one in told if one.get("@type") == "Dataset")
    assert data["temporalCoverage"] == "2022-01-01"
    assert data["url"] == "http://testserver/thong-ke/?tai-ngay=2022-01-01"
    for file in data["distribution"]:
        response = client.get(file["contentUrl"].removeprefix("http://testserver"))
        assert response.status_code == 200 and b"".join(response)


def test_a_dissolved_organisation_is_in_no_division():
    one = organization("HTX Đã thôi", established_on="2020")
    record_edit(one, {"status": "dissolved"}, None, change_from=date(2022, 1, 1))
    assert Statistics().divisions == []
    assert division_of(date(2021, 6, 1), "theo-nam").base == [1]
    assert Period.objects.filter(organization=one).count() == 2
