"""What kind of document it is and what it is about: the line in capitals under the head, and the lines below it."""

import re

from documents import numbers
from documents.proposing import names
from documents.proposing.layout import Line
from kttt import text

_LOOKED_AT = 30  # lines behind the head
_TYPES = {text.fold(name): name for name in [*numbers.TYPES.values(), "Luật", "Quyết nghị", "Thư mời", "Thông tri"]}
_TYPE = re.compile(rf"(?:{'|'.join(sorted(_TYPES, key=len, reverse=True))})\b")
# What stands between type and abstract in older documents: "CỦA THỦ TƯỚNG CHÍNH PHỦ", "Số 91/TTg".
_BETWEEN = re.compile(
    r"\W*(?:cua (?:thu tuong|chinh phu|bo|chu tich|uy ban|hoi dong|quoc hoi|ban|hoi nghi)\b|so\s*[:.]?\s*[0-9])"
)
_BODY = re.compile(
    r"\W*(?:can cu\b|kinh gui|dieu 1\b|chuong i\b|phan i\b|phan thu nhat|muc 1\b|quyet nghi\s*:?$|quyet dinh\s*:?$|"
    r"i\. |1\. |a\. |quoc hoi ban hanh|uy ban thuong vu quoc hoi ban hanh|chinh phu ban hanh|hom nay)"
)
# The body's usual first words; an abstract may begin with them too ("Thực hiện Nghị quyết số …").
_OFTEN_BODY = re.compile(
    r"\W*(?:theo |thuc hien |xet |de |nham |tiep tuc |tren co so |trong |ngay [0-9]|sau khi |vua qua)"
)
_AUTHORITY = re.compile(
    r"(?:BỘ TRƯỞNG|CHỦ TỊCH|THỦ TƯỚNG|CHÍNH PHỦ|Ủ?U?[ỶY] BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|GIÁM ĐỐC|THỐNG ĐỐC|BAN |TỔNG |"
    r"QUỐC HỘI|CỤC TRƯỞNG|CHÁNH |TRƯỞNG |VIỆN TRƯỞNG|HỘI ĐỒNG|CHI CỤC TRƯỞNG|HIỆU TRƯỞNG)"
)
MOST_LINES, MOST_LETTERS = 12, 900


def read(lines: list[Line], begin: int) -> tuple[str | None, str]:
    """(type, abstract) in the lines from `begin`, the end of the head, on; (None, "") for a letter without a type."""
    for at in range(begin, min(begin + _LOOKED_AT, len(lines))):
        line = _together(lines[at].text)
        if match := _TYPE.match(text.fold(line)):
            rest = line[match.end() :].strip(" :.-–*")
            capital = line[: match.end()].isupper()
            if capital and (not rest or _ends_type(rest)):
                follows = "" if rest.startswith("CỦA ") else rest
                return _TYPES[match[0]], _abstract(lines, at, follows)
        if re.match(r"\W*(?:kinh gui|can cu|dieu 1)\b", text.fold(line)):
            return None, ""
    return None, ""


def is_type(line: Line) -> bool:
    """Whether the line says what kind of document it is, and nothing else."""
    written = _together(line.text).strip(" :.-–*")
    return written.isupper() and text.fold(written) in _TYPES


def _together(written):
    """A line set with wide letters ("Q U Y Ế T  Đ Ị N H") as it is read."""
    words = written.split()
    return "".join(words) if len(words) > 3 and all(len(word) == 1 for word in words) else written


def _ends_type(rest):
    """Whether what follows the type on its line may be its abstract, and the line no sentence of the body."""
    return rest.isupper() or re.match(r"V/v|[Vv]ề |Ban hành|Phê duyệt|Quy định|Của ", rest) is not None


def _abstract(lines, at, follows):
    """The abstract below the line of the type."""
    words, first = [follows] if follows else [], None
    kind = lines[at]
    for n in range(at + 1, min(at + 1 + MOST_LINES, len(lines))):
        line = lines[n]
        plain = text.fold(line.text)
        if _BODY.match(plain):
            break
        if not re.search(r"\w", line.text) or (len(plain) > 2 and not re.sub(r"[-_*=. ]", "", plain)):
            if words:
                break
            continue
        if not words and _BETWEEN.match(plain):
            continue
        if (
            _AUTHORITY.match(line.text)
            and line.text.isupper()
            and (not words or not words[0].isupper() or _begins_body(lines, n))
        ):
            if words or _begins_body(lines, n):
                break
            continue
        if first is None:
            if _OFTEN_BODY.match(plain) and not line.bold and not _centred(line, kind):
                break
            first = line
        elif _leaves(line, first, kind):
            break
        words.append(line.text)
    if len(words) > 1 and follows and not words[1].isupper():
        words[0] = names.sentence(follows)  # "BÁO CÁO THẨM ĐỊNH" above a line in small letters
    found = re.sub(r"^(?:V/v|v/v)\s*:?\s*", "", " ".join(words)).strip(" -–_*.;:/")
    found = names.sentence(found) if found.isupper() else found[:1].upper() + found[1:]
    return found if len(found) <= MOST_LETTERS else ""


def _begins_body(lines, n):
    """Whether the legal basis comes next: the line names who has the authority."""
    return any(_BODY.match(text.fold(line.text)) for line in lines[n + 1 : n + 4])


def _centred(line, kind):
    return (
        line.centred if line.centred is not None and line.centred is not False else abs(line.middle - kind.middle) < 6
    )


def _leaves(line, first, kind):
    """Whether the line looks otherwise than the first of the abstract: the body's first paragraph."""
    if first.bold != line.bold:
        return True
    if first.centred is not None and kind.centred is not None and first.centred != line.centred:
        return True
    if first.centred is None and _centred(first, kind) and not _centred(line, kind):
        return True
    return line.gap > 1.9 or (not first.bold and bool(_OFTEN_BODY.match(text.fold(line.text))))
