"""Nonsense at every address of the portal, public and admin: no answer is a 500. Seeded; `make prove` asks 6,000 times.

Addresses come from urls.py, names of parameters from what views were seen to ask for, forms from the pages themselves:
a form is sent with its own values, some of them changed, so that what lies behind the first check is reached too.
"""

import random
import sys
import traceback
from collections import Counter, defaultdict
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, get_resolver
from lxml import html

from tests import factories

pytestmark = pytest.mark.django_db

NONSENSE = [
    "", " ", "0", "-1", "1", "2", "5", "999999999999999999999999", "1.5", "1e309", "NaN", "Infinity", "true",
    "null", "[]", "{}", "'", '"', "' OR 1=1 --", "%", "_", "\\", "*", "(", "((((", "[", "a OR b AND NOT", "NEAR(",
    '"chè', "\x00", "\x00a", "\ud800", "\uffff", "\u202e", "a\u0301" * 40, "ă" * 300, "x" * 9000, "chè shan",
    "tong", "../../etc/passwd", "..%2f..", "/", "//evil.example", "https://evil.example/", "javascript:alert(1)",
    "<script>alert(1)</script>", "{{ 7|add:1 }}", "%s%d%n", "2024-02-30", "2024-13-01", "30/02/2024", "31/12/2025",
    "2025-12-31", "0000-00-00", "9999-12-31", "10000-01-01", "01/01/0001", "25:61", "00:00", "+84912345678", "ab@c",
    "a@b.vn", "1,2,3", "1-2", "-", "__all__", "id", "-id", "pk", "0x10", "١٢٣", "1_000", "😀", "\r\nX-Y: z", "\t",
    "next", "draft", "published", "xlsx", "csv", "json", "cooperative", "group", "2025", "1899", "20250",
]  # fmt: skip
BODIES = [
    b"",
    b"{",
    b"[]",
    b"\xff\xfe\x00",
    b"a=%zz&b=%",
    b"--x\r\nContent-Disposition: form-data\r\n\r\n",
    b"<a/>",
    b"x" * 20000,
]
KINDS = [
    "application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "multipart/form-data", "application/x-www-form-urlencoded; charset=nonsense", "",
]  # fmt: skip
LEFT_OUT = ("quan-tri/logout/",)  # ends the session that asks


def all_routes():
    """{route} of the whole portal, admin included."""
    found = set()

    def walk(patterns, before):
        for pattern in patterns:
            route = before + str(pattern.pattern).removeprefix("^")
            if isinstance(pattern, URLPattern):
                found.add(route)
            else:
                walk(pattern.url_patterns, route)

    walk(get_resolver().url_patterns, "")
    return sorted(route for route in found if "(" not in route and route not in LEFT_OUT)


