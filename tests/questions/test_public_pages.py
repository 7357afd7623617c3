"""What readers see and send: lists, answers, forms, tracking; and that nothing else gets out."""

import html as entities
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import TimestampSigner
from django.utils import timezone
from lxml import html

from kttt import sent_files, tracking
from kttt.anonymous_forms import token
from kttt.pages.models import Department
from kttt.questions import views
from kttt.questions.models import Question, Topic
from kttt.visits import reading, recording
from tests import factories

pytestmark = pytest.mark.django_db
OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
PERSONAL = ("Lò Văn Kín", "0987 654 321", "lovankin@example.vn", "nguyên văn", "Nà Kín")


def old_token(form, seconds=10):
    """A token as of `seconds` ago: time enough to fill in the form."""

    class Past(TimestampSigner):
        def timestamp(self):
            from django.core import signing

            return signing.b62_encode(int(timezone.now().timestamp()) - seconds)

    return Past(salt=f"form.{form}").sign(form)


def ask(client, headers=OWN, **said):
    said = {
        "title": "Góp vốn bằng đất được không?", "body": "Nhà tôi có 2 ha chè.\n\nXin hỏi thủ tục.",
        "name": "Giàng A Sử", "consent": "on", "token": old_token("question"), **said,
    }  # fmt: skip
    return client.post("/hoi-dap/gui/", said, headers=headers)


def write(client, headers=OWN, **said):
    said = {
        "title": "Xin lịch tập huấn", "body": "Xin gửi lịch.", "name": "Giàng A Sử", "phone": "0912 345 678",
        "consent": "on", "token": old_token("message"), **said,
    }  # fmt: skip
    return client.post("/lien-he/gui/", said, headers=headers)


def errors(response):
    """The errors that stand on a form that came back."""
    return html.fromstring(response.content.decode()).xpath("//*[@class='field__error' or @role='alert']/text()")


# --- sending -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/lien-he/", "/hoi-dap/dat-cau-hoi/"])
def test_forms_name_their_fields_and_set_no_cookie(client, address):
    factories.department()
    response = client.get(address)
    assert not response.cookies
    page = html.fromstring(response.content.decode())
    (form,) = page.xpath("//form[@enctype='multipart/form-data']")
    for field in form.xpath(".//input[not(@type='hidden')]|.//textarea|.//select"):
        assert page.xpath(f"//label[@for='{field.get('id')}']"), field.get("name")
    assert not form.xpath(".//*[@checked]"), "no consent is given beforehand"


def test_a_question_is_stored_and_its_code_shown(client):
    office = factories.department()
    topic = Topic.objects.create(name="Vốn góp", slug="von-gop", department=office)
    response = ask(client, topic=topic.pk, phone="", email="")
    one = Question.objects.get()
    assert (one.state, one.public_wanted, one.department, one.name_shown) == ("new", True, office, False)
    assert (one.title, one.original_title) == ("Góp vốn bằng đất được không?",) * 2
    assert one.body == one.original_body == "Nhà tôi có 2 ha chè.\n\nXin hỏi thủ tục."
    assert (response.status_code, response.url) == (302, f"/hoi-dap/tra-cuu/?ma={one.code}")
    body = client.get(response.url).content.decode()
    assert one.code in body and f"Đã nhận, đang xử lý tại {office}" in body
    assert not response.cookies


