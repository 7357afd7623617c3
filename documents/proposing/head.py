"""The head of a document: issuing body and number on the left, national motto, place and day on the right."""

import datetime as dt
import re
from dataclasses import dataclass

from documents import numbers
from documents.proposing import names, title
from documents.proposing.layout import Line, Piece
from kttt import text

_LINES = 40  # of the beginning, in which a head is looked for
_MOTTO = re.compile(r"cong hoa xa hoi chu nghia( viet nam)?|dang cong san viet nam")
_UNDER_MOTTO = re.compile(r"^\W*doc lap\s*-?\s*tu do\s*-?\s*hanh phuc\W*$")
_DAY = re.compile(
    r"ngay\s*([0-9](?:\s?[0-9])?)\s*thang\s*([0-9](?:\s?[0-9])?)\s*nam\s*([12]\s?[0-9]\s?[0-9]\s?[0-9])"
    r"|ngay\s*([0-9]{1,2})\s?[/.-]\s?([0-9]{1,2})\s?[/.-]\s?([12][0-9]{3})"
)
_DAY_LINE = re.compile(r"\bngay\b[\s.…_]*[0-9\s/.…_-]*(?:\bthang\b|$)")
_NUMBER_LINE = re.compile(r"^\W*(?:(?:bo )?luat )?so\s*[:.]|^\W*(?:(?:bo )?luat |lenh )?so\s+[0-9]|^\W*so\s*/")
# A letterhead's lines that begin with one of these name another body than the line above.
_BODIES = re.compile(
    r"(?:ubnd|hdnd|uy ban|hoi dong|hoi|so|bo|tong cuc|chi cuc|cuc|vu|phong|ban|van phong|lien minh|lien hiep|dang uy|"
    r"dang bo|tinh uy|huyen uy|thanh uy|trung tam|truong|vien|chinh phu|thu tuong|chu tich|quoc hoi|cong ty|hop tac xa|"
    r"ngan hang|toa an|mat tran|doan|quy|thanh tra|kho bac|bao hiem|lien doan|cong an|lmhtx|htx|tong lien doan|"
    r"kiem toan|ubmttq)\b"
)
# "CHỦ TỊCH / ỦY BAN NHÂN DÂN", "THƯỜNG TRỰC / HỘI ĐỒNG NHÂN DÂN": what a name begins with, and is none alone.
_BEGINNINGS = {
    "chu tich", "ban chap hanh", "thuong truc", "ban thuong vu", "hoi dong quan ly", "doan dai bieu", "dang bo",
    "dang uy",
}  # fmt: skip
_OPEN_END = re.compile(r"(?:\b(?:va|cua|cac|ve|thuong vu|chi dao)|,)$")
# Parts of a body that sign in its name.
_ORGANS = re.compile(r"ban thuong truc|ban chap hanh|ban thuong vu")
_LOCAL_BODIES = re.compile(r"(?:so|ban|phong|chi cuc|trung tam|thanh tra|doan|hoi|lien minh|quy|lien doan|cong an)\b")
_OF_PLACE = re.compile(
    r"\b(?<!tác )(?:tỉnh|thành phố|thị xã|huyện|quận|xã|phường|thị trấn|đặc khu) [A-ZĐÂÁÀẢÃẠĂÊÉÔƠƯÍÝÚ].*$"
)
_STAMPS = re.compile(r"^\W*(?:du thao|sao y|ban chinh|ban sao|hoa toc|thuong khan|khan|mat|toi mat|mau so|phu luc)\b")


@dataclass
class Head:
    """What the head says, and the lines on which it stands."""

    number: numbers.Number | None = None
    codes: numbers.Number | None = None  # the codes of a number whose running number is still to be written in
    issuer: str | None = None
    issued_on: dt.date | None = None
    day_left_open: bool = False
    subject: str = ""  # "V/v …" under the number of a công văn
    end: int = 0  # the line behind the head


def day(written: str) -> dt.date | None:
    """The first day in "Lai Châu, ngày 04 tháng 3 năm 2022", or None."""
    for match in _DAY.finditer(text.fold(written)):
        d, month, year = (int(part.replace(" ", "")) for part in match.groups() if part)
        try:
            found = dt.date(year, month, d)
        except ValueError:
            continue
        if 1945 <= year <= 2099:
            return found
    return None


