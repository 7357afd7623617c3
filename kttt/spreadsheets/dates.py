"""Dates as staff write them, day first, as precise as they are known; total parsers as in `values`."""

import datetime as dt
import re
from functools import lru_cache

from kttt.spreadsheets.cells import CellError
from kttt.spreadsheets.values import Note, as_text, error_in, is_blank
from kttt.text import fold

_EPOCH = dt.date(1899, 12, 30)
# The same years as in every other writing: 1930 to 2100.
_FIRST_SERIAL, _LAST_SERIAL = ((day - _EPOCH).days for day in (dt.date(1930, 1, 1), dt.date(2100, 12, 31)))
DAYS_OF_1904 = 1462  # between the two calendars of Excel
_FULL = re.compile(r"(?<!\d)(\d{1,2})\s*(?:[/.\-–_,\\]|\s)\s*(\d{1,2})\s*(?:[/.\-–_,\\]|\s)\s*(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_WORDS = re.compile(r"(?<!\d)(\d{1,2})\s*(?:thang|/)\s*(\d{1,2})\s*,?\s*(?:nam|/)\s*(\d{4})")
_MONTH = re.compile(
    r"(?<![\d/.\-])(?:thang|t)?\s*\.?\s*(\d{1,2})\s*(?:[/.\-–,]|nam|\s)\s*(?:nam)?\s*((?:19|20)\d\d)(?!\d)"
)
_YEAR_MONTH = re.compile(r"^((?:19|20)\d\d)[-/](\d{1,2})$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def parse_date(cell) -> tuple[str | None, str | None]:
    """A date, day first, as precise as it is known: "2019-05-12", "2019-05" or "2019"."""
    if isinstance(cell, dt.datetime | dt.date):
        day = cell.date() if isinstance(cell, dt.datetime) else cell
        return _checked(day.year, day.month, day.day, as_text(cell))
    if is_blank(cell):
        return None, None
    if problem := error_in(cell):
        return None, problem
    text = as_text(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _date_of_number(cell, text)
    if not isinstance(cell, str):
        return None, _unread_date(text)
    return _date_of_text(text)


_TYPED_DATE = re.compile(r"\s*(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}\s*$")


def may_be_swapped(cells) -> bool:
    """Whether the real dates of a column may have day and month swapped.

    Typed day first on an American Excel, 25/12/2019 stays a text and 12/5/2019 becomes 5 December. So it looks where
    texts have days above 12, and no real date has; a text like 12/5/2019 shows that Excel made no dates there.
    """
    real = texts = 0
    for cell in cells:
        if isinstance(cell, dt.date):
            if cell.day > 12:
                return False
            real += 1
        elif isinstance(cell, str) and (match := _TYPED_DATE.match(cell)):
            day, month = int(match[1]), int(match[2])
            if day <= 12 and month <= 12:
                return False
            texts += month <= 12
    return real > 0 and texts > 0


def is_ambiguous(cell) -> bool:
    """Whether a real date reads as another one with day and month swapped."""
    return isinstance(cell, dt.date) and cell.day <= 12 and cell.day != cell.month


def _unread_date(text):
    return f"Không có hoặc không đọc được ngày “{text[:60]}”: hãy ghi ngày/tháng/năm, ví dụ 05/12/2019."


def _checked(year, month, day, text):
    if not 1930 <= year <= 2100:
        return None, f"Năm trong “{text[:60]}” không hợp lý: hãy kiểm tra lại ngày."
    try:
        return dt.date(year, month, day).isoformat(), None
    except ValueError:
        if month > 12 and day <= 12:
            swapped, _ = _checked(year, day, month, text)
            if swapped:
                return (
                    swapped,
                    f"“{text[:60]}” viết tháng trước ngày, đã hiểu là {month:02}/{day:02}/{year}: hãy kiểm tra lại.",
                )
        return None, _unread_date(text)


def _date_of_number(number, text):
    if not -1e9 < number < 1e9:
        return None, _unread_date(text)
    if number == int(number):
        number = int(number)
        if 1930 <= number <= 2100:
            return str(number), None
        if _FIRST_SERIAL <= number <= _LAST_SERIAL:
            return _date_of_serial(number)
        if 19_300_101 <= number <= 21_001_231:
            return _checked(number // 10_000, number // 100 % 100, number % 100, text)
        if 1_011_930 <= number <= 31_122_100:
            return _checked(number % 10_000, number // 10_000 % 100, number // 1_000_000, text)
    elif _FIRST_SERIAL < number < _LAST_SERIAL + 1:
        return _date_of_serial(int(number))
    elif re.fullmatch(r"\d{1,2}\.(19|20)\d\d", text):  # 5.2019 that Excel took for a number
        month, year = text.split(".")
        return _month(year, month, text)
    return None, _unread_date(text)


def _date_of_serial(number):
    day = _EPOCH + dt.timedelta(days=number)
    return day.isoformat(), Note(f"Số {number} là ngày {as_text(day)} theo lịch của Excel.")


def _month(year, month, text):
    if not 1 <= int(month) <= 12:
        return None, _unread_date(text)
    return f"{year}-{int(month):02}", Note(f"“{text[:60]}” chỉ có tháng và năm nên ngày để trống.")


@lru_cache(maxsize=8_192)
def _date_of_text(text):
    folded = fold(text)
    if re.fullmatch(r"[\d.,]+", folded):
        try:
            if (number := float(folded.replace(",", "."))) and re.fullmatch(r"\d+(?:\.0+)?", folded):
                return _date_of_number(number, folded)
        except (ValueError, OverflowError):
            pass
    if match := _ISO.search(folded):
        return _checked(int(match[1]), int(match[2]), int(match[3]), text)
    if match := _WORDS.search(folded) or _FULL.search(folded):
        year = int(match[3])
        if year < 100:
            year += 2000 if year <= (dt.datetime.now(dt.UTC).year + 1) % 100 else 1900
        return _checked(year, int(match[2]), int(match[1]), text)
    if match := _YEAR_MONTH.match(folded):
        return _month(match[1], match[2], text)
    if match := _MONTH.search(folded):
        return _month(match[2], match[1], text)
    years = _YEAR.findall(folded)
    if len(years) == 1 and re.fullmatch(
        r"(?:(?:dau|cuoi|giua|truoc|khoang|tu|quy [1-4ivx]+|nam|/|-|,|thanh lap)\s*)*\d{4}\.?", folded
    ):
        return years[0], None
    return None, _unread_date(text)


_PAPER = re.compile(
    r"^(?P<number>.*?)[\s,;:(-]*(?:(?:cấp|ký|lập)\s*)?(?:ngày|cấp ngày|,|;|\(|\n"
    r"|[-–]\s)\s*(?P<date>(?:ngày\s*)?\d{1,2}\s*(?:[/.\-]|tháng)\s*\d{1,2}.*)$",
    re.I | re.S,
)


def split_paper(cell) -> tuple[str | None, str | None, str | None]:
    """(number, date, problem) of a paper in one cell: "09A07002673, ngày 26/2/2018"."""
    if is_blank(cell) or isinstance(cell, CellError):
        return None, None, error_in(cell)
    if not isinstance(cell, str):
        date, _ = parse_date(cell) if isinstance(cell, dt.date) else (None, None)
        return (None, date, None) if date else (as_text(cell), None, None)
    text = as_text(cell)
    if match := _PAPER.match(text):
        date, problem = parse_date(match["date"].strip(" ()."))
        number = re.sub(r"^(?:số|so)\s*[:.]?\s*", "", match["number"].strip(" ,;:(-–"), flags=re.I)
        return number or None, date, problem
    date, problem = parse_date(text)
    if date and (not problem or isinstance(problem, Note)) and len(text) < 30:
        return None, date, problem
    return re.sub(r"^(?:số|so)\s*[:.]\s*", "", text, flags=re.I), None, None
