"""The versions of an article on the desk."""

import re

import pytest

from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    made = factories.article("Một <b>", state="draft", lead="Họp tổng kết")
    made.title, made.lead = "Hai <script>alert(1)</script>", "Họp sơ kết"
    made.save()
    return made


def addresses(article):
    old, new = article.history.order_by("history_id")
    base = f"/quan-tri/news/article/{article.pk}/"
    return f"{base}history/", f"{base}ban/so-sanh/?cu={new.pk}&moi={old.pk}", f"{base}ban/{old.pk}/lay-lai/"


def test_two_versions_side_by_side_are_safe_to_look_at(client, article):
    client.force_login(factories.staff(group="Biên tập"))
    history, compare, _restore = addresses(article)
    page = client.get(history).content.decode()
    assert len(re.findall(r'name="(?:cu|moi)"[^>]* checked', page)) == 2
    page = client.get(compare).content.decode()
    assert "<del>tổng</del>" in page and "<ins>sơ</ins>" in page
    assert ("<script>alert" not in page and "&lt;</ins>" in page) or "&lt;script" in page


def test_a_version_is_brought_back_by_who_may_edit(client, article):
    history, compare, restore = addresses(article)
    client.force_login(factories.staff("pv", group="Phóng viên"))
    assert "lay-lai" not in client.get(compare).content.decode()
    assert client.post(restore).status_code == 403
    client.force_login(factories.staff(group="Biên tập"))
    assert client.get(restore).status_code == 405
    assert client.post(restore).url == history
    again = Article.objects.get()
    assert (again.title, again.state) == ("Một <b>", "draft")
    assert again.history.first().history_user.username == "bientap"
    assert "Lấy lại bản lúc" in client.get(history).content.decode()


def test_versions_of_others_and_nonsense_are_not_there(client, article):
    other = factories.article("Khác")
    client.force_login(factories.staff(group="Biên tập"))
    base = f"/quan-tri/news/article/{article.pk}/ban/"
    strange = other.history.first().pk
    for query in (f"cu={strange}&moi={strange}", "cu=x&moi=-1", "", "cu=99999999999999999999&moi=1"):
        assert client.get(f"{base}so-sanh/?{query}").status_code == 404
    assert client.post(f"{base}{strange}/lay-lai/").status_code == 404
    assert client.get("/quan-tri/news/article/x/history/").status_code == 404
    client.force_login(factories.staff("vt", group="Văn thư"))
    assert client.get(f"/quan-tri/news/article/{article.pk}/history/").status_code == 403


def test_many_versions_take_as_many_queries_as_few(client, article, django_assert_max_num_queries):
    client.force_login(factories.staff(group="Biên tập"))
    for number in range(30):
        article.title = f"Bản {number}"
        article.save()
    with django_assert_max_num_queries(15):
        page = client.get(f"/quan-tri/news/article/{article.pk}/history/").content.decode()
    assert "Bản 29" in page
