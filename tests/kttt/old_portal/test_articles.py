"""Articles of the old portal: text, pictures, links, states, counts; once, however often the import runs."""

import base64
import datetime

import pytest
from django.utils import timezone
from PIL import Image

from kttt.moved.models import MovedAddress
from kttt.old_portal.models import BroughtItem
from kttt.publishing import State
from kttt.visits.models import ALL_DAYS, DailyCount
from kttt.visits.reading import totals
from news.models import Article, Category, Tag
from tests import factories
from tests.kttt.old_portal.nukeviet import HOST, PUBLISHED, jpeg
from tests.samples.legacy_letters import tcvn3


def the_article():
    return Article.objects.select_related("category", "topic").get()


def reasons(report, kind="article"):
    return [note["reason"] for note in report["notes"] if note["kind"] == kind]


def test_an_article_comes_with_all_that_belongs_to_it(old):
    old.insert("news_topics", topicid=3, title="&#x0110;ại hội", alias="dai-hoi")
    old.insert("news_sources", sourceid=4, title="B&aacute;o Lai Ch&acirc;u")
    old.insert("news_tags", tid=5, alias="htx", keywords="HTX")
    old.insert("news_block_cat", bid=1, title="Tin tiêu điểm")
    number = old.article(
        "Đại hội &quot;HTX&quot; l&amp;agrave;ng nghề 05&#x002F;NQ", "<p>Nội dung</p>", alias="Dai-Hoi-HTX", catid=2,
        listcatid="2,1", hometext="Dòng một<br />\r\nD&ograve;ng hai", topicid=3, sourceid=4, hitstotal=924,
        total_rating=9, click_rating=2,
    )  # fmt: skip
    old.insert("news_tags_id", id=number, tid=5, keyword="HTX")
    old.insert("news_block", bid=1, id=number)
    report = old.bring()
    article = the_article()
    assert article.title == 'Đại hội "HTX" làng nghề 05/NQ'
    assert article.slug == "dai-hoi-htx"
    assert article.lead == "Dòng một\nDòng hai"
    assert article.category.name == "Hợp tác xã" and article.category.parent.name == "Tin hoạt động"
    assert (article.topic.name, article.source, article.author_name) == ("Đại hội", "Báo Lai Châu", "Thu Trang")
    assert [tag.name for tag in article.tags.all()] == ["HTX"]
    assert article.featured and article.comments_open
    assert article.state == State.PUBLISHED
    assert f"{timezone.localtime(article.publish_from):%d/%m/%Y %H:%M}" == "04/03/2022 09:50"
    assert totals("article", [article.pk]) == {article.pk: {"view": 924}}
    assert DailyCount.objects.get(subject="article").day == ALL_DAYS
    assert (article.rating_total, article.rating_count) == (9, 2)
    assert report["counts"]["article"]["brought"] == 1
    assert "Bài viết: 1 mang sang." in report["printed"]


@pytest.mark.parametrize(
    "stored",
    [
        "<p>Xã &amp; phường</p>\r\n",
        "&lt;p&gt;Xã &amp;amp; phường&lt;/p&gt;",
        "&amp;lt;p&amp;gt;Xã &amp;amp;amp; phường&amp;lt;/p&amp;gt;",
        '<div style="text-align:justify"><font face="Arial">Xã &amp; phường</font></div><div>&nbsp;</div>',
        "<p onclick='x()'>Xa\u0303 &amp; phươ\u0300ng</p><script>alert(1)</script>",
    ],
)
def test_a_body_is_clean_however_it_was_stored(old, stored):
    old.article(body=stored)
    old.bring()
    assert the_article().body == "<p>Xã &amp; phường</p>"


def test_text_of_before_unicode_becomes_unicode(old):
    old.article(
        tcvn3("Hội nghị tổng kết phong trào hợp tác xã"),
        f"<p>{tcvn3('Sáng nay, Liên minh Hợp tác xã tỉnh tổ chức hội nghị tổng kết.')}</p>",
        hometext=tcvn3("Tổng kết công tác năm"), author=tcvn3("Lò Văn Hặc"),
    )  # fmt: skip
    old.bring()
    article = the_article()
    assert article.title == "Hội nghị tổng kết phong trào hợp tác xã"
    assert article.body == "<p>Sáng nay, Liên minh Hợp tác xã tỉnh tổ chức hội nghị tổng kết.</p>"
    assert (article.lead, article.author_name) == ("Tổng kết công tác năm", "Lò Văn Hặc")


