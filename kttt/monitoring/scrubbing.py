"""Taking people out of what is written down about errors: what they typed, e-mail addresses, telephones, papers."""

import re
import traceback

from django.core.exceptions import DisallowedHost

MASK = "[…]"
# Shorter values are yes, no and numbers of rows; they would be found everywhere.
_SHORTEST = 3
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# 0… or +84…, in any groups; numbers of identity cards.
_NUMBER = re.compile(r"(?<![\w])(?:(?:\+?84|0)(?:[ .-]?\d){8,10}|\d{12})(?!\w)")
# PostgreSQL quotes the row that it refuses.
_DETAIL = re.compile(r"^(?:DETAIL|CONTEXT|LINE \d+):.*(?:\n\s*\^)?", re.MULTILINE)
_QUOTED = re.compile(r"'([^'\n]*)'|“([^”\n]*)”")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.]*")
# Links in letters are proof of who opens them.
_SIGNED = re.compile(r"[\w-]+:[\w-]+:[\w-]{20,}")


def typed_in(request):
    """What somebody typed into an HttpRequest (or None): values of the query, and of the form as far as it was read."""
    if request is None:
        return []
    found = set()
    for values in (request.__dict__.get("_post"), request.GET, request.__dict__.get("_files")):
        if values:
            found |= {getattr(value, "name", value) for _name, many in values.lists() for value in many}
    found |= {line.strip() for value in found for line in str(value).splitlines()}
    return sorted((value for value in found if len(value) >= _SHORTEST), key=len, reverse=True)


def scrub(text, typed=()):
    """`text` without the values in `typed` and without what looks like an address, a telephone or a signed link."""
    for value in typed:
        text = text.replace(value, MASK)
    text = _SIGNED.sub(MASK, text)
    return _NUMBER.sub(MASK, _EMAIL.sub(MASK, text))


def scrub_error(text, typed=()):
    """As `scrub`, for the words of an exception, which like to quote the value that they could not use."""
    text = _DETAIL.sub("", text).rstrip()
    return scrub(
        _QUOTED.sub(lambda found: found[0] if _IDENTIFIER.fullmatch(found[1] or found[2] or "") else MASK, text), typed
    )


def told_path(request):
    """The path of a request as it may be written down: without its query."""
    return scrub(request.path)


def traceback_of(error, typed=()):
    """Where an exception and those before it rose, and their scrubbed words; no variables."""
    told, seen = [], set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        words = "" if isinstance(error, DisallowedHost) else scrub_error(str(error), typed)
        frames = "".join(traceback.format_tb(error.__traceback__))
        told.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}: {words}".rstrip(": "))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(reversed(told))
