"""No text is lost, and none overwritten in silence: the server's half (tests/browser has the browser's)."""

import gzip
import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kttt import revisions
from news import working_copies
from news.models import Article, Tag, Topic, WorkingCopy
from tests import factories
from tests.news.test_workflow import form

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/news/article/"
URL = f"{DESK}ban-dang-viet/"
NEW = "moi-0123456789abcdef"


@pytest.fixture
def editor(client):
    user = factories.staff("bientap", group="Biên tập", first_name="An", last_name="Lò")
    client.force_login(user)
    return user


def send(client, user, key=NEW, typed="1", **values):
    return client.post(URL, {"_user": user.pk, "_copy": key, "_typed": typed} | values)


def test_what_is_typed_comes_back_into_the_form(client, editor):
    category = factories.category("mat", name="Mật")
    tags = [Tag.objects.create(name=name, slug=name) for name in ("che", "que")]
    typed = form(
        title="Đồi chè <b>", body="<p>Đang viết</p>", category=category.pk, tags=[tag.pk for tag in tags],
        publish_until_0="01/02/2096", publish_until_1="07:30", pinned="on",
    )  # fmt: skip
    del typed["comments_open"]
    answer = send(client, editor, **typed).json()
    assert answer["saved_at"] and answer["others"] == [] and answer["newer"] == ""
    page = client.get(f"{DESK}add/").content.decode()
    copy = WorkingCopy.objects.get()
    assert "Có bản chưa lưu lúc" in page and f"?ban={copy.pk}" in page and "Đồi chè &lt;b&gt;" in page
    page = client.get(f"{DESK}add/?ban={copy.pk}").content.decode()
    assert "Đang dùng bản chưa lưu" in page and f'value="{NEW}"' in page and "Có bản chưa lưu" not in page
    shown = client.get(f"{DESK}add/?ban={copy.pk}").context["adminform"].form
    assert 'value="Đồi chè &lt;b&gt;"' in str(shown["title"]) and "&lt;p&gt;Đang viết" in str(shown["body"])
    assert f'value="{category.pk}" selected' in str(shown["category"])
    assert str(shown["tags"]).count("selected") == 2
    assert "01/02/2096" in str(shown["publish_until"]) and "07:30" in str(shown["publish_until"])
    assert "checked" in str(shown["pinned"]) and "checked" not in str(shown["comments_open"])
    client.post(f"{DESK}add/", typed | {"_copy": NEW, "_continue": 1})
    assert Article.objects.get().title == "Đồi chè <b>" and not WorkingCopy.objects.exists()


def test_a_copy_keeps_no_token_and_no_step(client, editor):
    send(client, editor, title="Đồi", csrfmiddlewaretoken="x", _action="publish", _reason="y")
    assert set(WorkingCopy.objects.get().data) == {"title", "_copy"}


def test_of_several_copies_the_last_counts_and_each_new_article_has_its_own(client, editor):
    for title in ("Một", "Hai"):
        send(client, editor, title=title)
    send(client, editor, "moi-ffffffffffffffff", title="Bài khác")
    assert sorted(copy.title for copy in WorkingCopy.objects.all()) == ["Bài khác", "Hai"]
    page = client.get(f"{DESK}add/").content.decode()
    assert "“Bài khác”" in page and "“Hai”" in page


def test_a_copy_is_nobody_elses(client, editor):
    send(client, editor, title="Của tôi")
    copy = WorkingCopy.objects.get()
    other = Client()
    other.force_login(factories.staff("khac", group="Biên tập"))
    for address in (f"{DESK}add/", f"{DESK}add/?ban={copy.pk}"):
        assert "Của tôi" not in other.get(address).content.decode()
    other.post(f"{URL}{NEW}/bo/")
    assert WorkingCopy.objects.exists()
    assert client.post(f"{URL}{NEW}/bo/").url == f"{DESK}add/"
    assert not WorkingCopy.objects.exists()
    assert client.post(f"{URL}xx/bo/").status_code == 404
    assert client.get(f"{DESK}add/?ban=x").status_code == 200


