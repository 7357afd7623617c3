"""With the three official lists in, the report of 31/12/2021 says what the Alliance said of that year, by counting."""

from datetime import date
from pathlib import Path

import pytest

import kttt.demo
from cooperatives.history import record_edit
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.indicators.yearly_report import YearlyReport, year_end
from cooperatives.models import IndicatorEntry, IndicatorTarget, OcopProduct, Organization

pytestmark = pytest.mark.django_db
LISTS = Path(kttt.demo.__file__).parent / "registry"
DAY, BEFORE = date(2021, 12, 31), date(2020, 12, 31)
LEVEL, GROWTH = IndicatorTarget.Basis.LEVEL, IndicatorTarget.Basis.GROWTH
MILLION, BILLION = 10**6, 10**9


@pytest.fixture
def lists():
    for name in ("hop-tac-xa-2021", "to-hop-tac-2020", "to-hop-tac-2021"):
        assert take((LISTS / f"{name}.xlsx").read_bytes(), name, Options()).exit_status == 0
    IndicatorTarget.objects.create(code="tht.so_luong", year=2021, basis=GROWTH, value=15)
    IndicatorTarget.objects.create(code="htx.so_luong", year=2021, basis=LEVEL, value=310)
    for code, value in {
        "tuyen_truyen.lop": 16, "tuyen_truyen.hoc_vien": 800, "quy.giai_ngan": 7 * BILLION, "quy.du_an": 90,
        "quy.luot_vay": 15, "vay.doanh_so": 30 * BILLION, "tieu_chi_13.dat": 81, "lao_dong.moi": 500,
    }.items():  # fmt: skip
        IndicatorEntry.objects.create(code=code, year=2021, value=value)
    for n, owner in enumerate(Organization.objects.of_kind("cooperative").filter(status="active")[:18]):
        for product in range(2 if n < 16 else 1):
            OcopProduct.objects.create(
                organization=owner, name=f"Sản phẩm {n}.{product}", stars=3 + product, recognised_on=date(2020, 5, 1)
            )


@pytest.fixture
def report(lists):
    return YearlyReport(DAY, BEFORE)


def test_groups(report):
    groups = report.line("tht.so_luong")
    assert (groups.value, groups.before, groups.change) == (255, 235, 20)
    assert float(groups.change_per_cent) == pytest.approx(8.5, abs=0.05)
    assert round(groups.of_plan) == 133
    assert report.line("tht.thanh_lap").value == 20
    assert report.line("tht.doanh_thu_bq").value == 270 * MILLION
    assert report.line("tht.doanh_thu_bq").before == 255 * MILLION
    assert report.line("tht.thu_nhap_bq").value == 3_650_000


def test_cooperatives(report):
    assert report.line("htx.so_luong").value == 348
    assert report.line("htx.so_luong").value - report.line("htx.so_luong").target.value == 38
    assert float(report.line("htx.so_luong").of_plan) == pytest.approx(112.3, abs=0.05)
    assert report.line("htx.hoat_dong").value == 265
    assert float(report.line("htx.ty_le_hoat_dong").value) == pytest.approx(76.1, abs=0.06)
    assert report.line("htx.thanh_lap").value == 25
    assert 826 * BILLION < report.line("htx.von").value < 827 * BILLION
    assert float(report.line("htx.von_bq").value / BILLION) == pytest.approx(3.1, abs=0.05)
    assert 1 * BILLION < report.line("htx.doanh_thu_bq").value < 1.1 * BILLION
    assert 5_900 < report.line("htx.lao_dong").value < 6_000
    assert report.line("htx.ty_le_thanh_vien").value > 80


def test_nothing_grew_where_nothing_was_known(report):
    line = report.line("htx.so_luong")
    assert (line.before, line.change, line.change_words) == (None, None, "")


def test_credit_products_and_own_work(report):
    assert (report.line("vay.so_htx").value, report.line("vay.du_no").value) == (35, 63_400 * MILLION)
    assert (report.line("ocop.htx").value, report.line("ocop.san_pham").value) == (18, 34)
    assert report.line("tuyen_truyen.lop").value == 16
    assert report.line("quy.giai_ngan").words == "7 tỷ đồng"


