"""Text files as tables: CSV and TSV in the encodings that offices use, HTML pages named .xls, the XML of an .ods."""

import csv
import datetime as dt
import io
import re
import unicodedata
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from kttt import legacy_fonts

_META = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)
_COMMON = re.compile(
    r"\b(?:tên|mã số|địa chỉ|xã|huyện|điện thoại|vốn|hợp tác|số|ngày|thành viên|doanh thu|đồng)\b", re.I
)
_NOT_WINDOWS_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def decode(data: bytes) -> str:
    """`data` as text: UTF-16 and UTF-8 by their marks or by being valid, else cp1258, TCVN3 or VNI by the words."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    nulls = data[:2000].count(0)
    if nulls * 4 > len(data[:2000]):
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A file cut in the middle of its last letter is still UTF-8.
        if error.start > len(data) - 4:
            return data.decode("utf-8-sig", "ignore")
    western = data.decode("latin-1") if _NOT_WINDOWS_1252.search(data) else data.decode("cp1252")
    sample = [line for line in western.splitlines()[:400] if line]
    candidates = {
        # cp1258 writes the tone as a letter of its own behind the vowel: NFC joins them.
        "cp1258": data.decode("cp1258", "replace"),
        legacy_fonts.TCVN3: "\n".join(legacy_fonts.convert(line, legacy_fonts.TCVN3) for line in sample),
        legacy_fonts.VNI: "\n".join(legacy_fonts.convert(line, legacy_fonts.VNI) for line in sample),
    }
    scores = {name: len(_COMMON.findall(_nfc(text[:200_000]))) for name, text in candidates.items()}
    best = max(scores, key=scores.get)
    if best == "cp1258":
        return _nfc(candidates["cp1258"])
    return "\n".join(legacy_fonts.convert(line, best) for line in western.split("\n"))


def _nfc(text):
    return unicodedata.normalize("NFC", text)


def read_delimited(text: str) -> list[list]:
    """The rows of a CSV or TSV text; the delimiter is the one that gives the most regular table."""
    first, _, rest = text.partition("\n")
    if (told := re.fullmatch(r"sep=(.)\s*", first)) is not None:
        return _rows(rest, told[1])
    best, best_score = ",", -1.0
    sample = text[:50_000]
    for delimiter in (",", ";", "\t", "|"):
        widths = [len(row) for row in _rows(sample, delimiter)[:60] if any(row)]
        wide = [w for w in widths if w > 1]
        if not wide:
            continue
        usual = max(set(wide), key=wide.count)
        score = wide.count(usual) / len(widths) * min(usual, 8)
        if score > best_score:
            best, best_score = delimiter, score
    return _rows(text, best)


def _rows(text, delimiter):
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter))
    except csv.Error:
        rows = [line.split(delimiter) for line in text.splitlines()]
    return [[cell if cell.strip() else None for cell in row] for row in rows]


class _TableParser(HTMLParser):
    """Collects the cells of all outer tables, spans as merges; text before a table is a row of one cell."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.rows, self.merges = [], []
        self.taken = set()
        self.cell = None
        self.span = (1, 1)
        self.in_row = False
        self.skip = 0
        self.loose = []

    def handle_starttag(self, tag, attrs):
        if tag in ("style", "script", "title"):
            self.skip += 1
        elif tag == "tr":
            self._end_cell()
            self._flush_loose()
            self.rows.append([])
            self.in_row = True
        elif tag in ("td", "th") and self.in_row:
            self._end_cell()
            told = dict(attrs)
            self.span = (_span(told.get("rowspan")), _span(told.get("colspan")))
            self.cell = []
        elif tag in ("br", "p", "div") and self.cell:
            self.cell.append("\n")
        elif tag in ("p", "div", "h1", "h2", "h3", "table"):
            self._flush_loose()

    def handle_endtag(self, tag):
        if tag in ("style", "script", "title"):
            self.skip = max(0, self.skip - 1)
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()
            if tag in ("tr", "table"):
                self.in_row = False
        elif tag in ("p", "div", "h1", "h2", "h3"):
            self._flush_loose()

    def handle_data(self, data):
        if self.skip:
            return
        if self.cell is not None:
            self.cell.append(data)
        elif not self.in_row and data.strip():
            self.loose.append(data.strip())

    def _flush_loose(self):
        if self.loose and not self.in_row:
            self.rows.append([" ".join(self.loose)])
        self.loose = []

    def _end_cell(self):
        if self.cell is None:
            return
        # In HTML a line break in the source is a space.
        text = re.sub(r"[ \t\r\xa0]*\n[ \t\r]*", "\n", "".join(self.cell)).strip()
        r, row = len(self.rows) - 1, self.rows[-1]
        c = len(row)
        while (r, c) in self.taken:
            row.append(None)
            c += 1
        down, right = self.span
        row.append(text or None)
        row.extend([None] * (right - 1))
        if down > 1 or right > 1:
            self.merges.append((r, c, r + down - 1, c + right - 1))
            self.taken.update((r + i, c + j) for i in range(1, down) for j in range(right))
        self.cell = None


