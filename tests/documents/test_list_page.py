"""/van-ban/ and what hangs on it: facets as a form, feeds, tables to download, the most wanted."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from documents import views
from documents.models import Field
from kttt.searching.models import MissedQuery
from kttt.searching.refreshing import refresh_all
from kttt.visits.models import ALL_DAYS, DailyCount
from tests import factories
from tests.documents.papers import papers, store

pytestmark = pytest.mark.django_db
READER = {"HTTP_USER_AGENT": "Mozilla/5.0 Firefox/130"}


def page_of(client, address):
    answer = client.get(address, **READER)
    assert answer.status_code == 200 and not answer.cookies
    return html.fromstring(answer.content)


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        client.get(address, **READER)
    return len(captured)


@pytest.mark.parametrize(
    "address", ["/van-ban/", "/van-ban/?q=hợp+tác+xã&loai=quyet-dinh", "/van-ban/xem-nhieu/", "/van-ban/rss/"]
)
def test_pages_ask_the_database_as_often_for_many_documents_as_for_few(client, address):
    store(list(papers(30)))
    refresh_all()
    few = queries(client, address)
    store(list(papers(200, seed=3))[100:])
    refresh_all()
    assert queries(client, address) <= few + 1  # a list of enough answers may be ranked by titles first


def test_the_form_holds_what_was_asked_for_and_works_without_script(client):
    factories.document("1/2024/TT-BTC", abstract="Về chè", signer="Lò Văn A", issued_on=date(2024, 1, 2))
    refresh_all()
    page = page_of(client, "/van-ban/?q=chè&loai=thong-tu&nguoi-ky=Lò+Văn+A&sap-xep=ban-hanh-cu")
    form = page.forms[1]
    assert form.method == "GET" and form.get("role") == "search"
    assert sorted(form.form_values()) == [
        ("loai", "thong-tu"), ("nguoi-ky", "Lò Văn A"), ("q", "chè"), ("sap-xep", "ban-hanh-cu"),
    ]  # fmt: skip
    chips = [" ".join(chip.text_content().split()) for chip in page.find_class("chip")]
    assert chips == [
        "“chè” × (bỏ điều kiện này)", "Loại văn bản: Thông tư × (bỏ điều kiện này)",
        "Người ký: Lò Văn A × (bỏ điều kiện này)",
    ]  # fmt: skip
    assert page.find_class("chip")[1].get("href") == "?q=ch%C3%A8&nguoi-ky=L%C3%B2+V%C4%83n+A&sap-xep=ban-hanh-cu"


@pytest.mark.parametrize(
    "nonsense",
    ["?q=%00", "?q='", '?q="', "?loai=%00", "?nam=abc", "?trang=-1", "?trang=x", "?sap-xep=%F0", "?tinh-trang=x",
     "?" + "&".join(f"loai=x{n}" for n in range(200)), "?q=" + "a%20" * 300, "?nguoi-ky=<script>",
     "?q=1/&nam=9999999999999999"],
)  # fmt: skip
def test_nothing_asked_breaks_it(client, nonsense):
    factories.document()
    for address in ("/van-ban/", "/van-ban/rss/", "/van-ban/danh-sach.csv"):
        assert client.get(address + nonsense).status_code == 200


def test_pages_for_search_engines(client):
    for n in range(25):
        factories.document(f"{n}/2024/TT-BTC")
    refresh_all()

    def head(query):
        page = page_of(client, f"/van-ban/{query}")
        return page.xpath("//meta[@name='robots']/@content"), page.xpath("//link[@rel='canonical']/@href")

    site = "http://testserver/van-ban/"
    assert head("") == ([], [site])
    assert head("?trang=2") == ([], [f"{site}?trang=2"])
    assert head("?loai=thong-tu") == ([], [f"{site}?loai=thong-tu"])
    assert head("?co-quan=bo-tai-chinh&trang=2") == ([], [f"{site}?co-quan=bo-tai-chinh&trang=2"])
    for put_together in (
        "?q=cũ", "?loai=thong-tu&co-quan=bo-tai-chinh", "?loai=khong-co", "?nam=2024", "?sap-xep=xem-nhieu",
        "?loai=thong-tu&sap-xep=xem-nhieu", "?loai=thong-tu&loai=khong-co",
    ):  # fmt: skip
        assert head(put_together) == (["noindex, follow"], [site])
    assert "<h1>Thông tư</h1>" in client.get("/van-ban/?loai=thong-tu").content.decode()


def test_text_of_files_is_found_and_shown(client):
    document = store([next(one for one in papers(20) if one["text"])])[0]
    text = document.files.get().reading
    text.text = "Mở đầu. " * 50 + "Hỗ trợ mua máy sấy dược liệu cho <b>bản</b> vùng cao."
    text.save()
    refresh_all()
    answer = client.get("/van-ban/?q=máy+sấy+dược+liệu")
    assert answer.context["found"].ids == [document.pk]
    assert "<mark>máy sấy dược liệu</mark>" in answer.content.decode()
    assert "<b>bản" not in answer.content.decode()


def test_what_is_not_found_is_counted_once_for_the_staff(client):
    client.get("/van-ban/?q=cây+mắc+ca", **READER)
    client.get("/van-ban/?q=cây+mắc+ca", HTTP_USER_AGENT="Googlebot/2.1")
    assert MissedQuery.objects.get().times == 1


def test_a_feed_of_any_search(client):
    factories.document("1/2024/TT-BTC", abstract="Về chè & mật ong")
    factories.document("2/2024/TT-BTC", abstract="Về sâm")
    factories.document("3/2024/TT-BTC", abstract="Về chè kín", internal=True)
    refresh_all()
    page = page_of(client, "/van-ban/?q=chè&loai=thong-tu")
    feeds = page.xpath("//link[@type='application/rss+xml']/@href")
    own = "/van-ban/rss/?q=ch%C3%A8&loai=thong-tu"
    assert own in feeds and own in page.xpath("//main//a/@href")
    answer = client.get(own)
    assert answer["Content-Type"].startswith("application/rss+xml")
    channel = html.fromstring(answer.content)
    assert channel.xpath("//item/title/text()") == ["Thông tư 1/2024/TT-BTC"]
    assert "“chè”, Loại văn bản: Thông tư" in channel.xpath("//channel/title/text()")[0]
    assert len(html.fromstring(client.get("/van-ban/rss/").content).xpath("//item")) == 2


def test_a_table_of_what_was_found(client):
    found = factories.document(
        "1/2024/TT-BTC", abstract="=1+1 về chè", signer="@Lò", issued_on=date(2024, 1, 2), effective_on=date(2024, 3, 1)
    )
    found.fields.add(Field.objects.get_or_create(name="Đất đai")[0])
    factories.document("2/2024/TT-BTC", abstract="về chè kín", internal=True)
    factories.document("3/2024/TT-BTC", abstract="về sâm")
    refresh_all()
    answer = client.get("/van-ban/danh-sach.csv?q=chè")
    assert answer["X-Robots-Tag"] == "noindex" and answer.streaming
    content = answer.getvalue().decode()
    assert content.startswith("\ufeff")
    heading, *rows = csv.reader(StringIO(content.removeprefix("\ufeff")))
    assert heading[:4] == ["Số, ký hiệu", "Loại văn bản", "Cơ quan ban hành", "Ngày ban hành"]
    assert rows == [
        ["1/2024/TT-BTC", "Thông tư", "Bộ Tài chính", "02/01/2024", "01/03/2024", "", "Còn hiệu lực", "'@Lò", "Đất đai",
         "'=1+1 về chè", "0", "0", f"http://testserver{found.get_absolute_url()}"],
    ]  # fmt: skip
    answer = client.get("/van-ban/danh-sach.xlsx?q=chè")
    book = openpyxl.load_workbook(BytesIO(answer.getvalue()))
    row = [cell.value for cell in book.active[2]]
    assert row[0] == "1/2024/TT-BTC" and row[3].date() == date(2024, 1, 2) and row[9] == "'=1+1 về chè"
    assert book.active.max_row == 2


def test_tables_are_bounded(client, monkeypatch):
    store(list(papers(30)))
    monkeypatch.setattr(views, "MOST_EXPORTED", 20)
    monkeypatch.setattr(views, "EXPORTS_PER_HOUR", 2)
    assert len(client.get("/van-ban/danh-sach.csv").getvalue().decode().splitlines()) == 21
    assert client.get("/van-ban/danh-sach.csv").status_code == 200
    refused = client.get("/van-ban/danh-sach.csv")
    assert refused.status_code == 429 and "thử lại sau một giờ" in refused.content.decode()


def count(document, action, day, number):
    for one in (day, ALL_DAYS):
        row, _ = DailyCount.objects.get_or_create(subject="document", action=action, object_id=document.pk, day=one)
        row.count += number
        row.save()


def test_the_most_wanted_of_a_period(client, django_assert_num_queries):
    today = timezone.localdate()
    old, new, hidden = (factories.document(f"{n}/2024/TT-BTC", internal=n == 3) for n in (1, 2, 3))
    count(old, "view", today - timedelta(days=500), 100)
    count(old, "download", today, 1)
    count(new, "view", today, 5)
    count(new, "view", today - timedelta(days=6), 2)
    count(new, "view", today - timedelta(days=7), 4)
    count(hidden, "view", today, 99)

    def shown(address):
        return [(d.number, n) for d, n in client.get(f"/van-ban/{address}").context["documents"]]

    assert shown("xem-nhieu/") == [("1/2024/TT-BTC", 100), ("2/2024/TT-BTC", 11)]
    assert shown("xem-nhieu/?ky=7") == [("2/2024/TT-BTC", 7)]
    assert shown("xem-nhieu/?ky=30") == [("2/2024/TT-BTC", 11)]
    assert shown("xem-nhieu/?ky=nam")[0][0] == "2/2024/TT-BTC"
    assert shown("xem-nhieu/?ky=x") == shown("xem-nhieu/")
    assert shown("tai-nhieu/") == [("1/2024/TT-BTC", 1)]
    # Counted at once: nothing is kept from one reader for the next.
    for _ in range(3):
        count(new, "download", today, 1)
    assert shown("tai-nhieu/?ky=7") == [("2/2024/TT-BTC", 3), ("1/2024/TT-BTC", 1)]
    listed = client.get("/van-ban/?sap-xep=tai-nhieu").context["page_obj"].object_list
    assert [(d.number, d.downloads) for d in listed] == [("2/2024/TT-BTC", 3), ("1/2024/TT-BTC", 1)]
