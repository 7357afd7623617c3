"""From the bytes of a file to sheets of plain values; what the file is, its content tells and not its name.

Fast path: python-calamine. openpyxl and xlrd, ten times slower, only look again at files whose cells wear fonts of
before Unicode or hold formulas without a stored result.
"""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine

from kttt import legacy_fonts
from kttt.spreadsheets import text_tables, xls_records, xlsx_parts
from kttt.spreadsheets.cells import CellError

MAX_BYTES = 60_000_000
MAX_UNPACKED = 1_500_000_000
MAX_RATIO = 250  # deflate on spreadsheet XML gives 5 to 60; a bomb gives 1,000
MAX_ROWS = 200_000
MAX_COLUMNS = 16_384
MAX_CELLS = 20_000_000  # of the rectangle around a sheet's cells; 100,000 rows x 30 columns are 3 million
BIG_SHEET = 60_000_000  # bytes of XML: 35,000 rows x 25 columns are some 40 MB

_ERRORS = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!"}


class UnreadableFile(Exception):  # noqa: N818 - the domain's word; its text is a sentence for the clerk
    """The file cannot be read; `str()` is one Vietnamese sentence that says why and what to do."""


@dataclass
class Sheet:
    """Rows of str | int | float | bool | date | datetime | time | CellError | None, from A1 on.

    `rows[i][j]` is Excel's row `i + 1`, column `column_letter(j)`; merges are (top, left, bottom, right), from 0.
    `hidden_rows` are Excel's numbers of rows that it does not show; `remarks` are, by Excel's row, (column, sentence)
    of what stands at a cell beside its value. `converted` are the columns whose texts were typed in fonts of before
    Unicode. Where `has_1904_calendar`, day 0 is 1 January 1904.
    """

    name: str
    rows: list[list]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    remarks: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    converted: set[int] = field(default_factory=set)
    has_1904_calendar: bool = False

    def remark(self, number: int, column: int, sentence: str) -> None:
        """Adds a sentence on the cell in Excel's row `number`, column from 0."""
        self.remarks.setdefault(number, []).append((column, sentence))


@dataclass
class Workbook:
    """The visible sheets of a file, and the names of the hidden ones, which are not read."""

    name: str
    sheets: list[Sheet]
    hidden_sheets: list[str] = field(default_factory=list)


def read_workbook(source: str | Path | bytes, name: str = "") -> Workbook:
    """The workbook in a file (a path or its bytes). Raises UnreadableFile."""
    if isinstance(source, bytes):
        data = source
    else:
        path = Path(source)
        name = name or path.name
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFile("Tệp lớn hơn 60 MB: hãy chia thành nhiều tệp nhỏ hơn.")
        data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise UnreadableFile("Tệp lớn hơn 60 MB: hãy chia thành nhiều tệp nhỏ hơn.")
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFile("Tệp trống, không có nội dung: hãy kiểm tra và gửi lại.")
    workbook = _by_content(data, name)
    for sheet in workbook.sheets:
        sheet.rows = _trimmed(sheet.rows)
        if len(sheet.rows) > MAX_ROWS:
            raise UnreadableFile(
                f"Trang “{sheet.name}” có hơn {MAX_ROWS:,} dòng: hãy chia thành nhiều tệp.".replace(",", ".")
            )
    return workbook


_PICTURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"RIFF",
    b"\0\0\0\x18ftyp",
    b"\0\0\0\x1cftyp",
)


