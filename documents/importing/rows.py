"""One row of a list → a document's values, with a sentence for each cell that cannot be read. Nothing here raises."""

import datetime as dt
import re
from dataclasses import dataclass, field

from documents import numbers
from documents.importing import folder
from documents.importing.columns import LABELS
from kttt import text
from kttt.export_formats import FORMULA
from kttt.spreadsheets import dates
from kttt.spreadsheets.cells import CellError
from kttt.spreadsheets.values import Note, as_text, error_in, parse_yes_no

DATES = ("issued_on", "effective_on", "expired_on")
LONGEST = {
    "number": 60,
    "type": 150,
    "issuer": 150,
    "signer": 120,
    "signer_title": 120,
    "abstract": 5_000,
    "fields": 2_000,
}
_DATE_BEHIND = re.compile(r"ngày|\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}", re.IGNORECASE)


@dataclass
class Row:
    """What a row says: `values` holds only fields that it states, types and bodies still as written.

    `errors` and `notes` are (column's label, sentence); a row with errors is not taken.
    """

    sheet: str
    number: int
    values: dict = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, name, sentence):
        """Notes why the row cannot be taken."""
        self.errors.append((LABELS[name], sentence))

    def note(self, name, sentence):
        """Notes what the clerk should look at."""
        self.notes.append((LABELS[name], sentence))


def read_row(sheet, number, cells):
    """The Row of {field: cell} at Excel's row `number` of `sheet` (a `kttt.spreadsheets` Sheet)."""
    row = Row(sheet.name, number)
    for name, cell in cells.items():
        if problem := error_in(cell):
            row.refuse(name, problem)
        elif name == "number":
            _read_number(row, cell)
        elif name not in DATES:
            _read_text(row, name, cell)
    for name in DATES:
        if name in cells and not isinstance(cells[name], CellError):
            _read_date(row, name, cells[name], sheet.has_1904_calendar)
    if not row.errors:
        _demand(row)
    return row


def _read_number(row, cell):
    if isinstance(cell, dt.date):
        row.refuse("number", "Excel đã đổi số, ký hiệu thành ngày: hãy định dạng ô là văn bản (Text) rồi gõ lại.")
        return
    written = _unquoted(as_text(cell))
    number = numbers.parse(written)
    if number is None and (found := next(iter(numbers.find(written)), None)) and found.start <= 12:
        rest = written[found.end :]
        if _DATE_BEHIND.search(rest):
            number = found.number
            _read_date(row, "issued_on", rest.strip(" ,;()."))
    if number is None:
        number = written
        if not any(map(str.isdigit, number)):
            row.refuse("number", f"“{written[:60]}” không phải là số, ký hiệu văn bản.")
            return
        row.note("number", f"“{written[:60]}” không viết theo lối thường của số, ký hiệu: hãy kiểm tra lại.")
    if len(number) > LONGEST["number"]:
        row.refuse("number", f"Số, ký hiệu dài quá {LONGEST['number']} chữ: hãy kiểm tra lại ô này.")
        return
    row.values["number"] = number


def _read_text(row, name, cell):
    written = _unquoted(cell.strip() if name in ("fields", "files") and isinstance(cell, str) else as_text(cell))
    if name in LONGEST and len(written) > LONGEST[name]:
        row.refuse(name, f"Ô này dài quá {LONGEST[name]} chữ: hãy rút gọn.")
    elif name == "internal":
        if parse_yes_no(cell)[0]:
            row.values[name] = True
    elif name == "files":
        row.values[name] = folder.names_in(written)
    elif name == "fields":
        parts = [text.clean(part)[:150] for part in folder.names_in(written) if text.words(part)]
        row.values[name] = list(dict.fromkeys(parts))
    elif name in ("type", "issuer") and not text.words(written):
        row.refuse(name, f"“{written[:60]}” không phải là một tên: hãy ghi lại hoặc để trống.")
    elif written:
        row.values[name] = written


def _read_date(row, name, cell, has_1904_calendar=False):
    if has_1904_calendar and isinstance(cell, int | float):
        cell += dates.DAYS_OF_1904
    value, problem = dates.parse_date(cell)
    if value is None:
        row.refuse(name, problem or f"Không đọc được ngày “{as_text(cell)[:60]}”.")
    elif len(value) < 10:
        row.refuse(name, f"“{as_text(cell)[:60]}” thiếu ngày: hãy ghi đủ ngày/tháng/năm, hoặc để trống.")
    else:
        row.values[name] = dt.date.fromisoformat(value)
        if problem and not isinstance(problem, Note):
            row.note(name, problem)


def _demand(row):
    if "number" not in row.values:
        row.refuse("number", "Thiếu số, ký hiệu.")
    effective, expired = row.values.get("effective_on"), row.values.get("expired_on")
    if effective and expired and expired < effective:
        row.refuse("expired_on", "Ngày hết hiệu lực trước ngày có hiệu lực: hãy kiểm tra lại hai ngày.")


def _unquoted(written):
    """Without the apostrophe that our export puts before what looks like a formula."""
    return written[1:] if written[:1] == "'" and written.lstrip("'").startswith(FORMULA) else written


def plain(value):
    """A value of a row or of a document as what `Listed` keeps and compares."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return text.clean(value) if isinstance(value, str) else value


def shown(value):
    """A value as the clerk reads it."""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "Có" if value is True else "" if value in (None, False) else str(value)
