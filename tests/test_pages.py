"""Every address answers, counts its queries, and refuses nonsense with a page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.template.loader import render_to_string

from cooperatives import duplicates
from cooperatives.imports.options import Options
from cooperatives.imports.running import look
from cooperatives.models import Organization
from documents.models import Document
from kttt.demo.management.commands.load_demo import FOLDER, REGISTRY
from kttt.pages.models import Page
from kttt.polls.models import Poll
from kttt.questions.models import Question
from kttt.searching.refreshing import refresh_all
from kttt.urls import SITEMAPS
from news.models import Article, Category, Tag, Topic
from tests import factories

pytestmark = pytest.mark.django_db

FIXED = [
    "/",
    "/tin-tuc/",
    "/van-ban/",
    "/hop-tac-xa/",
    "/to-hop-tac/",
    "/thong-ke/",
    "/tim-kiem/",
    "/tim-kiem/?q=htx+che",
    "/lien-he/",
    "/so-do-trang/",
    "/tham-do/",
    "/hoi-dap/",
    "/hoi-dap/dat-cau-hoi/",
    "/hoi-dap/tra-cuu/",
    "/rss/",
    "/van-ban/rss/",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
    "/readyz",
    "/quan-tri/login/",
]


@pytest.mark.parametrize("address", FIXED)
def test_every_address_answers_in_an_empty_portal(client, address):
    response = client.get(address)
    assert response.status_code == 200
    if not address.startswith("/quan-tri/"):
        assert not response.cookies


@pytest.fixture
def demo(db, settings, tmp_path):
    call_command("load_demo", verbosity=0)


def test_the_demo_fills_every_kind_of_page(client, demo):
    assert Article.objects.published().count() >= 30
    assert Category.objects.count() == 5
    assert Document.objects.published().count() >= 40
    assert Question.objects.published().count() == 8
    assert Question.objects.open().count() == 3
    assert Organization.objects.cooperatives().count() == 348
    assert Organization.objects.groups().count() == 255
    addresses = [
        *FIXED,
        *(a.get_absolute_url() for model in (Article, Document, Question) for a in model.objects.published()),
        *(o.get_absolute_url() for o in Organization.objects.all()[:3]),
        Organization.objects.groups().first().get_absolute_url(),
        *(p.get_absolute_url() for p in Page.objects.all()),
        *(c.get_absolute_url() for c in Category.objects.all()),
        *(t.get_absolute_url() for t in Topic.objects.all()),
        Tag.objects.first().get_absolute_url(),
        "/tin-tuc/tac-gia/thu-trang/",
        "/tin-tuc/luu-tru/2022/",
        "/tin-tuc/luu-tru/2022/3/",
        "/tin-tuc/?trang=2",
        "/hop-tac-xa/?linh-vuc=agriculture&tinh-trang=active&trang=2",
        *(f"/sitemap-{section}.xml" for section in SITEMAPS),
        *(p.get_absolute_url() for p in Poll.objects.all()),
        *(f"/sitemap-{s}.xml" for s in ("muc-luc", "trang", "chuyen-muc", "tin-tuc", "van-ban", "don-vi", "hoi-dap")),
    ]
    for address in addresses:
        assert client.get(address).status_code == 200, address
    text = client.get("/thong-ke/").content.decode()
    assert "348" in text and "265" in text and "826,35 tỷ đồng" in text
    (pair,) = duplicates.pairs()
    assert pair.reason == "cùng xã, cùng người đại diện và điện thoại"
    for name in REGISTRY:
        counts = look((FOLDER / "registry" / name).read_bytes(), name, Options()).report["counts"]
        assert counts["unchanged"] == sum(counts.values()), (name, counts)


@pytest.mark.parametrize(
    "address",
    ["/tin-tuc/?trang=x", "/tin-tuc/?trang=99999999999999999999", "/tin-tuc/luu-tru/1900/", "/hop-tac-xa/?xa=abc",
     "/hop-tac-xa/?xa=9999999999999999999999", "/van-ban/?loai=%00&q=%00", "/tim-kiem/?q=%22%27%5C%25_",
     "/tim-kiem/?q=%00"],
)  # fmt: skip
def test_nonsense_is_answered_calmly(client, address):
    assert client.get(address).status_code in (200, 400, 404)


@pytest.mark.parametrize(
    "address",
    ["/khong-co/", "/tin-tuc/khong-co/", "/tin-tuc/a/b-99.html", "/van-ban/a-99.html", "/hop-tac-xa/a-99.html",
     "/trang/khong-co/", "/tin-tuc/luu-tru/2022/13/", "/tin-tuc/tac-gia/khong-co/", "/media/x.svg",
     "/tin-tuc/tin/a-99999999999999999999999.html"],
)  # fmt: skip
def test_what_is_missing_is_a_404_page_in_vietnamese(client, settings, address):
    settings.DEBUG = False
    response = client.get(address)
    assert response.status_code == 404
    assert "Không tìm thấy" in response.content.decode()


LISTS = [
    "/", "/so-do-trang/", "/tham-do/", "/tin-tuc/", "/van-ban/", "/hop-tac-xa/", "/to-hop-tac/", "/thong-ke/",
    "/tim-kiem/?q=tin",
]  # fmt: skip
LISTS = ["/", "/tin-tuc/", "/van-ban/", "/hoi-dap/", "/hop-tac-xa/", "/to-hop-tac/", "/thong-ke/", "/tim-kiem/?q=tin"]


@pytest.mark.parametrize("address", LISTS)
def test_queries_do_not_grow_with_content(client, django_assert_max_num_queries, address):
    """A list of twelve articles must not ask for each category, count or picture by itself."""

    def fill(n):
        for i in range(n):
            category = factories.category(f"muc-{i % 5}", name=f"Mục {i % 5}")
            factories.article(f"Tin {i}", category=category, featured=True)
            factories.document(f"{Document.objects.count() + 1}/KH-LMHTX")
            factories.answered(f"Câu hỏi {i}", department=factories.department(f"Phòng {i % 5}"))
            Organization.objects.create(form="cooperative", name=f"HTX Tin {i}")
            Organization.objects.create(form="group", name=f"Tổ Tin {i}")
        refresh_all()

    fill(10)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    fill(20)
    with django_assert_max_num_queries(len(few)):
        client.get(address)
    # The statistics count two days, and each of them in six ways.
    most = 40 if address == "/thong-ke/" else 24
    assert len(few) <= most, f"{address}: {len(few)} queries"


def test_category_slugs_never_hide_the_sites_own_addresses():
    from django.core.exceptions import ValidationError

    for slug in ("su-kien", "the", "tac-gia", "luu-tru"):
        with pytest.raises(ValidationError):
            Category(name="x", slug=slug).full_clean()


@pytest.mark.parametrize(
    "query",
    ["htx che", "HTX Chè", "hợp tác xã chè", "hop tac xa bản bo", "H\u1ee3p t\u00e1c x\u00e3, che!", "6200800117"],
)
def test_search_finds_a_cooperative_however_it_is_typed(client, query):
    Organization.objects.create(form="cooperative", name="HTX Chè Bản Bo", tax_code="6200800117")
    Organization.objects.create(form="group", name="Tổ hợp tác Nuôi ong")
    found = client.get("/tim-kiem/", {"q": query}).context["results"]
    assert [one.plain_title for one in found] == ["HTX Chè Bản Bo"]


@pytest.mark.parametrize(
    ("code", "heading"),
    [("400", "Yêu cầu không hợp lệ"), ("403", "Không được phép truy cập"), ("404", "Không tìm thấy trang"),
     ("500", "Hệ thống đang gặp sự cố")],
)  # fmt: skip
def test_error_pages_say_what_is_wrong(rf, code, heading):
    request = rf.get("/") if code in ("403", "404") else None
    if request:
        request.user = AnonymousUser()
    body = render_to_string(f"{code}.html", request=request)
    assert f"<h1>{heading}</h1>" in body
    assert f"Mã lỗi {code}" in body
    assert body.count("<title>") == 1 and heading in body.split("</title>")[0]


def test_pages_are_sent_compressed(client, db):
    plain = client.get("/")
    packed = client.get("/", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) * 3 < len(plain.content)
