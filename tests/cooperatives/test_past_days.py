"""Figures of an earlier day, and the rows behind them."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

import kttt.demo
from cooperatives.history import record_edit
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.models import Organization
from tests.cooperatives import lists

pytestmark = pytest.mark.django_db
LISTS = Path(kttt.demo.__file__).parent / "registry"


@pytest.fixture
def three():
    lines = [lists.line(f"HTX Chè {n}", code) for n, code in enumerate(("6200800117", "6200800124", "6200800131"), 1)]
    take(lists.workbook(*lines), "htx.xlsx", Options())
    one, two, _three = Organization.objects.order_by("sort_key")
    record_edit(one, {"status": "dissolved"}, None, change_from=date(2022, 6, 1))
    record_edit(two, {"status": "suspended"}, None, change_from=date(2023, 6, 1))


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def figures(page):
    values = re.findall(r'figures__value">([^<]*)</span>\s*<span class="figures__label">([^<]*)<', page)
    return {label: value.strip() for value, label in values}


@pytest.mark.parametrize(
    ("day", "registered", "active", "capital"),
    [
        ("2021-12-30", "0", "0", "0 đồng"),
        ("2021-12-31", "3", "3", "1,5 tỷ đồng"),
        ("2022-06-01", "2", "2", "1 tỷ đồng"),
        ("2023-06-01", "2", "1", "500 triệu đồng"),
    ],
)
def test_figures_of_a_day_open_the_rows_of_that_day(three, client, day, registered, active, capital):
    page = shown(client, f"/thong-ke/?tai-ngay={day}")
    found = figures(page)
    assert (found["Hợp tác xã"], found["HTX đang hoạt động"], found["Vốn điều lệ"]) == (registered, active, capital)
    for address, number in ((f"/hop-tac-xa/?tinh-trang=registered&tai-ngay={day}", registered),
                            (f"/hop-tac-xa/?tinh-trang=active&tai-ngay={day}", active)):  # fmt: skip
        assert address in page
        told = f"Tìm thấy {number} hợp tác xã" if number != "0" else "Không tìm thấy hợp tác xã nào"
        assert told in shown(client, address)


def test_without_a_day_all_that_the_register_knows(three, client):
    page = shown(client, "/thong-ke/")
    assert figures(page)["Hợp tác xã"] == "2"
    assert 'href="/hop-tac-xa/?tinh-trang=registered"' in page
    assert "Tìm thấy 2 hợp tác xã" in shown(client, "/hop-tac-xa/?tinh-trang=registered")
    assert "Tất cả 3 hợp tác xã" in shown(client, "/hop-tac-xa/")


@pytest.mark.parametrize("day", ["2021-02-31", "1999-12-31", "2999-01-01", "hôm qua", "\0", "20211231x"])
@pytest.mark.parametrize("page", ["/thong-ke/", "/hop-tac-xa/", "/to-hop-tac/"])
def test_what_is_no_day_is_not_found(db, client, page, day):
    assert client.get(page, {"tai-ngay": day}).status_code in (404, 200 if day == "\0" else 404)


def test_a_file_that_comes_late_changes_the_past(client):
    take((LISTS / "to-hop-tac-2021.xlsx").read_bytes(), "2021.xlsx", Options())
    assert figures(shown(client, "/thong-ke/?tai-ngay=2020-12-31"))["Tổ hợp tác"] == "0"
    take((LISTS / "to-hop-tac-2020.xlsx").read_bytes(), "2020.xlsx", Options())
    assert figures(shown(client, "/thong-ke/?tai-ngay=2020-12-31"))["Tổ hợp tác"] == "235"
    assert figures(shown(client, "/thong-ke/?tai-ngay=2021-12-31"))["Tổ hợp tác"] == "255"


def test_queries_do_not_grow_with_the_rows(client, django_assert_max_num_queries):
    take((LISTS / "hop-tac-xa-2021.xlsx").read_bytes(), "2021.xlsx", Options())
    client.get("/thong-ke/")
    with django_assert_max_num_queries(40):
        client.get("/thong-ke/?tai-ngay=2021-12-31")
    with django_assert_max_num_queries(26):
        client.get("/hop-tac-xa/?tai-ngay=2021-12-31")
