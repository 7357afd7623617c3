"""The year-end report: each indicator on the day and the comparison day, beside its plan; ready sentences; checks."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from django.db.models import Max
from django.utils.functional import partition

from cooperatives.indicators.catalogue import (
    CATALOGUE,
    ENTERED,
    PER_CENT,
    Indicator,
    by_sector,
    per_cent,
    quotient,
    rows_on,
)
from cooperatives.indicators.snapshot import ACTIVE, Snapshot
from cooperatives.models import IndicatorEntry, IndicatorTarget, YearlyFigures
from kttt.templatetags.vietnamese import vi_date, vi_money, vi_number
from kttt.units.models import AdminUnit

GROWTH = IndicatorTarget.Basis.GROWTH


@dataclass(frozen=True)
class Line:
    """One indicator in the report. `before`: on the comparison day; `target`: the plan of the year, if any.

    `rows`: the public list of what was counted, as it was on the day; "" where there is none.
    """

    indicator: Indicator
    value: int | Decimal | None
    before: int | Decimal | None
    target: IndicatorTarget | None
    source: str
    rows: str

    @property
    def change(self):
        """value − before, in the indicator's unit (percentage points for shares); None where a side is not known."""
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def change_per_cent(self):
        """The change in per cent of what was; None where nothing was, and for shares."""
        if self.change is None or self.indicator.unit == PER_CENT:
            return None
        return quotient(self.change, self.before, 100)

    @property
    def of_plan(self):
        """Per cent of the plan: the growth over the planned growth, or the level over the planned level."""
        if self.target is None:
            return None
        return quotient(self.change if self.target.basis == GROWTH else self.value, self.target.value, 100)

    @property
    def words(self):
        return self.indicator.words(self.value)

    @property
    def before_words(self):
        return self.indicator.words(self.before)

    @property
    def change_words(self):
        """ "tăng 20 tổ hợp tác (8,5%)"; "" where there is nothing to compare with."""
        if self.change is None:
            return ""
        if not self.change:
            return "không đổi"
        verb = "tăng" if self.change > 0 else "giảm"
        if self.indicator.unit == PER_CENT:
            return f"{verb} {vi_number(abs(self.change), 1)} điểm %"
        share = self.change_per_cent
        return f"{verb} {self.indicator.words(abs(self.change))}" + (f" ({per_cent(abs(share))})" if share else "")

    @property
    def target_words(self):
        """ "tăng thêm 15 tổ hợp tác" or "310 HTX"; "" without a plan."""
        if self.target is None:
            return ""
        return ("tăng thêm " if self.target.basis == GROWTH else "") + self.indicator.words(self.target.value)

    @property
    def plan_words(self):
        """What the result is of the plan, and of which side of it: "đạt 133,3% kế hoạch tăng thêm"."""
        if self.of_plan is None:
            return ""
        side = "kế hoạch tăng thêm" if self.target.basis == GROWTH else "kế hoạch"
        return f"đạt {per_cent(self.of_plan)} {side}"


@dataclass(frozen=True)
class Check:
    """Whether something adds up, in words."""

    passed: bool
    words: str


class YearlyReport:
    """The report as of `day` compared with `compared_to` (dates): of the day's year, with its plan and entries."""

    def __init__(self, day, compared_to):
        self.day, self.compared_to = day, compared_to
        self.now = Snapshot(day, day.year)
        self.before = Snapshot(compared_to, compared_to.year)

    @cached_property
    def lines(self):
        """[Line] of the whole catalogue, in its order."""
        entries = {
            (e.code, e.year): e for e in IndicatorEntry.objects.filter(year__in=[self.day.year, self.compared_to.year])
        }
        targets = {t.code: t for t in IndicatorTarget.objects.filter(year=self.day.year).order_by("basis")}
        found = []
        for indicator in CATALOGUE:
            entry = entries.get((indicator.code, self.day.year))
            earlier = entries.get((indicator.code, self.compared_to.year))
            counted = indicator.value is not None
            found.append(
                Line(
                    indicator,
                    indicator.value(self.now) if counted else entry and entry.value,
                    self._before(indicator) if counted else earlier and earlier.value,
                    targets.get(indicator.code),
                    indicator.source if counted else (entry and entry.source) or ENTERED,
                    rows_on(indicator.rows, self.day) if indicator.rows else "",
                )
            )
        return found

    def _before(self, indicator):
        """The value on the comparison day; None where the registry knew nobody yet: 0 would look like growth."""
        kind = "group" if indicator.code.startswith("tht.") else "cooperative"
        return indicator.value(self.before) if self.before.total(kind) else None

    def line(self, code):
        return next(line for line in self.lines if line.indicator.code == code)

    @cached_property
    def sections(self):
        """[(section, [Line])]: lines with a value or a plan."""
        found = {}
        for line in self.lines:
            if line.value is not None or line.target is not None:
                found.setdefault(line.indicator.section, []).append(line)
        return list(found.items())

    @cached_property
    def paragraphs(self):
        """Ready paragraphs, in the office's register; a sentence whose figures are missing is left out."""
        return [
            " ".join(found) for sentences in _PARAGRAPHS if (found := [s for write in sentences if (s := write(self))])
        ]

    @cached_property
    def checks(self):
        """[Check]: parts against totals, averages against bases, and what is missing; failures first."""
        failed, passed = partition(lambda check: check.passed, _checks(self))
        return [*failed, *passed]


