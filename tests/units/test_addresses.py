"""Old communes and today's: every one of them, and every trap of their names and codes."""

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from kttt import text
from kttt.units.addresses import Addresses
from kttt.units.fixture import DATA

pytestmark = pytest.mark.django_db


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


OLD, TODAY, DISTRICTS = rows("old_communes.csv"), rows("communes_2025.csv"), rows("districts.csv")
DISTRICT = {row["code"]: f"{row['type']} {row['name']}" for row in DISTRICTS}
NOW = {row["code"]: f"{row['type']} {row['name']}" for row in TODAY}


@pytest.fixture(scope="module")
def known(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Addresses()


def said(found):
    """[(old or today's unit, its old district or "", today's unit)]"""
    return [(str(a.unit), str(a.unit.parent) if a.is_old else "", str(a.today)) for a in found.answers]


def test_the_tables_are_whole():
    assert (len(OLD), len(TODAY), len(DISTRICTS)) == (106, 38, 8)


def test_every_old_commune_with_its_district_leads_to_todays_alone(known):
    for row in OLD:
        unit, district = f"{row['type']} {row['name']}", DISTRICT[row["district_code"]]
        expected = [(unit, district, NOW[row["new_code"]])]
        for written in (f"{unit}, {district}", text.fold(f"{unit}, {district}"), f"{unit} {district}, tỉnh Lai Châu"):
            found = known.find(written)
            assert said(found) == expected, written
            assert not found.notice


@pytest.mark.parametrize("form", ["{type} {name}", "{name}", "{folded_type} {folded}", "{folded}", "{folded_close}"])
def test_every_old_commune_is_among_the_answers_without_its_district(known, form):
    for row in OLD:
        folded = text.fold(row["name"])
        names = {"folded": folded, "folded_type": text.fold(row["type"]), "folded_close": folded.replace(" ", "")}
        found = known.find(form.format(**row, **names))
        expected = f"{row['type']} {row['name']}", DISTRICT[row["district_code"]], NOW[row["new_code"]]
        assert expected in said(found), row
        assert not found.notice
        namesakes = {text.fold(answer[0].removeprefix(row["type"])) for answer in said(found)}
        assert all(folded.replace(" ", "") in name.replace(" ", "") for name in namesakes)


def test_every_commune_of_today_is_found_and_says_what_it_is_made_of(known):
    for row in TODAY:
        unit = NOW[row["code"]]
        for written in (unit, text.fold(unit), f"{unit}, tỉnh Lai Châu"):
            (answer,) = [a for a in known.find(written).answers if not a.is_old]
            assert str(answer.unit) == unit
            parts = {(part.gso_code, part.name, part.parent.gso_code) for part in answer.parts}
            assert parts == {(o["code"], o["name"], o["district_code"]) for o in OLD if o["new_code"] == row["code"]}


def test_every_other_spelling_is_found(known):
    for row in OLD:
        for alias in filter(None, row["aliases"].split("|")):
            alias = alias.split(" (")[0]
            assert row["code"] in {a.unit.gso_code for a in known.find(alias).answers}, alias


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # An old name that is another commune's today.
        ("Mường Than", [("Xã Mường Than", "Huyện Than Uyên", "Xã Than Uyên"), ("Xã Mường Than", "", "Xã Mường Than")]),
        ("xã Mường Than, huyện Than Uyên", [("Xã Mường Than", "Huyện Than Uyên", "Xã Than Uyên")]),
        # Marks, and none.
        ("Nậm Cha", [("Xã Nậm Cha", "Huyện Sìn Hồ", "Xã Nậm Tăm")]),
        ("xã Nậm Chà", [("Xã Nậm Chà", "Huyện Nậm Nhùn", "Xã Mường Mô")]),
        ("Nam Cha",
         [("Xã Nậm Cha", "Huyện Sìn Hồ", "Xã Nậm Tăm"), ("Xã Nậm Chà", "Huyện Nậm Nhùn", "Xã Mường Mô")]),
        ("nam cha sin ho", [("Xã Nậm Cha", "Huyện Sìn Hồ", "Xã Nậm Tăm")]),
        ("Nậm Cha - Nậm Nhùn", [("Xã Nậm Chà", "Huyện Nậm Nhùn", "Xã Mường Mô")]),
        ("x. nam cha h. nam nhun", [("Xã Nậm Chà", "Huyện Nậm Nhùn", "Xã Mường Mô")]),
        # A town and a commune of one name.
        ("thị trấn Mường Tè", [("Thị trấn Mường Tè", "Huyện Mường Tè", "Xã Bum Tở")]),
        ("TT Mường Tè, huyện Mường Tè", [("Thị trấn Mường Tè", "Huyện Mường Tè", "Xã Bum Tở")]),
        ("xã Mường Tè", [("Xã Mường Tè", "Huyện Mường Tè", "Xã Mường Tè"), ("Xã Mường Tè", "", "Xã Mường Tè")]),
        ("Mường Tè", [("Thị trấn Mường Tè", "Huyện Mường Tè", "Xã Bum Tở"),
                      ("Xã Mường Tè", "Huyện Mường Tè", "Xã Mường Tè"), ("Xã Mường Tè", "", "Xã Mường Tè")]),
        # Districts' names.
        ("Than Uyên",
         [("Thị trấn Than Uyên", "Huyện Than Uyên", "Xã Than Uyên"), ("Xã Than Uyên", "", "Xã Than Uyên")]),
        ("xã Phong Thổ", [("Xã Phong Thổ", "", "Xã Phong Thổ")]),
        # Codes that changed their meaning.
        ("03618", [("Xã Phúc Than", "Huyện Than Uyên", "Xã Mường Than"), ("Xã Mường Than", "", "Xã Mường Than")]),
        ("03388", [("Phường Quyết Tiến", "Thành phố Lai Châu", "Phường Đoàn Kết"),
                   ("Phường Đoàn Kết", "", "Phường Đoàn Kết")]),
        # Whole addresses.
        ("Bản Nà Luông, xã Nà Tăm, huyện Tam Đường, tỉnh Lai Châu",
         [("Xã Nà Tăm", "Huyện Tam Đường", "Xã Bản Bo")]),
        ("Số 5, tổ 3, P. Quyết Tiến, TP. Lai Châu",
         [("Phường Quyết Tiến", "Thành phố Lai Châu", "Phường Đoàn Kết")]),
        ("Can Hồ, Mường Tè", [("Xã Kan Hồ", "Huyện Mường Tè", "Xã Bum Tở")]),
    ],
)  # fmt: skip
def test_traps(known, written, expected):
    found = known.find(written)
    assert sorted(said(found)) == sorted(expected)


