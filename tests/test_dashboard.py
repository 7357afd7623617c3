"""The admin's first page: what waits for whom, each number as its list has it, with few queries."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperatives.models import ImportBatch, ImportRow, OcopProduct, Organization
from cooperatives.models.months import months_later
from documents.models import DroppedFile
from kttt.publishing import State
from kttt.roles import ROLES
from news.models import Comment
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def work():
    """One or more of everything that can wait."""
    today = timezone.localdate()
    one = Organization.objects.create(form="cooperative", name="HTX Chè", status="active")
    Organization.objects.create(form="group", name="THT Cá", status="active")
    for months in (-40, -35, -1):
        OcopProduct.objects.create(
            organization=one, name=f"Chè {months}", stars=3, recognised_on=months_later(today, months)
        )
    batch = ImportBatch.objects.create(name="a.xlsx", state=ImportBatch.State.PREVIEW)
    for position in range(3):
        ImportRow.objects.create(
            batch=batch, position=position, sheet="S", row=position, result="new", doubtful=position > 0
        )
    factories.question()
    factories.question("Đã muộn?", due_on=date(2020, 1, 1))
    factories.answered("Đã xong?")
    article = factories.article()
    factories.article("Chờ duyệt", state=State.PENDING)
    factories.article("Chờ biên tập", state="submitted")
    Comment.objects.create(article=article, name="A", text="b")
    factories.document_file(factories.document())
    factories.document("26/2024/TT-BTC", state=State.DRAFT)
    factories.opinion(factories.consultation(days=3))
    factories.consultation("Dự thảo còn lâu", days=30)


def cards(client, user):
    """{words: (number, address)} of the first page for `user`, None where it tells no work at all."""
    client.force_login(user)
    page = unescape(client.get("/quan-tri/").content.decode())
    if 'class="waiting"' not in page:
        return None
    found = re.findall(r'<a class="waiting-card[^"]*" href="([^"]+)"><strong>([\d.]+)</strong> ([^<]+)</a>', page)
    return {words: (int(number), address) for address, number, words in found}


def test_each_role_sees_its_own_work_alone(client, work):
    year = timezone.localdate().year - (timezone.localdate().month < 11)
    registry = {
        f"hợp tác xã chưa có số liệu năm {year}": 1,
        f"tổ hợp tác chưa có số liệu năm {year}": 1,
        "sản phẩm OCOP của hợp tác xã đã hết hạn": 1,
        "sản phẩm OCOP của hợp tác xã hết hạn trong 3 tháng tới": 1,
    }
    files = {"tệp danh sách chờ xem và nhập vào sổ": 1, "dòng nghi trùng trong các tệp đó": 2}
    questions = {"câu hỏi, yêu cầu quá hạn trả lời": 1, "câu hỏi, yêu cầu chờ trả lời, còn hạn": 1}
    comments, news = {"bình luận chờ duyệt": 1}, {"bài viết chờ biên tập": 1, "bài viết chờ duyệt đăng": 1}
    edited = {"bài viết chờ biên tập": 1}
    intake = {"văn bản có tệp chờ đọc hoặc không đọc được": 1}
    documents, opinions = {"văn bản chờ đăng": 1}, {"góp ý cho dự thảo chờ duyệt": 1}
    ending = {"dự thảo hết hạn lấy ý kiến trong 7 ngày tới": 1}
    wanted = {
        "Quản trị": {
            **questions,
            **files,
            **registry,
            **comments,
            **edited,
            **intake,
            **documents,
            **opinions,
            **ending,
        },
        "Lãnh đạo duyệt": {**questions, **registry, **comments, **news, **documents, **opinions, **ending},
        "Biên tập": {**questions, **comments, **news},
        "Phóng viên": {},
        "Văn thư": {**intake, **documents, **ending},
        "Cán bộ đăng ký": {**files, **registry},
    }
    assert wanted.keys() == ROLES.keys()
    for number, role in enumerate(ROLES):
        found = cards(client, factories.staff(f"u{number}", group=role))
        assert {words: count for words, (count, _) in found.items()} == wanted[role], role


def test_each_number_is_that_of_its_list(client, work):
    user = factories.staff(group="Quản trị")
    DroppedFile.objects.create(name="a.pdf", size=1, created_by=user)
    found = cards(client, user)
    for words, (number, address) in found.items():
        response = client.get(address)
        assert response.status_code == 200, (words, address)
        if changelist := response.context.get("cl"):
            if "dòng" not in words:
                assert changelist.result_count == number, words
        elif "viec-can-lam" in address:
            assert response.context["page_obj"].paginator.count == number, words
    assert found["tệp đã gửi, chờ lưu thành văn bản"] == (1, "/quan-tri/documents/document/tu-tep/")


def test_a_reporter_sees_the_own_drafts(client):
    me, other = factories.staff("toi", group="Phóng viên"), factories.staff("khac", group="Phóng viên")
    factories.article("Của tôi", state=State.DRAFT, created_by=me)
    factories.article("Của người khác", state=State.DRAFT, created_by=other)
    number, address = cards(client, me)["bài viết của tôi còn là bản nháp"]
    assert number == 1
    page = client.get(address).content.decode()
    assert "Của tôi" in page and "Của người khác" not in page


def test_a_reporter_sees_what_was_returned(client):
    me = factories.staff("toi", group="Phóng viên")
    factories.article("Còn nháp", state=State.DRAFT, created_by=me)
    factories.article("Phải sửa", state=State.DRAFT, created_by=me, returned_because="Thiếu nguồn.")
    found = cards(client, me)
    assert {words: number for words, (number, _) in found.items()} == {
        "bài viết của tôi bị trả lại": 1, "bài viết của tôi còn là bản nháp": 1,
    }  # fmt: skip
    page = client.get(found["bài viết của tôi bị trả lại"][1]).content.decode()
    assert "Phải sửa" in page and "Còn nháp" not in page


def test_nothing_waits(client):
    client.force_login(factories.staff(group="Cán bộ đăng ký"))
    assert "Không có việc gì đang chờ." in client.get("/quan-tri/").content.decode()
    assert cards(client, factories.staff("khong-nhom")) is None


@pytest.mark.parametrize(
    ("role", "most"),
    [("Quản trị", 26), ("Lãnh đạo duyệt", 19), ("Biên tập", 12), ("Phóng viên", 10), ("Văn thư", 12),
     ("Cán bộ đăng ký", 14)],
)  # fmt: skip
def test_few_queries_however_much_waits(client, work, role, most):
    client.force_login(factories.staff(group=role))
    with CaptureQueriesContext(connection) as before:
        client.get("/quan-tri/")
    today = timezone.localdate()
    for number in range(20):
        factories.question(f"Câu {number}", due_on=today - timedelta(days=number))
        factories.article(f"Bài {number}", state=State.PENDING)
        factories.document(f"{number}/2025/TT-BTC", state=State.DRAFT)
        Organization.objects.create(form="cooperative", name=f"HTX {number}", status="active")
    with CaptureQueriesContext(connection) as after:
        client.get("/quan-tri/")
    assert len(after) == len(before) <= most, (role, len(before))