def year_end(day):
    """(31 December of the last full year at `day` of which there are figures, 31 December of the year before).

    Without any figures, of the last full year.
    """
    year = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    year = YearlyFigures.objects.filter(year__lte=year).aggregate(year=Max("year"))["year"] or year
    return date(year, 12, 31), date(year - 1, 12, 31)


def _compared(line, report):
    """ ", tăng 20 tổ hợp tác (8,5%) so với ngày 31/12/2020" """
    return f", {line.change_words} so với ngày {vi_date(report.compared_to)}" if line.change_words else ""


def _planned(line):
    return f", {line.plan_words}" if line.plan_words else ""


def _groups(report):
    line = report.line("tht.so_luong")
    if not line.value:
        return ""
    new = report.line("tht.thanh_lap").value
    founded = f"; trong năm thành lập mới {vi_number(new)} tổ" if new else ""
    place = f"Tính đến ngày {vi_date(report.day)}, trên địa bàn tỉnh có {line.words}"
    return f"{place}{_compared(line, report)}{_planned(line)}{founded}."


def _group_means(report):
    revenue, income = report.line("tht.doanh_thu_bq"), report.line("tht.thu_nhap_bq")
    parts = []
    if revenue.value is not None:
        parts.append(f"doanh thu bình quân {revenue.words}/tổ")
    if income.value is not None:
        parts.append(f"thu nhập bình quân của thành viên {income.words}")
    return _sentence(parts)


def _cooperatives(report):
    line, active = report.line("htx.so_luong"), report.line("htx.hoat_dong")
    if not line.value:
        return ""
    share = report.line("htx.ty_le_hoat_dong").words
    return (
        f"Toàn tỉnh có {line.words} đã đăng ký{_compared(line, report)}{_planned(line)}; "
        f"trong đó {active.words} đang hoạt động, bằng {share} số HTX đã đăng ký."
    )


def _movement(report):
    new, ended = report.line("htx.thanh_lap"), report.line("htx.giai_the")
    parts = [f"thành lập mới {new.words}{_planned(new)}"] if new.value else []
    if ended.value:
        parts.append(f"giải thể, chuyển đổi {ended.words}")
    return _sentence(["trong năm", ", ".join(parts)], " ") if parts else ""


def _sectors(report):
    rows = [f"{name[0].lower()}{name[1:]} {vi_number(n)}" for name, n, _share in by_sector(report.now) if n]
    return f"Chia theo lĩnh vực chính: {'; '.join(rows)}." if rows else ""


def _capital(report):
    total, average = report.line("htx.von"), report.line("htx.von_bq")
    if not total.value:
        return ""
    return (
        f"Tổng vốn điều lệ của các HTX đang hoạt động là {total.words}{_compared(total, report)}, "
        f"bình quân {average.words}/HTX."
    )


def _means(report):
    parts = []
    for code, before, after in (
        ("htx.doanh_thu_bq", "doanh thu bình quân", "/HTX"),
        ("htx.lai_bq", "lợi nhuận bình quân", "/HTX"),
        ("htx.thu_nhap_bq", "thu nhập bình quân của lao động", ""),
    ):
        if (line := report.line(code)).value is not None:
            parts.append(f"{before} {line.words}{after}")
    return _sentence(parts)


def _workers(report):
    line = report.line("htx.lao_dong")
    return f"Các HTX tạo việc làm cho {line.words}{_compared(line, report)}." if line.value else ""


def _credit(report):
    debt, debtors, lent = report.line("vay.du_no"), report.line("vay.so_htx"), report.line("vay.doanh_so")
    parts = []
    if lent.value:
        parts.append(f"doanh số cho vay của các ngân hàng đối với HTX đạt {lent.words}")
    if debt.value:
        parts.append(f"dư nợ {debt.words} của {debtors.words}")
    return _sentence(parts)


def _fund(report):
    parts = [
        f"{before} {line.words}"
        for code, before in (("quy.giai_ngan", "đã giải ngân"), ("quy.du_an", "cho"), ("quy.luot_vay", "trong năm có"))
        if (line := report.line(code)).value
    ]
    return _sentence(["Quỹ hỗ trợ phát triển HTX", ", ".join(parts)], " ") if parts else ""


