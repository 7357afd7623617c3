"""The template is read back as it was filled in: no warning, no question, nothing to correct."""

from datetime import date
from io import BytesIO
from itertools import permutations

import pytest
from openpyxl import load_workbook
from stdnum.vn import mst

from cooperatives import exports
from cooperatives.facts import FACTS, FIGURES, KINDS
from cooperatives.imports import terms
from cooperatives.imports.options import Options
from cooperatives.imports.places import parse_place
from cooperatives.imports.records import interpret
from cooperatives.imports.running import take
from cooperatives.models import Organization, Sector, YearlyFigures
from cooperatives.template_workbook import HEADING_ROW, PREPARED_ROWS, SPARE_ROWS, columns, write_template
from kttt.spreadsheets import values
from kttt.spreadsheets.workbook import read_workbook
from kttt.units.models import AdminUnit
from kttt.units.resolving import UnitResolver

pytestmark = pytest.mark.django_db
FIRST = HEADING_ROW + 2  # Excel's number of the first row below the headings
DERIVED = {"district", "current_commune", "current_commune_code"}


def code(start):
    """A tax code of nobody with the right check digit."""
    return start + mst.calc_check_digit(start)


def commune(name):
    return AdminUnit.objects.communes().current().get(name=name)


def template(kind, year=2025, unit=None):
    file = BytesIO()
    write_template(kind, file, year, unit)
    return file.getvalue()


def places(kind):
    """{key: number of its column in Excel}; the first column numbers the rows."""
    return {column.key: i for i, column in enumerate(columns(kind), 2)}


def filled(data, kind, rows, start=FIRST):
    """The workbook `data` with `rows` ({key: what a clerk types}) written from row `start` on."""
    book, at = load_workbook(BytesIO(data)), places(kind)
    for number, row in enumerate(rows, start):
        for key, value in row.items():
            book.worksheets[0].cell(number, at[key]).value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def sent(data):
    """Takes the file and holds it to what a template promises."""
    outcome = take(data, "mau.xlsx", Options())
    assert (outcome.problem, outcome.questions, outcome.exit_status) == (None, [], 0)
    assert outcome.plan.reading.warnings == []
    assert [m for row in outcome.report["rows"] for m in row["messages"]] == []
    assert [s["ignored_columns"] for s in outcome.report["sheets"]] == [[]]
    return outcome


