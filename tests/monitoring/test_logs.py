"""The log of production: one JSON object a line, which tells where something went wrong and nothing of anybody."""

import io
import json
import logging

import pytest
from django.conf import settings as project
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.urls import reverse

from kttt.monitoring import requests
from kttt.monitoring.logs import CountErrors, JsonLines
from kttt.monitoring.scrubbing import scrub, scrub_error, traceback_of, typed_in
from kttt.proxies import settle
from tests import factories

NAME, EMAIL, PHONE, PHONE_WRITTEN = "Lò Văn Kín", "lovankin@example.vn", "0987654321", "0987 654 321"


@pytest.fixture
def log():
    """What the portal's log would say in production: a list of objects, filled while the test runs."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    requests.current.set(None)


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Thư của lo.van+kin@example.com.vn bị trả", "Thư của […] bị trả"),
        ("gọi 0987654321, 0987 654 321, +84 987.654.321 hay 0213-3876-543", "gọi […], […], […] hay […]"),
        ("CCCD 012345678901", "CCCD […]"),
        ("/theo-doi/xac-nhan/a1b2:1vNkRt:q7nT0m2o4Zf1xkqHk1nS0a9b8c7d6e5f4/", "/theo-doi/xac-nhan/[…]/"),
        ("bài 123, 2026-11-24 10:00, 0.5 giây, 1024", "bài 123, 2026-11-24 10:00, 0.5 giây, 1024"),
    ],
)  # fmt: skip
def test_addresses_and_numbers_of_people_are_masked(text, scrubbed):
    assert scrub(text) == scrubbed


def test_what_an_error_quotes_is_masked_and_names_of_columns_are_not():
    refused = (
        'duplicate key value violates unique constraint "one_email"\nDETAIL:  Key (name)=(Lò Văn Kín) already exists.'
    )
    assert scrub_error(refused) == 'duplicate key value violates unique constraint "one_email"'
    assert scrub_error("invalid literal for int() with base 10: 'Lò Văn Kín'").endswith("[…]")
    assert scrub_error("'publish_from'") == "'publish_from'"


def test_typed_values_are_those_of_query_and_form_and_its_lines():
    request = RequestFactory().post(
        "/x/?q=ch%C3%A8+shan", {"name": NAME, "body": f"Kính gửi\r\n{NAME} ở Nà Kín", "n": "1"}
    )
    assert typed_in(request) == ["chè shan"]  # nobody has read the form yet
    assert request.POST["name"] == NAME
    assert set(typed_in(request)) >= {"chè shan", NAME, "Kính gửi", f"{NAME} ở Nà Kín"} and "1" not in typed_in(request)


def test_a_traceback_tells_places_and_causes_and_no_variable():
    secret = NAME

    def fail():
        try:
            int(secret)
        except ValueError as error:
            raise IntegrityError("no") from error

    with pytest.raises(IntegrityError) as caught:
        fail()
    told = traceback_of(caught.value, [secret])
    assert NAME not in told and told.count("test_logs.py") == 3
    assert "builtins.ValueError: invalid literal" in told and told.endswith("django.db.utils.IntegrityError: no")


@pytest.mark.django_db
def test_an_unhandled_error_is_logged_once_with_user_and_request_and_nothing_of_anybody(client, monkeypatch, log):
    user = factories.staff("lo-van-kin", group="Biên tập", first_name=NAME, email=EMAIL)
    client.force_login(user)
    client.raise_request_exception = False

    def fail(notice, *args, **kwargs):
        written = notice.text
        raise ValueError(f"cannot store {written} of {user.email}, see '{user.first_name}'")

    monkeypatch.setattr("kttt.pages.models.Notice.save", fail)
    said = f"{NAME} hẹn {PHONE_WRITTEN}"
    posted = {
        "text": said, "level": "normal", "show_from_0": "24/11/2026", "show_from_1": "08:00",
        "show_until_0": "", "show_until_1": "",
    }  # fmt: skip
    answer = client.post(f"{reverse('admin:pages_notice_add')}?nguoi={PHONE}", posted)
    assert answer.status_code == 500
    [line] = [line for line in log() if line["level"] == "ERROR"]
    assert line["method"] == "POST" and line["path"] == reverse("admin:pages_notice_add") and line["user"] == user.pk
    assert line["status_code"] == 500 and len(line["request"]) == 16
    assert "test_logs.py" in line["trace"] and "ValueError: cannot store […]" in line["trace"]
    everything = json.dumps(log(), ensure_ascii=False)
    for told in (NAME, EMAIL, PHONE, PHONE_WRITTEN, said, "lo-van-kin"):
        assert told not in everything, told


@pytest.mark.django_db
def test_readers_forms_leave_no_trace_of_their_senders(monkeypatch, log):
    reader = Client(raise_request_exception=False, headers={"Origin": "http://testserver"})

    def fail(*args, **kwargs):
        raise RuntimeError(f"{NAME} {EMAIL} {PHONE}")

    monkeypatch.setattr("kttt.questions.views.refusal", lambda *a, **k: None)
    monkeypatch.setattr("kttt.questions.handling.receive", fail)
    typed = {
        "name": NAME, "phone": PHONE, "email": EMAIL, "title": f"Đơn của {NAME} về đất", "token": "x", "agreed": "on",
        "body": f"Tôi là {NAME},\nđiện thoại {PHONE_WRITTEN}.", "public_wanted": "on", "consent": "on",
    }  # fmt: skip
    for address in ("send_question", "send_message"):
        assert reader.post(reverse(address), typed).status_code in (400, 500)
    assert reader.get(f"/tim-kiem/?q={EMAIL}").status_code == 200
    assert reader.get(f"/{EMAIL}/{PHONE}").status_code == 404
    assert any("RuntimeError" in line.get("trace", "") for line in log())
    assert any(line["path"] == "/[…]/[…]" for line in log() if line.get("status_code") == 404)
    everything = json.dumps(log(), ensure_ascii=False)
    for told in (NAME, EMAIL, PHONE, PHONE_WRITTEN):
        assert told not in everything, told


def test_errors_are_counted(monkeypatch):
    counted = []
    monkeypatch.setattr("kttt.monitoring.logs.counters", type("C", (), {"add": lambda self, *n: counted.extend(n)})())
    log = logging.Logger("x")
    log.addHandler(CountErrors())
    log.warning("a")
    log.error("b")
    assert counted == [(("errors",), 1)]
    assert "count" in project.LOGGING["root"]["handlers"]


class Answering:
    """A WSGI application that answers with what it is given, after some seconds."""

    def __init__(self, *headers, status="200 OK"):
        self.status, self.headers = status, list(headers)

    def __call__(self, environ, start_response):
        start_response(self.status, self.headers)
        return [b"x"]


@pytest.fixture
def watched(monkeypatch):
    """Sends a request through WatchedRequests; gives (headers, counted)."""

    def send(application, path="/", **environ):
        counted, told = [], {}
        monkeypatch.setattr(requests, "counters", type("C", (), {"add": lambda self, *n: counted.extend(n)})())
        environ = RequestFactory().get(path).environ | environ
        requests.WatchedRequests(application)(environ, lambda status, headers, *more: told.update(headers))
        return told, dict(counted)

    yield send
    requests.current.set(None)


def test_a_request_is_named_by_a_trusted_proxy_or_by_us(watched):
    behind = {"HTTP_X_REQUEST_ID": "proxy-0042-abc", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    assert watched(Answering(), REMOTE_ADDR="127.0.0.1", **behind)[0]["X-Request-ID"] == "proxy-0042-abc"
    for untrusted in (
        {"REMOTE_ADDR": "203.0.113.9", **behind},
        {"REMOTE_ADDR": "127.0.0.1", **behind, "HTTP_X_REQUEST_ID": "a b\r\nSet-Cookie: x"},
        {"REMOTE_ADDR": "127.0.0.1"},
    ):
        made = watched(Answering(), **untrusted)[0]["X-Request-ID"]
        assert len(made) == 16 and made.isalnum()
    environ = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", headers={"X-Request-ID": "proxy-0042-abc"}).environ
    settle(environ)
    assert "HTTP_X_REQUEST_ID" not in environ


def test_requests_are_counted_by_kind_status_and_origin_and_slow_ones_logged(watched, monkeypatch, log):
    _headers, counted = watched(Answering(("Cache-Status", "kttt; hit")), "/tin-tuc/")
    assert counted["requests", "news", "2xx"] == counted["from_memory", "news"] == 1
    assert sum(number for name, number in counted.items() if name[0] == "took") == 1
    _headers, counted = watched(Answering(status="404 Not Found"), "/khong-co/")
    assert counted["requests", "other", "4xx"] == 1 and ("from_memory", "other") not in counted
    moments = iter([100.0, 103.5])
    monkeypatch.setattr(requests.time, "monotonic", lambda: next(moments))
    _headers, counted = watched(Answering(), "/van-ban/")
    assert counted["took", "documents", 5.0] == 1 and counted["microseconds", "documents"] == 3_500_000
    [line] = [line for line in log() if line["message"] == "Yêu cầu chậm"]
    assert line["ms"] == 3500 and line["status"] == 200


@pytest.mark.django_db
def test_the_log_never_asks_the_database_who_it_is(client, log, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = get_user_model()()
    requests.current.set(requests.Watched("abcdefgh", request))
    with django_assert_num_queries(0):
        logging.getLogger("x").warning("y")
    assert "user" not in log()[0]