def _ocop(report):
    products, owners = report.line("ocop.san_pham"), report.line("ocop.htx")
    if not products.value:
        return ""
    return f"Có {owners.words} với {products.words} đạt chuẩn OCOP từ 3 sao trở lên{_planned(products)}."


def _members(report):
    line, share = report.line("htx.thanh_vien_lien_minh"), report.line("htx.ty_le_thanh_vien")
    return f"{line.words} là thành viên Liên minh, bằng {share.words} số HTX đã đăng ký." if line.value else ""


def _own_work(report):
    parts = [
        f"{before} {line.words}{_planned(line)}"
        for code, before in (
            ("tuyen_truyen.lop", "tổ chức"), ("tuyen_truyen.hoc_vien", "có"), ("chuoi.mo_hinh", "hỗ trợ chuỗi giá trị"),
            ("kieu_moi.mo_hinh", "xây dựng HTX kiểu mới"), ("lao_dong.moi", "thu hút lao động mới"),
        )
        if (line := report.line(code)).value
    ]  # fmt: skip
    return _sentence(["trong năm", "; ".join(parts)], " ") if parts else ""


def _criterion(report):
    line = report.line("tieu_chi_13.dat")
    if not line.value:
        return ""
    communes = AdminUnit.objects.communes().on(report.day).count()
    share = quotient(line.value, communes, 100)
    reached = f"Có {vi_number(int(line.value))}/{vi_number(communes)} xã, phường đạt tiêu chí 13 về nông thôn mới"
    return f"{reached} ({per_cent(share)})."


def _sentence(parts, joint="; "):
    """The parts as one sentence with a capital at its head; "" without parts."""
    words = joint.join(parts)
    return f"{words[0].upper()}{words[1:]}." if words else ""


_PARAGRAPHS = (
    (_groups, _group_means),
    (_cooperatives, _movement, _sectors),
    (_capital, _means, _workers),
    (_credit, _fund, _criterion, _ocop),
    (_members, _own_work),
)


def _checks(report):
    now = report.now
    for kind, word in (("cooperative", "HTX"), ("group", "tổ hợp tác")):
        total = now.total(kind)
        for fact, words in (("status", "tình trạng"), ("sector", "lĩnh vực"), ("unit_now", "xã, phường")):
            parts = now.by(fact, kind)
            unknown = parts.pop(None, 0)
            if total and (fact != "sector" or kind == "cooperative"):
                known = sum(parts.values())
                yield Check(
                    known + unknown == total and not unknown,
                    f"Cộng các {words} được {vi_number(known)} {word}"
                    + (f", còn {vi_number(unknown)} {word} chưa rõ {words}" if unknown else "")
                    + f"; tổng số là {vi_number(total)}.",
                )
    active, capital = now.total("cooperative", status=ACTIVE), now.total("cooperative", "capital", status=ACTIVE)
    if active:
        average = int(quotient(capital, active).quantize(Decimal(1), ROUND_HALF_UP))
        yield Check(
            abs(average * active - capital) <= active,
            f"{vi_money(capital)} ÷ {vi_number(active)} HTX đang hoạt động = {vi_money(average)}. "
            f"Nếu chia cho {vi_number(now.total('cooperative'))} HTX đã đăng ký sẽ ra số khác: phải ghi rõ mẫu số.",
        )
        silent = active - now.total("cooperative", "with_capital", status=ACTIVE)
        yield Check(not silent, f"{vi_number(silent)} HTX đang hoạt động chưa ghi vốn điều lệ.")
    for kind, word in (("cooperative", "HTX đang hoạt động"), ("group", "tổ hợp tác")):
        expected = now.total(kind, status=ACTIVE)
        reported = now.figures(kind)["reports"]
        if expected:
            yield Check(
                reported >= expected,
                f"{vi_number(reported)} đơn vị có số liệu năm {report.day.year}, so với {vi_number(expected)} {word}.",
            )
    for line in report.lines:
        if line.target and line.target.basis == GROWTH and line.of_plan is not None:
            yield Check(
                True,
                f"{line.indicator.name}: {per_cent(line.of_plan)} là mức tăng {vi_number(line.change)} so với "
                f"kế hoạch tăng {vi_number(int(line.target.value))}, không phải tổng số so với kế hoạch.",
            )
        if line.target and line.value is None:
            yield Check(False, f"{line.indicator.name}: có kế hoạch nhưng chưa có số liệu năm {report.day.year}.")
    missing = [line.indicator.name for line in report.lines if line.indicator.value is None and line.value is None]
    if missing:
        yield Check(False, f"Chưa nhập số liệu năm {report.day.year}: {'; '.join(missing)}.")