def _by_content(data, name):
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(b"PK"):
        return _zipped(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole(data, name)
    if data[:1024].lstrip().startswith(b"%PDF"):
        raise UnreadableFile("Đây là tệp PDF, không phải bảng tính: hãy gửi tệp Excel gốc.")
    if data.startswith(_PICTURES) and b"," not in data[:60]:
        raise UnreadableFile("Đây là tệp ảnh, không phải bảng tính: hãy gửi tệp Excel gốc.")
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile("Đây là tệp văn bản Word, không phải bảng tính: hãy chép bảng sang Excel rồi gửi lại.")
    if data.startswith((b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b")):
        raise UnreadableFile("Đây là tệp nén: hãy giải nén rồi gửi tệp Excel bên trong.")
    if data.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):
        return _xls(data, name)  # Excel 5 and older, without the OLE frame
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4000]:
        return _fontless(name, *text_tables.read_spreadsheetml(data))
    text_head = text_tables.decode(data[:4000]).lstrip("\ufeff \t\r\n").lower()
    if b"<table" in data[:200_000].lower() or text_head.startswith(("<html", "<!doctype html")):
        rows, merges = text_tables.read_html(data)
        return _fontless(name, rows, merges)
    if head.startswith(b"<?xml") or data[:4000].count(0) * 3 > len(data[:4000]) * 2 or _binary(data[:4000]):
        raise UnreadableFile("Không nhận ra loại tệp này: hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi.")
    return _fontless(name, text_tables.read_delimited(text_tables.decode(data)), [])


def _binary(head):
    control = sum(b < 9 or 13 < b < 32 for b in head)
    return control * 20 > len(head) and head[:2] not in (b"\xff\xfe", b"\xfe\xff") and head.count(0) * 4 < len(head)


def _fontless(name, rows, merges):
    converted = legacy_fonts.convert_fontless(rows)
    rows = [list(map(_plain, row)) for row in rows]
    return Workbook(name, [Sheet(Path(name).stem or "CSV", rows, merges, converted=converted)])


def _trimmed(rows):
    """Without the empty rows at the end (a million 'used' rows are common)."""
    last = len(rows)
    while last and not any(v is not None and v != "" for v in rows[last - 1]):
        last -= 1
    return rows[:last]


def _plain(value):
    if value.__class__ is str:
        if not value or value.isspace():
            return None
        if value[0] == "#" and value.strip().upper() in _ERRORS:
            return CellError(value.strip().upper())
    elif value.__class__ is dt.timedelta:
        return str(value)
    return value


class _Texts(dict):
    """{text: what `_plain` makes of it}: a long list says "Đang hoạt động" 20,000 times, kept once."""

    def __missing__(self, text):
        self[text] = plain = _plain(text)
        return plain


# --- zip containers: xlsx, xlsm, xlsb, ods -----------------------------------------------------------------------

_CUT = "Tệp bị hỏng hoặc chưa tải lên hết: hãy mở lại bằng Excel, lưu rồi gửi lại."
_BOMB = "Tệp giải nén ra lớn bất thường nên không được mở: hãy chép bảng sang một tệp Excel mới rồi gửi lại."
_FAR = "Trang tính có ô nằm quá xa bảng: hãy xóa các dòng, cột thừa ngoài bảng rồi gửi lại."
_PASSWORD = "Tệp được đặt mật khẩu: hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ sổ làm việc) rồi gửi lại."  # noqa: S105
_NO_RESULT = re.compile(rb"(?:</f>|<f[^>]*/>)\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>")
_LEGACY_FONT = re.compile(rb"val=\"(?:\.Vn|VNI)", re.I)


def _zipped(data, name):
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnreadableFile(_CUT) from None
    with archive:
        _refuse_bombs(archive.infolist())
        names = {e.filename for e in archive.infolist()}
        _refuse_other_documents(names)
        try:
            if "content.xml" in names:
                return _ods(archive, data, name)
            if "xl/workbook.bin" in names:
                _read_all(archive, archive.infolist())
                return _calamine(data, name)
            if any(n.lower() == "xl/workbook.xml" for n in names):
                return _xlsx(archive, data, name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, KeyError) as error:
            raise UnreadableFile(_CUT) from error
    if any(n.lower().endswith((".xlsx", ".xls", ".ods", ".csv")) for n in names):
        raise UnreadableFile("Đây là tệp nén: hãy giải nén rồi gửi từng tệp Excel bên trong.")
    raise UnreadableFile("Tệp không phải bảng tính Excel: hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi.")


def _refuse_bombs(entries):
    """Also what is locked: both are told by the archive's list alone."""
    if any(e.flag_bits & 1 for e in entries):
        raise UnreadableFile(_PASSWORD)
    if sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise UnreadableFile(_BOMB)
    if any(e.file_size > 20_000_000 and e.file_size > MAX_RATIO * max(1, e.compress_size) for e in entries):
        raise UnreadableFile(_BOMB)


def _refuse_other_documents(names):
    if any(n.startswith("word/") for n in names):
        raise UnreadableFile("Đây là tệp Word, không phải bảng tính: hãy chép bảng sang Excel rồi gửi lại.")
    if any(n.startswith("ppt/") for n in names):
        raise UnreadableFile("Đây là tệp trình chiếu, không phải bảng tính: hãy gửi tệp Excel.")


def _read_all(archive, entries):
    """Unpacks once in small pieces: proves the sizes and check sums that the archive's list states."""
    for entry in entries:
        with archive.open(entry) as stream:
            while stream.read(1 << 20):
                pass


class _Seen:
    """What the parts of an .xlsx tell beyond calamine's reading; sheets by their part of the archive."""

    def __init__(self, archive):
        styles = xlsx_parts.read_part(archive, "xl/styles.xml")
        self.legacy = bool(_LEGACY_FONT.search(styles))
        self.formulas = False
        self.marked = xlsx_parts.marked_styles(styles)
        self.slim, self.errors, self.hidden, self.marks = {}, {}, {}, {}

    def look_at(self, archive, entry):
        """One entry of the archive; raises zipfile's errors when it is damaged."""
        part = entry.filename
        is_sheet = part.startswith("xl/worksheets/") and part.endswith(".xml")
        if is_sheet and entry.file_size > BIG_SHEET:
            self.slim[part] = _slim_sheet(archive, entry)
            self._look_at_sheet(part, self.slim[part])
            return
        content = archive.read(entry) if part.endswith((".xml", ".rels")) else b""
        if part == "xl/sharedStrings.xml" or b"<rFont" in content[:1_000_000]:
            self.legacy = self.legacy or bool(_LEGACY_FONT.search(content))
        if is_sheet:
            far = content.rfind(b'<row r="')
            if far >= 0 and int(re.match(rb"\d+", content[far + 8 : far + 18])[0]) > MAX_ROWS:
                content = self.slim[part] = _slim_sheet(archive, entry)
            self._look_at_sheet(part, content)

    def _look_at_sheet(self, part, content):
        if xlsx_parts.reaches_far(content):
            near = xlsx_parts.without_far_columns(content)
            if len(near) < len(content):
                content = self.slim[part] = near
            if xlsx_parts.is_larger_than(content, MAX_CELLS):
                raise UnreadableFile(
                    "Trang tính có ô nằm quá xa bảng: hãy xóa các dòng, cột thừa ngoài bảng rồi gửi lại."
                )
        self.formulas = self.formulas or (b"<f" in content and bool(_NO_RESULT.search(content)))
        self.errors[part] = xlsx_parts.error_cells(content)
        self.hidden[part] = xlsx_parts.hidden_rows(content)
        self.marks[part] = xlsx_parts.marked_cells(content, self.marked)


def _xlsx(archive, data, name):
    seen = _Seen(archive)
    for entry in archive.infolist():
        seen.look_at(archive, entry)
    if seen.slim:
        data = _repacked(archive, seen.slim)
    workbook = _calamine(data, name)
    parts = xlsx_parts.sheet_parts(archive)
    commented = any("comments" in n for n in archive.namelist())
    has_1904_calendar = xlsx_parts.has_1904_calendar(xlsx_parts.read_part(archive, "xl/workbook.xml"))
    for sheet in workbook.sheets:
        part = parts.get(sheet.name, "")
        _put_errors(sheet, seen.errors.get(part, ()))
        sheet.hidden_rows = seen.hidden.get(part, set())
        sheet.has_1904_calendar = has_1904_calendar
        _remark_comments(sheet, xlsx_parts.comments(archive, part) if commented else ())
        _remark_marks(sheet, seen.marks.get(part, ()))
    if seen.legacy or seen.formulas:
        from kttt.spreadsheets import styled_cells

        styled_cells.look_again(workbook, data, fonts=seen.legacy, formulas=seen.formulas)
    return workbook


def _put_errors(sheet, errors):
    """calamine gives a cell that shows #REF! as empty, but for the clerk an error is not "nothing"."""
    for number, column, code in errors:
        if number <= MAX_ROWS and column < MAX_COLUMNS:
            sheet.rows.extend([] for _ in range(number - len(sheet.rows)))
            row = sheet.rows[number - 1]
            row.extend([None] * (column + 1 - len(row)))
            row[column] = CellError(code)


def _remark_comments(sheet, comments):
    for number, column, text in comments:
        sheet.remark(number, column, f"Ghi chú kèm ô: “{text}”.")


def _remark_marks(sheet, marks):
    """One remark for each row with cells struck through or red; a column that is often so is decorated, no more."""
    often = Counter(column for _, column in marks)
    filled = sum(any(v is not None for v in row) for row in sheet.rows)
    marked = {}
    for number, column in marks:
        if often[column] * 3 <= filled:
            marked.setdefault(number, column)
    for number, column in marked.items():
        sheet.remark(number, column, "Ô gạch ngang hoặc tô đỏ: hãy kiểm tra đơn vị còn hoạt động không.")


_ROW = re.compile(rb"<row\b[^>]*?/>|<row\b[^>]*?>.*?</row>", re.S)
_EMPTY_CELL = re.compile(rb"<c\b[^>]*?/>|<c\b[^>]*?></c>")
_ROW_NUMBER = re.compile(rb'<row\b[^>]*?\br="(\d+)"')


def _slim_sheet(archive, entry):
    """A sheet's XML without its empty rows: formats put on a million rows are no data."""
    kept, rest, after = [], b"", 0
    with archive.open(entry) as stream:
        while chunk := stream.read(8 << 20):
            rest += chunk
            end = rest.rfind(b"</row>") + 6 if b"</row>" in rest else 0
            position = 0
            for match in _ROW.finditer(rest, 0, end or 0):
                kept.append(rest[position : match.start()])
                position = match.end()
                row = match[0]
                if b"<v" in row or b"<is" in row or b"<f" in row:
                    number = _ROW_NUMBER.match(row)
                    if number and int(number[1]) > MAX_ROWS:
                        after += 1
                        if after > 1000:
                            raise UnreadableFile(f"Tệp có hơn {MAX_ROWS} dòng dữ liệu: hãy chia thành nhiều tệp.")
                        continue  # a stray blank at the foot of the sheet
                    kept.append(_EMPTY_CELL.sub(b"", row))
            rest = rest[position:]
            if len(rest) > 200_000_000:
                raise UnreadableFile(_BOMB)
    kept.append(re.sub(rb"<row\b[^>]*?/>", b"", rest))
    return b"".join(kept)


def _repacked(archive, replaced):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for entry in archive.infolist():
            content = replaced.get(entry.filename)
            target.writestr(entry.filename, archive.read(entry) if content is None else content)
    return out.getvalue()


_ODS_MARKS = (b"-spanned=", b":visibility=", b'value-type="error"', b"<office:annotation")


def _ods(archive, data, name):
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
    if b"encryption-data" in manifest:
        raise UnreadableFile(_PASSWORD)
    kind = archive.read("mimetype") if "mimetype" in archive.namelist() else b""
    if b"text" in kind:
        raise UnreadableFile("Đây là tệp văn bản, không phải bảng tính: hãy chép bảng sang bảng tính rồi gửi lại.")
    _read_all(archive, archive.infolist())
    workbook = _calamine(data, name)
    content = archive.read("content.xml")
    if len(content) < BIG_SHEET and any(mark in content for mark in _ODS_MARKS):
        told = text_tables.ods_sheets(content.decode("utf-8", "replace"))
        for sheet in workbook.sheets:
            seen = told.get(sheet.name, text_tables.OdsSheet())
            sheet.merges, sheet.hidden_rows = seen.merges, seen.hidden_rows
            _put_errors(sheet, seen.errors)
            _remark_comments(sheet, seen.comments)
    return workbook


def _calamine(data, name):
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets, hidden = [], []
        for told in book.sheets_metadata:
            if told.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            if told.visible != python_calamine.SheetVisibleEnum.Visible:
                hidden.append(told.name)
                continue
            sheet = book.get_sheet_by_name(told.name)
            texts = _Texts()
            rows = [
                [texts[v] if v.__class__ is str else _plain(v) for v in row]
                for row in _trimmed(sheet.to_python(skip_empty_area=False))
            ]
            merges = [(*a, *b) for a, b in sheet.merged_cell_ranges or [] if a != b]
            sheets.append(Sheet(told.name, rows, merges))
    except python_calamine.PasswordError:
        raise UnreadableFile(_PASSWORD) from None
    except Exception as error:
        if error.__class__.__name__ == "UnreadableFile":
            raise
        raise UnreadableFile(_CUT) from error
    if not sheets:
        raise UnreadableFile("Tệp không có trang tính nào đang hiện: hãy bỏ ẩn trang cần nhập rồi gửi lại.")
    return Workbook(name, sheets, hidden)


# --- OLE containers: xls, and everything encrypted ---------------------------------------------------------------


def _has_stream(data, stream):
    return stream.encode("utf-16-le") in data


def _ole(data, name):
    if _has_stream(data, "EncryptedPackage"):
        raise UnreadableFile(_PASSWORD)
    if _has_stream(data, "WordDocument"):
        raise UnreadableFile("Đây là tệp Word, không phải bảng tính: hãy chép bảng sang Excel rồi gửi lại.")
    if not _has_stream(data, "Workbook") and not _has_stream(data, "Book"):
        raise UnreadableFile("Tệp không phải bảng tính Excel: hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi.")
    return _xls(data, name)


def _xls(data, name):
    import msoffcrypto

    try:
        encrypted = data.startswith(b"\xd0\xcf\x11\xe0") and msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted()
    except Exception:
        encrypted = False
    if encrypted:
        raise UnreadableFile(_PASSWORD)
    workbook = _calamine(data, name)
    told = xls_records.look(data)
    for sheet in workbook.sheets:
        _put_errors(sheet, told.errors.get(sheet.name, ()))
        sheet.hidden_rows = told.hidden_rows.get(sheet.name, set())
        sheet.has_1904_calendar = told.has_1904_calendar
    if any(f in data or f.decode().encode("utf-16-le") in data for f in (b".Vn", b"VNI-")):
        from kttt.spreadsheets import styled_cells

        styled_cells.look_again_xls(workbook, data)
    return workbook
