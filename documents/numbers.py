"""The numbers (số, ký hiệu) of Vietnamese documents: one spelling for each.

A number is a running number, mostly a year when the document makes law, and the codes of type and issuer:

    25/2024/TT-BTC   17/2023/QH15   477/CT-UBND   01/2015/TTLT-VPCP-BNV   by Nghị định 30/2020/NĐ-CP, Phụ lục III
    4626/BKHĐT-HTX                  công văn: issuer and unit, no type
    20-NQ/TW   94-KH/TU             the Party: type first, issuer behind the slash
    23-HĐBT   214-CP   91/TTg   1141-TC/QĐ/CĐKT   before 1996

Standards (TCVN 5945:2005, QCVN 01:2019/BXD) are no document numbers: a decision or a circular with a number of its own
brings them out. Nothing here raises on any text.
"""

import re
from dataclasses import dataclass

from kttt import text

MAX_LENGTH = 60
_CAPITAL = "A-ZĂÂĐÊÔƠƯ"

# Code → type, by Phụ lục III and the habits of Quốc hội, the Party and the years before; capitals as they are written.
TYPES = {
    "HP": "Hiến pháp", "BL": "Bộ luật", "L": "Lệnh", "LCT": "Lệnh", "PL": "Pháp lệnh", "SL": "Sắc lệnh",
    "NQ": "Nghị quyết", "NQLT": "Nghị quyết liên tịch", "NĐ": "Nghị định", "QĐ": "Quyết định", "CT": "Chỉ thị",
    "TT": "Thông tư", "TTLT": "Thông tư liên tịch", "TTLB": "Thông tư liên bộ", "TTLN": "Thông tư liên ngành",
    "VBHN": "Văn bản hợp nhất", "QC": "Quy chế", "QyĐ": "Quy định", "QĐi": "Quy định", "TC": "Thông cáo",
    "TB": "Thông báo", "HD": "Hướng dẫn", "CTr": "Chương trình", "KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án",
    "DA": "Dự án", "BC": "Báo cáo", "BB": "Biên bản", "TTr": "Tờ trình", "HĐ": "Hợp đồng", "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ", "BTT": "Bản thỏa thuận", "GUQ": "Giấy ủy quyền", "GM": "Giấy mời", "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép", "GCN": "Giấy chứng nhận", "GXN": "Giấy xác nhận", "PG": "Phiếu gửi", "PC": "Phiếu chuyển",
    "PB": "Phiếu báo", "SY": "Bản sao y", "TrS": "Bản trích sao",
    "KL": "Kết luận", "CV": "Công văn", "QCPH": "Quy chế phối hợp", "ĐL": "Điều lệ", "QT": "Quy trình",
    "KHLT": "Kế hoạch liên tịch", "HDLT": "Hướng dẫn liên tịch", "HDLN": "Hướng dẫn liên ngành",
    "CTPH": "Chương trình phối hợp",
}  # fmt: skip

# Code → issuer, for those that mean one body in the whole country.
ISSUERS = {
    "CP": "Chính phủ", "TTg": "Thủ tướng Chính phủ", "HĐBT": "Hội đồng Bộ trưởng", "CTN": "Chủ tịch nước",
    "VPCP": "Văn phòng Chính phủ", "VPQH": "Văn phòng Quốc hội", "VPCTN": "Văn phòng Chủ tịch nước",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội", "QH": "Quốc hội", "HĐNN": "Hội đồng Nhà nước",
    "BTC": "Bộ Tài chính", "BKHĐT": "Bộ Kế hoạch và Đầu tư", "BKH": "Bộ Kế hoạch và Đầu tư", "BNV": "Bộ Nội vụ",
    "BTP": "Bộ Tư pháp", "BCT": "Bộ Công Thương", "BXD": "Bộ Xây dựng", "BYT": "Bộ Y tế", "BQP": "Bộ Quốc phòng",
    "BCA": "Bộ Công an", "BNG": "Bộ Ngoại giao", "BGTVT": "Bộ Giao thông vận tải",
    "BNN": "Bộ Nông nghiệp và Phát triển nông thôn", "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNN&PTNT": "Bộ Nông nghiệp và Phát triển nông thôn", "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BTNMT": "Bộ Tài nguyên và Môi trường", "BTTTT": "Bộ Thông tin và Truyền thông",
    "BKHCN": "Bộ Khoa học và Công nghệ", "BGDĐT": "Bộ Giáo dục và Đào tạo", "BGD&ĐT": "Bộ Giáo dục và Đào tạo",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội", "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BDTTG": "Bộ Dân tộc và Tôn giáo", "UBDT": "Ủy ban Dân tộc", "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "TTCP": "Thanh tra Chính phủ", "KTNN": "Kiểm toán nhà nước", "TANDTC": "Tòa án nhân dân tối cao",
    "VKSNDTC": "Viện kiểm sát nhân dân tối cao", "LMHTXVN": "Liên minh Hợp tác xã Việt Nam",
    "TLĐ": "Tổng Liên đoàn Lao động Việt Nam", "BHXH": "Bảo hiểm xã hội Việt Nam", "TCT": "Tổng cục Thuế",
    "TCHQ": "Tổng cục Hải quan", "TW": "Ban Chấp hành Trung ương", "BTCTW": "Ban Tổ chức Trung ương",
    "UBKTTW": "Ủy ban Kiểm tra Trung ương", "VPTW": "Văn phòng Trung ương Đảng",
}  # fmt: skip

