"""The clerk's desk "Thêm văn bản từ tệp": files become drafts, and nothing that was sent or typed is lost."""

import dataclasses
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from documents import intake
from documents.models import Document, DocumentFile, DocumentType, DroppedFile, IssuingBody
from documents.proposing.proposal import Proposal
from kttt.publishing import State
from tests import factories
from tests.samples import official_papers
from tests.samples.official_papers_first_set import PAPERS

pytestmark = pytest.mark.django_db
SAID = Proposal(
    "12/KH-LMHTX", "Kế hoạch", "Liên minh Hợp tác xã tỉnh Lai Châu", "Mùa A Giàng", "Chủ tịch", "2025-01-22",
    "Tập huấn",
    pages=2, has_text=True,
)  # fmt: skip


@pytest.fixture
def said(monkeypatch):
    """What every file says; a test may change it. The files themselves are read by test_proposing."""
    told = {"proposal": SAID}
    monkeypatch.setattr(intake, "propose", lambda data, ending: told["proposal"])
    return told


@pytest.fixture
def desk(client, django_capture_on_commit_callbacks):
    class Desk:
        address = reverse("admin:documents_intake")

        def __init__(self):
            self.user = factories.staff("vanthu", "Văn thư")
            client.force_login(self.user)

        def send(self, *names, data=None):
            files = [SimpleUploadedFile(n, data or f"%PDF-1.4 {n}".encode()) for n in names]
            with django_capture_on_commit_callbacks(execute=True):
                return client.post(self.address, {"files": files}, follow=True)

        def page(self):
            return client.get(self.address)

        def cards(self):
            return self.page().context["cards"]

        def save(self, **changes):
            """Sends the cards as they stand, but for `changes` of the first."""
            data = {"save": "1"}
            for n, card in enumerate(self.cards()):
                for field in card:
                    value = field.value()
                    value = f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value
                    value = changes.get(field.name, value) if n == 0 else value
                    if value:
                        data[field.html_name] = value
                data.setdefault(f"{card.prefix}-number", "")
            with django_capture_on_commit_callbacks(execute=True):
                return client.post(self.address, data, follow=True)

    return Desk()


def test_a_file_becomes_a_draft_with_what_it_says(desk):
    """With a real file, from sending to the draft."""
    paper = next(paper for paper in PAPERS if paper.name == "lien-minh-ke-hoach")
    desk.send("ke-hoach.pdf", data=official_papers.pdf(paper))
    answer = desk.save()
    document = Document.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("admin:documents_document_changelist")
    assert (document.number, document.state, document.created_by) == ("12/KH-LMHTX", State.DRAFT, desk.user)
    assert (document.type.name, document.issuer.name) == ("Kế hoạch", "Liên minh Hợp tác xã tỉnh Lai Châu")
    assert (document.signer, document.signer_title) == ("Mùa A Giàng", "Chủ tịch")
    assert document.issued_on.isoformat() == "2025-01-22"
    assert document.abstract == "Tập huấn cán bộ quản lý hợp tác xã năm 2025"
    file = document.files.get()
    assert file.name == "ke-hoach.pdf"
    assert file.size > 1000
    assert not DroppedFile.objects.exists()


def test_several_files_and_one_that_is_wrong(desk, said):
    desk.send("mot.pdf")
    said["proposal"] = dataclasses.replace(SAID, number="13/KH-LMHTX", abstract=None)
    answer = desk.send("hai.pdf", "ba.exe")
    assert "Không nhận “ba.exe”" in answer.content.decode()
    answer = desk.save(abstract="Tập huấn kế toán")
    (card,) = answer.context["cards"]
    assert card.row.name == "hai.pdf"
    assert "abstract" in card.errors
    assert Document.objects.get().abstract == "Tập huấn kế toán"


def test_what_was_typed_is_kept(desk, said):
    desk.send("mot.pdf")
    desk.save(number="", signer="Lò Thị Pâng", issued_on="31/02/2025")
    (card,) = desk.cards()
    assert card["signer"].value() == "Lò Thị Pâng"
    assert card["issued_on"].value() == "31/02/2025"
    desk.save(number="12/KH-LMHTX", issued_on="28/02/2025")
    assert Document.objects.get().signer == "Lò Thị Pâng"


def test_what_was_typed_is_kept_while_further_files_are_sent(desk, said, client):
    desk.send("mot.pdf")
    prefix = desk.cards()[0].prefix
    client.post(desk.address, {"files": [], f"{prefix}-number": "25/2024/tt-btc", f"{prefix}-abstract": "Đã gõ"})
    (card,) = desk.cards()
    assert card["abstract"].value() == "Đã gõ"
    desk.save(type="TT", issuer="bo tai chinh")
    document = Document.objects.get()
    assert (document.number, document.type.name, document.issuer.name) == ("25/2024/TT-BTC", "Thông tư", "Bộ Tài chính")


def test_documents_that_are_there_are_named(desk, said):
    body = IssuingBody.objects.get_or_create(name="Liên minh Hợp tác xã tỉnh Lai Châu")[0]
    document = factories.document("12/KH-LMHTX", issuer=body, issued_on="2025-01-22")
    factories.document("12/KH-LMHTX", issued_on="2025-01-22")
    desk.send("mot.pdf")
    (card,) = desk.cards()
    assert card.already == [document]
    answer = desk.save()
    assert "đã có trong hệ thống" in answer.content.decode()
    assert Document.objects.count() == 2
    desk.save(leave_out="on")
    assert not DroppedFile.objects.exists()


