"""One form for the many ways in which the same address is written, and which addresses a reader may be sent to.

Nothing here knows a model.
"""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from kttt import text

# What search engines and networks hang on an address, and the old portal's language, which was always Vietnamese.
_IGNORED = re.compile(r"utm_\w+|fbclid|gclid|zarsrc|zalo_\w+")
_FORBIDDEN = re.compile(r"[\\\s\x00-\x1f\x7f]")


def split(address):
    """(path, query) of `address` in one form: decoded, NFC, no host, no fragment, no closing slash, sorted parameters.

    Upper and lower case stay what they are.

    >>> split("https://cu.example/vi/tin-t%E1%BB%A9c/?b=2&a=1#cuoi")
    ('/vi/tin-tức', 'a=1&b=2')
    >>> split("index.php?language=vi&op=Chi-tiet&nv=news")
    ('/index.php', 'nv=news&op=Chi-tiet')
    """
    address = text.clean(address)
    if re.match(r"https?://", address, re.I):
        address = "/" + address.split("//", 1)[1].partition("/")[2]
    address, _, _fragment = address.partition("#")
    path, _, query = address.partition("?")
    path = "/" + re.sub("/{2,}", "/", text.clean(unquote(path))).strip("/")
    pairs = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _IGNORED.fullmatch(name) and (name, value) != ("language", "vi")
    ]
    return path, text.clean("&".join(f"{name}={value}" for name, value in sorted(pairs)))


def key(address):
    """What two writings of one address have in common: `split`, put together."""
    path, query = split(address)
    return f"{path}?{query}" if query else path


def is_safe_target(address, schemes=("https",)):
    """Whether a reader may be sent to `address`: a path of this site, or a full address of one of `schemes`."""
    if _FORBIDDEN.search(address):
        return False
    if address.startswith("/"):
        return not address.startswith("//")
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc
