"""/thong-ke/: the figures of a day beside those of a year before, and its organisations divided in several ways.

Divisions are counted on the very shelf from which the public lists are filled, so each number leads to as many rows.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.utils import timezone

from cooperatives.finding import Found, Wanted
from cooperatives.indicators.catalogue import BY_CODE, COUNTED, REPORTED, key_figures, per_cent, quotient
from cooperatives.indicators.snapshot import Snapshot
from cooperatives.indicators.yearly_report import Line
from cooperatives.models import Organization
from cooperatives.models.months import months_later
from cooperatives.shelf import COMMUNE, MAIN_SECTOR, MEMBERS, NO_STATUS, OCOP, REGISTERED, SIZE, STATUS, YEAR, shelf
from cooperatives.shelf import REPORTED as REPORTED_YEAR
from cooperatives.wording import UNITS
from kttt import charts
from kttt.templatetags.vietnamese import vi_date, vi_number
from kttt.units.models import AdminUnit

SINGLE_YEARS = 10  # of founding; what is older stands in decades
SHOWN = (
    "htx.so_luong", "htx.hoat_dong", "htx.ty_le_hoat_dong", "tht.so_luong", "htx.von", "htx.von_bq", "htx.thanh_vien",
    "htx.lao_dong", "htx.doanh_thu_bq", "htx.lai_bq", "htx.thu_nhap_bq", "tht.thanh_vien", "tht.doanh_thu_bq",
    "tht.thu_nhap_bq", "ocop.san_pham", "ocop.htx",
)  # fmt: skip
# The catalogue's code of each of `key_figures`.
_KEY_CODES = ("htx.so_luong", "htx.hoat_dong", "tht.so_luong", "htx.von", "htx.von_bq", "htx.lao_dong")
_ACTIVE = {STATUS: ("active",)}
_ALL = {STATUS: (REGISTERED,)}
_ROWS = {
    "htx.hoat_dong": _ACTIVE,
    "htx.ty_le_hoat_dong": _ACTIVE,
    "htx.von": _ACTIVE,
    "htx.von_bq": _ACTIVE,
    "ocop.san_pham": _ALL | {OCOP: ("5", "4", "3")},
    "ocop.htx": _ALL | {OCOP: ("5", "4", "3")},
}


@dataclass(frozen=True)
class Rows:
    """The list behind a number: its address, how many organisations it shows, and which ones in words."""

    url: str
    total: int
    words: str


@dataclass(frozen=True)
class KeyLine:
    """A figure of the catalogue: `line` with its value and change; `base` and `few` in words, "" where not needed."""

    line: Line
    rows: Rows
    base: str
    few: str


@dataclass(frozen=True)
class Cell:
    """How many organisations of a kind, their share of the base in per cent (None without one), their list."""

    count: int
    share: Decimal | None
    url: str


@dataclass(frozen=True)
class Division:
    """The registered organisations divided by one fact.

    `charts`: [(id, title, Chart)]; `rows`: [(label, [Cell for each kind])]; `base`, `unknown`: [number for each kind]
    of whom the fact is known, and is not; `bases`: the same in words; `few`: warnings.
    """

    id: str
    heading: str
    fact: str
    definition: str
    source: str
    kinds: list[str]
    charts: list
    rows: list
    unknown: list[int]
    base: list[int]
    bases: list[str]
    few: list[str]

    @property
    def units(self):
        return [UNITS[kind] for kind in self.kinds]

    @property
    def anybody_unknown(self):
        return any(self.unknown)


@dataclass(frozen=True)
class _Way:
    """How to divide: by a facet of the lists, which is about `fact`; `drawn` where bars tell more than a map."""

    id: str
    heading: str
    facet: str
    fact: str
    definition: str
    source: str = COUNTED
    kinds: tuple[str, ...] = ("cooperative", "group")
    drawn: bool = True


_WAYS = (
    _Way("theo-linh-vuc", "Theo lĩnh vực chính", MAIN_SECTOR, "lĩnh vực chính",
         "Mỗi đơn vị tính một lần, theo lĩnh vực chính."),
    _Way("theo-tinh-trang", "Theo tình trạng", STATUS, "tình trạng", "Tình trạng ghi trong sổ đăng ký."),
    _Way("theo-thanh-vien", "Theo số thành viên", MEMBERS, "số thành viên",
         "Số thành viên trong số liệu năm gần nhất mà từng đơn vị đã báo cáo.", REPORTED),
    _Way("theo-quy-mo", "Theo quy mô", SIZE, "quy mô",
         "Quy mô theo Điều 5 Nghị định 113/2024/NĐ-CP: số thành viên, doanh thu, nguồn vốn của năm gần nhất đã báo "
         "cáo, theo lĩnh vực chính.", REPORTED, ("cooperative",)),
    _Way("theo-nam", "Theo năm thành lập", YEAR, "năm thành lập",
         "Năm thành lập của HTX, năm ký hợp đồng của tổ hợp tác; chỉ tính đơn vị còn đăng ký, nên không phải là số "
         "thành lập của từng năm."),
    _Way("theo-xa", "Theo xã, phường", COMMUNE, "xã, phường",
         "Nơi đặt trụ sở, theo xã, phường từ ngày 01/7/2025.", drawn=False),
)  # fmt: skip


class Statistics:
    """The page's figures: of today, or of `day` (a date of the past)."""

    def __init__(self, day=None):
        self.day, self.on = day, day or timezone.localdate()
        self.compared_to = months_later(self.on, -12)
        self.now, self.before = Snapshot(self.on), Snapshot(self.compared_to)
        self._shelves = {kind: shelf(kind, day) for kind in UNITS}

    @cached_property
    def key_lines(self):
        """[KeyLine] of what is known."""
        lines = map(self._key_line, SHOWN)
        return [one for one in lines if one.line.value is not None]

    @cached_property
    def figures(self):
        """The figures of the home page that are known, each with its change and its list."""
        lines, found = {one.line.indicator.code: one for one in self.key_lines}, []
        for code, figure in zip(_KEY_CODES, key_figures(self.now), strict=True):
            if one := lines.get(code):
                change = one.line.change_words
                told = f"; {change} so với ngày {vi_date(self.compared_to)}" if change else ""
                found.append(replace(figure, note=figure.note + told, url=one.rows.url))
        return found

    @cached_property
    def divisions(self):
        """[Division] of those that have anybody."""
        return [found for way in _WAYS if (found := self._divided(way)).kinds]

    @cached_property
    def communes(self):
        """[(today's commune, its registered cooperatives)] for the map."""
        held, among = self._registered("cooperative")
        counts = {value: (things & among).bit_count() for value, things in held.sets[COMMUNE].items()}
        return [(unit, counts.get(str(unit.pk), 0)) for unit in AdminUnit.objects.communes().current()]

    @property
    def map_also(self):
        """What the map's links ask for beside the commune, so that they show the organisations it counts."""
        return urlencode(Wanted(chosen=_ALL, day=self.day).pairs)

    def table(self):
        """The page's numbers as rows of a file, headings first."""
        yield "Bảng", "Mục", "Loại hình", "Giá trị", "Đơn vị tính", "Tỷ lệ (%)", "Mẫu số", "Tại ngày", "Nguồn"
        for one in self.key_lines:
            indicator = one.line.indicator
            kind = UNITS[_kind(indicator)]
            value = one.line.value if isinstance(one.line.value, int) else round(float(one.line.value), 2)
            yield "Chỉ tiêu chính", indicator.name, kind, value, indicator.unit, "", one.base, self.on, indicator.source
        for division in self.divisions:
            for label, cells in division.rows:
                for unit, cell, base in zip(division.units, cells, division.base, strict=True):
                    share = "" if cell.share is None else round(float(cell.share), 1)
                    yield division.heading, label, unit, cell.count, unit, share, base, self.on, division.source
            for unit, number in zip(division.units, division.unknown, strict=True):
                yield division.heading, f"Chưa rõ {division.fact}", unit, number, unit, "", "", self.on, division.source

    def _key_line(self, code):
        indicator = BY_CODE[code]
        kind = _kind(indicator)
        year = self.now.year(kind)
        before = None
        if self.before.total(kind) and (indicator.source != REPORTED or self.before.year(kind) not in (None, year)):
            before = indicator.value(self.before)
        line = Line(indicator, indicator.value(self.now), before, None, indicator.source, "")
        chosen = _ROWS.get(code, _ALL)
        if not indicator.told:
            return KeyLine(line, self._rows(kind, chosen), indicator.base, "")
        told, total = self.now.figures(kind)[f"{indicator.told}_n"], self.now.total(kind)
        base = f"{vi_number(told)} {UNITS[kind]} đã báo cáo năm {year}, trong {vi_number(total)} đã đăng ký"
        if before is not None:
            then = self.before.figures(kind)[f"{indicator.told}_n"]
            base += f"; năm {self.before.year(kind)}: {vi_number(then)} {UNITS[kind]}"
        rows = self._rows(kind, _ALL | {REPORTED_YEAR: (str(year),)}, f" có số liệu năm {year}") if year else None
        return KeyLine(line, rows, base, _few(told, total, UNITS[kind]))

    def _rows(self, kind, chosen, which=""):
        wanted = Wanted(chosen=chosen, kind=kind, day=self.day)
        return Rows(wanted.list_address, Found(wanted, self._shelves[kind]).total, UNITS[kind] + which)

    def _registered(self, kind):
        held = self._shelves[kind]
        return held, held.sets[STATUS].get(REGISTERED, 0)

    def _divided(self, way):
        kinds = [kind for kind in way.kinds if self._registered(kind)[1]]
        counted = {kind: self._counted(way, kind) for kind in kinds}
        parts = _years(counted, self.on.year) if way.facet == YEAR else _values(counted)
        totals = {kind: self._registered(kind)[1].bit_count() for kind in kinds}
        base = {kind: sum(n for n, _label in counted[kind].values()) for kind in kinds}
        kinds = [kind for kind in kinds if base[kind]]
        rows = []
        for label, values in parts:
            cells = []
            for kind in kinds:
                had = tuple(value for value in values if counted[kind].get(value, (0, ""))[0])
                count = sum(counted[kind][value][0] for value in had)
                # Of nobody, too, there is a list, which says so.
                wanted = Wanted(chosen=_ALL | {way.facet: had or values[:1]}, kind=kind, day=self.day)
                cells.append(Cell(count, quotient(count, base[kind], 100), wanted.list_address))
            rows.append((label, cells))
        drawings, bases, few = [], [], []
        for at, kind in enumerate(kinds):
            unit = UNITS[kind]
            if way.drawn:
                points = [(label, cells[at].count) for label, cells in rows]
                title = f"Số {unit} {way.heading[0].lower()}{way.heading[1:]}, ngày {vi_date(self.on)}"
                drawings.append((f"{way.id}-{kind}", title, charts.bars(points)))
            missing = totals[kind] - base[kind]
            words = f"{vi_number(base[kind])} {unit} đã biết {way.fact}"
            bases.append(f"{words}, trong {vi_number(totals[kind])} {unit} đã đăng ký" if missing else words)
            few.append(_few(base[kind], totals[kind], unit))
        return Division(
            way.id, way.heading, way.fact, way.definition, way.source, kinds, drawings, rows,
            [totals[kind] - base[kind] for kind in kinds], [base[kind] for kind in kinds], bases,
            [words for words in few if words],
        )  # fmt: skip

    def _counted(self, way, kind):
        """{value: (registered organisations, label)} in the facet's order."""
        held, among = self._registered(kind)
        left_out = {REGISTERED, NO_STATUS, *Organization.GONE} if way.facet == STATUS else ()
        labels = {value: label for value, label in held.labels[way.facet].items() if value not in left_out}
        return {value: ((held.sets[way.facet].get(value, 0) & among).bit_count(), labels[value]) for value in labels}


