"""What the public may not see is absent from every answer of the portal: hidden documents and organisations, and the
personal data of those that are shown.

One document of each hidden kind is stored, with a word of its own in everything that it says: its number, abstract,
signer, files and their text, relations both ways; and organisations whose phones, e-mails, people, notes and debts are
such words and numbers. Then the whole portal is asked for, over the demo's content: every address that urls.py has,
everything that pages, feeds and sitemaps link to, every form with such words. A published document and an organisation
whose owner consented show where all this would have turned up.
"""

import io
import re
import zipfile
from collections import defaultdict
from datetime import date, timedelta
from html import unescape
from itertools import product
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from django.utils import timezone

from cooperatives.models import Organization, Statement, YearlyFigures
from documents import file_text
from documents.models import DocumentFile, FileText, Relation
from documents.reading_files import read_unread
from kttt.moved.models import MovedAddress
from kttt.searching.refreshing import refresh_all
from kttt.units.models import AdminUnit
from kttt.visits import reading, recording
from news.models import Article
from tests import factories
from tests.samples import files

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HIDDEN, PUBLIC = "zqhidden", "zqpublic"
PHONE = "0987001122"
# Without consent: the phone, in any writing, and the bank debt.
SECRET_NUMBERS = re.compile(r"0[ .-]?9[ .-]?8[ .-]?7[ .-]?0[ .-]?0[ .-]?1[ .-]?1[ .-]?2[ .-]?2|98[.]?765[.]?432[.]?198")
PLACES = ("number", "abstract", "signer", "note", "title", "words")
# Routes that no page links to and no query reaches, and why. Everything else must be reached by the crawl.
NOT_LINKED = {
    "tin-tuc/binh-luan/<int:pk>/da-gui/": "is where a comment that was sent leads to",
    "tin-tuc/danh-gia/<int:pk>/": "takes votes",
    "tin-tuc/xem-truoc/<str:token>/": "is given by staff to whom they choose",
    "tin-tuc/huu-ich/<int:pk>/": "takes whether an article helped",
    "tin-tuc/huu-ich/<int:pk>/da-gui/": "is where such a word leads to",
    "tin-tuc/video/<int:article>/": "plays an article's video; the demo has none, but tests/news/test_readers.py",
    "metrics": "shows figures to monitors that know METRICS_TOKEN, else nothing",
    "di/<int:pk>/": "leads away through a banner",
    "theo-doi/xac-nhan/<str:token>/": "is told to its reader by e-mail alone",
    "theo-doi/huy/<str:token>/": "is told to its reader by e-mail alone",
    "media/<path:path>": "holds pictures of editors, none of documents",
}
# Typed in, as no page links to them.
TYPED = ("/tin-tuc/sitemap.xml",)
HOW_TO = (
    "The crawl of test_nothing_leaks.py never came to the address {route}, so nobody knows what it shows of hidden "
    "documents. Let the demo's content (kttt/demo) have something that links to it, so that readers of a first start "
    "find it too; or, if no page ever links to it, add it to NOT_LINKED there with the reason."
)
FEW = 6  # of the queries, where not just documents are looked for
# Where a published document shows.
SHOWN = {
    "cooperatives", "cooperative", "api_cooperatives", "api_cooperative",
    "home", "documents", "document", "documents_rss", "search", "search_api", "search_suggest", "article",
    "django.contrib.sitemaps.views.sitemap", "document_file", "document_file_pages", "document_file_words",
}  # fmt: skip
EACH, WITH_QUERY = 8, 2  # addresses of one route, and of those with the same parameters


def word(kind, place):
    """A word that only this place says. No part of one is a common syllable."""
    return f"{kind}{place}"


def make(kind, **values):
    """A document whose every part says a word of `kind`, with a PDF that does too."""
    document = factories.document(
        f"9/2026/QĐ-{word(kind, 'number')}",
        abstract=f"Về việc {word(kind, 'abstract')}",
        signer=f"Lò Văn {word(kind, 'signer')}",
        status_note=word(kind, "note"),
        issued_on=timezone.localdate(),
        effective_on=timezone.localdate(),
        **values,
    )
    file = factories.document_file(document, files.pdf(f"Noi dung {word(kind, 'words')} " * 30), f"{kind}.pdf")
    DocumentFile.objects.filter(pk=file.pk).update(title=word(kind, "title"))
    return document


