"""Forms to download from a page: for whom, how handed out, when counted; procedures on the home page."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html

from kttt.pages.models import Page, PageFile
from kttt.publishing import State
from kttt.visits import reading
from tests import factories

pytestmark = pytest.mark.django_db
DATA = b"%PDF-1.4 " + bytes(range(256)) * 8 + b"%%EOF"
READER = {"User-Agent": "Mozilla/5.0 Firefox/130"}
NOW = timezone.now()


def procedure(title="Thành lập hợp tác xã", **values):
    values = {"state": State.PUBLISHED, "body": "<ol><li>Họp</li></ol>", "kind": Page.Kind.PROCEDURE} | values
    return Page.objects.create(title=title, slug=values.pop("slug", f"thu-tuc-{Page.objects.count()}"), **values)


def form(page, title="Giấy đề nghị", name="giay-de-nghi.pdf", data=DATA, **values):
    return PageFile.objects.create(
        page=page, title=title, name=name, size=len(data), file=ContentFile(data, name), **values
    )


def downloads(page):
    return reading.totals("page", [page.pk]).get(page.pk, {}).get("download", 0)


def body(response):
    return b"".join(response.streaming_content)


def text_of(node):
    return " ".join(node.text_content().split())


def test_a_page_lists_its_forms_with_kind_and_size(client):
    page = procedure(summary="Bảy bước.")
    form(page, position=2)
    form(page, "Danh sách thành viên", "danh-sach.xlsx", position=1)
    tree = html.fromstring(client.get(page.get_absolute_url()).content.decode())
    shown = tree.xpath("//section[@aria-labelledby='bieu-mau']//li")
    assert [text_of(line) for line in shown] == [
        "Tải về: Danh sách thành viên danh-sach.xlsx (Excel, 2 KB)",
        "Tải về: Giấy đề nghị giay-de-nghi.pdf (PDF, 2 KB)",
    ]
    assert tree.xpath("//section[@aria-labelledby='bieu-mau']//a/@rel") == ["nofollow", "nofollow"]
    for address in tree.xpath("//section[@aria-labelledby='bieu-mau']//a/@href"):
        assert body(client.get(address)) == DATA


def test_a_page_without_forms_says_nothing_of_them(client):
    assert "Biểu mẫu tải về" not in client.get(procedure().get_absolute_url()).content.decode()


def test_a_form_is_handed_out_whole_or_in_part_and_counted_once(client):
    page = procedure()
    one = form(page)
    whole = client.get(one.get_absolute_url(), headers=READER)
    assert (whole.status_code, body(whole), whole["Content-Type"]) == (200, DATA, "application/pdf")
    assert whole["Content-Disposition"] == 'inline; filename="giay-de-nghi.pdf"'
    assert (whole["X-Robots-Tag"], whole["Cache-Control"]) == ("noindex", "private, no-cache")
    assert not whole.cookies
    rest = client.get(one.get_absolute_url(), headers=READER | {"Range": "bytes=10-19"})
    assert (rest.status_code, body(rest)) == (206, DATA[10:20])
    assert client.get(one.get_absolute_url(), headers=READER | {"Range": "bytes=99999-"}).status_code == 416
    assert client.head(one.get_absolute_url(), headers=READER)["Content-Length"] == str(len(DATA))
    body(client.get(one.get_absolute_url(), headers={"User-Agent": "Googlebot/2.1"}))
    assert downloads(page) == 1
    tree = html.fromstring(client.get(page.get_absolute_url()).content.decode())
    assert "lượt tải: 1" in text_of(tree.xpath("//p[@class='facts']")[0])
    assert client.post(one.get_absolute_url()).status_code == 405


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.DRAFT},
        {"state": State.PENDING},
        {"state": State.WITHDRAWN},
        {"publish_from": NOW + timedelta(days=1)},
        {"publish_until": NOW - timedelta(minutes=1)},
    ],
)
def test_forms_of_unpublished_pages_are_not_there(client, change):
    one = form(procedure(title="Thủ tục kín"))
    Page.objects.update(**change)
    for asking in (client.get, client.head):
        assert asking(one.get_absolute_url()).status_code == 404
    for address in (f"/media/private/{one.file.name}", f"/media/{one.file.name}"):
        assert client.get(address).status_code == 404


def test_no_link_of_the_site_leads_to_a_form_of_an_unpublished_page(client):
    """A crawl over every link from the home page: published forms are among them, hidden ones nowhere."""
    seen_form = form(procedure())
    hidden = form(procedure(title="Thủ tục kín", slug="thu-tuc-kin", state=State.DRAFT), "Mẫu kín", "mau-kin.pdf")
    waiting, seen = {"/", "/so-do-trang/", "/tim-kiem/?q=thu+tuc", "/sitemap-trang.xml"}, set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = client.get(address)
        if response.streaming:
            body(response)
            continue
        page = response.content.decode()
        for word in ("Mẫu kín", "thu-tuc-kin", hidden.get_absolute_url()):
            assert word not in page, address
        if response["Content-Type"].startswith("text/html"):
            links = html.fromstring(page).xpath("//a/@href")
            waiting |= {path for link in links if (path := link.partition("#")[0]).startswith("/")} - seen
    assert seen_form.get_absolute_url() in seen
    assert hidden.get_absolute_url() not in seen


def test_another_slug_leads_to_the_right_address_and_nonsense_nowhere(client):
    page = procedure(slug="thanh-lap")
    one = form(page)
    page.slug = "thanh-lap-htx"
    page.save()
    moved = client.get(f"/trang/thanh-lap/tep/{one.pk}/")
    assert (moved.status_code, moved.url) == (301, f"/trang/thanh-lap-htx/tep/{one.pk}/")
    for address in ("/trang/thanh-lap-htx/tep/999/", "/trang/thanh-lap-htx/tep/99999999999999999999999/"):
        assert client.get(address).status_code == 404


def test_a_lost_file_is_a_404(client):
    one = form(procedure())
    one.file.storage.delete(one.file.name)
    assert client.get(one.get_absolute_url()).status_code == 404


def test_stored_names_tell_nothing(client):
    one = form(procedure(), name="don-cua-ong-pao.PDF")
    assert one.file.name.startswith("pages/") and one.file.name.endswith(".pdf") and "pao" not in one.file.name
    document = factories.document_file(factories.document(), name="ban-scan.pdf")
    assert document.file.name.startswith("documents/") and "scan" not in document.file.name


def admin_form(page, upload, **values):
    return {
        "title": page.title, "slug": page.slug, "kind": "procedure", "parent": "", "summary": "", "body": "<p>a</p>",
        "state": "published", "publish_from_0": "01/01/2026", "publish_from_1": "08:00", "publish_until_0": "",
        "publish_until_1": "", "files-TOTAL_FORMS": 1, "files-INITIAL_FORMS": 0, "files-0-file": upload,
        "files-0-title": "Đơn", "files-0-position": 0,
    } | values  # fmt: skip


def test_editors_add_forms_of_allowed_kinds_only(client):
    page = procedure()
    client.force_login(factories.staff(group="Biên tập"))
    address = f"/quan-tri/pages/page/{page.pk}/change/"
    evil = SimpleUploadedFile("Đơn.docx", b"<html><script>alert(1)</script>")
    refused = client.post(address, admin_form(page, evil))
    assert refused.status_code == 200 and "Nội dung tệp không phải là .docx" in refused.content.decode()
    good = SimpleUploadedFile("Đơn đề nghị.PDF", DATA)
    assert client.post(address, admin_form(page, good)).status_code == 302
    one = PageFile.objects.get()
    assert (one.name, one.size, one.title) == ("don-de-nghi.pdf", len(DATA), "Đơn")


@pytest.mark.parametrize("group", ["Phóng viên", "Văn thư", "Cán bộ đăng ký", "Lãnh đạo duyệt"])
def test_others_do_not(client, group):
    page = procedure()
    client.force_login(factories.staff(group=group))
    for address in (f"/quan-tri/pages/page/{page.pk}/change/", "/quan-tri/pages/officemember/"):
        assert client.get(address).status_code == 403


def test_numbered_lists_are_steps_on_procedures_alone(client):
    steps = "//*[contains(@class, 'rich-text--steps')]"
    assert html.fromstring(client.get(procedure().get_absolute_url()).content).xpath(steps)
    plain = procedure(kind=Page.Kind.TEXT)
    assert not html.fromstring(client.get(plain.get_absolute_url()).content).xpath(steps)


def test_the_summary_is_what_others_read_of_a_page(client):
    page = procedure(summary="Bảy bước, ba biểu mẫu.")
    tree = html.fromstring(client.get(page.get_absolute_url()).content.decode())
    assert tree.xpath("//meta[@name='description']/@content") == ["Bảy bước, ba biểu mẫu."]
    assert tree.xpath("//meta[@property='og:description']/@content") == ["Bảy bước, ba biểu mẫu."]


def test_the_home_page_lists_procedures_with_the_number_of_their_forms(client, django_assert_max_num_queries):
    def block():
        tree = html.fromstring(client.get("/").content.decode())
        return [text_of(line) for line in tree.xpath("//section[@aria-labelledby='thu-tuc']//li")]

    assert block() == []
    page = procedure(summary="Bảy bước.")
    form(page), form(page, "Danh sách")
    procedure("Thành lập tổ hợp tác")
    procedure("Thủ tục nháp", state=State.DRAFT)
    procedure("Giới thiệu", kind=Page.Kind.TEXT)
    assert block() == [
        "Thành lập hợp tác xã Bảy bước. 2 biểu mẫu của thủ tục Thành lập hợp tác xã",
        "Thành lập tổ hợp tác",
    ]
    with django_assert_max_num_queries(40) as few:
        client.get("/")
    for n in range(5):
        form(procedure(f"Thủ tục {n}"))
    with django_assert_max_num_queries(len(few)):
        client.get("/")
