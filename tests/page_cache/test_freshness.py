"""Kept pages before Django itself: after every write they are what Django draws, for whoever asks."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.models import Document
from kttt import anonymous_forms
from kttt.home.models import HomeBlock
from kttt.page_cache.application import DRAWING, PageCache
from kttt.page_cache.pages import may_be_kept
from kttt.pages.models import Banner, Link, LinkGroup, MenuItem, Notice, Page, SiteSettings
from kttt.polls.models import Option, Poll
from kttt.publishing import State, content_changed
from kttt.visits import recording
from news.models import Article, Category, Comment, Tag
from tests import factories
from tests.page_cache.asking import ask
from tests.page_cache.test_watch import AtOnce

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def django():
    return get_wsgi_application()


@pytest.fixture
def cache(django):
    return PageCache(django, watch=AtOnce())


def said(answer):
    """What an answer says, without the tokens of its forms."""
    return anonymous_forms.IN_PAGE.sub(b"", answer.text.encode()).decode()


@pytest.fixture
def article():
    return factories.article("Hội nghị tổng kết năm")


def make_link(article):
    Link.objects.create(group=LinkGroup.objects.create(title="Nơi khác"), title="Bộ", address="/")


def make_poll(article):
    Option.objects.create(poll=Poll.objects.create(question="Thế nào?", state="published"), text="Tốt")


WRITES = {
    "publish": ("/tin-tuc/", lambda a: factories.article("Bài vừa đăng")),
    "edit": (None, lambda a: (setattr(a, "title", "Tên đã sửa"), a.save())),
    "unpublish": ("/tin-tuc/", lambda a: (setattr(a, "state", State.WITHDRAWN), a.save())),
    "delete": ("/tin-tuc/", lambda a: a.delete()),
    "delete many": ("/", lambda a: Article.objects.all().delete()),
    "bulk update": ("/", lambda a: Article.objects.update(title="Tất cả đổi tên", lead="")),
    "bulk create": (None, lambda a: Notice.objects.bulk_create([Notice(text="Thông báo hàng loạt")])),
    "tag": (None, lambda a: a.tags.add(Tag.objects.create(name="Chè sạch", slug="che-sach"))),
    "category": (None, lambda a: Category.objects.update(name="Chuyên mục khác")),
    "comment": (None, lambda a: Comment.objects.create(article=a, name="Sùng", text="Bài hay", state="approved")),
    "comment approved": (None, lambda a: Comment.objects.update(state="approved")),
    "comment hidden": (None, lambda a: Comment.objects.update(state="spam")),
    "rating": (None, lambda a: a.rate(5)),
    "menu": ("/", lambda a: MenuItem.objects.create(title="Mục mới", address="/moi/")),
    "notice": ("/", lambda a: Notice.objects.create(text="Họp giao ban")),
    "banner": ("/", lambda a: Banner.objects.create(title="Hội chợ", alt="Hội chợ xuân", picture=factories.picture())),
    "link": ("/", make_link),
    "office": ("/", lambda a: SiteSettings(pk=1, name="Liên minh tên khác").save()),
    "home block": ("/", lambda a: HomeBlock.objects.update(heading="Khối đổi tên")),
    "document": (None, lambda a: factories.document("7/2026/QĐ-UBND")),
    "poll": ("/", make_poll),
    "page": ("/so-do-trang/", lambda a: Page.objects.create(title="Trang mới", slug="trang-moi", state="published")),
}  # fmt: skip


@pytest.mark.parametrize(("address", "write"), WRITES.values(), ids=WRITES)
def test_after_every_write_the_page_is_what_django_draws(cache, django, article, address, write):
    Comment.objects.create(article=article, name="Lò", text="Đã được duyệt", state="approved")
    Comment.objects.create(article=article, name="Vàng", text="Đang chờ duyệt", state="pending")
    address = address or article.get_absolute_url()
    before = ask(cache, address)
    assert said(ask(cache, address)) == said(before) and ask(cache, address).was_kept
    write(article)
    after = ask(cache, address)
    assert not after.was_kept and said(after) != said(before)
    assert said(after) == said(ask(django, address)) == said(ask(cache, address))
    assert after.headers["etag"] != before.headers["etag"]


@pytest.mark.parametrize("times", [{"publish_from": HOUR}, {"publish_until": HOUR}], ids=["comes", "goes"])
def test_a_scheduled_minute_shows(cache, django, monkeypatch, times):
    now = timezone.localtime().replace(hour=12)
    monkeypatch.setattr(timezone, "now", lambda: now)
    factories.article("Bài hẹn giờ", **{"publish_from": now - HOUR} | dict.fromkeys(times, now + HOUR))
    before = ask(cache, "/tin-tuc/")
    monkeypatch.setattr(timezone, "now", lambda: now + HOUR)
    after = ask(cache, "/tin-tuc/")
    assert ("Bài hẹn giờ" in before.text, "Bài hẹn giờ" in after.text) == (
        "publish_until" in times,
        "publish_from" in times,
    )


def test_staff_see_their_own_page_and_leave_none_behind(cache, article):
    client = Client()
    client.force_login(factories.staff(first_name="Người", last_name="Biên tập"))
    cookie = "; ".join(f"{name}={value.value}" for name, value in client.cookies.items())
    address = article.get_absolute_url()
    for _ in range(2):
        own = ask(cache, address, HTTP_COOKIE=cookie)
        assert "Biên tập" in own.text and own.headers["cache-control"] == "private, no-cache"
        assert "etag" not in own.headers and not own.was_kept
        public = ask(cache, address)
        assert "staff-bar" not in public.text and "set-cookie" not in public.headers


def test_whether_a_reader_has_voted_is_told_to_nobody_else(cache):
    poll = Poll.objects.create(question="Thế nào?", state="published", results="voted")
    Option.objects.create(poll=poll, text="Tốt")
    for _ in range(2):
        answer = ask(cache, f"/tham-do/{poll.pk}/")
        assert answer.headers["cache-control"] == "private, no-cache" and not answer.was_kept
    assert len(cache.pages) == 0


def test_an_address_with_a_secret_is_not_kept(cache):
    factories.question(code="LC-7K3M-9QXR")
    for address in ("/hoi-dap/tra-cuu/?ma=LC-7K3M-9QXR", "/theo-doi/huy/abc/", "/quan-tri/login/", "/healthz"):
        for _ in range(2):
            assert not ask(cache, address).was_kept, address
    assert len(cache.pages) == 0


def test_a_page_that_appears_is_shown_though_it_was_missing(cache, article):
    address = article.get_absolute_url()
    Article.objects.update(state=State.DRAFT)
    assert ask(cache, address).status == ask(cache, address).status == 404
    Article.objects.update(state=State.PUBLISHED)
    assert [ask(cache, address).status, ask(cache, address).was_kept] == [200, True]


def test_an_uncacheable_answer_is_packed_by_django_as_before(cache):
    login = ask(cache, "/quan-tri/login/", HTTP_ACCEPT_ENCODING="gzip")
    assert login.headers["content-encoding"] == "gzip" and "csrfmiddlewaretoken" in login.text


def addresses(django):
    """Two addresses of every route that pages of the demo link to."""
    found, waiting, seen = {}, ["/"], {"/"}
    while waiting:
        address = waiting.pop(0)
        try:
            route = resolve(urlsplit(address).path).route
        except Resolver404:
            continue
        if route.startswith(("quan-tri/", "media/", "di/")) or len(found.setdefault(route, [])) >= 2:
            continue
        answer = ask(django, address)
        found[route].append(address)
        if answer.headers.get("content-type", "").startswith("text/html"):
            for link in re.findall(r'href="([^"#]+)"', answer.text):
                link = urljoin(address, unescape(link))
                if link.startswith("/") and link not in seen:
                    seen.add(link)
                    waiting.append(link)
    return [address for of_route in found.values() for address in of_route]


VISITORS = (
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 8.1)", "HTTP_REFERER": "http://localhost/"},
    {"REMOTE_ADDR": "127.0.0.9", "HTTP_USER_AGENT": "Googlebot/2.1", "HTTP_ACCEPT_LANGUAGE": "en", "HTTP_ACCEPT": "*/*",
     "HTTP_COOKIE": f"csrftoken={32 * 'a'}; da_danh_gia_1=1", "HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_DNT": "1"},
)  # fmt: skip


@pytest.mark.one_database
def test_what_may_be_kept_is_the_same_for_every_visitor(django):
    call_command("load_demo", verbosity=0)
    kept = set()
    for address in addresses(django):
        one, other = (ask(django, address, **visitor, **{DRAWING: True}) for visitor in VISITORS)
        # Django's own words: it sends the body of HEAD, and the server drops it.
        head = ask(django, address, method="HEAD", **VISITORS[0], **{DRAWING: True})
        if may_be_kept(one.status, one.headers.items()):
            assert said(one) == said(other) == said(head), address
            assert one.headers == other.headers == head.headers, address
            kept.add(resolve(urlsplit(address).path).route)
    assert len(kept) >= 30, sorted(kept)


def test_what_is_kept_says_what_django_says_in_every_packing(cache, django):
    call_command("load_demo", verbosity=0)
    for address in ("/", "/van-ban/", "/rss/", Document.objects.published().first().get_absolute_url()):
        fresh = said(ask(django, address, HTTP_ACCEPT_ENCODING="gzip"))
        for accepted in ("", "gzip", "br"):
            assert said(ask(cache, address, HTTP_ACCEPT_ENCODING=accepted)) == fresh, address


TITLES = st.sampled_from(["Chè", "Mắc ca", "Đào Tà Tổng", "<b>&"])
STEPS = st.one_of(
    st.tuples(st.just("publish"), TITLES),
    st.tuples(st.just("edit"), TITLES),
    st.tuples(st.just("bulk edit"), TITLES),
    st.tuples(st.just("notice"), TITLES),
    st.tuples(st.just("menu"), TITLES),
    st.tuples(st.sampled_from(["withdraw", "delete", "view", "wait"]), st.none()),
    st.tuples(st.just("schedule"), st.integers(1, 90)),
    st.tuples(st.just("ask"), st.sampled_from(["/", "/tin-tuc/", "/rss/", "/tin-tuc/?trang=2", "/so-do-trang/"])),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=3, max_size=12))
def test_whatever_is_written_the_kept_page_is_what_django_draws(django, monkeypatch, steps):
    now = [timezone.localtime().replace(hour=12)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    with transaction.atomic():
        cache = PageCache(django, watch=AtOnce())
        for step, value in steps:
            first = Article.objects.order_by("pk").first()
            match step:
                case "publish":
                    factories.article(value, publish_from=now[0])
                case "schedule":
                    factories.article("Hẹn giờ", publish_from=now[0] + timedelta(minutes=value))
                case "edit" if first:
                    first.title = value
                    first.save()
                case "bulk edit":
                    Article.objects.update(title=value, lead="")
                case "withdraw" if first:
                    Article.objects.filter(pk=first.pk).update(state=State.WITHDRAWN)
                case "delete" if first:
                    first.delete()
                case "notice":
                    Notice.objects.create(text=value, show_until=now[0] + HOUR, show_from=now[0])
                case "menu":
                    MenuItem.objects.create(title=value, address="/x/")
                case "view" if first:
                    recording.add("article", first.pk, recording.View)
                    # Counters alone make no page anew at once (DRAWN_AGAIN_AFTER).
                    content_changed()
                case "wait":
                    now[0] += timedelta(minutes=31)
                case "ask":
                    ask(cache, value)
                    assert said(ask(cache, value)) == said(ask(django, value))
        for address in ("/", "/tin-tuc/"):
            assert said(ask(cache, address)) == said(ask(django, address))
        transaction.set_rollback(True)
