"""Names of bodies and people as running text writes them, from the capitals of a letterhead or a signature.

"ỦY BAN NHÂN DÂN TỈNH LAI CHÂU" → "Ủy ban nhân dân tỉnh Lai Châu", by Nghị định 30/2020/NĐ-CP, Phụ lục II.
"""

import re

from documents import numbers
from kttt import text

_WRITTEN_OUT = {
    "UBND": "ủy ban nhân dân", "HĐND": "hội đồng nhân dân", "HTX": "hợp tác xã", "LMHTX": "liên minh hợp tác xã",
    "UBMTTQ": "ủy ban mặt trận tổ quốc", "MTTQ": "mặt trận tổ quốc", "BCH": "ban chấp hành", "BCĐ": "ban chỉ đạo",
    "TP.": "thành phố", "TP": "thành phố", "TX.": "thị xã", "TW": "trung ương", "KTTT": "kinh tế tập thể",
    "ĐBQH": "đại biểu quốc hội",
}  # fmt: skip
# Written so wherever they stand.
_PHRASES = [
    *numbers.ISSUERS.values(),
    "Ban Chấp hành Trung ương", "Ban Bí thư", "Bộ Chính trị", "Ban Thường vụ", "Ban Chấp hành", "Tỉnh ủy", "Huyện ủy",
    "Thành ủy", "Thị ủy", "Đảng ủy", "Đảng bộ", "Trung ương", "Ủy ban nhân dân", "Hội đồng nhân dân", "Chủ tịch",
    "Phó Chủ tịch", "Ủy ban Mặt trận Tổ quốc Việt Nam", "Ủy ban Mặt trận Tổ quốc", "Mặt trận Tổ quốc",
    "Liên minh Hợp tác xã", "Liên hiệp Hợp tác xã", "hợp tác xã", "tổ hợp tác", "Hội Nông dân", "Hội Cựu chiến binh",
    "Hội Liên hiệp Phụ nữ", "Đoàn Thanh niên Cộng sản Hồ Chí Minh", "Đoàn đại biểu Quốc hội", "Liên đoàn Lao động",
    "Tòa án nhân dân", "Viện kiểm sát nhân dân", "Bộ Chỉ huy Quân sự", "Công an", "Bảo hiểm xã hội", "Kho bạc Nhà nước",
    "Ngân hàng Nhà nước", "Ngân hàng Chính sách xã hội", "Cục Thống kê", "Sở Công Thương", "Ban Chỉ đạo", "Ban Quản lý",
    "Ban Tổ chức",
    "Ban Tuyên giáo và Dân vận", "Ban Tuyên giáo", "Ban Dân vận", "Ủy ban Kiểm tra", "Văn phòng Điều phối",
    "Quỹ hỗ trợ phát triển hợp tác xã", "Trung tâm Phục vụ hành chính công", "Hội đồng Thẩm phán", "Nông thôn mới",
    "Việt Nam", "Lai Châu", "Hà Nội", "Hồ Chí Minh", "Nhà nước",
    "Hiến pháp", "Cộng hòa xã hội chủ nghĩa Việt Nam", "Ban Dân tộc và Tôn giáo", "Hội đồng Quản lý",
]  # fmt: skip
_BY_WORDS = {tuple(text.fold(phrase).split()): phrase for phrase in _PHRASES}
_LONGEST = max(map(len, _BY_WORDS))
_UNITS = [
    ("thành", "phố"),
    ("thị", "xã"),
    ("thị", "trấn"),
    ("đặc", "khu"),
    ("tỉnh",),
    ("huyện",),
    ("quận",),
    ("xã",),
    ("phường",),
]
_NO_UNITS = {("xã", "hội"), ("xã", "viên")}  # fmt: skip
# What a body is called by; the word behind it begins its own name.
_KINDS = {
    "bộ", "sở", "ban", "cục", "chi cục", "tổng cục", "trung tâm", "văn phòng", "thanh tra", "ủy ban", "hội đồng",
    "liên minh",
}  # fmt: skip
_KINDS_AT_FIRST = {"vụ", "phòng", "viện", "trường", "hội", "đoàn", "quỹ", "công ty", "ngân hàng", "liên đoàn"} | _KINDS
# Their names list areas of work, each with a capital: "Sở Nông nghiệp và Môi trường".
_AREAS_FOLLOW = {"bộ", "sở", "phòng"}
# Behind these stands a place, without the word for its level.
_PLACE_FOLLOWS = {"Tỉnh ủy", "Huyện ủy", "Thành ủy", "Thị ủy"}
# Behind these, at the beginning, stands a name that somebody chose.
_CHOSEN_FOLLOWS = {"hợp tác xã", "Liên hiệp Hợp tác xã"}


