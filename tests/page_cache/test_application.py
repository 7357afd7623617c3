"""Kept pages before a small application that counts how often it is asked."""

import gzip
import threading
import time

import pytest

from kttt.page_cache import application as page_cache
from kttt.page_cache import pages as kept_pages
from kttt.page_cache.application import PageCache
from kttt.page_cache.pages import Page, Pages, may_be_kept
from tests.page_cache.asking import ask


class Content:
    """Stands for the database: `change()` is a write; and for the watch that has noticed it at once."""

    def __init__(self):
        self.version, self.is_away, self.goes_away, self.behind = object(), False, False, set()

    def change(self, a_moment_ago=False):
        """`a_moment_ago`: less than a second, so that pages of before still hold."""
        self.behind = {self.version} if a_moment_ago else set()
        self.version = object()

    def look(self):
        pass

    def look_again(self):
        self.is_away = self.goes_away

    def holds(self, version):
        return not self.is_away and (version is self.version or version in self.behind)


class Site:
    """An application whose every page says how often it was drawn."""

    def __init__(self):
        self.drawn, self.status, self.closed = 0, "200 OK", 0
        self.headers = {"Content-Type": "text/html; charset=utf-8", "Vary": "Cookie"}
        self.words, self.wait = "x" * 500, lambda: None

    def __call__(self, environ, start_response):
        self.drawn += 1
        body = f"<p>{environ['PATH_INFO']}, {self.drawn}</p>{self.words}".encode()
        start_response(self.status, [*self.headers.items(), ("Content-Length", str(len(body)))])
        self.wait()
        return Body(self, [body])


class Body(list):
    def __init__(self, site, parts):
        super().__init__(parts)
        self.site = site

    def close(self):
        self.site.closed += 1


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def content():
    return Content()


@pytest.fixture
def clock(monkeypatch):
    """Seconds that have passed."""
    now = [1000.0]
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def cache(site, content):
    return PageCache(site, watch=content)


def test_a_page_is_drawn_once_and_closed(cache, site):
    first, second = ask(cache), ask(cache)
    assert site.drawn == site.closed == 1
    assert first.text == second.text and first.body == second.body
    assert not first.was_kept and second.was_kept
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["cache-control"] == "public, no-cache" and "set-cookie" not in first.headers


def test_a_change_draws_it_anew(cache, site, content):
    ask(cache)
    content.change()
    assert ", 2<" in ask(cache).text


def test_counters_draw_it_anew(cache, site, clock):
    ask(cache)
    clock[0] += page_cache.DRAWN_AGAIN_AFTER + 0.1
    assert ", 2<" in ask(cache).text


def test_a_session_a_post_and_a_foreign_host_reach_the_application_each_time(cache, site):
    ask(cache)
    for asked in ({"HTTP_COOKIE": "sessionid=a"}, {"method": "POST"}, {"HTTP_HOST": "evil.example"}):
        before = site.drawn
        assert not ask(cache, **asked).was_kept
        assert site.drawn == before + 1
    assert ", 1<" in ask(cache).text


def test_an_answer_to_a_session_never_reaches_a_stranger(cache, site):
    assert ", 1<" in ask(cache, HTTP_COOKIE="sessionid=a").text
    assert ", 2<" in ask(cache).text


@pytest.mark.parametrize("path", ["/?q=che", "/?x=1"])
def test_what_is_not_kept_has_an_etag_all_the_same(cache, site, path):
    site.words = ""
    first = ask(cache, path)
    site.drawn = 0
    assert ask(cache, path, HTTP_IF_NONE_MATCH=first.headers["etag"]).status == 304
    assert site.drawn == 1 and len(cache.pages) == 0


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 Not Found", {}),
        ("301 Moved Permanently", {}),
        ("500 Internal Server Error", {}),
        ("200 OK", {"Set-Cookie": "a=b"}),
        ("200 OK", {"Cache-Control": "private, no-cache"}),
        ("200 OK", {"Cache-Control": "max-age=0, No-Store"}),
        ("200 OK", {"Vary": "Cookie, User-Agent"}),
        ("200 OK", {"Vary": "*"}),
        ("200 OK", {"Content-Type": "application/pdf"}),
        ("200 OK", {"Content-Disposition": "attachment"}),
        ("200 OK", {"Content-Encoding": "gzip"}),
        ("200 OK", {"Accept-Ranges": "bytes"}),
    ],
)
def test_other_answers_pass_as_they_are(cache, site, status, headers):
    site.status, site.headers = status, site.headers | headers
    for number in (1, 2):
        answer = ask(cache)
        assert answer.status == int(status[:3]) and f", {number}<" in answer.body.decode()
        assert site.headers.items() <= {name.title(): value for name, value in answer.headers.items()}.items()
    assert len(cache.pages) == 0 and site.closed == 2