def test_the_same_bytes_are_the_same_document(desk, said):
    owner = factories.document()
    factories.document_file(owner, b"%PDF-1.4 the same")
    desk.send("mot.pdf", data=b"%PDF-1.4 the same")
    assert desk.cards()[0].already == [owner]
    answer = desk.send("ten-khac.pdf", data=b"%PDF-1.4 the same")
    assert "đã có trên bàn" in answer.content.decode()
    assert DroppedFile.objects.count() == 1


def test_lists_are_used_by_any_name_and_added_to(desk, said):
    body = IssuingBody.objects.create(name="UBND xã Mây Nà")
    kinds = DocumentType.objects.count()
    said["proposal"] = dataclasses.replace(SAID, type="Hương ước", issuer="Ủy ban nhân dân xã Mây Nà")
    desk.send("mot.pdf")
    (card,) = desk.cards()
    assert (card.new_type, card.new_issuer) == (True, False)
    desk.save()
    document = Document.objects.get()
    assert document.issuer == body
    assert (document.type.name, DocumentType.objects.count()) == ("Hương ước", kinds + 1)


def test_who_may_not_add_names_is_told(desk, said):
    desk.user.groups.clear()
    desk.user.user_permissions.add(*_permissions("add_document"))
    said["proposal"] = dataclasses.replace(SAID, type="Hương ước")
    desk.send("mot.pdf")
    answer = desk.save()
    assert "Chưa có loại văn bản này" in answer.content.decode()
    assert not Document.objects.exists()


def _permissions(*names):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=names)


def test_unreadable_files_can_be_filed_by_hand(desk, said):
    said["proposal"] = Proposal(error="Tệp có mật khẩu: hãy bỏ mật khẩu rồi gửi lại.")
    desk.send("khoa.pdf")
    assert "Tệp có mật khẩu" in desk.page().content.decode()
    desk.save(number="5/QĐ-X", type="Quyết định", issuer="Bộ Tài chính", abstract="Thử")
    assert Document.objects.get().files.count() == 1


def test_while_files_are_read_progress_is_shown(desk, client):
    DroppedFile.objects.create(file="x.pdf", name="x.pdf", size=1, digest="1", created_by=desk.user)
    answer = client.get(desk.address)
    assert answer.context["cards"] == []
    assert "data-progress" in answer.content.decode()
    progress = client.get(reverse("admin:documents_intake_progress")).json()
    assert progress == {"working": True, "words": "Đã đọc", "done": 0, "total": 1}


def test_what_a_killed_worker_left_is_read(desk, said):
    row = DroppedFile.objects.create(file="x.pdf", name="x.pdf", size=1, digest="1", created_by=desk.user)
    intake.read_left_over()
    assert DroppedFile.objects.get(pk=row.pk).said is None
    DroppedFile.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    intake.read_left_over()
    assert DroppedFile.objects.get(pk=row.pk).said["number"] == SAID.number


def test_what_nobody_files_is_deleted(desk, said, django_capture_on_commit_callbacks):
    desk.send("mot.pdf")
    row = DroppedFile.objects.get()
    storage, name = row.file.storage, row.file.name
    intake.forget_old()
    assert storage.exists(name)
    DroppedFile.objects.update(created_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        intake.forget_old()
    assert not storage.exists(name)
    assert not DroppedFile.objects.exists()


def test_a_filed_file_stays(desk, said, django_capture_on_commit_callbacks):
    desk.send("mot.pdf")
    desk.save()
    file = DocumentFile.objects.get()
    with file.file.open() as stored:
        assert stored.read() == b"%PDF-1.4 mot.pdf"


def test_each_sees_the_own_files_only(desk, said, client):
    desk.send("mot.pdf")
    row = DroppedFile.objects.get()
    address = reverse("admin:documents_intake_file", args=[row.pk])
    assert client.get(address).getvalue() == b"%PDF-1.4 mot.pdf"
    client.force_login(factories.staff("khac", "Văn thư"))
    assert client.get(address).status_code == 404
    assert desk.cards() == []


@pytest.mark.parametrize("name", ["documents_intake", "documents_intake_progress"])
def test_only_who_may_add_documents(client, name):
    client.force_login(factories.staff("phongvien", "Phóng viên"))
    assert client.get(reverse(f"admin:{name}")).status_code == 403


def test_the_list_leads_to_the_desk(desk, client):
    page = client.get(reverse("admin:documents_document_changelist")).content.decode()
    assert f'href="{desk.address}"' in page


def test_the_desk_asks_the_database_alike_for_many(desk, said, client, django_assert_max_num_queries):
    said["proposal"] = SAID
    desk.send(*[f"{n}.pdf" for n in range(12)])
    with django_assert_max_num_queries(20):
        assert len(client.get(desk.address).context["cards"]) == 12


def test_strange_posts_are_answered(desk, said, client):
    desk.send("mot.pdf")
    for data in ({}, {"save": "1"}, {"save": "1", "t0-number": "x"}, {"files": "not a file"}):
        assert client.post(desk.address, data, follow=True).status_code == 200
    assert DroppedFile.objects.count() == 1
    long = "x" * 5000
    answer = desk.save(number=long, abstract=long, type=long, issued_on=long)
    assert answer.status_code == 200
    assert not Document.objects.exists()
