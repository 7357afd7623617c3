"""A person who asks to be forgotten is found nowhere afterwards: not in the database, not in a stored file."""

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import Http404
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from cooperatives import erasing
from cooperatives.admin.erasing import erase_view
from cooperatives.erasing import BusyError, erase_person
from cooperatives.history import record_edit
from cooperatives.imports import batches
from cooperatives.imports.committing import undo
from cooperatives.imports.options import Options
from cooperatives.imports.records import SheetAnswers
from cooperatives.imports.running import look, take
from cooperatives.models import Cooperative, CooperativeGroup, ImportBatch, ImportRow, Organization
from kttt.publishing import content_revision
from tests import factories

pytestmark = pytest.mark.django_db
TEA, FISH = "6200800117", "6200800124"
HEADINGS = (
    "STT", "Tên HTX", "Mã số thuế", "Xã", "Huyện", "Người đại diện", "Năm sinh", "Điện thoại", "Email", "Ngành nghề",
    "Vốn điều lệ (triệu đồng)", "Ghi chú",
)  # fmt: skip
PAN = ("Lò Văn Pan", "12/7/1975", "0912345678", "pan.lv@vidu.vn")
MAY = ("Vàng Thị Mảy", "3/9/1981", "0987654321", "may.vt@vidu.vn")
TRACES = ("Lò Văn Pan", "LÒ VĂN PAN", "912345678", "912.345.678", "pan.lv", "12/7/1975", "em trai ông")


def line(name, code, person, commune="Bản Bo", lines="Trồng chè", capital=500, note=None):
    who, born, phone, email = person
    return [name, code, commune, "Tam Đường", who, born, phone, email, lines, capital, note]


def table(*lines, year=2021, headings=HEADINGS):
    rows = [[f"DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày 31/12/{year})"], [], list(headings)]
    rows += [[number, *values] for number, values in enumerate(lines, 1)]
    return [*rows, [], [None, "Người lập biểu: Đèo Văn Ký"]]


def workbook(rows, change=None):
    book = Workbook()
    book.active.title = "HTX"
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_html(rows):
    cells = [[f"<td>{'' if value is None else value}</td>" for value in row] for row in rows]
    lines = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    return f'<html><meta charset="utf-8"><table>{lines}</table></html>'.encode()


def bring(data, name="htx-2021.xlsx", **options):
    outcome = take(data, name, Options(**options))
    assert outcome.exit_status != 4, outcome.problem or outcome.questions
    return outcome.batch


@pytest.fixture
def clerk():
    return factories.staff("quantri", "Quản trị")


def tea():
    return Organization.objects.get(tax_code=TEA)


def stored_files():
    root = Path(storages["private"].location)
    return [path for path in root.rglob("*") if path.is_file()]


def contents(path):
    """All bytes of a file, unpacked where it is a zip, as text."""
    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    return data.decode("utf-8", "replace")


def everything():
    """The whole database and all stored files as one text."""
    told = [str(row) for model in apps.get_models() for row in model._base_manager.values_list()]
    return "\n".join([*told, *map(contents, stored_files())])


def found_of(traces=TRACES):
    told = everything()
    return [trace for trace in traces if trace in told]


def cells(batch, sheet="HTX"):
    """{address: value} of the stored file's sheet."""
    batch.refresh_from_db()
    with batch.file.open("rb") as file:
        book = load_workbook(io.BytesIO(file.read()))
    return {cell.coordinate: cell.value for row in book[sheet].rows for cell in row if cell.value is not None}


