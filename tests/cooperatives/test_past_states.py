"""A past day rebuilt from the history is what was exported on that day; files that come late change it and say so."""

import random
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict

from cooperatives import exports
from cooperatives.facts import KINDS
from cooperatives.finding import Found, Wanted
from cooperatives.history import record_edit, record_figures
from cooperatives.imports.options import Options
from cooperatives.imports.running import look, take
from cooperatives.indicators.snapshot import Snapshot
from cooperatives.models import Organization, Sector
from cooperatives.shelf import COMMUNE, DISTRICT, MAIN_SECTOR, OLD_COMMUNE, REGISTERED, STATUS, shelf
from kttt.finding.shelf import picked
from kttt.units.models import AdminUnit
from tests.cooperatives import lists

pytestmark = pytest.mark.django_db
FIRST = date(2019, 1, 1)
STATUSES = list(Organization.Status.values)


class Office:
    """People who change the registry at random, each change valid from the day on which it is made."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.units = [unit.key for unit in AdminUnit.objects.communes()[:20]]
        self.sectors = list(Sector.objects.values_list("code", flat=True))
        self.made = 0

    def some_facts(self):
        facts = {
            "status": self.chance.choice(STATUSES), "charter_capital": self.chance.choice([None, 10**8, 2 * 10**9]),
            "sectors": self.chance.sample(self.sectors, self.chance.randint(0, 3)),
            "commune": self.chance.choice(self.units),
            "alliance_member": self.chance.choice([None, True, False]), "address": self.chance.choice(["", "Tổ 3"]),
            "name": f"HTX Chè số {self.chance.randint(1, 999)}", "phones": self.chance.choice([[], ["0912 345 678"]]),
            "business_lines": self.chance.choice(["", "Trồng chè", "Nuôi cá"]),
        }  # fmt: skip
        return {key: facts[key] for key in self.chance.sample(sorted(facts), self.chance.randint(1, 5))}

    def work(self, day):
        for _ in range(self.chance.randint(0, 4)):
            self.chance.choice([self.found, self.edit, self.edit, self.figures, self.list])(day)

    def found(self, day):
        self.made += 1
        kind = self.chance.choice(["cooperative", "cooperative", "credit_fund", "group"])
        organization = Organization.objects.create(name="", form=kind)
        record_edit(
            organization, self.some_facts() | {"name": f"HTX Mới {self.made}", "form": kind}, None, change_from=day
        )

    def edit(self, day):
        if organization := self.anyone():
            record_edit(organization, self.some_facts(), None, change_from=day)

    def figures(self, day):
        if organization := self.anyone():
            year = day.year - self.chance.randint(0, 2)
            known = organization.figures.filter(year=year).values_list("members", flat=True).first()
            # A correction would hold from the day of what it corrects: that is another case.
            if known is None and date(year, 12, 31) >= day:
                record_figures(organization, year, {"members": self.chance.randint(5, 90)}, None)

    def list(self, day):
        lines = [
            lists.line(f"HTX Từ tệp {n}", capital=self.chance.randint(100, 900))
            for n in self.chance.sample(range(1, 30), self.chance.randint(1, 4))
        ]
        take(lists.workbook(*lines, title="DANH SÁCH HỢP TÁC XÃ"), "xa.xlsx", Options(as_of=day))

    def anyone(self):
        ids = list(Organization.objects.order_by("pk").values_list("pk", flat=True))
        return Organization.objects.get(pk=self.chance.choice(ids)) if ids else None


def exported():
    """What is exported now: the objects of both kinds."""
    return {kind: list(exports.rows(kind)) for kind in KINDS}


def counted(day):
    """What is counted on a day: sums and the rows behind them."""
    shown = Snapshot(day)
    cells = sorted(map(repr, shown.cells))
    found = {kind: sorted(Found(Wanted.read(QueryDict(""), kind=kind, day=day)).ids) for kind in KINDS}
    return cells, found


def listed(day=None):
    """What the lists of today, or of a past day, show of the registered: {(kind, facet): {value: organisations}}."""
    told = {}
    for kind in KINDS:
        held = shelf(kind, day)
        registered = held.sets[STATUS].get(REGISTERED, 0)
        for facet in (STATUS, MAIN_SECTOR, COMMUNE, OLD_COMMUNE, DISTRICT):
            found = {value: sorted(picked(held.ids, things & registered)) for value, things in held.sets[facet].items()}
            told[kind, facet] = {value: ids for value, ids in found.items() if ids}
    return told


def years_of_work(seed, days, monkeypatch):
    """Works day after day; gives {day: (what was exported, what was counted in its evening)}."""
    office, evenings = Office(seed), {}
    for n in range(days):
        day = FIRST + timedelta(days=37 * n)
        monkeypatch.setattr("cooperatives.history.timezone.localdate", lambda day=day: day)
        with transaction.atomic():
            office.work(day)
        evenings[day] = (exported(), counted(day), listed())
    monkeypatch.undo()
    return evenings


def hold(seed, days, monkeypatch):
    evenings = years_of_work(seed, days, monkeypatch)
    assert len({repr(evening) for evening in evenings.values()}) > days / 3, "little happened"
    for day, (objects, sums, lists_of_the_day) in evenings.items():
        assert {kind: list(exports.rows_at(kind, day)) for kind in KINDS} == objects, (seed, day)
        assert counted(day) == sums, (seed, day)
        assert listed(day) == lists_of_the_day, (seed, day)
        # Nothing happens between two days of work.
        assert {kind: list(exports.rows_at(kind, day + timedelta(days=36))) for kind in KINDS} == objects, (seed, day)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_past_day_is_what_was_exported_on_it(seed, monkeypatch):
    hold(seed, 12, monkeypatch)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(100, 130))
def test_many_past_days_are_what_was_exported_on_them(seed, monkeypatch):
    hold(seed, 40, monkeypatch)


def test_a_late_file_changes_the_past_and_says_so(tmp_path):
    line = lists.line("HTX Chè An", "6200800117", capital=500)
    take(lists.workbook(line, title="DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày 31/12/2024)"), "2024.xlsx", Options())
    past = date(2022, 6, 30)
    assert Snapshot(past).total("cooperative") == 0
    late = lists.workbook(
        lists.line("HTX Chè An", "6200800117", capital=300), lists.line("HTX Cũ", "6200800124"),
        title="DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày 31/12/2021)",
    )  # fmt: skip
    outcome = look(late, "2021.xlsx", Options())
    (told,) = outcome.plan.late
    assert outcome.report["warnings"] == [told]
    assert "31/12/2021" in told and "31/12/2024" in told and "2 dòng" in told and "quá khứ" in told
    path, said = tmp_path / "2021.xlsx", StringIO()
    path.write_bytes(late)
    call_command("import_registry", str(path), stdout=said)
    assert told in said.getvalue()
    assert Snapshot(past).total("cooperative") == 2
    assert [row["charter_capital"] for row in exports.rows_at("cooperative", past)] == [300_000_000, 500_000_000]
    assert Organization.objects.get(tax_code="6200800117").charter_capital == 500_000_000, "what is newer stays"
    again = look(lists.workbook(line, title="DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày 31/12/2025)"), "x", Options())
    assert again.plan.late == [], "a file that is newer than all is not late"


def test_what_was_reported_after_a_day_counts_for_it_and_the_page_says_so(client):
    day = date(2022, 6, 30)
    take(lists.workbook(lists.line("HTX Chè An", "6200800117")), "2021.xlsx", Options())
    assert Snapshot(day).year("cooperative") is None
    record_figures(Organization.objects.get(), 2022, {"members": 12}, None)
    assert (Snapshot(day).year("cooperative"), Snapshot(day).figures("cooperative")["members"]) == (2022, 12)
    assert not next(exports.rows_at("cooperative", day))["figures"]
    for address in ("/thong-ke/", "/hop-tac-xa/"):
        assert "kể cả báo cáo đến sau ngày đó" in client.get(address, {"tai-ngay": day}).content.decode()
        assert "kể cả báo cáo đến sau ngày đó" not in client.get(address).content.decode()


def test_the_command_writes_a_past_day(tmp_path):
    take(lists.workbook(lists.line("HTX Chè An", "6200800117")), "2021.xlsx", Options())
    one = Organization.objects.get()
    record_edit(one, {"name": "HTX Chè Bình"}, None, change_from=date(2023, 1, 1))
    for day, name in (("2022-01-01", "HTX Chè An"), ("2023-01-01", "HTX Chè Bình")):
        out = tmp_path / f"{day}.csv"
        call_command("export_registry", kind="cooperative", format="csv", out=out, as_of=day, stdout=StringIO())
        assert name in out.read_text("utf-8-sig")
    with pytest.raises(Exception, match="2021-12-31"):
        call_command("export_registry", kind="cooperative", format="csv", out=out, as_of="hôm qua")
    with pytest.raises(Exception, match="nội bộ"):
        call_command("export_registry", kind="cooperative", format="csv", out=out, as_of="2022-01-01", public=True)
