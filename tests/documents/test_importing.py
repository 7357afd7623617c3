"""Lists of documents from Excel: every wording and form that offices use, again and again without harm."""

import datetime as dt
import json
import unicodedata
from io import BytesIO, StringIO
from pathlib import Path

import hypothesis
import openpyxl
import pytest
import xlsxwriter
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from documents.importing.columns import field_of
from documents.importing.running import KEPT, import_list
from documents.models import Document, DocumentFile, DocumentType, Field, IssuingBody
from kttt.publishing import State
from kttt.searching.asking import find, results
from kttt.searching.models import Stale
from tests import factories

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parent.parent / "samples"
PDF = b"%PDF-1.4 nothing but a test"
HEADINGS = ["STT", "Số ký hiệu", "Loại văn bản", "Cơ quan ban hành", "Ngày ban hành", "Ngày hiệu lực",
            "Ngày hết hiệu lực", "Người ký", "Trích yếu", "Lĩnh vực", "Tệp"]  # fmt: skip
CIRCULAR = [1, "25/2024/TT-BTC", "Thông tư", "Bộ Tài chính", "23/4/2024", "08/06/2024", None, "Lò Văn Thử",
            "Bãi bỏ một thông tư cũ", "Tài chính – thuế, phí", None]  # fmt: skip
PLAN = [2, "12/KH-LMHTX", "Kế hoạch", "LMHTX tỉnh", dt.date(2025, 3, 4), None, None, "Tẩn A Mẫu",
        "Tập huấn cho hợp tác xã", "Hợp tác xã; Chuyển đổi số", None]  # fmt: skip


