"""What the clerk is told of a file, and opening the files of documents that are not published."""

import pytest

from documents.admin.files import reading_in_words
from documents.models import DocumentFile
from documents.reading_files import read_unread
from kttt.visits import reading
from tests import factories
from tests.samples import files

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (files.pdf("Che shan"), "a.pdf", "1 trang. Có bản chữ."),
        (files.scan(2), "a.pdf", "2 trang. Bản quét"),
        (files.locked(files.pdf("Che shan")), "a.pdf", "Tệp có mật khẩu. Hãy gỡ mật khẩu"),
        (b"%PDF-1.4", "a.pdf", "Tệp hỏng, không mở được."),
        (files.docx(""), "a.docx", "Không lấy được chữ."),
        (b"\xd0\xcf\x11\xe0", "a.doc", "Loại tệp này không đọc được chữ."),
    ],
)
def test_the_clerk_is_told_what_was_read(client, data, name, told):
    document = factories.document(state="draft")
    factories.document_file(document, data, name)
    client.force_login(factories.staff(group="Văn thư"))
    desk = f"/quan-tri/documents/document/{document.pk}/change/"
    assert "Đang chờ đọc." in client.get(desk).content.decode()
    read_unread()
    assert reading_in_words(DocumentFile.objects.with_contents().get()).startswith(told)
    assert told in client.get(desk).content.decode()


def test_staff_open_files_of_drafts_without_counting(client):
    file = factories.document_file(factories.document(state="draft"), b"%PDF-1.4 nhap")
    address = f"/quan-tri/documents/document/tep/{file.pk}/"
    assert client.get(address).status_code == 302
    client.force_login(factories.staff("khong-quyen"))
    assert client.get(address).status_code == 403
    client.force_login(factories.staff("van-thu", group="Văn thư"))
    assert b"".join(client.get(address).streaming_content) == b"%PDF-1.4 nhap"
    assert client.get("/quan-tri/documents/document/tep/999/").status_code == 404
    assert reading.totals("document", [file.document_id]) == {}
