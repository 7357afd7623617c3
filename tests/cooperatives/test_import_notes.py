"""What the reader changes or doubts is told: notes, swapped dates, comments, marks, sums of groups, units."""

import datetime as dt
import io
import struct
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from cooperatives.imports import codes
from cooperatives.imports.names import name_key, type_of
from cooperatives.imports.records import interpret
from cooperatives.imports.vocabulary import field_of
from kttt.spreadsheets import dates, values, xls_records
from kttt.spreadsheets.cells import CellError
from kttt.spreadsheets.workbook import Sheet, UnreadableFile, Workbook, read_workbook

A, B, C, D = "6200828391", "6200828465", "6200828539", "6200828673"


def read(*rows, **options):
    options.setdefault("as_of", dt.date(2021, 12, 31))
    return interpret(Workbook("tep.xlsx", [Sheet("S", [list(r) for r in rows])]), **options)


def notes(row):
    return [(n.cell, n.field) for n in row.notes if n.level == "note"]


def warnings(reading):
    return [(m.cell, m.field) for r in reading.rows for m in r.messages if m.level == "warning"]


# --- notes ---


@pytest.mark.parametrize(
    ("parsed", "value"),
    [
        (dates.parse_date("5/2019"), "2019-05"),
        (dates.parse_date(43597), "2019-05-12"),
        (codes.parse_phones(912445566), ["0912445566"]),
        (codes.parse_phones("01682345678"), ["0382345678"]),
        (codes.parse_phones("0231.3786123"), ["02133786123"]),
        (values.parse_count("12 (5 nữ)"), 12),
    ],
)
def test_what_is_changed_without_doubt_is_a_note(parsed, value):
    assert parsed[0] == value
    assert isinstance(parsed[1], values.Note)


def test_a_zero_given_back_to_a_tax_code_is_a_note():
    assert isinstance(codes.parse_tax_code(100233488).problem, values.Note)


def test_notes_stand_beside_the_messages():
    row = read(
        ["STT", "Tên HTX", "MST", "Điện thoại", "Ngày thành lập"], [1, "HTX A", 100233488, 912445566, "5/2019"]
    ).rows[0]
    assert row.messages == []
    assert notes(row) == [("C2", "tax_code"), ("D2", "phones"), ("E2", "established_on")]
    clean = read(["STT", "Tên HTX", "MST", "Điện thoại"], [1, "HTX A", A, "0912445566"]).rows[0]
    assert clean.notes == clean.messages == []


def test_income_of_a_year_is_told_once_for_its_column():
    reading = read(["STT", "Tên HTX", "MST", "Thu nhập BQ (triệu đồng/người/năm)"], [1, "HTX A", A, 60])
    assert reading.rows[0].figures == {2021: {"income_per_worker": 5_000_000}}
    assert "12" in reading.sheets[0].notes[0]


def test_a_misspelt_commune_is_a_note_and_an_unknown_one_a_warning():
    known = {"Bản Bu": ("unit", "“Bản Bu” được hiểu là Xã Bản Bo."), "Bản Xa": (None, "Không tìm thấy.")}
    head = ["STT", "Tên HTX", "MST", "Xã"]
    reading = read(head, [1, "HTX A", A, "Bản Bu"], [2, "HTX B", B, "Bản Xa"], resolve_unit=lambda c, d, on: known[c])
    first, second = reading.rows
    assert (first.unit, first.messages, notes(first)) == ("unit", [], [("D2", "commune")])
    assert (second.unit, notes(second), warnings(reading)) == (None, [], [("D3", "commune")])


def test_a_groups_tax_code_is_told_and_its_founding_day_listed():
    reading = read(["STT", "Tên THT", "Tổ trưởng", "MST", "Ngày thành lập"], [1, "THT A", "Lò A", A, "1/2/2019"])
    assert notes(reading.rows[0]) == [("D2", "tax_code")]
    assert "tax_code" not in reading.rows[0].values
    assert reading.sheets[0].ignored_columns == [("E", "Ngày thành lập")]


# --- two facts in one cell ---


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Lĩnh vực, ngành nghề", "activity"),
        ("Ngành nghề/lĩnh vực hoạt động", "activity"),
        ("Lĩnh vực hoạt động", "sectors"),
        ("Điện thoại, email", "phones"),
        ("Email/SĐT", "phones"),
        ("Thư điện tử", "email"),
    ],
)
def test_headings_of_two_facts(heading, field):
    assert field_of((heading,)) == field


def test_sectors_and_lines_phones_and_mail_out_of_one_cell():
    head = ["STT", "Tên HTX", "MST", "Lĩnh vực, ngành nghề", "Điện thoại, email"]
    row = read(head, [1, "HTX A", A, "Vận tải: chở hàng, chở khách", "0912445566; A@Vidu.vn"]).rows[0]
    assert row.values["sectors"] == ["transport"]
    assert row.values["business_lines"] == "Vận tải: chở hàng, chở khách"
    assert (row.values["phones"], row.values["email"]) == (["0912445566"], "a@vidu.vn")
    assert row.messages == []


# --- dates ---