def test_without_a_session_the_answer_is_for_a_script(client, editor):
    client.logout()
    for answer in (client.get(URL), send(client, editor, title="Mất?")):
        assert answer.status_code == 401 and answer.json() == {"signed_in": None}
        assert "no-store" in answer["Cache-Control"]
    client.force_login(factories.staff("khac", group="Biên tập"))
    answer = send(client, editor, title="Của ai?")
    assert answer.status_code == 409 and answer.json()["signed_in"] == "khac"
    client.force_login(editor)
    assert client.get(URL).json()["user"] == str(editor.pk)
    assert not WorkingCopy.objects.exists()


def test_a_forged_post_is_refused(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert send(strict, editor, title="Giả").status_code == 403
    token = strict.get(URL).json()["token"]
    answer = strict.post(URL, {"_user": editor.pk, "_copy": NEW, "_typed": 1}, headers={"X-CSRFToken": token})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("key", "status"),
    [("", 400), ("bai-x", 400), ("moi-1", 400), ("bai-999999", 403), ("bai-99999999999999999999", 400)],
)
def test_nonsense_is_refused_in_words(client, editor, key, status):
    answer = send(client, editor, key, title="Đồi")
    assert answer.status_code == status and "hãy chép lại" in answer.json()["refused"]


def test_who_may_not_write_keeps_nothing(client):
    clerk = factories.staff("vt", group="Văn thư")
    client.force_login(clerk)
    assert send(client, clerk, title="Đồi").status_code == 403
    assert not WorkingCopy.objects.exists()


def test_each_sees_who_else_has_the_article_open(client, editor):
    article = factories.article(state="draft")
    key = f"bai-{article.pk}"
    other, second = Client(), factories.staff("khac", group="Biên tập", first_name="Sử", last_name="Giàng")
    other.force_login(second)
    assert send(client, editor, key, typed="").json()["others"] == []
    assert send(other, second, key, typed="").json()["others"] == [editor.get_full_name()]
    assert send(client, editor, key, typed="").json()["others"] == [second.get_full_name()]
    assert "Có bản chưa lưu" not in client.get(f"{DESK}{article.pk}/change/").content.decode()
    WorkingCopy.objects.update(seen_at=timezone.now() - working_copies.PRESENT - timedelta(seconds=1))
    assert send(client, editor, key, typed="").json()["others"] == []


def test_a_copy_survives_the_article_being_taken_away(client):
    author = factories.staff("pv", group="Phóng viên")
    client.force_login(author)
    article = factories.article(state="draft", created_by=author)
    Article.objects.filter(pk=article.pk).update(state="pending")
    assert send(client, author, f"bai-{article.pk}", title="Còn đây").status_code == 200
    Article.objects.filter(pk=article.pk).update(state="draft")
    assert "Còn đây" in client.get(f"{DESK}{article.pk}/change/").content.decode()


def test_a_month_later_copies_are_forgotten(client, editor):
    send(client, editor, title="Cũ")
    working_copies.forget_old()
    assert WorkingCopy.objects.exists()
    WorkingCopy.objects.update(seen_at=timezone.now() - timedelta(days=31))
    working_copies.forget_old()
    assert not WorkingCopy.objects.exists()


