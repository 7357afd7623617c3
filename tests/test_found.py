"""How machines find what readers look for: robots.txt, sitemaps, feeds, JSON-LD."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from lxml import html

from cooperatives.models import Organization
from kttt.pages.models import Page
from kttt.polls.models import Poll
from kttt.publishing import State
from kttt.urls import SITEMAPS
from news.models import Tag, Topic
from tests import factories

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def content():
    topic, tag = Topic.objects.create(name="Đại hội", slug="dai-hoi"), Tag.objects.create(name="chè", slug="che")
    Tag.objects.create(name="bỏ không", slug="bo-khong")
    article = factories.article('Hội nghị "tổng kết" </script>', lead="Một\nhai", topic=topic, author_name="Hà Linh")
    article.tags.add(tag)
    return {
        "article": article,
        "topic": topic,
        "tag": tag,
        "category": article.category,
        "document": factories.document(issued_on=timezone.localdate()),
        "page": Page.objects.create(title="Danh bạ", slug="danh-ba", body="<p>x</p>", state=State.PUBLISHED),
        "poll": Poll.objects.create(question="Có hay không?", state=State.PUBLISHED),
        "cooperative": Organization.objects.create(form="cooperative", name="HTX Chè"),
    }


def test_robots_are_told_what_is_not_for_them(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    for address in ("/quan-tri/", "/dem/", "/di/", "/tim-kiem/goi-y"):
        assert f"Disallow: {address}" in lines
    assert "Allow: /" in lines and f"Sitemap: {HOST}/sitemap.xml" in lines


def test_sitemaps_name_every_public_address_with_its_last_change(client, content):
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    named = {node.text for node in index.iterfind(".//s:loc", SPACES)}
    assert named == {f"{HOST}/sitemap-{section}.xml" for section in SITEMAPS}
    found = {}
    for address in named:
        for url in ElementTree.fromstring(client.get(address).content).iterfind("s:url", SPACES):
            found[url.findtext("s:loc", namespaces=SPACES)] = url.findtext("s:lastmod", namespaces=SPACES)
    for kind, thing in content.items():
        address = f"{HOST}{thing.get_absolute_url()}"
        assert address in found, kind
        assert found[address] or kind == "cooperative", kind
    for fixed in ("/", "/tin-tuc/", "/van-ban/", "/hop-tac-xa/", "/to-hop-tac/", "/thong-ke/", "/lien-he/", "/tham-do/",
                  "/so-do-trang/"):  # fmt: skip
        assert f"{HOST}{fixed}" in found
    assert f"{HOST}/tin-tuc/the/bo-khong/" not in found


def test_sitemaps_ask_a_constant_number_of_queries(client, content, django_assert_max_num_queries):
    def ask(limit):
        with django_assert_max_num_queries(limit) as asked:
            for section in SITEMAPS:
                client.get(f"/sitemap-{section}.xml")
        return len(asked)

    few = ask(40)
    for number in range(5):
        article = factories.article(f"Tin {number}", category=factories.category(f"muc-{number}", name=f"Mục {number}"))
        article.tags.add(Tag.objects.create(name=f"thẻ {number}", slug=f"the-{number}"))
        factories.document(f"{number}/KH-LMHTX")
        Organization.objects.create(form="cooperative", name=f"HTX {number}")
    ask(few)


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200 and response["Content-Type"].startswith("application/rss+xml")
    channel = ElementTree.fromstring(response.content).find("channel")
    assert channel.find("atom:link", SPACES).get("href") == f"{HOST}{address}"
    return channel.findtext("title"), [item.findtext("title") for item in channel.iterfind("item")]


def test_a_feed_for_each_category_and_those_below_it(client, content):
    below = factories.category("con", name="Mục con", parent=content["category"])
    factories.article("Tin mục con", category=below, publish_from=timezone.now() - timedelta(days=1))
    factories.article("Tin mục khác", category=factories.category("khac", name="Mục khác"))
    factories.article("Tin nháp", category=below, state=State.DRAFT)
    title, items = feed(client, "/tin-tuc/tin-hoat-dong/rss/")
    assert title.endswith("Tin hoạt động") and items == [content["article"].title, "Tin mục con"]
    assert feed(client, "/tin-tuc/con/rss/")[1] == ["Tin mục con"]
    assert client.get("/tin-tuc/khong-co/rss/").status_code == 404
    page = html.fromstring(client.get("/tin-tuc/con/").content.decode())
    assert "/tin-tuc/con/rss/" in page.xpath("//link[@type='application/rss+xml']/@href")


def test_a_feed_of_documents(client, content):
    factories.document("9/KH-LMHTX", state=State.DRAFT)
    assert feed(client, "/van-ban/rss/")[1] == ["Thông tư 25/2024/TT-BTC"]
    page = html.fromstring(client.get("/van-ban/").content.decode())
    assert "/van-ban/rss/" in page.xpath("//link[@type='application/rss+xml']/@href")


def test_feeds_ask_a_constant_number_of_queries(client, content, django_assert_max_num_queries):
    # Within a test's transaction the documents' shelf is never kept from one page to the next.
    for address, most in (("/rss/", 6), ("/tin-tuc/tin-hoat-dong/rss/", 6), ("/van-ban/rss/", 9)):
        with django_assert_max_num_queries(most):
            client.get(address)


def data_of(client, address):
    """The JSON-LD things of a page, by type."""
    page = html.fromstring(client.get(address).content.decode())
    found = {}
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        said = json.loads(script)
        assert said["@context"] == "https://schema.org"
        for thing in said.get("@graph", [said]):
            found[thing["@type"]] = thing
    return found


def test_every_page_but_the_first_says_where_it_stands(client, content):
    addresses = [
        "/tin-tuc/", "/van-ban/", "/hop-tac-xa/", "/to-hop-tac/", "/thong-ke/", "/lien-he/", "/tim-kiem/?q=che",
        "/tham-do/", "/so-do-trang/", "/tin-tuc/luu-tru/2022/",
        *(thing.get_absolute_url() for thing in content.values()),
    ]  # fmt: skip
    for address in addresses:
        crumbs = data_of(client, address)["BreadcrumbList"]["itemListElement"]
        assert [crumb["position"] for crumb in crumbs] == list(range(1, len(crumbs) + 1)), address
        assert crumbs[0]["item"] == f"{HOST}/" and len(crumbs) > 1
        assert all(crumb["name"] and crumb["item"].startswith(f"{HOST}/") for crumb in crumbs), address


def test_the_home_page_says_whose_site_it_is_and_how_to_search(client):
    found = data_of(client, "/")
    action = found["WebSite"]["potentialAction"]
    assert action["@type"] == "SearchAction"
    assert action["target"]["urlTemplate"] == f"{HOST}/tim-kiem/?q={{search_term_string}}"
    assert found["Organization"]["name"] and found["Organization"]["logo"].startswith(f"{HOST}/static/")


def test_articles_and_documents_describe_themselves(client, content):
    article = data_of(client, content["article"].get_absolute_url())["NewsArticle"]
    assert article["headline"] == content["article"].title and article["author"]["name"] == "Hà Linh"
    assert article["mainEntityOfPage"] == f"{HOST}{content['article'].get_absolute_url()}"
    assert {"datePublished", "dateModified", "image", "publisher"} <= article.keys()
    law = data_of(client, content["document"].get_absolute_url())["Legislation"]
    assert law["legislationIdentifier"] == "25/2024/TT-BTC"
    assert law["legislationDate"] == timezone.localdate().isoformat()
