"""The search's page, suggestions, data and the list of what was not found."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from cooperatives.models import Organization
from kttt.pages.models import Page
from kttt.publishing import State
from kttt.searching import missed
from kttt.searching.models import MissedQuery
from kttt.searching.refreshing import refresh_all
from tests import factories

pytestmark = pytest.mark.django_db
READER = {"HTTP_USER_AGENT": "Mozilla/5.0 Firefox/130"}


@pytest.fixture
def content():
    factories.article("Mùa chè ở Bản Bo", body="<p>Nhà <em>bà Lò</em> &lt;script&gt; hái chè shan từ sáng sớm.</p>")
    factories.document("113/2024/NĐ-CP", abstract="Quy định chi tiết về trồng chè")
    Organization.objects.create(form="cooperative", name="HTX Chè Bản Bo", tax_code="6200800117")
    Page.objects.create(title="Giới thiệu vùng chè", slug="gioi-thieu", body="<p>.</p>", state=State.PUBLISHED)
    refresh_all()


def get(client, **said):
    return client.get("/tim-kiem/", said, **READER)


def test_kinds_with_counts(client, content):
    shown = get(client, q="chè").context
    assert [(facet["heading"], facet["total"]) for facet in shown["facets"]] == [
        ("Tin tức", 1), ("Văn bản", 1), ("Hợp tác xã, tổ hợp tác", 1), ("Trang thông tin", 1),
    ]  # fmt: skip
    only = get(client, q="chè", loai="document").context
    assert [one.kind for one in only["results"]] == ["document"]
    assert len(only["facets"]) == 4


def test_what_was_asked_for_is_marked_and_nothing_of_the_text_is_markup(client, content):
    page = get(client, q="che shan").content.decode()
    assert "<mark>chè shan</mark>" in page
    assert "&lt;script&gt;" in page and "<script>\n" not in page
    page = get(client, q="<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in page


def test_newest_first(client):
    for n in (3, 1, 2):
        factories.article(f"Họp tháng {n}", publish_from=timezone.now() - timedelta(days=n))
    shown = get(client, q="họp tháng", xep="moi").context["results"]
    assert [one.plain_title for one in shown] == ["Họp tháng 1", "Họp tháng 2", "Họp tháng 3"]


def test_pages_of_answers(client):
    for n in range(25):
        factories.article(f"Họp bản lần {n}")
    refresh_all()
    assert len(get(client, q="họp bản").context["results"]) == 10
    assert len(get(client, q="họp bản", trang="3").context["results"]) == 5
    assert get(client, q="họp bản", trang="x", loai="%00", xep="?").status_code == 200


def test_a_slip_is_mended_and_told(client, content):
    factories.article("Truy xuất nguồn gốc")
    shown = get(client, q="truy xuat nguoon goc")
    assert shown.context["results"][0].plain_title == "Truy xuất nguồn gốc"
    assert shown.context["meant"] == "truy xuat nguon goc"
    assert "Có phải bạn muốn tìm" in shown.content.decode()
    assert get(client, q="hop tac xa che").context["meant"] == ""


def test_suggestions(client, content):
    answer = client.get("/tim-kiem/goi-y", {"q": "mùa ch"})
    assert answer.json()["suggestions"][0]["title"] == "Mùa chè ở Bản Bo"
    assert "max-age" in answer["Cache-Control"] and not answer.cookies
    assert client.get("/tim-kiem/goi-y", {"q": "113/20"}).json()["suggestions"][0]["kind"] == "Văn bản"
    for query in ("", "c", "\0", '"'):
        assert client.get("/tim-kiem/goi-y", {"q": query}).json() == {"suggestions": []}


def test_as_data(client, content):
    answer = client.get("/api/v1/search", {"q": "chè", "limit": "2"}).json()
    assert answer["count"] == 4 and len(answer["results"]) == 2
    assert set(answer["results"][0]) == {"kind", "title", "url", "excerpt"}
    answer = client.get("/api/v1/search", {"q": "chè", "kind": "organization"}).json()
    assert [(one["kind"], one["title"]) for one in answer["results"]] == [("organization", "HTX Chè Bản Bo")]
    assert client.get("/api/v1/search", {"q": "không hề có"}).json() == {"count": 0, "results": []}


@pytest.mark.parametrize(
    "said",
    [{}, {"q": " "}, {"q": "a" * 201}, {"q": "x", "kind": "person"}, {"q": "x", "limit": "0"},
     {"q": "x", "limit": "51"}, {"q": "x", "limit": "-1"}, {"q": "x", "limit": "2.5"},
     {"q": "x", "limit": "²"}, {"q": "x", "page": "2"}],
)  # fmt: skip
def test_nonsense_is_refused_as_data(client, said):
    answer = client.get("/api/v1/search", said)
    assert answer.status_code == 400 and answer.json()["error"]


@pytest.mark.parametrize(
    "query", ["'", '"', "\\", "*", "a:b", "(", "NOT", "AND OR", "%_", "\0", "x" * 999, "<->", "1/", "0" * 60]
)
def test_nothing_typed_breaks_it(client, query):
    for address in ("/tim-kiem/", "/tim-kiem/goi-y"):
        assert client.get(address, {"q": query}).status_code == 200
    assert client.get("/api/v1/search", {"q": query}).status_code in (200, 400)


def test_what_was_not_found_is_counted_for_the_staff(client, admin_client):
    get(client, q="Cây mắc-ca")
    get(client, q="cay mac ca")
    get(client, q="cay mac ca", loai="article")
    row = MissedQuery.objects.get()
    assert (row.query, row.times) == ("cay mac ca", 3)
    client.get("/tim-kiem/", {"q": "robot"}, HTTP_USER_AGENT="Googlebot/2.1")
    assert MissedQuery.objects.count() == 1
    assert "cay mac ca" in admin_client.get("/quan-tri/searching/missedquery/").content.decode()


@pytest.mark.parametrize(
    "query", ["0912345678", "091 234 5678", "0213.3876.000", "012345678901", "012 345 678 901", "pan@example.vn", "?"]
)
def test_numbers_of_people_are_not_kept(client, query):
    get(client, q=query)
    assert not MissedQuery.objects.exists()


def test_the_list_of_what_was_not_found_is_bounded(monkeypatch):
    monkeypatch.setattr(missed, "MOST", 8)
    for n in range(12):
        missed.record(f"từ thứ {n}")
    assert MissedQuery.objects.count() == 8
    MissedQuery.objects.filter(query="tu thu 1").update(last_at=timezone.now() - timedelta(days=200))
    missed.forget_old()
    assert MissedQuery.objects.count() == 7
    missed.record("từ khác")
    missed.forget_old()
    assert MissedQuery.objects.count() == 6


def test_only_searches_that_find_all_words_may_be_indexed_and_all_as_one_page(client, content):
    def head(query):
        page = html.fromstring(get(client, q=query).content)
        return page.xpath("//meta[@name='robots']/@content"), page.xpath("//link[@rel='canonical']/@href")

    plain = ["http://testserver/tim-kiem/"]
    for ours in ("", "mùa chè"):
        assert head(ours) == ([], plain)
    for strange in ("nhà cái uy tín", "mùa chè nhà cái uy tín"):
        assert head(strange) == (["noindex, follow"], plain)
