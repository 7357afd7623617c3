"""Where a list of documents stands in a sheet, and which column says what.

Headings may stand below titles, in two rows or in merged cells; to teach another wording, add it to `WORDINGS`, where
the first that matches wins.
"""

import re

from kttt.spreadsheets.values import as_text, is_blank, words_of

LABELS = {
    "number": "Số, ký hiệu",
    "type": "Loại văn bản",
    "issuer": "Cơ quan ban hành",
    "issued_on": "Ngày ban hành",
    "effective_on": "Ngày có hiệu lực",
    "expired_on": "Ngày hết hiệu lực",
    "signer": "Người ký",
    "signer_title": "Chức vụ người ký",
    "abstract": "Trích yếu",
    "fields": "Lĩnh vực",
    "internal": "Lưu hành nội bộ",
    "files": "Tệp",
}
IGNORED = "ignored"
# Patterns of `text.words` of a heading.
WORDINGS = (
    (IGNORED, r"^s?tt$|^so thu tu|ghi chu|tinh trang|trang thai|cong bao|\bden so|^(?:so|ngay) den\b"
              r"|ngay (?:dang|nhap|cap nhat|nhan)|so (?:trang|to|luong|ban)\b|luot|nguoi (?:dang|nhap|soan)|noi nhan"
              r"|do (?:mat|khan)|dia chi"),
    ("internal", r"noi bo"),
    ("files", r"\btep\b|\bfile\b|dinh kem|tap tin|toan van"),
    ("expired_on", r"het hieu luc|hieu luc (?:thi hanh )?den|hieu luc.*\bden ngay"),
    ("effective_on", r"hieu luc"),
    ("signer_title", r"chuc (?:vu|danh)"),
    ("signer", r"nguoi ky"),
    ("abstract", r"trich yeu|noi dung|^ten van ban|ve viec|tieu de"),
    ("number", r"\bso (?:va )?(?:ky hieu|kh|hieu|van ban|vb|cong van|quyet dinh)\b|ky hieu|^so$|^so (?:va )?ngay"
               r"|van ban so$"),
    ("issuer", r"co quan|\bcqbh\b|(?:noi|don vi|to chuc|cap) (?:ban hanh|phat hanh)|tac gia"),
    ("type", r"\bloai|hinh thuc"),
    ("fields", r"linh vuc|chuyen muc|^nganh"),
    ("issued_on", r"\bngay\b|thoi gian ban hanh|\bban hanh$"),
)  # fmt: skip
HEADER_SEARCH = 60  # rows; titles are shorter
_NOT_DATA = re.compile(r"^\(?\d{1,2}\)?$")


def field_of(heading):
    """The field that a heading names, IGNORED for one that tells nothing here, None for an unknown one."""
    words = words_of(heading)
    return next((field for field, pattern in WORDINGS if re.search(pattern, words)), None) if words else None


def find_columns(sheet):
    """({column: field}, first row below the headings), or None where the sheet holds no list of documents.

    A list names numbers and at least one thing more of each document.
    """
    over = _spread(sheet, 0, HEADER_SEARCH + 2)
    best = None
    for top in range(min(HEADER_SEARCH, len(sheet.rows))):
        for height in (1, 2, 3):
            found = _fields_of(over[top : top + height])
            if "number" not in found.values() or len(found) < 2:
                continue
            if best is None or len(found) > len(best[0]):
                best = found, top + height
        if best and top >= best[1]:
            break
    return best


def _fields_of(rows):
    """{column: field} as headings over one to three rows name them, each field once."""
    found = {}
    for column in range(max(map(len, rows), default=0)):
        parts = []
        for row in rows:
            cell = row[column] if column < len(row) else None
            if cell is not None and not isinstance(cell, str):
                return {}
            if (text := as_text(cell)) and text not in parts:
                parts.append(text)
        if any(len(text) > 120 for text in parts):
            return {}
        field = field_of(" ".join(parts)) or (field_of(parts[-1]) if parts else None)
        if field and field != IGNORED and field not in found.values():
            found[column] = field
    return found


def _spread(sheet, start, end):
    """Rows `start` to `end` with what merged cells say in all cells of the merge."""
    rows = [list(row) for row in sheet.rows[start:end]]
    for top, left, bottom, right in sheet.merges:
        if top >= end or bottom < start or right - left > 300:
            continue
        value = sheet.rows[top][left] if top < len(sheet.rows) and left < len(sheet.rows[top]) else None
        for row in rows[max(top, start) - start : bottom + 1 - start]:
            row.extend([None] * (right + 1 - len(row)))
            for column in range(left, right + 1):
                row[column] = value
    return rows


# What a merge over several rows says of each of them; a number or an abstract is one document's.
_SHARED = {"type", "issuer", "issued_on", "effective_on", "expired_on", "signer", "signer_title", "fields", "internal"}


def find_rows(sheet):
    """(fields that have a column, [(Excel's row number, {field: cell})]) of a sheet's list, or None without one.

    Left out are the numbers of columns, headings said again, titles of groups, totals and signatures.
    """
    found = find_columns(sheet)
    if found is None:
        return None
    columns, start = found
    cells = _with_merges(sheet, columns, start)
    rows = []
    for number, row in enumerate(cells[start:], start=start + 1):
        said = {field: row[c] for c, field in columns.items() if c < len(row) and not is_blank(row[c])}
        if _is_document(said):
            rows.append((number, said))
    return list(columns.values()), rows


def _with_merges(sheet, columns, start):
    rows = [list(row) for row in sheet.rows]
    for top, left, bottom, _right in sheet.merges:
        if top < start or bottom == top or columns.get(left) not in _SHARED:
            continue
        for row in rows[top + 1 : bottom + 1]:
            row.extend([None] * (left + 1 - len(row)))
            row[left] = rows[top][left]
    return rows


def _is_document(said):
    texts = {field: as_text(cell) for field, cell in said.items()}
    if all(_NOT_DATA.match(text) for text in texts.values()):
        return False
    if "number" in texts and any(map(str.isdigit, texts["number"])):
        return len(texts) > 1
    # A line without a number: headings said again, "Tổng cộng", "I. Văn bản của tỉnh", signatures; else a slip.
    return len(texts) > 2 and not any(field_of(text) == field for field, text in texts.items() if field != "abstract")