def test_a_name_with_its_marks_also_shows_the_one_that_differs_in_marks(known):
    found = known.find("Nậm Cha")
    assert [str(a.unit.parent) for a in found.alike] == ["Huyện Nậm Nhùn"]


def test_an_old_name_that_is_another_commune_now_says_so(known):
    warned = {(str(a.unit), str(a.unit.parent)): str(a.namesake)
              for district in known.districts for a in district.communes if a.namesake}  # fmt: skip
    assert warned == {
        ("Xã Mường Than", "Huyện Than Uyên"): "Xã Mường Than",
        ("Thị trấn Mường Tè", "Huyện Mường Tè"): "Xã Mường Tè",
    }


def test_the_codes_that_name_another_commune_today_are_told_from_both_sides(known):
    taken = {a.unit.gso_code for district in known.districts for a in district.communes if a.code_of}
    assert len(taken) == 17
    assert taken == {a.unit.gso_code for a in known.today if a.code_of}
    assert {"03388", "03405", "03618", "03562"} <= taken


def test_two_communes_were_left_as_they_were(known):
    assert {str(a.unit) for a in known.today if a.unchanged} == {"Xã Mù Cả", "Xã Tà Tổng"}


def test_no_old_commune_went_to_several(known):
    parts = [part.pk for answer in known.today for part in answer.parts]
    assert len(parts) == len(set(parts)) == 106