@pytest.fixture
def demo(db):
    """The demo's content, with the texts of two files: reading them all takes a minute."""
    call_command("load_demo", verbosity=0)
    DocumentFile.objects.exclude(pk__in=DocumentFile.objects.order_by("pk")[:2].values("pk")).delete()


def register(name, kind=HIDDEN, **also):
    """A cooperative or group with personal data; only its public facts are without a hidden word."""
    person = f"Lò Thị {kind}"
    commune = AdminUnit.objects.communes().current().first()
    facts = {
        "form": "cooperative", "phones": [PHONE if kind == HIDDEN else "0911002233"], "email": f"{kind}@htx.vn",
        "note": person, "leader": person, "unit_now": commune, "status": "active",
    }  # fmt: skip
    made = Organization.objects.create(name=name, **(facts | also))
    YearlyFigures.objects.create(organization=made, year=2025, members=9, bank_debt=98765432198, fund_loan=98765432198)
    facts = {key: facts[key] for key in ("phones", "email", "note", "leader")} | {"name": name}
    for since, phones in ((date(2024, 1, 1), [PHONE]), (date(2025, 1, 1), facts["phones"])):
        Statement.objects.create(
            organization=made, kind="change", valid_from=since, recorded_at=timezone.now(),
            facts=facts | {"phones": phones},
        )  # fmt: skip
    return made


@pytest.fixture
def registered(db):
    """(organisations that are hidden, or whose people are; the one whose owner consented)."""
    secret = [
        register("HTX Đồi Kín"),
        register("Tổ hợp tác Đồi Kín", form="group", address=f"Bản {HIDDEN}"),
        register(f"HTX {HIDDEN}", hidden=True, tax_code="6200555666"),
    ]
    consented = register(f"HTX Đồi {PUBLIC}", PUBLIC, note="", leader="", consent_on=timezone.localdate())
    return secret, consented


@pytest.fixture
def hidden_articles(demo):
    """[An article in every stage that is not public], in the section, event and tags of a public one."""
    now, made = timezone.now(), []
    public, day = Article.objects.published().filter(topic__isnull=False).first(), timedelta(days=1)
    for number, (state, times) in enumerate(
        [(state, {}) for state in ("draft", "submitted", "pending", "withdrawn", "trashed")]
        + [("published", {"publish_from": now + day})]
        + [("published", {"publish_from": now - 2 * day, "publish_until": now - day})]
    ):
        said = {name: f"{HIDDEN}bai{number}{name}" for name in ("title", "lead", "body", "author_name", "source")}
        hidden = factories.article(
            **said, state=state, category=public.category, topic=public.topic, featured=True, pinned=True,
            cover=factories.picture(), cover_alt=f"{HIDDEN}bai{number}alt", **times,
        )  # fmt: skip
        hidden.tags.set(public.tags.all())
        recording.add("article", hidden.pk, "view")
        made.append(hidden)
    # What readers said of a public one, which the newsroom alone reads.
    public.usefulness.create(useful=True, remark=f"{HIDDEN}gopy {PHONE}")
    for state in ("pending", "rejected"):
        public.comments.create(name=f"{HIDDEN}{state}ten", text=f"{HIDDEN}{state}loi", state=state)
    return made


