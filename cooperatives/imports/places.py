"""An address in one cell taken apart into the part below the commune, the commune and the district, all as written.

Which unit a name means, `kttt.units` decides; here only the words around the name count.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from kttt.spreadsheets.values import as_text, error_in, is_blank, tidy, words_of

# Lai Châu's districts up to 30 June 2025 (closed for good): they stand in lines and sheet names without "huyện".
_DISTRICTS = {
    "lai chau": "Thành phố Lai Châu", "tam duong": "Huyện Tam Đường", "muong te": "Huyện Mường Tè", "sin ho": "Huyện Sìn Hồ",  # noqa: E501
    "phong tho": "Huyện Phong Thổ", "than uyen": "Huyện Than Uyên", "tan uyen": "Huyện Tân Uyên", "nam nhun": "Huyện Nậm Nhùn",  # noqa: E501
}  # fmt: skip

_LEVELS = (
    r"(?P<commune>(?:thị\s*trấn|phường|xã|t\s?\.\s?trấn|ttr\b\.?|tt(?=[.\s])\.?|p\s?\.|x\s?\.|P(?=\s[A-ZĐÂĂÊÔƠƯ])|X(?=\s[A-ZĐÂĂÊÔƠƯ])))"
    r"|(?P<district>(?:huyện|thành\s*phố|thị\s*xã|t\s?\.\s?phố|tp(?=[.\s])\.?|tx(?=[.\s])\.?|h\s?\.|H(?=\s[A-ZĐÂĂÊÔƠƯ])))"
    r"|(?P<province>(?:tỉnh|t\s?\.(?=\s?lai)))"
)
_UNIT = re.compile(
    rf"(?<![\w.])(?:{_LEVELS})\s*(?P<name>[^,;\n()–]*?)(?=\s*(?:[,;\n()–]|\s-\s|$"
    rf"|(?<!\w)(?:{re.sub(r'[?]P<[a-z]+>', '?:', _LEVELS)})))",
    re.I,
)
_LOCAL = re.compile(
    r"^(?:ban|to|thon|xom|khu|so|duong|pho|doi|km|ngo|ngach|to dan pho|tdp|tieu khu|dan cu|ap|buon|cum|quoc lo|ql"
    r"|lo|nha|chan|diem)\b"
)


@dataclass(frozen=True)
class Place:
    """The parts of an address as written; None where it does not tell."""

    address: str | None = None
    commune: str | None = None
    district: str | None = None


def _case_guard(text, match):
    """Whether a single letter ("P", "X", "H") before a capital really is an abbreviation: it must be a capital itself."""  # noqa: E501
    letter = match[0].split()[0].rstrip(".") if match[0].split() else ""
    return len(letter) > 1 or "." in match[0][:3] or letter.isupper()


# "huyện Nậm Nhùn (cũ)", "xã Nậm Cha cũ"; in "Bản Nà Cũ" it is part of the village's name.
_FORMER = re.compile(
    r"((?<!\w)(?:xã|phường|thị trấn|tt|huyện|h|thành phố|tp|tỉnh)[ .][^,;()]{2,30}?)\s*(?:\(cũ\)|(?<=\s)cũ)"
    r"(?=\s*(?:[,;.]|$))",
    re.I,
)


@lru_cache(maxsize=65_536)
def split_address(text: str) -> Place:
    """ "Bản Bo, xã Bản Bo, huyện Tam Đường, tỉnh Lai Châu" → ("Bản Bo", "xã Bản Bo", "huyện Tam Đường")."""
    text = _FORMER.sub(r"\1", tidy(re.sub(r"\s*[\n\r]+\s*", ", ", text.strip())))
    found = {}
    local, behind, at = [], 0, 0
    for match in _UNIT.finditer(text):
        level = next(k for k in ("commune", "district", "province") if match[k])
        before = text[at : match.start()]
        if level in found or not _names_a_unit(text, match, before):
            continue
        if level != "province":
            found[level] = tidy(match[0].strip(" .-–,;"))
        local.append(before)
        behind = len(local) if level == "commune" else behind
        at = match.end()
    local.append(text[at:])
    parts = _parts(local)
    if behind and "district" not in found and (last := _parts(local[behind:])[-1:]) and district_named(last[0]):
        found["district"] = parts.pop()  # "Bản Nà Cóc - Xã Trung Đồng - Tân Uyên"
    return Place(", ".join(parts) or None, found.get("commune"), found.get("district"))


def _names_a_unit(text, match, before):
    """Whether a word for a level really is one: "hợp tác xã" and a small "x" are none."""
    if not match["name"].strip() or not _case_guard(text, match):
        return False
    return not words_of(before).endswith(("hop tac", "to dan", "so"))


def _parts(pieces):
    """The parts of an address without a word for their level, without the province."""
    parts = [p.strip(" .;–-()") for piece in pieces for p in re.split(r"[,;]|\s[-–]\s", piece)]
    parts = [p for p in parts if p]
    while parts and words_of(parts[-1]) in ("lai chau", "viet nam", "vn", "tinh lai chau"):
        parts.pop()
    return parts


def guess_untyped(place: Place, resolves, *, commune_above: bool = False) -> Place:
    """ "Tổ 22, Sìn Hồ": the last parts without a word for their level, taken for commune and district if they are some.

    `resolves(commune, district)` says whether that commune is known; None when nobody can tell. A "Bản Bo" of a list
    whose title or lines tell the commune (`commune_above`) is a village.
    """
    if place.commune or not place.address:
        return place
    parts = place.address.split(", ")
    if not place.district and len(parts) >= 2:
        commune, district = parts[-2], district_named(parts[-1])
        if district and not _LOCAL.match(words_of(commune)) and resolves(commune, district) is not False:
            return Place(", ".join(parts[:-2]) or None, commune, parts[-1])
    last = parts[-1]
    # No commune's name has a number: "Bản Bo 1" is a village, not a slip of Bản Bo.
    if _LOCAL.match(words_of(last)) and (
        commune_above or re.search(r"\d", last) or resolves(last, place.district) is not True
    ):
        return place
    known = resolves(last, place.district)
    if known or (known is None and len(parts) > 1):
        return Place(", ".join(parts[:-1]) or None, last, place.district)
    return place


def with_commune(place: Place) -> Place:
    """The place in a column of communes, without words for levels: "Tổ 2, Bản Bo, Tam Đường"."""
    if place.commune or not place.address:
        return place
    pieces, district = place.address.split(", "), place.district
    if len(pieces) > 1 and district_named(pieces[-1]):
        district = district or pieces[-1]
        pieces.pop()
    return Place(", ".join(pieces[:-1]) or None, pieces[-1], district)


def parse_place(cell) -> tuple[Place, str | None]:
    """A whole address in one cell."""
    if is_blank(cell):
        return Place(), None
    if problem := error_in(cell):
        return Place(), problem
    return split_address(cell if isinstance(cell, str) else as_text(cell)), None


def district_named(text: str) -> str | None:
    """The full name of the old district that a text is ("Tam Đường", "TP. Lai Châu", "Huyện Sìn Hồ"), or None."""
    folded = re.sub(
        r"^(?:huyen|h|thanh pho|tp|t pho|thi xa|tx|uy ban nhan dan|ubnd|dia ban|khu vuc) ", "", words_of(text)
    )
    folded = re.sub(r"^(?:huyen|thanh pho|tp) ", "", folded)
    return _DISTRICTS.get(folded)


_IN_TITLE = re.compile(r"\b(?:huyen|thanh pho|tp|thi xa|tx)\s+(" + "|".join(_DISTRICTS) + r")\b")
_COMMUNE_IN_TITLE = re.compile(
    r"(?<!\w)(?P<type>[Xx]ã|[Pp]hường|[Tt]hị trấn)\s+(?P<name>(?:[A-ZĐÀ-Ỹ][\wÀ-ỹ]*\s?){1,4})"
)
_COMMUNE_CAPITALS = re.compile(
    r"(?<!\w)(?<!TÁC )(?P<type>XÃ|PHƯỜNG|THỊ TRẤN)\s+(?P<name>[A-ZĐÀ-Ỹ]+(?:\s[A-ZĐÀ-Ỹ]+){1,3})(?=\s*$|\s*[-,(–:;.]"
    r"|\s+(?:NĂM|ĐẾN|TỈNH|HUYỆN|QUÝ))"
)


def district_in_title(text: str) -> str | None:
    """The old district that a title speaks of ("DANH SÁCH HTX HUYỆN SÌN HỒ (…)"), full name, or None."""
    found = {_DISTRICTS[m[1]] for m in _IN_TITLE.finditer(words_of(text))}
    return found.pop() if len(found) == 1 else None


def commune_in_title(text: str) -> str | None:
    """The commune that a title speaks of ("UBND XÃ BẢN BO"), as written, or None."""
    for pattern in (_COMMUNE_CAPITALS, _COMMUNE_IN_TITLE):
        for match in pattern.finditer(text):
            before = words_of(text[: match.start()])
            if not before.endswith(("hop tac", "cap", "cac", "tren dia ban")) and words_of(match["name"]) not in (
                "hoi",
                "vien",
            ):
                return match[0].strip()
    return None
