"""The clerk's screens: send, check, mend, decide, approve, undo; and what goes wrong on the way."""

from datetime import timedelta
from io import BytesIO
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cooperatives import exports
from cooperatives.imports import batches
from cooperatives.models import ColumnLayout, Distinction, ImportBatch, ImportRow, Organization, Statement
from tests import factories
from tests.cooperatives.lists import HEADINGS, line, workbook

pytestmark = pytest.mark.django_db
CODES = ("6200800117", "6200800124", "6200800131")


@pytest.fixture
def desk(client, django_capture_on_commit_callbacks):
    """A clerk at the desk; the background work is done before each answer."""

    class Desk:
        def __init__(self):
            client.force_login(factories.staff("canbo", "Cán bộ đăng ký"))
            self.client = client

        def send(self, data, name="htx-2021.xlsx", complete="1"):
            """Sends a file; gives its batch."""
            self.post("upload", {"files": SimpleUploadedFile(name, data), "complete": complete})
            return ImportBatch.objects.order_by("pk").last()

        def post(self, word, data=None, *args):
            address = reverse(f"admin:cooperatives_importbatch_{word}", args=args)
            with django_capture_on_commit_callbacks(execute=True):
                answer = client.post(address, data or {})
            if args:
                self.batch = ImportBatch.objects.filter(pk=args[0]).first()
            return answer

        def get(self, word, pk, query=""):
            answer = client.get(reverse(f"admin:cooperatives_importbatch_{word}", args=[pk]) + query)
            assert answer.status_code == 200, answer
            return answer

        def understood_as(self, batch, **changes):
            """Sends the form of step 2 as it stands, but for `changes`."""
            form = self.get("cach-hieu", batch.pk).context["forms"]
            data = {"complete": "1"}
            for sheet in form:
                for field in sheet:
                    value = field.value()
                    data[field.html_name] = "on" if value is True else ("" if value in (None, False) else str(value))
                    if hasattr(value, "strftime"):
                        data[field.html_name] = f"{value:%d/%m/%Y}"
            return self.post("cach-hieu", {**data, **changes}, batch.pk)

    return Desk()


def test_a_clean_list_goes_in_with_three_clicks_and_out_with_one(desk):
    before = list(exports.rows("cooperative"))
    batch = desk.send(workbook(line("HTX Chè Bản Bo", CODES[0]), line("HTX Nà Can", CODES[1], phone="0912345679")))
    assert batch.state == "preview"
    page = desk.get("cach-hieu", batch.pk)
    assert "HTX Chè Bản Bo" in page.text and "Vốn điều lệ (triệu đồng)" in page.text
    assert desk.understood_as(batch).url == reverse("admin:cooperatives_importbatch_xem", args=[batch.pk])
    page = desk.get("xem", batch.pk)
    assert "Nhập vào sổ (2 dòng)" in page.text and "500 triệu đồng" in page.text
    desk.post("nhap", None, batch.pk)
    assert (desk.batch.state, desk.batch.counts["new"]) == ("applied", 2)
    assert [o.charter_capital for o in Organization.objects.all()] == [500_000_000, 500_000_000]
    assert desk.batch.applied_by.username == "canbo"
    assert "Hoàn tác lần nhập này" in desk.get("xem", batch.pk).text
    desk.post("hoan-tac", None, batch.pk)
    assert desk.batch.state == "undone"
    assert list(exports.rows("cooperative")) == before and not Statement.objects.exists()


def test_a_missing_unit_is_asked_for_and_the_answer_is_enough(desk):
    headings = (*HEADINGS[:7], "Vốn điều lệ", "Tình trạng")
    batch = desk.send(workbook(line("HTX Chè Bản Bo", CODES[0]), headings=headings))
    page = desk.client.get(reverse("admin:cooperatives_importbatch_xem", args=[batch.pk]), follow=True)
    assert "đơn vị" in page.text and page.redirect_chain
    refused = desk.understood_as(batch)
    assert "hãy chọn đồng" in refused.text
    desk.post("nhap", None, batch.pk)
    assert not Statement.objects.exists()
    desk.understood_as(batch, **{"s0-unit": "million"})
    assert "500 triệu đồng" in desk.get("xem", batch.pk).text


