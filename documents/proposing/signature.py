"""Who signed: the names under the titles in capitals ("KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"), beside "Nơi nhận"."""

import re

from documents.proposing import names
from documents.proposing.layout import Line, Piece
from kttt import text

_HEIGHT = 24  # lines from the first title down to the name
_BESIDE = 12  # lines between the titles of those who sign together
_TITLE = re.compile(
    r"(?:tm|t/m|kt|k/t|tl|tuq|q|thay mat|thua lenh|thua uy quyen|ky thay)\b\s*\.?\s*\w|"
    r"(?:pho )?(?:chu tich|bo truong|thu tuong|tong bi thu|bi thu|giam doc|tong giam doc|chanh van phong|"
    r"chanh thanh tra|truong ban|truong phong|truong doan|cuc truong|chi cuc truong|vu truong|"
    r"tong cuc truong|chanh an|vien truong|"
    r"thong doc|tong kiem toan|tong thanh tra|hieu truong|chu nhiem|tong thu ky|thu ky|tong kiem toan nha nuoc)\b|"
    r"thu truong|pho thu truong|uy vien|thuong truc|nguoi ky|quyen giam doc|quyen chu tich"
)
_PASSED_OVER = re.compile(
    r"^\W*(?:\W*da ky\W*|ky ten.*|ky, .*|\(?chu ky.*|ky boi.*|ky ngay.*|nguoi ky:?.*|email.*|co quan:.*|thoi gian ky.*|"
    r"chu ky so.*|signature.*|signed.*|digitally.*|date:.*|\d\d[./]\d\d[./]\d{4}.*|dau|luu:?.*|[\W_]*)\W*$"
)
_RECIPIENT = re.compile(r"(?:Nơi nhận\s*:|-\s[^;:]{3,60}[;.])\s+(?=[A-ZĐ/.]{2})")


def read(lines: list[Line], begin: int) -> list[tuple[str, str]]:
    """[(name, title)] of those who signed the first document in `lines`, whose head ends at `begin`."""
    found, first = {}, None
    for at in range(begin, len(lines)):
        if first is not None and at - first > _BESIDE:
            break
        for piece in map(_without_recipients, lines[at].pieces):
            if _is_title(piece) and (signed := _below(lines, at, piece)) and signed[0] not in found:
                first = at if first is None else first
                found[signed[0]] = signed[1]
    return list(found.items())


def _without_recipients(piece):
    """A piece in which the list of recipients was run together with the title beside it: only the title."""
    match = _RECIPIENT.match(piece.text)
    if not match:
        return piece
    left = piece.left + (piece.right - piece.left) * match.end() / len(piece.text)
    return Piece(piece.text[match.end() :], left, piece.right, piece.bold)


def _is_title(piece):
    if len(piece.text) > 90 or not _TITLE.match(text.fold(piece.text).strip(" *-")):
        return False
    return piece.text.isupper() or (piece.bold and piece.text[0].isupper() and len(piece.text.split()) <= 5)


def _below(lines, at, title):
    """(name, last line of the title) of the block that begins with `title` on line `at`, or None."""
    last = title
    for line in lines[at + 1 : at + 1 + _HEIGHT]:
        for piece in _in_column(map(_without_recipients, line.pieces), last):
            plain = text.fold(piece.text)
            if _PASSED_OVER.match(plain):
                continue
            if piece.text.isupper() and (_TITLE.match(plain) or not names.person(piece.text)):
                if len(piece.text) > 90:
                    return None
                last = piece if _TITLE.match(plain) else last
                continue
            person = names.person(piece.text)
            return (person, _title(last.text)) if person else None
    return None


def _in_column(pieces, title):
    """Those of the pieces of a line that stand under `title`."""
    middle = title.middle
    return [
        piece for piece in pieces if piece.left - 25 <= middle <= piece.right + 25 or abs(piece.middle - middle) < 40
    ]


def _title(capitals):
    """The office held, as running text writes it: "PHÓ CHỦ TỊCH" → "Phó Chủ tịch"."""
    written = re.sub(r"^(?:TM|T/M|KT|K/T|TL|TUQ|Q)\b\s*\.?\s*", "", capitals)
    return names.body(written)
