"""What two writings of one organisation's name share: its type apart, the abbreviations of the trade written out."""

import re
from functools import lru_cache

from kttt.spreadsheets.values import words_of

# Longest first: "lien hiep hop tac xa" before "hop tac xa".
_TYPES = [
    ("union", r"lien hiep hop tac xa|lien hiep htx|lien hop hop tac xa|l h htx|lhhtx|lh htx"),
    ("credit_fund", r"quy tin dung nhan dan|quy tdnd|qtdnd|qtd|quy tin dung"),
    ("cooperative", r"hop tac xa|h t x|htx|hoptacxa"),
    ("group", r"to hop tac|t h t|tht|to lien ket"),
]
_TYPE_WORDS = re.compile("^(?:" + "|".join(rf"(?P<{name}>{words})" for name, words in _TYPES) + r")\b ?")

_WRITTEN_OUT = {
    "cb": "che bien", "cn": "cong nghiep", "cnc": "cong nghe cao", "dl": "du lich", "dv": "dich vu",
    "dvnn": "dich vu nong nghiep", "dvth": "dich vu tong hop", "dvtm": "dich vu thuong mai", "kd": "kinh doanh",
    "kddv": "kinh doanh dich vu", "ln": "lam nghiep", "mtv": "mot thanh vien", "nln": "nong lam nghiep",
    "nlnts": "nong lam nghiep thuy san", "nlts": "nong lam thuy san", "nn": "nong nghiep",
    "nndv": "nong nghiep dich vu", "nts": "nuoi trong thuy san", "pt": "phat trien", "sp": "san pham", "sx": "san xuat",
    "sxkd": "san xuat kinh doanh", "sxnn": "san xuat nong nghiep", "th": "tong hop", "tm": "thuong mai",
    "tmdv": "thuong mai dich vu", "ts": "thuy san", "ttcn": "tieu thu cong nghiep", "va": "",
    "vlxd": "vat lieu xay dung", "vsmt": "ve sinh moi truong", "vt": "van tai", "xd": "xay dung",
    "xnk": "xuat nhap khau",
}  # fmt: skip
# "chăn nuôi" and "công nghiệp" share their letters: "CN gia cầm" is farming, "CN-TTCN" industry.
_FARMING = re.compile(r"\bcn(?= (?:gia|lon|bo|ga|vit|de|trau|ong|ca|trong)\b)|(?<=trong trot )cn\b")
_SHORT = re.compile(r"\b(?:" + "|".join(sorted(_WRITTEN_OUT, key=len, reverse=True)) + r")\b")


def type_of(name: str) -> str | None:
    """`union`, `credit_fund`, `cooperative` or `group`, as the first words of a name tell; None where they do not.

    >>> type_of("H.T.X Nà Giàng"), type_of("Nà Giàng")
    ('cooperative', None)
    """
    match = _TYPE_WORDS.match(words_of(name))
    return match.lastgroup if match else None


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """What two writings of one name share: no type word, abbreviations written out, folded, one space.

    >>> name_key("HTX DVNN & TM Nà Giàng") == name_key("Hợp tác xã Dịch vụ nông nghiệp và thương mại Nà Giàng")
    True
    """
    folded = words_of(name)
    key = _FARMING.sub("chan nuoi", _TYPE_WORDS.sub("", folded))
    key = _SHORT.sub(lambda match: _WRITTEN_OUT[match[0]], key)
    return " ".join(key.split()) or folded
