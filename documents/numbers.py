"""The numbers of Vietnamese documents: one spelling for each."""

import re
from dataclasses import dataclass

from kttt import text

# Nghị định 30/2020/NĐ-CP, Phụ lục III, and the habits of Party documents ("20-NQ/TW").
_NUMBER = re.compile(
    r"(\d{1,5}[a-zA-Z]?)(?:/((?:19|20)\d\d))?([/-])"
    r"([A-ZĐ][A-Za-zĐđ0-9]*(?:-[A-ZĐ0-9&][\w&.]*)*(?:/[A-ZĐ][\w-]*)?)"
)
_PREFIX = re.compile(r"^\s*(?:số|so)\b\s*[:.]?\s*", re.IGNORECASE)
_AROUND_SEPARATOR = re.compile(r"\s*([/-])\s*")
_IN_TEXT = re.compile(rf"(?<![\w/.,-])(?:{_NUMBER.pattern})(?![\w/])")


@dataclass(frozen=True)
class Found:
    """A document number in a text: text[start:end] means the canonical `number`."""

    start: int
    end: int
    number: str


def parse(written: str) -> str | None:
    """The canonical number in `written` ("Số: 25/2024/TT- BTC" → "25/2024/TT-BTC"), or None. Never raises."""
    number = _AROUND_SEPARATOR.sub(r"\1", _PREFIX.sub("", text.clean(written).replace("–", "-")))
    return number if _NUMBER.fullmatch(number) else None


def find(text: str):
    """Yields the Found of each document number in running `text`, from left to right."""
    for match in _IN_TEXT.finditer(text):
        if number := parse(match.group()):
            yield Found(match.start(), match.end(), number)


def key(written: str) -> str:
    """What two spellings of one number share: the canonical number folded, without spaces and leading zeros."""
    number = parse(written) or _PREFIX.sub("", text.clean(written))
    return re.sub(r"^0+(?=\d)", "", text.fold(number).replace(" ", ""))