def read(lines: list[Line]) -> Head:
    """What the head at the beginning of `lines` says."""
    begin, left, right = _columns(lines[:_LINES])
    head = Head(end=begin)
    at = next((n for n, (_line, piece) in enumerate(left) if _NUMBER_LINE.search(text.fold(piece.text))), None)
    if at is None:
        at = next((n for n, (_line, piece) in enumerate(left) if numbers.take_apart(piece.text)), None)
    above = left if at is None else left[:at]
    if at is not None:
        at = _read_number(head, left, at)
        head.end = max(head.end, left[at][0] + 1)
        _read_subject(head, left[at + 1 :])
    dated = [(line, piece) for line, piece in right if _DAY_LINE.search(text.fold(piece.text))]
    if dated:
        head.end = max(head.end, dated[0][0] + 1)
        head.issued_on = day(" ".join(piece.text for line, piece in right if 0 <= line - dated[0][0] <= 1))
        head.day_left_open = head.issued_on is None
    joint = bool(head.number and head.number.codes.startswith(("TTLT", "NQLT", "KHLT", "HDLT", "HDLN", "QCPH", "CTPH")))
    head.issuer = _issuer([piece for _line, piece in above], joint)
    if head.issuer is None and (said := head.number or head.codes):
        head.issuer = said.issuer
    return head


# --- the two columns --------------------------------------------------------------------------------------------------


def _columns(lines):
    """(line behind the motto, [(line, piece) on the left], [(line, piece) on the right]) of the head."""
    motto = next(
        ((n, piece) for n, line in enumerate(lines) for piece in line.pieces if _MOTTO.search(text.fold(piece.text))),
        None,
    )
    left, right = [], []
    if motto is None:
        for n, line in enumerate(lines):
            for piece in line.pieces:
                (right if _DAY_LINE.search(text.fold(piece.text)) else left).append((n, piece))
        return 0, left, right
    start, edge = motto[0], _motto_edge(motto[1])
    others = [piece for line in lines[: start + 6] for piece in line.pieces if piece is not motto[1]]
    stacked = edge < 12 + min((piece.left for piece in others), default=0)  # one column: the head was typed, or boxed
    above = True  # of the number: there a line of the letterhead may be as wide as the page
    for n, line in enumerate(lines):
        if n > start and (_ends_head(line) or (not above and title.is_type(line))):
            break
        for piece in _cut(line.pieces):
            plain = text.fold(piece.text)
            if _MOTTO.search(plain) or _UNDER_MOTTO.match(plain):
                continue
            on_right = not stacked and (piece.left > edge - 12 or piece.middle > edge)
            if on_right or _DAY_LINE.search(plain):
                right.append((n, piece))
            elif above or stacked or piece.right < edge + 40 or plain.startswith("v/v"):
                left.append((n, piece))
                above = above and not _NUMBER_LINE.search(plain)
    return start + 1, left, right


def _motto_edge(piece):
    """Where the right column begins: where the motto does, also where it was run together with the left column."""
    before = _MOTTO.search(text.fold(piece.text)).start()
    return piece.left + (piece.right - piece.left) * before / max(len(piece.text), 1)


def _cut(pieces):
    """The pieces; those in which both columns were run together, cut in two at a known word of the right one."""
    for piece in pieces:
        plain = text.fold(piece.text)
        match = _MOTTO.search(plain) or re.search(r"doc lap\s*-\s*tu do", plain)
        if match is None and re.match(r"\W*(?:so|luat so)\b", plain):
            match = re.search(r"(?<=\s)(?:[a-z]+ ){0,4}[a-z]+,? ngay\b", plain[12:])
            match = match and re.compile(re.escape(match[0])).search(plain)
        if match and match.start() > 3 and len(plain) == len(piece.text):
            cut = piece.left + (piece.right - piece.left) * match.start() / len(plain)
            yield Piece(piece.text[: match.start()].strip(), piece.left, cut - 1, piece.bold)
            yield Piece(piece.text[match.start() :], cut, piece.right, piece.bold)
        else:
            yield piece


def _ends_head(line):
    """Whether the body has begun: a salutation, a legal basis, a first article."""
    return bool(re.match(r"\W*(?:kinh gui|can cu|dieu 1|chuong i)\b", text.fold(line.text)))