def test_a_save_over_a_newer_version_is_refused_with_both(client, editor):
    article = factories.article("Một", state="draft", body="<p>Đồi chè</p>")
    key, opened = f"bai-{article.pk}", form(article, title="Của tôi", body="<p>Đồi quế</p>", _continue=1)
    other, second = Client(), factories.staff("khac", group="Biên tập", first_name="Sử", last_name="Giàng")
    other.force_login(second)
    address = f"{DESK}{article.pk}/change/"
    assert other.post(address, form(article, title="Của người khác", _continue=1)).status_code == 302
    told = send(client, editor, key, **opened).json()
    assert second.get_full_name() in told["newer"]
    answer = client.post(address, opened | {"_copy": key})
    page = answer.content.decode()
    assert answer.status_code == 200 and "Có người đã lưu bài này" in page and second.get_full_name() in page
    assert "Hãy sửa các lỗi" in page
    assert "<del>người khác</del>" in page and "<ins>tôi</ins>" in page and 'value="Của tôi"' in page
    assert Article.objects.get().title == "Của người khác"
    assert WorkingCopy.objects.filter(user=editor, saved_at__isnull=False).exists()
    # The same refused save once more, and a step, change nothing.
    assert client.post(address, opened | {"_action": "publish"}).status_code == 200
    assert Article.objects.get().state == "draft"
    newest = revisions.latest(article)
    del opened["_continue"]
    assert client.post(address, opened | {"_overwrite": newest, "_copy": key}).url == address
    assert Article.objects.get().title == "Của tôi"
    assert [version.title for version in article.history.all()] == ["Của tôi", "Của người khác", "Một"]
    assert not WorkingCopy.objects.filter(user=editor).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_save_at_once_one_is_asked():
    article = factories.article("Một", state="draft")
    clients, together, answers = [], threading.Barrier(2), []
    for name in ("an", "su"):
        clients.append(Client())
        clients[-1].force_login(factories.staff(name, group="Biên tập"))
    opened = [form(article, title=f"Của {name}", _continue=1) for name in ("An", "Sử")]

    def save(client, typed):
        together.wait()
        answers.append(client.post(f"{DESK}{article.pk}/change/", typed).status_code)
        connection.close()

    threads = [threading.Thread(target=save, args=both) for both in zip(clients, opened, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302]
    assert article.history.count() == 2


def test_choosing_mine_counts_only_for_the_version_that_was_seen(client, editor):
    article = factories.article("Một", state="draft")
    opened, seen = form(article, title="Của tôi"), revisions.latest(article)
    for title in ("Hai", "Ba"):
        article.title = title
        article.save()
    answer = client.post(f"{DESK}{article.pk}/change/", opened | {"_version": seen, "_overwrite": seen + 1})
    assert answer.status_code == 200 and Article.objects.get().title == "Ba"


def test_a_copy_of_an_older_version_is_still_asked_about(client, editor):
    article = factories.article("Một", state="draft")
    send(client, editor, f"bai-{article.pk}", **form(article, title="Đang viết"))
    article.title = "Hai"
    article.save()
    copy = WorkingCopy.objects.get()
    page = client.get(f"{DESK}{article.pk}/change/?ban={copy.pk}")
    assert page.context["copy_version"] == copy.data["_version"][0] != str(revisions.latest(article))


def test_the_editor_page_asks_as_much_of_ten_thousand_articles_as_of_ten(client, editor):
    tag, category = Tag.objects.create(name="Chè", slug="che"), factories.category()
    article = factories.article("Một", state="draft", topic=Topic.objects.create(name="Vụ", slug="vu"))
    article.tags.add(tag)
    find = {"app_label": "news", "model_name": "article", "field_name": "tags", "term": "ch"}

    def asked():
        counts = []
        for address, query in (
            (f"{DESK}{article.pk}/change/", {}), (f"{DESK}add/", {}), (DESK, {}), ("/quan-tri/autocomplete/", find),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address, query).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    few = asked()
    assert few[0] <= 20 and few[1] <= 14 and few[2] <= 14 and few[3] <= 10, few
    Tag.objects.bulk_create(Tag(name=f"Thẻ {number}", slug=f"the-{number}") for number in range(1000))
    Article.objects.bulk_create(
        Article(title=f"Bài {number}", slug="bai", category=category, body="", state="draft", created_by=editor)
        for number in range(10_000)
    )
    assert asked() == few


def test_the_editor_page_is_light_apart_from_the_editor(client, editor):
    page = client.get(f"{DESK}add/").content
    files = set(re.findall(r'(?:src|href)="/static/([^"?]+\.(?:css|js))"', page.decode()))
    assert "js/working-copy.js" in files and len(files) > 10
    own = [name for name in files if not name.startswith("django_ckeditor_5/")]
    weight = {name: len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in own}
    assert len(gzip.compress(page)) + sum(weight.values()) <= 300 * 1024, sorted(weight.items(), key=lambda w: -w[1])
    assert weight["js/working-copy.js"] + weight["css/article-desk.css"] <= 8 * 1024
