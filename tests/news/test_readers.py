"""What a reader gets around an article: related ones, updates, pictures, files, video, a word on its use; lists."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import modelform_factory
from django.utils import timezone
from lxml import etree, html
from PIL import Image

from kttt import revisions, schedule
from kttt.allowed_files import MAX_VIDEO_BYTES, video_refusal
from kttt.anonymous_forms import token
from kttt.searching.refreshing import refresh_all
from kttt.visits import reading, recording
from news import forgetting, related
from news.admin import ArticleForm, ArticleVideoForm
from news.models import Article, ArticleVideo, Tag, Topic, Usefulness
from tests import factories

pytestmark = pytest.mark.django_db
OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin", "User-Agent": "Mozilla/5.0 Firefox/130"}
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(100))


@pytest.fixture
def article():
    return factories.article("Hội nghị tổng kết", publish_from=timezone.now() - timedelta(days=1))


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.content)


def with_file(article, **values):
    return article.files.create(
        file=ContentFile(b"%PDF-1.4 bieu mau", "a.pdf"), name="bieu-mau.pdf", size=17, title="Biểu mẫu", **values
    )


def titles(articles):
    return [one.title for one in articles]


# Its topic, related articles


def test_the_topics_box_and_the_related_ones_share_no_article(client, article):
    topic = Topic.objects.create(name="Luật mới", slug="luat-moi")
    one, two = (Tag.objects.create(name=name, slug=name) for name in ("vay", "che"))
    article.topic = topic
    article.save()
    article.tags.add(one, two)
    old = timezone.now() - timedelta(days=300)
    factories.article("Cùng sự kiện, cùng thẻ", topic=topic, publish_from=old).tags.add(one)
    factories.article("Cùng sự kiện", topic=topic)
    factories.article("Hai thẻ", publish_from=old).tags.add(one, two)
    factories.article("Một thẻ").tags.add(one)
    factories.article("Không liên quan")
    factories.article("Nháp", topic=topic, state="draft").tags.add(one)
    factories.article("Hẹn giờ", topic=topic, publish_from=timezone.now() + timedelta(hours=1)).tags.add(one)
    assert titles(related.in_topic(article)) == ["Cùng sự kiện", "Cùng sự kiện, cùng thẻ"]
    assert titles(related.related(article)) == ["Hai thẻ", "Một thẻ"]
    box = page(client, article.get_absolute_url()).xpath("//section[@aria-labelledby='cung-su-kien']")[0]
    assert box.xpath("string(.//h2)").strip() == "Luật mới"
    assert {link.get("href") for link in box.xpath(".//h2/a | ./p/a")} == {topic.get_absolute_url()}


def test_articles_without_topic_are_not_related_by_having_none(article):
    factories.article("Cũng không có sự kiện")
    assert related.in_topic(article) == related.related(article) == []


def test_the_page_shows_at_most_five_of_each(client, article):
    article.topic = Topic.objects.create(name="Luật mới", slug="luat-moi")
    article.save()
    tag = Tag.objects.create(name="Vay vốn", slug="vay-von")
    article.tags.add(tag)
    for number in range(7):
        factories.article(f"Bài {number}", topic=article.topic)
        factories.article(f"Thẻ {number}").tags.add(tag)
    shown = page(client, article.get_absolute_url())
    for name in ("cung-su-kien", "tin-lien-quan"):
        assert len(shown.xpath(f"//section[@aria-labelledby='{name}']//li")) == 5


# What an editor would put below each other: the same letter stands for the same matter.
TOLD = {
    "A1": ("Sương muối làm cháy lá chè ở Tam Đường", "Hợp tác xã phủ rơm, tưới nước để cứu nương chè non."),
    "A2": ("Cứu nương chè sau đợt sương muối", "Cán bộ khuyến nông hướng dẫn tỉa cành chè bị cháy lá."),
    "A3": ("Giá chè búp tươi tăng sau sương muối", "Thương lái trả cao hơn vì chè non bị cháy lá."),
    "B1": ("Nộp báo cáo tài chính năm qua mạng", "Hợp tác xã gửi báo cáo tài chính, kế toán không phải in."),
    "B2": ("Kế toán hợp tác xã học lập báo cáo tài chính", "Lớp học ba ngày, mỗi kế toán lập một bộ báo cáo."),
    "C1": ("Đàn ong nội chuyển rừng mùa hoa bạc hà", "Người nuôi ong dời thùng lên núi đá."),
    "C2": ("Mật ong bạc hà có tem truy xuất", "Hợp tác xã nuôi ong dán tem từng chai."),
    # Without marks it would be near to the tea: chế, cơ chế, chè.
    "D1": ("Cơ chế mới về chế biến", "Hợp tác xã được bàn cơ chế, chính sách."),
}


@pytest.fixture
def told():
    """{label: article} of TOLD, with as many others as make their common words common."""
    made = {label: factories.article(title, lead=lead) for label, (title, lead) in TOLD.items()}
    for number in range(30):
        factories.article(f"Hợp tác xã số {number} họp thường kỳ", lead="Hợp tác xã bàn việc của năm.")
    refresh_all()
    return made


@pytest.mark.parametrize(
    ("label", "near"), [("A1", "A2 A3"), ("A2", "A1 A3"), ("B1", "B2"), ("B2", "B1"), ("C1", "C2"), ("D1", "")]
)
def test_articles_near_in_text_fill_the_related_ones(told, label, near):
    found = titles(related.related(told[label]))
    assert sorted(found) == sorted(TOLD[one][0] for one in near.split())


def test_what_is_near_in_text_is_published_and_comes_after_what_bears_the_tag(told):
    tag = Tag.objects.create(name="Thời tiết", slug="thoi-tiet")
    told["A1"].tags.add(tag)
    told["C1"].tags.add(tag)
    told["A3"].state = "withdrawn"
    told["A3"].save()
    assert titles(related.related(told["A1"])) == [TOLD["C1"][0], TOLD["A2"][0]]


def test_the_queries_of_the_page_do_not_grow_with_what_it_shows(client, article, django_assert_max_num_queries):
    def fill():
        article.photos.create(picture=factories.picture(), alt="Ảnh")
        with_file(article)
        factories.article("Cùng sự kiện", topic=article.topic)

    article.topic = Topic.objects.create(name="Luật mới", slug="luat-moi")
    article.save()
    address = article.get_absolute_url()
    with django_assert_max_num_queries(21):
        client.get(address)
    fill()
    with django_assert_max_num_queries(23) as few:
        client.get(address)
    for _ in range(3):
        fill()
    with django_assert_max_num_queries(len(few)):
        client.get(address)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_stands_around_an_article_is_found_once(client, article, django_assert_max_num_queries):
    article.topic = Topic.objects.create(name="Luật mới", slug="luat-moi")
    article.save()
    factories.article("Hội nghị tổng kết của huyện", topic=article.topic)
    factories.article("Hội nghị tổng kết của tỉnh")
    address = article.get_absolute_url()
    client.get(address)
    with django_assert_max_num_queries(5):
        client.get(address)


# Updates


@pytest.mark.parametrize(
    ("fields", "told"), [(["body"], True), (["lead", "pinned"], True), (["pinned"], False), (["state", "body"], False)]
)
def test_only_a_changed_text_of_what_is_published_is_an_update(article, fields, told):
    article.text_changed(fields)
    assert (article.updated_for_readers is not None) is told


def test_a_draft_has_no_updates(article):
    article.state = "draft"
    article.text_changed(["body"])
    assert article.text_changed_at is None


@pytest.mark.parametrize(("minutes", "told"), [(14, False), (15, True), (600, True)])
def test_corrections_within_minutes_of_publishing_are_not_told(article, minutes, told):
    article.text_changed_at = article.publish_from + timedelta(minutes=minutes)
    assert (article.updated_for_readers is not None) is told


def test_ratings_are_no_update(client, article):
    article.rate(5)
    assert "Cập nhật lúc" not in client.get(article.get_absolute_url()).content.decode()


def test_saving_the_desks_form_notes_the_change(article):
    form = modelform_factory(Article, ArticleForm, fields=["title"])(
        {"title": "Tiêu đề mới", "_version": str(revisions.latest(article))}, instance=article
    )
    assert form.is_valid(), form.errors
    form.save()
    article.refresh_from_db()
    assert article.updated_for_readers is not None


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (250, 1), (1000, 5)])
def test_reading_takes_whole_minutes(words, minutes):
    assert Article(lead="", body=f"<p>{'chữ ' * words}</p>").reading_minutes == minutes


# Files, pictures, video


def test_a_file_is_downloaded_and_counted(client, article):
    file = with_file(article)
    shown = page(client, article.get_absolute_url())
    assert shown.xpath(f"//a[@href='{file.get_absolute_url()}']")
    response = client.get(file.get_absolute_url())
    assert b"".join(response.streaming_content) == b"%PDF-1.4 bieu mau"
    assert reading.totals("article", [article.pk])[article.pk]["download"] == 1


@pytest.mark.parametrize(
    "hidden",
    [{"state": "draft"}, {"state": "withdrawn"}, {"publish_from": timezone.now() + timedelta(days=9)}],
)
def test_files_and_video_are_public_only_with_their_article(client, article, hidden):
    file = with_file(article)
    ArticleVideo.objects.create(article=article, file=ContentFile(MP4, "a.mp4"), name="a.mp4", size=len(MP4))
    Article.objects.filter(pk=article.pk).update(**hidden)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(f"/tin-tuc/video/{article.pk}/").status_code == 404


def test_a_file_is_not_handed_out_under_another_article(client, article):
    file = with_file(article)
    other = factories.article("Bài khác")
    assert client.get(f"/tin-tuc/tep/{other.pk}/{file.pk}/").status_code == 404


def test_a_gallery_is_plain_links_to_large_pictures(client, article):
    photo = article.photos.create(picture=factories.picture(), alt="Chợ phiên", caption="Chợ phiên Sìn Hồ")
    link = page(client, article.get_absolute_url()).xpath("//a[@data-large]")[0]
    assert link.get("href") == photo.picture.url
    assert link.xpath("img/@alt") == ["Chợ phiên"] and link.xpath("img/@width") and link.xpath("img/@height")


def data_of(client, article):
    """{type: structured data} of the article's page."""
    scripts = page(client, article.get_absolute_url()).xpath("//script[@type='application/ld+json']/text()")
    return {data["@type"]: data for data in map(json.loads, scripts)}


