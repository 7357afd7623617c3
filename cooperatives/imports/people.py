"""A person's name, title and phone out of one cell; total as in `values`."""

import re

from cooperatives.imports.codes import parse_phones
from kttt.spreadsheets.values import as_text, error_in, is_blank

_ADDRESS_FORM = re.compile(
    r"^(?:(?:ông|bà|anh|chị|cô|chú|bác|đồng chí|đ\s*/\s*c|đc|mr|mrs|ms|ông/bà|ô|b|ong"
    r"|ba(?=\s\w+\s\w))(?:\s*[.:]\s*|\s+))+",
    re.I,
)
_TITLE = (
    r"(?:p\.?\s*|phó\s+|quyền\s+|q\.\s*|nguyên\s+)?(?:chủ\s+tịch|chủ\s+nhiệm|tổng\s+giám\s+đốc|giám\s+đốc|tổ\s+trưởng|tổ\s+phó|trưởng\s+ban|kế\s+toán"
    r"|ct\.?\s*hđqt|ct\.?\s*hđ|ctht|chủ\s+tich|hđqt|tgđ|pgđ|gđ|bí\s+thư|thành\s+viên\s+hđqt|cthđqt|chủ\s+hộ|người\s+đại\s+diện|đại\s+diện|ct)"
)
_TITLE_WORD = re.compile(rf"\b{_TITLE}(?!\w)", re.I)
_STARTS_WITH_TITLE = re.compile(
    rf"^\W*{_TITLE}(?!\w)(?P<rest>(?:\s*(?:kiêm|,|/|-|–|&|và|\+)\s*{_TITLE}(?!\w)|\s+(?:hđqt|htx|hội\s+đồng\s+quản\s+trị|hợp\s+tác\s+xã|tht|kiêm))*)",
    re.I,
)
_WORDS_BEFORE = (
    r"(?:số\s+)?(?:đ\.?\s?thoại|điện\s+thoại|di\s+động|s?đtdđ|s?đt|s?dt|tel|phone|mobile|hotline|zalo|liên\s+(?:hệ|lạc)"
    r"|d[đd]|cccd|cmnd|căn\s+cước)"
)
# Whatever is as long as a number to call or a person's own number: the public sees names.
_LONG_NUMBER = re.compile(rf"(?:\b{_WORDS_BEFORE}\b[\s.:]*)*[(+]*\d(?:[\s().–-]*\d){{5,}}\)?", re.I)
_LEFT_OVER = re.compile(
    rf"(?:[\s,;:/|–-]+(?:{_WORDS_BEFORE}\b)?[\s.:]*)+$|\(\s*(?:{_WORDS_BEFORE}[\s.:]*)?[,;/\s]*\)", re.I
)


def _cut_numbers(text):
    """(the long numbers in a text, the text without them and what they leave behind)."""
    numbers = [re.sub(r"^[^\d(+]*", "", match[0]) for match in _LONG_NUMBER.finditer(text)]
    rest = _LONG_NUMBER.sub(" ", text) if numbers else text
    rest = re.sub(r"(?:\s*[,;:/|]){2,}", ",", _LEFT_OVER.sub(" ", rest))
    return numbers, " ".join(rest.split()).strip(" -–,;:/|").removesuffix("(")


_NAME_ALONE = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,5}")


def parse_person(cell) -> tuple[dict, str | None]:
    """({"name", "title", "phones"} as far as the cell tells, problem): "Ông Lò Văn Pan – CT HĐQT kiêm GĐ (0912 345 678)"."""  # noqa: E501
    if is_blank(cell):
        return {}, None
    if problem := error_in(cell):
        return {}, problem
    text = as_text(cell)
    if _NAME_ALONE.fullmatch(text) and not _TITLE_WORD.search(text) and not _ADDRESS_FORM.match(text):
        return {"name": text}, None
    if not isinstance(cell, str) or not re.search(r"[^\W\d]", text):
        # "Người đại diện" above a column of phones alone.
        phones, _ = parse_phones(cell)
        if phones:
            return {"phones": phones}, None
        return {}, f"“{text[:60]}” không phải là tên người: hãy kiểm tra lại cột."
    found = {}
    numbers, rest = _cut_numbers(text)
    if phones := parse_phones("; ".join(numbers))[0] if numbers else None:
        found["phones"] = phones
    name, title = _split_title(rest)
    name = _ADDRESS_FORM.sub("", name.strip(" -–,;:.()")).strip(" -–,;:.()")
    if name:
        found["name"] = name
    if title:
        found["title"] = title
    return found, None


def _split_title(text):
    """Name and title of a text that holds both, in either order; (text, None) when it holds a name alone."""
    match = _TITLE_WORD.search(text)
    if not match:
        return text, None
    if match.start() > 1:
        # Behind the name: "Lò Văn Pan - Giám đốc", "Lò Văn Pan (Giám đốc)", "Lò Văn Pan Giám đốc".
        name, title = text[: match.start()], text[match.start() :]
        if name.count("(") > name.count(")") and title.endswith(")"):
            title = title[:-1]
        return name.rstrip(" -–,;:(/"), title.strip(" -–,;:")
    start = _STARTS_WITH_TITLE.match(text)
    if not start:
        return text, None
    name = text[start.end() :].strip(" -–,;:")
    if not name:
        return text, None
    return name, text[: start.end()].strip(" -–,;:")
