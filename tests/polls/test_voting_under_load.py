"""Votes against a real server with two workers: nothing is lost, nobody votes twice."""

from urllib.parse import urlencode

import pytest

from tests.processes import portal
from tests.visits.test_counting_under_load import CLIENTS, send

pytestmark = pytest.mark.processes

SETUP = """
from django.utils import timezone
from kttt.polls.models import Poll
poll = Poll.objects.create(question='Có hay không?', state='published')
poll.options.create(text='Có')
poll.options.create(text='Không')
"""
READ = """
from kttt.polls.models import Poll
poll = Poll.objects.get()
print(poll.ballots, [option.votes for option in poll.options.all()])
"""
TOKEN = "from kttt.anonymous_forms import token; print(token('poll'))"
FORM = {
    "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", "X-Forwarded-Proto": "https",
}  # fmt: skip


def test_320_visitors_at_once_are_320_ballots_and_each_votes_once(tmp_path):
    with portal(tmp_path, SETUP) as (base, run):
        token = run(TOKEN).strip()
        sent = [0] * CLIENTS

        def ballot(number):
            sent[number] += 1
            said = urlencode({"token": token, "option": 1 + number % 2})
            headers = {"User-Agent": "Phone", "X-Forwarded-For": f"198.51.{number}.{sent[number]}"}
            return "POST", "/tham-do/1/binh-chon/", said, FORM | headers

        assert set(send(base, ballot, 320)) == {302}
        assert run(READ).split(maxsplit=1) == ["320", "[160, 160]"]

        def again(number):
            said = urlencode({"token": token, "option": 1})
            return (
                "POST",
                "/tham-do/1/binh-chon/",
                said,
                FORM | {"User-Agent": "One", "X-Forwarded-For": "198.51.100.9"},
            )

        assert sorted(send(base, again, 48)) == [302] + [400] * 47
        assert run(READ).split(maxsplit=1) == ["321", "[161, 160]"]