def body(capitals: str) -> str:
    """The name of an issuing body as running text writes it.

    >>> body("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG")
    'Sở Nông nghiệp và Môi trường'
    >>> body("UBND XÃ MƯỜNG KIM")
    'Ủy ban nhân dân xã Mường Kim'
    """
    written = _written(capitals, own_names=True)
    return written[:1].upper() + written[1:]


def sentence(capitals: str) -> str:
    """A heading in capitals as a sentence: only its first letter and the names in it are capital."""
    written = _written(capitals, own_names=False)
    return written[:1].upper() + written[1:]


def _written(capitals, own_names):
    words = [_WRITTEN_OUT.get(word, word) for word in text.clean(capitals).replace("–", "-").split()]
    words = " ".join(words).lower().split()
    out, at = [], 0
    capital, place = False, False  # the next word begins a name of its own; the next words are a place
    while at < len(words):
        length, phrase = _phrase(words, at)
        unit = next((u for u in _UNITS if tuple(words[at : at + len(u)]) == u), None)
        if phrase:
            out.append(phrase + _comma(words[at + length - 1]))
            chosen = own_names and at == 0 and phrase in _CHOSEN_FOLLOWS
            at, capital, place = at + length, False, chosen or phrase in _PLACE_FOLLOWS
        elif unit and at + len(unit) < len(words) and tuple(words[at : at + 2]) not in _NO_UNITS:
            out += unit
            at, capital, place = at + len(unit), False, True
        else:
            word = words[at]
            kinds = _KINDS if at else _KINDS_AT_FIRST
            kind = next((k for k in (f"{word} {' '.join(words[at + 1 : at + 2])}", word) if k in kinds), None)
            if word in ("và", "-", "của", "về"):
                out.append(word)
                # "Nông nghiệp và Môi trường" within a name, "mở và đóng" in a sentence
                capital, place = own_names and not place and word in ("và", "-") and words[0] in _AREAS_FOLLOW, False
            elif own_names and kind and not place and not capital:
                out += kind.capitalize().split()
                at += len(kind.split()) - 1
                capital = True
            else:
                raised = capital or place
                out.append(word.capitalize() if raised else word)
                capital = own_names and not place and word.endswith(",") and words[0] in _AREAS_FOLLOW
                place = place and not word.endswith((",", ";", "."))
            at += 1
    return " ".join(out)


def _phrase(words, at):
    """How many words at `at` are a phrase that is always written the same, and that phrase."""
    plain = [text.fold(word).rstrip(",;.") for word in words[at : at + _LONGEST]]
    for length in range(len(plain), 0, -1):
        if phrase := _BY_WORDS.get(tuple(plain[:length])):
            return length, phrase
    return 0, ""


def _comma(word):
    return word[-1] if word[-1] in ",;" else ""


_RANKS = re.compile(
    r"^(?:(?:(?:đại|thượng|trung|thiếu)\s+(?:tướng|tá|úy)|(?:gs|pgs|ts|ths|cn|ks|bs|cki{1,2}|gvc|ls)\b\.?)[\s.,–-]*)+",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?:[^\W\d_]+['’]?[^\W\d_]*)(?: [^\W\d_]+['’]?[^\W\d_]*){1,5}")
# Words that no person is called, but that stand where a name may.
_NO_PERSON = re.compile(
    r"\b(?:chu tich|giam doc|truong phong|van phong|uy ban|nhan dan|nhu dieu|noi nhan|bo truong|hop tac xa|da ky|"
    r"ky ten|dong dau|can cu|quyet dinh|thong tu|phu luc|hoi dong|thu truong|luu vt|bi thu|tham muu|"
    r"cuc truong|lien minh|"
    r"viet nam|co quan|nguoi ky|nguoi lap|ho va ten|ho ten)\b"
)
_BODY_NAMES = re.compile(
    r"(?:bộ|sở|ban|cục|vụ|phòng|hội|tổng|liên minh|trung tâm|chi cục|xác thực|đảng) ", re.IGNORECASE
)


def person(written: str) -> str | None:
    """The name of a person who signed, without rank or degree, or None if this is no name."""
    name = _RANKS.sub("", text.clean(written).strip(" .:;_-–*()"))
    if not _PERSON.fullmatch(name) or _BODY_NAMES.match(name) or _NO_PERSON.search(text.fold(name)):
        return None
    words = name.split()
    if name.isupper():
        return " ".join(word.capitalize() for word in words)
    return name if all(word[0].isupper() and word[1:] == word[1:].lower() for word in words) else None
