"""Whose word counts about the client's address and about TLS."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpResponsePermanentRedirect

FORWARDED = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")
# What a proxy calls the request; believed of the same ones.
REQUEST_ID = "HTTP_X_REQUEST_ID"
# Where a WSGI request keeps what `settle` found; no header can set it.
_DIRECT = "kttt.direct_from_here"


@lru_cache(maxsize=256)
def _address(text):
    try:
        return ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None


@lru_cache
def _networks(trusted):
    return [ipaddress.ip_network(network) for network in ("127.0.0.0/8", "::1/128", *trusted)]


def _is_ours(address):
    """Whether `address` (an ip_address or None) is one of our own proxies."""
    if address is None:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


def settle(environ):
    """Whether a WSGI request comes from this machine itself, with no proxy before it; settled once, then remembered.

    Sets REMOTE_ADDR to the client's own address and drops forwarded headers that nobody trustworthy sent. Believed are
    loopback and the networks of settings.TRUSTED_PROXIES.
    """
    if _DIRECT in environ:
        return environ[_DIRECT]
    peer = _address(environ.get("REMOTE_ADDR") or "127.0.0.1")
    behind_proxy = any(name in environ for name in FORWARDED) and _is_ours(peer)
    if behind_proxy:
        # Each proxy appends the address it saw: the last one that is not ours is the client.
        for hop in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            address = _address(hop)
            if address is None:
                break
            environ["REMOTE_ADDR"] = str(address)
            if not _is_ours(address):
                break
    else:
        for name in (*FORWARDED, REQUEST_ID):
            environ.pop(name, None)
    environ[_DIRECT] = peer is not None and peer.is_loopback and not behind_proxy
    return environ[_DIRECT]


class TrustedProxyMiddleware:
    """Settles whose word counts before anybody asks for address or scheme (`settle`).

    In production a request that reached the front without TLS is redirected to https; one that comes from this machine
    itself, with no proxy before it, is not (health checks, measurements).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        direct_from_here = settle(request.META)
        if settings.PRODUCTION and not request.is_secure() and not direct_from_here:
            return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
        return self.get_response(request)