HTX = [
    {
        "name": "Hợp tác xã Chè Nà Khương", "form": "Hợp tác xã", "tax_code": code("620080901"),
        "registration_number": "23A07000901", "registered_on": "12/05/2019", "registration_issuer": "Xã Bản Bo",
        "established_on": "2018", "status": "Đang hoạt động",
        "sectors": "Nông, lâm nghiệp, thủy sản, dịch vụ nông nghiệp; Thương mại, dịch vụ",
        "business_lines": "Trồng chè, chế biến chè", "products": "Chè khô", "address": "Bản Nà Khương",
        "commune": "Xã Bản Bo", "representative": "Lò Thị Mai Ánh", "representative_title": "Chủ tịch HĐQT",
        "phones": "0912000901, 0982000901", "email": "che.nakhuong@vidu.vn", "charter_capital": 1250.5,
        "alliance_member": "Có", "members": 15, "workers": 22, "revenue": 2100, "profit": -12.5,
        "income_per_worker": 3.65, "assets": 3000, "bank_debt": 0, "fund_loan": 200, "budget_paid": 35.25,
        "note": "Đang xây xưởng",
    },
    {
        "name": "Liên hiệp Hợp tác xã Dược liệu Pu Ta", "form": "Liên hiệp hợp tác xã", "tax_code": code("620080902"),
        "registered_on": "05/2020", "status": "Tạm ngừng hoạt động", "sectors": "Lĩnh vực khác", "commune": "Xã Bản Bo",
        "phones": "02133000902", "alliance_member": "Không", "members": 4,
    },
    {"name": "Quỹ tín dụng nhân dân Tân Phong", "form": "Quỹ tín dụng nhân dân", "commune": "Phường Tân Phong"},
]  # fmt: skip
THT = [
    {
        "name": "Tổ hợp tác Nuôi ong bản Hon", "leader": "Giàng A Tủa", "contract_number": "12/HĐHT",
        "contract_on": "03/04/2022", "status": "Đang hoạt động",
        "sectors": "Nông, lâm nghiệp, thủy sản, dịch vụ nông nghiệp", "business_lines": "Nuôi ong lấy mật",
        "address": "Bản Hon", "commune": "Xã Bản Bo", "phones": "0912000903", "note": "", "members": 12,
        "revenue": 270, "profit": 80, "income_per_member": 3.65, "contribution": 45.5,
    },
    {"name": "Tổ hợp tác Trồng mắc ca Pa Khoang", "commune": "Xã Sìn Hồ", "members": 0},
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_and_figure_has_one_column(kind):
    asked = [column.key for column in columns(kind)]
    assert sorted(asked) == sorted(({f.key for f in FACTS if kind in f.kinds} - DERIVED) | set(FIGURES[kind]))


def test_cooperatives_are_read_back_field_by_field():
    outcome = sent(filled(template("cooperative"), "cooperative", HTX))
    assert (outcome.report["kind"], outcome.report["as_of"]) == ("cooperative", "2025-12-31")
    assert outcome.report["counts"]["new"] == 3
    tea, union, fund = (exports.row("cooperative", Organization.objects.get(name=row["name"])) for row in HTX)
    bo = commune("Bản Bo")
    assert tea == {
        "name": "Hợp tác xã Chè Nà Khương", "form": "cooperative", "tax_code": code("620080901"),
        "registration_number": "23A07000901", "registration_issuer": "Xã Bản Bo", "registered_on": "2019-05-12",
        "established_on": "2018", "status": "active", "sectors": ["agriculture", "trade"],
        "business_lines": "Trồng chè, chế biến chè", "products": "Chè khô", "address": "Bản Nà Khương",
        "commune": "Xã Bản Bo", "district": None, "current_commune": "Xã Bản Bo", "current_commune_code": bo.gso_code,
        "representative": "Lò Thị Mai Ánh", "representative_title": "Chủ tịch HĐQT",
        "phones": ["0912000901", "0982000901"], "email": "che.nakhuong@vidu.vn", "charter_capital": 1_250_500_000,
        "alliance_member": True, "note": "Đang xây xưởng",
        "figures": [
            {
                "year": 2025, "members": 15, "workers": 22, "revenue": 2_100_000_000, "profit": -12_500_000,
                "income_per_worker": 3_650_000, "assets": 3_000_000_000, "bank_debt": 0, "fund_loan": 200_000_000,
                "budget_paid": 35_250_000,
            }
        ],
    }  # fmt: skip
    assert (union["form"], union["status"], union["registered_on"]) == ("union", "suspended", "2020-05")
    assert (union["sectors"], union["alliance_member"], union["phones"]) == (["other"], False, ["02133000902"])
    assert (fund["form"], fund["current_commune"], fund["figures"]) == ("credit_fund", "Phường Tân Phong", [])


def test_groups_are_read_back_field_by_field():
    outcome = sent(filled(template("group", 2026), "group", THT))
    assert (outcome.report["kind"], outcome.report["as_of"]) == ("group", "2026-12-31")
    bees, nuts = (exports.row("group", Organization.objects.get(name=row["name"])) for row in THT)
    assert bees == {
        "name": "Tổ hợp tác Nuôi ong bản Hon", "leader": "Giàng A Tủa", "contract_number": "12/HĐHT",
        "contract_on": "2022-04-03", "status": "active", "sectors": ["agriculture"],
        "business_lines": "Nuôi ong lấy mật", "address": "Bản Hon", "commune": "Xã Bản Bo", "district": None,
        "current_commune": "Xã Bản Bo", "current_commune_code": commune("Bản Bo").gso_code, "phones": ["0912000903"],
        "note": None,
        "figures": [
            {
                "year": 2026, "members": 12, "revenue": 270_000_000, "profit": 80_000_000,
                "income_per_member": 3_650_000, "contribution": 45_500_000,
            }
        ],
    }  # fmt: skip
    assert (nuts["current_commune"], nuts["figures"][0]["members"]) == ("Xã Sìn Hồ", 0)


def test_an_empty_template_holds_no_row():
    outcome = take(template("cooperative"), "mau.xlsx", Options())
    assert outcome.exit_status == 4
    assert outcome.report["rows"] == []
    assert [sheet["name"] for sheet in outcome.report["sheets"]] == ["HTX 2025"]


def test_a_commune_gets_its_organisations_written_in_and_sends_them_back_unchanged():
    sent(filled(template("cooperative"), "cooperative", HTX))
    Organization.objects.update(note="Nội bộ: cần theo dõi")
    data = template("cooperative", unit=commune("Bản Bo"))
    sheet, at = load_workbook(BytesIO(data)).worksheets[0], places("cooperative")
    shown = [{key: sheet.cell(row, i).value for key, i in at.items()} for row in range(FIRST, FIRST + 3)]
    assert [row["name"] for row in shown] == [HTX[0]["name"], HTX[1]["name"], None]
    for row, typed in zip(shown, HTX[:2], strict=False):
        known = {key: value for key, value in typed.items() if key not in (*FIGURES["cooperative"], "note")}
        assert {key: row[key] for key in known} == known
        assert not any(row[key] for key in (*FIGURES["cooperative"], "note"))
    again = sent(data)
    assert again.report["counts"] == {"new": 0, "updated": 0, "unchanged": 2, "refused": 0, "skipped": 0}
    assert again.batch is None


def test_a_group_too_comes_back_unchanged():
    sent(filled(template("group"), "group", THT))
    assert sent(template("group", unit=commune("Bản Bo"))).report["counts"]["unchanged"] == 1


def test_what_the_commune_corrects_and_adds_is_taken():
    sent(filled(template("cooperative"), "cooperative", HTX))
    data = filled(
        template("cooperative", 2026, commune("Bản Bo")), "cooperative", [{"members": 18, "charter_capital": 2000}]
    )
    data = filled(data, "cooperative", [{"name": "HTX Vận tải Hua Cuổi"}], start=FIRST + 2)
    assert sent(data).report["counts"] == {"new": 1, "updated": 1, "unchanged": 1, "refused": 0, "skipped": 0}
    tea = Organization.objects.get(name=HTX[0]["name"])
    assert tea.charter_capital == 2_000_000_000
    assert dict(tea.figures.values_list("year", "members")) == {2025: 15, 2026: 18}
    # The title tells the commune of a row that leaves it out.
    assert Organization.objects.get(name="HTX Vận tải Hua Cuổi").unit_now == commune("Bản Bo")


def test_those_that_are_gone_are_not_written_in():
    sent(filled(template("cooperative"), "cooperative", HTX[:2]))
    Organization.objects.filter(name=HTX[0]["name"]).update(status="dissolved")
    data = template("cooperative", unit=commune("Bản Bo"))
    assert load_workbook(BytesIO(data)).worksheets[0].cell(FIRST, 2).value == HTX[1]["name"]


def test_one_known_under_its_old_commune_is_found_under_todays():
    old = AdminUnit.objects.communes().get(name="Nà Tăm", valid_to__isnull=False)
    row = HTX[0] | {"commune": f"{old}, {old.parent}"}
    sent(filled(template("cooperative", 2024), "cooperative", [row]))
    tea = Organization.objects.get()
    assert (tea.unit_then, tea.unit_now) == (old, UnitResolver().current(old))
    outcome = sent(template("cooperative", 2025, tea.unit_now))
    assert outcome.report["counts"]["updated"] == 1
    tea.refresh_from_db()
    assert tea.unit_then == tea.unit_now


def test_a_year_before_the_reform_names_the_communes_of_then():
    old = AdminUnit.objects.communes().get(name="Nà Tăm", valid_to__isnull=False)
    bo = UnitResolver().current(old)
    sent(filled(template("cooperative", 2024), "cooperative", [HTX[0] | {"commune": f"{old}, {old.parent}"}]))
    data = template("cooperative", 2023, bo)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert sheet.cell(FIRST, places("cooperative")["commune"]).value == f"Xã Nà Tăm, {old.parent}"
    # "Xã Bản Bo" was another, smaller commune: the title must not say it of every row.
    data = filled(data, "cooperative", [{"name": "HTX Không rõ xã"}], start=FIRST + 1)
    sent(data)
    assert Organization.objects.get(name="HTX Không rõ xã").unit_then is None


def test_the_title_tells_each_of_todays_communes():
    resolver, today = UnitResolver(), AdminUnit.objects.communes().current()
    assert today.count() == 38
    for unit in today:
        data = filled(template("group", unit=unit), "group", [{"name": "Tổ hợp tác Ba Sao"}])
        assert interpret(read_workbook(data, "a.xlsx"), resolve_unit=resolver.commune).rows[0].unit == unit


def lists(data):
    """{key: what its column offers}, as Excel follows the rules."""
    book = load_workbook(BytesIO(data))
    found = {}
    kind = "cooperative" if book.worksheets[0].title.startswith("HTX") else "group"
    keys = {i: key for key, i in places(kind).items()}
    for rule in book.worksheets[0].data_validations.dataValidation:
        if rule.type == "list":
            sheet, _, cells = rule.formula1.rpartition("!")
            assert sheet == "'Danh mục'"
            (area,) = rule.sqref.ranges
            found[keys[area.min_col]] = [row[0].value for row in book["Danh mục"][cells.replace("$", "")]]
    return found


def test_every_choice_is_read_as_what_it_says():
    offered = lists(template("cooperative"))
    assert [terms.form_of(label) for label in offered["form"]] == ["cooperative", "union", "credit_fund"]
    assert [terms.parse_status(label)[0] for label in offered["status"]] == Organization.Status.values
    assert [values.parse_yes_no(label)[0] for label in offered["alliance_member"]] == [True, False]
    codes = {sector.name: sector.code for sector in Sector.objects.all()}
    assert offered["sectors"] == list(codes)
    assert {label: terms.parse_sectors(label) for label in codes} == {n: ([c], None) for n, c in codes.items()}
    for main, other in permutations(codes, 2):
        assert terms.parse_sectors(f"{main}; {other}") == ([codes[main], codes[other]], None)


@pytest.mark.parametrize(("year", "count"), [(2025, 38), (2024, 106)])
def test_every_commune_offered_is_read_as_itself(year, count):
    resolver, day = UnitResolver(), date(year, 12, 31)
    offered = lists(template("group", year))["commune"]
    assert len(set(offered)) == count
    found = set()
    for label in offered:
        place, problem = parse_place(label)
        unit, message = resolver.commune(place.commune, place.district, day)
        assert (problem, message) == (None, None)
        found.add(unit.pk)
    assert found == set(AdminUnit.objects.communes().on(day).values_list("pk", flat=True))


@pytest.mark.parametrize("kind", KINDS)
def test_the_sheet_helps_whoever_fills_it_in(kind):
    book, at = load_workbook(BytesIO(template(kind))), places(kind)
    sheet, guide, names = book.worksheets
    assert [sheet.sheet_state, guide.title, guide.sheet_state] == ["visible", "Hướng dẫn", "visible"]
    assert names.sheet_state == "hidden"
    assert sheet.freeze_panes == f"C{FIRST}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${HEADING_ROW + 1}:${HEADING_ROW + 1}"
    assert [sheet.cell(FIRST + n, 1).value for n in (0, PREPARED_ROWS - 1, PREPARED_ROWS)] == [1, PREPARED_ROWS, None]
    for key in ("tax_code", "phones", "established_on", "contract_on"):
        assert key not in at or sheet.cell(FIRST, at[key]).number_format == "@"
    rules = {area.min_col: rule for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges}
    guidance = [cell.value for cell in guide["A"]]
    for column in columns(kind):
        place = at[column.key]
        assert sheet.cell(HEADING_ROW + 1, place).comment.text.startswith(("Ghi", "Chọn", "Chỉ ghi"))
        assert 0 < len(rules[place].prompt) <= 255
        assert any(line and line.startswith(f"{column.heading}: ") for line in guidance)
    members, profit = rules[at["members"]], rules[at["profit"]]
    assert (members.type, members.operator, members.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert (profit.type, profit.formula1) == ("decimal", "-1000000000")
    assert guide.max_column == 1


def test_more_organisations_get_more_rows():
    unit = commune("Bản Bo")
    Organization.objects.bulk_create(
        Organization(form="group", name=f"Tổ hợp tác Số {n}", unit_then=unit, unit_now=unit) for n in range(180)
    )
    sheet = load_workbook(BytesIO(template("group", unit=unit))).worksheets[0]
    assert sheet.max_row == HEADING_ROW + 1 + 180 + SPARE_ROWS
    assert not YearlyFigures.objects.exists()


def test_what_looks_like_a_formula_stays_text():
    unit = commune("Bản Bo")
    Organization.objects.create(form="group", name="=1+1", leader="@lệnh", unit_then=unit, unit_now=unit)
    sheet, at = load_workbook(BytesIO(template("group", unit=unit))).worksheets[0], places("group")
    cells = [sheet.cell(FIRST, at[key]) for key in ("name", "leader")]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("@lệnh", "s")]
