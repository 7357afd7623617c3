"""Tracking codes: short, readable aloud, not to be guessed; and the pages on which senders look theirs up."""

import re
import secrets
from dataclasses import dataclass

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from kttt.lists import parameters
from kttt.visits.recording import attempts_this_hour

# No letter or digit that is taken for another one by eye (0 O, 1 I L, U V, 5 S, 8 B) or by ear (B, P); 21 ** 8 is 38
# thousand million codes, and an address may try TRIES_PER_HOUR of them.
ALPHABET = "234679ACDEFGHKMNQRTXY"
TRIES_PER_HOUR = 60
_CODE = re.compile(rf"(?:LC)?([{ALPHABET}]{{4}})([{ALPHABET}]{{4}})")


def new_code():
    """A random code such as "LC-7K3M-9QXR"."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"LC-{letters[:4]}-{letters[4:]}"


def read_code(typed):
    """The code that a reader means by `typed` ("lc 7k3m 9qxr", "7K3M9QXR"), or None.

    >>> read_code(" lc7k3m – 9qxr.")
    'LC-7K3M-9QXR'
    """
    match = _CODE.fullmatch(re.sub(r"[^0-9A-Z]", "", typed.upper()))
    return f"LC-{match[1]}-{match[2]}" if match else None


@dataclass(frozen=True)
class Tracked:
    """What came of a code that a reader typed: the row that was found, else why not; both None before anything is."""

    typed: str
    found: object = None
    error: str | None = None
    status: int = 200


def look_up(request, rows, unknown):
    """The Tracked of ?ma=, which is looked for in the `code` of `rows`; `unknown` is said where no row has it."""
    (typed,) = parameters(request, "ma")
    if not typed:
        return Tracked(typed)
    if attempts_this_hour(request, "tracking") > TRIES_PER_HOUR:
        error = "Đã tra cứu quá nhiều lần từ địa chỉ mạng này: hãy ghi lại mã và thử lại sau một giờ."
        return Tracked(typed, error=error, status=429)
    code = read_code(typed)
    if code is None:
        return Tracked(typed, error="Mã tra cứu chưa đúng: mã có dạng LC-7K3M-9QXR, gồm LC và 8 chữ, số.")
    found = rows.filter(code=code).first()
    return Tracked(typed, found, error=None if found else unknown)


def page(request, template, tracked, context):
    """The page about a Tracked (`tracked` in the template); never cached, never indexed."""
    response = render(request, template, {"tracked": tracked, **context}, status=tracked.status)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    # The code stands in the address: links of the page must not carry it on.
    response["Referrer-Policy"] = "same-origin"
    return response