def test_a_message_goes_to_a_department_with_files_that_only_staff_get(client):
    office = factories.department()
    files = [
        SimpleUploadedFile("Đơn.pdf", b"%PDF-1.4 x %%EOF"),
        SimpleUploadedFile("a.jpg", factories.picture().read()),
    ]
    assert write(client, department=office.pk, files=files).status_code == 302
    one = Question.objects.get()
    assert (one.public_wanted, one.department) == (False, office)
    pdf, picture = one.attachments.all()
    assert (pdf.name, picture.name) == ("don.pdf", "a.webp")
    assert re.fullmatch(r"questions/\d{4}/[0-9a-f]{32}\.pdf", pdf.file.name)
    for address in (pdf.file.name, f"private/{pdf.file.name}", picture.file.name, f"private/{picture.file.name}"):
        assert client.get(f"/media/{address}").status_code == 404


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"name": " "}, "Hãy nhập họ và tên."),
        ({"title": ""}, "Hãy nhập tiêu đề."),
        ({"title": "x" * 201}, "Tiêu đề dài quá 200 ký tự: hãy viết ngắn lại."),
        ({"body": " \n "}, "Hãy nhập nội dung."),
        ({"body": "x" * 5001}, "Nội dung dài quá 5.000 ký tự: hãy viết ngắn lại hoặc gửi kèm tệp."),
        ({"phone": ""}, "Hãy cho biết số điện thoại hoặc thư điện tử để cơ quan trả lời."),
        ({"phone": "số nhà 7"}, "Số điện thoại chưa đúng, ví dụ đúng: 0912 345 678."),
        ({"email": "không phải"}, "Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@vidu.vn."),
        ({"consent": ""}, "Hãy đánh dấu đồng ý; không có sự đồng ý này cơ quan không được phép lưu thông tin."),
        ({"token": "sai"}, "Biểu mẫu không còn hợp lệ: hãy kiểm tra lại nội dung rồi gửi lại."),
        ({"token": old_token("question")}, "Biểu mẫu không còn hợp lệ: hãy kiểm tra lại nội dung rồi gửi lại."),
        ({"token": old_token("message", 90_000)}, "Trang đã mở quá lâu: hãy kiểm tra lại nội dung rồi gửi lại."),
    ],
)
def test_a_refused_form_comes_back_with_what_was_typed(client, said, wrong):
    response = write(client, **said)
    assert response.status_code == 400
    assert wrong in [error.strip() for error in errors(response)]
    assert not Question.objects.exists()
    if "body" not in said:
        page = html.fromstring(response.content.decode())
        assert page.xpath("//textarea[@name='body']")[0].text.strip() == "Xin gửi lịch."


def test_a_form_sent_faster_than_anybody_writes_is_asked_for_again(client):
    response = write(client, token=token("message"))
    assert response.status_code == 400 and "quá nhanh" in " ".join(errors(response))


