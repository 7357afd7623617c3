"""Documents of the old portal with their files, counts and addresses."""

import datetime

import pytest

from documents.models import Document, DocumentFile, DocumentType, IssuingBody, Relation
from kttt.publishing import State
from kttt.visits.reading import totals
from news.models import Article
from tests import factories

PDF = b"%PDF-1.4 a document"


def reasons(report):
    return [note["reason"] for note in report["notes"]]


def test_a_document_comes_with_all_that_belongs_to_it(old, client):
    old.file("laws/2022/Quyết định 12.pdf", PDF)
    number = old.document(
        files="2022/Quyết định 12.pdf", startvalid=1646362200 + 86400, exptime=1746362200, view_hits=924,
        download_hits=111,
    )  # fmt: skip
    report = old.bring()
    document = Document.objects.get()
    assert (document.number, document.abstract) == ("12/2022/QĐ-UBND", "Phê duyệt đề án phát triển hợp tác xã")
    assert (document.type.name, document.issuer.name) == ("Quyết định", "Ủy ban nhân dân tỉnh Lai Châu")
    assert (document.signer, document.signer_title) == ("Lò Văn Thử", "Chủ tịch")
    assert [field.name for field in document.fields.all()] == ["Kinh tế tập thể"]
    assert (document.issued_on, document.effective_on) == (datetime.date(2022, 3, 4), datetime.date(2022, 3, 5))
    assert document.expired_on == datetime.date(2025, 5, 4)
    assert document.state == State.PUBLISHED
    assert totals("document", [document.pk]) == {document.pk: {"view": 924, "download": 111}}
    file = document.files.get()
    assert (file.name, file.size) == ("quyet-dinh-12.pdf", len(PDF))
    assert b"".join(client.get(file.get_absolute_url()).streaming_content) == PDF
    new = document.get_absolute_url()
    for address in (
        f"/vi/laws/detail/quyet-dinh-phe-duyet-de-an-{number}.html",
        f"/laws/detail/quyet-dinh-phe-duyet-de-an-{number}/",
        f"/index.php?language=vi&nv=laws&op=detail/quyet-dinh-phe-duyet-de-an-{number}",
    ):
        assert client.get(address).url == new, address
    assert client.get("/uploads/laws/2022/Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%2012.pdf").url == file.get_absolute_url()
    assert report["counts"]["document"]["brought"] == 1 and report["counts"]["file"]["brought"] == 1


def test_a_second_run_adds_nothing(old):
    old.file("laws/a.pdf", PDF)
    old.document(files="a.pdf", view_hits=9, download_hits=4)
    old.bring()
    report = old.bring()
    document = Document.objects.get()
    assert DocumentFile.objects.count() == 1
    assert totals("document", [document.pk]) == {document.pk: {"view": 9, "download": 4}}
    assert report["counts"]["document"]["unchanged"] == 1 and not report["notes"]


def test_files_that_cannot_come_are_told_and_come_later(old):
    for path, data in (
        ("laws/dung.pdf", PDF), ("laws/sai.pdf", b"<html>"), ("laws/nen.rar", b"Rar!"), ("ngoai.pdf", PDF),
    ):  # fmt: skip
        old.file(path, data)
    old.document(files="dung.pdf,sai.pdf,nen.rar,mat.pdf,https://khac.example.com/x.pdf,../../ngoai.pdf")
    report = old.bring()
    assert sorted(reasons(report)) == [
        "Chỉ nhận tệp .doc, .docx, .jpg, .pdf, .png, .xls, .xlsx.",
        "Nội dung tệp không phải là .pdf: hãy kiểm tra lại.", "Tệp văn bản không có trong thư mục uploads",
        "Tệp văn bản không có trong thư mục uploads", "Tệp văn bản nằm ở máy chủ khác nên không mang sang",
    ]  # fmt: skip
    assert [file.name for file in DocumentFile.objects.all()] == ["dung.pdf"]
    old.file("laws/mat.pdf", PDF)
    assert old.bring()["counts"]["document"]["updated"] == 1
    assert [file.name for file in DocumentFile.objects.all()] == ["dung.pdf", "mat.pdf"]


def test_a_link_in_an_article_leads_to_the_file_of_a_document(old):
    old.file("laws/mau.pdf", PDF)
    old.article(body='<p><a href="/uploads/laws/mau.pdf">Mẫu</a> <a href="/uploads/news/don.doc">Đơn</a></p>')
    old.document(files="mau.pdf")
    report = old.bring()
    assert f'href="{DocumentFile.objects.get().get_absolute_url()}"' in Article.objects.get().body
    assert [note["detail"] for note in report["notes"]] == ["/uploads/news/don.doc"]


