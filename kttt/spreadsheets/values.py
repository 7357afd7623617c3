"""One cell → one value: texts, numbers, money, dates, yes and no. Every parser is total: it never raises.

A parser gives `(value, problem)`: the value or None, and one Vietnamese sentence where the clerk should look again, or
a `Note` where the value was changed on the way without any doubt. A blank ("", "-", "chưa có") is `(None, None)`.
"""

import datetime as dt
import re
import unicodedata
from collections import Counter
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from kttt.spreadsheets.cells import CellError
from kttt.text import clean, fold, words

UNITS = {"vnd": 1, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
UNIT_NAMES = {"vnd": "đồng", "thousand": "nghìn đồng", "million": "triệu đồng", "billion": "tỷ đồng"}


class Note(str):
    """A sentence that tells what was changed, where nothing is doubtful."""

    __slots__ = ()


# --- text -----------------------------------------------------------------------------------------------------------

_UNTIDY = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x1f\x7f\xa0\u2000-\u200a\u3000ÐðƉɖ]|  |^ "
    "| $|_x000D_"
)
_BLANKS = {
    "", "chua co", "khong co", "chua ro", "khong ro", "khong", "chua", "n a", "na", "null", "none", "nan", "x x", "chua cap nhat",  # noqa: E501
    "khong co so lieu", "chua co so lieu", "chua xac dinh", "chua bao cao", "khong bao cao", "dang cap nhat", "ko co", "ko", "k co",  # noqa: E501
    "chua cap", "chua dang ky", "khong co thong tin", "chua co thong tin", "khong xac dinh",
}  # fmt: skip


def tidy(text: str) -> str:
    """`kttt.text.clean`, skipping texts that are clean already (most cells of a long list).

    Without the apostrophe that says "no formula" before "=", "+", "-", "@" (`kttt.export_formats.harmless`).
    """
    if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@"):
        text = text[1:]
    if _UNTIDY.search(text) is None and unicodedata.is_normalized("NFC", text):
        return text
    return clean(text.replace("_x000D_", " "))


_INVISIBLE_ASCII = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def _plain_letters():
    """Every letter up to the end of Vietnamese → its folded form, for the letters that have a plain one."""
    table = {}
    for code in range(0x80, 0x2070):
        folded = fold(f"a{chr(code)}a")[1:-1]  # between letters, so that a space stays one
        if folded.isascii():
            table[code] = folded
    return table


_PLAIN_LETTERS = _plain_letters()
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65_536)
def words_of(text: str) -> str:
    """`kttt.text.words`, five times faster for Vietnamese: a list of 35,000 rows asks for it 200,000 times."""
    plain = text.translate(_PLAIN_LETTERS).lower()
    if not plain.isascii():
        return words(text)
    return _NOT_WORD.sub(" ", _INVISIBLE_ASCII.sub("", plain)).strip()


def as_text(cell) -> str:
    """A cell as a clerk sees it, one line: 6200012345.0 is "6200012345", a date is "26/02/2018"."""
    if cell is None:
        return ""
    if cell.__class__ is str:
        return tidy(cell)
    if cell.__class__ is bool:
        return "TRUE" if cell else "FALSE"
    if cell.__class__ is float:
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return repr(cell)
    if isinstance(cell, dt.datetime | dt.date):
        return f"{cell.day:02}/{cell.month:02}/{cell.year}"
    return str(cell)


_MAYBE_BLANK = re.compile(r"\W*$|\W*(?:chưa|không|chua|khong|ko|k|n|x|đang|null|none|nan)\b", re.I)


def is_blank(cell) -> bool:
    """Whether a cell states nothing: empty, a dash, "chưa có", "không có"."""
    if cell is None:
        return True
    # The cheap look first: nearly every cell of a long list states something.
    if cell.__class__ is not str or _MAYBE_BLANK.match(cell) is None or len(cell) > 40:
        return False
    return words_of(cell) in _BLANKS and not any(c.isdigit() for c in cell)


def error_in(cell) -> str | None:
    """The sentence for a cell that shows an error or a formula without its result."""
    if not isinstance(cell, CellError):
        return None
    if cell.code.startswith("="):
        return f"Ô chứa công thức {cell.code[:60]} nhưng tệp không lưu kết quả: hãy mở bằng Excel, lưu lại hoặc gõ số vào ô."  # noqa: E501
    return f"Ô báo lỗi {cell.code}: hãy sửa công thức hoặc gõ giá trị vào ô."


def parse_text(cell) -> tuple[str | None, str | None]:
    """A free text, one line."""
    if is_blank(cell):
        return None, None
    if problem := error_in(cell):
        return None, problem
    return as_text(cell) or None, None


_NUMBERING = re.compile(r"^(?:\d{1,4}\s*[.)](?!\d)|\d{1,4}\s+[-–]|[-–•*+]+(?=\s*\D))\s*")


