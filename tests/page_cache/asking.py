"""Asking a WSGI application as granian does."""

import gzip
from dataclasses import dataclass

import brotli
from django.test import RequestFactory


@dataclass
class Answer:
    """What came back; header names in small letters, `text` unpacked."""

    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(self.headers.get("content-encoding"), bytes)
        return unpack(self.body).decode()

    @property
    def was_kept(self):
        """Whether the page came from memory."""
        return "; hit" in self.headers.get("cache-status", "")


def environ_of(address="/", method="GET", **environ):
    """The environ of a request from this machine."""
    made = RequestFactory().generic(method, address).environ
    del made["HTTP_COOKIE"]
    return made | {"HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1"} | environ


def ask(application, address="/", method="GET", **environ):
    """The Answer of a WSGI application; further words are variables of the request (HTTP_COOKIE="…")."""
    told = []
    answer = application(
        environ_of(address, method, **environ), lambda status, headers, exc_info=None: told.append((status, headers))
    )
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    (status, headers), names = told[-1], [name.lower() for name, _value in told[-1][1]]
    assert len(names) == len(set(names)) or "set-cookie" in names, headers
    return Answer(int(status[:3]), {name.lower(): value for name, value in headers}, body)