@pytest.fixture
def stored(db, monkeypatch):
    """(the hidden documents, the public one), read and indexed."""
    monkeypatch.setattr(file_text, "examine", lambda data, ending: file_text.Reading(text_of(data, ending)))
    now = timezone.now()
    hidden = [
        make(f"{HIDDEN}draft", state="draft"),
        make(f"{HIDDEN}pending", state="pending"),
        make(f"{HIDDEN}withdrawn", state="withdrawn"),
        make(f"{HIDDEN}future", publish_from=now + timedelta(hours=5)),
        make(f"{HIDDEN}ended", publish_from=now - timedelta(days=3), publish_until=now - timedelta(hours=1)),
        make(f"{HIDDEN}internal", internal=True),
    ]
    public = make(PUBLIC)
    for document in hidden:
        Relation.objects.create(source=public, verb="amends", target=document, passage=word(HIDDEN, "passage"))
        Relation.objects.create(source=document, verb="replaces", target=public, passage=word(HIDDEN, "passage"))
    numbers = ", ".join(document.number for document in [*hidden, public])
    factories.article("Bài có nhắc văn bản", body=f"<p>{numbers.replace(HIDDEN, 'xx')}</p>")
    while DocumentFile.objects.filter(reading=None).exists():
        read_unread()
    refresh_all()
    return hidden, public


def text_of(data, ending):
    """The text of a harmless file, read in this process."""
    return "".join(piece for piece in file_text.pieces(data, ending) if isinstance(piece, str))


