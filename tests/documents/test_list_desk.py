"""The clerk's screens: a list sent, looked at, confirmed; names searched and merged; the way out and back in."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.admin.documents import DocumentResource
from documents.importing import waiting
from documents.importing.running import import_list
from documents.importing.template import make_template
from documents.models import Document, DocumentType, Field, IssuingBody
from documents.naming import body_named
from kttt.export_formats import CSV, XLSX
from tests import factories
from tests.documents.test_importing import CIRCULAR, HEADINGS, PDF, PLAN, changed, xlsx
from tests.test_exports import exported

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/documents/document/nhap-danh-sach/"


@pytest.fixture
def clerk(client):
    client.force_login(factories.staff(group="Văn thư"))
    return client


def send(client, *rows, files=(), name="ds.xlsx", **said):
    listed = SimpleUploadedFile(name, xlsx(HEADINGS, *rows))
    return client.post(DESK, {"listed": listed, "files": list(files), **said}, follow=True)


def test_a_list_is_looked_at_and_confirmed(clerk):
    page = clerk.get("/quan-tri/documents/document/").content.decode()
    assert DESK in page and "Tải tệp mẫu" in clerk.get(DESK).content.decode()
    row = changed(CIRCULAR, c10="a.pdf; mat.pdf")
    files = [SimpleUploadedFile("A.PDF", PDF), SimpleUploadedFile("khac.pdf", PDF)]
    page = send(clerk, row, changed(PLAN, c4="3/2025"), files=files, publish="on").content.decode()
    assert "Chưa ghi gì" in page and "Thiếu 1 tệp: mat.pdf" in page and "thiếu ngày" in page
    assert not Document.objects.exists()
    page = clerk.post(f"{DESK}xem-truoc/").content.decode()
    found = Document.objects.published().get()
    assert "Đã nhập" in page and f"/quan-tri/documents/document/{found.pk}/change/" in page
    assert found.created_by.username == "bientap" and found.files.get().name == "a.pdf"
    assert LogEntry.objects.get(object_id=str(found.pk)).change_message.startswith("Nhập từ danh sách")
    assert clerk.get(f"{DESK}xem-truoc/", follow=True).redirect_chain[-1][0] == DESK
    page = send(clerk, row).content.decode()
    assert "1 không đổi" in page and "Nhập vào Cổng" not in page


def test_what_is_no_list_is_told_in_a_sentence(clerk):
    listed = SimpleUploadedFile("ds.xlsx", b"PK\x03\x04 cut")
    assert "bị hỏng" in clerk.post(DESK, {"listed": listed}, follow=True).content.decode()
    assert clerk.post(DESK, {}).context["form"].errors


def test_only_who_may_import_does(client):
    client.force_login(factories.staff(group="Phóng viên"))
    for address in (DESK, f"{DESK}xem-truoc/", f"{DESK}tep-mau/"):
        assert client.get(address).status_code == 403, address
    client.force_login(factories.staff("lanhdao", group="Lãnh đạo duyệt"))
    assert client.get(DESK).status_code == 403
    assert DESK not in client.get("/quan-tri/documents/document/").content.decode()


def test_what_waits_is_forgotten_and_no_other_path_is_opened(monkeypatch):
    key = waiting.keep(SimpleUploadedFile("ds.csv", b"x"), [SimpleUploadedFile("a.pdf", PDF)])
    listed, folder = waiting.find(key)
    assert (listed.name, [f.name for f in folder.iterdir()]) == ("ds.csv", ["a.pdf"])
    assert [waiting.find(bad) for bad in (None, "", "../" * 10, f"{key}/list", key[:-1])] == [None] * 5
    monkeypatch.setattr(waiting, "KEPT_SECONDS", -1)
    waiting.keep(SimpleUploadedFile("ds.csv", b"x"), [])
    assert waiting.find(key) is None


def test_the_template_is_read_back(clerk):
    data = clerk.get(f"{DESK}tep-mau/").content
    assert import_list(data, "mau.xlsx").problem
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book["Văn bản"]
    for column, cell in enumerate(("25/2024/TT-BTC", None, None, "23/4/2024"), start=1):
        sheet.cell(4, column, cell)
    sheet.cell(4, 9, "Bãi bỏ một thông tư cũ")
    out = BytesIO()
    book.save(out)
    assert import_list(out.getvalue(), "mau.xlsx").counts["new"] == 1
    assert Document.objects.get().issuer.name == "Bộ Tài chính"
    assert make_template()[:2] == b"PK"


def test_an_export_is_read_back_without_a_change(clerk, tmp_path):
    (tmp_path / "a.pdf").write_bytes(PDF)
    rows = [CIRCULAR, changed(PLAN, c10="a.pdf"), changed(PLAN, c1="13/KH-LMHTX", c4=None)]
    import_list(xlsx(HEADINGS, *rows), "ds.xlsx", folder=tmp_path)
    Document.objects.filter(number="13/KH-LMHTX").update(internal=True, signer_title="Chủ tịch")
    formula = Document.objects.get(number="12/KH-LMHTX")
    formula.abstract = "=HYPERLINK(1) và -5"
    formula.save()
    plain = factories.document("Không số (12)", abstract="Dòng một\nDòng hai", issued_on=dt.date(2022, 3, 4))
    plain.type = DocumentType.objects.get(name="Công văn")
    plain.save()
    headings, *lines = exported(clerk, "/quan-tri/documents/document/")
    before = list(Document.objects.order_by("pk").values())
    outcome = import_list(xlsx(headings, *lines), "ra.xlsx")
    assert outcome.counts == {"new": 0, "updated": 0, "unchanged": 4, "refused": 0}
    assert list(Document.objects.order_by("pk").values()) == before
    found = [dict(zip(headings, line, strict=True)) for line in lines]
    assert {row["Tình trạng hiệu lực"] for row in found} >= {"Còn hiệu lực", "Không áp dụng"}
    assert {row["Tệp"] for row in found} == {None, "a.pdf"} and {row["Lưu hành nội bộ"] for row in found} == {
        None,
        "Có",
    }
    Document.objects.all().delete()
    assert import_list(xlsx(headings, *lines), "ra.xlsx").counts["new"] == 4
    again = [
        {k: v for k, v in row.items() if k != "publish_from"} for row in Document.objects.values("number", "internal")
    ]
    assert {row["number"]: row["internal"] for row in again}["13/KH-LMHTX"] is True


# Vietnamese letters: others, such as "Ćîä", a reader of tables may take for a font of before Unicode.
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèéẹềếệìíịòóọồốộờớợùúụừứựỳýỵAĐÊÔƠƯ"
TEXTS = st.text(f"{LETTERS}0123456789 .,;:!?()[]/+-=@\"'“”–%&", min_size=1, max_size=40)
DAYS = st.none() | st.dates(dt.date(1945, 9, 2), dt.date(2040, 1, 1))


@given(
    numbers=st.lists(st.tuples(st.integers(1, 9999), st.sampled_from(["TT-BTC", "CT-UBND", "KH-LMHTX", "BKHĐT-HTX"])),
                     min_size=1, max_size=4, unique=True),
    abstract=TEXTS.filter(lambda s: any(map(str.isalpha, s))), signer=st.text(LETTERS, min_size=1, max_size=40),
    days=st.tuples(DAYS, DAYS),
    format_=st.sampled_from([XLSX, CSV]),
)  # fmt: skip
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_property_import_of_an_export_changes_nothing(numbers, abstract, signer, days, format_):
    Document.objects.all().delete()
    issuer, kind = IssuingBody.objects.get(name="Bộ Tài chính"), DocumentType.objects.get(name="Kế hoạch")
    for serial, codes in numbers:
        made = Document.objects.create(
            number=f"{serial}/{codes}", issuer=issuer, type=kind, abstract=abstract, signer=signer,
            issued_on=days[0], effective_on=days[1],
        )  # fmt: skip
        made.fields.set(Field.objects.all()[:2])
    data = format_().export_data(DocumentResource().export())
    data = data.encode() if isinstance(data, str) else data
    outcome = import_list(data, "ra.csv" if format_ is CSV else "ra.xlsx")
    assert outcome.counts == {"new": 0, "updated": 0, "unchanged": len(numbers), "refused": 0}, outcome.as_json()


def test_names_are_found_by_everything_they_are_called(clerk):
    def found(query):
        page = clerk.get("/quan-tri/documents/issuingbody/", {"q": query})
        return [row.name for row in page.context["cl"].result_list]

    assert "Bộ Tài chính" in found("bo tai chinh") and found("bkhdt") == ["Bộ Kế hoạch và Đầu tư"]
    assert "Ủy ban nhân dân tỉnh Lai Châu" in found("UBND tỉnh")
    for model in ("documenttype", "field"):
        assert clerk.get(f"/quan-tri/documents/{model}/", {"q": "ke"}).status_code == 200


def test_two_names_of_one_body_become_one(clerk):
    kept = IssuingBody.objects.get(name="Bộ Tài chính")
    twin = IssuingBody.objects.create(name="BỘ TC", abbreviation="BTC1", other_names="Bộ Tài chánh")
    heir = IssuingBody.objects.create(name="Bộ cũ", successor=twin)
    document = factories.document(issuer=twin)
    draft = factories.consultation(drafter=twin)
    data = {"action": "merge_rows", "_selected_action": [kept.pk, twin.pk]}
    address = "/quan-tri/documents/issuingbody/"
    assert "Mục giữ lại" in clerk.post(address, data).content.decode()
    page = clerk.post(address, {**data, "kept": kept.pk}, follow=True).content.decode()
    assert "Đã gộp “BỘ TC” vào “Bộ Tài chính”" in page
    document.refresh_from_db()
    heir.refresh_from_db()
    draft.refresh_from_db()
    assert document.issuer == draft.drafter == heir.successor == kept
    assert not IssuingBody.objects.filter(name="BỘ TC").exists()
    assert body_named("BTC1") == body_named("Bộ Tài chánh") == body_named("BTC") == kept
    assert "ít nhất hai" in clerk.post(address, {**data, "_selected_action": [kept.pk]}, follow=True).content.decode()


def test_twins_with_the_same_document_are_not_merged(clerk):
    kept, twin = IssuingBody.objects.get(name="Bộ Tài chính"), IssuingBody.objects.create(name="BỘ TC")
    for body in (kept, twin):
        factories.document(issuer=body, issued_on=dt.date(2024, 4, 23))
    data = {"action": "merge_rows", "_selected_action": [kept.pk, twin.pk], "kept": kept.pk}
    assert "trùng số" in clerk.post("/quan-tri/documents/issuingbody/", data, follow=True).content.decode()
    assert Document.objects.filter(issuer=twin).count() == 1


def test_fields_and_types_are_merged_with_their_documents(clerk):
    document = factories.document(type=DocumentType.objects.create(name="Thông tư cũ"))
    document.fields.add(Field.objects.create(name="Thuế má"))
    for model, name, twin in ((DocumentType, "Thông tư", "Thông tư cũ"), (Field, "Tài chính – thuế, phí", "Thuế má")):
        kept, other = model.objects.get(name=name), model.objects.get(name=twin)
        data = {"action": "merge_rows", "_selected_action": [kept.pk, other.pk], "kept": kept.pk}
        clerk.post(f"/quan-tri/documents/{model._meta.model_name}/", data)
    document.refresh_from_db()
    assert document.type.name == "Thông tư"
    assert [field.name for field in document.fields.all()] == ["Tài chính – thuế, phí"]


def test_a_document_of_an_ended_body_is_warned_of_and_its_page_names_the_heir(rf, client):
    body = IssuingBody.objects.get(name="Bộ Kế hoạch và Đầu tư")
    document = factories.document("1/2024/TT-BKHĐT", issuer=body, issued_on=dt.date(2026, 1, 5))

    def warned():
        request = rf.get("/")
        request._messages = CookieStorage(request)
        site._registry[Document].save_model(request, document, form=None, change=True)
        return [str(message) for message in request._messages]

    assert warned() == [
        "Bộ Kế hoạch và Đầu tư hết hoạt động từ ngày 01/03/2025, nay là Bộ Tài chính, mà văn bản ban hành ngày "
        "05/01/2026: hãy kiểm tra lại cơ quan ban hành."
    ]
    document.issued_on = dt.date(2025, 2, 28)
    assert warned() == []
    assert "(nay là Bộ Tài chính)" in client.get(document.get_absolute_url()).content.decode()