def test_wrong_choices_are_refused(client):
    gone = factories.department("Phòng cũ", active=False)
    for pk in (gone.pk, 99, "x", "99999999999999999999"):
        assert write(client, department=pk).status_code == 400
        assert ask(client, topic=pk).status_code == 400
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://khac.example"}, {"Origin": "null"},
     {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}],
)  # fmt: skip
def test_forms_of_other_sites_are_refused(client, headers):
    assert ask(client, headers).status_code == write(client, headers).status_code == 400
    assert not Question.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_addresses_of_forms_take_posts_only(client, method):
    for address in ("/hoi-dap/gui/", "/lien-he/gui/"):
        assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(
    "files",
    [
        [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.4 %%EOF") for n in range(4)],
        [SimpleUploadedFile("a.pdf", b"MZ not a pdf")],
        [SimpleUploadedFile("a.pdf", b"")],
        [SimpleUploadedFile("a.pdf", b"%PDF-1.4" + bytes(5 * 1024 * 1024) + b"%%EOF")],
    ],
)
def test_wrong_files_are_refused(client, files):
    for upload in files:
        upload.seek(0)
    assert write(client, files=files).status_code == 400
    assert not Question.objects.exists()


def test_a_form_too_big_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr(sent_files, "MAX_BYTES", 100)
    monkeypatch.setattr(sent_files, "WORDS_BYTES", 700)
    response = write(client, files=[SimpleUploadedFile("a.pdf", b"%PDF-1.4" + bytes(2000) + b"%%EOF")])
    assert response.status_code == 413 and "quá lớn" in " ".join(errors(response))


def test_a_form_that_is_sent_twice_makes_one_request(client):
    sent = {"token": old_token("message")}
    first, second = write(client, **sent), write(client, **sent)
    assert first.url == second.url
    assert Question.objects.count() == 1
    write(client, **sent, body="Nội dung khác.")
    assert Question.objects.count() == 2


def test_the_trap_takes_robots_for_spam_in_silence(client):
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 %%EOF")
    response = write(client, website="https://spam.example", files=[file])
    one = Question.objects.get()
    assert (one.state, one.attachments.count()) == ("spam", 0)
    assert "Đã nhận" in client.get(response.url).content.decode()


def test_an_address_sends_so_many_an_hour(client):
    for n in range(views.SENT_PER_HOUR):
        assert ask(client, body=f"Câu {n}").status_code == 302
    assert ask(client, body="Một câu nữa").status_code == 400
    assert write(client).status_code == 302


# --- reading -------------------------------------------------------------------------------------------------------


def test_the_list_is_found_through_by_words_and_topic(client):
    capital = Topic.objects.create(name="Vốn", slug="von")
    factories.answered("Góp vốn bằng quyền sử dụng đất", topic=capital)
    factories.answered("Thủ tục giải thể hợp tác xã")

    def titles(query):
        return [q.title for q in client.get(f"/hoi-dap/{query}").context["page_obj"]]

    assert len(titles("")) == 2
    assert titles("?q=quyen su dung dat") == titles("?linh-vuc=von") == ["Góp vốn bằng quyền sử dụng đất"]
    assert titles("?q=giai the htx") == ["Thủ tục giải thể hợp tác xã"]
    assert titles("?q=khong co gi") == titles("?linh-vuc=khac") == []
    for nonsense in ("?q=%00", "?trang=x", "?linh-vuc=%27", "?trang=99999999999999999999"):
        assert client.get(f"/hoi-dap/{nonsense}").status_code == 200


def test_the_page_of_a_question_shows_answer_basis_department_and_counts(client):
    one = factories.answered(
        department=factories.department(), legal_basis="Luật số 17/2023/QH15 | /van-ban/\nNghị định số 92/2024/NĐ-CP"
    )
    response = client.get(one.get_absolute_url())
    body = response.content.decode()
    for shown in ("Ít nhất năm người.", "Phòng Tư vấn", "Bạn đọc hỏi ngày", 'href="/van-ban/"', "92/2024/NĐ-CP"):
        assert shown in body
    assert not response.cookies
    recording.add("question", one.pk, recording.View)
    assert reading.totals("question", [one.pk])[one.pk]["view"] == 1
    assert recording.is_countable("question", one.pk)
    assert "1 lượt xem" in client.get(one.get_absolute_url()).content.decode()


def test_search_engines_get_the_question_as_data(client):
    one = factories.answered('Có "ngoặc" & </script> \\ không?', answer="<p>Có &amp; “được”.</p>")
    page = html.fromstring(client.get(one.get_absolute_url()).content.decode())
    data = [json.loads(s) for s in page.xpath("//script[@type='application/ld+json']/text()")]
    (found,) = [d for d in data if d["@type"] == "QAPage"]
    assert found["mainEntity"]["name"] == one.title
    assert found["mainEntity"]["answerCount"] == 1
    assert entities.unescape(found["mainEntity"]["acceptedAnswer"]["text"]).strip() == "Có & “được”."
    assert found["mainEntity"]["author"]["name"] == "Bạn đọc"


def test_a_wrong_slug_leads_to_the_right_address(client):
    one = factories.answered()
    response = client.get(f"/hoi-dap/khac-{one.pk}.html")
    assert (response.status_code, response.url) == (301, one.get_absolute_url())
    for address in ("/hoi-dap/a-999.html", "/hoi-dap/a-99999999999999999999999.html"):
        assert client.get(address).status_code == 404


def test_a_name_is_shown_to_who_agreed_alone(client):
    hidden, shown = factories.answered(), factories.answered("Câu hai", name="Lò Thị Lộ", name_shown=True)
    assert "Lò Văn Kín" not in client.get(hidden.get_absolute_url()).content.decode()
    assert "Lò Thị Lộ" in client.get(shown.get_absolute_url()).content.decode()


UNPUBLISHED = [
    {"state": "new", "closed_at": None, "published_at": None},
    {"state": "answered", "published_at": None},
    {"state": "answered", "public_wanted": False},
    {"state": "answered", "published_at": timezone.now() + timedelta(days=1)},
    {"state": "refused"},
    {"state": "spam"},
]


@pytest.mark.parametrize("values", UNPUBLISHED)
def test_what_nobody_published_is_found_nowhere(client, values):
    secret = factories.answered("Chuyện riêng", body="Điều bí mật", answer="<p>Trả lời kín</p>", **values)
    public = factories.answered("Chuyện chung")
    assert client.get(secret.get_absolute_url()).status_code == 404
    addresses = ["/", "/hoi-dap/", "/hoi-dap/?q=chuyen", "/tim-kiem/?q=chuyen", "/sitemap-hoi-dap.xml", "/rss/",
                 "/lien-he/", "/hoi-dap/dat-cau-hoi/", "/hoi-dap/tra-cuu/", public.get_absolute_url()]  # fmt: skip
    for address in addresses:
        body = client.get(address).content.decode()
        for word in ("riêng tư của", "Chuyện riêng", "chuyen-rieng", "bí mật", "Trả lời kín", secret.code):
            assert word not in body, address
    assert "chuyen-chung" in client.get("/sitemap-hoi-dap.xml").content.decode()


def test_contacts_and_original_words_are_on_no_page(client):
    """A crawl from the list over every link of the site, and the tracking page of each request."""
    topic = Topic.objects.create(name="Vốn", slug="von")
    requests = [factories.answered(f"Câu {n}", topic=topic) for n in range(3)]
    requests += [factories.answered("Riêng", published_at=None), factories.question("Chờ")]
    waiting, seen = {"/hoi-dap/", *(f"/hoi-dap/tra-cuu/?ma={one.code}" for one in requests)}, set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = client.get(address)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        body = response.content.decode()
        for word in PERSONAL:
            assert word not in body, address
        for link in html.fromstring(body).xpath("//a/@href"):
            path = link.partition("#")[0]
            if path.startswith("/") and path not in seen and not path.startswith("/media/"):
                waiting.add(path)
    assert len(seen) >= 15


def test_lists_ask_the_same_number_of_queries_however_long_they_are(client, django_assert_max_num_queries):
    office, topic = factories.department(), Topic.objects.create(name="Vốn", slug="von")
    one = factories.answered(topic=topic, department=office)
    pages = ("/hoi-dap/", one.get_absolute_url(), "/lien-he/")
    counts = []
    for address in pages:
        with django_assert_max_num_queries(20) as few:
            client.get(address)
        counts.append(len(few))
    for n in range(12):
        factories.answered(f"Câu {n}", topic=topic, department=factories.department(f"Phòng {n}"))
    for address, few in zip(pages, counts, strict=True):
        with django_assert_max_num_queries(few):
            client.get(address)


# --- tracking ------------------------------------------------------------------------------------------------------


def track(client, code):
    return client.get("/hoi-dap/tra-cuu/", {"ma": code})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, ["Đã nhận, đang chuyển phòng xử lý"]),
        ({"state": "spam"}, ["Đã nhận"]),
        ({"state": "answered", "answer": "<p>Được.</p>", "public_wanted": False}, ["Đã trả lời ngày", "Được."]),
        ({"state": "refused", "reason": "Không thuộc thẩm quyền."}, ["Không trả lời được", "thẩm quyền."]),
    ],
)
def test_who_knows_the_code_reads_the_state_and_the_answer(client, values, words):
    one = factories.question(closed_at=timezone.now() if values else None, **values)
    response = track(client, one.code.lower().replace("-", " "))
    body = response.content.decode()
    for word in words:
        assert word in body
    for word in PERSONAL:
        assert word not in body
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex" and 'content="noindex"' in body
    assert not response.cookies