def test_utf8_in_columns_that_say_latin1(old):
    old.sql("ALTER TABLE nv4_vi_news_rows CONVERT TO CHARACTER SET latin1")
    old.sql("ALTER TABLE nv4_vi_news_detail CONVERT TO CHARACTER SET utf8mb3")
    number = old.article("Tam", "<p>Tam</p>", hometext="Tam")
    old.sql("UPDATE nv4_vi_news_rows SET title = _binary %s WHERE id = %s", "Mường Tè đổi mới".encode(), number)
    # And UTF-8 that went through a latin1 connection into a column of utf8.
    twice = "Đèo Ô Quy Hồ".encode().decode("latin-1")
    old.sql("UPDATE nv4_vi_news_detail SET bodyhtml = CONCAT('<p>', %s, '</p>') WHERE id = %s", twice, number)
    old.bring()
    assert the_article().title == "Mường Tè đổi mới"
    assert the_article().body == "<p>Đèo Ô Quy Hồ</p>"


def test_pictures_are_brought_once_and_small(old, settings, client):
    old.file("news/2021_12/hội nghị.jpg")
    old.file("news/2021_12/lon.jpg", jpeg(2000, 1000))
    body = (
        '<p><img alt="H&ocirc;m nay" src="/uploads/news/2021_12/h%E1%BB%99i%20ngh%E1%BB%8B.jpg" width="9000"></p>'
        f'<p><img src="http://{HOST}/uploads/news/2021_12/lon.jpg"></p>'
        '<p><img src="/assets/news/2021_12/lon.jpg"></p>'
        '<p><img src="{NV_BASE_SITEURL}uploads/news/2021_12/lon.jpg"></p>'
        '<p><img src="/uploads/news/mat.jpg"></p><p><img src="https://khac.example.com/a.jpg">Chữ</p>'
        '<p><img src="/uploads/../../report.json"></p>'
        f'<p><a href="http://www.{HOST}/uploads/news/2021_12/lon.jpg">Xem ảnh lớn</a></p>'
    )
    old.article(body=body, homeimgfile="2021_12/lon.jpg", homeimgthumb=1, homeimgalt="To&agrave;n cảnh")
    report = old.bring()
    article = the_article()
    pictures = list((settings.MEDIA_ROOT / "uploads").rglob("*.webp"))
    assert len(pictures) == 2
    assert article.body.count("<img") == 4
    assert 'alt="Hôm nay" width="640" height="360"' in article.body
    assert 'width="1280"' in article.body and "khac.example.com" not in article.body
    source = article.body.split('src="')[1].split('"')[0]
    assert b"".join(client.get(source).streaming_content).startswith(b"RIFF")
    assert article.body.split('href="')[1].startswith("/media/uploads/")
    assert article.cover.name.startswith("articles/") and article.cover_alt == "Toàn cảnh"
    assert article.cover_width == 1280
    with Image.open(article.cover.path) as cover:
        assert cover.format == "WEBP"
    found = reasons(report)
    assert found.count("Ảnh không có trong thư mục uploads") == 2
    assert found.count("Ảnh nằm ở máy chủ khác nên không mang sang") == 1


def test_a_missing_picture_comes_with_a_later_run(old):
    old.article(body='<p>Chữ</p><p><img src="/uploads/news/sau.jpg"></p>', homeimgfile="bia.jpg", homeimgthumb=2)
    assert reasons(old.bring()).count("Ảnh không có trong thư mục uploads") == 2
    article = the_article()
    changed = article.updated_at
    assert "<img" not in article.body and not article.cover
    assert old.bring()["counts"]["article"]["unchanged"] == 1
    assert the_article().updated_at == changed
    old.file("news/sau.jpg")
    old.file("news/bia.jpg")
    assert old.bring()["counts"]["article"]["updated"] == 1
    assert "<img" in the_article().body and the_article().cover


def test_a_picture_pasted_into_the_text_is_brought(old):
    pasted = base64.b64encode(jpeg()).decode()
    old.article(body=f'<p><img src="data:image/jpeg;base64,{pasted}"></p><p><img src="data:image/png;base64,AAAA"></p>')
    report = old.bring()
    assert the_article().body.count("<img") == 1
    assert len(reasons(report)) == 1


