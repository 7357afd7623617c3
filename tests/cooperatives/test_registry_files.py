"""The three official lists come in whole, again changes nothing, and every import can be taken back."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

import kttt.demo
from cooperatives import exports
from cooperatives.history import changes, record_edit
from cooperatives.imports.committing import undo
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.indicators.catalogue import key_figures
from cooperatives.indicators.snapshot import Snapshot
from cooperatives.models import ImportBatch, Organization, Statement, YearlyFigures
from tests import factories

pytestmark = pytest.mark.django_db
LISTS = Path(kttt.demo.__file__).parent / "registry"
HTX, THT_2021, THT_2020 = (LISTS / f"{n}.xlsx" for n in ("hop-tac-xa-2021", "to-hop-tac-2021", "to-hop-tac-2020"))


def bring(path, **options):
    return take(path.read_bytes(), path.name, Options(**options))


def state():
    return [list(exports.rows(kind)) for kind in ("cooperative", "group")]


def test_the_provinces_list_gives_the_figures_of_the_report():
    outcome = bring(HTX)
    assert (outcome.exit_status, outcome.report["kind"], outcome.report["as_of"]) == (0, "cooperative", "2021-12-31")
    assert outcome.report["counts"] == {"new": 348, "updated": 0, "unchanged": 0, "refused": 0, "skipped": 0}
    figures = {f.label: f.value for f in key_figures(Snapshot(date(2021, 12, 31)))}
    assert figures["Hợp tác xã"] == "348"
    assert figures["HTX đang hoạt động"] == "265"
    assert figures["Vốn điều lệ"] == "826,35 tỷ đồng"
    assert figures["Lao động"] == "5.968"
    debts = YearlyFigures.objects.filter(bank_debt__gt=0)
    assert (debts.count(), sum(d.bank_debt for d in debts)) == (35, 63_400_000_000)


def test_a_second_run_changes_nothing_and_leaves_no_trace():
    bring(HTX)
    before = state()
    again = bring(HTX)
    assert again.report["counts"]["unchanged"] == 348
    assert again.batch is None
    assert state() == before
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize("order", [(THT_2020, THT_2021), (THT_2021, THT_2020)])
def test_the_order_of_files_does_not_matter(order):
    for path in order:
        assert bring(path).exit_status == 0
    assert Organization.objects.groups().count() == 255
    in_both = Organization.objects.groups().filter(figures__year=2020).filter(figures__year=2021)
    assert in_both.count() == 235
    one = exports.row("group", in_both.get(name="Tổ hợp tác Trồng dong riềng bản Pá Hạ", address="Tổ 1"))
    assert [f["year"] for f in one["figures"]] == [2020, 2021]
    assert one["figures"][0]["revenue"] == 325_000_000
    assert one["contract_number"] == "27/HĐHT"


def test_undo_leaves_the_registry_as_it_was():
    bring(THT_2020)
    before = state()
    batch = bring(THT_2021).batch
    assert state() != before
    assert undo(batch) == []
    assert state() == before
    undo(ImportBatch.objects.get(name=THT_2020.name))
    assert not Organization.objects.exists()


def test_undo_keeps_later_edits_and_names_them():
    batch = bring(HTX).batch
    one = Organization.objects.get(tax_code="6200800117")
    record_edit(one, {"name": "HTX Vằng Thẳm mới"}, None, change_from=date(2023, 5, 1))
    kept = undo(batch)
    assert len(kept) == 1 and "HTX Vằng Thẳm mới" in kept[0]
    assert Organization.objects.get().name == "HTX Vằng Thẳm mới"


def test_a_correction_stands_when_the_same_file_comes_again():
    bring(HTX)
    one = Organization.objects.get(tax_code="6200800117")
    record_edit(one, {"charter_capital": 2_000_000_000}, factories.staff())
    one.refresh_from_db()
    assert one.charter_capital == 2_000_000_000
    assert one.statements.last().valid_from == date(2021, 12, 31)
    assert bring(HTX).report["counts"]["unchanged"] == 348
    one.refresh_from_db()
    assert one.charter_capital == 2_000_000_000


def test_a_change_is_history_and_a_late_older_file_does_not_undo_it():
    bring(THT_2021)
    one = Organization.objects.get(name="Tổ hợp tác Nuôi cá lồng bản Mới", address="Tổ 12")
    record_edit(one, {"status": "suspended"}, None, change_from=date(2022, 6, 1))
    bring(THT_2020)
    one.refresh_from_db()
    assert one.status == "suspended"
    change = changes(list(one.statements.order_by("valid_from", "pk")))[0]
    assert (change.date, change.old, change.new) == (date(2022, 6, 1), "Đang hoạt động", "Tạm ngừng hoạt động")


def test_every_value_knows_its_file_sheet_and_row():
    bring(HTX)
    said = Organization.objects.get(tax_code="6200800117").statements.get()
    assert (said.batch.name, said.sheet, said.row) == (HTX.name, "HTX 2021", 7)
    assert "HTX Tiểu thủ công nghiệp Vằng Thẳm" in said.original.values()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lich.xlsx", None),
        ("thu.docx", b"PK\x03\x04 nothing"),
        ("trong.xlsx", b""),
        ("tin.csv", "Lịch công tác tuần".encode()),
    ],
)
def test_a_file_that_is_no_registry_gets_a_sentence_and_changes_nothing(tmp_path, capsys, name, data):
    if data is None:
        from openpyxl import Workbook

        book = Workbook()
        for line in (["LỊCH CÔNG TÁC"], ["Thứ", "Nội dung", "Địa điểm"], ["Hai", "Họp giao ban", "Hội trường"]):
            book.active.append(line)
        book.save(tmp_path / name)
    else:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(SystemExit) as ended:
        call_command("import_registry", tmp_path / name)
    assert ended.value.code == 4
    said = capsys.readouterr().err
    assert said.strip() and "Traceback" not in said
    assert not Statement.objects.exists()


def test_dry_run_and_report(tmp_path):
    report = tmp_path / "r.json"
    call_command("import_registry", HTX, "--dry-run", "--report", report)
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["counts"]["new"] == 348
    assert not Organization.objects.exists()


def test_the_public_export_leaves_personal_data_out(tmp_path):
    bring(HTX)
    bring(THT_2021)
    Organization.objects.filter(tax_code="6200800188").update(consent_on=date(2026, 1, 1))
    for kind in ("cooperative", "group"):
        for row in exports.rows(kind, public=True):
            assert not {"note", "leader"} & set(row)
            assert ("phones" in row) == (row.get("tax_code") == "6200800188")
            assert all(not {"bank_debt", "fund_loan"} & set(f) for f in row["figures"])
            assert kind == "cooperative" or "address" not in row
    for file_format in exports.FORMATS:
        out = tmp_path / f"x.{file_format}"
        call_command(
            "export_registry", "--kind", "group", "--format", file_format, "--out", out, "--public", verbosity=0
        )
        assert out.stat().st_size > 1000
    body = (tmp_path / "x.csv").read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    assert b"0329805560" not in body and "Thào A Chu".encode() not in body


def test_the_export_is_ordered_by_the_vietnamese_alphabet():
    for name in ("HTX Đông", "HTX An", "HTX Ăn", "HTX Dương"):
        Organization.objects.create(form="cooperative", name=name)
    assert [r["name"] for r in exports.rows("cooperative")] == ["HTX An", "HTX Ăn", "HTX Dương", "HTX Đông"]


def test_formulas_are_made_harmless(tmp_path):
    Organization.objects.create(form="cooperative", name='=HYPERLINK("http://x")')
    exports.write("cooperative", "csv", tmp_path / "x.csv")
    assert "'=HYPERLINK" in (tmp_path / "x.csv").read_text(encoding="utf-8-sig")


def test_a_text_longer_than_its_column_is_told_and_the_row_taken(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for line in (
        ["DANH SÁCH HỢP TÁC XÃ NĂM 2021"],
        ["STT", "Tên hợp tác xã", "Số GCN đăng ký HTX", "Xã", "Huyện"],
        [1, "HTX " + "Chè " * 100, "0" * 300, "Bản Bo", "Tam Đường"],
    ):
        book.active.append(line)
    book.save(tmp_path / "dai.xlsx")
    outcome = bring(tmp_path / "dai.xlsx")
    assert outcome.exit_status == 0
    one = Organization.objects.get()
    assert len(one.name) <= 300 and one.registration_number == ""
    told = {m["field"] for m in outcome.report["rows"][0]["messages"]}
    assert {"name", "registration_number"} <= told
