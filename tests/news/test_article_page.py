"""The article page carries everything that the old portal's page showed."""

import time
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.core import signing
from django.utils import timezone
from lxml import html

from kttt.anonymous_forms import token
from kttt.visits import recording
from news.models import Article, Comment
from tests import factories

pytestmark = pytest.mark.django_db
OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin", "User-Agent": "Mozilla/5.0 Firefox/130"}


@pytest.fixture
def article():
    return factories.article(
        "Triển khai nhiệm vụ năm 2022",
        lead="Liên minh họp tổng kết.",
        body="<p>Toàn văn bài viết.</p>",
        author_name="Thu Trang",
        source="Báo Lai Châu",
        cover=factories.picture(),
        cover_alt="Hội trường",
        cover_caption="Các đại biểu dự hội nghị",
        publish_from=datetime(2022, 3, 4, 2, 50, tzinfo=UTC),
    )


def tree(client, article):
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def text_of(node):
    return " ".join(node.text_content().split())


def test_title_date_line_lead_figure_body_author(client, article):
    for _ in range(310):
        recording.add("article", article.pk, "view")
    Comment.objects.create(article=article, name="An", text="Bài hay.", state="approved")
    page = tree(client, article)
    assert text_of(page.xpath("//h1")[0]) == "Triển khai nhiệm vụ năm 2022"
    text = text_of(page.xpath("//main")[0])
    for part in ("Thứ sáu - 04/03/2022 09:50", "310 lượt xem", "1 bình luận", "Liên minh họp tổng kết.",
                 "Toàn văn bài viết.", "Thu Trang", "Báo Lai Châu", "Bài hay."):  # fmt: skip
        assert part in text
    image = page.xpath("//main//figure//img")[0]
    assert image.get("alt") == "Hội trường"
    assert image.get("width") and image.get("height")
    assert text_of(page.xpath("//main//figure/figcaption")[0]) == "Các đại biểu dự hội nghị"


def test_rating_print_and_share(client, article):
    text = text_of(tree(client, article).xpath("//main")[0])
    assert "Tổng số điểm của bài viết là: 0 trong 0 đánh giá" in text
    page = tree(client, article)
    assert [r.get("value") for r in page.xpath('//input[@name="stars"]')] in (list("12345"), list("54321"))
    assert page.xpath("//*[contains(text(), 'In bài') or contains(@aria-label, 'In bài') or contains(., 'In bài')]")
    assert page.xpath("//a[contains(@href, 'facebook.com')]") and page.xpath("//a[contains(@href, 'zalo')]")


def test_newer_and_older_articles_of_the_category(client, article):
    factories.article("Tin mới hơn", publish_from=article.publish_from + timedelta(days=1))
    factories.article("Tin cũ hơn", publish_from=article.publish_from - timedelta(days=1))
    factories.article("Chuyên mục khác", category=factories.category("thong-bao", name="Thông báo"))
    factories.article("Tin nháp", state="draft", publish_from=article.publish_from + timedelta(days=2))
    page = tree(client, article)
    text = text_of(page.xpath("//main")[0])
    assert "Tin mới hơn" in text and "Tin cũ hơn" in text
    assert "Chuyên mục khác" not in text and "Tin nháp" not in text


def test_sidebar_shows_newest_documents_with_counts(client, article):
    document = factories.document("477/CT-UBND", abstract="Phát động phong trào thi đua")
    for action, count in (("view", 924), ("download", 111)):
        for _ in range(count):
            recording.add("document", document.pk, action)
    text = text_of(tree(client, article))
    assert "Văn bản mới" in text
    assert "477/CT-UBND" in text and "Phát động phong trào thi đua" in text
    assert "lượt xem: 924 | lượt tải: 111" in text


