"""The office on its pages: structure, directory, logo; and what of its people the public may read."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from lxml import html

from kttt.pages.models import LinkGroup, OfficeMember, Page, SiteSettings
from kttt.pages.office import structure
from kttt.publishing import State
from kttt.searching.asking import find, results
from kttt.searching.refreshing import refresh_all
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    common = {"state": State.PUBLISHED, "body": "<p>Lời dẫn.</p>"}
    return [
        Page.objects.create(title="Cơ cấu tổ chức", slug="co-cau", kind=Page.Kind.STRUCTURE, **common),
        Page.objects.create(title="Danh bạ", slug="danh-ba", kind=Page.Kind.DIRECTORY, **common),
    ]


def person(name="Vàng A Pao", post="Chủ tịch", **values):
    return OfficeMember.objects.create(name=name, post=post, **values)


def tree(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def words(node):
    return " ".join(node.text_content().split())


def test_the_structure_goes_from_leaders_to_departments(client, pages):
    office = factories.department("Phòng Tổng hợp", duties="Văn thư, tài chính")
    factories.department("Phòng đã giải thể", active=False)
    person("Trần Thị Mận", "Trưởng phòng", department=office)
    person("Lò Thị Sen", "Phó Chủ tịch", position=2)
    person(position=1)
    main = tree(client, "/trang/co-cau/").xpath("//main")[0]
    leaders = main.xpath(".//section[@aria-labelledby='lanh-dao']//li")
    assert [words(line) for line in leaders] == ["Vàng A Pao Chủ tịch", "Lò Thị Sen Phó Chủ tịch"]
    below = main.xpath(".//section[@aria-labelledby='phong-ban']/ul/li")
    assert [words(line) for line in below] == ["Phòng Tổng hợp Văn thư, tài chính Trần Thị Mận Trưởng phòng"]


def test_who_is_not_shown_or_whose_department_is_gone_is_nowhere(client, pages):
    gone = factories.department("Phòng cũ", active=False)
    person("Người Đã Ẩn", shown=False)
    person("Người Phòng Cũ", department=gone)
    assert structure() == ([], [])
    for page in pages:
        main = words(tree(client, page.get_absolute_url()).xpath("//main")[0])
        assert "Người" not in main and "chưa" in main


def test_contacts_are_read_only_with_consent(client, pages):
    office = factories.department("Phòng Tổng hợp", phone="0213 3876 001", email="kin@example.vn")
    contacts = {"phone": "0213 0000 010", "email": "pao@example.vn"}
    one = person(department=office, **contacts)
    assert not one.contact_shown
    refresh_all()
    for address in ("/trang/danh-ba/", "/trang/co-cau/", "/tim-kiem/?q=vang+a+pao", "/so-do-trang/"):
        page = client.get(address).content.decode()
        for hidden in ("0213 0000 010", "02130000010", "pao@example.vn", "kin@example.vn"):
            assert hidden not in page, address
    assert not find("0213 0000 010").exact
    one.contact_shown = True
    one.save()
    main = tree(client, "/trang/danh-ba/").xpath("//main")[0]
    assert main.xpath(".//td/a/@href") == ["tel:02133876001", "tel:02130000010", "mailto:pao@example.vn"]
    assert "kin@example.vn" not in words(main)


def test_every_column_of_a_person_is_known_to_be_personal_or_not():
    """A new one must be thought of: is it the person's own?"""
    of_the_office = {"id", "name", "post", "department", "contact_shown", "position", "shown"}
    measures = {"picture_width", "picture_height"}
    columns = {field.name for field in OfficeMember._meta.get_fields()}
    assert columns == of_the_office | measures | set(OfficeMember.PERSONAL)


def test_pages_of_the_office_ask_a_constant_number_of_queries(client, pages, django_assert_max_num_queries):
    person(department=factories.department("Phòng 0"))
    counts = []
    for page in pages:
        with django_assert_max_num_queries(20) as few:
            client.get(page.get_absolute_url())
        counts.append(len(few))
    for n in range(1, 6):
        person(f"Người {n}", department=factories.department(f"Phòng {n}"))
        person(f"Phó {n}")
    for page, few in zip(pages, counts, strict=True):
        with django_assert_max_num_queries(few):
            client.get(page.get_absolute_url())


def test_a_department_with_people_is_not_deleted_by_mistake():
    office = factories.department()
    person(department=office)
    with pytest.raises(ProtectedError):
        office.delete()