def full_of_pan(django_capture_on_commit_callbacks):
    """Files of every kind and state that name one person: taken, unchanged, refused, taken back, waiting, edited."""

    def decorate(book):
        sheet = book.active
        sheet["B4"].comment = Comment("Gọi em trai ông Pan 0912 345 678", "ai đó")
        sheet["I4"].hyperlink = "mailto:pan.lv@vidu.vn"
        copy = book.create_sheet("Nguồn")
        copy.sheet_state = "hidden"
        for row in sheet.iter_rows(values_only=True):
            copy.append(row)

    first = table(
        line("HTX Chè Bản Bo", TEA, PAN, note="em trai ông Lò Văn Sơn"),
        line("HTX Cá lồng Nà Can", FISH, MAY),
        line("HTX Chè Bản Bo", TEA, PAN),
    )
    bring(workbook(first, decorate))
    older = table(line("HTX Chè Bản Bo", TEA, PAN, lines="Trồng chè; liên hệ LÒ VĂN PAN 0912.345.678"), year=2019)
    bring(as_csv(older), "htx-2019.csv")
    undo(bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN, capital=900), year=2023)), "htx-2023.xlsx"))
    again = table(line("HTX Chè Bản Bo", TEA, PAN, note="em trai ông Lò Văn Sơn"), line("HTX Mới", None, MAY))
    bring(as_html(again), "lan-nua.xls")
    record_edit(tea(), {"phones": ["0912345678", "0213876543"]}, None, change_from=date(2022, 5, 1))
    Organization.objects.filter(tax_code=TEA).update(
        consent_on=date(2022, 5, 1), consent_evidence="Tin nhắn của Lò Văn Pan"
    )
    waiting = table(line("HTX Chè Bản Bo", TEA, PAN, capital="xx"), line("HTX Cá lồng Nà Can", FISH, MAY), year=2024)
    typed = {"HTX": SheetAnswers(cells={"H4": "0912.345.678", "K5": "700"})}
    with django_capture_on_commit_callbacks(execute=True):
        return batches.submit(workbook(waiting), "cho-duyet.xlsx", None, Options(answers=typed))


def test_a_person_is_found_nowhere_afterwards(clerk, django_capture_on_commit_callbacks):
    waiting = full_of_pan(django_capture_on_commit_callbacks)
    assert ImportRow.objects.filter(organization=tea()).exists()
    assert found_of() == list(TRACES)
    files, figures, revision = len(stored_files()), tea().figures.count(), content_revision()

    done = erase_person(tea(), clerk)

    assert found_of() == []
    assert (done.files, len(stored_files())) == (5, files)
    assert (done.statements, done.rows) == (3, 8)
    assert (done.unread, done.still_named) == ([], [])
    one = tea()
    assert (one.name, one.charter_capital, one.business_lines) == ("HTX Chè Bản Bo", 500_000_000, "Trồng chè")
    assert (one.representative, one.phones, one.email, one.note, one.consent_on) == ("", [], "", "", None)
    assert one.figures.count() == figures
    assert content_revision() > revision
    told = everything()
    assert all(str(trace) in told for trace in MAY)  # others stay, and who signs
    assert "Đèo Văn Ký" in told
    waiting.refresh_from_db()
    assert waiting.options["answers"]["HTX"]["cells"] == {"K5": "700"}
    hidden = cells(ImportBatch.objects.get(name="htx-2021.xlsx"), "Nguồn")
    assert (hidden["B4"], hidden["B5"], hidden["F5"]) == ("HTX Chè Bản Bo", "HTX Cá lồng Nà Can", MAY[0])


def test_the_other_cells_of_a_workbook_stay_as_they_were(clerk):
    def decorate(book):
        book.active["B5"].comment = Comment("Ghi chú của đơn vị khác", "ai đó")
        book.active["K4"].number_format = "#,##0"
        book.active.column_dimensions["B"].width = 44

    batch = bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN), line("HTX Cá lồng Nà Can", FISH, MAY)), decorate))
    before = cells(batch)
    erase_person(tea(), clerk)
    gone = set(before) - set(cells(batch))
    assert gone == {"F4", "G4", "H4", "I4"}
    assert {**before, **cells(batch)} == before
    with batch.file.open("rb") as file:
        sheet = load_workbook(io.BytesIO(file.read())).active
    assert sheet["B5"].comment.text == "Ghi chú của đơn vị khác"
    assert (sheet["K4"].number_format, sheet.column_dimensions["B"].width) == ("#,##0", 44)