def test_a_kind_that_the_file_leaves_open_is_confirmed(desk):
    headings = (
        "STT",
        "Tên đơn vị",
        "Số lượng người",
        "Xã",
        "Huyện",
        "Người đại diện",
        "Điện thoại",
        "Ghi chú",
        "Tình trạng",
    )
    lines = [
        [f"Nà Can {n}", None, "Bản Bo", "Tam Đường", "Lò Văn Pan", "0912345678", None, "Đang hoạt động"] for n in (1, 2)
    ]
    batch = desk.send(
        workbook(*lines, headings=headings, title="DANH SÁCH (số liệu đến ngày 31/12/2021)", sheet="Bảng 1")
    )
    assert [q["option"] for q in batch.report["questions"]] == ["--kind"]
    desk.understood_as(batch)
    assert desk.batch.report["questions"] == [] and desk.batch.counts["new"] == 2


def test_a_sheet_may_be_left_out_and_taken_again(desk):
    batch = desk.send(workbook(line("HTX Chè Bản Bo", CODES[0])))
    desk.understood_as(batch, **{"s0-taken": ""})
    assert desk.batch.counts["new"] == 0
    assert "Nhập lại trang “HTX”" in desk.get("cach-hieu", batch.pk).text
    desk.post("cach-hieu", {"complete": "1", "take": "HTX"}, batch.pk)
    assert desk.batch.counts["new"] == 1


def test_a_corrected_column_is_remembered_for_that_layout(desk):
    headings = (*HEADINGS[:5], "Anh đứng mũi chịu sào", *HEADINGS[6:])
    data = workbook(line("HTX Chè Bản Bo", CODES[0]), headings=headings)
    batch = desk.send(data)
    desk.understood_as(batch, **{"s0-column-F": "representative"})
    assert "Lò Văn Pan" in desk.get("xem", batch.pk).text
    assert ColumnLayout.objects.get().changed_by.username == "canbo"
    again = desk.send(workbook(line("HTX Nà Can", CODES[1], person="Vàng A Pó"), headings=headings), "xa-khac.xlsx")
    page = desk.get("cach-hieu", again.pk)
    assert "theo lần sửa trước" in page.text
    assert "Vàng A Pó" in desk.get("xem", again.pk).text


def test_a_refused_cell_is_mended_in_place_and_the_original_is_kept(desk):
    batch = desk.send(workbook(line("HTX Chè Bản Bo", "6.2E+09"), line("HTX Nà Can", CODES[1])))
    assert batch.counts["refused"] == 1
    page = desk.get("xem", batch.pk, "?loc=khong-nhan")
    row = batch.rows.get(result="refused")
    assert f'name="cell-{row.pk}-C4"' in page.text
    desk.post("sua", {"loc": "khong-nhan", f"cell-{row.pk}-C4": CODES[0]}, batch.pk)
    assert desk.batch.counts == {"new": 2, "updated": 0, "unchanged": 0, "refused": 0, "skipped": 0}
    desk.post("nhap", None, batch.pk)
    said = Organization.objects.get(tax_code=CODES[0]).statements.get()
    assert said.original["C"] == "6.2E+09" and said.mended == {"C4": CODES[0]}
    history = desk.client.get(reverse("admin:cooperatives_cooperative_history", args=[said.organization_id]))
    assert "ô C4" in history.text and "htx-2021.xlsx" in history.text and "canbo" in history.text


