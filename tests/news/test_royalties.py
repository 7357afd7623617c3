"""What the office pays for the month's articles."""

from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from news.models import RoyaltyRate
from news.royalties import NOBODY, authors_of, month_of
from tests import factories

pytestmark = pytest.mark.django_db
PAGE, TABLE = "/quan-tri/news/article/nhuan-but/", "/quan-tri/news/article/nhuan-but.xlsx"
MARCH = date(2026, 3, 1)


def at(day, hour=8, month=3):
    return timezone.make_aware(datetime(2026, month, day, hour))  # noqa: DTZ001


@pytest.fixture
def march():
    rates = (("text", 100_000, (2025, 1, 1)), ("text", 150_000, (2026, 3, 15)), ("note", 30_000, (2025, 1, 1)))
    for kind, amount, since in rates:
        RoyaltyRate.objects.create(kind=kind, amount=amount, valid_from=date(*since))
    factories.article("Bài một", author_name="Vàng A Sử", publish_from=at(1, 0))
    factories.article("Bài hai", author_name="Vàng  A Sử", publish_from=at(15))
    factories.article("Tin ngắn", author_name="Ân Lan", kind="note", publish_from=at(31, 23))
    factories.article("Phim", author_name="", kind="video", publish_from=at(9))
    factories.article("Tháng sau", author_name="Ân Lan", publish_from=at(1, 0, month=4))
    factories.article("Tháng trước", author_name="Ân Lan", publish_from=at(1, 0) - timedelta(minutes=1))
    factories.article("Nháp", author_name="Ân Lan", state="draft", publish_from=at(5))
    factories.article("Đã gỡ", author_name="Ân Lan", state="withdrawn", publish_from=at(5))


def test_each_article_is_paid_by_the_rate_of_its_day(march, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = authors_of(MARCH)
    told = {a.name: [(p.article.title, p.day.day, p.amount) for p in a.payments] for a in found}
    assert told == {
        "Ân Lan": [("Tin ngắn", 31, 30_000)],
        "Vàng A Sử": [("Bài một", 1, 100_000), ("Bài hai", 15, 150_000)],
        NOBODY: [("Phim", 9, None)],
    }
    assert list(told) == ["Ân Lan", "Vàng A Sử", NOBODY], "by the alphabet, nobody last"
    assert [author.total for author in found] == [30_000, 250_000, 0]


def test_page_and_table_say_the_same(client, march):
    client.force_login(factories.staff(group="Biên tập"))
    page = client.get(PAGE, {"thang": "2026-03"})
    words = page.content.decode()
    assert "4 bài đã đăng, tổng cộng <strong>280.000 đồng</strong>" in words and "1 bài chưa có đơn giá" in words
    assert "Tháng sau" not in words and "Đã gỡ" not in words
    sheet = openpyxl.load_workbook(BytesIO(b"".join(client.get(TABLE, {"thang": "2026-03"}).streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "Tác giả" and len(rows) == 1 + 4 + 3 + 1
    assert rows[-1] == ("Tổng cộng", None, None, None, None, 280_000)
    assert ("Vàng A Sử", "Cộng 2 bài", None, None, None, 250_000) in rows
    assert PAGE in client.get("/quan-tri/news/article/").content.decode()
    assert "chưa có bài nào" in client.get(PAGE, {"thang": "2001-01"}).content.decode()


@pytest.mark.parametrize("month", ["2026", "2026-13", "tháng ba", "2026-03-01", "\0"])
def test_what_is_no_month_is_not_found(client, month):
    client.force_login(factories.staff(group="Biên tập"))
    assert client.get(PAGE, {"thang": month}).status_code == client.get(TABLE, {"thang": month}).status_code == 404


@pytest.mark.parametrize(("group", "status"), [("Lãnh đạo duyệt", 200), ("Phóng viên", 403), ("Văn thư", 403)])
def test_only_who_may_export_articles_sees_money(client, group, status):
    client.force_login(factories.staff(group=group))
    table = client.get(TABLE)
    assert client.get(PAGE).status_code == table.status_code == status
    assert not table.streaming or b"".join(table.streaming_content)


def test_a_month_is_the_present_one_unless_told():
    assert month_of("") == timezone.localdate().replace(day=1) and month_of("2026-03") == MARCH


def test_one_rate_for_a_kind_and_day():
    rate = {"kind": "text", "valid_from": MARCH}
    RoyaltyRate.objects.create(amount=1, **rate)
    with pytest.raises(ValidationError, match="đã có đơn giá từ ngày đó"):
        RoyaltyRate(amount=2, **rate).full_clean()
