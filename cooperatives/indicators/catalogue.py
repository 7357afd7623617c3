"""The catalogue: every figure that is quoted, with its definition, unit, base and the rows behind it.

Sources: the indicators of the Alliance's year-end reports; OCOP's 36 months; Luật Hợp tác xã 17/2023/QH15.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from cooperatives.indicators.snapshot import ACTIVE, Snapshot
from cooperatives.models import Sector
from kttt.templatetags.vietnamese import vi_money, vi_number
from kttt.units.models import AdminUnit

COUNTED = "Sổ đăng ký"
REPORTED = "Số liệu năm của các đơn vị"
ENTERED = "Số liệu cơ quan nhập"
DONG = "đồng"
PER_CENT = "%"


@dataclass(frozen=True)
class Indicator:
    """A figure: `value(snapshot)` gives an int or Decimal, None where it is not known; ENTERED ones have no `value`.

    `base`: over what an average or share is taken. `flow`: it happens within the year, else it stands on the day.
    `rows`: the public list that shows what is counted, without its day. `told`: the yearly figure that organisations
    must have reported to be counted.
    """

    code: str
    section: str
    name: str
    unit: str
    definition: str
    source: str = COUNTED
    value: Callable[[Snapshot], int | Decimal | None] | None = None
    base: str = ""
    flow: bool = False
    rows: str = ""
    told: str = ""

    def words(self, value):
        """`value` as it is written in a report: "348 HTX", "826,35 tỷ đồng", "76,1%"; "" for None."""
        if value is None:
            return ""
        if self.unit.startswith(DONG):
            return f"{vi_money(int(value))}{self.unit.removeprefix(DONG)}"
        if self.unit == PER_CENT:
            return per_cent(value)
        return f"{vi_number(int(value))} {self.unit}"


def per_cent(value):
    """A share as it is written: "76,1%", "50%"."""
    return f"{vi_number(value, 1).removesuffix(',0')}%"


def quotient(part, whole, factor=1):
    """part × factor / whole, exactly; None where a side is not known or there is nothing to divide by."""
    return Decimal(part) * factor / Decimal(whole) if part is not None and whole else None


def _sum(kind, key):
    """What the organisations told, None where none did."""
    return lambda on: on.figures(kind)[key]


def _average(kind, key):
    return lambda on: quotient(on.figures(kind)[key], on.figures(kind)[f"{key}_n"])


def _income(kind):
    return lambda on: quotient(on.figures(kind)["income_sum"], on.figures(kind)["income_people"])


GROUPS, COOPERATIVES, MEANS = "Tổ hợp tác", "Hợp tác xã", "Vốn, doanh thu, lao động"
CREDIT, PRODUCTS, OWN_WORK = "Tín dụng", "Sản phẩm OCOP", "Hoạt động của Liên minh, Ban Chỉ đạo"

CATALOGUE = (
    Indicator("tht.so_luong", GROUPS, "Tổ hợp tác", "tổ hợp tác", "Tổ hợp tác đang có, không kể tổ đã giải thể.",
              value=lambda on: on.total("group"), rows="/to-hop-tac/?tinh-trang=registered"),
    Indicator("tht.thanh_lap", GROUPS, "Tổ hợp tác thành lập mới trong năm", "tổ hợp tác",
              "Tổ có hợp đồng hợp tác ký trong năm.", value=lambda on: on.founded("group", on.day.year), flow=True),
    Indicator("tht.thanh_vien", GROUPS, "Thành viên tổ hợp tác", "người", "Tổng số thành viên các tổ đã báo cáo.",
              REPORTED, _sum("group", "members"), told="members"),
    Indicator("tht.doanh_thu_bq", GROUPS, "Doanh thu bình quân một tổ hợp tác", DONG,
              "Tổng doanh thu năm chia cho số tổ có báo cáo doanh thu.", REPORTED, _average("group", "revenue"),
              base="tổ có báo cáo doanh thu", told="revenue"),
    Indicator("tht.thu_nhap_bq", GROUPS, "Thu nhập bình quân một thành viên", f"{DONG}/người/tháng",
              "Thu nhập bình quân tháng của từng tổ, tính theo số thành viên của tổ.", REPORTED, _income("group"),
              base="thành viên của các tổ có báo cáo thu nhập", told="income_per_member"),
    Indicator("htx.so_luong", COOPERATIVES, "Hợp tác xã", "HTX",
              "HTX, liên hiệp HTX, quỹ tín dụng nhân dân đã đăng ký, chưa giải thể hoặc chuyển đổi.",
              value=lambda on: on.total("cooperative"), rows="/hop-tac-xa/?tinh-trang=registered"),
    Indicator("htx.hoat_dong", COOPERATIVES, "HTX đang hoạt động", "HTX", "HTX có tình trạng “Đang hoạt động”.",
              value=lambda on: on.total("cooperative", status=ACTIVE), rows="/hop-tac-xa/?tinh-trang=active"),
    Indicator("htx.ty_le_hoat_dong", COOPERATIVES, "Tỷ lệ HTX đang hoạt động", PER_CENT,
              "HTX đang hoạt động chia cho HTX đã đăng ký.",
              value=lambda on: quotient(on.total("cooperative", status=ACTIVE), on.total("cooperative"), 100),
              base="HTX đã đăng ký"),
    Indicator("htx.thanh_lap", COOPERATIVES, "HTX thành lập mới trong năm", "HTX", "HTX có ngày thành lập trong năm.",
              value=lambda on: on.founded("cooperative", on.day.year), flow=True),
    Indicator("htx.giai_the", COOPERATIVES, "HTX giải thể, chuyển đổi trong năm", "HTX",
              "HTX đã đăng ký nay chuyển sang “Đã giải thể” hoặc “Đã chuyển đổi, sáp nhập” trong năm.",
              value=lambda on: on.ended("cooperative", on.day.year), flow=True),
    Indicator("htx.thanh_vien_lien_minh", COOPERATIVES, "HTX là thành viên Liên minh", "HTX",
              "HTX đã đăng ký có ghi là thành viên Liên minh.",
              value=lambda on: on.total("cooperative", "alliance")),
    Indicator("htx.ty_le_thanh_vien", COOPERATIVES, "Tỷ lệ HTX là thành viên Liên minh", PER_CENT,
              "HTX là thành viên Liên minh chia cho HTX đã đăng ký.",
              value=lambda on: quotient(on.total("cooperative", "alliance"), on.total("cooperative"), 100),
              base="HTX đã đăng ký"),
    Indicator("htx.von", MEANS, "Tổng vốn điều lệ", DONG, "Vốn điều lệ của các HTX đang hoạt động.",
              value=lambda on: on.total("cooperative", "capital", status=ACTIVE), base="HTX đang hoạt động",
              rows="/hop-tac-xa/?tinh-trang=active"),
    Indicator("htx.von_bq", MEANS, "Vốn điều lệ bình quân một HTX", DONG,
              "Tổng vốn điều lệ chia cho số HTX đang hoạt động, kể cả HTX chưa ghi vốn.",
              value=lambda on: quotient(on.total("cooperative", "capital", status=ACTIVE),
                                        on.total("cooperative", status=ACTIVE)),
              base="HTX đang hoạt động"),
    Indicator("htx.thanh_vien", MEANS, "Thành viên HTX", "thành viên", "Tổng số thành viên các HTX đã báo cáo.",
              REPORTED, _sum("cooperative", "members"), told="members"),
    Indicator("htx.lao_dong", MEANS, "Lao động trong HTX", "người", "Tổng số lao động các HTX đã báo cáo.",
              REPORTED, _sum("cooperative", "workers"), told="workers"),
    Indicator("htx.doanh_thu_bq", MEANS, "Doanh thu bình quân một HTX", DONG,
              "Tổng doanh thu năm chia cho số HTX có báo cáo doanh thu.", REPORTED,
              _average("cooperative", "revenue"), base="HTX có báo cáo doanh thu", told="revenue"),
    Indicator("htx.lai_bq", MEANS, "Lợi nhuận bình quân một HTX", DONG,
              "Tổng lợi nhuận năm chia cho số HTX có báo cáo lợi nhuận.", REPORTED,
              _average("cooperative", "profit"), base="HTX có báo cáo lợi nhuận", told="profit"),
    Indicator("htx.thu_nhap_bq", MEANS, "Thu nhập bình quân một lao động", f"{DONG}/người/tháng",
              "Thu nhập bình quân tháng của từng HTX, tính theo số lao động của HTX.", REPORTED,
              _income("cooperative"), base="lao động của các HTX có báo cáo thu nhập", told="income_per_worker"),
    Indicator("htx.nop_ngan_sach", MEANS, "Nộp ngân sách", DONG, "Tổng số nộp ngân sách các HTX đã báo cáo.",
              REPORTED, _sum("cooperative", "budget_paid"), flow=True),
    Indicator("vay.du_no", CREDIT, "Dư nợ ngân hàng", DONG, "Dư nợ ngân hàng các HTX đã báo cáo.",
              REPORTED, _sum("cooperative", "bank_debt")),
    Indicator("vay.so_htx", CREDIT, "HTX còn dư nợ ngân hàng", "HTX", "HTX báo cáo dư nợ ngân hàng lớn hơn 0.",
              REPORTED, _sum("cooperative", "bank_debt_positive")),
    Indicator("vay.doanh_so", CREDIT, "Doanh số cho vay trong năm", DONG,
              "Số tiền ngân hàng đã cho HTX vay trong năm.", ENTERED, flow=True),
    Indicator("quy.du_no", CREDIT, "Dư nợ Quỹ hỗ trợ phát triển HTX", DONG, "Dư nợ Quỹ các HTX đã báo cáo.",
              REPORTED, _sum("cooperative", "fund_loan")),
    Indicator("quy.giai_ngan", CREDIT, "Quỹ hỗ trợ phát triển HTX giải ngân", DONG,
              "Lũy kế số tiền Quỹ đã giải ngân.", ENTERED),
    Indicator("quy.du_an", CREDIT, "Dự án vay vốn Quỹ", "dự án", "Lũy kế số dự án đã vay vốn Quỹ.", ENTERED),
    Indicator("quy.luot_vay", CREDIT, "Lượt HTX vay vốn Quỹ trong năm", "lượt HTX vay", "Số lượt HTX vay Quỹ.",
              ENTERED, flow=True),
    Indicator("ocop.san_pham", PRODUCTS, "Sản phẩm OCOP của HTX", "sản phẩm",
              "Sản phẩm từ 3 sao của HTX đã đăng ký, công nhận còn trong hạn 36 tháng.",
              value=lambda on: on.ocop["products"]),
    Indicator("ocop.htx", PRODUCTS, "HTX có sản phẩm OCOP", "HTX", "HTX có ít nhất một sản phẩm OCOP còn trong hạn.",
              value=lambda on: on.ocop["owners"]),
    Indicator("chuoi.mo_hinh", OWN_WORK, "Mô hình HTX gắn với chuỗi giá trị", "mô hình",
              "Mô hình được hỗ trợ trong năm.", ENTERED, flow=True),
    Indicator("kieu_moi.mo_hinh", OWN_WORK, "Mô hình HTX kiểu mới điển hình", "mô hình",
              "Mô hình được hỗ trợ trong năm.", ENTERED, flow=True),
    Indicator("tuyen_truyen.lop", OWN_WORK, "Lớp tuyên truyền, tập huấn", "lớp", "Lớp đã tổ chức trong năm.",
              ENTERED, flow=True),
    Indicator("tuyen_truyen.hoc_vien", OWN_WORK, "Lượt học viên", "lượt người",
              "Lượt người dự các lớp trong năm.", ENTERED, flow=True),
    Indicator("lao_dong.moi", OWN_WORK, "Lao động thu hút mới trong năm", "người",
              "Lao động mới vào làm tại HTX trong năm.", ENTERED, flow=True),
    Indicator("tieu_chi_13.dat", OWN_WORK, "Xã, phường đạt tiêu chí 13 nông thôn mới", "xã, phường",
              "Đơn vị cấp xã đạt tiêu chí “Tổ chức sản xuất và phát triển kinh tế nông thôn”.", ENTERED),
)  # fmt: skip

BY_CODE = {indicator.code: indicator for indicator in CATALOGUE}


@dataclass(frozen=True)
class Figure:
    """One figure as shown: what it is, its value in words, how it is defined, and the list behind it."""

    label: str
    value: str
    note: str
    url: str


def rows_on(address, day):
    """The address of a list as it was on `day` (a date)."""
    return f"{address}{'&' if '?' in address else '?'}tai-ngay={day.isoformat()}"


def key_figures(on, dated=False):
    """The six figures of the home page (list of Figure) from a Snapshot; `dated`: their lists are those of its day."""
    year = on.year("cooperative")
    average = BY_CODE["htx.von_bq"].value(on) or 0
    all_url, groups_url, active_url = (
        rows_on(address, on.day) if dated else address
        for address in (
            "/hop-tac-xa/?tinh-trang=registered",
            "/to-hop-tac/?tinh-trang=registered",
            "/hop-tac-xa/?tinh-trang=active",
        )
    )
    told = f"theo số liệu năm {year}" if year else "chưa có số liệu"
    return [
        Figure("Hợp tác xã", vi_number(on.total("cooperative")), "đã đăng ký, chưa giải thể", all_url),
        Figure("HTX đang hoạt động", vi_number(on.total("cooperative", status=ACTIVE)), "trong số HTX đã đăng ký",
               active_url),
        Figure("Tổ hợp tác", vi_number(on.total("group")), "chưa giải thể", groups_url),
        Figure("Vốn điều lệ", vi_money(on.total("cooperative", "capital", status=ACTIVE)),
               "của các HTX đang hoạt động", active_url),
        Figure("Vốn bình quân một HTX", vi_money(int(average)), "tính trên HTX đang hoạt động", active_url),
        Figure("Lao động", vi_number(on.figures("cooperative")["workers"] or 0), told, "/thong-ke/"),
    ]  # fmt: skip


def by_sector(on):
    """[(sector name, registered cooperatives whose main sector it is, share in per cent)] in the sectors' order."""
    main = on.by("sector", "cooperative")
    total = sum(main.values()) or 1
    rows = [(s.name, main.get(s.pk, 0), round(100 * main.get(s.pk, 0) / total, 1)) for s in Sector.objects.all()]
    return [*rows, ("Chưa rõ", main[None], round(100 * main[None] / total, 1))] if None in main else rows


def by_commune(on):
    """[(today's commune, registered cooperatives, registered groups)] by the Vietnamese alphabet."""
    cooperatives, groups = on.by("unit_now", "cooperative"), on.by("unit_now", "group")
    return [
        (unit, cooperatives.get(unit.pk, 0), groups.get(unit.pk, 0)) for unit in AdminUnit.objects.communes().current()
    ]
