"""Whether what was drawn is still right: one look at the database, and what a request does that waits for it."""

import threading
import time
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import OperationalError, connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kttt import remembered
from kttt.page_cache import watch as watching
from kttt.page_cache.watch import Watch
from kttt.pages.models import Banner, Notice
from kttt.polls.models import Poll
from kttt.publishing import PublicContent, next_turn
from news.models import Article
from tests import factories

MINUTE = timedelta(minutes=1)


class AtOnce(Watch):
    """Looks in the thread that asks, and each time: tests write in transactions that no other thread sees."""

    def look(self):
        self.try_once()

    look_again = look


@pytest.fixture
def noon(monkeypatch):
    """A clock of days that stands at noon until it is moved: noon[0] is now."""
    now = [timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


@pytest.mark.django_db
def test_a_version_lasts_until_the_content_changes():
    article, watch = factories.article(), AtOnce()
    watch.look()
    first = watch.version
    watch.look()
    assert watch.version is first and watch.holds(first)
    Article.objects.filter(pk=article.pk).update(title="Tên khác", lead="")
    watch.look()
    assert watch.version is not first and watch.holds(watch.version)


@pytest.mark.django_db
def test_a_look_is_one_query_while_nothing_happens():
    watch = AtOnce()
    watch.look()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        watch.look()
    assert len(queries) == 1


@pytest.mark.django_db
def test_a_version_of_before_holds_for_a_second(monkeypatch):
    clock, watch = [100.0], AtOnce()
    monkeypatch.setattr(watching.time, "monotonic", lambda: clock[0])
    watch.look()
    before, clock[0] = watch.version, 100.5
    factories.article()
    watch.look()
    assert watch.holds(before) and watch.holds(watch.version)
    clock[0] = 101.1
    assert not watch.holds(before) and watch.holds(watch.version)
    clock[0] = 101.6
    assert not watch.holds(watch.version)


TIMED = {
    "article comes": lambda at: factories.article(publish_from=at),
    "article goes": lambda at: factories.article(publish_until=at),
    "document comes": lambda at: factories.document(publish_from=at),
    "notice comes": lambda at: Notice.objects.create(text="Họp", show_from=at),
    "notice goes": lambda at: Notice.objects.create(text="Họp", show_until=at),
    "banner comes": lambda at: Banner.objects.create(
        title="Hội chợ", alt="", picture=factories.picture(), show_from=at
    ),
    "poll closes": lambda at: Poll.objects.create(question="Thế nào?", state="published", closes_at=at),
    "answer comes": lambda at: factories.answered(published_at=at),
}


@pytest.mark.django_db
@pytest.mark.parametrize("make", TIMED.values(), ids=TIMED)
def test_what_comes_or_goes_at_its_minute_makes_another_version(make, noon):
    make(noon[0] + MINUTE)
    watch = AtOnce()
    watch.look()
    first, noon[0] = watch.version, noon[0] + MINUTE - timedelta(microseconds=1)
    watch.look()
    assert watch.version is first
    noon[0] += timedelta(microseconds=1)
    watch.look()
    assert watch.version is not first


@pytest.mark.django_db
def test_midnight_makes_another_version(noon):
    factories.article(publish_from=noon[0] + timedelta(days=9))
    midnight = (noon[0] + timedelta(days=1)).replace(hour=0)
    assert next_turn(noon[0]) == midnight
    assert next_turn(midnight) == midnight + timedelta(days=1)


# Moments of public rows that no public query compares with now.
NO_TURN = {"closed_at", "answered_at", "text_changed_at", "read_at", "created_at", "updated_at"}


def test_every_moment_of_public_content_is_watched_or_known_to_matter_to_nobody():
    for model in apps.get_models():
        if issubclass(model, PublicContent):
            own = {
                field.name
                for field in model._meta.get_fields()
                if isinstance(field, models.DateTimeField) and not getattr(field, "auto_now_add", False)
            }
            assert set(model.comes_and_goes) <= own
            assert own - set(model.comes_and_goes) <= NO_TURN, model


@pytest.mark.django_db
def test_a_database_that_fails_is_away_until_it_answers(monkeypatch):
    watch = AtOnce()
    watch.look()
    version = watch.version
    with monkeypatch.context() as patched:
        patched.setattr(remembered, "content_revision", lambda: 1 / 0)
        watch.look()
    assert watch.is_away
    watch.look()
    assert not watch.is_away and watch.version is version and watch.holds(version)


class Answering(Watch):
    """A watch with its thread, before a database that a test lets answer, fail or hang."""

    def __init__(self, monkeypatch):
        super().__init__()
        self.asked, self.fails, self.hangs = 0, False, threading.Event()
        self.hangs.set()
        monkeypatch.setattr(remembered, "content_revision", self.revision)
        monkeypatch.setattr(remembered, "next_turn", lambda now: now + timedelta(days=1))

    def revision(self):
        self.asked += 1
        self.hangs.wait(20)
        if self.fails:
            raise OperationalError("gone")
        return 7


@pytest.fixture
def answering(monkeypatch):
    return Answering(monkeypatch)


def test_the_first_request_waits_for_a_look_and_a_burst_costs_one(answering):
    begun = time.monotonic()
    for _ in range(1000):
        answering.look()
        assert answering.holds(answering.version)
    assert answering.asked <= 1 + (time.monotonic() - begun) / watching.EVERY


def test_after_a_pause_the_first_request_waits_too(answering, monkeypatch):
    answering.look()
    monkeypatch.setattr(answering, "_tried_at", time.monotonic() - 60)
    monkeypatch.setattr(answering, "_found_at", time.monotonic() - 60)
    answering.look()
    assert answering.asked == 2 and answering.holds(answering.version)


def test_a_database_that_hangs_is_waited_for_once(answering):
    answering.look()
    answering.hangs.clear()
    time.sleep(watching.LATEST + 0.1)
    begun = time.monotonic()
    answering.look()
    assert answering.is_away and time.monotonic() - begun < watching.PATIENCE + 0.8
    begun = time.monotonic()
    for _ in range(50):
        answering.look()
    assert answering.is_away and time.monotonic() - begun < 0.5
    answering.hangs.set()
    deadline = time.monotonic() + 10
    while answering.is_away and time.monotonic() < deadline:
        time.sleep(0.05)
        answering.look()
    assert not answering.is_away


def test_an_error_makes_it_look_again_at_once(answering):
    answering.look()
    answering.fails = True
    answering.look_again()
    assert answering.is_away and answering.asked == 2
    answering.fails = False
    answering.look_again()
    assert not answering.is_away and answering.asked == 3
