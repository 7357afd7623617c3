"""Vietnamese text: one form to store, one to search, one to sort and one for addresses.

Nothing here knows a model. All functions take and give `str`, never raise on any text.
"""

import re
import unicodedata
from functools import lru_cache

# Letters that look like the Vietnamese đ but are other characters (Icelandic eth, African d, hook d).
_D_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
# Invisible characters that staff paste without knowing. U+00AD is among them, so legacy fonts (where it
# is the letter "ư") must be converted before this runs.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0e-\x1f\x7f]"
)
_NOT_WORD = re.compile(r"[^a-z0-9]+")

# Abbreviations of the trade that mean one thing only: text to be searched in holds them written out.
WRITTEN_OUT = {
    "htx": "hop tac xa",
    "tht": "to hop tac",
    "lhhtx": "lien hiep hop tac xa",
    "lmhtx": "lien minh hop tac xa",
    "qtdnd": "quy tin dung nhan dan",
    "ubnd": "uy ban nhan dan",
    "kttt": "kinh te tap the",
}
# What offices shorten too, but what may mean something else: both forms are looked for.
ALSO_MEANT = {
    "nd": "nghi dinh",
    "tt": "thong tu",
    "qd": "quyet dinh",
    "nq": "nghi quyet",
    "ct": "chi thi",
    "kh": "ke hoach",
    "bc": "bao cao",
    "tb": "thong bao",
    "cv": "cong van",
    "hd": "huong dan",
    "kl": "ket luan",
    "vbhn": "van ban hop nhat",
    "hdnd": "hoi dong nhan dan",
    "hdqt": "hoi dong quan tri",
    "ttg": "thu tuong",
    "btc": "bo tai chinh",
    "bkhdt": "bo ke hoach va dau tu",
    "ntm": "nong thon moi",
    "mst": "ma so thue",
    "dtts": "dan toc thieu so",
    "ocop": "moi xa mot san pham",
    "gcn": "giay chung nhan",
    "tp": "thanh pho",
    "bvmt": "bao ve moi truong",
    "vsmt": "ve sinh moi truong",
    "dvnn": "dich vu nong nghiep",
    "dvth": "dich vu tong hop",
    "ttcn": "tieu thu cong nghiep",
    "cntt": "cong nghe thong tin",
    "cds": "chuyen doi so",
}
_ABBREVIATION = re.compile(rf"\b(?:{'|'.join(WRITTEN_OUT)})\b")

_ALPHABET = " 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES = [f"{n + 1:02}" for n in range(len(_ALPHABET))]
# ICU's order for Vietnamese: no mark, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_VOWEL_MARKS = {"\u0306", "\u0302", "\u031b"}


class _Folding(dict):
    """{code of a letter: its folded form}, each worked out when it is first met."""

    def __missing__(self, code):
        plain = unicodedata.normalize("NFKD", chr(code).casefold().replace("đ", "d"))
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        self[code] = plain.casefold().replace("đ", "d")
        return self[code]


_FOLDED = _Folding()


def clean(text: str) -> str:
    """The form in which the portal stores a line of text: NFC, true đ, no invisible characters, single spaces.

    >>> clean("  Hợp  tác xã\\u200b Ðông\\n")
    'Hợp tác xã Đông'
    """
    text = _INVISIBLE.sub("", text).translate(_D_LOOKALIKES)
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_lines(text: str) -> str:
    """`text` of several lines, each of them clean, without empty ones around it."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def fold(text: str) -> str:
    """The form in which the portal compares and searches: lower case, no marks, đ as d, single spaces.

    Idempotent; the same for NFC and NFD, for "hoà" and "hòa".

    >>> fold("Đại hội HỢP TÁC XÃ")
    'dai hoi hop tac xa'
    """
    return " ".join(clean(text).translate(_FOLDED).split())


def words(text: str) -> str:
    """`fold` with everything but letters and digits as one space: for keys that ignore punctuation.

    >>> words("Xã Bản-Bo (huyện Tam Đường)")
    'xa ban bo huyen tam duong'
    """
    return _NOT_WORD.sub(" ", fold(text)).strip()


def searchable(text: str) -> str:
    """`fold` with the abbreviations of the trade written out: what is stored to be searched in.

    >>> searchable("HTX Chè")
    'hop tac xa che'
    """
    return _ABBREVIATION.sub(lambda match: WRITTEN_OUT[match[0]], fold(text))


def search_words(query: str) -> list[str]:
    """The words of a reader's query as `searchable` text holds them, without the punctuation around them.

    >>> search_words("htx Chè, số 25/2024")
    ['hop', 'tac', 'xa', 'che', 'so', '25/2024']
    """
    stripped = (word.strip(".,;:!?()[]\"'“”‘’-–/") for word in searchable(query).split())
    return [word for word in stripped if word]


def slug(text: str, length: int = 80) -> str:
    """Plain letters for an address, cut at a word; never empty.

    >>> slug("Đại hội Đảng")
    'dai-hoi-dang'
    """
    result = words(text).replace(" ", "-")
    if len(result) > length:
        result = result[: length + 1].rsplit("-", 1)[0][:length]
    return result or "muc"


@lru_cache(maxsize=1024)
def _place_and_tone(char):
    """Where a letter stands in the alphabet (-1: nowhere), and its tone."""
    base, *marks = unicodedata.normalize("NFD", char)
    shape = unicodedata.normalize("NFC", base + "".join(m for m in marks if m in _VOWEL_MARKS))
    return _ALPHABET.find(shape), max((_TONES.get(m, 0) for m in marks), default=0)


def sort_key(text: str, length: int = 80) -> str:
    """Digits whose order, under any collation of any database, is the order of the Vietnamese alphabet.

    Letters first (a ă â b … d đ … y), then tones (ngang, huyền, hỏi, ngã, sắc, nặng), as ICU's `vi` collation;
    punctuation counts as a space. Two digits for each of the first `length` letters, "00", a digit for each tone:
    at most 3 * length + 2 characters.

    >>> sorted(["Âu", "An", "Đông", "Ăn", "Dương"], key=sort_key)
    ['An', 'Ăn', 'Âu', 'Dương', 'Đông']
    """
    letters, tones = [], []
    for char in clean(text).lower():
        place, tone = _place_and_tone(char)
        if place < 0:
            if letters and letters[-1] == 0:
                continue
            place = 0
        letters.append(place)
        tones.append(tone)
    letters, tones = letters[:length], tones[:length]
    return "".join([_PLACES[n] for n in letters]) + "00" + "".join(map(str, tones)).rstrip("0")
