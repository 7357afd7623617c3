"""What is remembered of public content, and how few queries a page then costs."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kttt import anonymous_forms, remembered, sidebar
from kttt.pages.models import MenuItem, Notice
from kttt.remembered import PublicState, Remembered, RememberedFor
from kttt.visits import recording
from news.models import Article, Comment
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def titles():
    """The titles of all articles, remembered; `asked` are the questions that reached the database."""
    asked = []

    def load(*which):
        asked.append(which)
        return [*Article.objects.published().order_by("pk").values_list("title", flat=True)]

    made = Remembered(load, kept=2)
    made.asked = asked
    return made


def test_it_is_loaded_once_until_something_changes(titles, django_assert_num_queries):
    article = factories.article("Chè")
    assert titles.get() == ["Chè"]
    with django_assert_num_queries(1):
        assert titles.get() == ["Chè"]
    factories.article("Mắc ca")
    assert titles.get() == ["Chè", "Mắc ca"]
    Article.objects.filter(pk=article.pk).delete()
    assert titles.get() == ["Mắc ca"] and len(titles.asked) == 3


def test_what_comes_and_goes_at_its_minute_does_so(titles, monkeypatch):
    later = timezone.now() + timedelta(minutes=1)
    factories.article("Hẹn giờ", publish_from=later)
    factories.article("Hết hạn", publish_until=later)
    assert titles.get() == ["Hết hạn"]
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert titles.get() == ["Hẹn giờ"]


def test_nothing_is_kept_of_a_transaction_that_may_be_undone(titles):
    assert titles.get() == []
    with transaction.atomic():
        factories.article("Chè")
        assert titles.get() == ["Chè"]
        transaction.set_rollback(True)
    assert titles.get() == []


def test_only_the_last_ones_are_kept(titles):
    for which in (1, 2, 3, 3, 2, 1):
        titles.get(which)
    assert titles.asked == [(1,), (2,), (3,), (1,)]


def test_many_at_once_load_it_once():
    loaded, found = [], []
    begin = threading.Barrier(8)

    def load():
        loaded.append(1)
        return object()

    memory = Remembered(load)

    def get():
        begin.wait()
        found.append(memory.get())
        connection.close()

    threads = [threading.Thread(target=get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == len(loaded) == 1


def test_counters_are_asked_again_after_their_seconds(monkeypatch):
    clock, asked = [100.0], []
    monkeypatch.setattr(remembered.time, "monotonic", lambda: clock[0])
    counted, frame, other = RememberedFor(lambda which: asked.append(which) or len(asked), 2), object(), object()
    assert [counted.get(frame), counted.get(frame), counted.get(other), counted.get(other)] == [1, 1, 2, 2]
    clock[0] += 2
    assert counted.get(other) == 3


def test_a_state_is_an_object_that_comes_once():
    state = PublicState()
    first = state.now()
    assert state.now() is first
    factories.article()
    assert state.now() is not first


def test_a_page_that_is_read_asks_once_and_the_next_one_again(client):
    factories.article("Chè Than Uyên")
    client.get("/tin-tuc/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/van-ban/")
    assert sum("kttt_contentrevision" in query["sql"] for query in queries) == 1
    MenuItem.objects.create(title="Mục mới", address="/moi/")
    assert "Mục mới" in client.get("/tin-tuc/").text


# Warm means that the page was drawn before. "Due": the counters beside it are asked for again.
LISTS = [
    "/", "/tin-tuc/", "/tin-tuc/thong-bao/", "/tin-tuc/luu-tru/2026/", "/tin-tuc/xem-nhieu/", "/van-ban/",
    "/van-ban/xem-nhieu/", "/lay-y-kien/", "/hop-tac-xa/", "/to-hop-tac/", "/hop-tac-xa/?tai-ngay=2024-12-31",
    "/hoi-dap/", "/tham-do/", "/thong-ke/", "/thong-ke/?tai-ngay=2024-12-31", "/dia-chi/", "/du-lieu-mo/",
    "/so-do-trang/",
]  # fmt: skip
# A search asks the index itself; what it finds does not count.
BUDGETS = {"article": 5, **dict.fromkeys(LISTS, 8), "/tim-kiem/?q=tin": 20}


def test_a_warm_process_needs_few_queries_and_draws_the_same(client, monkeypatch):
    monkeypatch.setattr(sidebar._counted, "_seconds", 0)
    call_command("load_demo", verbosity=0)
    article = re.search(r'"(/tin-tuc/[\w-]+/[\w-]+-\d+\.html)"', client.get("/tin-tuc/").text)[1]
    for address, most in BUDGETS.items():
        address = article if address == "article" else address
        first = client.get(address)
        with CaptureQueriesContext(connection) as queries:
            again = client.get(address)
        assert len(queries) <= most, (address, [query["sql"][:200] for query in queries])
        assert any("visits_visitormark" in query["sql"] for query in queries)
        said = [anonymous_forms.IN_PAGE.sub(b"", answer.content) for answer in (first, again)]
        assert said[0] == said[1] and len(said[0]) > 5000, address


def test_what_is_shared_shows_the_counters_of_now(client, monkeypatch):
    monkeypatch.setattr(sidebar._counted, "_seconds", 0)
    document, article = factories.document(), factories.article()
    address = article.get_absolute_url()
    assert "lượt xem: 0 | lượt tải: 0" in client.get(address).text
    for subject, one in (("document", document), ("article", article)):
        recording.add(subject, one.pk, recording.View)
        recording.add(subject, one.pk, recording.View)
    assert "lượt xem: 2 | lượt tải: 0" in client.get(address).text
    assert client.get(address).context["views"] == 2
    assert client.get("/").context["blocks"][0]["lead_article"].views == 2


def test_what_stands_around_an_article_follows_every_write(client):
    article = factories.article("Bài giữa")
    address = article.get_absolute_url()
    client.get(address)
    comment = Comment.objects.create(article=article, name="Sùng", text="Bài rất hay", state="approved")
    assert "Bài rất hay" in client.get(address).text
    comment.delete()
    factories.article("Bài mới hơn", publish_from=timezone.now())
    Notice.objects.create(text="Họp giao ban")
    text = client.get(address).text
    assert "Bài rất hay" not in text and "Bài mới hơn" in text and "Họp giao ban" in text
    article.state = "draft"
    article.save()
    assert client.get(address).status_code == 404
