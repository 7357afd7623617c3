"""What a written type, issuing body or field means: "BTC", "bo tai chinh", "UBND tỉnh" → the row, or None.

`type_named` and `body_named` answer one question each; who has many asks a `Names`.
"""

import re
from datetime import date

from django.utils import timezone

from documents import numbers
from documents.models.filing import DocumentType, IssuingBody
from kttt import text

_SHORT = {"hdnd": "hoi dong nhan dan", "vn": "viet nam", "tp": "thanh pho", "bch": "ban chap hanh"}
_SILENT = {"va"}  # "Bộ Kế hoạch & Đầu tư", "Bộ Kế hoạch, Đầu tư"
_TYPE_IN_NUMBER = re.compile(r"\d+[a-zA-Z]?(?:/\d{4})?[/-](.+)")
_LEGISLATURE = re.compile(r"^(QH|UBTVQH)\d+$")


def type_named(written):
    """The DocumentType that `written` means ("Thông tư", "TT", "thong tu"), or None."""
    return Names(DocumentType.objects.all()).named(written)


def body_named(written, on=None):
    """The IssuingBody that `written` means, or None.

    Of several bodies with one name it is the one that was there on the day `on` (a date, default today).
    """
    return Names(IssuingBody.objects.all()).named(written, on)


def written(row):
    """All writings of a row of one of the lists: its name, other names, abbreviation."""
    found = [row.name, *row.other_names.splitlines(), getattr(row, "abbreviation", "")]
    return [line.strip() for line in found if line.strip()]


class Names:
    """The rows of one of the lists (types, bodies, fields) by everything they are called."""

    def __init__(self, rows):
        self._exact, self._folded = {}, {}
        for row in rows:
            self.add(row)

    def add(self, row):
        """Takes in a row that was made since."""
        for name in written(row):
            for known, key in ((self._exact, _plain(name)), (self._folded, _folded(name))):
                if row not in known.setdefault(key, []):
                    known[key].append(row)

    def named(self, written, on=None):
        """The row that `written` means, or None.

        Letters with their marks go first: HD is Hướng dẫn and HĐ Hợp đồng. None also where two rows are meant alike.
        """
        if not _folded(written or ""):
            return None
        for known, key in ((self._exact, _plain), (self._folded, _folded)):
            if rows := known.get(key(written)):
                return _of_the_day(rows, on)
        return None

    def knows(self, written):
        """Whether any row is called so, even where it stays open which one is meant."""
        return _folded(written or "") in self._folded


def parts_of_number(number):
    """The abbreviations in a document's number: "25/2024/TT-BTC" → ["TT", "BTC"], "20-NQ/TW" → ["NQ", "TW"]."""
    match = _TYPE_IN_NUMBER.fullmatch(numbers.parse(number) or "")
    parts = re.split(r"[-/]", match[1]) if match else []
    return [_LEGISLATURE.sub(r"\1", part) for part in parts]


def told_by_number(number, types, bodies, on=None):
    """(type, body) as far as a number tells them, else None; `types` and `bodies` are Names.

    "25/2024/TT-BTC" is a Thông tư; "4626/BKHĐT-HTX" begins with its body and is a Công văn.
    """
    parts = parts_of_number(number)
    kind = types.named(parts[0]) if len(parts) > 1 else None
    body = bodies.named(parts[1] if kind else parts[0], on) if parts else None
    if body and not kind and len(parts) > 1:
        kind = types.named("Công văn")
    return kind, body


def _plain(name):
    return text.clean(name).casefold().strip(" .:;,")


def _folded(name):
    said = (_SHORT.get(word, word) for word in text.words(text.searchable(name)).split())
    return " ".join(word for word in " ".join(said).split() if word not in _SILENT)


def _of_the_day(rows, on):
    if len(rows) == 1:
        return rows[0]
    on = on or timezone.localdate()
    ends = {row: getattr(row, "ended_on", None) or date.max for row in rows}
    there = [row for row in rows if ends[row] > on]
    if not there:
        return max(rows, key=ends.get)
    first = min(ends[row] for row in there)
    meant = [row for row in there if ends[row] == first]
    return meant[0] if len(meant) == 1 else None