def xlsx(*rows, merges=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merges:
        book.active.merge_cells(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def counts(outcome):
    return tuple(outcome.counts.values())


def bring(*rows, headings=HEADINGS, **options):
    return import_list(xlsx(headings, *rows), "ds.xlsx", **options)


def changed(row, **cells):
    """The row with other cells, by the number of their column: c4="…"."""
    return [cells.get(f"c{n}", cell) for n, cell in enumerate(row)]


def said(outcome):
    return [f"{row.row} {label}: {sentence}" for row in outcome.rows for label, sentence in row.messages]


def test_a_list_becomes_drafts_with_all_that_it_says():
    outcome = bring(CIRCULAR, PLAN)
    assert (counts(outcome), said(outcome), outcome.made) == ((2, 0, 0, 0), [], {})
    found = Document.objects.get(number="25/2024/TT-BTC")
    assert (found.type.name, found.issuer.name, found.signer) == ("Thông tư", "Bộ Tài chính", "Lò Văn Thử")
    assert (found.issued_on, found.effective_on) == (dt.date(2024, 4, 23), dt.date(2024, 6, 8))
    assert (found.expired_on, found.abstract, found.state) == (None, "Bãi bỏ một thông tư cũ", State.DRAFT)
    plan = Document.objects.get(number="12/KH-LMHTX")
    assert plan.issuer.name == "Liên minh Hợp tác xã tỉnh Lai Châu"
    assert sorted(field.name for field in plan.fields.all()) == ["Chuyển đổi số", "Hợp tác xã"]
    assert Field.objects.count() == 24


def test_again_changes_nothing_and_writes_nothing(django_assert_max_num_queries):
    bring(CIRCULAR, PLAN)
    before = list(Document.objects.order_by("pk").values())
    with django_assert_max_num_queries(20):
        outcome = bring(CIRCULAR, PLAN)
    assert counts(outcome) == (0, 0, 2, 0)
    assert list(Document.objects.order_by("pk").values()) == before


def test_a_changed_cell_changes_only_itself_and_an_empty_one_nothing():
    bring(CIRCULAR)
    outcome = bring(changed(CIRCULAR, c6="31/12/2026", c7=None, c9=None, c8="Bãi bỏ Thông tư 83"))
    assert counts(outcome) == (0, 1, 0, 0)
    assert outcome.rows[0].changes == [
        ("Ngày hết hiệu lực", "", "31/12/2026"), ("Trích yếu", "Bãi bỏ một thông tư cũ", "Bãi bỏ Thông tư 83"),
    ]  # fmt: skip
    found = Document.objects.get()
    assert (found.signer, found.fields.count(), found.abstract) == ("Lò Văn Thử", 1, "Bãi bỏ Thông tư 83")


def test_what_staff_edited_since_stays_until_the_cell_changes():
    bring(CIRCULAR)
    found = Document.objects.get()
    found.abstract, found.state = "Cán bộ đã sửa", State.PUBLISHED
    found.save()
    outcome = bring(CIRCULAR)
    assert counts(outcome) == (0, 0, 1, 0) and said(outcome) == [f"2 Trích yếu: {KEPT}"]
    assert counts(bring(changed(CIRCULAR, c8="Danh sách sửa lại"))) == (0, 1, 0, 0)
    found.refresh_from_db()
    assert (found.abstract, found.state) == ("Danh sách sửa lại", State.PUBLISHED)


def test_publishing_is_asked_for_and_the_newest_stands_on_top():
    bring(CIRCULAR, PLAN, [3, "17/2023/QH15", "Luật", "Quốc hội", "20/6/2023", *[None] * 3, "Hợp tác xã"], publish=True)
    top = Document.objects.published().newest_first()
    assert [d.number for d in top] == ["12/KH-LMHTX", "25/2024/TT-BTC", "17/2023/QH15"]
    assert not Stale.objects.exists()
    found = find("bai bo mot thong tu cu")
    assert len(results(found, found.things)) == 1


def test_a_dry_run_tells_the_same_and_writes_nothing():
    row = changed(PLAN, c2="Bảng kê", c3="Hội Làm vườn", c9="Cây ăn quả")
    outcome = bring(CIRCULAR, row, dry_run=True)
    assert counts(outcome) == (2, 0, 0, 0) and not Document.objects.exists()
    made = {"Loại văn bản": ["Bảng kê"], "Cơ quan ban hành": ["Hội Làm vườn"], "Lĩnh vực": ["Cây ăn quả"]}
    assert outcome.made == made and not IssuingBody.objects.filter(name="Hội Làm vườn").exists()
    assert bring(CIRCULAR, row).made == made
    assert DocumentType.objects.get(name="Bảng kê").documents.count() == 1
    assert bring(CIRCULAR, row).made == {}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Số/Ký hiệu", "number"), ("Số, ký hiệu văn bản", "number"), ("Số văn bản", "number"), ("Số VB", "number"),
        ("Số hiệu", "number"), ("Số và ký hiệu", "number"), ("Số", "number"), ("Số, ngày tháng văn bản", "number"),
        ("Số KH", "number"), ("Ngày, tháng, năm ban hành", "issued_on"), ("Ngày tháng", "issued_on"),
        ("Ngày ký", "issued_on"), ("NGÀY BAN HÀNH", "issued_on"), ("Hiệu lực từ", "effective_on"),
        ("Ngày có hiệu lực", "effective_on"), ("Thời điểm có hiệu lực", "effective_on"), ("Hiệu lực đến", "expired_on"),
        ("Ngày hết hiệu lực", "expired_on"), ("Nội dung trích yếu", "abstract"), ("Trích yếu nội dung", "abstract"),
        ("Tên loại và trích yếu nội dung văn bản", "abstract"), ("CQBH", "issuer"), ("Nơi ban hành", "issuer"),
        ("Cơ quan, tổ chức ban hành", "issuer"), ("Thể loại", "type"), ("Hình thức văn bản", "type"),
        ("Loại VB", "type"), ("File đính kèm", "files"), ("Tệp tin", "files"), ("Người ký", "signer"),
        ("Chức vụ người ký", "signer_title"), ("Lĩnh vực", "fields"), ("Nội bộ", "internal"), ("STT", "ignored"),
        ("Ghi chú", "ignored"), ("Tình trạng hiệu lực", "ignored"), ("Số trang", "ignored"), ("Số đến", "ignored"),
        ("Màu bìa", None), ("", None),
    ],
)  # fmt: skip
def test_headings_in_the_wordings_of_offices(heading, field):
    assert field_of(heading) == field


