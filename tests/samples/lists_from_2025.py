"""Lists of communes after 1 July 2025, and files that cannot be taken."""

import datetime
import io

import msoffcrypto.format.ooxml

from tests.samples.invention import BILLION, MILLION, NEW, TRADES, Invention, Truth, iso, listed
from tests.samples.lists_to_2020 import SECTOR_LINES, File, date_of
from tests.samples.pages import Cell, Formula, Page, ods, text_table, xlsx


def doan_ket_2025():
    """A ward's own list: its name stands only in the title; a union, a credit fund and HTX as groups."""
    made, truth = Invention(12), Truth(as_of="2025-12-31")
    page = Page("Biểu 02")
    ward = NEW["Đoàn Kết"]
    page.put("ỦY BAN NHÂN DÂN", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    page.put("PHƯỜNG ĐOÀN KẾT", None, None, None, "Độc lập - Tự do - Hạnh phúc")
    page.put(None, None, None, None, "Đoàn Kết, ngày 08 tháng 01 năm 2026")
    page.wide("BIỂU 02: LIÊN HIỆP HTX, QUỸ TÍN DỤNG NHÂN DÂN, HTX TRÊN ĐỊA BÀN PHƯỜNG ĐOÀN KẾT NĂM 2025", 12)
    page.wide("(Đơn vị tính: Triệu đồng)", 12)
    page.heading(
        [
            "STT",
            "Tên tổ chức",
            "Tổ dân phố, bản",
            "Mã số thuế",
            "Ngày cấp đăng ký lần đầu",
            ("Người đại diện", ["Họ tên", "Chức vụ", "Điện thoại di động"]),
            "Vốn điều lệ",
            ("Số lượng", ["Thành viên", "Lao động"]),
            "Doanh thu",
        ]
    )
    groups = (
        ("I. LIÊN HIỆP HỢP TÁC XÃ", "union", ["Liên hiệp HTX Chè Tây Bắc"]),
        ("II. QUỸ TÍN DỤNG NHÂN DÂN", "credit_fund", ["QTDND Đoàn Kết", "Quỹ tín dụng nhân dân Sùng Phài"]),
        ("III. HỢP TÁC XÃ", "cooperative", [None] * 24),
    )
    for title, form, names in groups:
        page.wide(title, 12)
        for number, name in enumerate(names, 1):
            one = made.cooperative(ward)
            one.name = name or one.name
            founded = date_of(one).replace(year=one.year + 8)
            page.put(
                number,
                one.name,
                one.address,
                one.tax,
                founded,
                one.person,
                one.title,
                one.phone,
                one.capital // MILLION,
                one.members,
                one.workers,
                round(one.revenue / MILLION + 0.5, 1),
            )
            truth.take(
                one,
                form=form,
                tax_code=one.tax,
                address=one.address,
                registered_on=founded.isoformat(),
                representative=one.person,
                representative_title=one.title,
                phones=[one.phone],
                charter_capital=one.capital,
                figures=[
                    {
                        "year": 2025,
                        "members": one.members,
                        "workers": one.workers,
                        "revenue": one.revenue + MILLION // 2,
                    }
                ],
            )
    page.put(
        None,
        "Cộng",
        *[None] * 6,
        *(sum(r[c].value for r in page.rows if isinstance(r[0].value, int)) for c in (8, 9, 10, 11)),
    )
    page.put()
    page.put(None, "Người lập biểu", None, None, None, None, "TM. UBND PHƯỜNG")
    page.put(None, "Lò Thị Hà", None, None, None, None, "CHỦ TỊCH")
    hidden = Page("Mẫu", hidden=True)
    hidden.put("STT", "Tên HTX", "Mã số thuế", "Xã")
    hidden.put(1, "HTX Ví Dụ", None, "Bản Bo")
    return [File("09-doan-ket-2025.ods", ods([page, hidden]), truth)]


def province_2026():
    """By communes of today: sums in the lines of communes, the total on top, the heading repeated on a new page."""
    made, truth = Invention(13), Truth(as_of="2026-06-30")
    page = Page("Tổng hợp")
    names = [
        "TT",
        "Tên HTX, địa phương",
        "Mã số HTX",
        "Thôn, bản",
        "Lĩnh vực",
        ("Đại diện", ["Họ tên", "Điện thoại"]),
        "Vốn điều lệ (tỷ đồng)",
        ("Thành viên", ["Chính thức", "Liên kết", "Tổng số"]),
        "Doanh thu 6 tháng (triệu đồng)",
        "Thu nhập bình quân lao động (triệu đồng/người/tháng)",
        "Là TV Liên minh",
        "Ghi chú",
    ]
    page.wide("LIÊN MINH HỢP TÁC XÃ TỈNH LAI CHÂU", 5, bold=True)
    page.wide("BÁO CÁO TÌNH HÌNH HOẠT ĐỘNG CỦA HTX 6 THÁNG ĐẦU NĂM 2026", 15, bold=True)
    page.wide("(Kèm theo Công văn số 77/LMHTX-KTTT ngày 09/7/2026)", 15)
    page.heading(names)
    page.put(*(f"({i})" for i in range(1, 16)))
    top = page.put("*", "TOÀN TỈNH", bold=True)
    words = {"agriculture": "NLN", "industry": "CN, TTCN", "construction": "Xây dựng", "trade": "TMDV"}
    words |= {"transport": "Vận tải", "environment": "VSMT"}
    romans = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
    chosen = listed(
        "Tân Phong,Bum Tở,Mường Tè,Tân Uyên,Than Uyên,Mường Than,Sìn Hồ,Phong Thổ,Pa Tần,Lê Lợi,Khoen On,Tà Tổng"
    )
    all_numbers, number = [], 0
    for roman, place in zip(romans, (NEW[name] for name in chosen), strict=True):
        line = page.put(roman, place.commune, bold=True)
        numbers = []
        if roman == "VII":
            page.heading(names)
        for _ in range(made.random.randrange(4, 8)):
            number += 1
            one = made.cooperative(place)
            linked = one.members // 4
            trade = made.random.choice((None, "trade")) if one.sector == "agriculture" else None
            words_here = words[one.sector] + (" + TMDV" if trade else "")
            member, note = made.random.choice(("x", None)), "Mới thành lập" if number % 11 == 5 else None
            income = one.income / MILLION
            page.put(
                number,
                one.name,
                one.tax,
                one.address,
                words_here,
                f"{one.title[0].lower()}{one.title[1:]} {one.person}" if number % 6 == 0 else one.person,
                one.phone,
                one.capital / BILLION,
                one.members - linked,
                linked,
                one.members,
                one.revenue // MILLION,
                f"{income:g}".replace(".", ",") if number % 7 == 2 else income,
                member,
                note,
            )
            numbers.append((one.capital / BILLION, one.members - linked, linked, one.members, one.revenue // MILLION))
            record = truth.take(
                one,
                tax_code=one.tax,
                address=one.address,
                sectors=[one.sector] + ([trade] if trade else []),
                representative=one.person,
                phones=[one.phone],
                charter_capital=one.capital,
                note=note,
                figures=[
                    {"year": 2026, "members": one.members, "revenue": one.revenue, "income_per_worker": one.income}
                ],
            )
            if number % 6 == 0:
                record["representative_title"] = one.title
            if member:
                record["alliance_member"] = True
        for column, total in zip((7, 8, 9, 10, 11), map(sum, zip(*numbers, strict=True)), strict=True):
            page.rows[line - 1] += [Cell(None)] * (column + 1 - len(page.rows[line - 1]))
            page.rows[line - 1][column] = Cell(round(total, 2), bold=True)
        all_numbers += numbers
    page.rows[top - 1] += [Cell(None)] * 10
    for column, total in zip((7, 8, 9, 10, 11), map(sum, zip(*all_numbers, strict=True)), strict=True):
        page.rows[top - 1][column] = Cell(round(total, 2), bold=True)
    page.put()
    page.put(None, "Lai Châu, ngày 09 tháng 7 năm 2026")
    page.put(None, "Người tổng hợp", *[None] * 8, "CHỦ TỊCH")
    return [File("10-toan-tinh-6-thang-2026.xlsx", xlsx([page]), truth)]


def groups_pu_sam_cap_2026():
    """THT of a commune, each over several merged rows of products; really an .xlsx, by name an .xls."""
    made, truth = Invention(14), Truth(kind="group", as_of="2026-08-31")
    place = NEW["Pu Sam Cáp"]
    page = Page("THT 2026")
    page.wide("UBND XÃ PU SAM CÁP", 4, bold=True)
    page.wide("DANH SÁCH TỔ HỢP TÁC ĐÃ ĐĂNG KÝ HOẠT ĐỘNG (tính đến 31/8/2026)", 10, bold=True)
    page.heading(
        [
            "TT",
            "Tên THT",
            "Bản",
            "Tổ trưởng (họ tên, số ĐT)",
            ("Hợp đồng hợp tác", ["Số", "Ngày ký"]),
            "Số thành viên",
            ("Sản xuất", ["Nội dung hợp tác", "Quy mô"]),
            "Tổng vốn góp (triệu đồng)",
            "Doanh thu (triệu đồng)",
        ]
    )
    more = ("Ngô nếp nương", "Lạc đỏ", "Gà đen", "Sắn cao sản")
    for number in range(1, 19):
        one = made.group(place)
        second = made.phone()
        leader, phones = [
            (f"{one.person} ({one.phone})", [one.phone]),
            (f"{one.person} - ĐT: {one.phone}", [one.phone]),
            (f"{one.person}\n{one.phone}", [one.phone]),
            (f"{one.person}: {one.phone}; {second}", [one.phone, second]),
        ][number % 4]
        lines = [one.lines, *made.random.sample(more, number % 3)]
        first = len(page.rows) + 1
        for index, work in enumerate(lines):
            whole = index == 0
            page.put(
                number if whole else None,
                one.name if whole else None,
                one.address if whole else None,
                leader if whole else None,
                one.contract if whole else None,
                Cell(datetime.date(one.year + 8, one.month, one.day), format="dd/mm/yyyy") if whole else None,
                one.members if whole else None,
                work,
                f"{made.random.randrange(1, 9)} ha",
                one.contribution // MILLION if whole else None,
                one.revenue // MILLION if whole else None,
            )
        if len(lines) > 1:
            page.merge_down(first, len(page.rows), 1, 2, 3, 4, 5, 6, 7, 10, 11)
        truth.take(
            one,
            address=one.address,
            leader=one.person,
            phones=phones,
            contract_number=one.contract,
            contract_on=iso(one).replace(str(one.year), str(one.year + 8)),
            business_lines={"contains": lines},
            figures=[{"year": 2026, "members": one.members, "contribution": one.contribution, "revenue": one.revenue}],
        )
    row = len(page.rows) + 1
    page.put(
        None,
        "Tổng số",
        *[None] * 4,
        Formula(f"SUM(G5:G{row - 1})"),
        None,
        None,
        Formula(f"SUM(J5:J{row - 1})"),
        None,
        bold=True,
    )
    truth.told["counts"] = {"new": 18, "refused": 0}
    return [File("15-tht-pu-sam-cap-2026.xls", xlsx([page]), truth)]


def sin_suoi_ho_2026():
    """UTF-8 with semicolons and nowhere a unit of money: the program must ask; then the same with the answer."""
    made = Invention(15)
    asked = Truth(kind=..., as_of=..., exit=4, question_option="--unit")
    truth = Truth(as_of="2026-09-30", file="19-sin-suoi-ho-2026.csv", args=["--unit", "thousand"])
    page = Page("HTX")
    page.put("Xã Sin Suối Hồ: hợp tác xã, số liệu đến 30/9/2026")
    page.put(
        "STT",
        "Hợp tác xã",
        "Mã số thuế",
        "Bản",
        "Lĩnh vực kinh doanh",
        "Vốn điều lệ",
        "Doanh thu",
        "Nộp thuế",
        "Số lao động",
        "Tình trạng",
    )
    for number in range(1, 16):
        one = made.cooperative(NEW["Sin Suối Hồ"], made.random.choice(TRADES[:12]))
        sector = SECTOR_LINES[one.sector].capitalize()
        paid = one.profit // 100_000 * 1000
        page.put(
            number, one.name, one.tax, one.address, sector, f"{one.capital // 1000:,}".replace(",", " "),
            f"{one.revenue // 1000:,}".replace(",", " "), paid // 1000, one.workers, "Đang hoạt động",
        )  # fmt: skip
        truth.take(
            one,
            tax_code=one.tax,
            status="active",
            sectors=[one.sector],
            address=one.address,
            charter_capital=one.capital,
            figures=[{"year": 2026, "workers": one.workers, "revenue": one.revenue, "budget_paid": paid}],
        )
    data = text_table(page, ";").encode("utf-8-sig")
    return [File("19-sin-suoi-ho-2026.csv", data, asked), File("20-sin-suoi-ho-nghin-dong", None, truth)]


def groups_muong_kim_2026():
    """THT and HTX of a commune one under the other on one sheet, each with a title and a heading of its own."""
    made, truth = Invention(16), Truth(kind=..., as_of="2026-06-30")
    place = NEW["Mường Kim"]
    page = Page("KTTT")
    page.wide("UBND XÃ MƯỜNG KIM", 3, bold=True)
    page.wide("TÌNH HÌNH KINH TẾ TẬP THỂ ĐẾN NGÀY 30/6/2026", 8, bold=True)
    page.put(*[None] * 6, "ĐVT: triệu đồng")
    page.put("A. HỢP TÁC XÃ", bold=True)
    page.heading(["STT", "Tên HTX", "Địa chỉ", "Giám đốc", "Điện thoại", "Vốn điều lệ", "Số thành viên", "Tình trạng"])
    for number in range(1, 9):
        one = made.cooperative(place)
        page.put(
            number,
            one.name,
            f"{one.address}, xã Mường Kim",
            one.person,
            one.phone,
            one.capital // MILLION,
            one.members,
            "Đang hoạt động",
        )
        truth.take(
            one,
            kind="cooperative",
            status="active",
            address=one.address,
            representative=one.person,
            phones=[one.phone],
            charter_capital=one.capital,
            figures=[{"year": 2026, "members": one.members}],
        )
    page.put()
    page.put("B. TỔ HỢP TÁC", bold=True)
    page.heading(
        ["STT", "Tên tổ hợp tác", "Địa chỉ", "Tổ trưởng", "Điện thoại", "Vốn góp", "Số thành viên", "Tình trạng"]
    )
    for number in range(1, 11):
        one = made.group(place, prefix="Tổ hợp tác")
        page.put(
            number,
            one.name,
            f"{one.address}, xã Mường Kim",
            one.person,
            one.phone,
            one.contribution // MILLION,
            one.members,
            "Đang hoạt động",
        )
        truth.take(
            one,
            kind="group",
            status="active",
            address=one.address,
            leader=one.person,
            phones=[one.phone],
            figures=[{"year": 2026, "members": one.members, "contribution": one.contribution}],
        )
    return [File("22-kttt-muong-kim-2026.xlsx", xlsx([page]), truth)]


def locked_and_printed():
    """A workbook with a password and a printout: nothing is taken, and the reason is said."""
    page = Page("HTX")
    page.heading(["STT", "Tên HTX", "Mã số thuế", "Xã"])
    page.put(1, "HTX Mật", None, "Bản Bo")
    locked = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(xlsx([page]))).encrypt("Mật khẩu 2026", locked)
    password = Truth(kind=..., as_of=..., exit=4, says=["mật khẩu"])
    printed = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    pdf = Truth(kind=..., as_of=..., exit=4, says=["PDF"])
    return [File("17-co-mat-khau.xlsx", locked.getvalue(), password), File("18-ban-in.xlsx", printed, pdf)]


IDEAS = (
    doan_ket_2025,
    province_2026,
    groups_pu_sam_cap_2026,
    sin_suoi_ho_2026,
    groups_muong_kim_2026,
    locked_and_printed,
)
