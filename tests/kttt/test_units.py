"""The province's units, old and new, and what lists call them."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kttt.text import words
from kttt.units.models import AdminUnit, UnitSuccession
from kttt.units.resolving import UnitResolver

pytestmark = pytest.mark.django_db
OLD, NEW = date(2021, 12, 31), date(2026, 6, 30)


def test_all_units_are_there_after_migrate():
    communes = AdminUnit.objects.communes()
    assert communes.on(OLD).count() == 106
    assert communes.on(NEW).count() == communes.current().count() == 38
    assert AdminUnit.objects.filter(level=AdminUnit.Level.DISTRICT).count() == 8
    assert UnitSuccession.objects.count() == 106


@pytest.mark.parametrize(
    ("written", "district", "on", "unit", "today"),
    [
        ("Xã Mường Than", "Huyện Than Uyên", OLD, "Xã Mường Than", "Xã Than Uyên"),
        ("xã Mường Than", None, NEW, "Xã Mường Than", "Xã Mường Than"),
        ("Nậm Cha", "Sìn Hồ", OLD, "Xã Nậm Cha", "Xã Nậm Tăm"),
        ("Nậm Chà", None, OLD, "Xã Nậm Chà", "Xã Mường Mô"),
        ("nam cha", "h. Nậm Nhùn", OLD, "Xã Nậm Chà", "Xã Mường Mô"),
        ("TT Mường Tè", "Mường Tè", OLD, "Thị trấn Mường Tè", "Xã Bum Tở"),
        ("Thị trấn", "Huyện Tân Uyên", OLD, "Thị trấn Tân Uyên", "Xã Tân Uyên"),
        ("Xã Mường Tè", "Mường Tè", OLD, "Xã Mường Tè", "Xã Mường Tè"),
        ("P. Đoàn Kết", "TP Lai Châu", OLD, "Phường Đoàn Kết", "Phường Đoàn Kết"),
        ("Lả Nhì Thàng", "Phong Thổ", OLD, "Xã Lản Nhì Thàng", "Phường Đoàn Kết"),
        ("Ma Ly Pho", None, OLD, "Xã Ma Li Pho", "Xã Phong Thổ"),
        ("Nậm Loỏng", None, OLD, "Xã Sùng Phài", "Phường Đoàn Kết"),
    ],
)
def test_names_mean_the_right_unit(written, district, on, unit, today):
    units = UnitResolver()
    found = units.commune(written, district, on)
    assert found.unit is not None, found.message
    assert str(found.unit) == unit
    assert str(units.current(found.unit)) == today


def test_what_is_not_plain_says_so():
    units = UnitResolver()
    assert "huyện" in units.commune("nam cha", None, OLD).message
    assert "Không tìm thấy" in units.commune("Xã Không Có", None, OLD).message
    assert units.commune("", None, OLD).unit is None


@pytest.mark.parametrize(
    ("written", "district", "on", "unit"),
    [
        ("Xã Bản Bu", "Tam Đường", OLD, "Xã Bản Bo"),
        ("xã Nậm Xỏ", "Tân Uyên", OLD, "Xã Nậm Sỏ"),
        ("Xã Nậmsỏ", "Tân Uyên", OLD, "Xã Nậm Sỏ"),
        ("Xã Tủa Sính Chải", None, OLD, "Xã Tủa Sín Chải"),
        ("Xã Phăng Sôn Lin", "Sìn Hồ", OLD, "Xã Phăng Sô Lin"),
        ("Xã Pa Vệ Xủ", "Mường Tè", OLD, "Xã Pa Vệ Sủ"),
        ("TT Than Uyêm", "Than Uyên", OLD, "Thị trấn Than Uyên"),
        ("Xã Tủa Sín Trải", None, NEW, "Xã Tủa Sín Chải"),
    ],
)
def test_slips_of_typing_are_understood_and_told(written, district, on, unit):
    found = UnitResolver().commune(written, district, on)
    assert str(found.unit) == unit
    assert "được hiểu là" in found.message


@pytest.mark.parametrize(
    ("written", "district", "on"),
    [
        ("Nậm Chan", None, OLD),  # Nậm Cha and Nậm Chà
        ("Xã Nậm Cu", "Nậm Nhùn", OLD),
        ("Xã Bản", "Tam Đường", OLD),
        ("Xã Bản Bu", "Sìn Hồ", OLD),
        ("Xã Phúc Thán Mới Nữa", "Than Uyên", OLD),
    ],
)
def test_no_slip_is_guessed_between_two_or_too_far(written, district, on):
    found = UnitResolver().commune(written, district, on)
    assert found.unit is None
    assert found.message


def test_every_unit_is_found_by_its_own_name_and_by_no_slip():
    units = UnitResolver()
    for unit in AdminUnit.objects.communes():
        on = NEW if unit.valid_to is None else OLD
        found = units.commune(str(unit), unit.parent and str(unit.parent), on)
        assert (found.unit, found.message) == (unit, None)


def test_a_commune_under_another_district_is_never_taken_in_silence():
    units = UnitResolver()
    for unit in AdminUnit.objects.communes().on(OLD):
        for district in AdminUnit.objects.filter(level=AdminUnit.Level.DISTRICT):
            found = units.commune(str(unit), str(district), OLD)
            same_letters = found.unit and found.unit.parent == district and words(found.unit.name) == words(unit.name)
            assert found.unit == unit or found.message or same_letters


@given(st.text(max_size=60), st.one_of(st.none(), st.text(max_size=30)), st.dates())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_text_makes_it_raise(written, district, on):
    found = UnitResolver().commune(written, district, on)
    assert found.unit is None or found.unit.level == AdminUnit.Level.COMMUNE


def test_a_name_of_another_district_is_taken_and_told_where_it_is_the_only_one():
    found = UnitResolver().commune("Xã Lê Lợi", "Huyện Sìn Hồ", OLD)
    assert str(found.unit) == "Xã Lê Lợi"
    assert "Huyện Sìn Hồ không có" in found.message


def test_what_shares_a_district_is_asked_by_its_type():
    assert "xã hay thị trấn" in UnitResolver().commune("Mường Tè", "Huyện Mường Tè", OLD).message
