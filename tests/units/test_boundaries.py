"""Boundaries that an office loads: all of them or none, and every fault of a file in words."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from kttt.units import boundaries
from kttt.units.models import AdminUnit, UnitBoundary
from tests.units.boundary_files import collection, feature, squares

pytestmark = pytest.mark.django_db


@pytest.fixture
def communes():
    return list(AdminUnit.objects.communes().current())


@pytest.fixture
def file(tmp_path):
    def write(data):
        path = tmp_path / "ranh-gioi.geojson"
        path.write_bytes(data)
        return str(path)

    return write


def unit(communes, name):
    return next(u for u in communes if u.name == name)


def test_all_communes_are_loaded_and_told(communes, file, capsys):
    call_command("load_boundaries", file(squares(communes)))
    assert UnitBoundary.objects.count() == 38
    assert "Đã nạp ranh giới của 38 xã, phường." in capsys.readouterr().out
    stored = boundaries.stored()[communes[0].pk]
    assert stored.label_longitude == pytest.approx(communes[0].longitude, abs=0.01)
    assert all(abs(x - communes[0].longitude) < 0.03 for x, _y in stored.polygons[0][0])


@pytest.mark.parametrize(
    "said",
    [
        lambda u: {"ma_xa": int(u.gso_code)},
        lambda u: {"Ten_Xa": str(u)},
        lambda u: {"name": u.name, "code": "khong ro"},
        lambda u: {"TEN": f"{u.type.upper()} {u.name.upper()}", "MA": u.gso_code},
    ],
)
def test_features_are_known_by_code_or_name(communes, said):
    report = boundaries.load(collection([feature(u, **said(u)) for u in communes]))
    assert len(report.matched) == 38
    assert not report.unmatched


def test_the_id_of_a_feature_is_a_code_too(communes):
    features = [feature(u, note="") | {"id": u.gso_code} for u in communes]
    assert len(boundaries.load(collection(features)).matched) == 38


def test_loading_again_replaces_and_remove_takes_away(communes, file, capsys):
    call_command("load_boundaries", file(squares(communes)))
    first = set(UnitBoundary.objects.values_list("pk", flat=True))
    call_command("load_boundaries", file(squares(communes)))
    assert UnitBoundary.objects.count() == 38
    assert not first & set(UnitBoundary.objects.values_list("pk", flat=True))
    call_command("load_boundaries", remove=True)
    assert UnitBoundary.objects.count() == 0
    assert "Đã xóa 38 ranh giới" in capsys.readouterr().out


def test_other_features_are_left_out_and_told(communes, file, capsys):
    elsewhere = feature(communes[0], name="Xã Không Có")
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [103, 22]}}
    none = {"type": "Feature", "properties": None, "geometry": None}
    data = collection([*(feature(u) for u in communes), elsewhere, point, none, "x"])
    call_command("load_boundaries", file(data))
    out = capsys.readouterr().out
    assert "Bỏ qua 4 vùng" in out
    assert "Xã Không Có" in out
    assert "Point" in out


def test_several_features_of_one_commune_are_put_together(communes, file, capsys):
    call_command("load_boundaries", file(collection([*(feature(u) for u in communes), feature(communes[0], 0.01)])))
    assert f"{communes[0]}: gộp 2 vùng." in capsys.readouterr().out
    assert len(boundaries.stored()[communes[0].pk].polygons) == 2


def test_a_file_of_the_old_communes_is_refused_by_their_codes(communes):
    """03618 was Phúc Than and is Mường Than."""
    features = [feature(u, code=u.gso_code, name=u.name) for u in communes if u.gso_code != "03618"]
    features.append(feature(unit(communes, "Mường Than"), code="03618", name="Xã Phúc Than"))
    with pytest.raises(boundaries.BoundariesRefusedError, match="mã 03618 là của Xã Mường Than, nhưng tên ghi là"):
        boundaries.load(collection(features))


def moved(item, change):
    ring = item["geometry"]["coordinates"][0]
    item["geometry"]["coordinates"] = [[change(x, y) for x, y in ring]]
    return item


def faulty(communes):
    """(file, what its refusal says) for every fault."""
    whole = squares(communes)
    metres = [moved(feature(u), lambda x, y: [x * 5000, y * 100_000]) for u in communes]
    turned = [moved(feature(u), lambda x, y: [y, x]) for u in communes]
    abroad = [moved(feature(u), lambda x, y: [x - 90, y + 30]) for u in communes]
    shifted = [moved(feature(u), lambda x, y: [x + 0.5, y]) for u in communes]
    words = [moved(feature(u), lambda x, y: [str(x), y]) for u in communes]
    points = [{"type": "Feature", "properties": {"code": u.gso_code},
               "geometry": {"type": "Point", "coordinates": [u.longitude, u.latitude]}} for u in communes]  # fmt: skip
    flat = [moved(feature(u), lambda x, y, place=u: [x, place.latitude]) for u in communes]
    no_rings = [feature(u) | {"geometry": {"type": "MultiPolygon", "coordinates": []}} for u in communes]
    utm = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}
    yield b"", "không phải là GeoJSON"
    yield b"\xff\xfe\x00", "không phải là GeoJSON"
    yield b"[" * 200_000, "không phải là GeoJSON"
    yield whole[:-20], "không phải là GeoJSON"
    yield whole.replace(b"[[[", b"[[[NaN,", 1), "không phải là GeoJSON"
    yield b"[]", "FeatureCollection"
    yield json.dumps(feature(communes[0])).encode(), "FeatureCollection"
    yield collection([]), "không có vùng nào"
    yield collection(points), "không có vùng nào"
    yield squares(communes, crs=utm), "VN-2000"
    yield collection(metres), "VN-2000"
    yield collection(turned), "vĩ độ đứng trước kinh độ"
    yield collection(abroad), "ngoài Việt Nam"
    yield collection(shifted), "nằm xa nơi đó"
    yield collection(words), "không đúng dạng"
    yield collection(flat), "không có diện tích"
    yield collection(no_rings), "trống"
    yield squares(communes[1:]), f"thiếu ranh giới của 1 xã, phường: {communes[0]}"
    yield collection([feature(u, name="Nơi khác") for u in communes]), "Không vùng nào"


def test_every_fault_is_told_and_changes_nothing(communes, file):
    boundaries.load(squares(communes))
    before = set(UnitBoundary.objects.values_list("pk", flat=True))
    for data, told in faulty(communes):
        with pytest.raises(CommandError, match=told) as refused:
            call_command("load_boundaries", file(data))
        assert refused.value.returncode == 3
        assert set(UnitBoundary.objects.values_list("pk", flat=True)) == before


def test_too_large_a_file_is_refused(communes, file, monkeypatch):
    monkeypatch.setattr(boundaries, "MOST_BYTES", 1000)
    with pytest.raises(CommandError, match="lớn hơn"):
        call_command("load_boundaries", file(squares(communes)))


def test_a_named_wgs84_is_welcome(communes):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert boundaries.load(squares(communes, crs=crs)).matched


@pytest.mark.parametrize("words", [{}, {"file": "x.geojson", "remove": True}])
def test_a_wrong_command_line_is_told(words):
    words = [words["file"]] if "file" in words else [], {"remove": words.get("remove", False)}
    with pytest.raises(CommandError, match="--remove"):
        call_command("load_boundaries", *words[0], **words[1])


def test_a_missing_file_is_told():
    with pytest.raises(CommandError, match="Không mở được"):
        call_command("load_boundaries", "/khong/co.geojson")
