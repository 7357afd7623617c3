"""Old addresses: how they are written, where they lead, how they come into the table."""

import pytest
import tablib
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from kttt.export_formats import XLSX
from kttt.moved import addresses
from kttt.moved.models import MovedAddress
from kttt.pages.models import Page
from kttt.publishing import State
from kttt.visits import recording
from news.models import Tag, Topic
from tests import factories
from tests.test_exports import exported

pytestmark = pytest.mark.django_db


def moved(old, new=""):
    row = MovedAddress(old=old, new=new)
    row.full_clean()
    row.save()
    return row


def where(client, address, **headers):
    answer = client.get(address, headers=headers)
    return (answer.status_code, answer.get("Location"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/news/tin/", "/news/tin"),
        ("/news//tin", "/news/tin/"),
        ("/tin-t%E1%BB%A9c/", "/tin-tức/"),
        ("/tin-tức/", "/tin-tu\u031b\u0301c/"),
        ("https://cu.example/a/b.html#cuoi", "/a/b.html"),
        ("index.php?nv=news&op=bai%2Fx", "/index.php?op=bai/x&nv=news"),
        ("/index.php?language=vi&nv=news", "/index.php?nv=news"),
        ("/a.html?fbclid=abc&utm_source=zalo", "/a.html"),
        ("/a?b=", "/a/?b"),
    ],
)
def test_writings_of_one_address(one, other):
    assert addresses.key(one) == addresses.key(other)


@pytest.mark.parametrize(("one", "other"), [("/News/", "/news/"), ("/a?b=1", "/a?b=2"), ("/a?b=1", "/a")])
def test_different_addresses(one, other):
    assert addresses.key(one) != addresses.key(other)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("/tin-tuc/", True), ("/tin-tức/?a=1#b", True), ("https://vca.org.vn/x", True), ("", False),
        ("//evil.example/", False), ("/\\evil.example", False), ("\\\\evil.example", False),
        ("http://vca.org.vn", False),
        ("javascript:alert(1)", False), ("https:///x", False), ("https://a@evil.example/", False), ("tin-tuc/", False),
        ("/a b", False), ("/a\nSet-Cookie: b", False), ("https://[x", False),
    ],
)  # fmt: skip
def test_where_readers_may_be_sent(address, safe):
    assert addresses.is_safe_target(address) is safe


def test_a_missing_page_leads_to_its_new_address(client):
    moved("/vi/news/tin-12.html", "/tin-tuc/")
    moved("/index.php?nv=laws&op=chi-tiet", "/van-ban/")
    assert where(client, "/vi/news/tin-12.html") == (301, "/tin-tuc/")
    assert where(client, "/vi/news/tin-12.html?utm_source=zalo&trang=2") == (301, "/tin-tuc/")
    assert where(client, "/index.php?op=chi-tiet&language=vi&nv=laws") == (301, "/van-ban/")
    assert where(client, "/index.php?nv=laws") == (404, None)
    assert where(client, "/VI/news/tin-12.html") == (404, None)


def test_the_query_comes_before_the_path(client):
    moved("/index.php", "/")
    moved("/index.php?nv=news", "/tin-tuc/")
    assert where(client, "/index.php?nv=news") == (301, "/tin-tuc/")
    assert where(client, "/index.php?nv=khac") == (301, "/")


def test_vietnamese_addresses(client):
    moved("/tin-tức/Đại hội.html", "https://vca.org.vn/dai-hoi")
    assert where(client, "/tin-t%E1%BB%A9c/%C4%90%E1%BA%A1i%20h%E1%BB%99i.html") == (301, "https://vca.org.vn/dai-hoi")


def test_what_is_gone_for_good_says_so(client):
    moved("/cu/", "")
    answer = client.get("/cu")
    assert answer.status_code == 410
    assert "Nội dung đã được gỡ" in answer.content.decode()
    assert "noindex" in answer.content.decode() and "Content-Security-Policy" in answer.headers


def test_living_pages_ask_nothing_and_win(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/robots.txt").status_code == 200
    MovedAddress.objects.bulk_create([MovedAddress(old="/lien-he/", new="/tin-tuc/")])
    assert where(client, "/lien-he/") == (200, None)


def test_rows_written_in_bulk_are_found_and_never_lead_astray(client):
    MovedAddress.objects.bulk_create(
        [
            MovedAddress(old="/a.html", new="/tin-tuc/"),
            MovedAddress(old="/b.html", new="//evil.example/"),
            MovedAddress(old="/c.html", new="/c.html"),
        ]
    )
    assert where(client, "/a.html/") == (301, "/tin-tuc/")
    assert where(client, "/b.html") == (404, None)
    assert where(client, "/c.html") == (404, None)


@pytest.mark.parametrize("address", ["/%00?%00=%ff", "/%ff%fe", "/a?" + "&".join(f"a{i}=1" for i in range(300))])
def test_nonsense_is_a_missing_page(client, address):
    assert client.get(address).status_code == 404


def test_only_readers_are_counted(client, admin_client):
    row = moved("/cu/", "/tin-tuc/")
    where(client, "/cu/")
    where(client, "/cu/", **{"User-Agent": "Googlebot/2.1"})
    admin_client.get("/cu/")
    client.post("/cu/")
    assert recording.DailyCount.objects.filter(subject="moved", object_id=row.pk).values_list("count").first() == (1,)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("/", "/tin-tuc/", "old"),
        ("https://cu.example", "/tin-tuc/", "old"),
        ("/a/", "/a", "new"),
        ("/a/", "//evil.example/", "new"),
        ("/a/", "http://khac.example/", "new"),
        ("/co-roi", "/tin-tuc/", "old"),
        ("/het", "/dau", "new"),
    ],
)
def test_what_is_refused(old, new, field):
    moved("/co-roi/", "/lien-he/")
    moved("/dau/", "/giua/")
    moved("/giua/", "/het/")
    with pytest.raises(ValidationError) as refused:
        moved(old, new)
    assert field in refused.value.message_dict


