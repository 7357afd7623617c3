"""The editor's screen "Soạn từ tệp Word", and what saving an article tells of its pictures."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from kttt import revisions
from kttt.publishing import State
from news.models import Article
from tests.factories import article, category, staff
from tests.kttt.test_pasted import picture as data_picture
from tests.news.test_workflow import NO_PARTS
from tests.news.word_files import docx, p, photo, picture, r

pytestmark = pytest.mark.django_db
ADDRESS = "/quan-tri/news/article/tu-word/"
FILE = docx(
    p(r("Hợp tác xã Nậm Hàng vào vụ mới", "b", size=36)), p(r("Sáng 12/3, vụ chè xuân bắt đầu ở các bản.", "b")),
    p("Đó là tin vui đầu năm của bà con."), p(picture("p1")), p(picture("p2")),
    pictures={"p1": photo(), "p2": photo(900)},
)  # fmt: skip


def send(client, data, name="bai.docx"):
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, data), "category": category().pk})


def test_a_reporter_makes_a_draft_of_a_file(client):
    reporter = staff("phongvien", "Phóng viên")
    client.force_login(reporter)
    category()
    for page in ("/quan-tri/news/article/", "/quan-tri/news/article/add/"):
        assert f'href="{ADDRESS}"' in client.get(page).content.decode()
    assert "Soạn bài nháp" in client.get(ADDRESS).content.decode()
    answer = send(client, FILE)
    made = Article.objects.get()
    assert answer.url == f"/quan-tri/news/article/{made.pk}/change/"
    assert (made.state, made.created_by, made.title) == (State.DRAFT, reporter, "Hợp tác xã Nậm Hàng vào vụ mới")
    page = client.get(answer.url).content.decode()
    assert "Ảnh đại diện chưa có mô tả" in page and "Ảnh thứ 1 trong nội dung" in page


def test_a_refused_file_is_told_on_the_form(client, tmp_path):
    client.force_login(staff("phongvien", "Phóng viên"))
    page = send(client, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "bai.doc").content.decode()
    assert "Tệp kiểu Word cũ (.doc)" in page
    assert "Hãy chọn một tệp Word." in client.post(ADDRESS, {}).content.decode()
    assert not Article.objects.exists() and not (tmp_path / "media").exists()


def test_who_may_not_write_articles_may_not_send_files(client):
    client.force_login(staff("vanthu", "Văn thư"))
    assert client.get(ADDRESS).status_code == 403
    assert send(client, FILE).status_code == 403
    client.logout()
    assert client.get(ADDRESS).status_code == 302


def save(client, one, body):
    values = {
        "title": one.title, "category": one.category_id, "body": body, "publish_from_0": "01/03/2026",
        "publish_from_1": "08:00", "_version": revisions.latest(one),
        "kind": "text", **NO_PARTS,
    }  # fmt: skip
    answer = client.post(f"/quan-tri/news/article/{one.pk}/change/", values)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    one.refresh_from_db()
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_saving_stores_pasted_pictures_and_tells_what_was_dropped(client):
    client.force_login(staff("bientap", "Biên tập"))
    one = article(state=State.DRAFT)
    told = save(
        client, one,
        f'<p class=MsoNormal>Chữ<o:p></o:p></p><figure class="image"><img src="{data_picture()}"></figure>'
        '<p><img src="file:///C:/anh.png">Hết<a href="javascript:alert(1)">.</a></p>',
    )  # fmt: skip
    assert one.body.startswith('<p>Chữ</p><figure class="image"><img alt="" src="/media/uploads/')
    assert one.body.endswith("</figure><p>Hết.</p>")
    assert "data:" not in one.body
    for expected in ("1 ảnh không nằm trong bài", "1 liên kết", "Ảnh thứ 1 trong nội dung chưa có mô tả"):
        assert any(expected in sentence for sentence in told)


def test_readers_get_pictures_in_the_width_of_their_screens(client):
    one = article(
        body='<p>a</p><figure class="image"><img src="/media/uploads/2026/0a_1280x720.webp" alt="Chè"></figure>'
    )
    page = client.get(one.get_absolute_url()).content.decode()
    assert 'srcset="/media/uploads/2026/0a_480.webp 480w, ' in page
    assert 'loading="lazy"' in page and 'width="1280" height="720"' in page