def test_a_row_may_be_left_out_and_taken_again(desk):
    batch = desk.send(workbook(line("HTX Chè Bản Bo", CODES[0]), line("HTX Nà Can", CODES[1])))
    row = batch.rows.get(row=5)
    desk.post("sua", {f"skip-{row.pk}": "on"}, batch.pk)
    assert (desk.batch.counts["new"], desk.batch.counts["skipped"]) == (1, 1)
    assert "Lấy lại" in desk.get("xem", batch.pk, "?loc=de-lai").text
    desk.post("sua", {f"keep-{batch.rows.get(row=5).pk}": "on"}, batch.pk)
    assert desk.batch.counts["new"] == 2


@pytest.fixture
def known(desk):
    """An organisation with a name that others are like."""
    batch = desk.send(workbook(line("HTX Nông nghiệp Phiêng Khoang", CODES[0], phone="0912345679")), "truoc.xlsx")
    desk.post("nhap", None, batch.pk)
    return Organization.objects.get()


def doubtful(desk):
    """A later list that writes that name with a slip."""
    title = "DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày 31/12/2022)"
    return desk.send(workbook(line("HTX Nông nghiệp Phiêng Khoanh", capital=700), title=title), "sau.xlsx")


def test_a_doubtful_pair_waits_for_a_person(desk, known):
    batch = doubtful(desk)
    assert (batch.counts["skipped"], batch.counts["new"]) == (1, 0)
    page = desk.get("xem", batch.pk, "?loc=nghi-trung")
    assert "Nghi trùng (1)" in page.text and known.name in page.text
    assert "Tệp không làm thay đổi gì" in page.text
    assert Organization.objects.count() == 1


def test_a_doubtful_pair_that_is_one_becomes_its_history(desk, known):
    batch = doubtful(desk)
    row = batch.rows.get()
    desk.post("sua", {"loc": "nghi-trung", f"match-{row.pk}": str(known.pk)}, batch.pk)
    assert desk.batch.counts["updated"] == 1
    assert "checked" in desk.get("xem", batch.pk, "?loc=nghi-trung").text
    desk.post("nhap", None, batch.pk)
    known.refresh_from_db()
    assert (known.name, known.charter_capital) == ("HTX Nông nghiệp Phiêng Khoanh", 700_000_000)
    assert known.statements.count() == 2


def test_a_doubtful_pair_that_is_one_may_keep_the_name_that_is_known(desk, known):
    batch = doubtful(desk)
    desk.post("sua", {f"match-{batch.rows.get().pk}": f"keep-{known.pk}"}, batch.pk)
    desk.post("nhap", None, batch.pk)
    known.refresh_from_db()
    assert (known.name, known.charter_capital) == ("HTX Nông nghiệp Phiêng Khoang", 700_000_000)
    assert known.statements.last().mended == {"B4": "HTX Nông nghiệp Phiêng Khoang"}


def test_a_row_refused_as_a_double_may_get_its_own_tax_code(desk):
    batch = desk.send(workbook(line("HTX Nà Can", CODES[0]), line("HTX Nà Can", phone="0912345672")))
    row = batch.rows.get(result="refused")
    page = desk.get("xem", batch.pk, "?loc=khong-nhan")
    assert f'name="cell-{row.pk}-C5"' in page.text and "Sửa ô C5 (Mã số thuế)" in page.text
    desk.post("sua", {f"cell-{row.pk}-C5": CODES[1]}, batch.pk)
    assert desk.batch.counts["refused"] == 0


def test_the_same_address_in_other_words_is_no_news(desk):
    first = desk.send(workbook(line("HTX Nà Can", CODES[0], commune="xã Bản Bo")))
    desk.post("nhap", None, first.pk)
    again = desk.send(workbook(line("HTX Nà Can", CODES[0], commune="Bản Bo")))
    assert again.counts["unchanged"] == 1


def test_not_the_same_is_remembered(desk, known):
    batch = doubtful(desk)
    desk.post("sua", {"all-new": "1", f"match-{batch.rows.get().pk}": ""}, batch.pk)
    assert desk.batch.counts["new"] == 1
    desk.post("nhap", None, batch.pk)
    assert Organization.objects.count() == 2
    assert Distinction.objects.get().organization == known
    desk.post("hoan-tac", None, batch.pk)
    again = doubtful(desk)
    assert (again.counts["new"], again.counts["skipped"]) == (1, 0)


