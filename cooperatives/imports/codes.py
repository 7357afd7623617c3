"""Tax codes, phone numbers and e-mail addresses out of cells; total parsers as in `values`."""

import re
from functools import lru_cache

import phonenumbers

from kttt.spreadsheets.values import Note, as_text, error_in, is_blank

_SCIENTIFIC = re.compile(r"^\s*\d(?:[.,]\d+)?\s*[eE]\s*\+?\s*(\d+)\s*$")
_CODE = re.compile(r"(?<!\d)([0-9]{10})(?:\s*-\s*([0-9]{3}))?(?!\d)")


def _fits(digits: str) -> bool:
    """Whether the tenth of ten plain digits is the check digit of the others.

    `stdnum.vn.mst` says the same (a test holds the two together), but ten times slower: 35,000 rows ask.
    """
    a, b, c, d, e, f, g, h, i, last = map(int, digits)
    return 10 - (31 * a + 29 * b + 23 * c + 19 * d + 17 * e + 13 * f + 7 * g + 5 * h + 3 * i) % 11 == last


class TaxCode:
    """What a cell tells of a tax code: `code` (or None), `problem` (or None), `lost` digits, a `personal` number."""

    __slots__ = ("code", "lost", "personal", "problem")

    def __init__(self, code=None, problem=None, *, lost=False, personal=False):
        self.code, self.problem, self.lost, self.personal = code, problem, lost, personal


def parse_tax_code(cell) -> TaxCode:
    """A tax code of 10 digits or 10-3; a lost zero is given back when the check digit then fits."""
    if cell.__class__ is str and len(cell) == 10 and cell.isascii() and cell.isdigit():
        return _checked(cell, None, cell)
    if is_blank(cell):
        return TaxCode()
    if problem := error_in(cell):
        return TaxCode(problem=problem)
    # 6200012345.0 is a number that became a text; the last group of 0043.335.000 is part of the code.
    text = re.sub(r"(?<=\d{8})[.,]0+$|(?<=\d)[.,]0{1,2}$", "", as_text(cell))
    if _SCIENTIFIC.match(text):
        return _lost(text)
    if match := _CODE.search(text):
        rest = re.sub(r"\D", "", text.replace(match[0], "", 1))
        if not rest or re.search(r"[^\d\s.\-']", text):
            return _checked(match[1], match[2], text)
    return _by_length(re.sub(r"[^0-9]", "", text), text)


def _by_length(digits, text):
    """What digits that stand in no usual order can be."""
    if not digits and re.search(r"[A-Za-z]{2,}", text):
        return TaxCode(problem=f"“{text[:40]}” không phải là mã số thuế: hãy ghi 10 chữ số.")
    if len(digits) in (10, 13):
        return _checked(digits[:10], digits[10:] or None, text)
    if len(digits) == 12 and _fits("0" + digits[:9]) and digits[9:] != "000":
        return _with_zero(f"0{digits[:9]}-{digits[9:]}")
    if len(digits) == 12:
        return TaxCode(
            problem="Ô này có 12 chữ số, là số định danh của một người chứ không phải mã số thuế của tổ chức nên đã bỏ qua: "  # noqa: E501
            "hãy ghi mã số của HTX.",
            personal=True,
        )
    if len(digits) == 9 and _fits("0" + digits):
        return _with_zero("0" + digits)
    return TaxCode(
        problem=f"“{text[:40]}” không phải là mã số thuế: mã số thuế có 10 chữ số, hoặc 13 với đơn vị phụ thuộc."
    )


def _with_zero(code):
    return TaxCode(code, Note(f"Mã số thuế mất số 0 ở đầu đã được trả lại: {code}."))


def _lost(text):
    return TaxCode(
        problem=f"Mã số thuế “{text[:40]}” đã mất chữ số do Excel hiển thị dạng số mũ: hãy định dạng cột là Văn bản rồi gõ lại đủ 10 chữ số.",  # noqa: E501
        lost=True,
    )


def _checked(digits, branch, text):
    fits = _fits(digits)
    if not fits and re.search(r"0{5}$", digits) and not branch:
        return _lost(text)  # 6.2E+09 that became 6200000000 on the way
    code = f"{digits}-{branch}" if branch else digits
    if fits:
        return TaxCode(code)
    return TaxCode(code, f"Mã số thuế {code} sai chữ số kiểm tra: hãy đối chiếu với giấy chứng nhận đăng ký.")


# --- phones ---------------------------------------------------------------------------------------------------------

# Prefixes of 11-digit mobiles before September 2018, and of Lai Châu's land lines before 2017.
_OLD_MOBILE = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084", "0125": "085",  # noqa: E501
    "0127": "081", "0129": "082", "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037",  # noqa: E501
    "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_PLAIN_MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}")
_SEPARATORS = re.compile(r"[/;,\n|&\\]|\s[-–]\s|\b(?:hoặc|và|hay)\b", re.I)
_NOT_PHONE = re.compile(r"[^\d+]+")