def test_search_finds_people_and_forgets_them(pages):
    def titles(query):
        refresh_all()
        found = find(query)
        return sorted(one.plain_title for one in results(found, found.things)) if found.exact else []

    office = factories.department("Phòng Tư vấn", duties="Gỡ vướng điều lệ")
    one = person("Sùng A Ruộng", "Chuyên viên", department=office)
    assert titles("sung a ruong") == titles("gỡ vướng điều lệ") == ["Cơ cấu tổ chức", "Danh bạ"]
    OfficeMember.objects.filter(pk=one.pk).update(name="Giàng A Đồi")
    assert titles("sung a ruong") == [] and titles("giang a doi")
    OfficeMember.objects.all().delete()
    assert titles("giang a doi") == []
    office.active = False
    office.save()
    assert titles("gỡ vướng điều lệ") == []


def test_a_portrait_goes_with_its_person_or_its_consent(admin_client, django_capture_on_commit_callbacks):
    one = person(picture=factories.picture(600, 800))
    assert (one.picture_width, one.picture_height) == (320, 427)
    first = one.picture.name
    assert b"".join(admin_client.get(default_storage.url(first)).streaming_content).startswith(b"RIFF")
    values = {"name": one.name, "post": one.post, "department": "", "position": 0, "shown": "on", "phone": "",
              "email": ""}  # fmt: skip
    address = f"/quan-tri/pages/officemember/{one.pk}/change/"
    with django_capture_on_commit_callbacks(execute=True):
        other = SimpleUploadedFile("b.jpg", factories.picture(300, 400).read(), "image/jpeg")
        assert admin_client.post(address, values | {"picture": other}).status_code == 302
    one.refresh_from_db()
    second = one.picture.name
    assert second != first and not default_storage.exists(first) and default_storage.exists(second)
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(address, values | {"picture-clear": "on"})
    one.refresh_from_db()
    assert not one.picture and not default_storage.exists(second)
    one.picture = factories.picture()
    one.save()
    third = one.picture.name
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post("/quan-tri/pages/officemember/",
                          {"action": "delete_selected", "_selected_action": [one.pk], "post": "yes"})  # fmt: skip
    assert not OfficeMember.objects.exists() and not default_storage.exists(third)


def logo(width=800, height=600):
    SiteSettings(pk=1, logo=factories.picture(width, height)).save()
    return SiteSettings.current().logo


def test_the_offices_logo_stands_for_the_emblem_everywhere(client):
    emblem = tree(client, "/").xpath("//a[@class='brand']/img")[0]
    assert emblem.get("src").endswith("emblem.svg")
    stored = logo()
    page = tree(client, "/")
    emblem = page.xpath("//a[@class='brand']/img")[0]
    assert (emblem.get("src"), emblem.get("width"), emblem.get("height")) == (stored.url, "400", "300")
    assert emblem.get("alt") == ""
    assert page.xpath("//link[@rel='icon']/@href") == [stored.url]
    assert page.xpath("//meta[@property='og:image']/@content") == [f"http://testserver{stored.url}"]
    assert f'"logo": "http://testserver{stored.url}"' in client.get("/").content.decode().replace("\\u002D", "-")
    answer = client.get(stored.url)
    assert answer["Content-Type"] == "image/webp" and b"".join(answer.streaming_content)
    article = factories.article()
    assert stored.url in client.get(article.get_absolute_url()).content.decode()


def test_drawings_are_refused_as_logo(admin_client):
    evil = SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")
    values = {"name": "Liên minh", "parent_body": "", "slogan": "", "address": "", "phone": "", "email": "",
              "responsible": "", "licence": "", "visits_before": 0, "logo": evil}  # fmt: skip
    answer = admin_client.post("/quan-tri/pages/sitesettings/add/", values)
    assert list(answer.context["adminform"].form.errors) == ["logo"]
    values["logo"] = SimpleUploadedFile("a.jpg", factories.picture(300, 300).read(), "image/jpeg")
    assert admin_client.post("/quan-tri/pages/sitesettings/add/", values).status_code == 302
    assert SiteSettings.current().logo_width == 300


def test_the_favicon_answers(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.url) == (302, "/static/img/icon-180.png")
    assert not answer.cookies
    stored = logo()
    assert client.get("/favicon.ico").url == stored.url


def test_partners_stand_on_the_home_page_alone(client):
    def partners(address):
        return tree(client, address).xpath("//section[@aria-labelledby='lien-ket-doi-tac']//a/text()")

    assert partners("/") == []
    group = LinkGroup.objects.create(title="Cơ quan phối hợp", place="home")
    assert partners("/") == []
    group.links.create(title="Hội Nông dân", address="https://nongdan.example/")
    assert partners("/") == ["Hội Nông dân"]
    assert partners("/van-ban/") == []
    assert "Hội Nông dân" not in words(tree(client, "/").xpath("//footer")[0])
