"""The admin of drafts and opinions: who may do what, what each button does, what a list costs."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.utils import timezone

from documents.models import Consultation, Opinion
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/documents/opinion/"
DRAFTS = "/quan-tri/documents/consultation/"


def press(client, opinion, step, text="Xin nâng mức hỗ trợ.", response="", answer=""):
    remark = opinion.remarks.get()
    said = {
        "remarks-TOTAL_FORMS": 1, "remarks-INITIAL_FORMS": 1, "remarks-0-id": remark.pk,
        "remarks-0-opinion": opinion.pk, "remarks-0-text": text, "remarks-0-response": response,
        "remarks-0-answer": answer, "_step": step,
    }  # fmt: skip
    answered = client.post(f"{LIST}{opinion.pk}/change/", said)
    opinion.refresh_from_db()
    return answered


@pytest.mark.parametrize(
    ("group", "reads", "writes"),
    [("Quản trị", 200, True), ("Lãnh đạo duyệt", 200, True), ("Văn thư", 200, False), ("Biên tập", 403, False),
     ("Phóng viên", 403, False), ("Cán bộ đăng ký", 403, False), (None, 403, False)],
)  # fmt: skip
def test_who_reads_and_who_answers(client, group, reads, writes):
    one = factories.opinion(factories.consultation())
    file = one.files.create(file=ContentFile(b"%PDF-", "a.pdf"), name="a.pdf", size=5)
    client.force_login(factories.staff(group=group))
    assert client.get(LIST).status_code == reads
    page = client.get(f"{LIST}{one.pk}/change/")
    assert page.status_code == reads
    assert ("lovankin@example.vn" in page.content.decode()) is writes
    response = client.get(f"{LIST}{one.pk}/tep/{file.pk}/")
    assert response.status_code == (200 if reads == 200 else 404)
    if reads == 200:
        assert b"".join(response.streaming_content) == b"%PDF-"
        assert response["Content-Disposition"] == 'attachment; filename="a.pdf"'
    press(client, one, "publish")
    assert (one.state == "published") is writes
    assert client.get(f"{LIST}{one.pk}/delete/").status_code == (200 if group == "Quản trị" else 403)


def test_answered_shown_taken_down_and_taken_for_spam(client):
    client.force_login(factories.staff(group="Lãnh đạo duyệt"))
    one = factories.opinion(factories.consultation())
    press(client, one, "publish", text="Xin nâng.")
    assert (one.state, one.answered_at) == ("published", None) and one.closed_at
    press(client, one, "", text="Xin nâng.", response="partly", answer="Nâng một nửa.")
    assert one.state == "published" and one.answered_at
    remark = one.remarks.get()
    assert (remark.text, remark.answer) == ("Xin nâng.", "Nâng một nửa.") and "Nà Kín" in remark.original
    body = client.get(one.consultation.get_absolute_url()).content.decode()
    assert "Tiếp thu một phần" in body and "Nâng một nửa." in body
    press(client, one, "keep")
    assert one.state == "kept" and not one.is_public
    press(client, one, "spam")
    assert one.state == "spam"
    assert not LogEntry.objects.filter(object_repr__contains="Kín").exists()


def test_the_list_costs_the_same_however_long_it_is(client, django_assert_max_num_queries):
    client.force_login(factories.staff(group="Quản trị"))
    draft = factories.consultation()
    factories.opinion(draft)
    with django_assert_max_num_queries(20) as few:
        client.get(LIST)
    for _ in range(10):
        factories.opinion(draft)
    with django_assert_max_num_queries(len(few)):
        assert client.get(LIST).status_code == 200
    code = Opinion.objects.first().code
    assert client.get(f"{LIST}?q={code.lower()}").content.decode().count("action-checkbox") < 5


def test_the_administrator_forgets_a_sender(client):
    client.force_login(factories.staff(group="Quản trị"))
    one = factories.opinion(factories.consultation())
    client.post(LIST, {"action": "forget_senders", "_selected_action": [one.pk]})
    one.refresh_from_db()
    assert (one.name, one.email, one.remarks.get().original) == ("", "", "")


def enter(client, draft, **said):
    said = {
        "title": "Dự thảo mới", "type": draft.type_id, "drafter": draft.drafter_id, "summary": "Tóm tắt.",
        "state": "published", "opens_on": f"{timezone.localdate():%d/%m/%Y}",
        "closes_on": f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}", "outcome": "", "document": "",
        "publish_from_0": f"{timezone.localdate():%d/%m/%Y}", "publish_from_1": "00:00", "publish_until_0": "",
        "publish_until_1": "", "whole_text": "", "files-TOTAL_FORMS": 0, "files-INITIAL_FORMS": 0,
        "articles-TOTAL_FORMS": 0, "articles-INITIAL_FORMS": 0, **said,
    }  # fmt: skip
    return client.post(f"{DRAFTS}add/", said, follow=True)


def test_the_clerk_enters_a_draft_with_its_whole_text(client):
    client.force_login(factories.staff(group="Văn thư"))
    draft = factories.consultation()
    response = enter(client, draft, whole_text="Căn cứ …\nĐiều 1. Phạm vi\nNội dung.\nĐiều 2. Hiệu lực\nTừ ngày ký.")
    made = Consultation.objects.get(title="Dự thảo mới")
    assert [str(a) for a in made.articles.all()] == ["Điều 1. Phạm vi", "Điều 2. Hiệu lực"]
    assert made.is_open() and made.created_by and "thường ít nhất" not in response.content.decode()
    response = enter(client, draft, title="Ngắn", closes_on=f"{timezone.localdate() + timedelta(days=4):%d/%m/%Y}")
    assert "Thời gian lấy ý kiến là 5 ngày; thường ít nhất 20 ngày" in response.content.decode()
    response = enter(client, draft, title="Lỗi", whole_text="Không có điều nào")
    assert "Không thấy dòng nào bắt đầu bằng" in response.content.decode()
    response = enter(client, draft, title="Lỗi", closes_on="01/01/2020")
    assert "Ngày kết thúc phải từ ngày bắt đầu trở đi." in response.content.decode()
    assert not Consultation.objects.filter(title="Lỗi").exists()


def test_a_deleted_draft_takes_opinions_and_their_files_along(client, django_capture_on_commit_callbacks):
    client.force_login(factories.staff(group="Quản trị"))
    one = factories.opinion(factories.consultation())
    file = one.files.create(file=ContentFile(b"%PDF-", "a.pdf"), name="a.pdf", size=5)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{DRAFTS}{one.consultation_id}/delete/", {"post": "yes"})
    assert not Opinion.objects.exists() and not Consultation.objects.exists()
    assert not file.file.storage.exists(file.file.name)