def test_titles_above_two_rows_of_headings_groups_totals_and_signatures():
    data = xlsx(
        ["LIÊN MINH HỢP TÁC XÃ TỈNH LAI CHÂU"], ["DANH MỤC VĂN BẢN NĂM 2024"], [],
        ["TT", "Văn bản", None, "CQBH", "Hiệu lực", None, "Nội dung trích yếu"],
        [None, "Số, ký hiệu", "Ngày, tháng, năm", None, "Từ ngày", "Đến ngày", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        ["I", "Văn bản của Trung ương"],
        [1, "25/2024/TT-BTC", "23/4/2024", "Bộ Tài chính", "8/6/2024", "31/12/2026", "Bãi bỏ một thông tư cũ"],
        [2, "07/2024/TT-BTC", "31/1/2024", None, None, None, "Quy định mức phí"],
        ["TT", "Số, ký hiệu", "Ngày, tháng, năm", "CQBH", "Từ ngày", "Đến ngày", "Nội dung trích yếu"],
        [3, "113/2024/NĐ-CP", "12/9/2024", "Chính phủ", None, None, "Hướng dẫn Luật Hợp tác xã"],
        ["Tổng cộng: 3 văn bản"], [], [None, "NGƯỜI LẬP BIỂU", None, None, None, None, "GIÁM ĐỐC"],
        merges=["A1:G1", "A4:A5", "B4:C4", "D4:D5", "E4:F4", "G4:G5", "D8:D9"],
    )  # fmt: skip
    outcome = import_list(data, "ds.xlsx")
    assert (counts(outcome), said(outcome)) == ((3, 0, 0, 0), [])
    found = Document.objects.get(number="25/2024/TT-BTC")
    assert (found.effective_on, found.expired_on) == (dt.date(2024, 6, 8), dt.date(2026, 12, 31))
    assert found.type.name == "Thông tư" and Document.objects.get(number="113/2024/NĐ-CP").type.name == "Nghị định"
    assert Document.objects.get(number="07/2024/TT-BTC").issuer.name == "Bộ Tài chính"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("04/3/2022", dt.date(2022, 3, 4)), ("ngày 4 tháng 3 năm 2022", dt.date(2022, 3, 4)),
        (44624, dt.date(2022, 3, 4)),
        ("4-3-2022", dt.date(2022, 3, 4)), ("04.03.2022", dt.date(2022, 3, 4)), ("2022-03-04", dt.date(2022, 3, 4)),
        (dt.date(2022, 3, 4), dt.date(2022, 3, 4)), ("2022-03-04 07:30:00", dt.date(2022, 3, 4)),
        ("04/3/2022", dt.date(2022, 3, 4)), ("3/2022", None), ("2022", None), ("31/2/2022", None), ("hôm qua", None),
    ],
)  # fmt: skip
def test_dates_in_all_usual_writings(cell, day):
    outcome = bring(changed(CIRCULAR, c4=cell, c5=None))
    if day:
        assert Document.objects.get().issued_on == day
    else:
        assert counts(outcome) == (0, 0, 0, 1) and said(outcome)[0].startswith("2 Ngày ban hành: ")
        assert not Document.objects.exists()