def test_what_a_full_list_does_not_name_is_listed_and_stays(desk, known):
    batch = desk.send(workbook(line("HTX Nà Can", CODES[1], phone="0911111111")))
    page = desk.get("xem", batch.pk, "?loc=vang")
    assert known.name in page.text and "Huyện Tam Đường" in page.text
    desk.post("nhap", None, batch.pk)
    assert known.name in desk.get("xem", batch.pk, "?loc=vang").text
    assert Organization.objects.count() == 2
    partial = desk.send(workbook(line("HTX Thèn Sin", CODES[2], phone="0911111112")), complete="")
    assert partial.absent == []


def test_a_file_that_cannot_be_read_says_why(desk):
    batch = desk.send(b"PK\x03\x04 nothing", "hong.xlsx")
    assert batch.state == "unreadable"
    page = desk.get("cach-hieu", batch.pk)
    assert "Tệp bị hỏng hoặc chưa tải lên hết" in page.text and "Chọn tệp khác" in page.text
    name = batch.file.name
    desk.post("bo", None, batch.pk)
    assert desk.batch is None and not batch.file.storage.exists(name)


def nameless_list(*rows):
    """A list whose column of names is headed by words that nobody knows."""
    headings = ("STT", "Nơi chốn ấy", "MST", "Điện thoại", "Địa chỉ")
    return workbook(*rows, headings=headings, title="Danh mục năm 2024", sheet="Trang 1")


def test_a_sheet_without_a_heading_for_names_asks_where_they_stand_and_remembers(desk):
    batch = desk.send(nameless_list(["Chè Nà Luông", CODES[0], "0912345678", "Xã Bản Bo"]))
    assert batch.state == "unreadable"
    page = desk.get("cach-hieu", batch.pk).text
    assert "chưa rõ cột tên" in page and "B: Nơi chốn ấy (Chè Nà Luông)" in page
    answer = desk.post("cach-hieu", {"n0-name_column": "B", "complete": "1"}, batch.pk)
    assert answer.url.endswith("/cach-hieu/")  # its other columns are to be looked at
    assert desk.batch.counts["new"] == 1
    page = desk.get("cach-hieu", batch.pk).text
    assert "chưa rõ cột tên" not in page
    desk.understood_as(batch)
    next_year = desk.send(nameless_list(["Chè Nà Can", CODES[1], "0912345679", "Xã Bản Bo"]))
    assert (next_year.state, next_year.counts["new"]) == ("preview", 1)


def test_what_was_changed_in_whole_columns_is_said(desk):
    rows = [["HTX Chè Nà Luông", CODES[0], "0912345678", 36], ["HTX Chè Nà Can", CODES[1], "0912345679", 48]]
    headings = ("STT", "Khách hàng", "MST", "Điện thoại", "Thu nhập lao động (triệu đồng/người/năm)")
    batch = desk.send(workbook(*rows, headings=headings, title="Danh mục năm 2024"))
    page = desk.get("cach-hieu", batch.pk).text
    assert "Cột B “Khách hàng” được đọc là tên HTX, tổ hợp tác vì nội dung các ô: hãy kiểm tra." in page
    assert "ghi thu nhập cả năm nên được chia cho 12 tháng" in page


def test_a_sheet_without_names_may_be_left_alone(desk):
    batch = desk.send(nameless_list(["Chè Nà Luông", CODES[0], "0912345678", "Xã Bản Bo"]))
    desk.post("cach-hieu", {"n0-name_column": "", "complete": "1"}, batch.pk)
    assert desk.batch.state == "unreadable"
    assert desk.post("cach-hieu", {"n0-name_column": "Z"}, batch.pk).status_code == 200  # no such column