def test_the_original_row_keeps_what_is_the_organisations(clerk):
    bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN, note="Giữ kín"))))
    erase_person(tea(), clerk)
    said = tea().statements.get()
    assert said.original == {
        "A": "1", "B": "HTX Chè Bản Bo", "C": TEA, "D": "Bản Bo", "E": "Tam Đường", "J": "Trồng chè", "K": "500",
    }  # fmt: skip
    assert not {"representative", "phones", "email", "note"} & set(said.facts)
    assert said.facts["charter_capital"] == 500_000_000


@pytest.mark.parametrize(("write", "suffix"), [(as_csv, "csv"), (as_html, "xls")])
def test_a_file_of_another_format_becomes_a_workbook_that_reads_the_same(clerk, write, suffix):
    name = f"Danh sách HTX các xã của huyện Tam Đường đến 31-12-2021.{suffix}"
    rows = table(line("HTX Chè Bản Bo", TEA, PAN), line("HTX Cá lồng Nà Can", FISH, MAY))
    rows[0] = ["DANH SÁCH HỢP TÁC XÃ"]
    batch = bring(write(rows), name, as_of=date(2021, 12, 31))
    erase_person(tea(), clerk)
    batch.refresh_from_db()
    assert Path(batch.name).suffix == Path(batch.file.name).suffix == ".xlsx"
    with batch.file.open("rb") as file:
        data = file.read()
    again = look(data, batch.name, Options.from_json(batch.options))
    assert again.report["counts"]["unchanged"] == 2
    sheet = again.report["sheets"][0]
    assert sheet["as_of"] == "2021-12-31"
    assert sheet["name"] == batch.understood["sheets"][0]["name"] == tea().statements.get().sheet
    assert MAY[0] in cells(batch, sheet["name"]).values()
    # The second of the list finds its row under the sheet's new name.
    assert erase_person(Organization.objects.get(tax_code=FISH), clerk).files == 1
    assert found_of((*TRACES, *map(str, MAY))) == []


def test_the_digest_is_that_of_the_new_file(clerk):
    batch = bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    before = batch.digest
    erase_person(tea(), clerk)
    batch.refresh_from_db()
    with batch.file.open("rb") as file:
        assert batch.digest == erasing.hashlib.sha256(file.read()).hexdigest() != before


def test_undo_does_not_bring_the_person_back_but_the_original_file_does(clerk):
    data = workbook(table(line("HTX Chè Bản Bo", TEA, PAN)))
    bring(data)
    later = bring(workbook(table(line("HTX Chè Bản Bo", TEA, MAY, capital=800), year=2022)), "htx-2022.xlsx")
    erase_person(tea(), clerk)
    undo(later)
    assert (tea().representative, tea().charter_capital) == ("", 500_000_000)
    assert found_of() == []
    bring(data)
    assert tea().representative == PAN[0]


def test_a_second_run_finds_nothing_more(clerk):
    bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    assert erase_person(tea(), clerk).files == 1
    names = stored_files()
    again = erase_person(tea(), clerk)
    assert (again.statements, again.rows, again.files) == (0, 0, 0)
    assert stored_files() == names


def test_a_cell_merged_over_two_organisations_stays_with_the_other(clerk):
    rows = table(line("HTX Chè Bản Bo", TEA, PAN), line("HTX Cá lồng Nà Can", FISH, PAN))
    batch = bring(workbook(rows, lambda book: book.active.merge_cells("F4:F5")))
    erase_person(Organization.objects.get(tax_code=FISH), clerk)
    assert cells(batch)["F4"] == PAN[0] and "F5" not in cells(batch)
    erase_person(tea(), clerk)
    assert "F4" not in cells(batch)
    assert found_of() == []


def test_all_rows_of_an_organisation_over_several_rows_are_blanked(clerk):
    rows = table(line("HTX Chè Bản Bo", TEA, PAN), line("HTX Cá lồng Nà Can", FISH, MAY))
    more = [None] * 12
    more[7], more[9] = "0912.345.678", "Chế biến chè"
    rows.insert(4, more)

    def merge(book):
        for letter in "ABCDEFG":
            book.active.merge_cells(f"{letter}4:{letter}5")

    batch = bring(workbook(rows, merge))
    assert tea().business_lines == "Trồng chè, Chế biến chè"
    erase_person(tea(), clerk)
    assert found_of() == []
    assert cells(batch)["J5"] == "Chế biến chè"


