"""Finding organisations: true counts, page = export = SQL, today and on an earlier day, nothing hidden."""

import json
import random
import re
from datetime import date
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from cooperatives import finding
from cooperatives.finding import Found, Wanted
from cooperatives.history import record_edit
from cooperatives.models import (
    OcopProduct,
    Organization,
    OrganizationSector,
    Sector,
    SizeThreshold,
    YearlyFigures,
)
from cooperatives.shelf import (
    COMMUNE,
    DISTRICT,
    FACETS,
    MAIN_SECTOR,
    MEMBERS,
    OCOP,
    OLD_COMMUNE,
    REPORTED,
    SECTOR,
    SIZE,
    STATUS,
    YEAR,
    shelf,
)  # fmt: skip
from kttt import text
from kttt.searching.refreshing import refresh_all
from kttt.units.models import UnitSuccession
from kttt.visits import recording
from tests.cooperatives.registry import some_organizations

pytestmark = pytest.mark.django_db
ADDRESS = {"cooperative": "/hop-tac-xa/", "group": "/to-hop-tac/"}


def asked(address="", kind="cooperative", day=None):
    return Found(Wanted.read(QueryDict(address), kind=kind, day=day))


def names(found):
    by_id = Organization.objects.in_bulk(found.ids)
    return [by_id[pk].name for pk in found.ids]


@pytest.fixture
def many():
    made = some_organizations(300, seed=5)
    refresh_all()
    return made


def organization(name="HTX Chè An", kind="cooperative", **also):
    also.setdefault("form", "group" if kind == "group" else "cooperative")
    return Organization.objects.create(name=name, **also)


# --- page = export = SQL ----------------------------------------------------------------------------------------------

FOUNDED = {"cooperative": "established_on", "group": "contract_on"}


def by_sql(kind, chosen, words):
    """Ids of the public organisations with these filters, in plain SQL; classes of size worked out one by one."""
    rows = Organization.objects.filter(hidden=False)
    rows = rows.filter(form="group") if kind == "group" else rows.exclude(form="group")
    for word in words:
        rows = rows.filter(folded__contains=word)
    plain = {COMMUNE: "unit_now_id__in", OLD_COMMUNE: "unit_then_id__in"}
    for facet, values in chosen.items():
        if facet in plain:
            rows = rows.filter(**{plain[facet]: [int(value) for value in values]})
        elif facet == SECTOR:
            rows = rows.filter(pk__in=OrganizationSector.objects.filter(sector__code__in=values).values("organization"))
        elif facet == REPORTED:
            rows = rows.filter(pk__in=YearlyFigures.objects.filter(year__in=values).values("organization"))
        elif facet == MAIN_SECTOR:
            main = OrganizationSector.objects.filter(sector__code__in=values, position=0)
            rows = rows.filter(pk__in=main.values("organization"))
        elif facet == STATUS:
            asked = Q(status__in=["" if value == "chua-ro" else value for value in values])
            if "registered" in values:
                asked |= ~Q(status__in=("dissolved", "converted"))
            rows = rows.filter(asked)
        elif facet == YEAR:
            some = Q()
            for year in values:
                some |= Q(**{f"{FOUNDED[kind]}__startswith": year})
            rows = rows.filter(some)
        elif facet == OCOP:
            since = timezone.localdate().replace(year=timezone.localdate().year - 3)
            holding = OcopProduct.objects.filter(stars__in=values, recognised_on__gt=since)
            rows = rows.filter(pk__in=holding.values("organization"))
        elif facet == DISTRICT:
            wholly = {}
            for one in UnitSuccession.objects.select_related("old"):
                wholly.setdefault(one.new_id, set()).add(one.old.parent_id)
            units = {u for u, parents in wholly.items() if len(parents) == 1 and str(*parents) in values}
            rows = rows.filter(Q(unit_then__parent__in=values) | Q(unit_then_id__in=units))
        elif facet in (MEMBERS, SIZE):
            rows = rows.filter(pk__in=[row.pk for row in rows if size_by_hand(row, facet) in values])
    return set(rows.values_list("pk", flat=True))


