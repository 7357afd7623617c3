"""Which field the cells of a column hold, whatever its heading says.

Banks, tax offices and funds head their lists with words of their own; a tax code, a phone, a status or a person's
name is one under any heading.
"""

import re

from cooperatives.imports import terms
from cooperatives.imports.codes import parse_phones, parse_tax_code
from cooperatives.imports.people import parse_person
from kttt.spreadsheets.values import as_text, words_of

FEWEST = 3  # cells
ENOUGH = 9  # of ten cells

# The family names of the province's peoples and of most Vietnamese, folded.
_FAMILY_NAMES = re.compile(
    r"(?:bach|bui|ca|cam|cao|cha|chang|chau|cheo|chinh|chu|cu|dam|dang|dao|deo|dinh|do|doan|duong|giang|gia|ha|hang|ho"
    r"|hoang|huynh|khang|khoang|khuong|kieu|la|lam|lan|lau|le|leng|lo|lu|luc|luong|luu|ly|mai|mao|ma|mua|mung|ngo|nguyen"
    r"|nong|nung|pan|pham|phan|phu|phung|phuong|po|quach|quan|quang|su|sin|sung|ta|tan|tang|tao|thai|tham|than|thao|tho"
    r"|to|tong|tran|trang|trieu|trinh|truong|tu|vang|vi|vo|vu|vui|vuong|xin|xong|y)"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.I)


def _is_tax_code(cell):
    found = parse_tax_code(cell)
    return found.code is not None and found.problem is None


def is_person(cell) -> bool:
    """Whether a cell holds a person's name, with or without title and phone."""
    name = parse_person(cell)[0].get("name", "")
    words = words_of(name).split()
    return bool(2 <= len(words) <= 5 and _FAMILY_NAMES.fullmatch(words[0]) and not re.search(r"\d", name))


def _is_status(cell):
    return len(as_text(cell)) < 60 and terms.status_of(as_text(cell)) is not None


def is_sector(cell) -> bool:
    """Whether a cell names sectors and says nothing else."""
    parts = re.split(r"\s*[;,+/]\s*", as_text(cell))
    return terms.sector_of_context(as_text(cell)) is not None or all(map(terms.sector_of_context, parts))


# Surest first: nine digits with a check digit are no phone.
_KINDS = [
    ("email", lambda cell: bool(_EMAIL.fullmatch(as_text(cell)))),
    ("tax_code", _is_tax_code),
    ("phones", lambda cell: bool(parse_phones(cell)[0])),
    ("status", _is_status),
    ("representative", is_person),
]


def field_of_cells(cells: list) -> str | None:
    """`email`, `tax_code`, `phones`, `status` or `representative` (a person), when nearly all of the cells are that."""
    if len(cells) < FEWEST:
        return None
    return next((field for field, holds in _KINDS if nearly_all(cells, holds)), None)


def nearly_all(cells: list, holds) -> bool:
    """Whether nine in ten of at least three cells hold what `holds(cell)` asks."""
    return len(cells) >= FEWEST and sum(map(holds, cells)) * 10 >= len(cells) * ENOUGH
