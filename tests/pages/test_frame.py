"""What stands around every page: notices, banners, links; and the site map."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from lxml import html

from documents.models import DocumentType
from kttt.pages.models import Banner, LinkGroup, MenuItem, Notice, Page
from kttt.publishing import State
from kttt.visits.models import DailyCount
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()
READER = {"User-Agent": "Mozilla/5.0 Firefox/130"}


def tree(client, address="/van-ban/"):
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def banner(title="Chè Lai Châu", **values):
    return Banner.objects.create(title=title, alt="Đồi chè", picture=factories.picture(320, 90), **values)


@pytest.mark.parametrize(
    ("times", "shown"),
    [
        ({}, True),
        ({"show_until": NOW + timedelta(days=1)}, True),
        ({"show_from": NOW + timedelta(days=1)}, False),
        ({"show_until": NOW - timedelta(minutes=1)}, False),
    ],
)
def test_notices_and_banners_come_and_go_at_their_time(client, times, shown):
    Notice.objects.create(text="Nghỉ lễ 02/9", **times)
    banner(**times)
    body = client.get("/van-ban/").content.decode()
    assert ("Nghỉ lễ 02/9" in body) is ("Chè Lai Châu" in body) is shown


def test_important_notices_come_first_and_say_so(client):
    Notice.objects.create(text="Lịch tiếp dân")
    Notice.objects.create(text="Cảnh báo lũ quét", level="important", address="/tin-tuc/")
    lines = tree(client).xpath("//section[@aria-label='Thông báo chung']//li")
    assert [" ".join(line.xpath("./p")[0].text_content().split()) for line in lines] == [
        "Quan trọng: Cảnh báo lũ quét",
        "Lịch tiếp dân",
    ]
    assert lines[0].xpath(".//a/@href") == ["/tin-tuc/"]
    assert not any(line.get("hidden") for line in lines)


def test_every_place_shows_its_banners_with_their_size(client):
    for place in Banner.Place.values:
        banner(place, place=place)
    body = tree(client, "/")
    for place, where in (("sidebar", "//aside"), ("footer", "//footer"), ("home", "//main"), ("header", "//body")):
        image = body.xpath(f"{where}//*[@class='banner'][contains(., '{place}')]/img")[0]
        assert (image.get("width"), image.get("height"), image.get("alt")) == ("320", "90", "Đồi chè")
        assert image.get("loading") == (None if place == "header" else "lazy")
    assert not tree(client).xpath("//main//*[@class='banner']")


def clicks():
    return DailyCount.objects.filter(subject="banner", action="click", day=timezone.localdate()).values_list(
        "object_id", "count"
    )


def test_a_banner_counts_who_follows_it(client, admin_client):
    inside, outside = banner(address="/hop-tac-xa/"), banner(address="https://vca.org.vn/")
    links = tree(client).xpath("//a[@class='banner']")
    assert [(link.get("href"), link.get("rel")) for link in links] == [
        (f"/di/{inside.pk}/", None),
        (f"/di/{outside.pk}/", "nofollow noopener"),
    ]
    answer = client.get(f"/di/{outside.pk}/?next=https://evil.example/", headers=READER)
    assert (answer.status_code, answer.url, answer["X-Robots-Tag"]) == (302, "https://vca.org.vn/", "noindex")
    assert not answer.cookies
    client.get(f"/di/{outside.pk}/", headers={"User-Agent": "Googlebot/2.1"})
    client.get(f"/di/{outside.pk}/", headers=READER | {"Sec-Fetch-Site": "cross-site"})
    client.head(f"/di/{outside.pk}/", headers=READER)
    admin_client.get(f"/di/{outside.pk}/")
    assert client.post(f"/di/{outside.pk}/").status_code == 405
    assert list(clicks()) == [(outside.pk, 1)]
    shown = html.fromstring(admin_client.get("/quan-tri/pages/banner/").content.decode())
    assert sorted(shown.xpath("//td[@class='field-clicks']/text()")) == ["0", "1"]


@pytest.mark.parametrize("values", [{"address": ""}, {"address": "/a/", "show_until": NOW - timedelta(days=1)}])
def test_a_banner_without_address_or_past_leads_nowhere(client, values):
    assert client.get(f"/di/{banner(**values).pk}/").status_code == 404
    assert client.get("/di/99999999999999999999/").status_code == 404


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "tin-tuc/", "/a b", "ftp://a.example/"])
def test_addresses_are_checked(address):
    for thing in (Banner(title="a", alt="a", address=address), Notice(text="a", address=address)):
        with pytest.raises(ValidationError) as refused:
            thing.full_clean()
        assert "address" in refused.value.message_dict


def test_links_stand_in_groups_at_their_place(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as before:
        client.get("/van-ban/")
    foot, side = (
        LinkGroup.objects.create(title="Trung ương"),
        LinkGroup.objects.create(title="Địa phương", place="sidebar"),
    )
    for number in range(4):
        foot.links.create(title=f"Bộ {number}", address=f"https://bo{number}.example/", position=4 - number)
        side.links.create(title=f"Xã {number}", address=f"https://xa{number}.example/")
    with django_assert_max_num_queries(len(before)):
        body = tree(client)
    named = {nav.xpath("./h2")[0].text_content().strip(): nav for nav in body.xpath("//nav[./h2]")}
    assert [a.text for a in named["Trung ương"].xpath(".//a")] == ["Bộ 3", "Bộ 2", "Bộ 1", "Bộ 0"]
    assert named["Trung ương"].xpath("ancestor::footer") and named["Địa phương"].xpath("ancestor::aside")


def test_the_site_map_shows_everything_in_a_constant_number_of_queries(client, django_assert_max_num_queries):
    def fill(numbers):
        for n in numbers:
            top = Page.objects.create(title=f"Trang {n}", slug=f"trang-{n}", body="<p>x</p>", state=State.PUBLISHED)
            below = Page.objects.create(
                title=f"Con {n}", slug=f"con-{n}", body="<p>x</p>", state=State.PUBLISHED, parent=top
            )
            Page.objects.create(
                title=f"Cháu {n}", slug=f"chau-{n}", body="<p>x</p>", state=State.PUBLISHED, parent=below
            )
            Page.objects.create(title=f"Nháp {n}", slug=f"nhap-{n}", body="<p>x</p>", parent=top)
            section = factories.category(f"muc-{n}", name=f"Mục {n}")
            factories.category(f"muc-con-{n}", name=f"Mục con {n}", parent=section)
            MenuItem.objects.create(title=f"Menu {n}", address="/tin-tuc/")
            factories.document(f"{n}/KH-LMHTX", type=DocumentType.objects.create(name=f"Loại {n}"))

    fill(range(2))
    with django_assert_max_num_queries(30) as few:
        client.get("/so-do-trang/")
    fill(range(2, 6))
    with django_assert_max_num_queries(len(few)):
        body = tree(client, "/so-do-trang/")
    main = body.xpath("//main")[0]
    assert main.xpath("//li[./a='Trang 5']/ul/li[./a='Con 5']/ul/li/a/@href") == ["/trang/chau-5/"]
    assert main.xpath("//li[./a='Mục 5']/ul/li/a/@href") == ["/tin-tuc/muc-con-5/"]
    text = main.text_content()
    assert "Nháp" not in text and "Menu 5" in text and "Loại 5" in text
    for address in {a for a in main.xpath(".//a/@href") if a.startswith("/")}:
        assert client.get(address).status_code == 200, address
    assert body.xpath("//footer//a[@href='/so-do-trang/']")


def test_a_page_that_is_its_own_ancestor_breaks_nothing(client):
    one = Page.objects.create(title="Một", slug="mot", body="<p>x</p>", state=State.PUBLISHED)
    one.parent = one
    one.save()
    assert client.get("/so-do-trang/").status_code == 200