def file_name(day):
    """ "thong-ke" or "thong-ke-2021-12-31", without its ending."""
    return f"thong-ke-{day.isoformat()}" if day else "thong-ke"


def _kind(indicator):
    return "group" if indicator.code.startswith("tht.") else "cooperative"


def _few(known, total, unit):
    """A warning where fewer than half of the organisations are counted, or fewer than ten."""
    if not known or (2 * known >= total and known >= 10):
        return ""
    share = per_cent(quotient(known, total, 100))
    return f"Chỉ có {vi_number(known)} {unit} ({share}) có số liệu: chưa đại diện cho toàn tỉnh."


def _values(counted):
    """[(label, (value,))] of all kinds, in the facet's order."""
    labels = {value: label for values in counted.values() for value, (_n, label) in values.items()}
    return [(label, (value,)) for value, label in labels.items()]


def _years(counted, last):
    """[(label, years)] in time: each of the last years, decades before them."""
    years = sorted({year for values in counted.values() for year, (n, _label) in values.items() if n})
    first = last - SINGLE_YEARS + 1

    def span(year):
        if not year.isdecimal() or int(year) >= first:
            return year
        decade = int(year) // 10 * 10
        return f"{decade}–{min(decade + 9, first - 1)}"

    return [(label, tuple(some)) for label, some in groupby(years, key=span)]
