"""Boundaries of today's communes from a GeoJSON file: read, matched, made simpler, stored. All of them or none."""

import json
import math
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from kttt import text
from kttt.units import outlines
from kttt.units.models import AdminUnit, UnitBoundary
from kttt.units.resolving import match_key, split_type

MOST_BYTES = 40 * 2**20
MOST_POINTS = 4_000  # of the stored map in all: some 30 kB of SVG paths
CODE_FIELDS = {"code", "ma", "maxa", "maphuong", "madvhc", "gso", "gsocode", "wardcode", "communecode", "id"}
NAME_FIELDS = {"name", "ten", "tenxa", "tenphuong", "tendvhc", "tendonvi", "tenxaphuong", "wardname", "communename",
               "fullname", "xa", "xaphuong"}  # fmt: skip
VIETNAM = (102.0, 8.0, 110.0, 24.0)  # west, south, east, north
FAR = 0.1  # degrees (11 km) that a commune's known place may lie outside of its boundary's frame
_WGS84 = ("crs84", "4326")


class BoundariesRefusedError(ValueError):
    """The file cannot be taken; the sentence says why and what to do."""


@dataclass
class Report:
    """What a file's features became: communes with the number of theirs; features that matched none, and why."""

    matched: dict[AdminUnit, int] = field(default_factory=lambda: defaultdict(int))
    unmatched: list[str] = field(default_factory=list)
    points_read: int = 0
    points_stored: int = 0


def load(data: bytes) -> Report:
    """Replaces all stored boundaries by those of a GeoJSON file. Refused: BoundariesRefusedError, nothing changed."""
    report = Report()
    communes = list(AdminUnit.objects.communes().current())
    shapes = _shapes(_features(data), communes, report)
    missing = [str(unit) for unit in communes if unit not in shapes]
    if not shapes:
        raise BoundariesRefusedError(
            "Không vùng nào trong tệp khớp với xã, phường hiện nay: mỗi vùng cần mã (code, ma_xa) hoặc tên (name, "
            f"ten_xa) của xã, phường từ 01/7/2025.{_told(report.unmatched)}"
        )
    if missing:
        raise BoundariesRefusedError(
            f"Tệp thiếu ranh giới của {len(missing)} xã, phường: {', '.join(missing)}. Bản đồ chỉ vẽ được khi có đủ."
            f"{_told(report.unmatched)}"
        )
    stored = outlines.simplified(shapes, MOST_POINTS)
    report.points_stored = _count(stored)
    with transaction.atomic():
        UnitBoundary.objects.all().delete()
        UnitBoundary.objects.bulk_create([_boundary(unit, polygons) for unit, polygons in stored.items()])
    return report


def remove() -> int:
    """Deletes all boundaries; how many there were. Maps draw circles again."""
    count = UnitBoundary.objects.count()
    UnitBoundary.objects.all().delete()
    return count


def stored():
    """{id of a unit: its UnitBoundary}; empty where none were loaded. One query."""
    return {boundary.unit_id: boundary for boundary in UnitBoundary.objects.all()}


def _boundary(unit, polygons):
    largest = max(polygons, key=lambda polygon: abs(outlines.area(polygon[0])))
    x, y = outlines.label_point(largest)
    degrees = [[[[x / outlines.GRID, y / outlines.GRID] for x, y in ring] for ring in p] for p in polygons]
    return UnitBoundary(
        unit=unit, polygons=degrees,
        label_longitude=round(x / outlines.GRID, 5), label_latitude=round(y / outlines.GRID, 5),
    )  # fmt: skip


def _features(data):
    """The features of a GeoJSON FeatureCollection in WGS 84."""
    if len(data) > MOST_BYTES:
        raise BoundariesRefusedError(
            f"Tệp lớn hơn {MOST_BYTES // 2**20} MB: hãy chỉ xuất ranh giới xã, phường của tỉnh, hoặc giản lược trước."
        )
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BoundariesRefusedError(
            "Tệp không phải là GeoJSON (JSON, UTF-8): hãy xuất lại từ phần mềm bản đồ."
        ) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise BoundariesRefusedError(
            "Tệp không phải là FeatureCollection: hãy xuất cả lớp ranh giới thành một tệp GeoJSON."
        )
    if (crs := content.get("crs")) and not any(name in json.dumps(crs).casefold() for name in _WGS84):
        raise BoundariesRefusedError(f"Hệ tọa độ của tệp không phải là WGS 84: {_WANTED_CRS}")
    return features


_WANTED_CRS = "hãy chuyển từ VN-2000 hoặc UTM sang kinh độ, vĩ độ WGS 84 (EPSG:4326) rồi xuất lại."


def _no_number(name):
    raise ValueError(name)


