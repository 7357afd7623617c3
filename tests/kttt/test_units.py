"""The province's units, old and new, and what lists call them."""

from datetime import date

import pytest

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