def test_pictures_are_told_to_search_engines_as_a_gallery(client, article):
    article.photos.create(picture=factories.picture(), alt="Chợ “phiên”", caption='Bà con </script> nói: "Đông"')
    article.photos.create(picture=factories.picture(), alt="Ong")
    told = data_of(client, article)["ImageGallery"]
    assert told["url"].endswith(f"{article.get_absolute_url()}#bo-anh")
    first, second = told["associatedMedia"]
    assert first["caption"] == 'Bà con </script> nói: "Đông"'
    assert (first["description"], first["width"], first["height"]) == ("Chợ “phiên”", "64 px", "36 px")
    assert first["contentUrl"] == f"http://testserver{article.photos.first().picture.url}"
    assert "caption" not in second


@pytest.mark.parametrize(
    ("cover", "file", "told"), [(True, True, True), (False, True, False), (True, False, False), (None, None, False)]
)
def test_a_video_is_told_with_what_search_engines_need_or_not_at_all(client, article, cover, file, told):
    if cover:
        article.cover = factories.picture()
        article.save()
    if file:
        ArticleVideo.objects.create(
            article=article, file=ContentFile(MP4, "a.mp4"), name="a.mp4", transcript="Chào\nbà"
        )
    elif file is False:
        ArticleVideo.objects.create(article=article, address="https://video.example.vn/1")
    found = data_of(client, article).get("VideoObject")
    assert (found is not None) is told
    if told:
        assert found["contentUrl"] == f"http://testserver{article.video.get_absolute_url()}"
        assert found["thumbnailUrl"] == f"http://testserver{article.cover.url}"
        assert found["name"] == found["description"] == article.title
        assert found["transcript"] == "Chào\nbà"
        assert datetime.fromisoformat(found["uploadDate"]) == article.publish_from


