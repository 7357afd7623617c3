"""From rows to readings: headings, groups, totals, contexts, duplicates and questions, on lists as staff make them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.imports.records import ColumnAnswer, SheetAnswers, interpret
from cooperatives.imports.table import Context, Table, find_table, find_tables
from cooperatives.imports.titles import tell_as_of
from cooperatives.imports.vocabulary import field_of, is_yearly, unit_of_heading, unit_of_title, year_of_heading
from kttt.spreadsheets.workbook import Sheet, Workbook

A, B, C, D = "6200828391", "6200828465", "6200828539", "6200828673"


def read(*rows, name="Sheet1", merges=(), **options):
    return interpret(Workbook("tep.xlsx", [Sheet(name, [list(r) for r in rows], list(merges))]), **options)


def fields(reading):
    return {c.letter: c.field for c in reading.sheets[0].columns}


# --- headings ---


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("STT", "number"),
        ("TT", "number"),
        ("Tên HTX", "name"),
        ("Tên hợp tác xã, liên hiệp HTX", "name"),
        ("Tên đơn vị", "name"),
        ("Tổ hợp tác", "name"),
        ("Tên người đại diện", "representative"),
        ("MST", "tax_code"),
        ("Mã số HTX", "tax_code"),
        ("Số GCN ĐKKD", "registration_number"),
        ("Ngày cấp lần đầu", "registered_on"),
        ("Nơi cấp", "registration_issuer"),
        ("Cơ quan cấp", "registration_issuer"),
        ("Năm thành lập", "established_on"),
        ("Địa chỉ trụ sở chính", "address"),
        ("Bản/tổ dân phố", "address"),
        ("Xã/phường/thị trấn", "commune"),
        ("Địa bàn (xã, phường, thị trấn)", "commune"),
        ("Huyện, thành phố", "district"),
        ("Người đại diện theo PL", "representative"),
        ("Chủ tịch HĐQT", "representative"),
        ("Chức danh", "representative_title"),
        ("Họ tên, chức vụ", "representative"),
        ("Số điện thoại", "phones"),
        ("ĐT liên hệ", "phones"),
        ("Thư điện tử", "email"),
        ("Lĩnh vực hoạt động", "sectors"),
        ("Ngành nghề kinh doanh", "business_lines"),
        ("Sản phẩm chính", "products"),
        ("Vốn điều lệ (triệu đồng)", "charter_capital"),
        ("Số TV", "members"),
        ("Tổng số xã viên", "members"),
        ("Số lao động thường xuyên", "workers"),
        ("Doanh thu năm 2020", "revenue"),
        ("Lãi", "profit"),
        ("Thu nhập BQ lao động/tháng", "income"),
        ("Tổng tài sản", "assets"),
        ("Dư nợ ngân hàng", "bank_debt"),
        ("Vay Quỹ HTPT HTX", "fund_loan"),
        ("Nộp NSNN", "budget_paid"),
        ("Là thành viên Liên minh HTX", "alliance_member"),
        ("Tình trạng", "status"),
        ("Ghi chú", "note"),
        ("Tổ trưởng", "leader"),
        ("Số hợp đồng hợp tác", "contract_number"),
        ("Ngày chứng thực hợp đồng", "contract_on"),
        ("Phần đóng góp (triệu đồng)", "contribution"),
        ("Số CCCD", None),
        ("Năm sinh", None),
        ("Kế hoạch doanh thu 2022", None),
        ("Xếp loại", None),
        ("Buổi sáng", None),
    ],
)
def test_headings_name_fields(heading, field):
    assert field_of((heading,)) == field


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (("Người đại diện", "Họ và tên"), "representative"),
        (("Người đại diện", "Điện thoại"), "phones"),
        (("Thành viên", "Tổng số"), "members"),
        (("Thành viên", "Nữ"), None),
        (("Số lao động", "Trong đó: nữ"), None),
        (("Giấy chứng nhận đăng ký HTX", "Số"), "registration_number"),
        (("Giấy chứng nhận đăng ký HTX", "Ngày cấp"), "registered_on"),
        (("CCCD của giám đốc", "Ngày cấp"), None),
        (("Doanh thu", "2020"), "revenue"),
        (("Số lượng lao động", "(người)"), "workers"),
        (("Địa chỉ", "Xã"), "commune"),
        (("Thành viên, lao động", "Lao động"), "workers"),
    ],
)
def test_headings_of_two_rows(parts, field):
    assert field_of(parts) == field


def test_units_of_headings_and_titles():
    assert unit_of_heading(("Vốn điều lệ (triệu đồng)",)) == "million"
    assert unit_of_heading(("Vốn điều lệ", "(1.000 đ)")) == "thousand"
    assert unit_of_heading(("Vốn ĐL (tr.đ)",)) == "million"
    assert unit_of_heading(("Doanh thu, tỷ đồng",)) == "billion"
    assert unit_of_heading(("Vốn điều lệ (VNĐ)",)) == "vnd"
    assert unit_of_heading(("Số lao động",)) is None
    assert unit_of_heading(("Lĩnh vực hoạt động",)) is None
    assert unit_of_heading(("Dư nợ Quỹ",)) is None
    assert unit_of_title("Đơn vị tính: Triệu đồng") == "million"
    assert unit_of_title("ĐVT: 1.000 đồng") == "thousand"
    assert unit_of_title("Biểu 1 (ĐVT: nghìn đồng)") == "thousand"
    assert unit_of_title("Tình hình hoạt động của HTX") is None


def test_years_and_periods():
    assert year_of_heading(("Kết quả năm 2022", "Doanh thu")) == 2022
    assert year_of_heading(("Doanh thu",)) is None
    assert year_of_heading(("So sánh 2021/2020",)) is None
    assert is_yearly(("Thu nhập BQ (triệu đồng/người/năm)",))
    assert not is_yearly(("Thu nhập BQ năm 2021 (triệu đồng/người/tháng)",))
    assert not is_yearly(("Thu nhập bình quân năm 2021",))


@pytest.mark.parametrize(
    ("lines", "sheet", "expected"),
    [
        (["DANH SÁCH HTX (Tính đến ngày 31/12/2021)"], "", dt.date(2021, 12, 31)),
        (["DANH SÁCH HTX NĂM 2021", "(số liệu đến 30/6/2021)"], "", dt.date(2021, 6, 30)),
        (["BIỂU TỔNG HỢP NĂM 2022", "(Kèm theo Công văn số 12/CV ngày 05/01/2023)"], "", dt.date(2022, 12, 31)),
        (["Sìn Hồ, ngày 10 tháng 01 năm 2023", "HTX năm 2022"], "", dt.date(2022, 12, 31)),
        (["Báo cáo 6 tháng đầu năm 2022"], "", dt.date(2022, 6, 30)),
        (["Báo cáo quý III/2023"], "", dt.date(2023, 9, 30)),
        (["HTX theo Luật Hợp tác xã năm 2012 đến hết năm 2019"], "", dt.date(2019, 12, 31)),
        (["Danh sách HTX"], "Năm 2020", dt.date(2020, 12, 31)),
        (["Danh sách HTX"], "Sheet1", None),
    ],
)
def test_the_date_of_the_figures_is_not_that_of_the_letter(lines, sheet, expected):
    assert tell_as_of(Table(lines, [1], [("Tên HTX",)], [], 0, None, 1), sheet) == expected


# --- tables ---


def test_mottos_merged_headings_numbering_groups_totals_and_signatures():
    rows = [
        ["UBND HUYỆN SÌN HỒ", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["BIỂU TỔNG HỢP HỢP TÁC XÃ NĂM 2022"],
        ["ĐVT: triệu đồng"],
        ["TT", "Tên HTX", "Người đại diện", None, "Vốn điều lệ"],
        [None, None, "Họ và tên", "Chức vụ", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["I", "HTX đang hoạt động"],
        [1, "HTX A", "Lò A", "Giám đốc", 100],
        [None, "Cộng", None, None, 100],
        ["II", "HTX tạm ngừng hoạt động", None, None, 50],
        [1, "HTX B", "Lò B", "Giám đốc", 50],
        [None, "Tổng cộng", None, None, 151],
        [],
        [None, None, None, "Sìn Hồ, ngày 10 tháng 01 năm 2023"],
        [None, "NGƯỜI LẬP BIỂU", None, "TRƯỞNG PHÒNG"],
        [None, "Tẩn A Diện", None, "Lò Văn Thân"],
    ]
    merges = [(3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 3, 3), (3, 4, 4, 4)]
    table = find_table(Sheet("S", rows, merges))
    assert table.header_rows == [4, 5]
    assert table.heading(3) == "Người đại diện / Chức vụ"
    assert [b.numbers for b in table.body if not b.total] == [[8], [11]]
    reading = read(*rows, merges=merges)
    assert [(r.row, r.values["status"], r.values["district"]) for r in reading.rows] == [
        (8, "active", "Huyện Sìn Hồ"),
        (11, "suspended", "Huyện Sìn Hồ"),
    ]
    assert [(t.row, t.stated, t.computed) for t in reading.totals] == [
        (9, 100_000_000, 100_000_000),
        (10, 50_000_000, 50_000_000),
        (12, 151_000_000, 150_000_000),
    ]


def test_headings_without_merged_cells_and_a_row_of_units():
    reading = read(
        ["STT", "Tên HTX", "Thông tin người đại diện", None, "Vốn điều lệ", "Số lao động"],
        [None, None, "Họ tên", "Điện thoại", "(triệu đồng)", "(người)"],
        [1, "HTX A", "Lò A", "0912345678", 5, 6],
        as_of=dt.date(2022, 12, 31),
    )
    assert fields(reading) == {
        "B": "name", "C": "representative", "D": "phones", "E": "charter_capital", "F": "workers",
    }  # fmt: skip
    assert reading.rows[0].values["charter_capital"] == 5_000_000


def test_groups_nest_by_the_style_of_their_marks():
    reading = read(
        ["TT", "Tên HTX", "Xã", "MST"],
        ["A", "Huyện Tam Đường"],
        ["I", "HTX đang hoạt động"],
        [1, "HTX A", "Bản Bo", A],
        ["II", "HTX ngừng hoạt động"],
        [2, "HTX B", "Bản Bo", B],
        ["B", "Huyện Tân Uyên"],
        [3, "HTX C", "Nậm Sỏ", C],
    )
    assert [(r.values["district"], r.values.get("status")) for r in reading.rows] == [
        ("Huyện Tam Đường", "active"),
        ("Huyện Tam Đường", "stopped"),
        ("Huyện Tân Uyên", None),
    ]


def test_a_name_alone_is_data_and_a_line_of_a_sector_is_not():
    table = find_table(
        Sheet(
            "S",
            [
                ["STT", "Tên HTX", "MST"],
                [None, "HTX nông nghiệp"],
                [1, "HTX A", A],
                [2, "HTX B", None],
                [3, "HTX C", ""],
            ],
        )
    )
    assert [b.numbers[0] for b in table.body] == [3, 4, 5]
    assert table.body[0].context == Context(sector="agriculture")


def test_several_merged_rows_are_one_organisation():
    reading = read(
        ["STT", "Tên HTX", "Huyện", "Sản phẩm", "MST"],
        [1, "HTX A", "Huyện Than Uyên", "Chè", A],
        [None, None, None, "Gạo", None],
        [2, "HTX B", None, "Mật ong", B],
        merges=[(1, 1, 2, 1), (1, 2, 3, 2)],
    )
    first, second = reading.rows
    assert first.numbers == [2, 3]
    assert first.values["products"] == "Chè, Gạo"
    assert second.values["district"] == "Huyện Than Uyên"


def test_two_tables_on_one_sheet_and_headings_printed_again():
    head = ["STT", "Tên HTX", "MST"]
    sheet = Sheet(
        "S",
        [
            ["Danh sách HTX"], head, [1, "HTX A", A], head, [2, "HTX B", B], ["", "Người lập biểu"], [],
            ["Danh sách THT"], ["STT", "Tên THT", "Tổ trưởng", "Số thành viên"], [1, "THT C", "Lò C", 5],
        ],
    )  # fmt: skip
    first, second = find_tables(sheet)
    assert [b.numbers[0] for b in first.body] == [3, 5]
    assert [b.numbers[0] for b in second.body] == [10]
    reading = interpret(Workbook("x", [sheet]), as_of=dt.date(2022, 1, 1))
    assert [r.kind for r in reading.rows] == ["cooperative", "cooperative", "group"]
    assert reading.kind is None


def test_no_table_in_a_timetable():
    assert find_table(Sheet("S", [["Thứ", "Buổi sáng"], ["Hai", "Họp HTX"], ["Ba", "Nghỉ"]])) is None
    assert read(["LỊCH CÔNG TÁC"], ["Ngày", "Nội dung", "Ghi chú"], [1, "HTX Chè", "x"]).sheets == []


# --- readings ---


def test_crosses_in_columns():
    reading = read(
        ["STT", "Tên HTX", "MST", "Tình trạng", None, "Lĩnh vực", None, "TV Liên minh"],
        [None, None, None, "Đang HĐ", "Tạm ngừng", "NN", "TM-DV", None],
        [1, "HTX A", A, "x", None, "x", "x", "x"],
        [2, "HTX B", B, "x", "x", None, "x", None],
        merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 0, 6), (0, 7, 1, 7)],
    )
    first, second = reading.rows
    assert (first.values["status"], first.values["sectors"], first.values["alliance_member"]) == (
        "active", ["agriculture", "trade"], True,
    )  # fmt: skip
    assert "status" not in second.values
    assert second.messages[0].field == "status"
    assert second.values["sectors"] == ["trade"]
    assert "alliance_member" not in second.values


def test_years_side_by_side_and_income_by_the_year():
    reading = read(
        ["Danh sách HTX đến 31/12/2021"],
        [
            "STT",
            "Tên HTX",
            "Doanh thu năm 2020 (tr.đ)",
            "Doanh thu năm 2021 (tr.đ)",
            "Thu nhập BQ lao động (tr.đ/người/năm)",
        ],
        [1, "HTX A", 10, 20, 60],
    )
    assert reading.rows[0].figures == {
        2020: {"revenue": 10**7},
        2021: {"revenue": 2 * 10**7, "income_per_worker": 5 * 10**6},
    }


def test_an_empty_cell_states_nothing():
    row = read(["STT", "Tên HTX", "MST", "Ghi chú", "Số thành viên"], [1, "HTX A", A, "-", None]).rows[0]
    assert set(row.values) == {"name", "tax_code", "form"}
    assert row.figures == {}


def test_refusals_and_nothing_else():
    reading = read(
        ["STT", "Tên HTX", "MST", "Xã", "Ngày thành lập"],
        [1, "HTX A", A, "Bản Bo", "31/02/2020"],
        [2, None, B, "Bản Bo", "2019"],
        [3, "HTX C", "6.2E+09", "Bản Bo", None],
        [4, "HTX khác", A, "Nà Tăm", None],
        [5, "Hợp tác xã A", None, "xã Bản Bo", None],
        [6, "HTX A", C, "Bản Bo", None],
        [7, "HTX A", None, "Nà Tăm", None],
    )
    assert [(r.row, r.messages[-1].field, r.messages[-1].cell) for r in reading.rows if r.refused] == [
        (3, "name", "B3"),
        (4, "tax_code", "C4"),
        (5, "tax_code", "C5"),
        (6, "name", "B6"),
    ]
    first = reading.rows[0]
    assert (first.messages[0].level, first.messages[0].cell) == ("warning", "E2")
    assert "established_on" not in first.values


def test_a_personal_number_leaves_no_trace():
    row = read(["STT", "Tên HTX", "MST", "Xã"], [1, "HTX A", "012345678901", "Bản Bo"]).rows[0]
    assert "tax_code" not in row.values
    assert "012345678901" not in repr(row)
    assert row.messages[0].level == "warning"


def test_the_unit_is_asked_for_only_where_needed():
    head = ["STT", "Tên HTX", "MST", "Vốn điều lệ"]
    assert [q.option for q in read(head, [1, "HTX A", A, 1600]).questions] == ["--unit"]
    assert read(head, [1, "HTX A", A, "2 tỷ"], [2, "HTX B", B, 0], [3, "HTX C", C, None]).questions == []
    assert read(head, [1, "HTX A", A, 1600], unit="million").rows[0].values["charter_capital"] == 1_600_000_000
    told = read(["ĐVT: nghìn đồng"], head, [1, "HTX A", A, 1600], unit="million")
    assert told.rows[0].values["charter_capital"] == 1_600_000


def test_places_come_from_cells_groups_sheet_and_title():
    row = read(
        ["STT", "Tên HTX", "Địa chỉ"], [1, "HTX A", "Bản Bo, xã Bản Bo"], name="Tam Đường", as_of=dt.date(2022, 1, 1)
    )
    values = row.rows[0].values
    assert (values["address"], values["commune"], values["district"]) == ("Bản Bo", "xã Bản Bo", "Huyện Tam Đường")
    later = read(["STT", "Tên HTX", "Địa chỉ"], [1, "HTX A", "Bản Bo"], name="Than Uyên", as_of=dt.date(2025, 9, 30))
    assert later.rows[0].values["commune"] == "Than Uyên"
    assert "district" not in later.rows[0].values


def test_name_and_address_in_one_cell():
    row = read(["STT", "Tên, địa chỉ HTX", "MST"], [1, "HTX A, bản Bo, xã Bản Bo", A]).rows[0]
    assert (row.values["name"], row.values["address"], row.values["commune"]) == ("HTX A", "bản Bo", "xã Bản Bo")


def test_the_caller_resolves_units():
    asked = []

    def resolve(commune, district, on):
        asked.append((commune, district, on))
        return ("unit", None) if commune == "Bản Bo" else (None, "Không tìm thấy xã này: hãy kiểm tra lại.")

    reading = read(
        ["Danh sách HTX huyện Tam Đường đến 31/12/2021"], ["STT", "Tên HTX", "Xã", "MST"],
        [1, "HTX A", "Bản Bo", A], [2, "HTX B", "Bản Bu", B], resolve_unit=resolve,
    )  # fmt: skip
    assert asked[0] == ("Bản Bo", "Huyện Tam Đường", dt.date(2021, 12, 31))
    assert [r.unit for r in reading.rows] == ["unit", None]
    assert [(m.field, m.cell) for m in reading.rows[1].messages] == [("commune", "C4")]


def test_today_stands_in_with_a_warning():
    reading = read(["STT", "Tên HTX", "MST"], [1, "HTX A", A], today=dt.date(2024, 2, 3))
    assert reading.as_of == dt.date(2024, 2, 3)
    assert not reading.sheets[0].as_of_told
    assert "lấy ngày hôm nay" in reading.warnings[0]


def test_an_average_in_a_total_row_is_no_sum():
    reading = read(
        ["STT", "Tên HTX", "Số thành viên", "Vốn điều lệ (đồng)"],
        [1, "HTX A", 10, 100], [2, "HTX B", 20, 300], [None, "Tổng cộng", 30, 200],
    )  # fmt: skip
    assert [(t.field, t.stated, t.computed) for t in reading.totals] == [("members", 30, 30)]


HEADINGS = st.sampled_from(
    [
        "STT",
        "Tên HTX",
        "Tên THT",
        "MST",
        "Xã",
        "Địa chỉ",
        "Doanh thu",
        "2021",
        "(triệu đồng)",
        "Tình trạng",
        "Đang HĐ",
        "Tổ trưởng",
    ]
)
ANYTHING = st.one_of(
    st.none(), HEADINGS, st.text(max_size=15), st.integers(-5, 10**10), st.floats(), st.dates(), st.booleans(),
    st.sampled_from(["Tổng cộng", "I", "II. Huyện Sìn Hồ", "HTX A", "x", "6.2E+09", "Người lập biểu", "-", "1,5 tỷ"]),
)  # fmt: skip


@given(
    st.lists(st.lists(ANYTHING, max_size=6), max_size=12),
    st.lists(st.tuples(*[st.integers(0, 12)] * 4), max_size=4),
    st.text(max_size=12),
)
def test_no_sheet_makes_it_raise(rows, merges, name):
    merges = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merges]
    head = ["STT", "Tên HTX", "MST", "Xã", "Doanh thu"]
    for grid in (rows, [head, *rows]):
        interpret(Workbook("x", [Sheet(name, [list(r) for r in grid], merges)]))


# --- headings, lines and titles of lists that others made ---


def test_a_line_of_a_group_below_the_units_is_no_heading():
    reading = read(
        ["Ngành", "TT", "Tên HTX", "MST", "Vốn", "Số thành viên"],
        [None, None, None, None, "nghìn đồng", "hộ"],
        ["B. HTX đã ngừng hoạt động: 2 HTX", None, None, None, None, None],
        ["Vận tải", 1, "HTX Nà Luông", A, 5, 7],
        ["Vận tải", 2, "HTX Pa Khóa", B, 6, 8],
        merges=[(2, 0, 2, 5)],
        as_of=dt.date(2023, 12, 31),
    )
    assert [(r.values["name"], r.values["status"]) for r in reading.rows] == [
        ("HTX Nà Luông", "stopped"),
        ("HTX Pa Khóa", "stopped"),
    ]
    assert reading.rows[0].values["charter_capital"] == 5_000


@pytest.mark.parametrize(
    ("title", "as_of"),
    [
        ("Mẫu số 02/BC-HTX - Năm 2022", dt.date(2022, 12, 31)),
        ("Phụ lục số 1/KH – Quý II năm 2023", dt.date(2023, 6, 30)),
        ("Số 15/BC-UBND ngày 03/02/2024 - 9 tháng năm 2023", dt.date(2023, 9, 30)),
        ("Công văn số 15/UBND ngày 03/02/2024", None),
    ],
)
def test_the_number_of_a_form_hides_no_date(title, as_of):
    assert tell_as_of(Table([title], [2], [("Tên HTX",)], [], 0, None, 3), "Sheet1") == as_of


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("(Tiền: triệu đồng)", "million"),
        ("Vốn, doanh thu: nghìn đồng", "thousand"),
        ("Số tiền tính: tỷ đồng", "billion"),
        ("Nguồn: Sở Tài chính", None),
        ("Hội trường: tầng 2", None),
    ],
)
def test_a_unit_told_of_what_it_counts(title, unit):
    assert unit_of_title(title) == unit


def test_phones_under_words_that_say_nothing():
    head = ["STT", "Tên HTX", "MST", "Xã", "Kênh kết nối", "Fax"]
    rows = [[i, f"HTX {i}", None, "Xã Khun Há", f"091234567{i}", f"0213387654{i}"] for i in range(1, 5)]
    reading = read(head, *rows, as_of=dt.date(2024, 12, 31))
    assert fields(reading)["E"] == "phones"
    assert ("F", "Fax") in reading.sheets[0].ignored_columns
    assert "“Kênh kết nối”" in reading.sheets[0].notes[0]


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Số liên lạc", "phones"), ("Thông tin liên lạc", "phones"), ("Nội dung công việc hợp tác", "business_lines")],
)
def test_words_of_groups_and_ledgers(heading, field):
    assert field_of((heading,)) == field


def test_a_bare_date_beside_a_papers_number_is_its_date():
    head = ["STT", "Tên tổ hợp tác", "Tổ trưởng", "Số hợp đồng", "Ngày"]
    row = [1, "THT nuôi dê", "Sùng A Chu", "03/HĐHT", "05/04/2019"]
    reading = read(head, row, as_of=dt.date(2019, 12, 31))
    assert reading.rows[0].values["contract_on"] == "2019-04-05"
    left = {"Sheet1": SheetAnswers(columns={"E": ColumnAnswer("")})}
    reading = read(head, row, as_of=dt.date(2019, 12, 31), answers=left)
    assert "contract_on" not in reading.rows[0].values


@pytest.mark.parametrize("label", ["Cộng (G)", "Cộng theo xã", "Cộng Sìn Hồ", "Tổng các đơn vị trên"])
def test_sums_with_other_words_are_no_organisations(label):
    reading = read(
        ["STT", "Tên HTX", "MST", "Số thành viên", "Số lao động"],
        [1, "Cộng đồng Nà Luông", A, 9, 5],
        [2, "HTX Pa Khóa", B, 7, 6],
        [None, label, None, 16, 11],
        as_of=dt.date(2023, 12, 31),
    )
    assert [r.values["name"] for r in reading.rows] == ["Cộng đồng Nà Luông", "HTX Pa Khóa"]
    assert all(t.stated == t.computed for t in reading.totals)


def test_what_became_of_them_in_a_column_of_forms():
    head = ["STT", "Tên HTX", "MST", "Hình thức"]
    said = ["Giải thể", "Sáp nhập với HTX khác", "Chuyển đổi thành doanh nghiệp tư nhân"]
    rows = [[i, f"HTX {i}", code, text] for i, (code, text) in enumerate(zip((A, B, C), said, strict=True))]
    reading = read(head, *rows, name="Giải thể, sáp nhập", as_of=dt.date(2023, 12, 31))
    assert [r.values["status"] for r in reading.rows] == ["dissolved", "converted", "converted"]
    assert not any(r.messages for r in reading.rows)


def test_a_village_in_a_column_of_villages_is_no_commune():
    resolve = lambda commune, district, on: (commune, None)  # noqa: E731
    reading = read(
        ["DANH SÁCH HTX XÃ KHUN HÁ"],
        ["STT", "Tên HTX", "MST", "Thôn, bản"],
        [1, "HTX Nà Luông", A, "Bản Giang 2"],
        [2, "HTX Pa Khóa", B, "Giang Ma"],
        resolve_unit=resolve,
        as_of=dt.date(2024, 12, 31),
    )
    assert [(r.values["address"], r.values["commune"]) for r in reading.rows] == [
        ("Bản Giang 2", "XÃ KHUN HÁ"),
        ("Giang Ma", "XÃ KHUN HÁ"),
    ]


def test_organisations_of_no_commune_are_told_once():
    reading = read(["STT", "Tên HTX", "MST"], [1, "HTX A", A], [2, "HTX B", B], as_of=dt.date(2024, 12, 31))
    assert len(reading.warnings) == 1
    assert "2 dòng không ghi xã" in reading.warnings[0]


def test_a_file_without_a_table_tells_what_its_headings_lack():
    reading = read(["Bảng kê"], ["STT", "Nơi chốn ấy", "MST", "Điện thoại", "Số lao động"], [1, "Nà Luông", A, None, 3])
    assert reading.rows == []
    assert reading.hint.startswith("Dòng 2 giống dòng tiêu đề nhất (“MST”, “Điện thoại”, “Số lao động”)")
    assert "không có cột tên" in reading.hint
    assert read(["Thứ hai", "Họp"]).hint == ""


def test_the_clerk_may_say_where_unheard_of_names_stand():
    said = {"Sheet1": SheetAnswers(columns={"B": ColumnAnswer("name")})}
    rows = ["STT", "Nơi chốn ấy", "MST", "Điện thoại", "Số lao động"], [1, "Nà Luông", A, None, 3]
    reading = read(["Bảng kê", "năm 2023"], *rows, answers=said, kind="cooperative")
    assert [(r.values["name"], r.values["tax_code"]) for r in reading.rows] == [("Nà Luông", A)]


def test_names_stand_under_any_heading_where_the_cells_name_organisations():
    head = ["STT", "Mã KH", "Khách hàng vay", "MST", "Địa chỉ", "Ghi chú"]
    rows = [
        [1, "7800-1", "HTX Nà Luông", A, "Xã Khun Há", None],
        [2, "7800-2", "Hợp tác xã Nà Can", B, "Xã Bản Bo", None],
    ]
    reading = read(head, *rows, as_of=dt.date(2024, 12, 31))
    assert [r.values["name"] for r in reading.rows] == ["HTX Nà Luông", "Hợp tác xã Nà Can"]
    assert "Cột C “Khách hàng vay” được đọc là tên HTX" in reading.sheets[0].notes[0]


def test_a_column_of_forms_is_no_column_of_names():
    head = ["STT", "Loại", "Tên tiếng mẹ đẻ", "MST", "Địa chỉ"]
    rows = [[n, "Hợp tác xã", f"HTX Nà Can {n}", code, "Xã Bản Bo"] for n, code in enumerate((A, B), 1)]
    reading = read(head, *rows, as_of=dt.date(2024, 12, 31))
    assert [r.values["name"] for r in reading.rows] == ["HTX Nà Can 1", "HTX Nà Can 2"]


def test_codes_states_people_and_mail_are_known_by_their_cells():
    head = ["STT", "Tên HTX", "Xã", "Dãy số", "Nay ra sao", "Ai đứng tên", "Kênh"]
    rows = [
        [n, f"HTX Số {n}", "Xã Bản Bo", code, status, person, f"htx{n}@example.vn"]
        for n, code, status, person in (
            (1, A, "Đang hoạt động", "Lò Văn Pan"),
            (2, B, "Tạm ngừng", "Giàng A Chứ"),
            (3, A, "Đang hoạt động", "Bà Tẩn Mẩy Liên"),
        )
    ]  # fmt: skip
    found = fields(read(head, *rows, as_of=dt.date(2024, 12, 31)))
    assert {found[c] for c in "DEFG"} == {"tax_code", "status", "representative", "email"}


def test_people_of_another_office_do_not_speak_for_the_organisation():
    head = ["STT", "Tên HTX", "Xã", "Kế toán", "Cán bộ theo dõi"]
    rows = [[n, f"HTX Số {n}", "Xã Bản Bo", "Lò Văn Pan", "Giàng A Chứ"] for n in range(1, 5)]
    assert "representative" not in fields(read(head, *rows, as_of=dt.date(2024, 12, 31))).values()


def test_cells_contradict_a_heading_that_only_names_a_code():
    head = ["STT", "Tên HTX", "Trạng thái MST", "Mã số NNT", "Xã"]
    rows = [[n, f"HTX Số {n}", "Đang hoạt động", code, "Xã Bản Bo"] for n, code in enumerate((A, B, A), 1)]
    found = fields(read(head, *rows, as_of=dt.date(2024, 12, 31)))
    assert (found["C"], found["D"]) == ("status", "tax_code")


def test_headings_of_other_writers():
    def field(*parts):
        return field_of(parts)

    assert field("Hiện có", "Thành viên (người)") == "members"
    assert field("Lao động", "Là thành viên") is None and field("Số người", "Là thành viên") == "members"
    assert field("Ngày t.lập") == "established_on"
    assert field("Trụ sở chính", "Đơn vị cấp xã") == "commune"
    assert field("2. Số điện thoại của tổ trưởng") == "phones"
    assert field("8. Hiện nay tổ có bao nhiêu thành viên?") == "members"
    assert field("Dư nợ hiện tại (VND)") == "bank_debt"


@pytest.mark.parametrize("leader", ["Tòng Thị Xoan", "Tòng Văn Chung", "Tòng Trang", "TÒNG THỊ BAN", "Tong Thi Xoan"])
def test_the_family_tong_is_no_total(leader):
    reading = read(["Tên tổ hợp tác", "Tổ trưởng", "Số thành viên"], ["Tổ hợp tác Trồng chè", leader, 12])
    assert [row.values["name"] for row in reading.rows] == ["Tổ hợp tác Trồng chè"] and not reading.totals


@pytest.mark.parametrize("label", ["Tổng thị trấn", "Tổng thị xã", "Tổng", "Tổng cộng", "TONG CONG", "Tổng xã Mù Cả"])
def test_totals_stay_totals(label):
    rows = [["Tên tổ hợp tác", "Tổ trưởng", "Số thành viên"], ["Tổ hợp tác Trồng chè", "Lò A", 12], [label, None, 12]]
    reading = read(*rows)
    assert len(reading.rows) == 1


def test_a_row_tells_the_year_of_its_figures():
    reading = read(
        ["STT", "Tên HTX", "Năm số liệu", "Số thành viên"],
        [1, "HTX A", 2021, 10], [2, "HTX B", "2020", 20], [3, "HTX C", None, 30], [4, "HTX D", "năm nay", 40],
        [5, "HTX E", 2999, 50],
    )  # fmt: skip
    told = [(*row.figures, *row.figures.popitem()[1].values()) for row in reading.rows]
    year = reading.as_of.year
    assert told == [(2021, 10), (2020, 20), (year, 30), (year, 40), (year, 50)]
    warned = [m.cell for row in reading.rows for m in row.messages if m.field == "figures_year"]
    assert warned == ["C5", "C6"]


def test_the_apostrophe_of_an_export_is_no_part_of_a_text():
    rows = [["STT", "Tên HTX", "Ngành nghề", "Sản phẩm"], [1, "HTX A", "'=1+1", "'chè' khô"]]
    (row,) = read(*rows).rows
    assert (row.values["business_lines"], row.values["products"]) == ("=1+1", "'chè' khô")
