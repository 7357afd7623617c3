"""Whose word counts about the client's address and about TLS."""

import ipaddress

from django.conf import settings
from django.http import HttpResponsePermanentRedirect

FORWARDED = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


def _address(text):
    try:
        return ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None


class TrustedProxyMiddleware:
    """Sets REMOTE_ADDR to the client's own address and drops forwarded headers that nobody trustworthy sent.

    Believed are loopback and the networks of settings.TRUSTED_PROXIES. In production a request that reached the front
    without TLS is redirected to https; one that comes from this machine itself, with no proxy before it, is not
    (health checks, measurements).
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.networks = [ipaddress.ip_network(n) for n in ("127.0.0.0/8", "::1/128", *settings.TRUSTED_PROXIES)]

    def trusted(self, address):
        """Whether `address` (an ip_address or None) is one of our own proxies."""
        if address is None:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self.networks)

    def __call__(self, request):
        meta = request.META
        peer = _address(meta.get("REMOTE_ADDR") or "127.0.0.1")
        behind_proxy = self.trusted(peer) and any(name in meta for name in FORWARDED)
        if behind_proxy:
            # Each proxy appends the address it saw: the last one that is not ours is the client.
            for hop in reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(",")):
                address = _address(hop)
                if address is None:
                    break
                meta["REMOTE_ADDR"] = str(address)
                if not self.trusted(address):
                    break
        else:
            for name in FORWARDED:
                meta.pop(name, None)
        direct_from_here = peer is not None and peer.is_loopback and not behind_proxy
        if settings.PRODUCTION and not request.is_secure() and not direct_from_here:
            return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
        return self.get_response(request)