def test_namesakes_elsewhere_are_left_alone(clerk):
    here = line("HTX Chè", None, PAN)
    there = line("HTX Chè", None, MAY, commune="Bình Lư")
    batch = bring(workbook(table(here, there)))
    one = Organization.objects.get(representative=PAN[0])
    erase_person(one, clerk)
    assert (cells(batch)["F5"], "F4" in cells(batch)) == (MAY[0], False)
    assert Organization.objects.get(representative=MAY[0]).phones == [MAY[2]]


def test_a_personal_number_in_the_column_of_tax_codes_goes(clerk):
    batch = bring(workbook(table(line("HTX Chè", "012345678901", PAN))))
    assert cells(batch)["C4"] == "012345678901"
    erase_person(Organization.objects.get(), clerk)
    assert "C4" not in cells(batch)


def test_a_name_in_the_organisations_own_name_stays_and_is_told(clerk):
    bring(workbook(table(line("HTX Lò Văn Pan", TEA, PAN))))
    done = erase_person(tea(), clerk)
    assert (tea().name, done.still_named) == ("HTX Lò Văn Pan", ["Tên"])


def test_a_groups_leader_goes_too(clerk):
    headings = ("STT", "Tên tổ hợp tác", "Tổ trưởng", "Điện thoại", "Xã", "Huyện", "Số thành viên")
    row = ["Tổ hợp tác Nuôi ong Nà Can", PAN[0], PAN[2], "Bản Bo", "Tam Đường", 7]
    rows = table(row, headings=headings)
    rows[0] = ["DANH SÁCH TỔ HỢP TÁC (số liệu đến ngày 31/12/2021)"]
    bring(workbook(rows), "tht.xlsx")
    one = Organization.objects.get()
    assert (one.kind, one.leader) == ("group", PAN[0])
    erase_person(one, clerk)
    assert found_of() == []
    assert LogEntry.objects.get().content_type.model_class() is CooperativeGroup


def test_macros_do_not_survive(clerk):
    data = io.BytesIO(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Pan() 0912345678")
    batch = bring(data.getvalue(), "htx.xlsm")
    erase_person(tea(), clerk)
    batch.refresh_from_db()
    assert batch.name == "htx.xlsx"
    with zipfile.ZipFile(stored_files()[0]) as archive:
        assert "xl/vbaProject.bin" not in archive.namelist()


def test_a_file_that_cannot_be_opened_is_named(clerk):
    bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    locked = ImportBatch(name="khoa.xlsx", state=ImportBatch.State.UNREADABLE)
    locked.file.save("khoa.xlsx", io.BytesIO(b"\xd0\xcf\x11\xe0 khong doc duoc"))
    assert erase_person(tea(), clerk).unread == ["khoa.xlsx"]


# --- interrupted -----------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for a process that is gone."""


@pytest.mark.parametrize("moment", ["rebuild", "after"])
def test_a_run_that_was_cut_short_is_completed_by_the_next(clerk, monkeypatch, moment):
    batch = bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    name = batch.file.name

    def die(*args):
        raise Killed

    with monkeypatch.context() as patch:
        calls = iter([lambda: None, die])  # nothing is spare at first; at the end the process is gone
        patch.setattr(erasing, "_delete_spare_files", lambda: next(calls)())
        if moment == "rebuild":
            patch.setattr(erasing, "rebuild", die)
        with pytest.raises(Killed):
            erase_person(tea(), clerk)
    batch.refresh_from_db()
    assert (batch.file.name == name) is (moment == "rebuild")
    assert (tea().representative == PAN[0]) is (moment == "rebuild")
    assert len(stored_files()) == 2
    erase_person(tea(), clerk)
    assert found_of() == []
    assert len(stored_files()) == 1
    batch.refresh_from_db()
    assert "spare_files" not in batch.report


def test_an_error_leaves_everything_as_it_was(clerk, monkeypatch):
    bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    before, files = everything(), stored_files()

    def fail(*args):
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(erasing, "rebuild", fail)
        with pytest.raises(ValueError):
            erase_person(tea(), clerk)
    assert (everything(), stored_files()) == (before, files)


def test_a_file_that_came_meanwhile_is_looked_at_too(clerk, monkeypatch):
    bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    look_for, late = erasing._look, []

    def and_then_a_file_comes(organization):
        found = look_for(organization)
        if not late:
            late.append(
                bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN, capital=900), year=2022)), "den-sau.xlsx")
            )
        return found

    monkeypatch.setattr(erasing, "_look", and_then_a_file_comes)
    assert erase_person(tea(), clerk).files == 2
    assert found_of() == []
    assert len(stored_files()) == 2


