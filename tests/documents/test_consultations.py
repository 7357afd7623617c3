"""Drafts that take opinions: who sees what, when the form is there, what is stored, shown, answered and forgotten."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import TimestampSigner, b62_encode
from django.db import IntegrityError
from django.utils import timezone
from lxml import html

from documents import consultations, opinions
from documents.models import Consultation, ConsultationFile, Opinion, Remark
from kttt.mailing import queue
from kttt.pages.models import SiteSettings
from kttt.publishing import State
from kttt.schedule import EVERY_MINUTE
from kttt.searching import refreshing
from kttt.visits import reading, recording
from tests import factories

pytestmark = pytest.mark.django_db
OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
PERSONAL = ("Lò Văn Kín", "HTX Chè Kín", "lovankin@example.vn", "Nà Kín")
DAY = timedelta(days=1)


def old_token(seconds=10):
    """A token as of `seconds` ago: time enough to fill in the form."""

    class Past(TimestampSigner):
        def timestamp(self):
            return b62_encode(int(timezone.now().timestamp()) - seconds)

    return Past(salt="form.opinion").sign("opinion")


def send(client, draft, headers=OWN, **said):
    said = {"name": "Giàng A Sử", "general": "Đồng tình.", "consent": "on", "token": old_token(), **said}
    return client.post(f"/lay-y-kien/{draft.pk}/gop-y/", said, headers=headers)


def errors(response):
    return html.fromstring(response.content.decode()).xpath("//*[@class='field__error' or @role='alert']/text()")


def paper(draft, name="du-thao.pdf", **values):
    return ConsultationFile.objects.create(
        consultation=draft, file=SimpleUploadedFile(name, b"%PDF-1.4 test"), name=name, size=13, **values
    )


def published_opinion(draft, said="Xin nâng mức hỗ trợ.", **values):
    return factories.opinion(draft, said, state="published", closed_at=timezone.now(), **values)


# --- the gate and the days -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opens", [-3, 0, 1])
@pytest.mark.parametrize("closes", [-1, 0, 2])
@pytest.mark.parametrize("state", [State.PUBLISHED, State.DRAFT, State.WITHDRAWN])
def test_the_rules_in_sql_and_in_python_agree(opens, closes, state):
    today = timezone.localdate()
    if closes < opens:
        return
    one = factories.consultation(state=state, opens_on=today + opens * DAY, closes_on=today + closes * DAY)
    assert Consultation.objects.open().filter(pk=one.pk).exists() is one.is_open()
    assert one.is_open() is (state == State.PUBLISHED and opens <= 0 <= closes)
    parts = [q.filter(pk=one.pk).exists() for q in (Consultation.objects.running(), Consultation.objects.closed())]
    assert sum(parts) == (1 if state == State.PUBLISHED else 0)
    assert parts[1] is (state == State.PUBLISHED and one.stage() == "closed")
    said = published_opinion(one)
    assert said.is_public is Opinion.objects.published().filter(pk=said.pk).exists() is (state == State.PUBLISHED)


def test_the_last_day_ends_at_midnight_in_vietnam():
    one = factories.consultation(opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 20), publish_from=at(2026, 2, 1, 0))
    for moment, is_open in (
        (at(2026, 2, 28, 23, 59), False), (at(2026, 3, 1, 0), True), (at(2026, 3, 20, 23, 59), True),
        (at(2026, 3, 21, 0), False),
    ):  # fmt: skip
        assert one.is_open(moment) is is_open is Consultation.objects.open(moment).exists(), moment


def at(*moment):
    return timezone.make_aware(datetime(*moment))  # noqa: DTZ001


def test_a_draft_cannot_end_before_it_begins():
    with pytest.raises(IntegrityError):
        factories.consultation(opens_on=date(2026, 3, 2), closes_on=date(2026, 3, 1))


def test_the_list_names_open_drafts_and_closed_ones(client, django_assert_max_num_queries):
    factories.consultation("Dự thảo đang mở")
    factories.consultation("Dự thảo đã đóng", days=-3)
    factories.consultation("Dự thảo nháp", state=State.DRAFT)
    page = html.fromstring(client.get("/lay-y-kien/").content.decode())
    assert page.xpath("//section[@aria-labelledby='dang-lay']//h3/a/text()") == ["Dự thảo đang mở"]
    assert page.xpath("//section[@aria-labelledby='da-ket-thuc']//h3/a/text()") == ["Dự thảo đã đóng"]
    with django_assert_max_num_queries(40) as few:
        client.get("/lay-y-kien/")
    for n in range(6):
        factories.consultation(f"Dự thảo {n}", days=n - 3)
    with django_assert_max_num_queries(len(few)):
        client.get("/lay-y-kien/")
    assert client.get("/lay-y-kien/?trang=x").status_code == 200


@pytest.mark.parametrize("values", [{"state": "draft"}, {"state": "withdrawn"}, {"publish_from": timezone.now() + DAY}])
def test_what_is_not_published_is_absent_everywhere(client, values):
    one = factories.consultation("Dự thảo kín đáo", **values)
    file, said = paper(one), published_opinion(one)
    refreshing.refresh_all()
    issued = factories.document()
    Consultation.objects.filter(pk=one.pk).update(document=issued)
    assert client.get(one.get_absolute_url()).status_code == 404
    assert client.get(file.get_absolute_url()).status_code == 404
    assert send(client, one).status_code == 404 and Opinion.objects.count() == 1
    assert not recording.is_countable("consultation", one.pk)
    for address in ("/lay-y-kien/", "/lay-y-kien/rss/", "/sitemap-lay-y-kien.xml", "/tim-kiem/?q=dự+thảo+kín+đáo",
                    "/api/v1/search?q=kín+đáo", "/so-do-trang/", "/", issued.get_absolute_url()):  # fmt: skip
        body = client.get(address).content.decode()
        assert one.get_absolute_url() not in body and "Dự thảo kín đáo</" not in body, address
    assert not Remark.objects.published().exists()
    body = client.get(f"/lay-y-kien/tra-cuu/?ma={said.code}").content.decode()
    assert one.get_absolute_url() not in body


def test_a_draft_is_found_fed_mapped_and_counted(client):
    one = factories.consultation("Quyết định hỗ trợ chế biến mắc ca")
    one.articles.create(label="Điều 9", title="Quả óc chó", text="Sấy bằng lò thuyền.")
    file = paper(one, paper="submission")
    refreshing.refresh_all()
    address = one.get_absolute_url()
    assert address in client.get("/tim-kiem/?q=che+bien+mac+ca").content.decode()
    assert address in client.get("/tim-kiem/?q=lo+thuyen").content.decode()
    for place in ("/lay-y-kien/rss/", "/sitemap-lay-y-kien.xml"):
        assert address in client.get(place).content.decode(), place
    assert "/lay-y-kien/" in client.get("/so-do-trang/").content.decode()
    response = client.get(file.get_absolute_url())
    assert b"".join(response.streaming_content) == b"%PDF-1.4 test"
    client.head(file.get_absolute_url())
    client.post("/dem/", {"subject": "consultation", "id": one.pk}, headers=OWN)
    counted = reading.totals("consultation", [one.pk])[one.pk]
    assert counted["download"] == 1
    page = html.fromstring(client.get(address).content.decode())
    assert page.xpath("//*[@id='luot-tai']/text()") == ["1"]
    assert "Tải về: Tờ trình" in page.xpath("string(//*[@class='downloads'])")
    assert client.get(address.replace("quyet-dinh", "khac")).status_code == 301


def test_the_draft_leads_to_the_document_that_came_of_it_and_back(client):
    issued = factories.document("7/2026/QĐ-UBND")
    one = factories.consultation(days=-3, document=issued, outcome="Tiếp thu 12 ý kiến.")
    body = client.get(one.get_absolute_url()).content.decode()
    assert issued.get_absolute_url() in body and "Tiếp thu 12 ý kiến." in body
    assert one.get_absolute_url() in client.get(issued.get_absolute_url()).content.decode()
    issued.state = State.WITHDRAWN
    issued.save()
    assert issued.get_absolute_url() not in client.get(one.get_absolute_url()).content.decode()


# --- sending ---------------------------------------------------------------------------------------------------------


def test_the_form_names_its_fields_and_sets_no_cookie(client):
    response = client.get(factories.consultation().get_absolute_url())
    assert not response.cookies
    page = html.fromstring(response.content.decode())
    (form,) = page.xpath("//form[@enctype='multipart/form-data']")
    for field in form.xpath(".//input[not(@type='hidden')]|.//textarea"):
        assert page.xpath(f"//label[@for='{field.get('id')}']"), field.get("name")
    assert not form.xpath(".//*[@checked]"), "no consent is given beforehand"
    assert "Điều 1. Phạm vi" in form.xpath("string(.//summary)")


def test_an_opinion_is_stored_article_by_article_and_its_code_shown(client):
    one = factories.consultation()
    article = one.articles.get()
    response = send(client, one, organization="HTX Chè", email="su@example.vn", general="",
                    files=SimpleUploadedFile("Góp ý.pdf", b"%PDF-1.4 x %%EOF"),
                    **{f"article_{article.pk}": "Nâng lên.\n\nXin cảm ơn."})  # fmt: skip
    stored = Opinion.objects.get()
    assert (response.status_code, response.url) == (302, f"/lay-y-kien/tra-cuu/?ma={stored.code}")
    assert (stored.state, stored.name_shown, stored.organization) == ("new", False, "HTX Chè")
    remark = stored.remarks.get()
    assert (remark.article, remark.text, remark.original) == (article, *("Nâng lên.\n\nXin cảm ơn.",) * 2)
    file = stored.files.get()
    assert file.name == "gop-y.pdf" and re.fullmatch(r"documents/\d{4}/[0-9a-f]{32}\.pdf", file.file.name)
    for address in (file.file.name, f"private/{file.file.name}"):
        assert client.get(f"/media/{address}").status_code == 404
    page = client.get(response.url)
    assert stored.code in page.content.decode() and "Nâng lên." in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex" and "no-store" in page["Cache-Control"] and not page.cookies
    assert "Nâng lên." not in client.get(one.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"name": " "}, "Hãy nhập họ và tên."),
        ({"general": " "}, "Hãy viết góp ý cho ít nhất một điều, hoặc góp ý chung cho cả dự thảo."),
        ({"general": "x" * 5001}, "Góp ý dài quá 5.000 ký tự: hãy viết ngắn lại hoặc gửi kèm tệp."),
        ({"email": "không"}, "Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@vidu.vn."),
        ({"consent": ""}, "Hãy đánh dấu đồng ý; không có sự đồng ý này cơ quan không được phép lưu thông tin."),
        ({"token": "sai"}, "Biểu mẫu không còn hợp lệ: hãy kiểm tra lại nội dung rồi gửi lại."),
        ({"files": SimpleUploadedFile("a.exe", b"MZ")}, None),
    ],
)
def test_a_wrong_opinion_comes_back_with_what_was_written(client, said, wrong):
    one = factories.consultation()
    response = send(client, one, **said)
    assert response.status_code == 400 and not Opinion.objects.exists()
    assert wrong is None or wrong in errors(response) or wrong in " ".join(errors(response))
    if "general" not in said:
        assert "Đồng tình." in response.content.decode()


def test_who_is_faster_than_a_person_is_asked_to_wait(client):
    response = send(client, factories.consultation(), token=old_token(1))
    assert "quá nhanh" in " ".join(errors(response)) and not Opinion.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://khac.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_other_sites_cannot_send(client, headers):
    assert send(client, factories.consultation(), headers).status_code == 400
    assert not Opinion.objects.exists()


def test_an_article_of_another_draft_is_not_taken(client):
    one, other = factories.consultation(), factories.consultation("Khác")
    send(client, one, **{f"article_{other.articles.get().pk}": "Nhầm dự thảo", "article_x": "y"})
    assert [r.text for r in Remark.objects.all()] == ["Đồng tình."]


def test_sent_twice_is_one_and_the_address_may_send_a_few(client):
    one, token = factories.consultation(), old_token()
    assert send(client, one, token=token).url == send(client, one, token=token).url
    assert Opinion.objects.count() == 1
    for n in range(consultations.SENT_PER_HOUR - 2):
        assert send(client, one, general=f"Ý {n}").status_code == 302
    assert send(client, one, general="Quá nhiều").status_code == 400


def test_a_robot_is_spam_and_leaves_no_file(client):
    send(client, factories.consultation(), website="x", files=SimpleUploadedFile("a.pdf", b"%PDF-1.4 x %%EOF"))
    stored = Opinion.objects.get()
    assert (stored.state, stored.files.count()) == ("spam", 0)


@pytest.mark.parametrize("when", ["closed", "upcoming"])
def test_the_form_is_there_in_its_time_alone(client, when):
    one, today = factories.consultation(), timezone.localdate()
    page = client.get(one.get_absolute_url())  # the reader has the form open
    assert "bieu-mau" in page.content.decode()
    if when == "closed":
        days = {"opens_on": today - 20 * DAY, "closes_on": today - DAY}
    else:
        days = {"opens_on": today + DAY, "closes_on": today + 20 * DAY}
    Consultation.objects.filter(pk=one.pk).update(**days)
    response = send(client, one)
    assert response.status_code == 400 and not Opinion.objects.exists()
    assert "Góp ý chưa được ghi nhận" in " ".join(errors(response))
    for body in (response.content.decode(), client.get(one.get_absolute_url()).content.decode()):
        assert "<textarea" not in body and "Điều 1. Phạm vi" in body


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_only_published_remarks_are_shown_with_the_answer_and_never_the_sender_without_consent(client):
    one = factories.consultation()
    shown = published_opinion(one)
    shown.remarks.update(response="explained", answer="Ngân sách chưa cho phép.")
    for state in ("new", "kept", "spam"):
        factories.opinion(one, f"Ý {state}", state=state)
    body = client.get(one.get_absolute_url()).content.decode()
    for word in ("Xin nâng mức hỗ trợ.", "Giải trình", "Ngân sách chưa cho phép.", "Người góp ý"):
        assert word in body
    assert not any(word in body for word in (*PERSONAL, "Ý new", "Ý kept", "Ý spam", shown.code))
    Opinion.objects.update(name_shown=True)
    body = client.get(one.get_absolute_url()).content.decode()
    assert "Lò Văn Kín, HTX Chè Kín" in body and "lovankin@example.vn" not in body and "Nà Kín" not in body


def test_a_page_with_many_opinions_costs_what_one_with_few_does(client, django_assert_max_num_queries):
    one = factories.consultation()
    published_opinion(one)
    with django_assert_max_num_queries(45) as few:
        client.get(one.get_absolute_url())
    for n in range(35):
        published_opinion(one, f"Ý kiến số {n}")
        one.articles.create(label=f"Điều {n + 2}", position=n + 2)
    with django_assert_max_num_queries(len(few) + 1):
        body = client.get(one.get_absolute_url()).content.decode()
    assert "Góp ý đã đăng (36)" in body and "?trang=2" in body
    assert "Ý kiến số 34" in client.get(one.get_absolute_url() + "?trang=2").content.decode()


def test_remarks_stand_in_the_order_of_the_articles():
    one = factories.consultation()
    two, three = (one.articles.create(label=f"Điều {n}", position=n) for n in (2, 3))
    said = published_opinion(one)
    for article in (three, None, two):
        said.remarks.create(article=article, text="x")
    assert [str(r) for r in said.remarks.by_article()] == ["Góp ý chung", "Điều 1. Phạm vi", "Điều 2", "Điều 3"]


def test_a_code_is_asked_for_kindly_and_not_guessed(client):
    ask = "/lay-y-kien/tra-cuu/?ma="
    assert "chưa đúng" in " ".join(errors(client.get(f"{ask}abc%00")))
    assert "Không tìm thấy" in " ".join(errors(client.get(f"{ask}LC-2222-3333")))
    statuses = {client.get(f"{ask}LC-2222-3333").status_code for _ in range(70)}
    assert statuses == {200, 429}


# --- letters and forgetting ------------------------------------------------------------------------------------------


def test_the_office_and_the_sender_are_told_without_personal_data(client, settings):
    settings.EMAIL_URL = "smtp://mail.example.vn:25"
    SiteSettings(pk=1, email="lienminh@example.vn").save()
    send(client, factories.consultation(), name="Lò Văn Kín", email="lovankin@example.vn", general="Nhà ở Nà Kín")
    queue.send_due()
    stored = Opinion.objects.get()
    opinions.close(stored, Opinion.State.PUBLISHED)
    opinions.note_answers(stored, "https://portal.example.vn/")
    assert stored.answered_at is None
    stored.remarks.update(response="accepted")
    for _ in range(2):
        opinions.note_answers(stored, "https://portal.example.vn/")
    queue.send_due()
    office, sender = mail.outbox
    assert office.to == ["lienminh@example.vn"] and f"/documents/opinion/{stored.pk}/change/" in office.body
    assert sender.to == ["lovankin@example.vn"]
    assert f"https://portal.example.vn/lay-y-kien/tra-cuu/?ma={stored.code}" in sender.body
    assert not any(word in m.body + m.subject for m in mail.outbox for word in ("Lò Văn Kín", "Nà Kín"))


def test_senders_are_forgotten_a_year_after_the_end(django_capture_on_commit_callbacks):
    long_ago = timezone.localdate() - (opinions.KEPT_DAYS + 1) * DAY
    old = factories.consultation(opens_on=long_ago - 20 * DAY, closes_on=long_ago)
    kept, hidden, named = factories.opinion(old, state="kept"), published_opinion(old), published_opinion(old)
    waiting = factories.opinion(old)
    young = published_opinion(factories.consultation(days=-300))
    Opinion.objects.filter(pk=named.pk).update(name_shown=True)
    file = hidden.files.create(file=SimpleUploadedFile("a.pdf", b"x"), name="a.pdf", size=1)
    spam = factories.opinion(factories.consultation(), state="spam", closed_at=timezone.now() - 31 * DAY)
    with django_capture_on_commit_callbacks(execute=True):
        opinions.forget()
    for gone in (kept, waiting, spam):
        assert not Opinion.objects.filter(pk=gone.pk).exists()
    for one in (hidden, named, young):
        one.refresh_from_db()
    assert (hidden.name, hidden.organization, hidden.email) == ("", "", "")
    assert (named.name, named.organization, named.email) == ("Lò Văn Kín", "HTX Chè Kín", "")
    assert hidden.remarks.get().original == "" and hidden.remarks.get().text
    assert not file.file.storage.exists(file.file.name) and not hidden.files.exists()
    assert young.email and young.remarks.get().original
    assert "documents.opinions.forget" in EVERY_MINUTE


def test_the_form_says_how_long_data_are_kept(client):
    body = client.get(factories.consultation().get_absolute_url()).content.decode()
    assert "sau 12 tháng kể từ ngày kết thúc lấy ý kiến" in body