def parse_name(cell) -> tuple[str | None, str | None]:
    """The name of an organisation as written, without a leading "1."."""
    text, problem = parse_text(cell)
    if text:
        text = _NUMBERING.sub("", text, count=1).strip(" ;,") or None
    return text, problem


# --- numbers --------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[-−–+]?\s*\d(?:[\d.,'’]|[ \xa0](?=\d{3}(?!\d)))*")
_GROUPS = re.compile(r"\d{1,3}([.,'’ ])\d{3}(?:\1\d{3})*$")


def vote_decimal(cells) -> str:
    """The decimal mark ("," or ".") of a column, from all its texts; "" when none tells (then groups of three are thousands)."""  # noqa: E501
    votes = Counter()
    for cell in cells:
        if cell.__class__ is str and ("," in cell or "." in cell):
            for match in _NUMBER.finditer(cell):
                mark, weight = _mark_told(match[0].strip().strip(".,").lstrip("+-−– "))
                votes[mark] += weight
    del votes[""]
    return max(sorted(votes), key=votes.get) if votes else ""


def _mark_told(token):
    """(decimal mark, how surely) as one number tells it."""
    dots, commas = token.count("."), token.count(",")
    if dots and commas:
        return (",", 2) if token.rfind(",") > token.rfind(".") else (".", 2)
    if dots > 1 or commas > 1:
        return ("," if dots else "."), 1
    if not dots and not commas:
        return "", 0
    mark = "." if dots else ","
    before, after = token.split(mark)
    return (mark, 1) if len(after) != 3 or len(before) > 3 or before.strip() in ("", "0") else ("", 0)


def to_number(token: str, decimal: str = "") -> Decimal | None:
    """One number as written; `decimal` is the column's vote, which decides only what the number leaves open."""
    token = token.strip().strip("'’").replace("−", "-").replace("–", "-").replace("\xa0", " ")
    negative = token.startswith("-") or (token.startswith("(") and token.endswith(")"))
    token = token.lstrip("+-( ").rstrip(") ").rstrip(".,")
    token = re.sub(r"[ '’]", "", token)
    mark = _decimal_mark(token, decimal)
    if mark is None:
        return None
    plain = "".join("." if c == mark else c for c in token if c.isdigit() or c == mark)
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return -value if negative else value


def _decimal_mark(token, decimal):
    """The mark before the decimals of a number, "" without any; None when it cannot be a number."""
    dots, commas = token.count("."), token.count(",")
    if dots and commas:
        mark = "," if token.rfind(",") > token.rfind(".") else "."
        return mark if token.count(mark) == 1 else None
    if dots > 1 or commas > 1:
        return "" if _GROUPS.fullmatch(token) else None
    if not dots and not commas:
        return ""
    only = "." if dots else ","
    return "" if _GROUPS.fullmatch(token) and not token.startswith("0") and decimal != only else only


def _exact(number) -> Decimal | None:
    try:
        value = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    except (InvalidOperation, ValueError):
        return None
    return value if value.is_finite() else None


_NUMBER_WORDS = {
    "khong": 0,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
}
_RANGE = re.compile(r"^\D{0,12}\d+(?:[.,]\d+)?\s*(?:-|–|đến|tới|~)\s*\d")