def test_a_document_that_is_here_already_is_not_made_twice(old, client):
    mine = factories.document(
        "12/2022/QĐ-UBND", issuer=old_issuer(), issued_on=datetime.date(2022, 3, 4), abstract="Của ta"
    )
    number = old.document(view_hits=7)
    report = old.bring()
    assert Document.objects.get() == mine
    mine.refresh_from_db()
    assert mine.abstract == "Của ta"
    assert totals("document", [mine.pk])[mine.pk]["view"] == 7
    assert client.get(f"/vi/laws/detail/quyet-dinh-phe-duyet-de-an-{number}.html").url == mine.get_absolute_url()
    assert any(reason.startswith("Trùng số") for reason in reasons(report))
    old.update("laws_row", number, introtext="Khác")
    old.bring()
    mine.refresh_from_db()
    assert mine.abstract == "Của ta"


def old_issuer():
    return IssuingBody.objects.get(name="Ủy ban nhân dân tỉnh Lai Châu")


def test_two_old_rows_of_one_document_become_one(old):
    old.document(view_hits=3)
    old.document(code="12/2022/QĐ-UBND", view_hits=4)
    old.bring()
    document = Document.objects.get()
    assert totals("document", [document.pk])[document.pk]["view"] == 7
    assert old.bring()["counts"]["document"]["unchanged"] == 2


@pytest.mark.parametrize("values", [{"status": 0}, {"groups_view": "4"}, {"groups_download": "1,2"}])
def test_what_not_everybody_could_read_does_not_become_public(old, values):
    old.document(**values)
    old.bring()
    assert Document.objects.get().state != State.PUBLISHED


def test_incomplete_rows_come_with_a_note(old):
    old.document(code="", cid=99, sid=0, sgid=0, publtime=0, areas=())
    old.document(code="", cid=99, sid=0, publtime=0)
    old.document(introtext="&nbsp;", title="")
    report = old.bring()
    assert sorted(Document.objects.values_list("number", flat=True)) == ["Không số (1)", "Không số (2)"]
    document = Document.objects.first()
    assert (document.type.name, document.issuer.name) == ("Văn bản khác", "Chưa rõ cơ quan ban hành")
    assert (document.issued_on, document.publish_from.year) == (None, 2022)
    assert report["counts"]["document"]["refused"] == 1
    assert DocumentType.objects.filter(name__in=["Văn bản khác", "Quyết định"]).count() == 2


def _relations():
    return sorted((r.source.number[0], r.verb, r.target.number[0]) for r in Relation.objects.all())


def test_relations_come_once(old):
    first, second, third = (old.document(f"{n}/2022/QĐ-UBND") for n in (1, 2, 3))
    old.insert("laws_set_replace", oid=first, nid=second)
    old.update("laws_row", first, replacement=str(second), relatement=f"{third},999")
    old.update("laws_row", third, relatement=str(first))
    report = old.bring()
    assert _relations() == [("1", "related", "3"), ("2", "replaces", "1")]
    assert (report["counts"]["relation"]["brought"], report["counts"]["relation"]["refused"]) == (2, 1)
    report = old.bring()
    assert report["counts"]["relation"]["unchanged"] == 2
    Relation.objects.filter(verb="related").delete()
    report = old.bring()
    assert (report["counts"]["relation"]["unchanged"], report["counts"]["relation"]["deleted"]) == (1, 1)
    assert _relations() == [("2", "replaces", "1")]


def test_what_was_issued_first_is_what_was_replaced(old):
    later = old.document("1/2022/QĐ-UBND", publtime=1_650_000_000)
    earlier = old.document("2/2012/QĐ-UBND", publtime=1_350_000_000)
    old.update("laws_row", later, replacement=str(earlier))
    report = old.bring()
    assert _relations() == [("1", "replaces", "2")]
    assert any("đã đổi chiều" in note["reason"] for note in report["notes"])


def test_a_relation_that_the_clerk_entered_is_not_made_twice(old):
    first, second = (old.document(f"{n}/2022/QĐ-UBND") for n in (1, 2))
    old.bring()
    one, two = Document.objects.order_by("number")
    Relation.objects.create(source=two, verb="replaces", target=one)
    old.insert("laws_set_replace", oid=first, nid=second)
    old.bring()
    assert _relations() == [("2", "replaces", "1")]


def test_what_the_clerk_edited_is_left_alone(old):
    number = old.document()
    old.bring()
    document = Document.objects.get()
    document.signer = "Lò Văn Khác"
    document.save()
    old.update("laws_row", number, introtext="Khác")
    report = old.bring()
    assert report["counts"]["document"]["kept"] == 1
    document.refresh_from_db()
    assert document.abstract == "Phê duyệt đề án phát triển hợp tác xã"
