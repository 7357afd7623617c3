"""Which requests one kept page may answer, and under which name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kttt.page_cache import requests
from tests.page_cache.asking import environ_of


def key(address="/tin-tuc/", **environ):
    return requests.key_of(environ_of(address, **environ))


@pytest.mark.parametrize(
    ("method", "environ", "anonymous"),
    [
        ("GET", {}, True),
        ("HEAD", {}, True),
        ("POST", {}, False),
        ("OPTIONS", {}, False),
        ("GET", {"HTTP_COOKIE": "da_danh_gia_7=1; csrftoken=abc"}, True),
        ("GET", {"HTTP_COOKIE": "sessionid=abc"}, False),
        ("GET", {"HTTP_COOKIE": "a=b; sessionid="}, False),
        ("GET", {"HTTP_AUTHORIZATION": "Basic YTpi"}, False),
    ],
)
def test_only_who_asks_as_anybody_is_anonymous(method, environ, anonymous):
    assert requests.anonymous(environ_of("/", method, **environ)) is anonymous


def test_the_session_is_known_by_the_name_that_production_gives_it(settings):
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"
    assert not requests.anonymous(environ_of(HTTP_COOKIE="x=1; __Host-sessionid=abc"))


def test_a_key_holds_scheme_host_path_and_parameters():
    assert key() == ("http", "localhost", "/tin-tuc/", "")
    assert key("/tin-tuc/?trang=2") == ("http", "localhost", "/tin-tuc/", "trang=2")
    assert key(HTTP_HOST="127.0.0.1:8000") == ("http", "127.0.0.1:8000", "/tin-tuc/", "")
    assert key(HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_FOR="203.0.113.9")[0] == "https"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "localhost/x", "local host", "a" * 5000]
)
def test_a_foreign_host_goes_to_django(host):
    assert key(HTTP_HOST=host) is None


@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_PROTO": "http", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_PROTO": "gopher", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
    ],
)
def test_who_is_sent_to_https_goes_to_django(environ):
    assert key(**environ) is None


def test_what_other_sites_hang_on_is_dropped_before_django_sees_it():
    environ = environ_of("/tin-tuc/?utm_source=zalo&trang=2&fbclid=abc&zarsrc=30")
    assert requests.key_of(environ) == ("http", "localhost", "/tin-tuc/", "trang=2")
    assert environ["QUERY_STRING"] == "trang=2"
    assert key("/?utm_source=a&utm_medium=b&utm_campaign=c") == key("/?")


@pytest.mark.parametrize(
    "query",
    ["q=che", "trang=2&q=che", "x=1", "ma=LC-7K3M-9QXR", "trang=" + "1" * 90, "trang=<b>", "trang=2&nam=2024&loai=a"],
)
def test_free_words_unknown_parameters_and_long_values_are_never_kept(query):
    assert key(f"/van-ban/?{query}") is None


def test_long_paths_are_never_kept():
    assert key("/" + "a" * 400) is None


@given(st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=60))
def test_no_query_is_an_error_and_none_that_is_kept_is_long(query):
    environ = environ_of() | {"QUERY_STRING": query}
    found = requests.key_of(environ)
    assert found is None or found[3] == environ["QUERY_STRING"]
    # A second time it is what it was.
    assert requests.key_of(environ) == found