def size_by_hand(row, facet):
    last = row.figures.order_by("-year").first()
    members = last and last.members
    if members is None:
        return ""
    if facet == MEMBERS:
        bounds = ((49, "duoi-50"), (300, "50-300"), (1000, "300-1000"), (10**9, "tren-1000"))
        return next(key for most, key in bounds if members <= most)
    main = row.sector_links.filter(position=0).first()
    if row.form == "group" or main is None:
        return ""
    if main.sector.code in ("industry", "construction"):
        # Of these only the line of large ones is certain.
        capital = last.assets if last.assets is not None else row.charter_capital
        if members < 100 or (last.revenue is None and capital is None):
            return ""
        return "lon" if (last.revenue or 0) >= 80e9 or (capital or 0) >= 20e9 else ""
    if main.sector.code != "agriculture":
        return ""
    capital = last.assets if last.assets is not None else row.charter_capital
    if members >= 50 and last.revenue is None and capital is None:
        return ""
    for size, least, revenue, means in (("lon", 300, 50, 10), ("vua", 200, 10, 5), ("nho", 50, 2, 1)):
        reached = (last.revenue or 0) >= revenue * 10**9 or (capital or 0) >= means * 10**9
        if members >= least and reached:
            return size
    return "sieu-nho"


def some_wish(chance, kind):
    """(words, {facet: values}) as a reader may put them together."""
    held, chosen = shelf(kind), {}
    offered = [facet for facet in FACETS if held.sets[facet]]
    for facet in chance.sample(offered, chance.choice((0, 1, 1, 2, 2, 3))):
        values = sorted(held.sets[facet])
        chosen[facet] = tuple(chance.sample(values, min(len(values), chance.choice((1, 1, 2, 4)))))
    # Words of names: what the search finds elsewhere (places, products) plain SQL does not.
    return chance.choice(["", "", "", "thổ cẩm", "dược liệu", "miến dong"]), chosen


def test_page_export_and_sql_agree_on_fifty_random_combinations(many, client, monkeypatch):
    monkeypatch.setattr("cooperatives.views.EXPORTS_PER_HOUR", 1000)
    chance, seen = random.Random(3), set()
    for turn in range(50):
        kind = chance.choice(("cooperative", "cooperative", "group"))
        words, chosen = some_wish(chance, kind)
        found = Found(Wanted(words and f'"{words}"', chosen, kind=kind))
        expected = by_sql(kind, chosen, [text.fold(words)] if words else [])
        assert set(found.ids) == expected and found.total == len(found.ids) == len(expected), (words, chosen)
        address = found.wanted.address
        page = unescape(client.get(ADDRESS[kind] + address).content.decode())
        told = re.search(r'result-count">(Tất cả|Tìm thấy) ([\d.]+) |result-count">Không tìm thấy', page)
        assert int((told[2] or "0").replace(".", "")) == len(expected)
        first = [f'href="{one.get_absolute_url()}"' for one in finding.found_organizations(found.ids[:25])]
        assert all(link in page for link in first)
        data = json.loads(b"".join(client.get(f"{ADDRESS[kind]}danh-sach.json{address}")))
        by_name = Organization.objects.in_bulk(found.ids)
        assert [row["name"] for row in data] == [by_name[pk].name for pk in found.ids]
        if turn < 5:
            lines = b"".join(client.get(f"{ADDRESS[kind]}danh-sach.csv{address}")).decode("utf-8-sig").splitlines()
            assert len(lines) == len(expected) + 1
            sheet = client.get(f"{ADDRESS[kind]}danh-sach.xlsx{address}")
            rows = list(openpyxl.load_workbook(BytesIO(b"".join(sheet))).active.values)
            assert [row[0] for row in rows[1:]] == [row["name"] for row in data]
        seen.add(len(expected))
    assert len(seen) > 8  # not all of them empty


