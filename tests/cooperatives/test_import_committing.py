"""What an import writes is what the statements say, in a number of queries that does not grow with the rows."""

import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperatives.history import rebuild, record_edit
from cooperatives.imports.committing import undo
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.models import ImportBatch, Organization, OrganizationSector, Period, YearlyFigures
from kttt.publishing import content_revision
from tests.cooperatives import lists

pytestmark = pytest.mark.django_db

HEADINGS = (
    "STT", "Tên HTX", "Xã", "Huyện", "Lĩnh vực", "Ngành nghề", "Điện thoại", "Vốn điều lệ (triệu đồng)",
    "Số thành viên", "Doanh thu (triệu đồng)",
)  # fmt: skip
COMMUNES = ("Bản Bo", "Bình Lư", "Sơn Bình", "Khun Há", "Hồ Thầu")
SECTORS = ("Nông nghiệp", "Vận tải", "Xây dựng", "Nông nghiệp, vận tải", "Vận tải; nông nghiệp", None)


def line(n, chance):
    """A cooperative of which any cell but its name and place may be empty or different each time."""
    phone = f"09{n:08}" if chance.random() < 0.7 else None
    numbers = [chance.choice([None, 100, 200, 300]) for _ in range(3)]
    lines = chance.choice([None, "Trồng chè", "Nuôi cá tầm"])
    return (f"HTX Chè số {n}", COMMUNES[n % 5], "Tam Đường", chance.choice(SECTORS), lines, phone, *numbers)


def bring(lines, day="31/12/2021"):
    data = lists.workbook(*lines, title=f"DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày {day})", headings=HEADINGS)
    return take(data, "htx.xlsx", Options())


def stored():
    """All that is computed from statements, row by row."""
    return [
        list(Organization.objects.order_by("pk").values()),
        list(OrganizationSector.objects.order_by("organization", "position").values_list("organization", "sector")),
        list(YearlyFigures.objects.order_by("organization", "year").values_list(*columns(YearlyFigures))),
        list(Period.objects.order_by("organization", "valid_from").values_list(*columns(Period))),
    ]


def columns(model):
    return [field.name for field in model._meta.concrete_fields if field.name != "id"]


def assert_it_is_what_statements_say():
    found = stored()
    rebuild(Organization.objects.values_list("pk", flat=True))
    assert stored() == found


@pytest.mark.parametrize("seed", range(4))
def test_after_any_files_edits_and_undos_the_tables_are_what_statements_say(seed):
    chance = random.Random(seed)
    states, batches = [stored()], []
    for day in chance.sample(["31/12/2019", "31/12/2020", "30/6/2021", "31/12/2021", "31/12/2022"], 5):
        known = [n for n in range(30) if chance.random() < 0.6]
        outcome = bring([line(n, chance) for n in known], day)
        assert outcome.exit_status == 0
        assert_it_is_what_statements_say()
        batches.append(outcome.batch)
        states.append(stored())
    for batch, before in zip(batches[::-1], states[-2::-1], strict=True):
        undo(batch)
        assert stored() == before


def test_an_edit_between_two_files_survives_the_undo_of_the_second():
    chance = random.Random(7)
    bring([line(n, chance) for n in range(5)], "31/12/2020")
    second = bring([line(n, chance) for n in range(10)], "31/12/2021").batch
    edited = Organization.objects.get(name="HTX Chè số 7")
    record_edit(edited, {"products": "Chè shan"}, None, change_from=date(2022, 3, 1))
    assert len(undo(second)) == 1
    assert_it_is_what_statements_say()
    assert Organization.objects.count() == 6
    edited.refresh_from_db()
    assert (edited.products, edited.charter_capital) == ("Chè shan", None)


def queries_of(work, *arguments):
    with CaptureQueriesContext(connection) as asked:
        work(*arguments)
    return len(asked)


def test_the_number_of_queries_does_not_grow_with_the_rows():
    found = {}
    for count in (20, 400):
        found[count] = [
            queries_of(bring, [line(n, random.Random(f"{n} {day}")) for n in range(count)], day)
            for day in ("31/12/2020", "31/12/2021")
        ]
        applied = ImportBatch.objects.filter(state=ImportBatch.State.APPLIED).order_by("-pk")
        found[count] += [queries_of(undo, batch) for batch in applied]
        assert not Organization.objects.exists()
    # The chunks of a deletion and what is asked once for a process may differ by a few.
    assert all(many <= few + 5 for few, many in zip(found[20], found[400], strict=True)), found
    assert max(found[400]) <= 40, found


def test_the_bell_rings_once_for_what_changes_and_not_for_what_does_not():
    lines = [line(n, random.Random(n)) for n in range(3)]
    before = content_revision()
    bring(lines)
    rung = content_revision()
    assert rung > before
    bring(lines)
    assert content_revision() == rung
    undo(ImportBatch.objects.get())
    assert content_revision() > rung