class Fuzzer:
    """Asks, notes what failed, and undoes whatever was written."""

    def __init__(self, clients, seed):
        self.clients, self.random = clients, random.Random(seed)
        self.names = defaultdict(set)  # route → parameters that its view asks for
        self.forms = []  # (client's name, address, {field: value}, whether it takes files)
        self.statuses, self.failed, self.now = Counter(), [], None

    @contextmanager
    def listening(self, monkeypatch):
        """Notes which parameters are asked for, and what was raised."""
        for name in ("get", "getlist", "__getitem__", "__contains__"):
            original = getattr(QueryDict, name)

            def heard(querydict, key, *args, _original=original, **kwargs):
                if isinstance(key, str):
                    self.names[self.now].add(key)
                return _original(querydict, key, *args, **kwargs)

            monkeypatch.setattr(QueryDict, name, heard)
        got_request_exception.connect(self.note_failure)
        yield self
        got_request_exception.disconnect(self.note_failure)

    def note_failure(self, **kwargs):
        _kind, error, trace = sys.exc_info()
        ours = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace) if ".venv" not in f.filename]
        self.failed.append((self.asked, "\n".join([*ours, repr(error)[:200]])))

    def ask(self, who, method, address, route, **kwargs):
        """One request of `who`, all of whose writing is undone; gives the answer."""
        self.now, self.asked = route, (who, method, address[:300], str(kwargs)[:300])
        with transaction.atomic():
            answer = (
                self.clients[who].generic(method, address, **kwargs)
                if "data" not in kwargs or isinstance(kwargs["data"], bytes)
                else self.clients[who].post(address, **kwargs)
            )
            if answer.streaming:
                for _ in answer.streaming_content:
                    pass
            transaction.set_rollback(True)
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500 and not (self.failed and self.failed[-1][0] == self.asked):
            self.failed.append((self.asked, f"status {answer.status_code}"))
        return answer

    def address(self, route, honest=False):
        """The route with its arguments filled in: mostly ids that exist when `honest`, else anything."""

        def value(argument):
            kind = argument.split(":")[0] if ":" in argument else "str"
            if kind == "int":
                return self.random.choice(["1", "2", "3"] if honest else ["0", "1", "2", "3", "9" * 30, "77"])
            if kind == "slug":
                return self.random.choice(["a", "tin-hoat-dong", "x" * 300, "-"])
            found = self.random.choice(["1", "2", "1"] if honest else ["1", *NONSENSE])
            return quote(found.encode("utf-8", "replace"), safe="/" if kind == "path" else "") or "1"

        parts = route.split("<")
        return "/" + parts[0] + "".join(value(a) + rest for a, rest in (part.split(">", 1) for part in parts[1:]))

    def query(self, route):
        """A query of the route's own names, or strange ones, with nonsense values."""
        names = [*self.names[route], "page", "trang", "q", "x"]
        chosen = self.random.sample(names, k=min(len(names), self.random.randint(0, 4)))
        pairs = [
            (name, self.random.choice(NONSENSE)) for name in chosen for _ in range(self.random.choice([1, 1, 1, 3]))
        ]
        if self.random.random() < 0.05:
            return "%ff=%fe&&=&%00"
        return urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])

    def learn(self, who, answer, route, address):
        """Keeps the forms of a page that was answered."""
        if answer.status_code != 200 or answer.streaming or "html" not in answer.get("Content-Type", ""):
            return
        if not answer.content.strip():
            return
        for form in html.fromstring(answer.content.decode()).forms:
            if form.method != "POST":
                continue
            fields = {}
            for field in form.inputs:
                if field.name and field.get("type") not in ("file", "submit"):
                    value = field.value
                    fields[field.name] = value if isinstance(value, str) else (sorted(map(str, value)) if value else "")
            files = [field.name for field in form.inputs if field.get("type") == "file" and field.name]
            target = (form.action or address).split("#")[0]
            if target.startswith("/") and not any(word in target for word in LEFT_OUT):
                self.forms.append((who, target, fields, files, route))

    def send_a_form(self):
        """A form as it stood in its page, with one to four of its fields changed, a file sometimes."""
        who, target, fields, files, route = self.random.choice(self.forms)
        changed = dict(fields)
        may_change = [name for name in fields if name not in ("csrfmiddlewaretoken", "token")] or ["x"]
        for name in self.random.sample(may_change, k=min(len(may_change), self.random.randint(1, 4))):
            changed[name] = self.random.choice(NONSENSE)
        for name in files:
            if self.random.random() < 0.5:
                data = self.random.choice([*BODIES, b"%PDF-1.4 x", b"PK\x03\x04x", b"GIF89a"])
                ending = self.random.choice(["pdf", "xlsx", "docx", "png", "svg", "exe", ""])
                changed[name] = SimpleUploadedFile(f"t.{ending}", data)
        data = {name: _sendable(value) for name, value in changed.items()}
        return self.ask(who, "POST", target, route, data=data, headers={"Origin": "http://testserver"})

    def run(self, number):
        """All routes once honestly by each client, then `number` strange requests."""
        routes = all_routes()
        for who in self.clients:
            for route in routes:
                address = self.address(route, honest=True)
                self.learn(who, self.ask(who, "GET", address, route), route, address)
        for _ in range(number):
            who, route, dice = self.random.choice([*self.clients]), self.random.choice(routes), self.random.random()
            if dice < 0.35 and self.forms:
                self.send_a_form()
                continue
            address = self.address(route)
            query = self.query(route)
            if dice < 0.85:
                self.ask(who, self.random.choice(["GET", "GET", "GET", "HEAD"]), f"{address}?{query}", route)
            else:
                method = self.random.choice(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
                kind = self.random.choice(KINDS)
                self.ask(who, method, f"{address}?{query}", route, data=self.random.choice(BODIES), content_type=kind)


def _sendable(value):
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return value


@pytest.fixture
def clients(db):
    """{name: client} of a reader, an administrator and a member of each other kind."""
    call_command("load_demo", verbosity=0)
    found = {"reader": Client(raise_request_exception=False)}
    for name, values in (
        ("chief", {"is_superuser": True}),
        ("clerk", {"group": "Cán bộ đăng ký"}),
        ("reporter", {"group": "Phóng viên"}),
    ):
        client = Client(raise_request_exception=False)
        client.force_login(factories.staff(f"fuzz-{name}", **values))
        found[name] = client
    return found


def fuzz(clients, seed, number, monkeypatch):
    monkeypatch.setattr("kttt.anonymous_forms._is_younger", lambda *args: False)
    with Fuzzer(clients, seed).listening(monkeypatch) as fuzzer:
        fuzzer.run(number)
    once = {why: asked for asked, why in fuzzer.failed}
    told = "\n\n".join(f"{asked}\n{why}" for why, asked in once.items())
    assert not fuzzer.failed, f"{len(fuzzer.failed)} of {fuzzer.statuses.total()} requests (seed {seed}):\n{told}"
    assert {200, 302, 400, 403, 404, 405} <= fuzzer.statuses.keys()
    assert len(fuzzer.forms) > 20
    return fuzzer.statuses


@pytest.mark.one_database
def test_nonsense_is_no_error_of_the_server(clients, monkeypatch):
    some = {name: clients[name] for name in ("reader", "chief")}
    statuses = fuzz(some, 20261124, 300, monkeypatch)
    assert statuses.total() > 1000


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(3))
def test_much_nonsense_is_no_error_of_the_server(clients, monkeypatch, seed):
    statuses = fuzz(clients, seed, 2000, monkeypatch)
    assert statuses.total() > 3000


def test_routes_of_the_admin_are_asked_too():
    assert any(route.startswith("quan-tri/news/") for route in all_routes())
    assert len(admin.site._registry) * 4 < len(all_routes())