DATED = ["STT", "Tên HTX", "MST", "Ngày cấp"]


def test_real_dates_beside_day_first_texts_may_be_swapped():
    swapped = read(
        DATED,
        [1, "HTX A", A, "25/12/2019"],
        [2, "HTX B", B, dt.date(2019, 5, 12)],
        [3, "HTX C", C, dt.date(2019, 3, 3)],
    )
    assert warnings(swapped) == [("D3", "registered_on")]
    assert swapped.rows[1].values["registered_on"] == "2019-05-12"


@pytest.mark.parametrize(
    "cells",
    [
        [dt.date(2019, 5, 12), dt.date(2019, 6, 1)],
        ["25/12/2019", dt.date(2019, 5, 12), dt.date(2019, 5, 25)],
        ["5/2019", "năm 2018", dt.date(2019, 5, 12)],
        ["25/12/2019", "12/5/2019"],
        ["25/12/2019", "12/5/2019", dt.date(2019, 6, 1)],
    ],
)
def test_columns_that_show_no_swap_are_left_alone(cells):
    assert warnings(read(DATED, *[[i, f"HTX {i}", None, cell] for i, cell in enumerate(cells, 1)])) == []


def test_the_calendar_of_1904():
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    day = dt.date(2019, 5, 12)
    for row in (
        DATED,
        [1, "HTX A", A, (day - dt.date(1904, 1, 1)).days],
        [2, "HTX B", B, day],
        [3, "HTX C", C, 2019],
    ):
        book.active.append(row)
    rows = interpret(read_workbook(_bytes(book), "x.xlsx"), as_of=dt.date(2021, 12, 31)).rows
    assert [r.values["registered_on"] for r in rows] == ["2019-05-12", "2019-05-12", "2019"]


# --- what stands beside the values ---


