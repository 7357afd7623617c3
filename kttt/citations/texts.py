"""What texts name: document numbers with the day that stands behind them."""

import re
from datetime import date
from html import escape, unescape

from documents import numbers

_DAY = re.compile(
    r"[\s,]{0,3}(?:ngày\s+)?(\d{1,2})(?:/|-|\.|\s+tháng\s+)(\d{1,2})(?:/|-|\.|\s+năm\s+)(\d{4})", re.IGNORECASE
)
_TAG = re.compile(r"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_LINK = re.compile(r"<(/?)a[\s>]")


def mentions(text):
    """Yields (start, end, number, day of issue or None) for each document number in plain `text`."""
    for found in numbers.find(text):
        yield found.start, found.end, found.number, _day_after(text, found.end)


def _day_after(text, end):
    match = _DAY.match(text, end)
    if not match:
        return None
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def named(text):
    """{key: (number, day or None)} of the document numbers in plain `text`; the first day that stands with a number."""
    found = {}
    for _start, _end, number, day in mentions(text):
        key = numbers.key(number)
        if found.get(key, ("", None))[1] is None:
            found[key] = (number, day)
    return found


def linked(html, address_of):
    """Clean `html` with links at document numbers; `address_of(key)` gives where one leads, or None.

    What already is a link stays as it is.
    """
    written, within_link, at = [], False, 0
    for tag in _TAG.finditer(html):
        written += [_linked_words(html[at : tag.start()], None if within_link else address_of), tag.group()]
        if link := _LINK.match(tag.group()):
            within_link = not link[1]
        at = tag.end()
    written.append(_linked_words(html[at:], None if within_link else address_of))
    return "".join(written)


def _linked_words(words, address_of):
    if address_of is None or not words:
        return words
    text, written, at = unescape(words), [], 0
    for start, end, number, _day in mentions(text):
        if address := address_of(numbers.key(number)):
            written += [
                escape(text[at:start], quote=False),
                f'<a href="{escape(address)}">{escape(text[start:end])}</a>',
            ]
            at = end
    return "".join([*written, escape(text[at:], quote=False)]) if at else words
