"""States, deadlines, codes, steps, and what is forgotten."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from kttt import tracking
from kttt.questions import forgetting, handling
from kttt.questions.models import Attachment, Question, Step, validate_legal_basis, working_days_later
from tests import factories

SITE = "https://portal.example.vn/"


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 10, date(2026, 12, 11)),
    ],
)
def test_deadlines_count_working_days(day, days, due):
    assert working_days_later(day, days) == due


def test_codes_are_random_and_read_however_they_are_typed():
    codes = {tracking.new_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        plain = code.replace("-", "")
        for typed in (code, plain, plain[2:], code.lower(), f" {code.replace('-', ' – ')}. "):
            assert tracking.read_code(typed) == code
    for typed in ("", "LC", "LC-7K3M-9QX", "LC-7K3M-9QXRR", "LC-7K3M-9QX0", "%00' OR 1=1", "LC" * 90):
        assert tracking.read_code(typed) is None


@pytest.mark.django_db
@pytest.mark.parametrize("state", Question.State.values)
@pytest.mark.parametrize("hours", [None, -1, 1])
@pytest.mark.parametrize("wanted", [True, False])
def test_published_and_is_public_are_one_rule(state, hours, wanted):
    at = None if hours is None else timezone.now() + timedelta(hours=hours)
    one = factories.question(state=state, published_at=at, public_wanted=wanted, closed_at=timezone.now())
    public = state == "answered" and hours == -1 and wanted
    assert one.is_public is public
    assert Question.objects.published().exists() is public


@pytest.mark.django_db
def test_the_deadline_is_the_departments_and_is_marked_when_it_is_past():
    quick = factories.department("Văn phòng", answer_days=1)
    assert factories.question().due_on == working_days_later(timezone.localdate(), 10)
    one = factories.question(department=quick)
    assert one.due_on == working_days_later(timezone.localdate(), 1)
    one.due_on = timezone.localdate() - timedelta(days=3)
    assert one.days_overdue() == 3
    one.state = "answered"
    assert one.days_overdue() == 0


@pytest.mark.django_db
def test_the_way_of_a_request_leaves_its_steps():
    user, one = factories.staff(), factories.question()
    one.department = factories.department()
    handling.assign(one, user, SITE)
    assert (one.state, one.closed_at) == ("assigned", None)
    one.answer = "<p>Năm người.</p>"
    handling.answer(one, user, SITE, public=True)
    closed = one.closed_at
    assert one.is_public
    handling.answer(one, user, SITE, public=False)
    assert not one.is_public and one.closed_at == closed
    one.reason = "Không thuộc thẩm quyền."
    handling.refuse(one, user, SITE)
    handling.mark_as_spam(one, user)
    handling.assign(one, user, SITE)
    assert (one.state, one.closed_at, one.published_at) == ("assigned", None, None)
    assert [str(step) for step in one.steps.all()] == [
        "Chuyển Phòng Tư vấn, hỗ trợ hợp tác xã", "Trả lời và công khai", "Trả lời riêng", "Từ chối",
        "Chuyển vào thư rác", "Chuyển Phòng Tư vấn, hỗ trợ hợp tác xã",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_message_to_the_office_is_never_published():
    one = factories.question(public_wanted=False)
    with pytest.raises(ValueError, match="never published"):
        handling.answer(one, None, SITE, public=True)
    one.refresh_from_db()
    assert one.state == "new"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://example.vn", "//example.vn", "van-ban"])
def test_the_legal_basis_links_nowhere_unsafe(address):
    with pytest.raises(ValidationError):
        validate_legal_basis(f"Luật số 17/2023/QH15\nNghị định | {address}")


def test_the_legal_basis_is_lines_with_or_without_a_link():
    one = Question(legal_basis="Luật số 17/2023/QH15\n\n Nghị định 92/2024/NĐ-CP | /van-ban/ ")
    validate_legal_basis(one.legal_basis)
    assert one.legal_lines() == [("Luật số 17/2023/QH15", ""), ("Nghị định 92/2024/NĐ-CP", "/van-ban/")]


def attach(question):
    file = ContentFile(b"%PDF-1.4 %%EOF", "don.pdf")
    return Attachment.objects.create(question=question, file=file, name="don.pdf", size=14)


def aged(**values):
    long_ago = timezone.now() - timedelta(days=forgetting.KEPT_DAYS + 1)
    return factories.answered(closed_at=long_ago, **values)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_not_needed_any_more_is_deleted_with_its_files():
    old_spam = factories.question(state="spam", closed_at=timezone.now() - timedelta(days=31))
    new_spam = factories.question(state="spam", closed_at=timezone.now() - timedelta(days=29))
    private = aged(published_at=None)
    files = [attach(old_spam), attach(private)]
    Step.objects.create(question=private, what="Trả lời riêng")
    recent, waiting = factories.answered(published_at=None), factories.question()
    kept = attach(recent)
    forgetting.forget()
    assert set(Question.objects.all()) == {new_spam, recent, waiting}
    assert not any(one.file.storage.exists(one.file.name) for one in files)
    assert kept.file.storage.exists(kept.file.name)
    waiting.refresh_from_db()
    assert waiting.phone and waiting.original_body


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_public_answer_stays_without_who_asked():
    hidden, shown = aged(), aged(name_shown=True)
    file = attach(hidden)
    forgetting.forget()
    for one, name in ((hidden, ""), (shown, "Lò Văn Kín")):
        one.refresh_from_db()
        assert one.is_public and one.title and one.body and one.answer
        assert (one.name, one.phone, one.email, one.original_title, one.original_body) == (name, "", "", "", "")
    assert not hidden.attachments.exists() and not file.file.storage.exists(file.file.name)
    before = Question.objects.get(pk=hidden.pk).updated_at
    forgetting.forget()
    assert Question.objects.get(pk=hidden.pk).updated_at == before