def test_number_and_date_in_one_cell():
    outcome = import_list(
        xlsx(
            ["Số, ngày văn bản", "Trích yếu"],
            ["25/2024/TT-BTC ngày 20/4/2024", "Một"],
            ["Số: 26/2024/TT-BTC\nngày 01 tháng 5 năm 2024", "Hai"],
            ["27/2024/TT- BTC, 2/5/2024", "Ba"],
        ),
        "ds.xlsx",
    )  # fmt: skip
    assert (counts(outcome), said(outcome)) == ((3, 0, 0, 0), [])
    assert dict(Document.objects.values_list("number", "issued_on")) == {
        "25/2024/TT-BTC": dt.date(2024, 4, 20), "26/2024/TT-BTC": dt.date(2024, 5, 1),
        "27/2024/TT-BTC": dt.date(2024, 5, 2),
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_delimited_text(encoding, delimiter):
    lines = [["Trích yếu", "Số văn bản", "CQBH", "Ngày"], ["Bãi bỏ", "25/2024/TT-BTC", "Bộ Tài chính", "23/4/2024"]]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    assert counts(import_list(data, "ds.csv")) == (1, 0, 0, 0)
    assert Document.objects.get().issued_on == dt.date(2024, 4, 23)


def test_an_xls_of_before_2007():
    outcome = import_list((SAMPLES / "van-ban.xls").read_bytes(), "van-ban.xls")
    assert (counts(outcome), said(outcome)) == ((2, 0, 0, 0), [])
    assert set(Document.objects.values_list("number", "issuer__name", "issued_on")) == {
        ("25/2024/TT-BTC", "Bộ Tài chính", dt.date(2024, 4, 23)),
        ("07/2024/TT-BTC", "Bộ Tài chính", dt.date(2024, 1, 31)),
    }


def test_two_sheets_and_one_that_is_no_list():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in (("2024", [HEADINGS, CIRCULAR]), ("Ghi nhớ", [["Gọi điện", "Hà Linh"]]), ("Ẩn", [["x"]])):
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
        sheet.hide()
    outcome = import_list(out.getvalue(), "ds.xlsx")
    assert counts(outcome) == (1, 0, 0, 0)
    assert outcome.notes == [
        "Trang đang ẩn nên không đọc: Ẩn.", "Trang “Ghi nhớ” không có danh sách văn bản nên được bỏ qua."
    ]  # fmt: skip


def test_bad_rows_are_told_and_good_ones_come():
    outcome = bring(
        changed(CIRCULAR, c4="99/99/2024"), changed(PLAN, c1="Không số"), changed(PLAN, c1=None), PLAN,
        changed(PLAN, c7="Người khác"), changed(PLAN, c1="13/XY", c2=None), changed(PLAN, c1="14/KH-XY", c3=None),
        changed(PLAN, c1="15/KH-LMHTX", c8=None), changed(PLAN, c1=dt.date(2025, 3, 5)),
        changed(CIRCULAR, c1="9/2024/TT-BTC", c5="1/6/2024", c6="1/5/2024"),
        changed(PLAN, c1="16/KH-LMHTX", c8="x" * 6000),
        changed(CIRCULAR, c1="11/2024/TT-BTC", c7="#REF!"),
    )  # fmt: skip
    assert counts(outcome) == (1, 0, 0, 11)
    assert [line.split(":")[0] for line in said(outcome)] == [
        "2 Ngày ban hành", "3 Số, ký hiệu", "4 Số, ký hiệu", "6 Số, ký hiệu", "7 Số, ký hiệu", "7 Loại văn bản",
        "8 Cơ quan ban hành", "9 Trích yếu", "10 Số, ký hiệu", "11 Ngày hết hiệu lực", "12 Trích yếu", "13 Người ký",
    ]  # fmt: skip
    assert "dòng 5" in said(outcome)[3]


def test_the_same_number_of_another_year_or_body_is_another_document():
    rows = [changed(PLAN, c1="477/CT-UBND", c2=None, c3=None, c4=day) for day in ("5/2/2024", "6/2/2025")]
    outcome = bring(*rows, changed(rows[0], c3="UBND huyện Tam Đường"))
    assert counts(outcome) == (3, 0, 0, 0) and len(said(outcome)) == 2
    assert counts(bring(*rows, changed(rows[0], c3="UBND huyện Tam Đường"))) == (0, 0, 3, 0)
    assert counts(bring(changed(rows[0], c4=None))) == (0, 0, 0, 1)


def test_a_day_that_was_unknown_is_filled_in_once():
    factories.document("477/CT-UBND", issuer=IssuingBody.objects.get(abbreviation="UBND"), abstract="Thi đua")
    rows = [changed(PLAN, c1="477/CT-UBND", c2=None, c3="UBND tỉnh", c4=day) for day in ("5/2/2024", "6/2/2025")]
    assert counts(bring(*rows)) == (1, 1, 0, 0)
    assert counts(bring(*rows)) == (0, 0, 2, 0)
    assert set(Document.objects.values_list("issued_on", flat=True)) == {dt.date(2024, 2, 5), dt.date(2025, 2, 6)}


def test_an_internal_document_stays_so():
    bring([1, "12/KH-LMHTX", "Kế hoạch", "Nội bộ", "Có"], headings=["TT", "Số", "Loại", "Trích yếu", "Lưu hành nội bộ"])
    assert Document.objects.get().internal
    bring(
        [1, "12/KH-LMHTX", "Kế hoạch", "Nội bộ", "Không"], headings=["TT", "Số", "Loại", "Trích yếu", "Lưu hành nội bộ"]
    )
    assert Document.objects.get().internal


def test_files_are_found_by_any_writing_of_their_name_and_stored_once(tmp_path):
    (tmp_path / "2024").mkdir()
    written = unicodedata.normalize("NFD", "Thông Tư 25.PDF")
    (tmp_path / "2024" / written).write_bytes(PDF)
    (tmp_path / "phu luc.pdf").write_bytes(PDF + b"2")
    (tmp_path / "gia.docx").write_bytes(b"MZ a program")
    row = changed(CIRCULAR, c10="thong tu 25.pdf; PHỤ LỤC.pdf\nmat.pdf; gia.docx")
    outcome = bring(row, folder=tmp_path)
    assert counts(outcome) == (1, 0, 0, 0) and outcome.rows[0].missing_files == ["mat.pdf", "gia.docx"]
    assert "Không thấy tệp “mat.pdf”" in said(outcome)[0] and "không phải là .docx" in said(outcome)[1]
    names = list(DocumentFile.objects.values_list("name", "size", "position"))
    assert names == [("thong-tu-25.pdf", len(PDF), 0), ("phu-luc.pdf", len(PDF) + 1, 1)]
    (tmp_path / "copy.pdf").write_bytes(PDF)
    assert counts(bring(changed(row, c10="copy.pdf; 2024/Thông tư 25.pdf"), folder=tmp_path)) == (0, 0, 1, 0)
    (tmp_path / "mat.pdf").write_bytes(PDF + b"3")
    assert counts(bring(row, folder=tmp_path)) == (0, 1, 0, 0)
    DocumentFile.objects.get(name="phu-luc.pdf").delete()
    assert counts(bring(row, folder=tmp_path)) == (0, 0, 1, 0)
    assert DocumentFile.objects.count() == 2


def test_a_file_that_staff_uploaded_is_not_stored_again(tmp_path):
    owner = factories.document("25/2024/TT-BTC", issued_on=dt.date(2024, 4, 23))
    factories.document_file(owner, PDF)
    (tmp_path / "khac.pdf").write_bytes(PDF)
    bring(changed(CIRCULAR, c10="khac.pdf"), folder=tmp_path)
    assert owner.files.count() == 1


CELLS = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=40) | st.sampled_from(
    ["25/2024/TT-BTC", "TT", "BTC", "***", "4/3/2022", "#REF!", "Số, ký hiệu", "Tổng cộng", "a.pdf; b/../c.pdf", "'=1"]
)  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=10, max_size=10), min_size=1, max_size=5))
@hypothesis.settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_property_no_cells_break_it_and_again_changes_nothing(tmp_path, rows):
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS[1:])
        for n, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write(n, column, str(cell) if isinstance(cell, dt.date) else cell)
    first, again = (import_list(out.getvalue(), "ds.xlsx", folder=tmp_path) for _ in range(2))
    assert again.counts["new"] == again.counts["updated"] == 0
    assert again.counts["refused"] == first.counts["refused"]
    assert not any("Không ghi được" in line for line in said(first))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04 cut", b"a;b\n1;2", "Số;Màu\n".encode(), b"\0" * 50])