def _one_phone(digits: str) -> str | None:
    """National number with today's prefix, or None."""
    digits = _todays(_national(digits))
    if _PLAIN_MOBILE.fullmatch(digits):
        return digits
    if not digits.startswith("0") or not 10 <= len(digits) <= 11:
        return None
    try:
        number = phonenumbers.parse(digits, "VN")
        return digits if phonenumbers.is_valid_number(number) else None
    except phonenumbers.NumberParseException:
        return None


def _national(digits):
    """Without the country's code, with the zero that a spreadsheet drops."""
    digits = digits.removeprefix("+")
    digits = digits.removeprefix("00") if digits.startswith("0084") else digits
    if digits.startswith("84") and len(digits) in (11, 12, 13):
        return "0" + digits[2:].removeprefix("0")
    if len(digits) == 9 and digits[0] in "35789":
        return "0" + digits
    if len(digits) == 10 and (digits[0] == "2" or (digits[0] == "1" and "0" + digits[:3] in _OLD_MOBILE)):
        return "0" + digits
    return digits


def _todays(digits):
    """With the prefixes of today: mobiles of 11 digits have 10 since 2018, Lai Châu's 0231 became 0213 in 2017."""
    if len(digits) == 11 and digits[:4] in _OLD_MOBILE:
        return _OLD_MOBILE[digits[:4]] + digits[4:]
    if digits.startswith("0231") and len(digits) in (10, 11):
        return "0213" + (digits[4:] if len(digits) == 11 else "3" + digits[4:])
    return digits


def parse_phones(cell) -> tuple[list[str] | None, str | None]:
    """All phone numbers of a cell, national digits with today's prefixes."""
    if is_blank(cell):
        return None, None
    if problem := error_in(cell):
        return None, problem
    # Line breaks part numbers, so the raw text is split before it is made one line.
    return _phones(cell if isinstance(cell, str) else as_text(cell))


def parse_contacts(cell) -> tuple[list[str] | None, str | None, str | None]:
    """(phones, e-mail, problem) of a cell of phones in which an e-mail address may stand as well."""
    if cell.__class__ is not str or "@" not in cell:
        phones, problem = parse_phones(cell)
        return phones, None, problem
    email = _EMAIL.search(cell)
    phones, problem = parse_phones(_EMAIL.sub(" ", cell))
    return phones, email and email[0].lower().strip("."), problem


@lru_cache(maxsize=65_536)
def _phones(text):
    text = text.strip()
    if _PLAIN_MOBILE.fullmatch(text):
        return [text], None
    found, bad = [], []
    for piece in _SEPARATORS.split(text):
        numbers, unread = _phones_in(piece)
        found += [n for n in numbers if n not in found]
        bad += unread
    if not found and (whole := _one_phone(re.sub(r"\D", "", text))):
        found, bad = [whole], []
    shown = " ".join(text.split())[:60]
    if not found:
        return None, f"Không đọc được số điện thoại “{shown}”: hãy ghi đủ chữ số, các số cách nhau bằng dấu /."
    if bad:
        return found, f"Có phần không phải số điện thoại trong “{shown}”: hãy kiểm tra lại."
    written = re.sub(r"\D", "", text)
    if all(number in written for number in found):
        return found, None
    return found, Note(f"Số điện thoại “{shown}” đã đổi thành {', '.join(found)} (số 0 ở đầu, đầu số mới).")


def _phones_in(piece):
    """The numbers in a piece without separators, and the groups of digits that are no number."""
    found, bad = [], []
    for run in re.findall(r"\+?\(?\d[\d\s.\-–()·]*", piece):
        digits = _NOT_PHONE.sub("", run)
        if len(re.sub(r"\D", "", digits)) < 5:
            continue  # "tổ 2", "ĐT 1"
        number = _one_phone(digits)
        if number:
            found.append(number)
            continue
        # Two numbers with nothing but a space or a dash between them.
        parts = [p for p in re.split(r"[\s–-]+(?=(?:\+?84|0)\d)", run.strip()) if p.strip()]
        numbers = [_one_phone(_NOT_PHONE.sub("", p)) for p in parts] if len(parts) > 1 else []
        if numbers and all(numbers):
            found += numbers
            continue
        if len(digits) == 20 and all(_one_phone(d) for d in (digits[:10], digits[10:])):
            found += [_one_phone(digits[:10]), _one_phone(digits[10:])]
            continue
        bad.append(digits)
    return found, bad


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def parse_email(cell) -> tuple[str | None, str | None]:
    """The first e-mail address of a cell, in lower case."""
    if is_blank(cell):
        return None, None
    if problem := error_in(cell):
        return None, problem
    text = as_text(cell)
    if " " in text:
        text = re.sub(r"\s*([@.])\s*", r"\1", text)
    if match := _EMAIL.search(text):
        return match[0].lower().strip("."), None
    return None, f"“{text[:60]}” không phải là địa chỉ thư điện tử: hãy ghi dạng ten@vidu.vn."