def test_the_paragraphs_say_the_same(report):
    text = "\n".join(report.paragraphs)
    for said in (
        "có 255 tổ hợp tác, tăng 20 tổ hợp tác (8,5%) so với ngày 31/12/2020, đạt 133,3% kế hoạch tăng thêm",
        "doanh thu bình quân 270 triệu đồng/tổ", "3,65 triệu đồng/người/tháng",
        "348 HTX đã đăng ký, đạt 112,3% kế hoạch",
        "265 HTX đang hoạt động, bằng 76,1% số HTX đã đăng ký", "826,35 tỷ đồng", "bình quân 3,12 tỷ đồng/HTX",
        "63,4 tỷ đồng của 35 HTX", "81/106 xã, phường đạt tiêu chí 13", "18 HTX với 34 sản phẩm",
        "thành lập mới 25 HTX",
    ):  # fmt: skip
        assert said.casefold() in text.casefold(), text
    assert "None" not in text


def test_an_empty_registry_says_nothing_and_breaks_nothing():
    report = YearlyReport(DAY, BEFORE)
    assert report.paragraphs == []
    assert all(line.value in (0, None) for line in report.lines)
    assert [check.words for check in report.checks if not check.passed]


def test_without_one_cooperative_every_figure_of_cooperatives_is_another(lists):
    before = YearlyReport(DAY, BEFORE)
    values = {line.indicator.code: line.value for line in before.lines}
    one = Organization.objects.of_kind("cooperative").filter(
        status="active", alliance_member=True, established_on__startswith="2021", figures__bank_debt__gt=0
    )
    one = one.first() or Organization.objects.get(
        pk=Organization.objects.filter(figures__bank_debt__gt=0, status="active").first().pk
    )
    one.delete()
    after = {line.indicator.code: line.value for line in YearlyReport(DAY, BEFORE).lines}
    for code in ("htx.so_luong", "htx.hoat_dong", "htx.von", "htx.von_bq", "htx.lao_dong", "vay.du_no", "vay.so_htx",
                 "htx.doanh_thu_bq", "htx.ty_le_hoat_dong"):  # fmt: skip
        assert after[code] != values[code], code
    assert after["tht.so_luong"] == values["tht.so_luong"]


def test_an_edit_changes_its_day_and_later_but_not_earlier(lists):
    one = Organization.objects.of_kind("cooperative").filter(status="active").first()
    record_edit(one, {"status": "dissolved"}, None, change_from=date(2022, 3, 1))
    assert YearlyReport(DAY, BEFORE).line("htx.so_luong").value == 348
    later = YearlyReport(date(2022, 12, 31), DAY)
    assert (later.line("htx.so_luong").value, later.line("htx.so_luong").change) == (347, -1)
    assert later.line("htx.giai_the").value == 1
    assert "giảm 1 HTX" in later.line("htx.so_luong").change_words


def test_ocop_lapses_after_36_months(lists):
    assert YearlyReport(date(2023, 5, 1), DAY).line("ocop.san_pham").value == 34
    assert YearlyReport(date(2023, 5, 2), DAY).line("ocop.san_pham").value == 0


def test_the_checks_hold_and_warn(report):
    failed = [check.words for check in report.checks if not check.passed]
    assert not any("Cộng các" in words for words in failed), failed
    assert any("kieu_moi" not in words and "Chưa nhập số liệu năm 2021" in words for words in failed)
    words = " ".join(check.words for check in report.checks)
    assert "826,35 tỷ đồng ÷ 265 HTX đang hoạt động = 3,12 tỷ đồng" in words
    assert "mức tăng 20 so với kế hoạch tăng 15" in words
    one = Organization.objects.of_kind("cooperative").filter(status="active").first()
    record_edit(one, {"sectors": [], "charter_capital": None}, None)
    failed = [check.words for check in YearlyReport(DAY, BEFORE).checks if not check.passed]
    assert any("còn 1 HTX chưa rõ lĩnh vực" in words for words in failed)
    assert any("1 HTX đang hoạt động chưa ghi vốn" in words for words in failed)


def test_few_queries(lists, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        report = YearlyReport(DAY, BEFORE)
        assert report.sections and report.paragraphs and report.checks


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 12, 31), (date(2021, 12, 31), date(2020, 12, 31))),
        (date(2026, 11, 23), (date(2025, 12, 31), date(2024, 12, 31))),
    ],
)
def test_the_year_end_that_is_meant(day, expected):
    assert year_end(day) == expected


def test_the_year_end_of_which_there_are_figures(lists):
    assert year_end(date(2026, 11, 23)) == (DAY, BEFORE)
