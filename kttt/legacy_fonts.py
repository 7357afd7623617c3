"""Text typed in the fonts of before Unicode (TCVN3: .VnTime …, VNI: VNI-Times …) made Unicode.

TCVN3's "ư" is U+00AD: nothing may clean a text before it went through here.
"""

import re
import unicodedata
from functools import lru_cache

import viparse

TCVN3, VNI = "tcvn3", "vni"

# Letters that neither legacy encoding can produce: the cell is Unicode already, whatever font it wears.
_UNICODE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
# Marks of TCVN3 that plain Unicode Vietnamese never holds next to a letter.
_TCVN3_MARKS = re.compile("[¡-©«-¹»-¿ÆÇËÎÏÑÖ×ÜÞßäåæçëîïñö÷øûüþÿ\u00ad]")
# In VNI a letter is followed by its mark.
_VNI_MARKS = re.compile("[aeouyAEOUY][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[ñÑ]|[öôÖÔ][ùøûõïÙØÛÕÏ]")

_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvxfjwz])?"
_SYLLABLE = re.compile(rf"{_ONSET}[aeiouy]{{1,3}}(?:ch|nh|ng|[cmnpt])?")


def encoding_of_font(font: str | None) -> str | None:
    """The legacy encoding that a font's name tells, or None for a font of Unicode."""
    name = (font or "").strip().casefold()
    if name.startswith(".vn"):
        return TCVN3
    if name.startswith("vni"):
        return VNI
    return None


def from_font(text: str, font: str | None) -> str:
    """`text` of a cell in `font` as Unicode; text in other fonts and text that is Unicode already stays."""
    encoding = encoding_of_font(font)
    if encoding is None or _UNICODE.search(text):
        return text
    text = convert(text, encoding)
    # .VnTimeH draws small letters as capitals.
    return text.upper() if encoding == TCVN3 and font.strip().casefold().endswith("h") else text


@lru_cache(maxsize=20_000)
def convert(text: str, encoding: str) -> str:
    """`text` in the named legacy encoding as Unicode NFC."""
    if not _BEYOND_ASCII.search(text):
        return text
    if encoding == VNI:
        # viparse lacks these two; they are taken out of its way before it reads the "a" and "ú" apart.
        parts = re.split("(a[úÚ]|A[úÚ])", text)
        return "".join(
            ("Ẳ" if part[0] == "A" else "ẳ") if i % 2 else viparse.fix(part, encoding=VNI) if part.strip() else part
            for i, part in enumerate(parts)
        )
    # viparse trims; the spaces at both ends are kept for whoever joins pieces of a rich text.
    core = text.strip(" \t\r\n")
    at = text.find(core)
    return text[:at] + viparse.fix(core, encoding=encoding) + text[at + len(core) :]


def _plausible(text: str) -> tuple[int, int]:
    """How many words of `text` can be Vietnamese syllables, and how many there are."""
    right = total = 0
    for word in re.findall(r"[^\W\d_]+[^\s\w]*[^\W\d_]*", text):
        total += 1
        plain = unicodedata.normalize("NFD", word.casefold()).replace("đ", "d")
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        right += bool(_SYLLABLE.fullmatch(plain))
    return right, total


def vote(texts) -> str | None:
    """The legacy encoding of texts without a font (a column, a file), decided by all of them together."""
    texts = [t for t in texts if _BEYOND_ASCII.search(t)][:400]
    if not texts:
        return None
    unicode_ones = sum(bool(_UNICODE.search(t)) for t in texts)
    if unicode_ones * 5 > len(texts):
        return None
    texts = [t for t in texts if not _UNICODE.search(t)]
    as_is = sum(_plausible(t)[0] for t in texts)
    best, encoding = as_is, None
    for candidate, marks in ((TCVN3, _TCVN3_MARKS), (VNI, _VNI_MARKS)):
        marked = [t for t in texts if marks.search(t)]
        # Unicode names such as "Lò Văn" or "bà" have few letters that could be taken for marks.
        if len(marked) * 3 < len(texts):
            continue
        score = sum(_plausible(convert(t, candidate))[0] for t in texts)
        if score > best:
            best, encoding = score, candidate
    return encoding


def convert_fontless(rows: list[list]) -> set[int]:
    """Converts in place the text columns of a sheet whose file tells no font, and gives the columns changed.

    Every column votes for itself; a column that cannot tell (headings only, short words) follows the sheet.
    """
    strings = [v for row in rows[:2000] for v in row if isinstance(v, str)]
    whole = vote(strings)
    changed = set()
    if whole is None and not any(_TCVN3_MARKS.search(s) for s in strings):
        return changed
    width = max((len(row) for row in rows), default=0)
    for column in range(width):
        texts = [row[column] for row in rows if column < len(row) and isinstance(row[column], str)]
        encoding = vote(texts)
        if encoding is None and whole and not any(_UNICODE.search(t) for t in texts):
            encoding = whole
        if encoding and _convert_column(rows, column, encoding):
            changed.add(column)
    return changed


def _convert_column(rows, column, encoding):
    """Whether any text of the column became another one."""
    changed = False
    for row in rows:
        if column < len(row) and isinstance(row[column], str) and not _UNICODE.search(row[column]):
            text = convert(row[column], encoding)
            changed = changed or text != row[column]
            row[column] = text
    return changed
