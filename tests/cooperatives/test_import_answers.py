"""What the clerk says of sheets, columns, cells and rows goes before what the file tells."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.imports.columns import choices, heading_key
from cooperatives.imports.records import ColumnAnswer, SheetAnswers, interpret
from kttt.spreadsheets.workbook import Sheet, Workbook

A, B = "6200828391", "6200828465"
HEAD = ["STT", "Tên HTX", "MST", "Xã", "Doanh thu", "Số máy bàn"]


def read(*rows, said=None, sheets=None, **options):
    workbook = Workbook("tep.xlsx", sheets or [Sheet("S", [list(r) for r in rows])], ["Nháp"])
    if said is not None:
        options["answers"] = {"S": said}
    options.setdefault("as_of", dt.date(2021, 12, 31))
    return interpret(workbook, **options)


def test_a_sheet_can_be_left_out_and_sheets_without_a_table_are_told():
    sheets = [Sheet("S", [HEAD, [1, "HTX A", A]]), Sheet("T", [HEAD, [1, "HTX B", B]]), Sheet("Lịch", [["Thứ hai"]])]
    reading = read(sheets=sheets, said=SheetAnswers(taken=False))
    assert [r.values["name"] for r in reading.rows] == ["HTX B"]
    assert (reading.empty_sheets, reading.hidden_sheets) == (["Lịch"], ["Nháp"])


def test_kind_date_and_unit_of_a_sheet_go_before_its_title():
    rows = [
        ["DANH SÁCH HTX đến 31/12/2020, ĐVT: nghìn đồng"],
        ["STT", "Tên đơn vị", "Doanh thu", "Xã"],
        [1, "HTX Nà Giàng", 5, "x"],
    ]
    said = SheetAnswers(kind="group", as_of=dt.date(2022, 6, 30), unit="million")
    reading = read(*rows, said=said, kind="cooperative", as_of=dt.date(2019, 1, 1), unit="vnd")
    row = reading.rows[0]
    assert (row.kind, row.as_of, row.figures) == ("group", dt.date(2022, 6, 30), {2022: {"revenue": 5_000_000}})


def test_a_column_gets_the_field_and_the_unit_that_the_clerk_says():
    said = SheetAnswers(
        columns={"E": ColumnAnswer("profit", "thousand"), "F": ColumnAnswer("phones"), "D": ColumnAnswer("")}
    )
    reading = read(HEAD, [1, "HTX A", A, "Bản Bo", 7, "02133876543"], said=said)
    row, sheet = reading.rows[0], reading.sheets[0]
    assert row.figures == {2021: {"profit": 7_000}}
    assert row.values["phones"] == ["02133876543"]
    assert "commune" not in row.values
    assert ("D", "Xã") in sheet.ignored_columns
    assert all(c.answered == (c.letter in "EF") for c in sheet.columns)


def test_of_two_columns_for_a_field_the_clerks_is_read():
    head = ["STT", "Tên HTX", "MST", "Tổng số thành viên", "Quân số"]
    said = SheetAnswers(columns={"E": ColumnAnswer("members")})
    reading = read(head, [1, "HTX A", A, 9, 12], said=said)
    assert reading.rows[0].figures == {2021: {"members": 12}}
    assert ("D", "Tổng số thành viên") in reading.sheets[0].ignored_columns


def test_the_clerk_may_say_where_the_names_stand_or_that_there_are_none():
    head = ["STT", "Tên HTX", "Tên gọi tắt", "MST", "Xã"]
    rows = [[1, "Chè", "HTX Chè Bản Bo", A, "x"], [2, "Mật ong", "HTX Mật ong", B, "x"]]
    reading = read(head, *rows, said=SheetAnswers(columns={"C": ColumnAnswer("name")}))
    assert [r.values["name"] for r in reading.rows] == ["HTX Chè Bản Bo", "HTX Mật ong"]
    reading = read(head, *rows, said=SheetAnswers(columns={"B": ColumnAnswer("")}))
    assert [r.refused for r in reading.rows] == [True, True]


def test_answered_columns_of_crosses_keep_their_marks():
    head = ["STT", "Tên HTX", "MST", "Còn chạy", "Tạm ngừng"]
    rows = [[1, "HTX A", A, None, "x"], [2, "HTX B", B, None, "x"]]
    reading = read(head, *rows, said=SheetAnswers(columns={"E": ColumnAnswer("status")}))
    assert [r.values["status"] for r in reading.rows] == ["suspended", "suspended"]


@pytest.mark.parametrize("kind", ["cooperative", "group"])
def test_every_choice_can_be_answered(kind):
    for field in choices(kind):
        said = SheetAnswers(kind=kind, columns={"F": ColumnAnswer(field, "vnd")})
        reading = read(HEAD, [1, "HTX A", A, "Bản Bo", 7, "12"], said=said)
        assert reading.sheets[0].columns[-1].field == field


def test_a_typed_cell_is_read_and_the_files_own_text_is_kept():
    said = SheetAnswers(cells={"E2": "1,5 tỷ", "B2": "HTX Mới", "K2": "thừa", "??": "x", "A9999999": "x", "ZZZ2": "x"})
    row = read(HEAD, [1, "HTX A", A, "Bản Bo", "#?"], said=said).rows[0]
    assert row.values["name"] == "HTX Mới"
    assert row.figures == {2021: {"revenue": 1_500_000_000}}
    assert (row.original["B"], row.original["E"]) == ("HTX A", "#?")
    assert row.mended == {"E2": "1,5 tỷ", "B2": "HTX Mới", "K2": "thừa"}


def test_mending_leaves_the_workbook_as_it_was_and_empty_text_empties_a_cell():
    sheet = Sheet("S", [HEAD, [1, "HTX A", "6.2E+09"]])
    assert read(sheets=[sheet]).rows[0].refused
    row = read(sheets=[sheet], said=SheetAnswers(cells={"C2": " "})).rows[0]
    assert not row.refused
    assert row.original["C"] == "6.2E+09"
    assert sheet.rows[1][2] == "6.2E+09"


def test_a_mended_personal_number_leaves_no_trace():
    number = "012345678901"
    typed = read(HEAD, [1, "HTX A", A], said=SheetAnswers(cells={"C2": number})).rows[0]
    replaced = read(HEAD, [1, "HTX A", number], said=SheetAnswers(cells={"C2": A})).rows[0]
    assert number not in repr(typed) + repr(replaced)
    assert replaced.values["tax_code"] == A


def test_a_row_left_out_says_nothing_and_blocks_nobody():
    rows = [[1, "HTX A", A, None, "1500"], [2, None, A], [3, "HTX A", A, None, 0], [None, "Tổng cộng", None, None, 0]]
    reading = read(HEAD, *rows, said=SheetAnswers(left_out=frozenset({2, 3})))
    assert [(r.left_out, r.refused, r.messages) for r in reading.rows] == [
        (True, False, []),
        (True, False, []),
        (False, False, []),
    ]
    assert reading.questions == []
    assert [(t.stated, t.computed) for t in reading.totals] == [(0, 0)]


def test_a_correction_is_remembered_for_lists_with_the_same_headings():
    head = ["STT", "Tên HTX", "MST", "Doanh thu 2021 (tr.đ)", "Quân số"]
    first = read(head, [1, "HTX A", A, 5, 12]).sheets[0]
    layouts = {first.layout: {heading_key("Quân số"): "workers", heading_key("MST"): ""}}
    later = [h.replace("2021", "2022") for h in reversed(head)]
    reading = read(later, [12, 5, A, "HTX A", 1], layouts=layouts)
    assert reading.sheets[0].layout == first.layout
    assert len(first.layout) <= 200
    assert reading.rows[0].figures == {2021: {"workers": 12}, 2022: {"revenue": 5_000_000}}
    assert "tax_code" not in reading.rows[0].values
    assert [c.heading for c in reading.sheets[0].columns if c.remembered] == ["Quân số"]
    said = SheetAnswers(columns={"A": ColumnAnswer("members")})
    assert read(later, [12, 5, A, "HTX A", 1], layouts=layouts, said=said).rows[0].figures[2021] == {"members": 12}


def test_a_heading_that_stands_twice_is_left_to_its_words():
    head = ["STT", "Tên HTX", "Doanh thu 2020 (tr.đ)", "Doanh thu 2021 (tr.đ)"]
    layout = read(head, [1, "HTX A", 5, 6]).sheets[0].layout
    row = read(head, [1, "HTX A", 5, 6], layouts={layout: {heading_key(head[2]): ""}}).rows[0]
    assert row.figures == {2020: {"revenue": 5_000_000}, 2021: {"revenue": 6_000_000}}


def test_what_is_shown_of_a_sheet():
    rows = [[i, f"HTX {i}", "012345678901", None, i] for i in range(1, 6)]
    sheet = read(HEAD, *rows).sheets[0]
    assert sheet.samples["B"] == ["HTX 1", "HTX 2", "HTX 3"]
    assert sheet.samples["F"] == ["", "", ""]
    assert "012345678901" not in repr(sheet)
    assert (sheet.tables, sheet.unit_asked) == (1, True)
    assert not read(HEAD, *rows, unit="million").sheets[0].unit_asked


def test_hidden_rows_are_read_and_told():
    row = read(sheets=[Sheet("S", [HEAD, [1, "HTX A", A]], hidden_rows={2})]).rows[0]
    assert row.hidden
    assert row.messages == []
    assert [n.level for n in row.notes] == ["note"]


def test_progress_is_told_now_and_then():
    told = []
    read(HEAD, *[[i, f"HTX {i}"] for i in range(1, 1203)], progress=lambda done, total: told.append((done, total)))
    assert told == [(500, 1202), (1000, 1202), (1202, 1202)]


def test_a_group_among_cooperatives_keeps_its_own_facts():
    head = ["STT", "Tên HTX, THT", "Người đại diện", "Vốn điều lệ (triệu đồng)", "MST"]
    rows = [["I", "Hợp tác xã"], [1, "HTX A", "Lò A", 5, A], ["II", "Tổ hợp tác"], [1, "THT B", "Lò B", 6, B]]
    first, second = read(head, *rows, kind=None).rows
    assert (first.kind, first.values["representative"]) == ("cooperative", "Lò A")
    assert (second.kind, second.values["leader"]) == ("group", "Lò B")
    assert set(second.values) == {"name", "leader"}
    assert second.figures == {2021: {"contribution": 6_000_000}}


CELLS = st.one_of(
    st.none(), st.text(max_size=8), st.integers(-5, 10**13), st.sampled_from(["x", "HTX A", "1,5 tỷ", "-"])
)
ANSWERS = st.builds(
    SheetAnswers,
    kind=st.sampled_from([None, "cooperative", "group"]),
    unit=st.sampled_from([None, "million"]),
    columns=st.dictionaries(
        st.sampled_from("ABCDEFGZ"),
        st.builds(ColumnAnswer, st.sampled_from(["", *choices("cooperative"), *choices("group")])),
    ),
    cells=st.dictionaries(st.from_regex(r"[A-H]{1,2}[0-9]{1,2}", fullmatch=True), st.text(max_size=8)),
    left_out=st.frozensets(st.integers(0, 9)),
)


@given(st.lists(st.lists(CELLS, max_size=7), max_size=8), ANSWERS)
def test_no_answer_makes_it_raise(rows, said):
    reading = read(HEAD, *rows, said=said)
    assert all(not r.messages for r in reading.rows if r.left_out)
