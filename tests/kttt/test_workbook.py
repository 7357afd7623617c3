"""A file is what its bytes say, legacy fonts become Unicode, and what cannot be read is refused in a plain sentence."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font

from kttt.legacy_fonts import convert, from_font, vote
from kttt.spreadsheets.cells import CellError, column_index, column_letter
from kttt.spreadsheets.text_tables import OdsSheet, ods_sheets
from kttt.spreadsheets.workbook import UnreadableFile, read_workbook

LINES = [["STT", "Tên hợp tác xã", "Địa chỉ"], ["1", "HTX Chè Nậm Sỏ", "Xã Nậm Sỏ, huyện Tân Uyên"]]


def _xlsx(rows, fill=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if fill:
        fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(data, name="tep.xls"):
    return read_workbook(data, name).sheets[0].rows


def test_column_letters_and_back():
    assert [column_letter(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_index(column_letter(i)) == i for i in range(2000))


def test_values_keep_their_kind_and_place():
    rows = _rows(_xlsx([[], ["a", 1.5, dt.date(2021, 12, 31), True]]))
    assert rows == [[None] * 4, ["a", 1.5, dt.date(2021, 12, 31), True]]


def test_an_error_is_not_an_empty_cell():
    rows = _rows(_xlsx([["x", "#REF!", 3], [None, "#N/A", 4]]))
    assert rows[0][1] == CellError("#REF!")
    assert rows[1][1] == CellError("#N/A")


def test_formulas_without_a_result_are_computed_or_named():
    rows = _rows(_xlsx([[2, 3, "=A1*B1+1", "=SUM(A1:C1)", '=A1&" hộ"', "=Sheet9!A1", "=VLOOKUP(A1,B:C,2)"]]))
    assert rows[0][2:5] == [7, 12, "2 hộ"]
    assert rows[0][5] == CellError("=Sheet9!A1")
    assert isinstance(rows[0][6], CellError)


def test_formulas_that_need_each_other_end():
    rows = _rows(_xlsx([["=B1", "=A1"]]))
    assert all(isinstance(v, CellError) for v in rows[0])


def test_hidden_sheets_are_named_and_not_read():
    def fill(book):
        book.create_sheet("Nháp").sheet_state = "hidden"
        book.create_sheet("Ẩn kỹ").sheet_state = "veryHidden"

    book = read_workbook(_xlsx(LINES, fill), "x.xlsx")
    assert [s.name for s in book.sheets] == ["Sheet"]
    assert book.hidden_sheets == ["Nháp", "Ẩn kỹ"]


def test_hidden_rows_are_read():
    def fill(book):
        book.active.row_dimensions[2].hidden = True

    assert _rows(_xlsx(LINES, fill)) == LINES


def test_a_million_formatted_rows_are_trimmed():
    def fill(book):
        book.active["A1048576"].font = Font(bold=True)
        book.active["A1048575"] = " "

    assert len(_rows(_xlsx(LINES, fill))) == 2


def test_merges_are_counted_from_zero():
    sheet = read_workbook(_xlsx([["a"], ["b"]], lambda b: b.active.merge_cells("A1:B1")), "x.xlsx").sheets[0]
    assert sheet.merges == [(0, 0, 0, 1)]


def test_what_the_xml_of_an_ods_tells_beside_its_values():
    content = (
        '<table:table table:name="A"><table:table-column/>'
        '<table:table-row table:visibility="filter" table:number-rows-repeated="2"/>'
        "<table:table-row>"
        '<table:table-cell/><table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="3">'
        "</table:table-cell><table:covered-table-cell/>"
        '<table:table-cell calcext:value-type="error">'
        "<office:annotation><text:p>xem &amp; sửa</text:p></office:annotation>"
        "<text:p>#REF!</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert ods_sheets(content) == {"A": OdsSheet([(2, 1, 3, 3)], {1, 2}, [(3, 3, "#REF!")], [(3, 3, "xem & sửa")])}


# --- legacy fonts ---


def test_fonts_of_before_unicode_by_cell():
    def fill(book):
        ws = book.active
        for cell, text, font in (
            ("A1", "hîp t¸c x·", ".VnTimeH"),
            ("A2", "M\u00adêng Khoa", ".VnTime"),
            ("A3", "Hôïp taùc xaõ", "VNI-Times"),
            ("A4", "Hợp tác xã", ".VnTime"),
            ("A5", "Cafe à la", "Arial"),
            ("A6", "Cöûa haúng", "VNI-Times"),
        ):
            ws[cell] = text
            ws[cell].font = Font(name=font)

    rows = _rows(_xlsx([], fill))
    assert [r[0] for r in rows[:5]] == ["HỢP TÁC XÃ", "Mường Khoa", "Hợp tác xã", "Hợp tác xã", "Cafe à la"]


def test_rich_text_is_converted_run_by_run():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    old, new = book.add_format({"font_name": ".VnTime"}), book.add_format({"font_name": "Arial"})
    book.add_worksheet().write_rich_string("A1", old, "Lß V¨n ", new, "Bản")
    book.close()
    assert _rows(out.getvalue())[0][0] == "Lò Văn Bản"


@pytest.mark.parametrize(
    ("legacy", "font", "expected"),
    [
        ("Lß V¨n Pan", ".VnTime", "Lò Văn Pan"),
        ("Vµng A Pó", ".VnArial", "Vàng A Pú"),
        ("Tr\u00adêng Ph¸t", ".VnTime", "Trường Phát"),
        ("caúg", "VNI-Times", "cẳg"),
        ("AÚ", "VNI-Times", "Ẳ"),
        ("Điện Biên", ".VnTime", "Điện Biên"),
    ],
)
def test_from_font(legacy, font, expected):
    assert from_font(legacy, font) == expected


def test_a_column_votes_and_unicode_stays():
    assert vote(["Lß V¨n Pan", "Vµng A Pó", "NguyÔn V¨n B×nh"]) == "tcvn3"
    assert vote(["Hôïp taùc xaõ", "Nguyeãn Vaên A", "Ñaëng Thò Bình"]) == "vni"
    assert vote(["Lò Văn Pan", "Bà Hoàng", "Vàng A Pó"]) is None
    assert vote(["Hà", "Tà Mít", "Lèo"]) is None
    assert convert("ASCII", "tcvn3") == "ASCII"


# --- text files ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimited_text(encoding, delimiter):
    text = "\n".join(delimiter.join(f'"{v}"' for v in row) for row in LINES)
    assert _rows(text.encode(encoding), "a.csv") == LINES


def test_old_code_pages():
    vietnamese = "STT;Tên hợp tác xã;Địa chỉ\n1;Hợp tác xã Chè;xã Nậm Sỏ"
    # cp1258 holds the tone behind the vowel.
    parts = {
        "ợ": "ơ\u0323",
        "ệ": "ê\u0323",
        "ị": "i\u0323",
        "ỉ": "i\u0309",
        "ậ": "â\u0323",
        "ỏ": "o\u0309",
        "ã": "a\u0303",
    }
    pre = "".join(parts.get(c, c) for c in vietnamese).encode("cp1258")
    assert _rows(pre, "a.csv")[0] == ["STT", "Tên hợp tác xã", "Địa chỉ"]
    tcvn3 = "STT;Tªn hîp t¸c x·;§Þa chØ\n1;HTX ChÌ;x· NËm Sá".encode("cp1252")
    assert _rows(tcvn3, "a.csv") == [["STT", "Tên hợp tác xã", "Địa chỉ"], ["1", "HTX Chè", "xã Nậm Sỏ"]]


def test_line_breaks_in_cells():
    assert _rows(b'a,"b\nc"\n1,2', "a.csv") == [["a", "b\nc"], ["1", "2"]]


def test_html_named_xls():
    page = (
        "<html><head><meta charset=utf-8><style>td{}</style></head><body><h3>Danh sách HTX</h3><table>"
        "<tr><td rowspan=2>STT</td><td colspan=2>Người đại diện</td></tr><tr><td>Họ tên</td><td>SĐT</td></tr>"
        "<tr><td>1</td><td>Lò&nbsp;A<br>Giám đốc</td><td>0912</td></tr></table></body></html>"
    )
    sheet = read_workbook(page.encode(), "a.xls").sheets[0]
    assert sheet.rows[0] == ["Danh sách HTX"]
    assert sheet.rows[1] == ["STT", "Người đại diện", None]
    assert sheet.rows[2] == [None, "Họ tên", "SĐT"]
    assert sheet.rows[3][1].replace("\xa0", " ") == "Lò A\nGiám đốc"
    assert sheet.merges == [(1, 0, 2, 0), (1, 1, 1, 2)]


def test_spreadsheetml_named_xls():
    xml = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>'
        '<Row><Cell><Data ss:Type="String">Tên HTX</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="Number">5</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    assert _rows(xml.encode())[0] == ["Tên HTX", None, 5.0]


# --- refusals ---


def _zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def _encrypted():
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(_xlsx(LINES))).encrypt("mat khau", out)
    return out.getvalue()


def _bomb():
    return _zip(**{"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b"\0" * 50_000_000})


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: b"", "trống"),
        (lambda: b" \n \n", "trống"),
        (lambda: b"%PDF-1.7\n%abc", "PDF"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "ảnh"),
        (lambda: b"\xff\xd8\xff\xe0" + b"\0" * 100, "ảnh"),
        (lambda: b"{\\rtf1 abc}", "Word"),
        (lambda: _zip(word__document="x"), "Word"),
        (lambda: _zip(**{"a.xlsx": "x"}), "nén"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 600, "Word"),
        (_encrypted, "mật khẩu"),
        (lambda: _xlsx(LINES)[:3000], "hỏng"),
        (_bomb, "lớn bất thường"),
        (lambda: bytes(range(256)) * 8, "Không nhận ra"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(make, word):
    with pytest.raises(UnreadableFile, match=word) as caught:
        read_workbook(make(), "x.xlsx")
    assert str(caught.value).endswith(".")


def test_every_cut_of_a_workbook_is_refused_or_read():
    whole = _xlsx(LINES)
    for end in range(0, len(whole), 97):
        try:
            read_workbook(whole[:end], "x.xlsx")
        except UnreadableFile:
            continue