def said(response):
    """Everything that an answer says, as lower-case text: head and body, packed files unpacked, PDF as text."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist())
    if kind == "application/pdf" and response.status_code == 200:
        body = text_of(body, ".pdf").encode()
    head = "\n".join(f"{name}: {value}" for name, value in response.items())
    return unquote(unescape(f"{head}\n{body.decode('utf-8', 'replace')}")).lower()


def routes():
    """{route: view name} of every address of the portal outside the admin."""
    found = {}

    def walk(patterns, before):
        for pattern in patterns:
            route = before + str(pattern.pattern).removeprefix("^")
            if isinstance(pattern, URLPattern):
                found[route] = pattern.name
            elif not route.startswith("quan-tri/"):
                walk(pattern.url_patterns, route)

    walk(get_resolver().url_patterns, "")
    return found


class Crawl:
    """Asks for addresses; notes what says a hidden word, where the public one shows, which routes were reached."""

    def __init__(self, client):
        self.client = client
        self.waiting, self.seen, self.taken = [], set(), defaultdict(int)
        self.leaks, self.shows_public, self.reached, self.faults = [], set(), set(), []

    def ask(self, address):
        """One GET; whatever of its own address the answer repeats is no leak."""
        response = self.client.get(address, headers={"Host": "localhost"})
        text = said(response)
        asked_for = unquote(address.replace("+", " ")).lower()
        for echoed in re.findall(rf"\w*(?:{HIDDEN}|{PUBLIC}|{PHONE})\w*", asked_for):
            text = text.replace(echoed, "")
        place = re.search(rf".{{0,60}}{HIDDEN}.{{0,60}}", text) or SECRET_NUMBERS.search(text)
        if place:
            self.leaks.append((address, place.group()))
        if response.status_code >= 500:
            self.faults.append((address, response.status_code))
        route = self.route(address)
        if PUBLIC in text:
            self.shows_public.add(route)
        return response, text

    def route(self, address):
        try:
            return resolve(urlsplit(address).path).route.removeprefix("^")
        except Resolver404:
            return None

    def found(self, address, base="/"):
        """Notes an address that something links to, unless there were enough of its like."""
        parts = urlsplit(urljoin(f"http://localhost{base}", unescape(address)))
        if parts.scheme not in ("http", "https") or parts.hostname not in ("localhost", "testserver"):
            return
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        route = self.route(path)
        if route is None or route.startswith("quan-tri/") or path in self.seen:
            return
        like = (route, tuple(sorted(re.findall(r"(?:^|&)([^=&]+)=", parts.query))))
        if (
            self.taken[like] >= (WITH_QUERY if parts.query else EACH)
            and PUBLIC not in path.lower()
            and HIDDEN not in path.lower()
        ):
            return
        self.taken[like] += 1
        self.seen.add(path)
        self.reached.add(route)
        self.waiting.append(path)

    def follow(self):
        """Asks for all that waits, and for what those link to."""
        while self.waiting:
            address = self.waiting.pop(0)
            response, _text = self.ask(address)
            if location := response.get("Location"):
                self.found(location, address)
            if response.streaming or not re.search("text|xml", response["Content-Type"]):
                continue
            page = response.content.decode()
            for link in re.findall(r'(?:href|src|action)="([^"]+)"', page):
                self.found(link, address)
            for link in re.findall(r"<(?:loc|link|guid)[^>]*>([^<]+)<", page):
                self.found(link, address)
            for form in re.findall(r"<form.*?</form>", page, re.S):
                self.fill(form, address)

    def fill(self, form, address):
        """Sends a form of queries: each of its choices, and every word in each of its fields."""
        head = form[: form.index(">")]
        if 'method="post"' in head:
            return
        action = re.search(r'action="([^"]*)"', head)
        target = urlsplit(urljoin(address, action[1] if action else address)).path
        for name in re.findall(r'<input[^>]*\bname="([^"]+)"', form):
            if ("field", target, name) not in self.seen:
                self.seen.add(("field", target, name))
                self.waiting += [f"{target}?{urlencode({name: query})}" for query in queries()[:FEW]]
        for name, options in re.findall(r'<select[^>]*\bname="([^"]+)".*?>(.*?)</select>', form, re.S):
            for value in re.findall(r'<option value="([^"]+)"', options):
                self.found(f"{target}?{urlencode({name: unescape(value)})}")


def queries():
    """What somebody types who looks for the hidden: words, halves of words, slips, numbers."""
    kinds = [f"{HIDDEN}{state}" for state in ("draft", "pending", "withdrawn", "future", "ended", "internal")]
    words = [word(kind, place) for kind in kinds for place in PLACES]
    slips = [word(kind, "abstract")[:-1] for kind in kinds]
    numbers = [f"9/2026/QĐ-{word(kind, 'number')}" for kind in kinds]
    return [
        HIDDEN,
        HIDDEN[:5],
        PUBLIC,
        PHONE,
        "6200555666",
        "htx đồi",
        word(PUBLIC, "abstract"),
        *numbers,
        word(PUBLIC, "words"),
        *words,
        *slips,
    ]


def guesses(route, documents):
    """Addresses of a route with parameters, filled with everything that can be known of these documents."""
    known = defaultdict(list)
    for document in documents:
        for file in document.files.all():
            known["int"] += [document.pk, file.pk]
            known["slug"] += [document.slug, "khac"]
            known["str"] += [file.name, document.slug]
            pictures = [file.reading.picture.name, file.reading.drawn_pages.name]
            known["path"] += [f"{folder}{name}" for name in (file.file.name, *pictures) for folder in ("", "private/")]
    parameters = re.findall(r"<(?:(\w+):)?\w+>", route)
    values = [sorted(set(map(str, known[converter or "str"]))) for converter in parameters]
    for filled in product(*values):
        rest = iter(filled)
        yield "/" + re.sub(r"<[^>]+>", lambda _: quote(next(rest)), route)  # noqa: B023


def test_no_answer_says_a_word_of_what_is_hidden(demo, registered, hidden_articles, stored, client, monkeypatch):
    # A refusal would say nothing, too.
    monkeypatch.setattr("cooperatives.views.EXPORTS_PER_HOUR", 10_000)
    monkeypatch.setattr("documents.views.EXPORTS_PER_HOUR", 10_000)
    (hidden, _public), (secret, consented) = stored, registered
    MovedAddress.objects.create(old="/van-ban-cu.html", new=f"/van-ban/tep/{hidden[0].files.get().pk}/chu/")
    crawl = Crawl(client)
    every_route = routes()
    for route in every_route:
        if "<" not in route and "(" not in route:
            crawl.found(f"/{route}")
            crawl.waiting += [f"/{route}?{urlencode({'q': query})}" for query in queries()[:FEW]]
    for route in (
        "tim-kiem/", "tim-kiem/goi-y", "api/v1/search", "van-ban/", "hop-tac-xa/", "to-hop-tac/", "api/v1/cooperatives",
        "api/v1/groups",
    ):  # fmt: skip
        crawl.waiting += [f"/{route}?{urlencode({'q': query})}" for query in queries()]
    crawl.waiting.append("/van-ban-cu.html")
    for organization in (*secret, consented):
        path = "groups" if organization.form == "group" else "cooperatives"
        crawl.waiting += [organization.get_absolute_url(), f"/api/v1/{path}/{organization.pk}"]
    crawl.waiting += [article.get_absolute_url() for article in hidden_articles]
    for address in TYPED:
        crawl.found(address)
    crawl.follow()
    # What no page links to can still be typed in.
    for route in every_route:
        if "<" in route and "(" not in route:
            for document in hidden:
                for address in guesses(route, [document]):
                    crawl.ask(address)
    assert not crawl.leaks, "\n".join(f"{address}: {text}" for address, text in crawl.leaks[:20])
    assert not crawl.faults
    unreached = [route for route in every_route if route not in crawl.reached and route not in NOT_LINKED]
    assert not unreached, "\n".join(HOW_TO.format(route=f"/{route}") for route in unreached)
    contacts = crawl.ask(consented.get_absolute_url())[1]
    assert "0911002233" in contacts and "mailto:" in contacts, "Consent shows nothing: a leak would not be seen."
    shown = {every_route.get(route) for route in crawl.shows_public}
    assert shown >= SHOWN, "A published document shows in too few places: a leak there would not be seen."


def test_addresses_of_hidden_documents_are_not_there(stored, client):
    hidden, public = stored
    assert FileText.objects.filter(text__contains=HIDDEN).count() == len(hidden) == 6
    for document, status in (*((d, 404) for d in hidden), (public, 200)):
        file = document.files.get()
        ways = ("xem/", "chu/", "trang/0.webp", "trang/1.webp", file.name)
        for address in (document.get_absolute_url(), *(f"/van-ban/tep/{file.pk}/{way}" for way in ways)):
            response = client.get(address)
            said(response)
            assert response.status_code == status, address
            assert client.head(address).status_code == status, address


def test_hidden_documents_are_not_counted(stored, client):
    hidden, public = stored
    for document in [*hidden, public]:
        client.post("/dem/", {"subject": "document", "id": document.pk}, headers={"User-Agent": "Firefox"})
        client.get("/dem/", {"subject": "document", "id": document.pk}, headers={"User-Agent": "Firefox"})
        said(client.get(document.files.get().get_absolute_url(), headers={"User-Agent": "Firefox"}))
    counted = reading.totals("document", [document.pk for document in [*hidden, public]])
    assert counted == {public.pk: {"view": 2, "download": 1}}


def admin_addresses(documents):
    """Every address of the admin, with the ids of these documents where it takes one."""
    pks = [document.pk for document in documents]

    def walk(patterns, before):
        for pattern in patterns:
            route = before + str(pattern.pattern).removeprefix("^")
            if not isinstance(pattern, URLPattern):
                yield from walk(pattern.url_patterns, route)
            elif "(" not in route:
                for pk in pks if "<" in route else [0]:
                    yield re.sub(r"<[^>]+>", str(pk), route)

    return set(walk(admin.site.get_urls(), "/quan-tri/"))


def test_the_admin_shows_them_to_nobody_without_the_right(stored):
    hidden, _public = stored
    without_rights, clerk = Client(), Client()
    without_rights.force_login(factories.staff("khong-quyen"))
    clerk.force_login(factories.staff("van-thu", group="Văn thư"))
    asked = {
        "app_label": "documents", "model_name": "relation", "field_name": "target", "term": HIDDEN, "q": HIDDEN
    }  # fmt: skip
    addresses = admin_addresses(hidden[:1]) - {"/quan-tri/logout/"}
    for address in sorted(addresses):
        for client in (Client(), without_rights):
            text = said(client.get(address, asked)).replace(f"term={HIDDEN}", "").replace(f"q={HIDDEN}", "")
            assert HIDDEN not in text, f"{address} shows a hidden document to who may not see it."
    assert HIDDEN in said(clerk.get(f"/quan-tri/documents/document/{hidden[0].pk}/change/"))