def test_facets_count_what_sql_counts_beside_the_other_filters(many):
    chance = random.Random(8)
    for _ in range(12):
        kind = chance.choice(("cooperative", "group"))
        words, chosen = some_wish(chance, kind)
        found = Found(Wanted(words and f'"{words}"', chosen, kind=kind))
        for facet in found.facets():
            others = {name: values for name, values in chosen.items() if name != facet.name}
            for choice in chance.sample(facet.choices, min(3, len(facet.choices))):
                expected = by_sql(kind, others | {facet.name: [choice.value]}, [text.fold(words)] if words else [])
                assert choice.count == len(expected), (chosen, facet.name, choice)


def test_queries_are_as_many_for_many_as_for_few(client, django_assert_max_num_queries):
    some_organizations(90, seed=1)
    refresh_all()
    addresses = ("/hop-tac-xa/?tinh-trang=active", "/to-hop-tac/?q=chè", "/hop-tac-xa/?tai-ngay=2022-01-01")
    few = []
    for address in addresses:
        with django_assert_max_num_queries(40) as captured:
            client.get(address)
        few.append(len(captured))
    some_organizations(200, seed=2)
    refresh_all()
    for address, number in zip(addresses, few, strict=True):
        with django_assert_max_num_queries(number + 1, info=address):  # enough answers are ranked by titles first
            client.get(address)


# --- words ------------------------------------------------------------------------------------------------------------


def test_words_without_marks_and_abbreviations_find_the_full_name():
    wanted = organization("Hợp tác xã Chè Tam Đường")
    organization("Hợp tác xã Chăn nuôi Bản Giang")
    organization("Tổ hợp tác Chè Tam Đường", kind="group")
    refresh_all()
    for query in ("htx che", "HTX chè", "hop tac xa che tam duong", "che tam", "chè"):
        assert names(asked(f"q={query}")) == [wanted.name], query
    assert names(asked("q=che", kind="group")) == ["Tổ hợp tác Chè Tam Đường"]


@pytest.mark.parametrize(
    "query", ["6200012345", "6200 012 345", "6200.012.345", "6200-012-345", "620001", "6200012345-001", " 6200012345 "]
)
def test_a_tax_code_in_any_spelling(query):
    branch = "6200012345-001" if query.endswith("-001") else "6200012345"
    wanted = organization("HTX Chè An", tax_code=branch)
    organization("HTX Chè Bình", tax_code="6200987654")
    refresh_all()
    assert names(asked(f"q={query}"))[0] == wanted.name
    assert asked(f"q={query}").exact


def test_a_number_too_short_or_too_long_names_none():
    organization("HTX Chè An", tax_code="6200012345")
    for query in ("62000", "1" * 30, "6200x12345", "09123 45678", "", "-------"):
        assert finding.by_code(query) == []


def test_a_hidden_organisation_is_nowhere(client):
    hidden = organization("HTX Kín Tiếng", tax_code="6200012345", hidden=True)
    refresh_all()
    for address in ("", "q=kín tiếng", "q=6200012345"):
        assert asked(address).ids == []
        for ending in ("", "danh-sach.json", "danh-sach.csv"):
            answer = client.get(f"/hop-tac-xa/{ending}?{address}")
            body = b"".join(answer) if answer.streaming else answer.content
            assert hidden.name not in body.decode().replace("“kín tiếng”", "")


# --- orders, days, sizes ----------------------------------------------------------------------------------------------


def test_orders():
    old = organization("HTX An", established_on="1999", charter_capital=5)
    new = organization("HTX Ăn", established_on="2020-02", charter_capital=9)
    unknown = organization("HTX Bê")
    recording.add("organization", unknown.pk, "view")
    assert names(asked()) == ["HTX An", "HTX Ăn", "HTX Bê"]
    assert asked("sap-xep=moi-thanh-lap").ids == [new.pk, old.pk, unknown.pk]
    assert asked("sap-xep=von").ids == [new.pk, old.pk, unknown.pk]
    assert asked("sap-xep=xem-nhieu").ids[0] == unknown.pk
    assert asked("sap-xep=phu-hop").wanted.order == finding.NAME