# Bodies of which there are many: a code, no name.
_LOCAL = [
    "UBND", "UB", "HĐND", "UBMTTQ", "MTTQ", "TU", "HU", "ĐU", "ThU", "LMHTX", "SNV", "STC", "SKHĐT", "SCT", "SXD",
    "SYT", "STP", "SGTVT", "SNN", "SNNPTNT", "SNN&PTNT", "SNNMT", "STNMT", "STTTT", "SKHCN", "SGDĐT", "SLĐTBXH",
    "SVHTTDL", "SNgV", "BQL", "BCĐ", "ĐĐBQH", "ĐTN", "HPN", "HND", "CCB", "TAND", "VKSND", "CAT", "BCH", "TTHĐND",
    "BDT", "VP", "VPUBND", "SQHKT", "BNgV", "BCSĐ", "LB", "HĐTP", "VPĐP", "VPUB", "TTXVN", "ĐLVN", "BTCTU", "BTGTU",
    "BDVTU", "UBKTTU", "VPTU", "TWĐTN", "TĐTN", "CTUBND", "CT", "SL", "NV", "TC", "ĐCTUBTWMTTQVN",
]  # fmt: skip

_WITHOUT_MARKS = str.maketrans("ĂÂĐÊÔƠƯ", "AADEOOU")
_KNOWN_CODES = [*TYPES, *ISSUERS, *_LOCAL]
_RIGHT = {code.upper(): code for code in _KNOWN_CODES}
# Typed without marks ("ND-CP"), where that is no code of its own ("HD" is Hướng dẫn, never mended to Hợp đồng).
_RIGHT = {
    plain: code
    for code in _KNOWN_CODES
    if (plain := code.upper().translate(_WITHOUT_MARKS)) not in _RIGHT
} | _RIGHT | {"TƯ": "TW"}  # fmt: skip
_PARLIAMENT = re.compile(r"(QH|UBTVQH|HĐNN)([0-9]{1,2})")
# One code alone behind the running number was an issuer's, before 1996.
_ALONE = {"HĐBT", "CP", "TTg", "CT", "SL", "UBTVQH", "QH", "HĐNN", "TTLB", "TTLN", "NV", "UB", "UBND", "LCT",
          *(code for code in ISSUERS if code.startswith("B"))} - {"BHXH"}  # fmt: skip

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−\u00ad"), "-") | dict.fromkeys(map(ord, "／⁄∕"), "/")
_CODE = rf"[{_CAPITAL}0-9&][{_CAPITAL}a-zđ0-9&.+]*"
_NUMBER = re.compile(
    rf"(?P<serial>[0-9]{{1,6}}(?:\s?bis|[a-dđ])?)"
    rf"(?:(?:\s?/\s?(?P<year>(?:19[4-9]|20[0-9])[0-9])\s?/\s?)|(?P<separator>\s?[/-]\s?))"
    rf"(?P<codes>[{_CAPITAL}][{_CAPITAL}a-zđ0-9&.+]*(?:\s?[/-]\s?{_CODE}){{0,7}})",
    re.IGNORECASE,
)
# "10 TT/LB", as typists of the 1980s wrote it.
_SPACED = re.compile(r"([0-9]{1,5}) ((?:TT|TC|QĐ|CT|NQ|L|LCT)/[A-ZĐ])")
_BEFORE = "|".join(sorted({*TYPES.values(), "Luật", "Văn bản"}, key=len, reverse=True))
_PREFIX = re.compile(
    rf"(?:(?:{_BEFORE})\s+)?(?:(?:số(?:,| và|/)? ?(?:ký|kí) hiệu|số(?: hiệu)?|so)(?![^\W_])\s*[:.]?\s*)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Number:
    """A number taken apart; `str()` puts it together.

    `year` is "" in most numbers; `separator` stands before the codes ("/" or "-"), `codes` is "TT-BTC".
    """

    serial: str
    year: str
    separator: str
    codes: str

    def __str__(self):
        return f"{self.serial}{self.year and '/' + self.year}{self.separator}{self.codes}"

    @property
    def type(self) -> str | None:
        """The type that the codes name ("Thông tư"; "Công văn" where they begin with an issuer), or None."""
        first, *rest = re.split("[/-]", self.codes)
        if _PARLIAMENT.fullmatch(first):
            return None  # "17/2023/QH15" is a law, "55/2010/QH12" a resolution
        if first == "SL":
            return "Bản sao lục" if rest else "Sắc lệnh"
        if first == "TC" and rest and rest[0] in TYPES:
            return TYPES[rest[0]]  # "1141-TC/QĐ/CĐKT", a decision of the Ministry of Finance
        if first in TYPES and (rest or first in ("TTLB", "TTLN")):
            # "1234/CT-TTHT" is a letter of a tax office (Cục Thuế): what follows is one of its units.
            unit = first in ("CT", "TC") and self.separator == "/" and rest[0] not in _RIGHT.values()
            return "Công văn" if unit and not self.year and not _local(rest[0]) else TYPES[first]
        return "Công văn" if rest and not self.year and self.separator == "/" else None

    @property
    def issuer(self) -> str | None:
        """The one body in the country that the codes name ("Bộ Tài chính"), or None."""
        first, *rest = re.split("[/-]", self.codes)
        code = rest[0] if first in TYPES and rest else first
        if parliament := _PARLIAMENT.fullmatch(code):
            code = parliament[1]
        return ISSUERS.get(code)


@dataclass(frozen=True)
class Found:
    """A number in running text: text[start:end] holds it, `number` is its canonical form."""

    start: int
    end: int
    number: str


def take_apart(written: str) -> Number | None:
    """The number that `written` is, with or without "Số:" or "Thông tư số" before it, or None."""
    line = text.clean(written[:400].translate(_DASHES)).rstrip(" .,;:")
    line = line[_PREFIX.match(line).end() :]
    line = _SPACED.sub(r"\1-\2", line)
    match = _NUMBER.fullmatch(line)
    return _number(match) if match else None


def parse(written: str) -> str | None:
    """The canonical number in `written` ("Số: 25/2024/tt – btc" → "25/2024/TT-BTC"), or None.

    `written` is a number and nothing else but "Số:" or the type's name before it. Leading zeros stay.
    """
    number = take_apart(written)
    return str(number) if number else None


def key(written: str) -> str:
    """What two spellings of one number share: the canonical number folded, without spaces and leading zeros."""
    number = parse(written) or text.clean(written)
    if number[:1].isdigit():
        return _bare(number)
    return _bare(re.sub(r"^(?:số|so)\b\s*[:.]?\s*", "", number, flags=re.IGNORECASE))


def _bare(number):
    return re.sub(r"^0+(?=[0-9])", "", text.fold(number).replace(" ", ""))


# --- what makes a number of what looks like one -----------------------------------------------------------------------


def _number(match):
    """The `Number` in a match of _NUMBER, or None if its codes are no codes."""
    serial = match["serial"].replace(" ", "")
    year = match["year"] or ""
    separator = "/" if year else match["separator"].strip()
    if not int(re.match("[0-9]+", serial)[0]):
        return None
    codes = _codes(re.sub(r"\s", "", match["codes"]), year, separator)
    if codes is None:
        return None
    number = Number(serial, year, separator, codes)
    return number if len(str(number)) <= MAX_LENGTH else None


def _codes(written, year, separator):
    """The codes in their right capitals, or None if these are no codes of a document."""
    pieces = re.split("([/-])", written.strip("."))
    small = written == written.lower()
    codes = [_code(code) for code in pieces[::2]]
    if any(not _shaped(code) for code in codes[:2]) or any(not code for code in codes):
        return None
    first, *rest = codes
    if not rest:
        right = bool(_PARLIAMENT.fullmatch(first)) or first in _ALONE
    elif first in TYPES:
        right = not small or _local(rest[0])
    elif _known(first):
        right = len(rest[0]) > 1 and bool(re.search(f"[{_CAPITAL}]", rest[0]))
    else:
        # The letter of a body that nobody here knows: "4626/BKHĐT-HTX", but neither "5/huyen-xa" nor "15/HTX/THT".
        right = not small and separator == "/" and pieces[1] == "-" and min(len(first), len(rest[0])) > 1
        right = right and bool(re.search(f"[{_CAPITAL}]", rest[0]))
    if not right:
        return None
    return "".join(code + sign for code, sign in zip(codes, [*pieces[1::2], ""], strict=True))


def _code(written):
    """One code in its right capitals: "ttg" → "TTg", "qd" → "QĐ", "QH15"; known ones only, others as they are."""
    capitals = written.upper()
    if capitals in _RIGHT:
        return _RIGHT[capitals]
    return capitals if written == written.lower() or _PARLIAMENT.fullmatch(capitals) else written


def _shaped(code):
    """Whether letters are mostly capitals, as in codes ("TTg", "SNgV"), not in words ("Phường", "Ba")."""
    capitals = len(re.findall(f"[{_CAPITAL}]", code))
    small = len(re.findall("[a-zđ]", code))
    return code in TYPES or small * 2 <= capitals or (not capitals and not small)


def _known(code):
    return code in _RIGHT.values() or bool(_PARLIAMENT.fullmatch(code)) or code.split(".")[0] in _LOCAL


def _local(code):
    """Whether a code can be that of a body, by how such codes begin: Sở …, Ban …, Ủy ban …, Liên minh …"""
    return _known(code) or bool(
        re.match(r"S[A-ZĐ]{1,}|B[A-ZĐ]{2,}|UB|HĐ|LM|V[PKT]|T[WUA]|ĐU|HU|CC|PGD|P[A-ZĐ]{2,}", code)
    )


# --- numbers in running text ------------------------------------------------------------------------------------------

_IN_TEXT = re.compile(
    rf"(?<![\w/])(?<![0-9][.,:-])(?P<serial>[0-9]{{1,6}}(?:bis|[a-dđA-DĐ])?)"
    rf"(?:(?:\s?/\s?(?P<year>(?:19[4-9]|20[0-9])[0-9])\s?/\s?)|(?P<separator>\s?[/-]\s?))"
    rf"(?P<codes>[{_CAPITAL}a-zđ][{_CAPITAL}a-zđ0-9&+]*(?:\s?[/-]\s?[{_CAPITAL}a-zđ0-9&][{_CAPITAL}a-zđ0-9&+]*)?"
    rf"(?:[/.-][{_CAPITAL}0-9&][{_CAPITAL}a-zđ0-9&+]*){{0,6}})(?![\w])"
)
_JOINT = re.compile(rf"(?:\s?-\s?[{_CAPITAL}]{{2,}}[{_CAPITAL}0-9]*(?!\w))+")
_SAID_BEFORE = re.compile(r"(?:số(?: hiệu)?|công văn|văn bản|CV)\s*[:.]?\s*$", re.IGNORECASE)


def find(running: str) -> list[Found]:
    """Every document number in running text (NFC), first to last, also across a line break inside the number.

    Never a date, a fraction, a phone or house number. A number whose first code is unknown counts only behind "số" or
    "công văn".
    """
    places = []
    plain = running.translate(_DASHES).translate({0xD0: "Đ", 0xA0: " "})
    for match in _IN_TEXT.finditer(plain):
        number, end = _number(match), match.end()
        if number is None:
            number, end = _shorter(match)
        if number is None or (not re.search("[/-]", number.codes) and re.search(r"\s", plain[match.start() : end])):
            continue  # "Điều 12 - CP" is no number of the Government
        if number.codes.startswith(("TTLT", "NQLT", "TTLB", "TTLN")) and (more := _JOINT.match(plain, end)):
            joint = Number(number.serial, number.year, number.separator, number.codes + re.sub(r"\s", "", more[0]))
            number, end = (joint, more.end()) if len(str(joint)) <= MAX_LENGTH else (number, end)
        first = re.split("[/-]", number.codes)[0]
        if _known(first) or _local(first) or _SAID_BEFORE.search(plain, max(0, match.start() - 20), match.start()):
            places.append(Found(match.start(), end, str(number)))
    return places


def _shorter(match):
    """The number without its last codes, which belong to the sentence ("214-CP - Hướng dẫn"), and where it ends."""
    codes = match["codes"]
    for sign in reversed(list(re.finditer(r"\s?[/.-]\s?", codes))):
        shorter = _NUMBER.fullmatch(match[0][: match.start("codes") - match.start() + sign.start()])
        if shorter and (number := _number(shorter)):
            return number, match.start("codes") + sign.start()
    return None, 0


# --- what readers type in a search ------------------------------------------------------------------------------------

_NAMES = {
    text.fold(name): code.lower().translate(str.maketrans("đ", "d"))
    for code, name in [*ISSUERS.items(), *TYPES.items()]
    if name not in ("Luật", "Lệnh", "Công văn", "Quy định", "Thông tư liên bộ")
}
_NAME = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _NAMES), key=len, reverse=True))})\b")
_IGNORED = {"so", "luat", "lenh", "cong", "van", "ban", "hieu", "cua", "nam", "ky"}