def test_several_files_at_once(desk):
    files = [SimpleUploadedFile(f"{n}.xlsx", workbook(line(f"HTX Số {n}", code))) for n, code in enumerate(CODES)]
    answer = desk.post("upload", {"files": files, "complete": "1"})
    assert answer.url == reverse("admin:cooperatives_importbatch_changelist")
    assert ImportBatch.objects.filter(state="preview").count() == 3


def test_of_two_approvals_one_counts(desk):
    batch = desk.send(workbook(line("HTX Chè Bản Bo", CODES[0])))
    desk.post("nhap", None, batch.pk)
    desk.post("nhap", None, batch.pk)
    batches.work_on.func(batch.pk)
    assert Statement.objects.count() == 1


def test_work_of_a_process_that_is_gone_is_taken_up(desk, django_capture_on_commit_callbacks):
    batch = desk.send(workbook(line("HTX Chè Bản Bo", CODES[0])))
    long_ago = timezone.now() - timedelta(minutes=5)
    ImportBatch.objects.filter(pk=batch.pk).update(state="applying", step="Ghi vào sổ", touched_at=long_ago)
    page = desk.get("xem", batch.pk)
    assert "tự chạy lại" in page.text
    assert desk.get("tien-do", batch.pk).json()["working"] is True
    with django_capture_on_commit_callbacks(execute=True):
        batches.resume_stalled()
    batch.refresh_from_db()
    assert batch.state == "applied" and Statement.objects.count() == 1
    assert desk.get("tien-do", batch.pk).json()["working"] is False


@pytest.mark.parametrize("fault", [ZeroDivisionError, DataError])
def test_an_unforeseen_fault_leaves_the_registry_and_says_so(desk, monkeypatch, caplog, fault):
    batch = desk.send(workbook(line("HTX Chè Bản Bo", CODES[0])))
    monkeypatch.setattr(batches, "take", Mock(side_effect=fault))
    desk.post("nhap", None, batch.pk)
    assert desk.batch.state == "preview" and "sổ vẫn như cũ" in desk.batch.notice
    assert fault.__name__ in caplog.text and not Statement.objects.exists()


def test_the_returned_workbook_marks_the_cells(desk):
    batch = desk.send(workbook(line("HTX Chè Bản Bo", "6.2E+09")))
    answer = desk.client.get(reverse("admin:cooperatives_importbatch_tra-lai", args=[batch.pk]))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Cần sửa", "HTX"]
    assert book["HTX"]["C4"].comment and book["HTX"]["C4"].fill.fgColor.rgb.endswith("F8B4B4")
    assert [cell.value for cell in book["Cần sửa"][2]][:2] == ["HTX", "C4"]


@pytest.mark.parametrize(("group", "sees", "sends"), [("Lãnh đạo duyệt", 200, 403), ("Phóng viên", 403, 403)])
def test_who_may(desk, client, group, sees, sends):
    batch = desk.send(workbook(line("HTX Chè Bản Bo", CODES[0])))
    client.force_login(factories.staff("khac", group))
    assert client.get(reverse("admin:cooperatives_importbatch_xem", args=[batch.pk])).status_code == sees
    for word in ("nhap", "sua", "bo", "hoan-tac", "lam-lai"):
        assert client.post(reverse(f"admin:cooperatives_importbatch_{word}", args=[batch.pk])).status_code == sends
    for word in ("tep", "tra-lai"):
        assert client.get(reverse(f"admin:cooperatives_importbatch_{word}", args=[batch.pk])).status_code == sends
    assert client.get(reverse("admin:cooperatives_importbatch_upload")).status_code == sends
    batch.refresh_from_db()
    assert batch.state == "preview"


def test_five_thousand_rows_are_previewed_with_few_queries_on_a_light_page(desk, django_assert_max_num_queries):
    lines = [line(f"HTX Sản xuất số {n}", person="", phone=f"09{n:08}") for n in range(5000)]
    data = workbook(*lines)
    with django_assert_max_num_queries(100):
        batch = desk.send(data)
        page = desk.get("xem", batch.pk)
    assert batch.counts["new"] == ImportRow.objects.count() == 5000
    assert len(page.content) < 200_000
