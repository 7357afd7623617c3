"""The way of an article: the table in docs/viet-bai.md is what happens, row by row, and nothing else does."""

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.utils import timezone

from kttt import revisions
from kttt.roles import ROLES
from news import workflow
from news.models import Article, ArticleEvent, ArticleState
from news.workflow import ACTIONS, Refused, Stage, perform, possible, stage_of
from tests import factories

pytestmark = pytest.mark.django_db
GUIDE = (Path(__file__).parents[2] / "docs" / "viet-bai.md").read_text(encoding="utf-8")
MINE, OTHERS = "Phóng viên, bài của mình", "Phóng viên, bài người khác"
WHO = (MINE, OTHERS, "Biên tập", "Lãnh đạo duyệt", "Quản trị")
STAGES = {stage.label: stage for stage in Stage}
CODES = {action.label: action.code for action in ACTIONS.values()}


def rows(columns):
    """The rows of the guide's tables with so many columns, without head and rule."""
    lines = [line.strip("| \n").split(" | ") for line in GUIDE.splitlines() if line.startswith("| ")]
    return [cells for cells in lines if len(cells) == columns and cells[0] in STAGES]


STEPS = {(cells[0], cells[1]): (dict(zip(WHO, cells[2:7], strict=True)), cells[7]) for cells in rows(8)}
EDITING = {cells[0]: dict(zip(WHO, cells[1:6], strict=True)) for cells in rows(6)}


def in_stage(stage, **values):
    """An article that stands in `stage`."""
    now, hour = timezone.now(), timedelta(hours=1)
    times = {
        Stage.SCHEDULED: {"publish_from": now + hour},
        Stage.EXPIRED: {"publish_from": now - 2 * hour, "publish_until": now - hour},
    }
    state = "published" if stage in (Stage.SCHEDULED, Stage.EXPIRED) else stage.value
    made = factories.article(f"Bài {stage.label}", state=state, **(times.get(stage, {}) | values))
    assert stage_of(made) == stage
    return made


def somebody(who):
    """(user, author of the articles) for a column of the guide's tables, or a role."""
    user = User.objects.filter(username=f"x{len(who)}").first()
    if user is None:
        user = factories.staff(f"x{len(who)}", group="Phóng viên" if who in (MINE, OTHERS) else who)
    other = User.objects.get_or_create(username="khac")[0]
    return user, (user if who == MINE else other)