def _bytes(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _list(count=6):
    book = openpyxl.Workbook()
    book.active.append(["STT", "Tên HTX", "MST", "Xã"])
    for i in range(1, count + 1):
        book.active.append([i, f"HTX {i}", None, "Bản Bo"])
    return book


def _read(book):
    return interpret(read_workbook(_bytes(book), "x.xlsx"), as_of=dt.date(2021, 12, 31))


def test_hidden_rows_comments_and_struck_rows_are_notes():
    book = _list()
    sheet = book.active
    sheet.row_dimensions[3].hidden = True
    sheet["B4"].comment = Comment("Lò A:\nđã giải thể & chuyển", "Lò A")
    sheet["B5"].font = Font(strike=True)
    sheet["D6"].fill = PatternFill("solid", fgColor="FFFF0000")
    reading = _read(book)
    assert [r.hidden for r in reading.rows] == [False, True, False, False, False, False]
    assert [notes(r) for r in reading.rows] == [
        [], [("A3", None)], [("B4", "name")], [("B5", "name")], [("D6", "commune")], [],
    ]  # fmt: skip
    assert "đã giải thể & chuyển" in reading.rows[2].notes[0].message
    assert warnings(reading) == []


def test_a_red_column_is_decoration():
    book = _list()
    for row in range(1, 8):
        book.active.cell(row, 2).font = Font(color="FFFF0000")
    assert [r.notes for r in _read(book).rows] == [[]] * 6


def test_computed_formulas_and_legacy_fonts_are_told():
    book = _list()
    book.active["B2"] = "HTX NËm Sá"
    book.active["B2"].font = Font(name=".VnTime")
    book.active["B3"] = '="HTX "&A3'
    reading = _read(book)
    assert [r.values["name"] for r in reading.rows[:2]] == ["HTX Nậm Sỏ", "HTX 2"]
    assert reading.sheets[0].notes == [
        "Cột B gõ bằng phông chữ cũ (.VnTime, VNI…), đã đổi sang Unicode: hãy xem lại vài dòng."
    ]
    assert notes(reading.rows[1]) == [("B3", "name")]


def _record(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content


def test_errors_hidden_rows_and_calendar_out_of_the_records_of_an_xls():
    name = "Trang ẩn".encode("utf-16-le")
    sheet = b"".join(
        [
            _record(0x809, struct.pack("<HH", 0x600, 0x10)),
            _record(0x208, struct.pack("<6HI", 4, 0, 5, 255, 0, 0, 0x20)),
            _record(0x208, struct.pack("<6HI", 5, 0, 5, 255, 0, 0, 0)),
            _record(0x205, struct.pack("<3H2B", 4, 2, 0, 0x17, 1)),
            _record(0x205, struct.pack("<3H2B", 4, 3, 0, 1, 0)),
            _record(0x06, struct.pack("<3H", 5, 1, 0) + b"\x02\0\x07\0\0\0\xff\xff" + bytes(6)),
            _record(0x0A),
        ]
    )
    head = _record(0x809, struct.pack("<HH", 0x600, 5)) + _record(0x22, b"\1\0")
    length = len(head) + 4 + 8 + len(name) + 4
    told = _record(0x85, struct.pack("<IBBBB", length, 0, 0, len(name) // 2, 1) + name)
    found = xls_records.look(head + told + _record(0x0A) + sheet)
    assert found.has_1904_calendar
    assert found.hidden_rows == {"Trang ẩn": {5}}
    assert found.errors == {"Trang ẩn": [(5, 2, "#REF!"), (6, 1, "#DIV/0!")]}


@pytest.mark.parametrize(("far", "refused"), [("ZZZZZZZ4", False), ("XFD4", False), ("ZX199999", True), ("AB4", False)])
def test_a_stray_cell_far_from_the_list_takes_no_memory(far, refused):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_bytes(_list(1)))) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                stray = f'<row r="4"><c r="{far}" t="e"><v>#REF!</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", stray.encode())
            target.writestr(entry, content)
    if refused:
        with pytest.raises(UnreadableFile, match="quá xa"):
            read_workbook(out.getvalue(), "x.xlsx")
    else:
        assert all(len(row) < 100 for row in read_workbook(out.getvalue(), "x.xlsx").sheets[0].rows)


def test_records_that_are_none_tell_nothing():
    for data in (b"", b"\xd0\xcf\x11\xe0" + bytes(600), b"\x09\x08\x10\0", bytes(range(256)) * 4):
        assert xls_records.look(data).errors in ({}, {"": []})


def test_an_error_in_a_cell_keeps_its_place():
    book = _list(1)
    book.active["C2"] = "#REF!"
    row = _read(book).rows[0]
    assert (row.messages[0].cell, row.original["C"]) == ("C2", str(CellError("#REF!")))


# --- sums and units ---

SUMMED = ["TT", "Tên HTX", "MST", "Số thành viên", "Vốn điều lệ (triệu đồng)"]


def test_sums_in_the_line_of_a_group_are_compared():
    reading = read(
        SUMMED,
        ["A", "Huyện Sìn Hồ", None, 30, 300],
        ["I", "HTX đang hoạt động", None, 30, 301],
        [1, "HTX A", A, 10, 100], [2, "HTX B", B, 20, 200],
        ["B", "Huyện Tam Đường", None, 5, 50],
        [1, "HTX C", C, 5, 50],
        [None, "Tổng cộng", None, 35, 350],
    )  # fmt: skip
    assert [(t.row, t.field, t.stated, t.computed) for t in reading.totals] == [
        (2, "members", 30, 30), (2, "charter_capital", 300_000_000, 300_000_000),
        (3, "members", 30, 30), (3, "charter_capital", 301_000_000, 300_000_000),
        (6, "members", 5, 5), (6, "charter_capital", 50_000_000, 50_000_000),
        (8, "members", 35, 35), (8, "charter_capital", 350_000_000, 350_000_000),
    ]  # fmt: skip


def test_a_number_in_the_line_of_a_group_that_is_no_sum_is_left_alone():
    reading = read(SUMMED, ["I", "Huyện Sìn Hồ", None, 2, None], [1, "HTX A", A, 10, 1], [2, "HTX B", B, 20, 1])
    assert reading.totals == []


def test_amounts_far_from_their_column_are_warned_of():
    amounts = [100, 200, 150, 120, 90, 300, 110, 250_000, 0.1, 0, None, 5]
    reading = read(SUMMED, *[[i, f"HTX {i}", None, 9, v] for i, v in enumerate(amounts, 1)])
    assert warnings(reading) == [("E9", "charter_capital"), ("E10", "charter_capital")]
    assert reading.rows[7].values["charter_capital"] == 250_000_000_000
    few = read(SUMMED, *[[i, f"HTX {i}", None, 9, v] for i, v in enumerate([1, 1, 1, 5000], 1)])
    assert warnings(few) == []


# --- names ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H.T.X DV-TM Nà Giàng", "Hợp tác xã dịch vụ thương mại Nà Giàng"),
        ("HTX TM&DV Nà Giàng", "HTX thương mại và dịch vụ NÀ GIÀNG"),
        ("HTX SX&KD Nà Giàng", "HTX Sản xuất, kinh doanh Nà Giàng"),
        ("HTX NLN Nà Giàng", "HTX nông - lâm nghiệp Nà Giàng"),
        ("HTX LN Nà Giàng", "HTX Lâm nghiệp Nà Giàng"),
        ("HTX CN-TTCN Nà Giàng", "HTX công nghiệp, tiểu thủ công nghiệp Nà Giàng"),
        ("LHHTX Nà Giàng", "Liên hiệp Hợp tác xã Nà Giàng"),
        ("QTDND Nà Giàng", "Quỹ tín dụng nhân dân Nà Giàng"),
        ("T.H.T CN gia cầm Nà Giàng", "Tổ hợp tác chăn nuôi gia cầm Nà Giàng"),
    ],
)
def test_one_name_in_two_writings(one, other):
    assert (type_of(one), name_key(one)) == (type_of(other), name_key(other))


def test_names_that_differ_stay_apart():
    assert name_key("HTX Nà Giàng 1") != name_key("HTX Nà Giàng 2")
    assert type_of("HTX Nà Giàng") != type_of("THT Nà Giàng")
    assert type_of("Nà Giàng") is None
    assert name_key("HTX") == "htx"