def test_a_renamed_page_is_found_by_its_old_address(client):
    page = Page.objects.create(title="Danh bạ", slug="a", body="<p>x</p>", state=State.PUBLISHED)
    for slug in ("b", "c"):
        page.slug = slug
        page.save()
    assert where(client, "/trang/a/") == (301, "/trang/c/")
    assert where(client, "/trang/b/") == (301, "/trang/c/")
    page.slug = "a"
    page.save()
    assert where(client, "/trang/a/") == (200, None)
    assert where(client, "/trang/c/") == (301, "/trang/a/")
    assert where(client, "/trang/b/") == (301, "/trang/a/")


def test_a_page_that_nobody_saw_leaves_no_address():
    page = Page.objects.create(title="Danh bạ", slug="a", body="<p>x</p>")
    page.slug, page.state = "b", State.PUBLISHED
    page.save()
    page.title = "Danh bạ liên hệ"
    page.save()
    assert not MovedAddress.objects.exists()


def test_sections_topics_and_tags_too_and_articles_by_their_number(client):
    article = factories.article()
    before = article.get_absolute_url()
    topic, tag = Topic.objects.create(name="Đại hội", slug="a"), Tag.objects.create(name="chè", slug="a")
    for thing in (article.category, topic, tag, article):
        thing.slug = "moi"
        thing.save()
    assert where(client, "/tin-tuc/tin-hoat-dong/") == (301, "/tin-tuc/moi/")
    assert where(client, "/tin-tuc/su-kien/a/") == (301, "/tin-tuc/su-kien/moi/")
    assert where(client, "/tin-tuc/the/a/") == (301, "/tin-tuc/the/moi/")
    article.refresh_from_db()
    assert where(client, before) == (301, article.get_absolute_url())


IMPORT = "/quan-tri/moved/movedaddress/import/"


def send(client, headings, *rows, kind=XLSX):
    data = tablib.Dataset(*rows, headers=headings)
    upload = SimpleUploadedFile("dia-chi.xlsx", XLSX().export_data(data))
    page = client.post(IMPORT, {"import_file": upload, "format": "0", "resource": ""})
    if page.context.get("confirm_form") is None:
        return page
    said = {**page.context["confirm_form"].initial, "resource": ""}
    return client.post("/quan-tri/moved/movedaddress/process_import/", said, follow=True)


@pytest.mark.parametrize(
    "headings",
    [["Địa chỉ cũ", "Địa chỉ mới"], ["cũ", "mới"], ["Old URL", "New URL"], ["Đường dẫn cũ", "Đường dẫn mới"]],
)
def test_a_file_of_two_columns(admin_client, client, headings):
    moved("/a", "/lien-he/")
    send(admin_client, headings, ["/a/", "/tin-tuc/"], ["index.php?nv=laws", "/van-ban/"], ["/mat", ""])
    assert sorted(MovedAddress.objects.values_list("key", "new")) == [
        ("/a", "/tin-tuc/"),
        ("/index.php?nv=laws", "/van-ban/"),
        ("/mat", ""),
    ]


def test_a_file_without_headings(admin_client):
    send(admin_client, ["/a", "/tin-tuc/"], ["/b", "/van-ban/"])
    assert MovedAddress.objects.count() == 2


def test_a_file_tells_the_faults_of_each_row(admin_client):
    page = send(
        admin_client, ["cũ", "mới"],
        ["/a", "//evil.example"], ["/b", "/tin-tuc/"], ["/b/", "/van-ban/"], ["", "/x/"], ["/v", "/w"], ["/w", "/v"],
    )  # fmt: skip
    assert not MovedAddress.objects.exists()
    faults = {row.number: str(row.error) for row in page.context["result"].invalid_rows}
    assert sorted(faults) == [1, 3, 4, 6]
    body = page.content.decode()
    for part in ("phải bắt đầu bằng /", "đã có ở dòng 2", "Ô này trống", "dẫn trở lại địa chỉ cũ"):
        assert part in body


@pytest.mark.parametrize(("headings", "said"), [(["a", "b"], "Không thấy hai cột"), (["cũ;mới"], "chỉ có một cột")])
def test_a_file_that_is_another_list_is_told_in_a_sentence(admin_client, headings, said):
    body = send(admin_client, headings, ["x"] * len(headings)).content.decode()
    assert said in body and "Traceback" not in body


def test_the_list_shows_how_often_an_address_was_followed(admin_client):
    row = moved("/cu/", "/tin-tuc/")
    for _ in range(3):
        recording.add("moved", row.pk, "view")
    body = admin_client.get("/quan-tri/moved/movedaddress/").content.decode()
    assert '<td class="field-followed">3</td>' in body
    assert exported(admin_client, "/quan-tri/moved/movedaddress/") == [
        ["Địa chỉ cũ", "Địa chỉ mới"],
        ["/cu/", "/tin-tuc/"],
    ]


@pytest.mark.parametrize(("group", "status"), [("Quản trị", 200), ("Biên tập", 403)])
def test_who_may_import(client, group, status):
    client.force_login(factories.staff(group=group))
    assert client.get(IMPORT).status_code == status
