"""Text as NukeViet stored it, made the text that its writer meant. Nothing here raises or knows a model."""

import html
import re

from kttt import legacy_fonts, text

# MySQL's latin1: Windows-1252 whose five empty places are control characters.
_LATIN1 = {i: bytes([i]).decode("cp1252", "ignore") or chr(i) for i in range(0x80, 0xA0)}
_LATIN1_BYTES = {ord(letter): chr(i) for i, letter in _LATIN1.items()}
# The editor's own escapes of escapes: "&amp;nbsp;" is never meant; "&amp;lt;" may be.
_ESCAPED_ENTITY = re.compile(
    r"&amp;(?=(?!lt;|gt;|amp;|quot;)(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});)"
)
_TAG = re.compile(r"<[a-zA-Z!/][^>]*>")
_ESCAPED_TAG = re.compile(r"&(?:amp;)*(?:lt|#0*60|#x0*3c);\s*/?\s*[a-zA-Z!]", re.IGNORECASE)
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h\d)\b[^>]*>[ \t]*(?:\r?\n)?", re.IGNORECASE)
_KNOWN_TAG = re.compile(
    r"</?(?:p|br|div|span|strong|b|em|i|u|a|font|img|h\d|ul|ol|li|table|tbody|tr|td|sup|sub|center|hr|o:p)\b[^>]*>|"
    r"<!--.*?-->",
    re.IGNORECASE | re.DOTALL,
)


def decoded(data):
    """The bytes of a text column as text: UTF-8, or else MySQL's latin1."""
    try:
        return mended(data.decode("utf-8"))
    except UnicodeDecodeError:
        return data.decode("latin-1").translate(_LATIN1)


def mended(stored):
    """Text that was stored as UTF-8 twice ("Há»™i nghá»‹" → "Hội nghị"); any other text as it is."""
    if stored.isascii():
        return stored
    try:
        return stored.translate(_LATIN1_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return stored


def unescaped(stored):
    """A title or name without HTML escapes, however often it was escaped.

    >>> unescaped("L&amp;agrave;ng ngh&#x1EC1; 05&amp;#x002F;NQ")
    'Làng nghề 05/NQ'
    """
    for _ in range(4):
        plain = html.unescape(stored)
        if plain == stored:
            break
        stored = plain
    return stored


def legacy_encoding(pieces):
    """The encoding of before Unicode in which all of `pieces` are written, or None."""
    return legacy_fonts.vote([piece for piece in pieces if piece])


def line(stored, encoding=None):
    """One clean line of plain text."""
    return text.clean(_converted(_without_tags(unescaped(stored or "")), encoding))


def lines(stored, encoding=None):
    """Plain text that keeps its line breaks, at most one empty line between two."""
    plain = _converted(_without_tags(unescaped(stored or "")), encoding)
    cleaned = "\n".join(text.clean(one) for one in plain.splitlines())
    return re.sub(r"\n{3,}", "\n\n", cleaned).strip()


def cut(value, length):
    """`value` at most `length` long, cut at a word with an ellipsis."""
    if len(value) <= length:
        return value
    shortened = value[: length - 1]
    return (shortened.rsplit(" ", 1)[0] if " " in shortened[length // 2 :] else shortened).rstrip(" ,.;:") + "…"


def markup(stored):
    """A body as HTML: a body that is escaped as a whole is unescaped, however often; one with tags is left."""
    for _ in range(4):
        if _TAG.search(stored) or not _ESCAPED_TAG.search(stored):
            break
        stored = html.unescape(stored)
    return _ESCAPED_ENTITY.sub("&", stored)


def text_nodes(markup_text):
    """The plain texts between the tags of a piece of HTML."""
    return [html.unescape(piece) for piece in _TAG.split(markup_text) if piece.strip()]


def converted_markup(markup_text, encoding):
    """HTML whose texts, not whose tags, are converted from an encoding of before Unicode."""
    if encoding is None:
        return markup_text
    parts = re.split(f"({_TAG.pattern})", markup_text)
    return "".join(
        part if i % 2 else html.escape(_converted(html.unescape(part), encoding), quote=False)
        for i, part in enumerate(parts)
    )


def _converted(plain, encoding):
    return legacy_fonts.convert(plain, encoding) if encoding else plain


def _without_tags(plain):
    return _KNOWN_TAG.sub("", _BREAK.sub("\n", plain)) if "<" in plain else plain
