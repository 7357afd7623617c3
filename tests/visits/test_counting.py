"""Views, downloads and visits: who counts, once or each time, and what the traffic block shows."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from kttt.visits import reading, recording
from kttt.visits.models import ALL_DAYS, DailyCount, DailyKey, VisitorMark
from tests import factories

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 12) Chrome/120 Mobile"


def views(article):
    return reading.totals("article", [article.pk]).get(article.pk, {}).get("view", 0)


def visits():
    return reading.traffic()["today"]


def report(client, article, **headers):
    headers.setdefault("User-Agent", PHONE)
    return client.post("/dem/", {"subject": "article", "id": article.pk}, headers=headers)


def test_each_page_load_is_a_view_and_each_visitor_one_visit_a_day(client):
    article = factories.article()
    for _ in range(3):
        assert report(client, article).status_code == 204
    assert (views(article), visits()) == (3, 1)
    report(client, article, **{"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130"})
    assert (views(article), visits()) == (4, 2)
    assert DailyCount.objects.get(subject="article", object_id=article.pk, day=timezone.localdate()).count == 4


def test_the_picture_for_browsers_without_script_counts_too(client):
    article = factories.article()
    answer = client.get(f"/dem/?subject=article&id={article.pk}", headers={"User-Agent": PHONE})
    assert answer["Content-Type"] == "image/gif"
    assert views(article) == 1


def test_a_page_that_shows_no_thing_counts_its_visitor(client):
    client.post("/dem/", headers={"User-Agent": PHONE})
    assert visits() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": PHONE, "Sec-Purpose": "prefetch;prerender"},
        {"User-Agent": PHONE, "Purpose": "prefetch"},
        {"User-Agent": PHONE, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_robots_prefetches_and_other_sites_do_not_count(client, headers):
    article = factories.article()
    assert report(client, article, **headers).status_code == 204
    assert (views(article), visits()) == (0, 0)


def test_signed_in_staff_do_not_count(client):
    article = factories.article()
    client.force_login(factories.staff())
    report(client, article)
    assert (views(article), visits()) == (0, 0)


@pytest.mark.parametrize(
    "said", [{"subject": "article", "id": "999"}, {"subject": "user", "id": "1"}, {"subject": "article", "id": "x"}]
)
def test_nobody_can_make_up_things_to_count(client, said):
    client.post("/dem/", said, headers={"User-Agent": PHONE})
    assert not DailyCount.objects.exists()


def test_drafts_are_not_counted(client):
    article = factories.article(state="draft")
    report(client, article)
    assert views(article) == 0


def test_counting_sets_no_cookie(client):
    assert not report(client, factories.article()).cookies


def test_a_failing_counter_answers_without_breaking(client, monkeypatch):
    def broken(*args):
        raise DatabaseError

    monkeypatch.setattr(recording, "add", broken)
    assert report(client, factories.article()).status_code == 503


def add(day, count):
    DailyCount.objects.create(day=day, subject="site", action="visit", count=count)


@pytest.mark.parametrize(
    ("today", "this_month", "last_month"),
    [(date(2026, 1, 15), 7, 5), (date(2026, 2, 1), 0, 7), (date(2026, 3, 31), 0, 0)],
)
def test_last_month_is_right_in_january_too(today, this_month, last_month):
    add(date(2025, 12, 1), 2)
    add(date(2025, 12, 31), 3)
    add(date(2026, 1, 15), 7)
    add(ALL_DAYS, 12)
    traffic = reading.traffic(before=100, today=today)
    assert (traffic["this_month"], traffic["last_month"], traffic["total"]) == (this_month, last_month, 112)


def test_online_are_the_marks_of_the_last_five_minutes(client):
    client.post("/dem/", headers={"User-Agent": PHONE})
    assert reading.traffic()["online"] == 1
    VisitorMark.objects.update(seen_at=timezone.now() - timedelta(minutes=6))
    assert reading.traffic()["online"] == 0
    client.post("/dem/", headers={"User-Agent": PHONE})
    assert (reading.traffic()["online"], visits()) == (1, 1)


def test_marks_and_keys_are_forgotten_when_the_day_is_over(client):
    client.post("/dem/", headers={"User-Agent": PHONE})
    yesterday = timezone.localdate() - timedelta(days=1)
    DailyKey.objects.create(day=yesterday, key="00" * 32)
    VisitorMark.objects.create(day=yesterday, mark="a" * 64, seen_at=timezone.now())
    recording.forget_past_days()
    assert not DailyKey.objects.filter(day=yesterday).exists()
    assert list(VisitorMark.objects.values_list("day", flat=True)) == [timezone.localdate()]
    assert visits() == 1


def test_addresses_are_nowhere_stored(client):
    client.post("/dem/", headers={"User-Agent": PHONE}, REMOTE_ADDR="198.51.100.77")
    assert "198.51.100.77" not in str(list(VisitorMark.objects.values())) + str(list(DailyCount.objects.values()))