def test_links_lead_to_the_new_addresses_whichever_came_first(old):
    first = old.article("Một", "")
    second = old.article("Hai", "<p>Bài hai</p>", alias="hai", catid=2, listcatid="2")
    law = old.document()
    links = [
        f"/vi/news/hop-tac-xa/hai-{second}.html", f"http://{HOST}/news/hop-tac-xa/hai-{second}.html",
        f"/index.php?language=vi&nv=news&op=hop-tac-xa/hai-{second}",
        f"index.php?nv=news&op=hop-tac-xa/hai-{second}.html",
        "/vi/news/hop-tac-xa/", f"/vi/laws/detail/quyet-dinh-{law}.html", "/vi/news/hop-tac-xa/mat-999.html",
        "https://khac.example.com/news/hop-tac-xa/hai-1.html", "/vi/news/", "#muc-2", "mailto:a@example.vn",
    ]  # fmt: skip
    old.update(
        "news_detail", first, bodyhtml="".join(f'<p><a href="{a.replace("&", "&amp;")}">x</a></p>' for a in links)
    )
    report = old.bring()
    by_title = {article.title: article for article in Article.objects.select_related("category")}
    new = [part.split('"')[0] for part in by_title["Một"].body.split('href="')[1:]]
    there = by_title["Hai"].get_absolute_url()
    assert new[:4] == [there] * 4
    assert new[4] == "/tin-tuc/hop-tac-xa/" and new[5].startswith("/van-ban/")
    assert new[6:] == [links[6], links[7], "/tin-tuc/", "#muc-2", "mailto:a@example.vn"]
    lost = [note for note in report["notes"] if note["reason"].startswith("Liên kết trong bài")]
    assert [note["detail"] for note in lost] == ["/vi/news/hop-tac-xa/mat-999.html"]
    assert old.bring()["counts"]["article"]["unchanged"] == 2


HOUR = 3600
NOW = int(timezone.now().timestamp())


@pytest.mark.parametrize(
    ("values", "state", "public"),
    [
        ({"status": 1}, State.PUBLISHED, True),
        ({"status": 0}, State.WITHDRAWN, False),
        ({"status": 2, "publtime": NOW + 9 * HOUR}, State.PUBLISHED, False),
        ({"status": 3, "exptime": NOW - HOUR}, State.PUBLISHED, False),
        ({"status": 3}, State.WITHDRAWN, False),
        ({"status": 1, "exptime": NOW - HOUR}, State.PUBLISHED, False),
        ({"status": 1, "exptime": NOW + 9 * HOUR}, State.PUBLISHED, True),
        ({"status": 4}, State.DRAFT, False),
        ({"status": 5}, "submitted", False),
        ({"status": 8}, State.PENDING, False),
        ({"status": 22}, State.WITHDRAWN, False),
        ({"status": 25}, State.DRAFT, False),
        ({"status": 77}, State.DRAFT, False),
    ],
)
def test_what_was_hidden_stays_hidden(old, values, state, public):
    old.article(**values)
    old.bring()
    assert the_article().state == state
    assert Article.objects.published().exists() == public


def test_a_category_for_members_does_not_become_public(old):
    old.sql("UPDATE nv4_vi_news_cat SET groups_view = '4' WHERE catid = 1")
    old.article()
    assert reasons(old.bring()) == ["Chỉ dành cho một số nhóm ở cổng cũ: để ở bản nháp"]
    assert the_article().state == State.DRAFT


def test_the_name_of_who_entered_it_stands_for_an_author_and_never_the_account(old):
    old.insert_global("users", userid=7, username="taikhoan", password="mk", email="a@b.vn", first_name="Trang",
                      last_name="Lò Thu")  # fmt: skip
    old.insert_global("users", userid=8, username="taikhoan2")
    old.article("A", author="", admin_id=7)
    old.article("B", author="", admin_id=8)
    pen = old.article("C", author="", admin_id=7)
    old.insert("news_authorlist", id=pen, aid=1, pseudonym="Hoa Ban")
    old.bring()
    assert sorted(Article.objects.values_list("title", "author_name")) == [
        ("A", "Lò Thu Trang"), ("B", ""), ("C", "Hoa Ban"),
    ]  # fmt: skip