# --- number and subject -----------------------------------------------------------------------------------------------


def _read_number(head, left, at):
    """Reads the number that begins at left[at], also where it goes on in the next piece; gives its last place."""
    for taken in (1, 2, 3):
        pieces = [piece.text for line, piece in left[at : at + taken] if line - left[at][0] <= 1]
        written = " ".join(pieces)
        head.number = numbers.take_apart(written) or _found(written)
        if head.number:
            return at + len(pieces) - 1
    written = left[at][1].text
    # "Số:      /QĐ-UBND": the number is written in by hand later; what it will be a number of is known.
    if blank := re.search(r"[/-]\s?[A-ZĐ][\w&./-]+.*$", re.sub(r"[.…_]{2,}", " ", written)):
        head.codes = numbers.take_apart(f"1{blank[0]}")
    return at


def _found(written):
    place = next(iter(numbers.find(written)), None)
    return numbers.take_apart(place.number) if place else None


def _read_subject(head, below):
    """What stands under the number of a công văn: "V/v …" on one line or several."""
    for n, (line, piece) in enumerate(below):
        match = re.match(r"\W*(?:V/v|Về việc|Về|v/v)\b\s*:?\s*", piece.text)
        if match and line - head.end <= 3:
            words, last = [piece.text[match.end() :]], line
            for further, more in below[n + 1 :]:
                if further - last > 1 or re.match(r"\W*(?:Kính gửi|Căn cứ)", more.text) or more.text.isupper():
                    break
                words.append(more.text)
                last = further
            head.subject = " ".join(words)
            head.end = max(head.end, last + 1)
            return


# --- the issuing body -------------------------------------------------------------------------------------------------


def _issuer(pieces, joint):
    """The body that issues: the last of those in the letterhead, the first of those that issue together."""
    bodies, bold_before = [], None
    for piece in pieces:
        written = re.sub(r"^[\W_]+|[\s_*–.\-]+$", "", piece.text)
        letters = [c for c in written if c.isalpha()]
        if len(letters) < 3 or _STAMPS.match(text.fold(written)):
            continue
        capital = sum(c.isupper() for c in letters) > 0.7 * len(letters)
        for n, part in enumerate(re.split(r"\s+[-–]\s+(?=(?:BỘ|VĂN PHÒNG|NGÂN HÀNG|TÒA ÁN|VIỆN|ỦY BAN)\b)", written)):
            begins = bool(_BODIES.match(text.fold(part))) or n > 0
            if not capital and not (begins and piece.bold):
                continue
            # The body's own name is bold, that of the body above it is not: a bold line goes on with a bold one.
            own_goes_on = bold_before and piece.bold and any(not bold for _name, bold in bodies)
            if not bodies or (begins and not own_goes_on) or _ORGANS.fullmatch(text.fold(part)):
                bodies.append((part, piece.bold))
            else:
                bodies[-1] = (f"{bodies[-1][0]} {part}", bodies[-1][1])
            bold_before = piece.bold
    if not bodies:
        return None
    found = [names.body(written) for written in _rejoined([name for name, _bold in bodies])]
    return found[0] if joint else _with_place(found)


def _rejoined(bodies):
    """Bodies whose name was broken before a word that could begin another one."""
    whole = []
    for body in bodies:
        before = text.fold(whole[-1]) if whole else ""
        goes_on = text.fold(body) == "hop tac xa" or before in _BEGINNINGS or _OPEN_END.search(before)
        if whole and goes_on:
            whole[-1] += f" {body}"
        else:
            whole.append(body)
    return whole


def _with_place(bodies):
    """The last body's name, with the place that its parent's name tells: "Sở Tài chính tỉnh Lai Châu"."""
    own = bodies[-1]
    parent = bodies[-2] if len(bodies) > 1 else ""
    if parent and _ORGANS.fullmatch(text.fold(own)):
        return parent if own == "Ban Thường trực" else f"{own} {parent}"
    place = _OF_PLACE.search(parent)
    if not place or _OF_PLACE.search(own) or not (_LOCAL_BODIES.match(text.fold(own)) or own == "Văn phòng"):
        return own
    return f"Văn phòng {parent}" if own == "Văn phòng" else f"{own} {place[0]}"
