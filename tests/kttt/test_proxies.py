"""Forwarded headers count only from loopback and configured proxies."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from kttt.proxies import TrustedProxyMiddleware


def answer(**meta):
    seen = {}

    def view(request):
        seen.update(address=request.META["REMOTE_ADDR"], proto=request.META.get("HTTP_X_FORWARDED_PROTO"))
        return HttpResponse()

    request = RequestFactory(HTTP_HOST="localhost").get("/", **meta)
    return TrustedProxyMiddleware(view)(request), seen


def test_a_strangers_headers_are_dropped():
    _, seen = answer(REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="198.51.100.1", HTTP_X_FORWARDED_PROTO="https")
    assert seen == {"address": "203.0.113.9", "proto": None}


def test_our_proxy_is_believed_up_to_the_first_foreign_hop():
    _, seen = answer(
        REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9", HTTP_X_FORWARDED_PROTO="https"
    )
    assert seen == {"address": "203.0.113.9", "proto": "https"}


@override_settings(TRUSTED_PROXIES=["10.0.0.0/8"])
def test_configured_proxies_are_believed():
    _, seen = answer(REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert seen["address"] == "198.51.100.1"


@pytest.mark.parametrize(
    ("meta", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "http"}, 301),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, 200),
        ({"REMOTE_ADDR": "203.0.113.9"}, 301),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}, 301),
    ],
)
@override_settings(
    PRODUCTION=True, ALLOWED_HOSTS=["localhost"], SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")
)
def test_production_redirects_to_tls(meta, status):
    response, _ = answer(**meta)
    assert response.status_code == status
