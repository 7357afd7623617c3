"""Looking at a file's pages, reading its text, and that neither is a download."""

import io
import re
import zipfile

import pytest
from PIL import Image

from documents.models import Document, DocumentFile, FileText
from documents.reading_files import read_unread
from kttt.visits import reading
from tests import factories
from tests.samples import files

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0 Firefox/130"}


def stored(data, name, **values):
    file = factories.document_file(factories.document(**values), data, name)
    read_unread()
    return file


@pytest.fixture
def file():
    return stored(files.repeated(files.pdf("QUY DINH CHUNG\nChe shan."), 12), "25-2024-tt-btc.pdf")


def address(file, way):
    return f"/van-ban/tep/{file.pk}/{way}"


def page(client, file, way):
    response = client.get(address(file, way), headers=BROWSER)
    assert response.status_code == 200
    return response.content.decode()


def pictures(html):
    return re.findall(r'<img src="(/van-ban/tep/[^"]+)"[^>]* width="(\d+)" height="(\d+)"', html)


def test_the_viewer_shows_ten_pages_from_the_asked_one_on(client, file):
    for asked, shown in (("", (1, 10)), ("?trang=3", (3, 12)), ("?trang=99", (12, 12)), ("?trang=x", (1, 10))):
        found = [int(src.rsplit("/", 1)[1][:-5]) for src, *_ in pictures(page(client, file, f"xem/{asked}"))]
        assert (found[0], found[-1]) == shown
    html = page(client, file, "xem/")
    assert "Trang 3/12" in html and 'href="?trang=11"' in html and file.get_absolute_url() in html


def test_pictures_are_as_large_as_the_page_says_and_described(client, file):
    html = page(client, file, "xem/")
    source, width, height = pictures(html)[1]
    response = client.get(source)
    with Image.open(io.BytesIO(response.content)) as picture:
        assert picture.size == (int(width), int(height))
    assert response["Content-Type"] == "image/webp"
    assert 'alt="Ảnh trang 2"' in html and html.count('loading="lazy"') >= 9


def test_pictures_are_asked_for_again_but_sent_once(client, file):
    first = client.get(address(file, "trang/1.webp"))
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(address(file, "trang/1.webp"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address(file, "trang/2.webp"))["ETag"] != first["ETag"]
    Document.objects.update(state="withdrawn")
    assert client.get(address(file, "trang/1.webp"), headers={"If-None-Match": first["ETag"]}).status_code == 404


@pytest.mark.parametrize("way", ["trang/13.webp", "trang/99999999999999999999.webp", "trang/-1.webp", "trang/1.png"])
def test_pages_that_are_not_there(client, file, way):
    assert client.get(address(file, way)).status_code == 404


def test_the_text_version_names_its_pages(client, file):
    html = page(client, file, "chu/")
    assert "<h2>QUY DINH CHUNG</h2>" in html and "<p>Che shan.</p>" in html
    assert 'id="trang-12"' in html


def test_word_and_workbooks_have_a_text_version_alone(client):
    rows = [["TT", "Tên"], ["1", "HTX <Chè>"], ["2", "HTX Mận"]]
    file = stored(files.xlsx(*rows), "danh-sach.xlsx")
    assert "<td>HTX &lt;Chè&gt;</td>" in page(client, file, "chu/")
    assert client.get(address(file, "xem/")).status_code == 404
    shown = client.get(file.document.get_absolute_url()).content.decode()
    assert address(file, "chu/") in shown and address(file, "xem/") not in shown


def test_a_scan_says_so(client):
    file = stored(files.scan(2), "quet.pdf")
    assert "bản quét" in page(client, file, "xem/")
    assert "không có chữ" in page(client, file, "chu/")
    shown = client.get(file.document.get_absolute_url()).content.decode()
    assert "PDF, 2 trang" in shown and "bản quét" in shown and address(file, "chu/") not in shown


def test_the_documents_page_shows_the_first_page_small(client, file):
    html = client.get(file.document.get_absolute_url()).content.decode()
    (source, width, height), *_ = pictures(html)
    assert source == address(file, "trang/0.webp")
    with Image.open(io.BytesIO(client.get(source).content)) as picture:
        assert picture.width / picture.height == pytest.approx(int(width) / int(height), abs=0.01)
    assert "PDF, 12 trang" in html


def test_unread_and_unreadable_files_say_so(client):
    file = factories.document_file(factories.document())
    for way in ("xem/", "chu/"):
        assert "đang được chuẩn bị" in page(client, file, way)
    read_unread()
    assert "không xem từng trang được" in page(client, file, "xem/")
    assert "Không lấy được chữ" in page(client, file, "chu/")
    assert file.get_absolute_url() in client.get(file.document.get_absolute_url()).content.decode()


def test_nothing_of_a_replaced_file_is_shown(client, file):
    old = FileText.objects.get()
    names = [old.picture.name, old.drawn_pages.name]
    before = client.get(address(file, "trang/0.webp"))["ETag"]
    file = DocumentFile.objects.get()
    file.file.save("moi.pdf", io.BytesIO(files.pdf("Thay the")))
    assert client.get(address(file, "trang/1.webp")).status_code == 404
    assert "Che shan" not in page(client, file, "chu/")
    read_unread()
    assert "Thay the" in page(client, file, "chu/")
    assert client.get(address(file, "trang/0.webp"))["ETag"] != before
    assert not any(old.picture.storage.exists(name) for name in names)


def test_pages_lost_by_the_storage_are_not_there(client, file):
    contents = FileText.objects.get()
    contents.drawn_pages.storage.delete(contents.drawn_pages.name)
    assert client.get(address(file, "trang/1.webp")).status_code == 404


def test_looking_and_reading_are_no_downloads(client, file):
    for way in ("xem/", "chu/", "trang/0.webp", "trang/1.webp"):
        client.get(address(file, way), headers=BROWSER)
    assert reading.totals("document", [file.document_id]) == {}
    assert [client.post(address(file, way)).status_code for way in ("xem/", "chu/", "trang/1.webp")] == [405] * 3


def test_pages_cost_the_same_queries_for_any_number_of_files(client, file, django_assert_max_num_queries):
    for number in range(8):
        factories.document_file(file.document, name=f"phu-luc-{number}.pdf")
    read_unread()
    with django_assert_max_num_queries(40) as few:
        client.get(file.document.get_absolute_url())
    DocumentFile.objects.exclude(pk=file.pk).delete()
    with django_assert_max_num_queries(len(few)) as fewer:
        client.get(file.document.get_absolute_url())
    assert len(fewer) == len(few)


def test_robots_stay_away_from_the_viewer(client, file):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /van-ban/tep/*/xem/" in lines and "Disallow: /van-ban/tep/*/trang/" in lines
    assert 'name="robots" content="noindex"' in page(client, file, "xem/")
    assert client.get(address(file, "trang/1.webp"))["X-Robots-Tag"] == "noindex"


def test_the_pack_of_pages_holds_pictures_alone(file):
    with FileText.objects.get().drawn_pages.open("rb") as pack, zipfile.ZipFile(pack) as pages:
        assert len(pages.namelist()) == 12
