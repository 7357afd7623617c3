"""Polls: who may vote, how often, what is counted and who sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from kttt.anonymous_forms import token
from kttt.polls.models import Poll
from kttt.publishing import State
from kttt.visits import recording
from kttt.visits.models import Attempt, VisitorMark
from tests import factories

pytestmark = pytest.mark.django_db
OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin", "User-Agent": "Mozilla/5.0 Firefox/130"}
NOW = timezone.now()


def poll(question="Hợp tác xã của bạn cần gì?", options=("Vốn", "Thị trường", "Đào tạo"), **values):
    values.setdefault("state", State.PUBLISHED)
    values.setdefault("publish_from", timezone.now() - timedelta(hours=1))
    made = Poll.objects.create(question=question, **values)
    for position, text in enumerate(options):
        made.options.create(text=text, position=position)
    return made


def vote(client, found, *texts, agent=OWN["User-Agent"], **said):
    said = {"option": [o.pk for o in found.options.filter(text__in=texts)], "token": token("poll"), **said}
    return client.post(f"/tham-do/{found.pk}/binh-chon/", said, headers=OWN | {"User-Agent": agent})


def test_the_ballot_beside_a_page_is_drawn_with_a_token_of_that_page(client):
    poll()
    answer = client.get("/van-ban/")
    assert 'name="token"' in answer.content.decode()
    # What is drawn once for many pages may stay till midnight; a token in it would be over before its page is.
    drawn = answer.wsgi_request.frame.drawn
    assert drawn and not any('name="token"' in html for html in drawn.values())


def counted(found):
    found.refresh_from_db()
    return found.ballots, list(found.options.values_list("votes", flat=True))


def page(client, found, agent=OWN["User-Agent"]):
    response = client.get(found.get_absolute_url(), headers={"User-Agent": agent})
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def main(tree):
    return " ".join(tree.xpath("//main")[0].text_content().split())


def test_one_vote_a_visitor_and_day_without_a_cookie(client):
    found = poll()
    first = vote(client, found, "Vốn")
    assert (first.status_code, first.url) == (302, found.get_absolute_url())
    assert not first.cookies
    again = vote(client, found, "Đào tạo")
    assert again.status_code == 400 and "Hôm nay bạn đã bình chọn" in again.content.decode()
    assert counted(found) == (1, [1, 0, 0])
    vote(client, found, "Đào tạo", agent="Mozilla/5.0 Chrome/131")
    assert counted(found) == (2, [1, 0, 1])
    assert vote(client, poll("Câu khác?"), "Vốn").status_code == 302


def test_the_next_day_the_mark_is_forgotten(client):
    found = poll()
    vote(client, found, "Vốn")
    assert not VisitorMark.objects.exists()
    Attempt.objects.update(day=timezone.localdate() - timedelta(days=1))
    recording.forget_past_days()
    assert not Attempt.objects.exists()
    assert vote(client, found, "Vốn").status_code == 302
    assert counted(found) == (2, [2, 0, 0])


def test_several_options_where_the_poll_lets(client):
    one, many = poll(), poll("Bạn trồng gì?", several=True)
    assert vote(client, one, "Vốn", "Đào tạo").status_code == 400
    assert vote(client, many, "Vốn", "Đào tạo").status_code == 302
    assert (counted(one), counted(many)) == ((0, [0, 0, 0]), (1, [1, 0, 1]))
    assert page(client, many).xpath("//table//td//span/text()") == ["100,0%", "0,0%", "100,0%"]


@pytest.mark.parametrize("option", ["", "x", "0", "-1", "99999999999999999999999", "1' OR 1"])
def test_nonsense_is_no_vote(client, option):
    found = poll()
    assert vote(client, found, option=option).status_code == 400
    assert counted(found) == (0, [0, 0, 0])


def test_options_of_another_poll_are_none(client):
    found, other = poll(), poll("Câu khác?")
    answer = vote(client, found, option=other.options.first().pk)
    assert answer.status_code == 400 and "không còn trong thăm dò" in answer.content.decode()
    assert counted(other) == (0, [0, 0, 0])


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}, {}]
)
def test_ballots_are_taken_from_our_own_pages_only(client, headers):
    found = poll()
    said = {"option": found.options.first().pk, "token": token("poll")}
    assert client.post(f"/tham-do/{found.pk}/binh-chon/", said, headers=headers).status_code == 400
    assert client.get(f"/tham-do/{found.pk}/binh-chon/").status_code == 405
    assert vote(client, found, "Vốn", token="sai").status_code == 400
    assert counted(found) == (0, [0, 0, 0])


def test_votes_of_an_address_are_limited(client, monkeypatch):
    monkeypatch.setattr("kttt.polls.views.VOTES_PER_HOUR", 2)
    found = poll()
    assert [vote(client, found, "Vốn", agent=f"Mozilla/5.0 {n}").status_code for n in range(3)] == [302, 302, 400]


def test_a_refused_ballot_leaves_the_vote_to_the_visitor(client):
    found = poll()
    vote(client, found, option="x")
    assert vote(client, found, "Vốn").status_code == 302


@pytest.mark.parametrize("state", [State.DRAFT, State.PENDING, State.WITHDRAWN])
def test_what_is_not_published_is_nowhere(client, state):
    hidden = poll("Câu mật?", state=state)
    later = poll("Câu mai?", publish_from=timezone.now() + timedelta(days=1))
    for found in (hidden, later):
        assert client.get(found.get_absolute_url()).status_code == 404
        assert vote(client, found, "Vốn").status_code == 404
    for address in ("/", "/tham-do/", "/sitemap-tham-do.xml"):
        body = client.get(address).content.decode()
        assert "Câu mật?" not in body and "Câu mai?" not in body and f"/tham-do/{hidden.pk}/" not in body


def test_a_closed_poll_takes_no_votes_and_shows_its_results(client):
    found = poll(closes_at=timezone.now() - timedelta(minutes=1), results=Poll.Results.AFTER_CLOSE)
    found.cast([found.options.first().pk])
    assert vote(client, found, "Vốn").status_code == 403
    tree = page(client, found)
    assert "Đã kết thúc" in main(tree) and "100,0%" in main(tree)
    assert not tree.xpath("//form[contains(@action, 'binh-chon')]")


@pytest.mark.parametrize(
    ("results", "before", "after"),
    [("always", True, True), ("voted", False, True), ("closed", False, False)],
)
def test_results_show_when_the_owner_lets(client, results, before, after):
    found = poll(results=results)
    seen = [bool(page(client, found).xpath("//main//table"))]
    vote(client, found, "Vốn")
    seen.append(bool(page(client, found).xpath("//main//table")))
    assert seen == [before, after]
    assert bool(page(client, found, "Mozilla/5.0 khác").xpath("//main//table")) is before
    assert "private" in client.get(found.get_absolute_url())["Cache-Control"]


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({}, True),
        ({"closes_at": NOW + timedelta(days=1)}, True),
        ({"closes_at": NOW - timedelta(days=1)}, False),
        ({"publish_from": NOW + timedelta(days=1)}, False),
        ({"publish_until": NOW - timedelta(hours=1)}, False),
        ({"state": State.DRAFT}, False),
    ],
)
def test_the_rule_of_open_is_one(values, is_open):
    found = poll(**values)
    assert found.is_open() is Poll.objects.open().filter(pk=found.pk).exists() is is_open


def test_the_side_column_shows_the_newest_open_poll_once(client):
    poll("Câu cũ?", publish_from=timezone.now() - timedelta(days=2))
    poll("Câu đã hết?", closes_at=timezone.now() - timedelta(minutes=1))
    found = poll("Câu mới?")
    side = html.fromstring(client.get("/van-ban/").content.decode()).xpath("//aside")[0].text_content()
    assert "Câu mới?" in side and "Câu cũ?" not in side and "Câu đã hết?" not in side
    tree = page(client, found)
    assert len(tree.xpath("//form[contains(@action, 'binh-chon')]")) == 1
    assert not client.get("/van-ban/").cookies


def test_the_list_asks_the_same_number_of_queries(client, django_assert_max_num_queries):
    poll()
    with django_assert_max_num_queries(30) as for_one:
        client.get("/tham-do/")
    for number in range(15):
        poll(f"Câu {number}?")
    with django_assert_max_num_queries(len(for_one)):
        assert client.get("/tham-do/").status_code == 200


def test_a_poll_has_two_options_at_least(client):
    client.force_login(factories.staff(group="Biên tập"))
    said = {
        "question": "Câu hỏi?", "explanation": "", "results": "always", "state": "published",
        "publish_from_0": "01/01/2026", "publish_from_1": "08:00", "closes_at_0": "", "closes_at_1": "",
        "publish_until_0": "", "publish_until_1": "", "options-TOTAL_FORMS": "2", "options-INITIAL_FORMS": "0",
        "options-0-text": "Có", "options-0-position": "0", "options-1-text": "", "options-1-position": "0",
    }  # fmt: skip
    answer = client.post("/quan-tri/polls/poll/add/", said)
    assert "ít nhất hai phương án" in answer.content.decode()
    assert client.post("/quan-tri/polls/poll/add/", said | {"options-1-text": "Không"}).status_code == 302
    assert Poll.objects.get().options.count() == 2
