"""The preview: what readers will see, for whoever has the link, and nothing that is counted, kept or found."""

import pytest
from django.core import signing
from lxml import html

from kttt import revisions
from kttt.visits import reading
from news import preview
from news.models import Article
from news.workflow import Stage, perform
from tests import factories
from tests.news.test_workflow import in_stage

pytestmark = pytest.mark.django_db
HIDDEN = [stage for stage in Stage if stage not in (Stage.PUBLISHED, Stage.TRASHED)]


def token(*said):
    return f"/tin-tuc/xem-truoc/{signing.dumps(list(said), salt='news.preview')}/"


@pytest.mark.parametrize("stage", HIDDEN, ids=lambda stage: stage.value)
def test_a_link_shows_the_article_and_leaves_no_trace(client, stage):
    article = in_stage(stage, lead="Sa-pô của bài", body="<p>Toàn văn đây.</p>")
    response = client.get(preview.address(article))
    page = response.content.decode()
    assert response.status_code == 200 and "Toàn văn đây." in page and "Sa-pô của bài" in page
    assert stage.label.split(",")[0] in page and "Đăng nhập để duyệt" in page
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"] and 'content="noindex' in page
    tree = html.fromstring(page)
    assert not tree.xpath("//body/@data-count-url") and not tree.xpath("//form[@method='post']")
    assert not tree.xpath("//link[@rel='canonical']") and article.get_absolute_url() not in page
    assert reading.totals("article", [article.pk]) == {} and not response.cookies


def test_only_its_own_signed_and_dated_token_opens_it(client, monkeypatch):
    article, other = in_stage(Stage.DRAFT), in_stage(Stage.PENDING)
    good = preview.address(article)
    assert client.get(good).status_code == 200
    for wrong in (
        "/tin-tuc/xem-truoc/x/", good[:-2] + "/", token(article.pk, "x"), token(article.pk, other.preview_key),
        token(article.pk + 99, article.preview_key),
        f"/tin-tuc/xem-truoc/{signing.dumps([article.pk, article.preview_key])}/",
    ):  # fmt: skip
        assert client.get(wrong).status_code == 404, wrong
    monkeypatch.setattr(preview, "LASTS", -1)
    assert client.get(good).status_code == 404


def test_a_link_ends_when_the_article_is_withdrawn_or_thrown_away(client):
    leader = factories.staff(group="Lãnh đạo duyệt")
    for stage, step in ((Stage.SCHEDULED, "withdraw"), (Stage.DRAFT, "trash")):
        article = in_stage(stage)
        address = preview.address(article)
        perform(article, step, leader, "Vì lẽ đó.")
        assert client.get(address).status_code == 404
    assert client.get(preview.address(in_stage(Stage.TRASHED))).status_code == 404


def test_a_link_leads_to_the_article_once_it_is_public(client):
    article = in_stage(Stage.PENDING)
    address = preview.address(article)
    Article.objects.filter(pk=article.pk).update(state="published")
    assert client.get(address).url == article.get_absolute_url()


def steps(client, article):
    """The steps that the preview offers, and the form's fields."""
    tree = html.fromstring(client.get(preview.address(article)).content.decode())
    names = tree.xpath("//section[@class='preview']//button/@value")
    return names, dict(tree.xpath("//section[@class='preview']//form")[0].form_values()) if names else {}


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("Lãnh đạo duyệt", ["return", "publish", "schedule"]),
        ("Biên tập", ["return", "publish", "schedule"]),
        ("Quản trị", ["return"]),
        ("Phóng viên", []),
        ("Văn thư", []),
    ],
)
def test_who_may_decide_does_so_there(client, role, offered):
    article = in_stage(Stage.PENDING)
    client.force_login(factories.staff(group=role))
    assert steps(client, article)[0] == offered


def test_approving_on_the_preview_leads_to_the_public_page(client):
    article = in_stage(Stage.PENDING)
    client.force_login(factories.staff(group="Lãnh đạo duyệt"))
    _names, fields = steps(client, article)
    response = client.post(f"/quan-tri/news/article/{article.pk}/buoc/", fields | {"_action": "publish"}, follow=True)
    assert response.redirect_chain[-1][0] == article.get_absolute_url()


def test_returning_asks_for_a_reason_there(client):
    article = in_stage(Stage.PENDING)
    client.force_login(factories.staff(group="Lãnh đạo duyệt"))
    _names, fields = steps(client, article)
    address = f"/quan-tri/news/article/{article.pk}/buoc/"
    assert "Hãy ghi lý do" in client.post(address, fields | {"_action": "return"}, follow=True).content.decode()
    said = {"_action": "return", "_reason": "Thiếu nguồn."}
    assert "Đã trả lại bài" in client.post(address, fields | said, follow=True).content.decode()
    assert Article.objects.get().returned_because == "Thiếu nguồn."


def test_what_was_changed_meanwhile_is_not_approved_unread(client):
    article = in_stage(Stage.PENDING)
    client.force_login(factories.staff(group="Lãnh đạo duyệt"))
    _names, fields = steps(client, article)
    assert fields["_version"] == str(revisions.latest(article))
    article.body = "<p>Khác hẳn</p>"
    article.save()
    answer = client.post(f"/quan-tri/news/article/{article.pk}/buoc/", fields | {"_action": "publish"}, follow=True)
    assert "hãy đọc lại bản mới" in answer.content.decode()
    assert Article.objects.get().state == "pending"


def test_the_desk_gives_the_link_while_the_article_is_not_public(client):
    client.force_login(factories.staff(group="Biên tập"))
    for stage in Stage:
        article = in_stage(stage)
        page = client.get(f"/quan-tri/news/article/{article.pk}/change/").content.decode()
        given = "http://testserver/tin-tuc/xem-truoc/" in page
        assert given == (stage not in (Stage.PUBLISHED, Stage.TRASHED)), stage
