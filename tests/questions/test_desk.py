"""The admin's desk: who may answer, what each button does, files, and what a list costs."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.utils import timezone

from kttt.questions.models import Attachment, Question
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/questions/question/"


def press(client, question, step, **said):
    said = {
        "title": question.title, "body": question.body, "topic": "", "answer": question.answer, "legal_basis": "",
        "department": question.department_id or "", "due_on": f"{question.due_on:%d/%m/%Y}", "reason": "",
        "_step": step, **said,
    }  # fmt: skip
    response = client.post(f"{LIST}{question.pk}/change/", said)
    question.refresh_from_db()
    return response


@pytest.fixture
def editor(client):
    user = factories.staff(group="Biên tập")
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("group", "status"),
    [("Quản trị", 200), ("Biên tập", 200), ("Lãnh đạo duyệt", 200), ("Phóng viên", 403), ("Văn thư", 403),
     ("Cán bộ đăng ký", 403), (None, 403)],
)  # fmt: skip
def test_only_who_answers_sees_requests_and_files(client, group, status):
    one = factories.question()
    file = Attachment.objects.create(question=one, file=ContentFile(b"%PDF-", "a.pdf"), name="don.pdf", size=5)
    client.force_login(factories.staff(group=group))
    assert client.get(LIST).status_code == status
    assert client.get(f"{LIST}{one.pk}/change/").status_code == status
    response = client.get(f"{LIST}{one.pk}/tep/{file.pk}/")
    assert response.status_code == (200 if status == 200 else 404)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{one.pk}/delete/").status_code == (200 if group == "Quản trị" else 403)
    if status == 200:
        assert b"".join(response.streaming_content) == b"%PDF-"
        assert response["Content-Disposition"] == 'attachment; filename="don.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff" and "no-store" in response["Cache-Control"]
        assert response["Content-Type"] == "application/pdf"
    else:
        press(client, one, "publish", answer="<p>Xen vào</p>")
        assert one.state == "new"


def test_files_are_not_for_visitors_nor_of_other_requests(client, editor):
    one, other = factories.question(), factories.question("Khác")
    file = Attachment.objects.create(question=one, file=ContentFile(b"%PDF-", "a.pdf"), name="don.pdf", size=5)
    assert client.get(f"{LIST}{other.pk}/tep/{file.pk}/").status_code == 404
    file.file.storage.delete(file.file.name)
    assert client.get(f"{LIST}{one.pk}/tep/{file.pk}/").status_code == 404
    client.logout()
    assert client.get(f"{LIST}{one.pk}/tep/{file.pk}/").status_code == 302


def test_answered_and_published(client, editor):
    one = factories.question()
    response = press(client, one, "publish", answer="<p>Được.</p><script>x</script>", body="Câu hỏi đã bỏ tên.")
    assert response.status_code == 302
    assert one.is_public and one.answer == "<p>Được.</p>" and one.body == "Câu hỏi đã bỏ tên."
    assert "Nà Kín" in one.original_body
    assert [(str(s), s.by) for s in one.steps.all()] == [("Trả lời và công khai", editor)]
    assert one.get_absolute_url() in client.get(f"{LIST}{one.pk}/change/").content.decode()
    press(client, one, "answer")
    assert one.get_absolute_url() not in client.get(f"{LIST}{one.pk}/change/").content.decode()
    assert (one.state, one.is_public) == ("answered", False)


def test_each_button_asks_for_what_it_needs(client, editor):
    one = factories.question()
    for step, words in (("publish", "Hãy viết câu trả lời"), ("answer", "Hãy viết câu trả lời"),
                        ("assign", "Hãy chọn phòng"), ("refuse", "Hãy ghi lý do")):  # fmt: skip
        response = press(client, one, step)
        assert response.status_code == 200 and words in response.content.decode()
    assert one.state == "new"
    press(client, one, "", answer="<p>Nháp</p>")
    assert (one.state, one.answer) == ("new", "<p>Nháp</p>")
    office = factories.department()
    press(client, one, "assign", department=office.pk)
    assert (one.state, one.department) == ("assigned", office)
    press(client, one, "refuse", reason="Không thuộc thẩm quyền.")
    assert (one.state, one.reason) == ("refused", "Không thuộc thẩm quyền.")
    press(client, one, "spam")
    assert one.state == "spam"


def test_a_message_is_answered_but_never_published(client, editor):
    one = factories.question(public_wanted=False)
    assert 'value="publish"' not in client.get(f"{LIST}{one.pk}/change/").content.decode()
    assert press(client, one, "publish", answer="<p>Được.</p>").status_code == 200
    assert one.state == "new"
    press(client, one, "answer", answer="<p>Được.</p>")
    assert one.state == "answered" and not one.is_public


def test_the_enter_key_publishes_nothing(client, editor):
    body = client.get(f"{LIST}{factories.question().pk}/change/").content.decode()
    assert body.index('name="_step" value=""') < body.index('name="_step" value="publish"')


def test_the_page_shows_the_request_its_files_and_its_way(client, editor):
    one = factories.question(due_on=timezone.localdate() - timedelta(days=2))
    one.steps.create(what="Người gửi gửi yêu cầu")
    Attachment.objects.create(question=one, file=ContentFile(b"%PDF-", "a.pdf"), name="don.pdf", size=5)
    body = client.get(f"{LIST}{one.pk}/change/").content.decode()
    for shown in ("Lò Văn Kín", "0987 654 321", "Nà Kín", "don.pdf", "Quá hạn 2 ngày", "Người gửi gửi yêu cầu"):
        assert shown in body
    assert client.get(f"{LIST}99/change/").status_code == 302


def test_the_list_marks_what_is_late_and_finds_by_words_and_code(client, editor, django_assert_max_num_queries):
    late = factories.question("Câu hỏi trễ", due_on=timezone.localdate() - timedelta(days=3))
    factories.question("Câu hỏi sớm", department=factories.department())
    factories.answered("Câu hỏi xong")
    body = client.get(LIST).content.decode()
    assert body.count("Quá hạn 3 ngày") == 1
    assert body.index("Câu hỏi trễ") < body.index("Câu hỏi sớm") < body.index("Câu hỏi xong")

    def found(query):
        return {q.title for q in client.get(f"{LIST}?{query}").context["cl"].result_list}

    assert found("han=qua-han") == found("q=cau hoi tre") == found(f"q={late.code.lower()}") == {"Câu hỏi trễ"}
    assert found("han=con-han") == {"Câu hỏi sớm"}
    with django_assert_max_num_queries(40) as few:
        client.get(LIST)
    for n in range(15):
        factories.question(f"Câu {n}", department=factories.department(f"Phòng {n % 3}"))
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


def test_what_a_sender_wrote_stays_out_of_the_admins_log(client, editor):
    press(client, factories.question(), "publish", answer="<p>Được.</p>")
    assert LogEntry.objects.exists()
    assert not any("Thành lập" in e.object_repr or "Lò Văn" in e.change_message for e in LogEntry.objects.all())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("action", ["delete_selected", "forget_senders"])
def test_deleting_takes_the_files_along(client, action):
    client.force_login(factories.staff(group="Quản trị"))
    one = factories.question()
    file = Attachment.objects.create(question=one, file=ContentFile(b"%PDF-", "a.pdf"), name="don.pdf", size=5)
    client.post(LIST, {"action": action, "_selected_action": [one.pk], "post": "yes"})
    assert not file.file.storage.exists(file.file.name)
    if action == "delete_selected":
        assert not Question.objects.exists()
    else:
        one.refresh_from_db()
        assert (one.name, one.phone, one.email, one.original_body) == ("", "", "", "")
