"""The home page: the office's blocks in the office's order, and no more queries for more categories."""

import pytest
from django.urls import reverse
from lxml import html

from kttt.home.models import HomeBlock
from tests import factories

pytestmark = pytest.mark.django_db


def headings(client):
    page = html.fromstring(client.get("/").content)
    return [" ".join(h.text_content().split()) for h in page.xpath("//main//h2")]


def test_blocks_stand_in_the_offices_order_under_its_headings(client):
    factories.article("Bài một")
    before = headings(client)
    assert before[:2] == ["Tin mới nhất", "Kinh tế tập thể của tỉnh qua con số"]
    HomeBlock.objects.filter(kind="figures").update(position=0, heading="Con số biết nói")
    assert headings(client)[:2] == ["Con số biết nói", "Tin mới nhất"]
    HomeBlock.objects.filter(kind="latest").update(shown=False)
    assert "Tin mới nhất" not in headings(client)


def test_a_home_page_without_blocks_still_says_where_to_go(client):
    HomeBlock.objects.update(shown=False)
    assert "Trang chủ chưa có khối nào" in client.get("/").content.decode()


def test_categories_show_their_newest_articles_and_hide_when_empty(client):
    full = factories.category("guong-dien-hinh", name="Gương điển hình")
    factories.category("chua-co-bai", name="Chưa có bài")
    for n in range(6):
        factories.article(f"Gương số {n}", category=full)
    page = html.fromstring(client.get("/").content)
    assert page.xpath("//section[@aria-labelledby='muc-guong-dien-hinh']")
    shown = page.xpath("//section[@aria-labelledby='muc-guong-dien-hinh']//a[contains(text(), 'Gương số')]")
    assert [a.text for a in shown] == ["Gương số 5", "Gương số 4", "Gương số 3", "Gương số 2"]
    assert not page.xpath("//section[@aria-labelledby='muc-chua-co-bai']")


def test_more_categories_cost_no_more_queries(client, django_assert_max_num_queries):
    for n in range(3):
        factories.article(f"Bài {n}", category=factories.category(f"muc-{n}", name=f"Mục {n}"))
    client.get("/")
    with django_assert_max_num_queries(100) as few:
        client.get("/")
    for n in range(3, 9):
        factories.article(f"Bài {n}", category=factories.category(f"muc-{n}", name=f"Mục {n}"))
    with django_assert_max_num_queries(len(few)):
        client.get("/")


def test_editors_put_blocks_in_order_and_cannot_lose_one(client):
    client.force_login(factories.staff(group="Biên tập"))
    page = client.get(reverse("admin:home_homeblock_changelist"))
    assert page.status_code == 200 and "Con số kinh tế tập thể" in page.content.decode()
    assert client.get(reverse("admin:home_homeblock_add")).status_code == 403
    pk = HomeBlock.objects.first().pk
    assert client.post(reverse("admin:home_homeblock_delete", args=[pk]), {"post": "yes"}).status_code == 403