@dataclass(frozen=True)
class Asked:
    """What a reader said of a number: its running number, perhaps the year, perhaps some of its codes (folded)."""

    serial: str
    year: str
    codes: tuple[str, ...]

    @property
    def beginnings(self) -> list[str]:
        """How the `key()` of every such number begins: for a query by prefix, before `fits` is asked."""
        return [f"{self.serial}/{self.year}/"] if self.year else [f"{self.serial}/", f"{self.serial}-"]

    def fits(self, number_key: str) -> bool:
        """Whether the number with this `key()` can be meant: all that was said is in it, in any order."""
        serial, *parts = re.split("[/-]", number_key)
        year = parts.pop(0) if parts and re.fullmatch("(?:19|20)[0-9]{2}", parts[0]) else ""
        joined = "".join(parts)
        return (
            serial == self.serial
            and self.year in ("", year)
            and all(any(part.startswith(code) for part in parts) or code in joined for code in self.codes)
        )


def asked(query: str) -> Asked | None:
    """What a reader's query says of a number, or None if it speaks of something else too.

    For the search: "25/2024 btc", "25-2024 tt btc", "thông tư 25 2024", "ND 113/2024", "so 477 ct ubnd". Lenient where
    `parse` is strict; a bare number or date ("25", "12/5/2021") is None. Find by `beginnings`, then ask `fits`.

    >>> asked("25/2024 btc").fits(key("25/2024/TT-BTC"))
    True
    """
    plain = _NAME.sub(lambda name: f" {_NAMES[name[0]]} ", text.fold(query[:200].translate(_DASHES)).replace("_", "-"))
    serial, year, codes = "", "", []
    for word in re.findall("[0-9a-z&]+", plain):
        if not serial and re.fullmatch("[0-9]{1,6}[a-d]?", word):
            serial = word.lstrip("0")
        elif serial and not year and re.fullmatch("(?:19[4-9]|20[0-9])[0-9]", word):
            year = word
        elif _CODES_TYPED.fullmatch(word):
            codes.append(word)
        elif word not in _IGNORED:
            return None
    return Asked(serial, year, tuple(codes)) if serial and (year or codes) else None


_FOLDED_CODES = "|".join(sorted({re.escape(text.fold(code)) for code in _RIGHT.values()}, key=len, reverse=True))
# Two may be run together: "ndcp", "nqhdnd".
_CODES_TYPED = re.compile(rf"(?:(?:{_FOLDED_CODES})[0-9]{{0,2}}){{1,2}}")