_XML_ROW = re.compile(r"<(?:ss:)?Row\b([^>]*?)(?:/>|>(.*?)</(?:ss:)?Row>)", re.S)
_XML_CELL = re.compile(r"<(?:ss:)?Cell\b([^>]*?)(?:/>|>(.*?)</(?:ss:)?Cell>)", re.S)
_XML_DATA = re.compile(r"<(?:ss:)?Data\b([^>]*)>(.*?)</(?:ss:)?Data>", re.S)


def read_spreadsheetml(data: bytes) -> tuple[list[list], list[tuple[int, int, int, int]]]:
    """The rows and merges of the first sheet of an "XML Spreadsheet 2003", which some systems name .xls."""
    sheet = re.search(r"<(?:ss:)?Worksheet\b.*?</(?:ss:)?Worksheet>", decode(data), re.S)
    rows, merges = [], []
    for row in _XML_ROW.finditer(sheet[0] if sheet else ""):
        at = _xml_number(row[1], "Index", len(rows) + 1)
        rows.extend([] for _ in range(min(at, 1_048_576) - 1 - len(rows)))
        cells = []
        for cell in _XML_CELL.finditer(row[2] or ""):
            c = min(_xml_number(cell[1], "Index", len(cells) + 1), 16_384) - 1
            cells.extend([None] * (c - len(cells)))
            across, down = _xml_number(cell[1], "MergeAcross", 0), _xml_number(cell[1], "MergeDown", 0)
            if across or down:
                merges.append((len(rows), c, len(rows) + down, c + across))
            cells.append(_xml_value(_XML_DATA.search(cell[2] or "")))
            cells.extend([None] * min(across, 16_384))
        rows.append(cells)
    return rows, merges


def _xml_number(attributes, name, default):
    match = re.search(rf'\b{name}="(\d{{1,7}})"', attributes)
    return int(match[1]) if match else default


def _xml_value(match):
    if match is None:
        return None
    text = unescape(re.sub(r"<[^>]+>", "", match[2])).strip()
    try:
        if '"Number"' in match[1]:
            return float(text)
        if '"DateTime"' in match[1]:
            return dt.datetime.fromisoformat(text).date()
    except ValueError:
        pass
    return text or None


_ODS = re.compile(
    r"<(?P<close>/?)table:(?P<tag>table-row|table-cell|covered-table-cell|table)(?![\w-])(?P<attributes>[^>]*)>"
)
_PARAGRAPH = re.compile(r"<text:p\b[^>]*>([^<]*)")
_ANNOTATION = re.compile(r"<office:annotation\b.*?</office:annotation>", re.S)
MOST_HIDDEN = 200_000  # the last row of which it is told: a sheet's endless rest may be hidden


@dataclass
class OdsSheet:
    """What calamine does not give of a sheet of an .ods.

    Merges as in `Sheet`, numbers of hidden rows, cells with errors and with comments as (row's number, column, text).
    """

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    comments: list[tuple[int, int, str]] = field(default_factory=list)


def ods_sheets(content: str) -> dict[str, OdsSheet]:
    """The sheets of an .ods by name, out of its content.xml."""
    found, sheet, r, c, repeat = {}, OdsSheet(), 0, 0, 1
    for match in _ODS.finditer(content):
        tag, attributes = match["tag"], match["attributes"]
        if match["close"]:
            r += repeat if tag == "table-row" else 0
        elif tag == "table":
            name = re.search(r'table:name="([^"]*)"', attributes)
            sheet = found.setdefault(unescape(name[1]) if name else "", OdsSheet())
            r = 0
        elif tag == "table-row":
            repeat, c = _xml_number(attributes, "number-rows-repeated", 1), 0
            if 'visibility="' in attributes and 'visibility="visible"' not in attributes:
                sheet.hidden_rows.update(range(r + 1, min(r + repeat, MOST_HIDDEN) + 1))
            if attributes.endswith("/"):
                r += repeat
        else:
            _read_ods_cell(sheet, r, c, attributes, content, match.end())
            c += _xml_number(attributes, "number-columns-repeated", 1)
    return found


def _read_ods_cell(sheet, r, c, attributes, content, at):
    down, right = (_xml_number(attributes, f"number-{k}-spanned", 1) for k in ("rows", "columns"))
    if down > 1 or right > 1:
        sheet.merges.append((r, c, r + down - 1, c + right - 1))
    annotation = _ANNOTATION.match(content, at)
    if annotation:
        text = unescape(" ".join(_PARAGRAPH.findall(annotation[0]))).strip()
        sheet.comments.append((r + 1, c, text[:300]))
    if 'value-type="error"' in attributes:
        shown = _PARAGRAPH.search(content, annotation.end() if annotation else at)
        sheet.errors.append((r + 1, c, unescape(shown[1]) if shown else "#N/A"))


def _span(text):
    return min(int(text), 1000) if text and text.isdigit() and int(text) > 0 else 1


def read_html(data: bytes) -> tuple[list[list], list[tuple[int, int, int, int]]]:
    """The rows and merges of the tables of an HTML page, one after another."""
    told = _META.search(data[:3000])
    text = None
    if told and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        try:
            text = data.decode(told[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            text = None
    parser = _TableParser()
    parser.feed(decode(data) if text is None else text)
    parser.close()
    parser._end_cell()
    return parser.rows, parser.merges
