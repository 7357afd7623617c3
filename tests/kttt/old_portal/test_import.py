"""The import as a whole: comments, visits, other names of tables, refusals, interruption, size."""

import sys
import tracemalloc

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kttt.old_portal import database
from kttt.old_portal.models import BroughtItem
from kttt.pages.models import SiteSettings
from news.models import Article, Comment
from tests.kttt.old_portal.nukeviet import PUBLISHED, NukeViet


def test_comments_come_with_name_day_and_state_and_nothing_else(old):
    old.insert_global("users", userid=7, username="taikhoan", first_name="An", last_name="Lò Văn")
    number = old.article()
    said = {"id": number, "post_time": PUBLISHED, "post_email": "doc@example.vn", "post_ip": "10.0.0.1"}
    first = old.insert("comment", content="Hay &quot;qu&aacute;&quot;<br />\r\nCảm ơn", post_name="B&igrave;nh",
                       status=1, **said)  # fmt: skip
    old.insert("comment", content="Chờ", post_name="taikhoan", userid=7, pid=first, **said)
    old.insert("comment", content="Ẩn danh", post_name="taikhoan", userid=8, **said)
    old.insert("comment", content="x" * 3000, post_name="", **said)
    old.insert("comment", content="<br />", post_name="An", **said)
    old.insert("comment", content="Bài khác", post_name="An", **(said | {"id": 999}))
    old.insert("comment", content="Của văn bản", module="laws", post_name="An", **said)
    report = old.bring()
    assert report["counts"]["comment"]["brought"] == 4 and report["counts"]["comment"]["refused"] == 2
    comments = list(Comment.objects.order_by("pk"))
    assert [comment.name for comment in comments] == ["Bình", "Lò Văn An", "Bạn đọc", "Bạn đọc"]
    assert comments[0].text == 'Hay "quá"\nCảm ơn'
    assert [comment.state for comment in comments] == ["approved", "pending", "pending", "pending"]
    assert f"{timezone.localtime(comments[0].created_at):%d/%m/%Y %H:%M}" == "04/03/2022 09:50"
    assert len(comments[3].text) <= 2000
    comments[0].delete()
    assert old.bring()["counts"]["comment"]["brought"] == 0
    assert Comment.objects.count() == 3


def test_visits_are_carried_over_once_and_follow_until_the_office_says_otherwise(old):
    old.insert_global("counter", c_type="total", c_val="hits", c_count=1234567)
    old.insert_global("counter", c_type="year", c_val="2022", c_count=999)
    old.bring()
    old.bring()
    assert SiteSettings.current().visits_before == 1234567
    old.sql("UPDATE nv4_counter SET c_count = 1234600 WHERE c_val = 'hits'")
    old.bring()
    assert SiteSettings.current().visits_before == 1234600
    SiteSettings(pk=1, visits_before=5).save()
    assert old.bring()["counts"]["visits"]["kept"] == 1
    assert SiteSettings.current().visits_before == 5


def test_a_portal_without_laws_comments_and_counter(old):
    for table in ("vi_laws_row", "vi_comment", "counter", "users", "config", "vi_news_authorlist", "vi_news_topics"):
        old.sql(f"DROP TABLE nv4_{table}")
    old.sql("ALTER TABLE nv4_vi_news_rows DROP COLUMN external_link, DROP COLUMN homeimgalt")
    old.article()
    assert old.bring()["counts"]["article"]["brought"] == 1


def test_another_prefix_and_character_set(mariadb_socket, tmp_path, db):
    with NukeViet(mariadb_socket, tmp_path / "cu", prefix="nvx", charset="utf8mb3") as old:
        old.article("Đèo Ô Quy Hồ")
        old.bring()
        assert Article.objects.get().title == "Đèo Ô Quy Hồ"


def test_nothing_is_written_to_the_old_portal(old):
    reader = database.OldDatabase(old.url)
    with pytest.raises(reader._driver.MySQLError, match="READ ONLY"):
        reader._query("UPDATE nv4_vi_news_cat SET title = 'x'", [])
    reader.close()


def test_a_lost_connection_is_made_again(old):
    reader = database.OldDatabase(old.url)
    (row,) = reader._query("SELECT CONNECTION_ID() AS id", [])
    old.sql(f"KILL {row['id']}")
    assert reader.count("nv4_vi_news_cat") == 2
    reader.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda url: url.replace("mysql://", "postgres://"), "mysql://người-dùng"),
        (lambda url: url.replace("cu_", "khong_co_"), "Không mở được cơ sở dữ liệu cũ"),
        (lambda url: "mysql://root@127.0.0.1:1/x", "Không mở được cơ sở dữ liệu cũ"),
    ],
)
def test_an_old_portal_that_cannot_be_read_is_said_so(old, change, words):
    with pytest.raises(CommandError, match=words):
        call_command("import_nukeviet", change(old.url), "--uploads", str(old.folder))


def test_wrong_names_are_said_so(old):
    for option, words in (
        (["--prefix", "abc"], "không có bảng nào bắt đầu bằng abc_"),
        (["--module-news", "tin"], "hãy kiểm tra tên mô-đun"),
    ):  # fmt: skip
        with pytest.raises(CommandError, match=words):
            call_command("import_nukeviet", old.url, "--uploads", str(old.folder), *option)
    with pytest.raises(CommandError, match="Không có thư mục"):
        call_command("import_nukeviet", old.url, "--uploads", str(old.folder / "khong-co"))


def test_a_machine_without_the_driver_is_told_what_to_install(old, monkeypatch):
    monkeypatch.setitem(sys.modules, "pymysql", None)
    with pytest.raises(CommandError, match="pip install 'PyMySQL"):
        call_command("import_nukeviet", old.url, "--uploads", str(old.folder))


def test_an_interrupted_import_goes_on(old, monkeypatch):
    for n in range(6):
        old.article(f"Bài {n}", hitstotal=10)
    save = Article.save

    def stop(self, *args, **kwargs):
        if self.title == "Bài 3":
            raise KeyboardInterrupt
        return save(self, *args, **kwargs)

    monkeypatch.setattr(Article, "save", stop)
    with pytest.raises(KeyboardInterrupt):
        old.bring()
    monkeypatch.undo()
    assert Article.objects.count() == 3
    report = old.bring()["counts"]["article"]
    assert (report["brought"], report["unchanged"]) == (3, 3)


def test_each_article_costs_the_same_few_queries(old):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            old.bring()
        return len(captured)

    old.article("Bài đầu")
    old.bring()
    nothing_new = queries()
    for n in range(20):
        old.article(f"Bài thêm {n}")
    assert queries() - nothing_new <= 20 * 14
    assert queries() - nothing_new <= 20 * 2


@pytest.mark.prove
def test_two_thousand_articles_in_bounded_memory(old):
    body = "<p>" + "Hợp tác xã đổi mới. " * 2_000 + "</p>"
    for n in range(2_000):
        old.article(f"Bài {n}", body, hitstotal=n)
    old.file("news/a.jpg")
    tracemalloc.start()
    old.bring()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert Article.objects.count() == 2_000
    assert BroughtItem.objects.filter(kind="article").count() == 2_000
    # All bodies together are 100 MB.
    assert peak < 40 * 1024 * 1024