def parse_count(cell, decimal: str = "") -> tuple[int | None, str | None]:
    """A number of people: "52 hộ" is 52, "12 (5 nữ)" is 12; "7-10" cannot be read."""
    if isinstance(cell, float) and cell.is_integer() and 0 <= cell < 1e7:
        return int(cell), None
    if is_blank(cell):
        return None, None
    if problem := error_in(cell):
        return None, problem
    text, rest = as_text(cell), ""
    if isinstance(cell, str):
        value, rest = _count_in(text, decimal)
    else:
        value = _exact(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
    if value is None or not 0 <= value <= 10_000_000 or value != int(value):
        return None, f"Không đọc được số lượng “{text[:60]}”: hãy ghi một số nguyên."
    if any(c.isdigit() for c in rest):
        return int(value), Note(f"Chỉ lấy số {int(value)} trong “{text[:60]}”.")
    return int(value), None


def _count_in(text, decimal):
    """The first number of a text, and what stands behind it."""
    match = None if _RANGE.match(text) else _NUMBER.search(text)
    if match:
        return (to_number(match[0], decimal), text[match.end() :]) if match.start() <= 15 else (None, "")
    word = _NUMBER_WORDS.get(words_of(text))
    return None if word is None else Decimal(word), ""


# --- money ----------------------------------------------------------------------------------------------------------

_UNIT_WORD = (
    r"(?P<billion>(?:t[ỷỉyi]|ty)(?:\s*(?:đồng|đ|vnđ|vnd))?\b)"
    r"|(?P<million>(?:triệu|trieu|triêu|tr\.?\s*đồng|tr\.?\s*đ|trđ|tr|củ)(?:\s*(?:đồng|đ|vnđ|vnd))?\b\.?)"
    r"|(?P<thousand>(?:nghìn|ngàn|nghin|ngan|k|1\.?000)(?:\s*(?:đồng|đ|vnđ|vnd))?\b)"
    r"|(?P<vnd>(?:đồng|dong|vnđ|vnd|đ|d|₫)(?!\w))"
)
_AMOUNT = re.compile(rf"(?P<number>{_NUMBER.pattern})\s*(?:{_UNIT_WORD})?", re.I)
_DATE_LIKE = re.compile(r"\s*\d+\s*/\s*\d")
_MONEY_NOISE = re.compile(r"^(?:khoảng|gần|trên|hơn|~|≈|>|<|ước|chừng|là|:|\s)+", re.I)


def parse_money(cell, unit: str | None, decimal: str = "") -> tuple[int | None, str | None, bool]:
    """An amount in đồng: `(value, problem, unit_missing)`.

    The unit in the cell goes before `unit`; `unit_missing` says that neither tells one (0 needs none).
    """
    if cell.__class__ in (int, float) and unit is not None and abs(cell) < 1e6 and cell == int(cell):
        return int(cell) * UNITS[unit], None, False
    if is_blank(cell):
        return None, None, False
    if problem := error_in(cell):
        return None, problem, False
    factor = UNITS.get(unit or "")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        value = _exact(cell)
        if value is None:
            return None, "Ô không phải là một số tiền: hãy gõ lại.", False
        return _in_dong(value, factor)
    text = as_text(cell)
    amount = _amount_in(text, factor, decimal) if isinstance(cell, str) else None
    if amount is None:
        told = f"Không đọc được số tiền “{text[:60]}”: hãy ghi một số, ví dụ 1.500.000.000 hoặc 1,5 tỷ."
        return None, told, False
    return _in_dong(*amount)


def _amount_in(text, factor, decimal):
    """(number, đồng for one) of a written amount, `factor` where it tells no unit itself; None: no amount."""
    if _DATE_LIKE.match(text) or (_RANGE.match(text) and text[0] != "-"):
        return None
    text = _MONEY_NOISE.sub("", text)
    parts = list(_AMOUNT.finditer(text))
    if not parts or parts[0].start() > 12 or re.search(r"[%‰]", text):
        return None
    if re.fullmatch(r"\([\d.,' ]+\)", text):
        value = to_number(text, decimal)
        return None if value is None else (value, factor)
    total = None
    for part in parts:
        value, own = to_number(part["number"], decimal), next((u for u in UNITS if part[u]), None)
        if total is not None and (value is None or own is None):
            break  # what follows is a remark: "500 triệu (năm 2019)"
        if value is None:
            return None
        if own is None:
            return value, factor
        total = (total or 0) + value * UNITS[own]
    return total, 1


def _in_dong(value, factor):
    if abs(value) > Decimal(10) ** 15:
        return None, "Số tiền lớn bất thường: hãy kiểm tra đơn vị tính.", False
    if factor is None:
        return (0, None, False) if value == 0 else (None, None, True)
    value *= factor
    if abs(value) > Decimal(10) ** 15:
        return None, "Số tiền lớn bất thường: hãy kiểm tra đơn vị tính.", False
    return int(value.to_integral_value(rounding="ROUND_HALF_UP")), None, False


# --- yes and no -----------------------------------------------------------------------------------------------------

_MARKS = {"x", "v", "✓", "✔", "√", "☑", "☒", "●", "•", "*", "+", "ü", "þ", "ý", "■", "✗", "✘"}
_YES = re.compile(
    r"^(?:co|roi|da|dung|phai|yes|y|true|1|tv|thanh vien.*|la thanh vien.*|da (?:gia nhap|tham gia|la|vao).*"
    r"|tham gia.*|da co)$"
)
_NO = re.compile(
    r"^(?:khong(?: phai.*| la.*| tham gia.*)?|chua(?: phai.*| la.*| tham gia.*| gia nhap.*| vao.*)?|no|n|false|0|ko)$"
)


def parse_yes_no(cell) -> tuple[bool | None, str | None]:
    """ "Có", "x", ✓, 1 are yes; "không", "chưa", 0 are no; blank and "-" are unknown."""
    if isinstance(cell, bool):
        return cell, None
    if problem := error_in(cell):
        return None, problem
    text = as_text(cell)
    if text.casefold() in _MARKS:
        return True, None
    folded = words_of(text)
    if _NO.match(folded):
        return False, None
    if is_blank(cell):
        return None, None
    if _YES.match(folded):
        return True, None
    return None, f"Không hiểu “{text[:60]}”: hãy ghi “Có” hoặc “Không”."


def is_marked(cell) -> bool:
    """Whether a cell of a column of crosses is crossed ("x", ✓, 1, "có")."""
    return parse_yes_no(cell)[0] is True or (isinstance(cell, str) and words_of(cell) in ("x", "v", "co"))