def test_nothing_is_erased_while_a_file_is_being_read(clerk):
    bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    ImportBatch.objects.create(name="dang-doc.xlsx", state=ImportBatch.State.READING)
    with pytest.raises(BusyError, match="dang-doc"):
        erase_person(tea(), clerk)
    assert tea().representative == PAN[0]


# --- the page --------------------------------------------------------------------------------------------------------


def ask(rf, user, pk, **posted):
    request = rf.post("/", posted) if posted else rf.get("/")
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    return request, erase_view(request, admin.site.get_model_admin(Cooperative), str(pk))


def test_the_page_asks_for_a_typed_word_and_tells_what_was_done(rf, clerk):
    bring(workbook(table(line("HTX Lò Văn Pan", TEA, PAN))))
    _, page = ask(rf, clerk, tea().pk)
    shown = page.content.decode()
    assert all(word in shown for word in ("không hoàn tác được", "Sẽ xóa", "Sẽ giữ", "Nhập lại tệp gốc"))
    _, page = ask(rf, clerk, tea().pk, confirmation="vâng")
    assert "Chưa khớp" in page.content.decode()
    assert tea().representative == PAN[0]
    request, answer = ask(rf, clerk, tea().pk, confirmation="xóa")
    assert answer.status_code == 302 and str(tea().pk) in answer.url
    told = [str(message) for message in request._messages]
    assert told[0] == "Đã xóa thông tin cá nhân: 1 ghi nhận, 1 dòng trong 1 tệp đã lưu."
    assert "Tên" in told[1]
    assert tea().representative == ""


def test_the_organisations_name_confirms_too_and_the_log_tells_who_but_not_what(rf, clerk, client):
    bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    ask(rf, clerk, tea().pk, confirmation="htx chè bản bo")
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (clerk, str(tea().pk))
    assert not re.search(r"Pan|\d{4}", entry.change_message)
    client.force_login(clerk)
    page = client.get(f"/quan-tri/cooperatives/cooperative/{tea().pk}/history/")
    assert entry.change_message in page.text and PAN[0] not in page.text


def test_the_log_of_edits_names_fields_only(client, clerk):
    bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    client.force_login(clerk)
    address = f"/quan-tri/cooperatives/cooperative/{tea().pk}/change/"
    form = client.get(address).context["adminform"].form
    values = {name: "" if (v := form[name].value()) in (None, False) else v for name in form.fields}
    values |= {"representative": "Lò Văn Pan Mới", "edit_kind": "correction"}
    for prefix in ("figures", "ocop_products"):
        values |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    assert client.post(address, values).status_code == 302
    assert tea().representative == "Lò Văn Pan Mới"
    assert "Pan" not in LogEntry.objects.get().change_message
    erase_person(tea(), clerk)
    assert found_of() == []


def test_only_who_may_delete_may_erase(rf):
    bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    with pytest.raises(PermissionDenied):
        ask(rf, factories.staff("canbo", "Cán bộ đăng ký"), tea().pk, confirmation="XÓA")
    with pytest.raises(Http404):
        ask(rf, factories.staff("quantri", "Quản trị"), 0)
    assert tea().representative == PAN[0]


def test_the_page_tells_when_it_is_not_the_time(rf, clerk):
    bring(workbook(table(line("HTX Chè Bản Bo", TEA, PAN))))
    ImportBatch.objects.create(name="dang-doc.xlsx", state=ImportBatch.State.APPLYING)
    _, page = ask(rf, clerk, tea().pk, confirmation="XÓA")
    assert "dang-doc.xlsx" in page.content.decode()