@pytest.mark.parametrize(
    ("width", "widths"), [(1280, "480 800 1280"), (2000, "480 800 1280"), (600, "480 600"), (300, "")]
)
def test_pictures_are_stored_and_drawn_in_their_widths(client, article, width, widths):
    article.cover = factories.picture(width, width // 2)
    article.save()
    article.photos.create(picture=factories.picture(width, width // 2), alt="Chợ")
    shown = page(client, article.get_absolute_url())
    for picture in shown.xpath("//figure//img"):
        entries = [entry.split() for entry in picture.get("srcset", "").replace(",", "").split("w ") if entry]
        assert [size.rstrip("w") for _address, size in entries] == widths.split()
        for address, size in entries:
            with default_storage.open(address.removeprefix("/media/")) as file, Image.open(file) as stored:
                assert stored.width == int(size.rstrip("w"))
    assert len(shown.xpath("//figure//img")) == 2
    row = page(client, "/tin-tuc/").xpath("//img[@class='article-row__picture']")[0]
    assert bool(row.get("srcset")) is bool(widths)


def test_pictures_of_before_have_one_width(client, article):
    photo = article.photos.create(picture=factories.picture(1280, 720), alt="Chợ")
    article.photos.filter(pk=photo.pk).update(picture="articles/2020/0a1b.webp")
    picture = page(client, article.get_absolute_url()).xpath("//section[@class='gallery']//img")[0]
    assert picture.get("src") == "/media/articles/2020/0a1b.webp"
    assert picture.get("srcset") is None


def test_a_video_is_sent_from_any_byte_on(client, article):
    video = ArticleVideo.objects.create(
        article=article, file=ContentFile(MP4, "a.mp4"), name="a.mp4", size=len(MP4), transcript="Xin chào bà con."
    )
    shown = page(client, article.get_absolute_url())
    assert shown.xpath("//video/@src") == [video.get_absolute_url()]
    assert "Xin chào bà con." in shown.text_content()
    response = client.get(video.get_absolute_url(), headers={"Range": "bytes=10-19"})
    assert response.status_code == 206 and response["Content-Type"] == "video/mp4"
    assert b"".join(response.streaming_content) == MP4[10:20]


def test_a_video_elsewhere_is_a_plain_link(client, article):
    ArticleVideo.objects.create(article=article, address="https://example.vn/video/1")
    shown = page(client, article.get_absolute_url())
    assert shown.xpath("//main//a[@href='https://example.vn/video/1']")
    assert not shown.xpath("//video | //iframe | //embed")
    assert client.get(f"/tin-tuc/video/{article.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "size", "beginning", "taken"),
    [("a.mp4", 9, MP4[:12], True), ("a.webm", 9, b"\x1a\x45\xdf\xa3" + b"0" * 8, True), ("a.mp4", 9, b"<html>", False),
     ("a.avi", 9, b"RIFF", False), ("a.mp4", MAX_VIDEO_BYTES + 1, MP4[:12], False)],
)  # fmt: skip
def test_only_videos_that_browsers_play_are_taken(name, size, beginning, taken):
    assert (video_refusal(name, size, beginning) is None) is taken


@pytest.mark.parametrize(
    ("address", "upload", "valid"),
    [("https://example.vn/1", None, True), ("", MP4, True), ("", None, False), ("https://example.vn/1", MP4, False)],
)
def test_a_video_is_a_file_or_an_address(article, address, upload, valid):
    form_class = modelform_factory(ArticleVideo, ArticleVideoForm, fields=["file", "address"])
    files = {"file": SimpleUploadedFile("a.mp4", upload)} if upload else {}
    form = form_class({"address": address}, files, instance=ArticleVideo(article=article))
    assert form.is_valid() is valid, form.errors


def test_the_desk_enters_pictures_video_and_files_with_the_article(admin_client):
    data = {
        "title": "Chợ phiên", "category": factories.category().pk, "body": "<p>a</p>", "_continue": 1, "_version": 0,
        "kind": "photo", "publish_from_0": "01/01/2026", "publish_from_1": "08:00",
        **{f"{part}-TOTAL_FORMS": 1 for part in ("photos", "video", "files")},
        **{f"{part}-INITIAL_FORMS": 0 for part in ("photos", "video", "files")},
        "photos-0-picture": SimpleUploadedFile("a.jpg", factories.picture().read()), "photos-0-alt": "Chợ",
        "photos-0-position": 0, "video-0-file": SimpleUploadedFile("Phim chợ.MP4", MP4),
        "files-0-file": SimpleUploadedFile("Biểu mẫu.pdf", b"%PDF-1.4 %%EOF"), "files-0-position": 0,
    }  # fmt: skip
    response = admin_client.post("/quan-tri/news/article/add/", data)
    assert response.status_code == 302, response.context["errors"]
    made = Article.objects.get()
    assert made.photos.get().alt == "Chợ"
    assert (made.video.name, made.video.size) == ("phim-cho.mp4", len(MP4))
    assert made.files.get().name == "bieu-mau.pdf"


# A word on its use


def send_word(client, article, useful="co", remark="", **also):
    data = {"useful": useful, "remark": remark, "token": token("usefulness")} | also
    return client.post(f"/tin-tuc/huu-ich/{article.pk}/", data, headers=OWN)


def test_a_reader_is_counted_once_a_day_and_gets_no_cookie(client, article):
    first = send_word(client, article, "co", "Cần thêm ví dụ.")
    assert first.status_code == 302 and not first.cookies
    assert "Xin cảm ơn" in client.get(first["Location"]).content.decode()
    send_word(client, article, "khong")
    assert list(Usefulness.objects.values_list("useful", "remark")) == [(True, "Cần thêm ví dụ.")]
    assert "Cần thêm ví dụ." not in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("also", "status"),
    [({"useful": "x"}, 400), ({"remark": "a" * 501}, 400), ({"token": "x"}, 400), ({"website": "x"}, 302)],
)
def test_nonsense_and_robots_are_not_counted(client, article, also, status):
    assert send_word(client, article, **also).status_code == status
    assert not Usefulness.objects.exists()


# Lists


def test_remarks_are_forgotten_after_half_a_year_and_counts_stay(article):
    for days in (forgetting.KEPT_DAYS + 1, forgetting.KEPT_DAYS - 1):
        word = Usefulness.objects.create(article=article, useful=True, remark=f"{days} ngày, gọi 0912 000 777")
        Usefulness.objects.filter(pk=word.pk).update(created_at=timezone.now() - timedelta(days=days))
    schedule.run_due()
    assert list(Usefulness.objects.order_by("pk").values_list("remark", flat=True)) == [
        "", f"{forgetting.KEPT_DAYS - 1} ngày, gọi 0912 000 777",
    ]  # fmt: skip
    assert Usefulness.objects.filter(useful=True).count() == 2


def test_most_read_counts_the_chosen_period(client, article):
    other, hidden = factories.article("Đọc nhiều"), factories.article("Kín", state="draft")
    for one, times in ((article, 1), (other, 3), (hidden, 9)):
        for _ in range(times):
            recording.add("article", one.pk, "view")
    response = client.get("/tin-tuc/xem-nhieu/?ky=thang")
    assert [(one.title, one.views) for one in response.context["articles"]] == [
        ("Đọc nhiều", 3), ("Hội nghị tổng kết", 1),
    ]  # fmt: skip
    assert client.get("/tin-tuc/xem-nhieu/?ky=%00").status_code == 200


def test_most_read_says_when_nothing_was_read(client):
    assert "Chưa có bài viết nào được đọc" in client.get("/tin-tuc/xem-nhieu/").content.decode()


@pytest.mark.parametrize("kind", ["topic", "tag"])
def test_topics_and_tags_have_a_feed(client, article, kind):
    if kind == "topic":
        found = article.topic = Topic.objects.create(name="Luật mới", slug="luat-moi")
        article.save()
    else:
        found = Tag.objects.create(name="Vay vốn", slug="vay-von")
        article.tags.add(found)
    factories.article("Bài khác")
    link = page(client, found.get_absolute_url()).xpath("//link[@type='application/rss+xml']/@href")
    address = f"{found.get_absolute_url()}rss/"
    assert address in link
    feed = etree.fromstring(client.get(address).content)
    assert feed.xpath("//item/title/text()") == ["Hội nghị tổng kết"]


def test_authors_and_times_have_a_feed_of_their_own(client):
    march = datetime(2022, 3, 31, 23, 30, tzinfo=timezone.get_current_timezone())
    factories.article("Tháng ba", author_name="Thu Trang", publish_from=march)
    factories.article("Tháng tư", author_name="An", publish_from=march + timedelta(hours=1))
    factories.article("Nháp", author_name="Thu Trang", publish_from=march, state="draft")
    for address, expected in (
        ("/tin-tuc/tac-gia/thu-trang/", ["Tháng ba"]),
        ("/tin-tuc/luu-tru/2022/3/", ["Tháng ba"]),
        ("/tin-tuc/luu-tru/2022/04/", ["Tháng tư"]),
        ("/tin-tuc/luu-tru/2022/", ["Tháng tư", "Tháng ba"]),
    ):
        shown = page(client, address)
        assert titles(client.get(address).context["page_obj"]) == expected
        feed_url = shown.xpath("//link[@type='application/rss+xml']/@href")[-1]
        feed = etree.fromstring(client.get(feed_url).content)
        assert feed.xpath("//item/title/text()") == expected
        assert feed.xpath("//channel/link/text()")[0].replace("/4/", "/04/").endswith(address)
    for address in ("/tin-tuc/tac-gia/khong-ai/rss/", "/tin-tuc/luu-tru/2022/13/rss/", "/tin-tuc/luu-tru/1822/rss/"):
        assert client.get(address).status_code == 404
    assert page(client, Article.objects.get(title="Tháng ba").get_absolute_url()).xpath(
        "//a[@rel='author' and @href='/tin-tuc/tac-gia/thu-trang/']"
    )


def test_the_archive_counts_years_and_months(client, django_assert_max_num_queries):
    moment = datetime(2022, 12, 31, 23, 30, tzinfo=timezone.get_current_timezone())
    for hours in (0, 1, 2):
        factories.article(f"Bài {hours}", publish_from=moment + timedelta(hours=hours))
    factories.article("Nháp", publish_from=moment, state="draft")
    client.get("/tin-tuc/luu-tru/")
    with django_assert_max_num_queries(13):
        response = client.get("/tin-tuc/luu-tru/")
    assert response.context["years"] == [(2023, 2, [(1, 2)]), (2022, 1, [(12, 1)])]
    shown = html.fromstring(response.content)
    assert shown.xpath("//section//a/@href") == [
        "/tin-tuc/luu-tru/2023/", "/tin-tuc/luu-tru/2023/1/", "/tin-tuc/luu-tru/2022/", "/tin-tuc/luu-tru/2022/12/",
    ]  # fmt: skip
    assert "/tin-tuc/luu-tru/" in page(client, "/tin-tuc/").xpath("//main//a/@href")


def test_an_empty_archive_says_so(client):
    assert "Chưa có bài viết nào" in client.get("/tin-tuc/luu-tru/").content.decode()


def test_a_section_leads_to_the_search_among_news(client, article):
    form = page(client, article.category.get_absolute_url()).xpath("//form[@class='news-search']")[0]
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert fields == {"loai": "article", "q": None}
    factories.document(abstract="Hội nghị về chè")
    found = client.get(form.get("action"), {"loai": "article", "q": "hội nghị"})
    assert [result.plain_title for result in found.context["results"]] == [article.title]


@pytest.mark.parametrize("days", [None, 3])
def test_the_news_sitemap_is_valid_without_news(client, days):
    if days:
        factories.article("Cũ", publish_from=timezone.now() - timedelta(days=days))
    tree = etree.fromstring(client.get("/tin-tuc/sitemap.xml").content)
    assert tree.xpath("string(.)").split() == ["http://testserver/tin-tuc/"]
    assert [etree.QName(node).localname for node in tree.iter()] == ["urlset", "url", "loc"]


def test_the_news_sitemap_holds_two_days(client, article):
    factories.article("Cũ", publish_from=timezone.now() - timedelta(days=3))
    factories.article("Nháp", state="draft")
    article.title = "Hợp tác xã <chè> & mật ong"
    article.save()
    names = {"n": "http://www.google.com/schemas/sitemap-news/0.9"}
    tree = etree.fromstring(client.get("/tin-tuc/sitemap.xml").content)
    assert tree.xpath("//n:title/text()", namespaces=names) == ["Hợp tác xã <chè> & mật ong"]
    assert tree.xpath("//n:language/text()", namespaces=names) == ["vi"]
