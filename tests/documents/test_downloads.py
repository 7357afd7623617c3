"""A document's file: for whom, in which parts, and when it counts."""

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction

from documents.models import Document
from kttt.visits import reading, recording
from tests import factories

pytestmark = pytest.mark.django_db
DATA = b"%PDF-1.4 " + bytes(range(256)) * 8
BROWSER = {"User-Agent": "Mozilla/5.0 Firefox/130"}


@pytest.fixture
def file():
    return factories.document_file(factories.document(), DATA)


def downloads(file):
    return reading.totals("document", [file.document_id]).get(file.document_id, {}).get("download", 0)


def body(response):
    return b"".join(response.streaming_content)


def test_a_download_is_the_file_and_counts_once(client, file):
    response = client.get(file.get_absolute_url(), headers=BROWSER)
    assert (response.status_code, body(response), response["Content-Type"]) == (200, DATA, "application/pdf")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert downloads(file) == 1


@pytest.mark.parametrize(
    ("asked", "status", "part", "counted"),
    [
        ("bytes=0-", 206, DATA, 1),
        ("bytes=0-9", 206, DATA[:10], 1),
        ("bytes=10-19", 206, DATA[10:20], 0),
        ("bytes=-5", 206, DATA[-5:], 0),
        ("bytes=-99999", 206, DATA, 1),
        ("bytes=-0", 416, b"", 0),
        ("Bytes=0-9", 206, DATA[:10], 1),
        (f"bytes=5-{'9' * 18}", 206, DATA[5:], 0),
        (f"bytes=5-{'9' * 5000}", 200, DATA, 1),
        ("bytes=-", 200, DATA, 1),
        (f"bytes={len(DATA)}-", 416, b"", 0),
        ("bytes=0-1,5-6", 200, DATA, 1),
        ("nonsense", 200, DATA, 1),
    ],
)
def test_ranges(client, file, asked, status, part, counted):
    response = client.get(file.get_absolute_url(), headers=BROWSER | {"Range": asked})
    assert response.status_code == status
    assert (body(response) if status != 416 else b"") == part
    assert downloads(file) == counted


def test_head_tells_what_get_sends(client, file):
    asked = {"Range": "bytes=3-", "Accept-Encoding": "gzip"} | BROWSER
    plain = client.get(file.get_absolute_url(), headers=BROWSER | {"Accept-Encoding": "gzip"})
    assert body(plain) == DATA
    for headers in (BROWSER, asked):
        assert dict(client.head(file.get_absolute_url(), headers=headers).items()) == dict(plain.items())
    assert plain["Content-Length"] == str(len(DATA))


def test_parts_of_a_file_are_never_packed(client, file):
    response = client.get(
        file.get_absolute_url(), headers=BROWSER | {"Range": "bytes=0-999", "Accept-Encoding": "gzip"}
    )
    assert "Content-Encoding" not in response
    assert (body(response), response["Content-Range"]) == (DATA[:1000], f"bytes 0-999/{len(DATA)}")


def test_a_part_of_another_file_is_never_sent(client, file):
    etag = client.head(file.get_absolute_url())["ETag"]
    asked = BROWSER | {"Range": "bytes=5-9", "If-Range": etag}
    assert body(client.get(file.get_absolute_url(), headers=asked)) == DATA[5:10]
    file.file.save("moi.pdf", ContentFile(b"%PDF-1.4 moi"))
    for unknown in (etag, f"W/{etag}", "Wed, 21 Oct 2015 07:28:00 GMT"):
        response = client.get(file.get_absolute_url(), headers=asked | {"If-Range": unknown})
        assert (response.status_code, body(response)) == (200, b"%PDF-1.4 moi")


def test_what_the_reader_has_already_is_not_sent_and_not_counted(client, file):
    etag = client.head(file.get_absolute_url())["ETag"]
    response = client.get(file.get_absolute_url(), headers=BROWSER | {"If-None-Match": etag})
    assert (response.status_code, response.content, downloads(file)) == (304, b"", 0)


def test_an_empty_file_is_handed_out(client):
    file = factories.document_file(factories.document(), b"")
    response = client.get(file.get_absolute_url(), headers=BROWSER)
    assert (response.status_code, body(response), response["Content-Length"]) == (200, b"", "0")
    assert client.get(file.get_absolute_url(), headers={"Range": "bytes=0-"}).status_code == 416


def test_names_keep_their_letters(client):
    file = factories.document_file(factories.document(), DATA, "Quyết định số 5.docx")
    response = client.get(file.get_absolute_url(), headers=BROWSER)
    assert body(response) == DATA
    assert (
        response["Content-Disposition"]
        == "attachment; filename*=utf-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%20s%E1%BB%91%205.docx"
    )


def test_head_robots_and_staff_do_not_count(client, file):
    assert client.head(file.get_absolute_url(), headers=BROWSER)["Content-Length"] == str(len(DATA))
    body(client.get(file.get_absolute_url(), headers={"User-Agent": "bingbot/2.0"}))
    client.force_login(factories.staff())
    body(client.get(file.get_absolute_url(), headers=BROWSER))
    assert downloads(file) == 0


@pytest.mark.parametrize("change", [{"state": "draft"}, {"state": "withdrawn"}])
def test_files_of_unpublished_documents_are_not_there(client, file, change):
    Document.objects.filter(pk=file.document_id).update(**change)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(file.document.get_absolute_url()).status_code == 404


def test_private_files_have_no_address_of_their_own(client, file):
    for address in (
        f"/media/private/{file.file.name}",
        f"/media/{file.file.name}",
        f"/media/articles/../private/{file.file.name}",
    ):
        assert client.get(address).status_code == 404


def test_a_failing_counter_still_gives_the_file(client, file, monkeypatch):
    def broken(*args):
        raise DatabaseError

    monkeypatch.setattr(recording, "add", broken)
    assert body(client.get(file.get_absolute_url(), headers=BROWSER)) == DATA


def test_number_body_and_date_are_the_key():
    first = factories.document(issued_on="2024-04-23")
    factories.document(issued_on="2023-04-23")
    for values in ({"issued_on": "2024-04-23"}, {}):
        if not values:
            factories.document()
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.document("Số: 25/2024/TT-BTC", issuer=first.issuer, **values)