def test_filters_of_an_earlier_day_speak_of_that_day(client):
    made = Organization.objects.create(name="", form="cooperative")
    record_edit(
        made, {"name": "HTX Đổi", "form": "cooperative", "status": "active", "sectors": ["trade"]}, None,
        change_from=date(2020, 5, 1),
    )  # fmt: skip
    record_edit(made, {"status": "suspended", "sectors": ["agriculture"]}, None, change_from=date(2022, 5, 1))
    refresh_all()
    assert asked("tinh-trang=suspended&linh-vuc=agriculture").total == 1
    before = date(2021, 1, 1)
    assert asked("tinh-trang=active&linh-vuc=trade", day=before).total == 1
    assert asked("tinh-trang=suspended", day=before).total == asked("", day=date(2020, 4, 30)).total == 0
    page = client.get("/hop-tac-xa/?tai-ngay=2021-01-01&tinh-trang=active").content.decode()
    assert 'name="tai-ngay" value="2021-01-01"' in page and "tai-ngay=2021-01-01" in page.split("danh-sach.xlsx")[1]


def test_a_recognition_that_has_ended_is_no_star():
    one, today = organization("HTX Sao"), timezone.localdate()
    OcopProduct.objects.create(organization=one, name="Chè", stars=4, recognised_on=today.replace(year=today.year - 4))
    assert asked("ocop=4").total == 0
    OcopProduct.objects.create(organization=one, name="Mật", stars=3, recognised_on=today)
    assert asked("ocop=3").total == 1


@pytest.mark.parametrize(
    ("members", "revenue", "capital", "size"),
    [
        (300, 50 * 10**9, 0, "lon"), (300, 0, 10 * 10**9, "lon"), (300, 49 * 10**9, 9 * 10**9, "vua"),
        (299, 50 * 10**9, 0, "vua"), (199, 10**12, 0, "nho"), (50, 0, 10**9, "nho"), (50, 0, 10**9 - 1, "sieu-nho"),
        (49, 10**12, 10**12, "sieu-nho"), (None, 10**12, 10**12, None), (60, None, None, None),
    ],
)  # fmt: skip
def test_the_size_of_an_agricultural_cooperative_by_decree_113(members, revenue, capital, size):
    one = organization(charter_capital=capital)
    OrganizationSector.objects.create(organization=one, sector=Sector.objects.get(code="agriculture"), position=0)
    YearlyFigures.objects.create(organization=one, year=2025, members=members, revenue=revenue)
    assert [value for value in ("lon", "vua", "nho", "sieu-nho") if asked(f"quy-mo={value}").total] == (
        [size] if size else []
    )


def test_a_field_without_all_its_lines_leaves_the_class_open_until_the_office_adds_them():
    one = organization(charter_capital=10**9)
    OrganizationSector.objects.create(organization=one, sector=Sector.objects.get(code="trade"), position=0)
    YearlyFigures.objects.create(organization=one, year=2025, members=10)
    assert not shelf("cooperative").sets["quy-mo"]
    for size, members in (("lon", 100), ("vua", 60), ("nho", 30)):
        SizeThreshold.objects.create(field="services", size=size, members=members, revenue=10**9, capital=10**9)
    assert asked("quy-mo=sieu-nho").total == 1


# --- what nobody should send ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q='", 'q="', "xa=abc", "xa=%27", "xa=999999999999999999999", "nam=%00", "trang=-1", "sap-xep=%F0",
     "linh-vuc=<script>", "tinh-trang=x&tinh-trang=y", "q=" + "a" * 5000, "tai-ngay="],
)  # fmt: skip
def test_nothing_asked_breaks_it(client, query):
    organization()
    refresh_all()
    for ending in ("", "danh-sach.json", "danh-sach.csv", "danh-sach.xlsx"):
        answer = client.get(f"/hop-tac-xa/{ending}?{query}")
        assert answer.status_code == 200
        assert b'<script>"' not in (b"".join(answer) if answer.streaming else answer.content)


def test_tables_are_not_taken_without_end(client, monkeypatch):
    monkeypatch.setattr("cooperatives.views.EXPORTS_PER_HOUR", 2)
    codes = [client.get("/to-hop-tac/danh-sach.json").status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]
    assert json.loads(b"".join(client.get("/hop-tac-xa/danh-sach.json", REMOTE_ADDR="10.9.9.9"))) == []