def test_one_bad_row_loses_nothing(old):
    old.article("&nbsp;", "<p>Không có tiêu đề</p>")
    old.article("Chuyên mục lạ", catid=99, listcatid="99")
    old.article("Không nội dung", "<p>&nbsp;</p>")
    old.article("Không ngày", publtime=0, addtime=PUBLISHED)
    old.sql("DELETE FROM nv4_vi_news_detail WHERE id = %s", old.article("Mất thân bài"))
    old.article("Tốt")
    report = old.bring()
    assert report["counts"]["article"]["brought"] == 5 and report["counts"]["article"]["refused"] == 1
    assert Article.objects.get(title="Chuyên mục lạ").category.name == "Chưa phân loại"
    assert Article.objects.get(title="Không ngày").publish_from.year == 2022
    assert {"Tiêu đề trống: không mang sang", "Nội dung trống"} <= set(report["reasons"])


def test_a_row_that_cannot_be_written_is_told_and_the_others_come(old, monkeypatch):
    old.article("Một")
    old.article("Hai")
    save = Article.save

    def fail(self, *args, **kwargs):
        if self.title == "Một":
            raise ValueError("hỏng")
        return save(self, *args, **kwargs)

    monkeypatch.setattr(Article, "save", fail)
    report = old.bring()
    assert report["counts"]["article"]["refused"] == 1
    assert the_article().title == "Hai"
    assert not BroughtItem.objects.filter(kind="article", old_key="1").exists()
    monkeypatch.undo()
    assert old.bring()["counts"]["article"] == report["counts"]["article"] | {"refused": 0, "unchanged": 1}


def test_a_second_run_adds_nothing(old):
    old.file("news/a.jpg")
    old.article(body='<p><img src="/uploads/news/a.jpg"></p>', hitstotal=50, total_rating=5, click_rating=1)
    old.bring()
    before = [the_article().__dict__ | {"_state": 0}, totals("article", [the_article().pk])]
    counted = [model.objects.count() for model in (Article, Category, Tag, MovedAddress, BroughtItem, DailyCount)]
    report = old.bring()
    assert [the_article().__dict__ | {"_state": 0}, totals("article", [the_article().pk])] == before
    assert [m.objects.count() for m in (Article, Category, Tag, MovedAddress, BroughtItem, DailyCount)] == counted
    assert report["counts"]["article"] == {
        "brought": 0, "updated": 0, "unchanged": 1, "kept": 0, "deleted": 0, "refused": 0,
    }  # fmt: skip


def test_the_old_portal_may_go_on_between_two_runs(old):
    number = old.article("Cũ", hitstotal=50, total_rating=5, click_rating=1)
    old.bring()
    DailyCount.objects.filter(subject="article", action="view").update(count=57)  # seven readers here
    old.update("news_rows", number, title="Mới", hitstotal=60, total_rating=9, click_rating=2)
    old.article("Thêm")
    report = old.bring()["counts"]["article"]
    assert (report["updated"], report["brought"]) == (1, 1)
    article = Article.objects.get(title="Mới")
    assert totals("article", [article.pk])[article.pk]["view"] == 67
    assert (article.rating_total, article.rating_count) == (9, 2)


def test_what_was_edited_or_deleted_here_is_left_alone(old):
    edited, deleted = old.article("Một"), old.article("Hai")
    old.bring()
    article = Article.objects.get(title="Một")
    article.lead = "Biên tập viên đã viết lại."
    article.save()
    Article.objects.get(title="Hai").delete()
    old.update("news_rows", edited, title="Một mới", hitstotal=5)
    old.update("news_rows", deleted, title="Hai mới")
    report = old.bring()
    assert (report["counts"]["article"]["kept"], report["counts"]["article"]["deleted"]) == (1, 1)
    article = the_article()
    assert (article.title, article.lead) == ("Một", "Biên tập viên đã viết lại.")
    assert totals("article", [article.pk])[article.pk]["view"] == 5
    assert "Đã sửa ở cổng mới" in report["printed"] and "Đã xóa ở cổng mới" in report["printed"]


def test_tags_and_state_count_as_editing_and_votes_do_not(old):
    first = old.article("Một")
    second = old.article("Hai")
    old.bring()
    Article.objects.get(title="Hai").rate(5)
    Article.objects.get(title="Một").tags.add(Tag.objects.create(name="Mới", slug="moi"))
    old.update("news_rows", first, title="Một mới")
    old.update("news_rows", second, title="Hai mới")
    report = old.bring()["counts"]["article"]
    assert (report["kept"], report["updated"]) == (1, 1)