def test_what_is_no_list_is_refused_in_a_sentence(data):
    outcome = import_list(data, "ds.xlsx")
    assert outcome.problem and outcome.is_empty


def test_the_command_tells_its_counts_and_its_exit_status(tmp_path, capsys):
    file, report, out = tmp_path / "ds.xlsx", tmp_path / "out.json", StringIO()
    file.write_bytes(xlsx(HEADINGS, CIRCULAR, changed(PLAN, c4="3/2022", c3="Hội Làm vườn")))
    call_command("import_documents", file, "--publish", "--report", report, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("Sheet, dòng 3, Ngày ban hành: “3/2022” thiếu ngày")
    assert lines[-1] == "1 mới, 0 cập nhật, 0 không đổi, 1 lỗi."
    assert json.loads(report.read_text())["counts"] == {"new": 1, "updated": 0, "unchanged": 0, "refused": 1}
    assert Document.objects.published().count() == 1
    file.write_bytes(xlsx(HEADINGS, changed(PLAN, c4="3/2022")))
    for path in (file, tmp_path / "none.xlsx", tmp_path / "ds.txt"):
        with pytest.raises((SystemExit, CommandError)) as stopped:
            call_command("import_documents", path, stdout=StringIO())
        assert getattr(stopped.value, "code", None) == 1 or stopped.value.returncode == 1
    with pytest.raises(CommandError):
        call_command("import_documents", file, "--files", tmp_path / "none")
