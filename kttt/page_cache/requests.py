"""Which requests one page may answer, and under what name it is kept."""

from functools import lru_cache
from re import compile as pattern
from urllib.parse import unquote_plus

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from kttt import proxies

LONGEST_ADDRESS = 300  # characters of path and query; longer ones go to Django
# Parameters of our own lists whose values are few: pages, periods, orders, facets. Free words are never kept.
KNOWN = {
    "trang", "phan", "ky", "sap-xep", "nam", "loai", "co-quan", "linh-vuc", "nguoi-ky", "tinh-trang",
    "linh-vuc-chinh", "xa", "huyen", "quy-mo", "ocop",
}  # fmt: skip
MOST_KNOWN = 2
# What other sites hang on to our addresses to follow readers; no page of ours reads it.
FOLLOWING = pattern(r"utm_\w+|fbclid|gclid|dclid|msclkid|zarsrc|zclid|_ga|_gl|mc_cid|mc_eid|igshid")
_VALUE = pattern(r"[\w.~%+-]{0,80}")


def anonymous(environ):
    """Whether a WSGI request asks as anybody would: GET or HEAD, no session, no other proof of who it is."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
        and "HTTP_AUTHORIZATION" not in environ
    )


def key_of(environ):
    """(scheme, host, path, query) of an anonymous request whose page may be kept; None where it may not.

    Takes out of the query what only follows readers, so that the page drawn is the one that is kept.
    """
    query = environ.get("QUERY_STRING", "")
    if query:
        query = environ["QUERY_STRING"] = _without_following(query)
        if query and not _is_known(query):
            return None
    host, path = environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", "")
    if len(path) + len(query) > LONGEST_ADDRESS or not _is_allowed(host[:LONGEST_ADDRESS]):
        return None
    scheme = _scheme(environ)
    return scheme and (scheme, host, path, query)


def _without_following(query):
    return "&".join(one for one in query.split("&") if one and not FOLLOWING.fullmatch(one.partition("=")[0]))


def _is_known(query):
    pairs = [one.partition("=") for one in query.split("&")]
    names = [unquote_plus(name) for name, _equals, _value in pairs]
    return (
        len(names) <= MOST_KNOWN
        and set(names) <= KNOWN
        and all(_VALUE.fullmatch(value) for _name, _equals, value in pairs)
    )


def _scheme(environ):
    """ "http", "https", or None for a request that is going to be sent to https."""
    if proxies.settle(environ):
        return environ["wsgi.url_scheme"]
    return "https" if environ.get("HTTP_X_FORWARDED_PROTO") == "https" else None


@lru_cache(maxsize=64)
def _is_allowed(host):
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