def test_traffic_block_featured_banners_and_ends_of_the_page(client, article):
    factories.article("Tin nổi bật tuần này", featured=True)
    page = tree(client, article)
    text = text_of(page)
    for label in ("Đang truy cập", "Hôm nay", "Tháng hiện tại", "Tháng trước", "Tổng lượt truy cập"):
        assert label in text
    assert "Tin nổi bật tuần này" in text
    targets = {a.get("href") for a in page.xpath("//a[starts-with(@href, '#')]")}
    for target in targets - {"#"}:
        assert page.xpath(f"//*[@id='{target[1:]}']"), target
    assert "Lên đầu trang" in text and "Xuống cuối trang" in text


def test_an_anonymous_reader_gets_no_cookie_and_no_idle_warning(client, article):
    response = client.get(article.get_absolute_url())
    assert not response.cookies
    assert "Bạn đã không sử dụng Site" not in response.content.decode()


def test_staff_get_the_idle_warning_whose_button_renews_the_session(client, article):
    client.force_login(factories.staff())
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Bạn đã không sử dụng Site" in page and "60 giây" in page
    session = client.session
    session.set_expiry(90)
    session.save()
    answer = client.post("/quan-tri/phien/gia-han/")
    assert answer.json() == {"seconds": 90}
    client.logout()
    assert client.post("/quan-tri/phien/gia-han/").status_code == 302


def vote(client, article, stars=4, **headers):
    return client.post(
        f"/tin-tuc/danh-gia/{article.pk}/", {"stars": stars, "token": token("rating")}, headers=OWN | headers
    )


def test_one_vote_a_browser(client, article):
    assert vote(client, article).status_code == 302
    refused = vote(client, article, 1)
    assert refused.status_code == 400
    article.refresh_from_db()
    assert (article.rating_total, article.rating_count) == (4, 1)
    assert "Tổng số điểm của bài viết là: 4 trong 1 đánh giá" in text_of(tree(client, article))


def test_votes_of_an_address_are_limited(client, article, monkeypatch):
    monkeypatch.setattr("news.views.RATINGS_PER_HOUR", 2)
    codes = []
    for _ in range(3):
        client.cookies.clear()
        codes.append(vote(client, article).status_code)
    assert codes == [302, 302, 400]


@pytest.mark.parametrize("stars", [0, 6, "x", ""])
def test_a_vote_has_one_to_five_stars(client, article, stars):
    assert vote(client, article, stars).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_forms_are_taken_from_our_own_pages_only(client, article, headers):
    response = client.post(f"/tin-tuc/danh-gia/{article.pk}/", {"stars": 5, "token": token("rating")}, headers=headers)
    assert response.status_code == 400
    article.refresh_from_db()
    assert article.rating_count == 0


def comment(client, article, age=10, headers=None, **said):
    """Sends a comment from a page that was opened `age` seconds ago."""
    with mock.patch.object(signing.time, "time", return_value=time.time() - age):
        opened = token("comment")
    said = {"name": "Lò Văn An", "text": "Cảm ơn bài viết.", "token": opened, **said}
    return client.post(f"/tin-tuc/binh-luan/{article.pk}/", said, headers=OWN | (headers or {}))


def test_a_comment_waits_for_a_moderator(client, article):
    response = comment(client, article)
    assert response.status_code == 302
    assert client.get(response.url).status_code == 200
    assert "Cảm ơn bài viết." not in text_of(tree(client, article))
    Comment.objects.update(state="approved")
    assert "Cảm ơn bài viết." in text_of(tree(client, article))


REFUSED = [
    {"token": "sai"}, {"age": 1}, {"age": 25 * 3600}, {"headers": {"Origin": "https://evil.example"}},
    {"name": ""}, {"name": " \u200b"}, {"text": ""}, {"text": "\u200b"}, {"name": "x" * 81}, {"text": "x" * 2001},
]  # fmt: skip