def test_old_addresses_lead_to_the_new_ones(old, client):
    number = old.article(alias="Hoi-nghi", catid=2, listcatid="2,1")
    old.insert("news_topics", topicid=3, title="Đại hội", alias="dai-hoi")
    old.bring()
    new = the_article().get_absolute_url()
    for address in (
        f"/vi/news/hop-tac-xa/Hoi-nghi-{number}.html", f"/news/hop-tac-xa/Hoi-nghi-{number}.html",
        f"/vi/news/tin-hoat-dong/Hoi-nghi-{number}.html", f"/vi/news/hop-tac-xa/Hoi-nghi-{number}/",
        f"/index.php?language=vi&nv=news&op=hop-tac-xa/Hoi-nghi-{number}",
    ):  # fmt: skip
        response = client.get(address)
        assert (response.status_code, response.url) == (301, new), address
    for address, there in (
        ("/vi/news/hop-tac-xa/", "/tin-tuc/hop-tac-xa/"), ("/vi/news/", "/tin-tuc/"), ("/vi/laws/", "/van-ban/"),
        ("/vi/news/topic/dai-hoi/", "/tin-tuc/su-kien/dai-hoi/"),
        ("/index.php?language=vi&nv=news&op=hop-tac-xa", "/tin-tuc/hop-tac-xa/"),
    ):  # fmt: skip
        assert client.get(address).url == there


def test_a_category_that_is_here_already_is_used(old):
    mine = factories.category("hop-tac-xa", name="HTX của ta")
    old.article(catid=2)
    old.bring()
    assert the_article().category == mine
    assert Category.objects.count() == 2


def test_categories_in_a_circle_end_somewhere(old):
    old.sql("UPDATE nv4_vi_news_cat SET parentid = 2 WHERE catid = 1")
    old.article()
    old.bring()
    assert Category.objects.count() == 2
    assert Category.objects.filter(parent=None).count() == 1


def test_a_dry_run_writes_nothing(old, settings):
    old.file("news/a.jpg")
    old.article(body='<p><img src="/uploads/news/a.jpg"><img src="/uploads/news/b.jpg"></p>', hitstotal=5)
    old.document(files="x.pdf")
    old.insert("comment", id=1, content="Tốt", post_name="An")
    report = old.bring("--dry-run")
    assert report["counts"]["article"]["brought"] == 1
    assert "Ảnh không có trong thư mục uploads" in report["reasons"]
    for model in (Article, Category, BroughtItem, MovedAddress, DailyCount):
        assert not model.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.webp"))
    assert "Chạy thử" in report["printed"]


def test_addresses_that_are_none_do_not_break(old):
    old.article(body='<p><a href="http://[x">a</a><img src="http://[x/uploads/a.jpg"><a href="http://a:b@[">b</a>c</p>')
    assert old.bring()["counts"]["article"]["brought"] == 1


def test_bodies_of_before_version_4_1(old):
    old.sql("CREATE TABLE nv4_vi_news_bodyhtml_1 (id int PRIMARY KEY, bodyhtml longtext, sourcetext varchar(255))")
    number = old.article(body="")
    old.sql("DROP TABLE nv4_vi_news_detail")
    old.insert("news_bodyhtml_1", id=number, bodyhtml="<p>Cũ lắm</p>", sourcetext="Báo cũ")
    old.bring()
    assert (the_article().body, the_article().source) == ("<p>Cũ lắm</p>", "Báo cũ")


def test_a_tag_without_a_name_is_left_out(old):
    old.insert("news_tags_id", id=old.article(), tid=77, keyword="")
    old.bring()
    assert not Tag.objects.exists()


def test_an_embedded_video_becomes_a_link(old):
    old.article(body='<p>Xem:</p><iframe src="//www.youtube.com/embed/abc"></iframe>')
    report = old.bring()
    assert 'href="https://www.youtube.com/embed/abc"' in the_article().body
    assert reasons(report) == ["Video, âm thanh nhúng trong bài đã đổi thành liên kết"]


def test_impossible_times_do_not_break(old):
    old.article(publtime=4294967295, exptime=4294967295)
    old.bring()
    assert the_article().publish_from > datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