def test_a_stream_and_a_huge_page_are_never_kept():
    html = ("Content-Type", "text/html")
    assert may_be_kept(200, [html, ("Content-Length", "5")])
    assert not may_be_kept(200, [html])
    assert not may_be_kept(200, [html, ("Content-Length", str(kept_pages.MEMORY))])


@pytest.mark.parametrize(
    ("accepted", "packing"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5, br;q=0", "gzip"),
        ("br;q=0.000, gzip; q=0", None),
        ("identity", None),
        ("", None),
        ("," * 5000 + "br", None),
    ],
)
def test_each_packing_says_the_same(cache, accepted, packing):
    plain = ask(cache)
    packed = ask(cache, HTTP_ACCEPT_ENCODING=accepted)
    assert packed.headers.get("content-encoding") == packing and packed.text == plain.text
    assert packed.headers["etag"] == plain.headers["etag"] and "Accept-Encoding" in packed.headers["vary"]
    for answer in (plain, packed):
        assert int(answer.headers["content-length"]) == len(answer.body)


def test_packing_is_done_once_and_names_no_time(cache, monkeypatch):
    first = ask(cache, HTTP_ACCEPT_ENCODING="gzip")
    monkeypatch.setattr(gzip, "compress", None)
    assert ask(cache, HTTP_ACCEPT_ENCODING="gzip").body == first.body
    assert first.body[4:8] == bytes(4)


def test_head_has_the_headers_of_get_and_no_body(cache, site):
    head, get = ask(cache, method="HEAD"), ask(cache)
    later = ask(cache, method="HEAD")
    assert head.body == later.body == b"" and site.drawn == 1
    assert later.headers == get.headers and int(get.headers["content-length"]) == len(get.body)


@pytest.mark.parametrize("form", ["{}", 'W/"other", {}', "{strong}", "*"])
def test_who_has_the_page_gets_304(cache, form):
    first = ask(cache)
    etag = first.headers["etag"]
    again = ask(cache, HTTP_IF_NONE_MATCH=form.format(etag, strong=etag.removeprefix("W/")))
    assert (again.status, again.body) == (304, b"")
    for name in ("etag", "vary", "cache-control"):
        assert again.headers[name] == first.headers[name]
    assert "content-length" not in again.headers and "content-type" not in again.headers
    assert ask(cache, HTTP_IF_NONE_MATCH='W/"other"').status == 200
    assert ask(cache, HTTP_RANGE="bytes=0-4").status == 200