@pytest.mark.parametrize("said", REFUSED)
def test_a_refused_comment_comes_back_with_its_text(client, article, said):
    response = comment(client, article, **said)
    assert response.status_code == 400
    assert not Comment.objects.exists()
    page = html.fromstring(response.content.decode())
    assert page.xpath("//title")[0].text.startswith("Lỗi: ")
    for place, name in (("//textarea[@name='text']/text()", "text"), ("//input[@name='name']/@value", "name")):
        expected = {"text": "Cảm ơn bài viết.", "name": "Lò Văn An"} | said
        assert "".join(page.xpath(place)).strip() == expected[name].strip()
    # The summary takes the focus and leads to what is wrong, and what is wrong says so itself.
    summary = page.xpath("//*[@role='alert' and @autofocus and @tabindex='-1']")[0]
    target = page.get_element_by_id(summary.xpath(".//a/@href")[0].removeprefix("#"))
    wrong = page.xpath("//form[@class='comment-form']//*[@aria-invalid='true']")
    if wrong:
        assert wrong == [target]
        told = [page.get_element_by_id(name) for name in target.get("aria-describedby").split()]
        assert any("field__error" in (hint.get("class") or "") for hint in told)
    else:
        assert page.xpath("//form[@aria-labelledby='bieu-mau']")
        assert target.text == "Gửi bình luận"


def test_other_forms_that_come_back_do_not_blame_the_comment(client, article):
    shown = html.fromstring(vote(client, article, 0).content.decode())
    assert not shown.xpath("//*[@role='alert']//a | //*[@aria-invalid]")


def test_comments_of_an_address_are_limited(client, article, monkeypatch):
    monkeypatch.setattr("news.views.COMMENTS_PER_HOUR", 2)
    assert [comment(client, article, text=f"Lời {n}").status_code for n in range(3)] == [302, 302, 400]
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("headers", [{}, {"User-Agent": "Mozilla/5.0 Chrome/140"}])
def test_a_comment_that_is_sent_twice_is_taken_once(client, article, headers):
    assert comment(client, article).status_code == 302
    assert comment(client, article, headers=headers, name=" Lò  Văn An").status_code == 302
    assert Comment.objects.count() == 1
    comment(client, article, text="Lời khác.")
    comment(client, factories.article("Bài khác"))
    assert Comment.objects.count() == 3


def test_the_trap_catches_robots_in_silence(client, article):
    assert comment(client, article, website="https://spam.example").status_code == 302
    assert not Comment.objects.exists()


def test_a_wrong_slug_or_category_leads_to_the_right_address(client, article):
    for address in (f"/tin-tuc/khac/x-{article.pk}.html", f"/tin-tuc/tin-hoat-dong/sai-{article.pk}.html"):
        response = client.get(address)
        assert (response.status_code, response.url) == (301, article.get_absolute_url())
    assert client.get(article.get_absolute_url() + "?utm=1").status_code == 200


@pytest.mark.parametrize("state", ["draft", "submitted", "pending", "withdrawn", "trashed"])
def test_what_is_not_published_is_found_nowhere(client, state):
    hidden = factories.article("Bài mật", state=state, featured=True)
    later = factories.article("Bài mai", publish_from=timezone.now() + timedelta(days=1))
    for article in (hidden, later):
        assert client.get(article.get_absolute_url()).status_code == 404
    for address in ("/", "/tin-tuc/", "/tin-tuc/tin-hoat-dong/", "/tim-kiem/?q=bai", "/rss/", "/sitemap-tin-tuc.xml"):
        body = client.get(address).content.decode()
        assert "Bài mật" not in body and "Bài mai" not in body
        assert hidden.slug not in body and later.slug not in body


def test_the_cover_is_stored_upright_small_and_without_camera_data(article):
    article.refresh_from_db()
    assert article.cover.name.endswith(".webp")
    assert (article.cover_width, article.cover_height) == (64, 36)


def test_the_slug_is_plain_and_kept(article):
    assert article.slug == "trien-khai-nhiem-vu-nam-2022"
    article.title = "Tiêu đề mới"
    article.save()
    assert Article.objects.get(pk=article.pk).slug == "trien-khai-nhiem-vu-nam-2022"