def _shapes(features, communes, report):
    """{commune: polygons on the grid} of the features that name one; what does not is told in `report`."""
    by_code = {unit.gso_code: unit for unit in communes}
    by_name = {match_key(unit.name): unit for unit in communes}
    shapes, areas = defaultdict(list), 0
    for number, feature in enumerate(features, 1):
        geometry = (feature.get("geometry") if isinstance(feature, dict) else None) or {}
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in ("Polygon", "MultiPolygon"):
            report.unmatched.append(f"vùng {number}: không phải là vùng ({kind or 'không có hình'})")
            continue
        areas += 1
        unit, said = _named(feature, by_code, by_name)
        if unit is None:
            report.unmatched.append(f"vùng {number}: {said}")
            continue
        coordinates = geometry.get("coordinates")
        polygons = _polygons([coordinates] if kind == "Polygon" else coordinates, f"vùng {number} ({unit})", report)
        _check_place(unit, polygons)
        shapes[unit] += polygons
        report.matched[unit] += 1
    if not areas:
        raise BoundariesRefusedError("Tệp không có vùng nào (Polygon, MultiPolygon): hãy xuất lớp ranh giới dạng vùng.")
    return dict(shapes)


def _named(feature, by_code, by_name):
    """(the commune that a feature's code and name mean, None) or (None, what they say)."""
    properties = feature.get("properties")
    told = {text.words(str(k)).replace(" ", ""): str(v) for k, v in (properties or {}).items() if v is not None} \
        if isinstance(properties, dict) else {}  # fmt: skip
    codes = [told[name] for name in sorted(CODE_FIELDS & told.keys())]
    if feature.get("id") is not None:
        codes.append(str(feature["id"]))
    names = [told[name] for name in sorted(NAME_FIELDS & told.keys())]
    coded = next((by_code[code.strip().zfill(5)] for code in codes if code.strip().zfill(5) in by_code), None)
    named = next((by_name[key] for name in names if (key := split_type(name)[1]) in by_name), None)
    if names and coded != named and coded is not None:
        # Seventeen codes named another commune before July 2025.
        return None, f"mã {coded.gso_code} là của {coded}, nhưng tên ghi là “{names[0][:60]}”"
    unit = coded or named
    said = ", ".join(value[:60] for value in (*names, *codes)) or "không có mã, tên"
    return unit, None if unit else f"không phải xã, phường hiện nay ({said})"


def _polygons(coordinates, where, report):
    """A MultiPolygon's coordinates on the grid."""
    if not isinstance(coordinates, list) or not coordinates:
        raise BoundariesRefusedError(f"Ở {where}, tọa độ bị trống.")
    polygons = []
    for polygon in coordinates:
        if not isinstance(polygon, list) or not polygon:
            raise BoundariesRefusedError(f"Ở {where}, tọa độ không đúng dạng GeoJSON.")
        rings = [outlines.on_grid(_ring(ring, where)) for ring in polygon]
        report.points_read += sum(map(len, rings))
        # What is smaller than the grid is nothing that a map shows.
        rings = [rings[0], *(ring for ring in rings[1:] if len(ring) > 2)]
        if len(rings[0]) > 2 and outlines.area(rings[0]):
            polygons.append(rings)
    if not polygons:
        raise BoundariesRefusedError(f"Ở {where}, vùng không có diện tích.")
    return polygons


def _ring(ring, where):
    """The points of a ring, all of them in Vietnam."""
    if not isinstance(ring, list) or len(ring) < 4:
        raise BoundariesRefusedError(f"Ở {where}, một đường ranh giới có ít hơn bốn điểm.")
    west, south, east, north = VIETNAM
    points = []
    for position in ring:
        if not isinstance(position, list) or len(position) < 2 or not all(_is_number(n) for n in position[:2]):
            raise BoundariesRefusedError(f"Ở {where}, tọa độ không đúng dạng GeoJSON.")
        x, y = position[:2]
        if not (west <= x <= east and south <= y <= north):
            if west <= y <= east and south <= x <= north:
                raise BoundariesRefusedError(
                    f"Ở {where}, vĩ độ đứng trước kinh độ: GeoJSON cần [kinh độ, vĩ độ], hãy xuất lại."
                )
            if abs(x) > 180 or abs(y) > 180:
                raise BoundariesRefusedError(f"Ở {where}, tọa độ [{x:g}, {y:g}] tính bằng mét: {_WANTED_CRS}")
            raise BoundariesRefusedError(f"Ở {where}, tọa độ [{x:g}, {y:g}] nằm ngoài Việt Nam.")
        points.append((x, y))
    return points


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_place(unit, polygons):
    """Refuses a boundary that lies elsewhere than the commune is known to."""
    if unit.latitude is None or unit.longitude is None:
        return
    points = [point for polygon in polygons for point in polygon[0]]
    for place, values in ((unit.longitude, [x for x, _y in points]), (unit.latitude, [y for _x, y in points])):
        if not min(values) / outlines.GRID - FAR <= place <= max(values) / outlines.GRID + FAR:
            raise BoundariesRefusedError(
                f"Ranh giới ghi là của {unit} lại nằm xa nơi đó: hãy kiểm tra mã, tên từng vùng và hệ tọa độ của tệp."
            )


def _count(shapes):
    return sum(len(ring) for polygons in shapes.values() for polygon in polygons for ring in polygon)


def _told(unmatched):
    return f" Không dùng được: {'; '.join(unmatched[:10])}." if unmatched else ""