def fresh(user):
    """`user` without what was remembered of its permissions."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("stage", Stage, ids=lambda stage: stage.value)
@pytest.mark.parametrize("who", [*WHO, "Văn thư", "Cán bộ đăng ký"])
def test_the_guides_table_is_what_happens(who, stage):
    user, author = somebody(who)
    soon = timezone.now() + timedelta(hours=3)
    for action in ACTIONS.values():
        article = in_stage(stage, created_by=author)
        cells, target = STEPS.get((stage.label, action.label), ({}, None))
        said = {"reason": "Vì lẽ đó.", "at": soon if action.hour == workflow.MUST else None}
        offered = action.code in {step.code for step in possible(article, user)}
        assert offered == (cells.get(who) == "có"), (who, stage.label, action.label)
        if offered:
            done = perform(article, action.code, user, **said)
            assert stage_of(done).label == target == stage_of(Article.objects.get(pk=article.pk)).label
            event = ArticleEvent.objects.get(article=article)
            assert (event.user, event.action, event.from_state, event.to_state) == (
                user, action.code, article.state, done.state,
            )  # fmt: skip
        else:
            with pytest.raises(Refused):
                perform(article, action.code, user, **said)
            assert Article.objects.get(pk=article.pk).state == article.state
            assert not article.events.exists()


@pytest.mark.parametrize("stage", Stage, ids=lambda stage: stage.value)
@pytest.mark.parametrize("who", WHO)
def test_the_guide_says_who_edits(client, who, stage):
    user, author = somebody(who)
    article = in_stage(stage, created_by=author)
    allowed = EDITING[stage.label][who] == "có"
    assert workflow.may_edit(article, user) == allowed
    client.force_login(user)
    page = client.get(f"/quan-tri/news/article/{article.pk}/change/")
    assert page.status_code == 200
    assert ('name="title"' in page.content.decode()) == allowed
    answer = client.post(f"/quan-tri/news/article/{article.pk}/change/", {"title": "Đã đổi"})
    assert answer.status_code == (200 if allowed else 403)


def test_the_guide_has_every_role_and_no_row_that_is_none():
    assert {who for who in ROLES if who not in ("Văn thư", "Cán bộ đăng ký", "Phóng viên")} <= set(WHO)
    assert {(source.label, action.label) for action in ACTIONS.values() for source in action.sources} == set(STEPS)
    assert set(EDITING) == {stage.label for stage in Stage}


@pytest.mark.parametrize("stage", Stage, ids=lambda stage: stage.value)
def test_stages_are_the_same_in_sql_and_in_python(stage):
    made = {each: in_stage(each) for each in Stage}
    now = timezone.now()
    assert list(Article.objects.filter(workflow.in_stage(stage, now))) == [made[stage]]
    assert made[stage].is_published(now) == (stage == Stage.PUBLISHED)
    assert list(Article.objects.published(now)) == [made[Stage.PUBLISHED]]


def test_stages_change_at_the_minute():
    at = timezone.now()
    article = Article(state="published", publish_from=at, publish_until=at + timedelta(hours=1))
    assert stage_of(article, at - timedelta(seconds=1)) == Stage.SCHEDULED
    assert stage_of(article, at) == Stage.PUBLISHED
    assert stage_of(article, at + timedelta(hours=1)) == Stage.EXPIRED


def leader():
    return factories.staff("lanhdao", group="Lãnh đạo duyệt")


def test_words_name_the_hour():
    article = Article(state="published", publish_from=timezone.make_aware(timezone.datetime(2096, 11, 25, 7)))
    assert workflow.in_words(article) == "Đã duyệt, hẹn đăng 07:00 25/11/2096"
    article = Article(state="draft", returned_because="Thiếu nguồn.")
    assert workflow.in_words(article) == "Bị trả lại"


@pytest.mark.parametrize("code", ["return", "withdraw"])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_asked_for(code, reason):
    article = in_stage(Stage.PENDING if code == "return" else Stage.PUBLISHED)
    with pytest.raises(Refused, match="lý do"):
        perform(article, code, leader(), reason)
    assert Article.objects.get().state == article.state


def test_a_returned_article_says_why_until_it_is_sent_again(client):
    author = factories.staff("phongvien", group="Phóng viên")
    article = in_stage(Stage.PENDING, created_by=author)
    perform(article, "return", leader(), "Thiếu nguồn ảnh.")
    client.force_login(author)
    page = client.get(f"/quan-tri/news/article/{article.pk}/change/").content.decode()
    assert page.count("Thiếu nguồn ảnh.") == 2  # above the form, and in the log
    assert "Bị trả lại" in client.get("/quan-tri/news/article/").content.decode()
    perform(article, "submit", author)
    assert Article.objects.get().returned_because == ""
    assert article.events.filter(reason="Thiếu nguồn ảnh.").exists()


@pytest.mark.parametrize(
    ("code", "hours", "sentence"),
    [("schedule", None, "tương lai"), ("schedule", -1, "tương lai"), ("publish", 1, "Hẹn giờ đăng")],
)
def test_an_hour_that_is_not_meant_is_refused(code, hours, sentence):
    article = in_stage(Stage.PENDING)
    at = None if hours is None else timezone.now() + timedelta(hours=hours)
    with pytest.raises(Refused, match=sentence):
        perform(article, code, leader(), at=at)


def test_publishing_dates_the_article_when_it_is_published():
    article = in_stage(Stage.PENDING, publish_from=timezone.now() - timedelta(days=9))
    assert timezone.now() - perform(article, "publish", leader()).publish_from < timedelta(minutes=1)
    old = in_stage(Stage.PENDING)
    day = timezone.now() - timedelta(days=400)
    assert perform(old, "publish", User.objects.get(username="lanhdao"), at=day).publish_from == day


def test_what_is_published_again_keeps_its_date_and_loses_an_end_that_is_over():
    article, user = in_stage(Stage.EXPIRED), leader()
    again = perform(article, "republish", user)
    assert (again.publish_from, again.publish_until) == (article.publish_from, None)
    ended = in_stage(Stage.PENDING, publish_until=timezone.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="Hiển thị đến"):
        perform(ended, "publish", user)


@pytest.mark.parametrize(
    ("groups", "people", "may"),
    [((), (), True), (("Biên tập",), (), True), (("Lãnh đạo duyệt",), (), False), ((), ("bt",), True),
     ((), ("khac",), False), (("Lãnh đạo duyệt",), ("bt",), True)],
)  # fmt: skip
def test_a_section_names_who_may_publish_in_it(groups, people, may):
    user, _other = factories.staff("bt", group="Biên tập"), factories.staff("khac", group="Biên tập")
    section = factories.category("mat", name="Mật")
    section.publisher_groups.set(Group.objects.filter(name__in=groups))
    section.publishers.set(User.objects.filter(username__in=people))
    pending, public = in_stage(Stage.PENDING, category=section), in_stage(Stage.PUBLISHED, category=section)
    assert ("publish" in {step.code for step in possible(pending, user)}) == may
    assert workflow.may_edit(public, user) == may
    assert workflow.may_edit(pending, user)
    assert workflow.is_publisher(pending, User.objects.create_superuser("root"))


def test_an_article_is_not_moved_into_a_section_where_one_may_not_publish(client):
    section = factories.category("mat", name="Mật")
    section.publisher_groups.add(Group.objects.get(name="Lãnh đạo duyệt"))
    client.force_login(factories.staff(group="Biên tập"))
    answer = client.post("/quan-tri/news/article/add/", form(category=section.pk, _action="publish"))
    assert answer.status_code == 200 and "Bạn không có quyền “Duyệt và xuất bản”" in answer.content.decode()
    public = factories.article()
    day = {"publish_from_0": "01/01/2026", "publish_from_1": "08:00"}
    address = f"/quan-tri/news/article/{public.pk}/change/"
    answer = client.post(address, form(public, category=section.pk, _continue=1, **day))
    assert "Bạn không được đăng bài ở chuyên mục này" in answer.content.decode()
    assert Article.objects.get().category != section


# The form's parts (photos, video, files), all empty.
NO_PARTS = {f"{part}-{forms}_FORMS": 0 for part in ("photos", "video", "files") for forms in ("TOTAL", "INITIAL")}


def form(article=None, **values):
    """What a browser sends of the form of an article, or a new one."""
    values["_version"] = revisions.latest(article) if article else 0
    values.setdefault("category", factories.category().pk)
    return {
        "title": "Tin thử", "lead": "", "body": "<p>a</p>", "cover_alt": "", "cover_caption": "", "author_name": "",
        "source": "", "slug": "", "publish_until_0": "", "publish_until_1": "", "comments_open": "on",
        "_at": "", "_reason": "", "kind": "text", **NO_PARTS,
    } | values  # fmt: skip


def test_a_reporter_cannot_publish(client):
    client.force_login(factories.staff(group="Phóng viên"))
    offered = re.findall(r'name="_action" value="(\w+)"', client.get("/quan-tri/news/article/add/").content.decode())
    assert offered == ["submit"]
    client.post("/quan-tri/news/article/add/", form(state="published", _continue=1))
    article = Article.objects.get()
    assert article.state == "draft"
    address = f"/quan-tri/news/article/{article.pk}/"
    answer = client.post(f"{address}change/", form(article, _action="publish"))
    assert "Bạn không có quyền" in answer.content.decode()
    client.post(f"{address}buoc/", {"_action": "publish"})
    assert Article.objects.get().state == "draft"
    client.post(f"{address}change/", form(article, _action="submit"))
    assert Article.objects.get().state == "submitted"
    assert client.post(f"{address}change/", form(title="Khác", _continue=1)).status_code == 403
    client.post(f"{address}buoc/", {"_action": "recall", "next": "https://evil.example/"})
    assert Article.objects.get().state == "draft"


def test_what_was_written_comes_back_when_a_reason_is_missing(client):
    article = in_stage(Stage.PENDING)
    client.force_login(leader())
    answer = client.post(
        f"/quan-tri/news/article/{article.pk}/change/", form(article, title="Đã sửa lại", _action="return")
    )
    page = answer.content.decode()
    assert "Hãy ghi lý do" in page and 'value="Đã sửa lại"' in page
    assert Article.objects.get().title == article.title


def test_saving_and_taking_a_step_are_one_click(client):
    client.force_login(factories.staff(group="Biên tập"))
    at = timezone.localtime() + timedelta(days=1)
    step = {"_action": "schedule", "_at": f"{at:%Y-%m-%dT%H:%M}"}
    answer = client.post("/quan-tri/news/article/add/", form(title="Mới", **step), follow=True)
    article = Article.objects.get()
    assert stage_of(article) == Stage.SCHEDULED and article.publish_from == at.replace(second=0, microsecond=0)
    assert f"Đã duyệt, hẹn đăng {at:%H:%M %d/%m/%Y}" in answer.content.decode()
    assert article.created_by.username == "bientap"
    answer = client.post("/quan-tri/news/article/add/", form(_action="schedule", _at="hôm nay"))
    assert "Hãy chọn đủ ngày và giờ đăng." in answer.content.decode()


def test_the_trash_is_emptied_by_who_may_delete_and_asks_again(client):
    article = in_stage(Stage.DRAFT)
    client.force_login(factories.staff("qt", group="Quản trị"))
    delete = f"/quan-tri/news/article/{article.pk}/delete/"
    assert client.post(delete, {"post": "yes"}).status_code == 403
    client.post("/quan-tri/news/article/", {"action": "trash_selected", "_selected_action": [article.pk]})
    assert Article.objects.get().state == ArticleState.TRASHED
    assert article.title not in client.get("/quan-tri/news/article/").content.decode()
    trash = "/quan-tri/news/article/?stage=trashed"
    assert article.title in client.get(trash).content.decode()
    selected = {"action": "delete_selected", "_selected_action": [article.pk]}
    asked = client.post(trash, selected)
    assert "Bạn có chắc" in asked.content.decode() and Article.objects.exists()
    client.force_login(factories.staff("bt", group="Biên tập"))
    assert client.post(delete, {"post": "yes"}).status_code == 403
    client.post(trash, selected | {"post": "yes"})
    assert Article.objects.exists()
    client.force_login(User.objects.get(username="qt"))
    client.post(trash, selected | {"post": "yes"})
    assert not Article.objects.exists()


def test_the_trash_takes_only_what_may_be_thrown_away(client):
    public = in_stage(Stage.PUBLISHED)
    client.force_login(factories.staff(group="Biên tập"))
    page = client.post(
        "/quan-tri/news/article/", {"action": "trash_selected", "_selected_action": [public.pk]}, follow=True
    )
    assert "Bài đang ở trạng thái “Đang đăng”" in page.content.decode()
    assert Article.objects.get().state == "published"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_press_at_once_one_is_told():
    article, user = in_stage(Stage.PENDING), leader()
    outcomes, together = [], threading.Barrier(2)

    def press(code):
        together.wait()
        try:
            perform(article, code, fresh(user), "Vì lẽ đó.")
            outcomes.append(code)
        except Refused as refused:
            outcomes.append(" ".join(refused.messages))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[code]) for code in ("publish", "trash")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([said for said in outcomes if said in ("publish", "trash")]) == 1
    assert len([said for said in outcomes if "Bài đang ở trạng thái" in said]) == 1
    assert article.events.count() == 1


def test_the_list_asks_as_much_for_many_articles_as_for_few(client, django_assert_max_num_queries):
    client.force_login(factories.staff(group="Biên tập"))
    for number in range(30):
        in_stage(list(Stage)[number % 8], category=factories.category(f"muc-{number}", name=f"Mục {number}"))
    with django_assert_max_num_queries(16):
        page = client.get("/quan-tri/news/article/").content.decode()
    assert "hẹn đăng" in page and "Hết hạn từ" in page