def test_the_draft_of_an_answer_is_not_shown(client):
    one = factories.question(answer="<p>Bản nháp</p>", state="assigned", department=factories.department())
    body = track(client, one.code).content.decode()
    assert "Bản nháp" not in body and "đang xử lý tại Phòng Tư vấn" in body


@pytest.mark.parametrize("code", ["LC-2222-2222", "sai", "%", "' OR 1=1 --", "\x00", "x" * 500])
def test_wrong_codes_are_answered_calmly(client, code):
    factories.question()
    response = track(client, code)
    assert response.status_code == 200 and "Câu hỏi" not in "".join(errors(response))


def test_codes_cannot_be_tried_out(client):
    one = factories.answered()
    for _ in range(tracking.TRIES_PER_HOUR):
        assert track(client, tracking.new_code()).status_code == 200
    response = track(client, one.code)
    assert response.status_code == 429 and "năm người" not in response.content.decode()
    assert client.get("/hoi-dap/tra-cuu/").status_code == 200
    assert client.post("/hoi-dap/tra-cuu/").status_code == 405


def test_the_contact_page_shows_active_departments_without_their_mailbox(client):
    factories.department("Phòng Tổng hợp", phone="0213 000 111", email="tonghop@example.vn")
    Department.objects.create(name="Phòng đã bỏ", active=False)
    body = client.get("/lien-he/").content.decode()
    assert "Phòng Tổng hợp" in body and "0213 000 111" in body
    assert "tonghop@example.vn" not in body and "Phòng đã bỏ" not in body