def test_a_stampede_draws_once_and_all_get_it(cache, site):
    site.wait = lambda: time.sleep(0.3)
    found = []
    threads = [threading.Thread(target=lambda: found.append(ask(cache).text)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert site.drawn == 1 and len(found) == 16 and len(set(found)) == 1


def drawing_slowly(cache, site):
    """A thread that is drawing the page, and the event that lets it finish."""
    begun, finish = threading.Event(), threading.Event()
    site.wait = lambda: (begun.set(), finish.wait(10))
    thread = threading.Thread(target=ask, args=(cache,))
    thread.start()
    assert begun.wait(10)
    return thread, finish


def test_while_one_draws_anew_the_others_get_the_page_before(cache, site, clock):
    ask(cache)
    clock[0] += page_cache.DRAWN_AGAIN_AFTER + 1
    thread, finish = drawing_slowly(cache, site)
    assert ", 1<" in ask(cache).text
    finish.set()
    thread.join()
    assert ", 2<" in ask(cache).text


def test_a_change_of_less_than_a_second_ago_may_wait_while_one_draws(cache, site, content):
    ask(cache)
    content.change(a_moment_ago=True)
    thread, finish = drawing_slowly(cache, site)
    assert ", 1<" in ask(cache).text
    finish.set()
    thread.join()


@pytest.mark.parametrize("old", ["counters", "content"])
def test_a_page_that_is_too_old_is_waited_for(cache, site, content, clock, old):
    ask(cache)
    if old == "counters":
        clock[0] += page_cache.COUNTERS_HOLD + 1
    else:
        content.change()
    thread, finish = drawing_slowly(cache, site)
    threading.Timer(0.2, finish.set).start()
    assert ", 2<" in ask(cache).text
    thread.join()
    assert site.drawn == 2


def test_nobody_waits_for_an_answer_that_is_one_persons(cache, site):
    site.headers["Cache-Control"] = "private"
    ask(cache)
    thread, finish = drawing_slowly(cache, site)
    site.wait = lambda: None
    begun = time.perf_counter()
    assert ask(cache).status == 200
    assert time.perf_counter() - begun < 5
    finish.set()
    thread.join()


def test_without_the_database_old_pages_are_given_and_say_so(cache, site, content, clock):
    first = ask(cache)
    content.is_away, site.status = True, "500 Internal Server Error"
    clock[0] += 3600
    old = ask(cache, HTTP_ACCEPT_ENCODING="br")
    assert (old.status, old.text) == (200, first.text)
    assert old.headers["cache-status"] == "kttt; hit; detail=database-away" and old.headers["age"] == "3600"
    assert ask(cache, "/other/").status == 500
    content.is_away, site.status = False, "200 OK"
    content.change()
    again = ask(cache)
    assert again.text != first.text and "age" not in again.headers and "detail" not in again.headers["cache-status"]


def test_an_error_that_shows_that_the_database_is_gone_gives_the_old_page(cache, site, content):
    first = ask(cache)
    content.change()
    content.goes_away, site.status = True, "500 Internal Server Error"
    old = ask(cache)
    assert old.text == first.text and "database-away" in old.headers["cache-status"]
    assert site.closed == site.drawn == 2


def test_an_error_of_our_own_is_shown(cache, site, content):
    ask(cache)
    content.change()
    site.status = "500 Internal Server Error"
    assert ask(cache).status == 500


def test_an_application_that_raises_holds_nobody_up(cache, site):
    site.wait = lambda: 1 / 0
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            ask(cache)
    site.wait = lambda: None
    assert ask(cache).status == 200


def page(size):
    return Page([("Content-Type", "text/html"), ("Content-Length", str(size))], b"x" * size, None, 0)


def test_memory_is_bounded_however_many_addresses_there_are(site, content):
    pages = Pages(memory=100_000, kept_for_read_again=75_000)
    cache = PageCache(site, watch=content, pages=pages)
    for number in range(500):
        ask(cache, f"/{number}/")
        ask(cache, f"/{number // 2}/")
        assert pages.size <= 100_000
    assert pages.size == sum(page.size for kept in (pages._once, pages._again) for page in kept.values())
    assert 10 <= len(pages) <= 25


def test_nonsense_asked_for_once_does_not_drive_out_what_is_read():
    pages = Pages(memory=1_000_000, kept_for_read_again=750_000)
    pages.put("home", page(1000))
    assert pages.get("home")
    for number in range(10_000):
        pages.put(number, page(1000))
    assert pages.get("home") and not pages.get(0) and pages.size <= 1_000_000


def test_pages_read_again_leave_room_for_new_ones():
    pages = Pages(memory=100_000, kept_for_read_again=75_000)
    for number in range(100):
        pages.put(number, page(1000))
        assert pages.get(number) and pages.size <= 100_000
    assert not pages.get(0)


def test_the_tokens_of_forms_count_by_the_hour(cache, site, content, monkeypatch):
    etags = []
    for seconds, token in ((0, "a"), (10, "b"), (3600, "b")):
        monkeypatch.setattr(kept_pages.time, "time", lambda now=seconds: 7200.0 + now)
        site.drawn, site.words = 0, f'<input type="hidden" name="token" value="rating:{token}">'
        content.change()
        etags.append(ask(cache).headers["etag"])
    assert etags[0] == etags[1] != etags[2]