@pytest.mark.parametrize("written", ["huyện Sìn Hồ", "h. sin ho", "Huyện Sìn Hồ, tỉnh Lai Châu"])
def test_a_district_alone_lists_its_communes(known, written):
    found = known.find(written)
    assert (str(found.district.unit), len(found.district.communes), found.answers) == ("Huyện Sìn Hồ", 22, [])


def test_a_name_of_town_and_district_answers_both(known):
    found = known.find("Tam Đường")
    assert said(found) == [("Thị trấn Tam Đường", "Huyện Tam Đường", "Xã Bình Lư")]
    assert str(found.district.unit) == "Huyện Tam Đường"


@pytest.mark.parametrize(
    ("written", "unit"),
    [("Nậm Xỏ", "Xã Nậm Sỏ"), ("xã Tủa Sính Chải", "Xã Tủa Sín Chải"), ("ban bu tam duong", "Xã Bản Bo")],
)
def test_a_slip_is_answered_and_told(known, written, unit):
    found = known.find(written)
    assert unit in {str(a.unit) for a in found.answers}
    assert "tên gần nhất" in found.notice


def test_near_names_are_suggested(known):
    found = known.find("xã Phúc Thành Than")
    assert not found.answers
    assert "Xã Phúc Than" in {str(unit) for unit in found.suggestions}
    assert {"Xã Nậm Ban", "Xã Nậm Sỏ"} & {str(unit) for unit in known.find("Nậm").suggestions}


def test_a_wrong_district_or_type_is_told(known):
    found = known.find("xã Nà Tăm, huyện Sìn Hồ")
    assert said(found) == [("Xã Nà Tăm", "Huyện Tam Đường", "Xã Bản Bo")]
    assert "Huyện Sìn Hồ trước đây không có" in found.notice
    assert "Không có “phường Nà Tăm”" in known.find("phường Nà Tăm").notice


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
def test_no_text_makes_it_raise(known, written):
    known.find(written)


@pytest.mark.parametrize("written", ["", " ", "zzzzqqq", "xã", "huyện", "<b>'\"&", "0" * 200, "\x00", "thị trấn"])
def test_no_words_break_the_page(client, written):
    response = client.get("/dia-chi/", {"q": written})
    assert response.status_code == 200
    assert not response.cookies


def test_the_page_answers_with_links_to_the_lists(client):
    page = html.fromstring(client.get("/dia-chi/", {"q": "xã Mường Than"}).content)
    answers = page.xpath("//article[@class='place']")
    assert [" ".join(a.xpath("string(h3)").split()) for a in answers] == [
        "Xã Mường Than (huyện Than Uyên) trước 01/07/2025",
        "Xã Mường Than hiện nay, từ 01/07/2025",
    ]
    first, second = ("".join(a.itertext()) for a in answers)
    assert "Nay thuộc Xã Than Uyên" in first
    assert "1670/NQ-UBTVQH15" in first
    assert "Xã Mường Than hiện nay là đơn vị khác" in first
    assert "xã Mường Mít (huyện Than Uyên); xã Phúc Than (huyện Than Uyên)" in second
    unit = next(a.unit for a in Addresses().today if a.unit.name == "Than Uyên")
    assert f"/hop-tac-xa/?xa={unit.pk}" in answers[0].xpath(".//a/@href")
    assert f"/to-hop-tac/?xa={unit.pk}" in answers[0].xpath(".//a/@href")


def test_everything_can_be_browsed_without_typing(client):
    page = html.fromstring(client.get("/dia-chi/").content)
    tables = page.xpath("//main//table")
    assert [len(table.xpath("tbody/tr")) for table in tables] == [7, 13, 14, 22, 17, 12, 10, 11, 38]


def test_questions_cost_no_queries_of_their_own(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as plain:
        client.get("/dia-chi/")
    with django_assert_max_num_queries(len(plain)):
        client.get("/dia-chi/", {"q": "nam cha"})


def test_it_is_in_the_sitemap(client):
    assert "/dia-chi/</loc>" in client.get("/sitemap-muc-luc.xml").content.decode()
