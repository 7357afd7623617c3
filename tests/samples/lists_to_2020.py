"""Lists of 2018 to 2020: old districts, old fonts, thousand đồng, marks instead of words."""

import datetime
import unicodedata
from typing import NamedTuple

from tests.samples.invention import MILLION, OLD, TRADES, Invention, Truth, iso
from tests.samples.legacy_letters import tcvn3, tcvn3_capitals, vni
from tests.samples.pages import Cell, Page, text_table, xls, xlsx

SECTOR_LINES = {
    "agriculture": "NÔNG - LÂM NGHIỆP VÀ THỦY SẢN",
    "industry": "CÔNG NGHIỆP, TIỂU THỦ CÔNG NGHIỆP",
    "construction": "XÂY DỰNG VÀ SẢN XUẤT VẬT LIỆU XÂY DỰNG",
    "trade": "THƯƠNG MẠI - DỊCH VỤ",
    "transport": "VẬN TẢI",
}


class File(NamedTuple):
    """A file's name, its bytes (None: another file's are used) and its truth."""

    name: str
    data: bytes | None
    truth: Truth


def date_of(one):
    return datetime.date(one.year, one.month, one.day)


def tam_duong_2018():
    """Three rows of headings, sectors as group lines, a wrong subtotal, thousand đồng, income by the year."""
    made, truth = Invention(0), Truth(as_of="2018-12-31")
    page, sheet = Page("TH HTX"), "TH HTX"
    places = list(OLD["Tam Đường"].values())
    page.put("ỦY BAN NHÂN DÂN", *[None] * 9, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
    page.put("HUYỆN TAM ĐƯỜNG", *[None] * 9, "Độc lập - Tự do - Hạnh phúc", bold=True)
    page.put("Số: 12/BC-UBND", *[None] * 9, "Tam Đường, ngày 14 tháng 01 năm 2019")
    page.put()
    page.wide("TỔNG HỢP CÁC HỢP TÁC XÃ ĐANG HOẠT ĐỘNG TRÊN ĐỊA BÀN HUYỆN TAM ĐƯỜNG", 19, bold=True)
    page.wide("(Số liệu đến hết ngày 31/12/2018, kèm theo Báo cáo số 12/BC-UBND ngày 14/01/2019)", 19)
    page.put(*[None] * 16, "ĐVT: 1.000 đồng")
    page.heading(
        [
            "TT",
            ("Hợp tác xã", ["Tên gọi", "Trụ sở chính", ("Đăng ký", ["Mã số thuế", "Ngày đăng ký"])]),
            ("Người đứng đầu HTX", ["Họ tên, chức danh", "Số ĐT liên hệ"]),
            ("Thành viên", ["Tổng số", ("Trong đó", ["Nữ", "DTTS"])]),
            "Lao động thường xuyên",
            ("Vốn, tài sản", ["Vốn điều lệ", "Tổng tài sản"]),
            ("Kết quả SXKD năm 2018", ["Doanh thu", "Lãi (lỗ)", "TNBQ 1 lao động/năm"]),
            ("Dư nợ", ["Ngân hàng", "Quỹ HTPT HTX"]),
            "Ghi chú",
        ]
    )
    page.put("A", "B", *range(1, 18))
    whole = []
    for letter, (sector, line) in zip("ABCDE", SECTOR_LINES.items(), strict=True):
        page.wide(f"{letter}. {line}", 19, bold=True)
        part = []
        for number in range(1, {"agriculture": 17, "trade": 6}.get(sector, 5)):
            place = places[(len(whole) + len(part)) * 5 % len(places)]
            if sector == "trade" and number == 1:
                place = OLD["Lai Châu"]["Xã Sùng Phài"]
            one = made.cooperative(place, next(t for t in shuffled_trades(made) if t[1] == sector))
            words = "Bà" if " Thị " in one.person else made.random.choice(("Ông", "Đ/c", "ông"))
            person = made.random.choice(
                (f"{words} {one.person} - {one.title}", f"{one.person} ({one.title})", f"{one.person}, {one.title}")
            )
            short = place.commune.replace("Thị trấn", "TT").replace("Xã", "xã")
            debt = made.random.choice((None, None, one.capital // 4 // MILLION * MILLION))
            loan = made.random.choice(("-", None, 100 * MILLION))
            note = made.random.choice((None, None, None, "Thành lập lại theo Luật HTX 2012", "HTX kiểu mới"))
            assets = one.capital + 200 * MILLION
            loss = -15 * MILLION if (sector, number) == ("industry", 2) else one.profit
            thousands = [v if v in (None, "-") else v // 1000 for v in (debt, loan)]
            row = page.put(
                number,
                Cell(one.name, comment="Đã kiểm tra thực tế tháng 11/2018" if number == 3 else None),
                made.random.choice((f"{one.address}, {short}", f"{one.address} - {short}")),
                one.tax,
                Cell(date_of(one), format="dd/mm/yyyy"),
                person,
                one.phone,
                one.members,
                one.members // 3,
                one.members // 2,
                one.workers,
                one.capital // 1000,
                assets // 1000,
                one.revenue // 1000,
                loss // 1000,
                one.income * 12 // 1000,
                *thousands,
                note,
            )
            part.append([c.value if isinstance(c.value, int) else 0 for c in page.rows[row - 1]])
            record = truth.take(
                one,
                form="cooperative",
                status="active",
                sectors=[sector],
                tax_code=one.tax,
                registered_on=iso(one),
                address=one.address,
                representative=one.person,
                representative_title=one.title,
                phones=[one.phone],
                charter_capital=one.capital,
                note=note,
                figures=[
                    {
                        "year": 2018,
                        "members": one.members,
                        "workers": one.workers,
                        "revenue": one.revenue,
                        "profit": loss,
                        "income_per_worker": one.income,
                        "assets": assets,
                        "bank_debt": debt,
                        "fund_loan": loan if loan != "-" else None,
                    }
                ],
            )
            if number == 3:
                del record["note"]
            if place.short == "Sùng Phài":  # of Tam Đường until 2020, of the city since
                del record["district"]
        total = [sum(column) for column in zip(*part, strict=True)]
        whole += part
        if sector == "industry":
            total[11] += 500_000
            truth.mismatch(sheet, len(page.rows) + 1, "charter_capital")
        page.put(None, f"Cộng ({letter})", *total_cells(total, len(part)), bold=True)
    total = [sum(column) for column in zip(*whole, strict=True)]
    page.put(None, "TỔNG CỘNG TOÀN HUYỆN", *total_cells(total, len(whole)), bold=True)
    page.put()
    page.put(None, "NGƯỜI LẬP BIỂU", *[None] * 9, "TM. ỦY BAN NHÂN DÂN", bold=True)
    page.put(None, "(Ký, ghi rõ họ tên)", *[None] * 9, "KT. CHỦ TỊCH", bold=True)
    page.put(None, None, None, *[None] * 8, "PHÓ CHỦ TỊCH", bold=True)
    page.put(None, "Nơi nhận:")
    page.put(None, "- Liên minh HTX tỉnh;")
    page.put(None, "- Lưu: VT, TCKH.")
    page.put(None, "Nguyễn Thu Hà", *[None] * 9, "Trần Quang Vinh")
    return [File("01-tam-duong-2018.xlsx", xlsx([page]), truth)]


def total_cells(total, rows):
    """From column C on: sums, and the mean of the income."""
    return [*[None] * 5, *total[7:15], round(total[15] / rows), *total[16:18]]


def shuffled_trades(made):
    return made.random.sample(TRADES, len(TRADES))


def phong_tho_2019():
    """Excel 97 with the calendar of 1904: crosses for status and sector, decomposed letters, hidden rows."""
    made, truth = Invention(1), Truth(as_of="2019-12-31")
    page, sheet = Page("Phong Thổ"), "Phong Thổ"
    units = OLD["Phong Thổ"]
    slips = {
        "Xã Ma Li Pho": "Ma Ly Pho",
        "Xã Lản Nhì Thàng": "xã Lả Nhì Thàng",
        "Xã Tung Qua Lìn": "Tông Qua Lìn",
        "Xã Sì Lở Lầu": "Sì Lờ Lầu",
        "Xã Mường So": "Mường Xo",
        "Thị trấn Phong Thổ": "TT. Phong Thổ",
        "Xã Hoang Thèn": "Hoàng Thèn",
        "Xã Khổng Lào": "X. Khổng Lào",
    }
    page.put("BIỂU THỐNG KÊ HỢP TÁC XÃ HUYỆN PHONG THỔ", bold=True)
    page.put("(có đến 31 tháng 12 năm 2019)")
    page.put()
    statuses = ["active", "suspended", "stopped", "dissolving"]
    sectors = ["agriculture", "industry", "construction", "trade", "transport", "environment"]
    page.heading(
        [
            "Số TT",
            "Tên HTX",
            "Thôn, bản",
            "Xã, TT",
            "Giám đốc (Chủ nhiệm) HTX",
            "SĐT",
            "Ngày, tháng, năm thành lập",
            ("Tình trạng (đánh dấu x)", ["Đang HĐ", "Tạm ngừng", "Ngừng HĐ", "Chờ giải thể"]),
            (
                "Lĩnh vực hoạt động (đánh dấu x)",
                ["NLN, thủy sản", "CN - TTCN", "XD, SXVLXD", "TM, DV", "Vận tải", "VSMT"],
            ),
            "Vốn ĐL (trđ)",
            "Tổng số TV",
            "TV Liên minh (x)",
        ]
    )
    kept, number = [], 0
    for index in range(34):
        place = list(units.values())[index * 7 % len(units)]
        one = made.cooperative(place)
        if index in (5, 23):
            one.name = "HTX Đoàn Kết"
        number += 2 if index == 9 else 1
        status = made.random.choices(range(4), (8, 2, 1, 1))[0]
        marks = [None] * 4
        marks[status] = made.random.choice(("x", "X", "✓", "x "))
        if index == 14:
            marks[0] = marks[1] = "x"
        main = sectors.index(one.sector)
        crosses = [None] * 6
        crosses[main] = made.random.choice(("x", 1, "có"))
        both = index in (3, 17) and main != 3
        if both:
            crosses[3] = "x"
        day, known = [
            (Cell(date_of(one), format="dd/mm/yyyy"), iso(one)),
            (f"{one.day:02}.{one.month:02}.{one.year}", iso(one)),
            (f"{one.month}/{one.year}", iso(one)[:7]),
            (one.year, str(one.year)),
            (f"Tháng {one.month} năm {one.year}", iso(one)[:7]),
            (f"{one.day}-{one.month}-{one.year % 100:02}", iso(one)),
        ][index % 6]
        member = made.random.choice(("x", None))
        written = slips.get(place.commune, place.short)
        line = [number, one.name, one.address, written, one.person, one.phone, day]
        if index % 4 == 1:
            line[1:5] = [unicodedata.normalize("NFD", text) for text in line[1:5]]
        row = page.put(*line, *marks, *crosses, one.capital // MILLION, one.members, member)
        if index in (8, 9, 20):
            page.hidden_rows.add(row)
        pair = [one.sector, "trade"]
        record = truth.take(
            one,
            status=statuses[status],
            sectors={"one_of": [pair, pair[::-1]]} if both else [one.sector],
            address=one.address,
            representative=one.person,
            phones=[one.phone],
            established_on=known,
            charter_capital=one.capital,
            figures=[{"year": 2019, "members": one.members}],
        )
        if member:
            record["alliance_member"] = True
        if index == 14:
            del record["status"]
            truth.warn(sheet, row, "status")
        kept.append((one, written))
    again, written = kept[5]
    row = page.put(
        number + 1, "htx  đoàn  kết ", again.address, written, again.person, None, None, "x", *[None] * 9, None, 9, None
    )
    truth.refuse(sheet, row, "name", "tax_code")
    page.put("Tổng", None, None, None, None, None, None, *[None] * 10, sum(o.capital for o, _ in kept) // MILLION)
    truth.told["counts"] = {"new": 34, "refused": 1}
    return [File("02-phong-tho-2019.xls", xls([page], dates_1904=True), truth)]


def muong_te_2018():
    """Typed in TCVN3: capitals by font, some cells already in Unicode, the old words chủ nhiệm and xã viên."""
    made, truth = Invention(2), Truth(as_of="2018-12-31")
    page = Page("DS HTX", font=".VnTime")
    units = list(OLD["Mường Tè"].values())
    slips = {"Xã Kan Hồ": "Can Hồ", "Xã Pa Vệ Sủ": "Pa Vệ Sử", "Xã Bum Nưa": "Bum Nua"}
    page.wide(tcvn3_capitals("Danh sách hợp tác xã huyện Mường Tè năm 2018"), 11, bold=True, font=".VnTimeH")
    page.wide(tcvn3("Đơn vị tính: triệu đồng"), 11, font=".VnArial")
    page.heading(
        [
            tcvn3_capitals(text)
            for text in (
                "TT",
                "Tên đơn vị",
                "Bản, tổ DP",
                "Xã, thị trấn",
                "Năm thành lập",
                "Chủ nhiệm HTX",
                "Điện thoại",
                "Ngành nghề KD",
                "Vốn điều lệ",
                "Số xã viên",
                "Doanh thu năm 2018",
            )
        ],
        font=".VnTimeH",
    )
    for index in range(28):
        place = [p for p in units if p.short != "Pa Ủ"][index * 5 % (len(units) - 1)]
        while True:
            one = made.cooperative(place)
            try:
                typed = [tcvn3(t) for t in (one.name, one.address, one.person, one.lines)]
                break
            except ValueError:
                continue
        commune = slips.get(
            place.commune,
            {"Thị trấn Mường Tè": "TT Mường Tè", "Xã Mường Tè": "xã Mường Tè"}.get(place.commune, place.short),
        )
        plain = index % 6 == 4
        text = (lambda t: Cell(t, font="Times New Roman")) if plain else (lambda t: Cell(tcvn3(t)))
        name = text(one.name)
        if index % 5 == 2 and not plain:
            name = Cell(tcvn3_capitals(one.name), font=".VnTimeH")
        revenue = one.revenue if index % 7 else None
        page.put(
            index + 1,
            name,
            text(one.address),
            text(commune),
            one.year,
            text(one.person) if plain else Cell(typed[2]),
            one.phone,
            text(one.lines),
            one.capital // MILLION,
            one.members,
            revenue and revenue // MILLION,
        )
        truth.take(
            one,
            address=one.address,
            established_on=str(one.year),
            representative=one.person,
            phones=[one.phone],
            business_lines=one.lines,
            charter_capital=one.capital,
            figures=[{"year": 2018, "members": one.members, "revenue": revenue}],
        )
    page.put()
    page.put(*[None] * 7, tcvn3("Mường Tè, ngày 10 tháng 01 năm 2019"))
    page.put(None, tcvn3("Người lập biểu"), *[None] * 5, tcvn3_capitals("Trưởng phòng"), font=".VnTimeH")
    return [File("03-muong-te-2018-tcvn3.xlsx", xlsx([page]), truth)]


def nam_nhun_2019():
    """Typed in VNI, money in đồng with dots, groups by status, a total."""
    made, truth = Invention(3), Truth(as_of="2019-12-31")
    page = Page("Sheet1", font="VNI-Times")
    units = list(OLD["Nậm Nhùn"].values())
    page.wide(vni("UBND HUYỆN NẬM NHÙN"), 4, bold=True)
    page.wide(vni("BÁO CÁO TÌNH HÌNH HỢP TÁC XÃ QUÝ IV NĂM 2019"), 11, bold=True)
    page.put(*[None] * 8, vni("Đơn vị tính: đồng"))
    page.heading(
        [
            vni("TT"),
            vni("Tên hợp tác xã"),
            vni("Địa chỉ trụ sở chính"),
            (vni("Giấy chứng nhận ĐKKD"), [vni("Số GCN"), vni("Ngày cấp")]),
            (vni("Người đại diện theo PL"), [vni("Họ và tên"), vni("Chức danh"), vni("Số điện thoại")]),
            vni("Vốn điều lệ"),
            (vni("Số lượng (người)"), [vni("Thành viên"), vni("Lao động")]),
        ]
    )
    groups = (
        ("I", "HTX đang hoạt động hiệu quả", "active", 14),
        ("II", "HTX tạm ngừng hoạt động", "suspended", 6),
        ("III", "HTX ngừng hoạt động chờ giải thể", "dissolving", 5),
    )
    number, sums = 0, [0, 0, 0]
    for roman, line, status, many in groups:
        page.put(roman, vni(line), bold=True)
        for _ in range(many):
            number += 1
            place = units[number * 3 % len(units)]
            one = made.cooperative(place, prefix="HTX")
            registration = f"23.0{number % 9 + 1}.{number:05}"
            short = place.commune.replace("Thị trấn", "thị trấn").replace("Xã", "xã")
            page.put(
                number,
                vni(one.name),
                vni(f"{one.address}, {short}, huyện Nậm Nhùn"),
                registration,
                f"{one.day:02}/{one.month:02}/{one.year}",
                vni(one.person),
                Cell(one.title, font="Arial") if number % 8 == 0 else vni(one.title),
                f"{one.phone[:4]}.{one.phone[4:7]}.{one.phone[7:]}",
                f"{one.capital:,}".replace(",", "."),
                one.members,
                one.workers,
            )
            for i, value in enumerate((one.capital, one.members, one.workers)):
                sums[i] += value
            truth.take(
                one,
                status=status,
                address=one.address,
                registration_number=registration,
                registered_on=iso(one),
                representative=one.person,
                representative_title=one.title,
                phones=[one.phone],
                charter_capital=one.capital,
                figures=[{"year": 2019, "members": one.members, "workers": one.workers}],
            )
    page.put(None, vni("Tổng cộng"), *[None] * 6, f"{sums[0]:,}".replace(",", "."), sums[1] + 7, sums[2], bold=True)
    truth.mismatch("Sheet1", len(page.rows), "members")
    page.put(None, vni("Người lập"), *[None] * 5, vni("KT. CHỦ TỊCH"))
    return [File("04-nam-nhun-2019-vni.xlsx", xlsx([page]), truth)]


def two_districts_2020():
    """One workbook: HTX of two districts, a sheet of THT for each, a draft that is hidden, a page of remarks."""
    made, truth = Invention(4), Truth(kind=None, as_of="2020-12-31")
    cooperatives = Page("HTX")
    cooperatives.wide("DANH SÁCH HỢP TÁC XÃ HAI HUYỆN SÌN HỒ, NẬM NHÙN NĂM 2020", 9, bold=True)
    cooperatives.put("Đvt: Triệu đồng")
    cooperatives.heading(
        [
            "Huyện",
            "STT",
            "Tên hợp tác xã",
            "Xã",
            "Mã số thuế HTX",
            "Người đại diện",
            "Vốn đăng ký",
            "Doanh thu",
            "Số lao động",
        ]
    )
    for district in ("Sìn Hồ", "Nậm Nhùn"):
        units = list(OLD[district].values())
        first = len(cooperatives.rows) + 1
        for index in range(11):
            place = units[index * 3 % len(units)]
            one = made.cooperative(place)
            cooperatives.put(
                f"Huyện\n{district}" if not index else None,
                index + 1,
                one.name,
                place.commune.removeprefix("Xã "),
                one.tax,
                one.person,
                one.capital // MILLION,
                one.revenue // MILLION,
                one.workers,
            )
            truth.take(
                one,
                kind="cooperative",
                tax_code=one.tax,
                representative=one.person,
                charter_capital=one.capital,
                figures=[{"year": 2020, "workers": one.workers, "revenue": one.revenue}],
            )
        cooperatives.merge_down(first, len(cooperatives.rows), 1)
    sin_ho = Page("THT Sìn Hồ")
    sin_ho.wide("TỔNG HỢP TỔ HỢP TÁC HUYỆN SÌN HỒ NĂM 2020", 10, bold=True)
    sin_ho.wide("Đơn vị: nghìn đồng", 10)
    sin_ho.heading(
        [
            "STT",
            "Tên tổ hợp tác",
            "Địa chỉ",
            "Tổ trưởng",
            "ĐT",
            "Số hợp đồng",
            "Ngày ký",
            "Số tổ viên",
            "Doanh thu",
            "Lãi",
        ]
    )
    for index in range(20):
        place = list(OLD["Sìn Hồ"].values())[index * 7 % 22]
        one = made.group(place)
        written = {"Nậm Cha": "Nậm Chà", "Pa Khóa": "Pa Khoá", "Phăng Sô Lin": "Phăng Xô Lin"}.get(
            place.short, place.short
        )
        row = sin_ho.put(
            index + 1,
            one.name,
            f"{one.address}, {'TT' if place.type == 'Thị trấn' else 'xã'} {written}",
            one.person,
            one.phone.lstrip("0"),
            one.contract,
            Cell(date_of(one), format="d/m/yyyy"),
            one.members,
            one.revenue // 1000,
            one.profit // 1000,
        )
        if index in (6, 7):
            sin_ho.hidden_rows.add(row)
        truth.take(
            one,
            kind="group",
            address=one.address,
            leader=one.person,
            phones=[one.phone],
            contract_number=one.contract,
            contract_on=iso(one),
            figures=[{"year": 2020, "members": one.members, "revenue": one.revenue, "profit": one.profit}],
        )
    nam_nhun = Page("THT Nậm Nhùn")
    nam_nhun.heading(
        [
            "TT",
            "Xã",
            "Tên THT",
            "Tổ trưởng THT",
            "Lĩnh vực",
            "Thành viên",
            "Doanh thu năm 2020 (triệu đồng)",
            "TNBQ/thành viên/tháng (đồng)",
        ]
    )
    sectors = {"agriculture": "Nông nghiệp", "industry": "TTCN", "trade": "Dịch vụ", "transport": "Vận tải"}
    sectors |= {"construction": "Xây dựng", "environment": "Môi trường"}
    for index in range(18):
        place = list(OLD["Nậm Nhùn"].values())[index * 4 % 11]
        one = made.group(place, prefix="Tổ hợp tác")
        written = {"Nậm Chà": "Nậm Cha", "Hua Bum": "Hua Bun", "Pú Đao": "Pú Ðao"}.get(place.short, place.short)
        written = f"TT {written}" if place.type == "Thị trấn" else written
        nam_nhun.put(
            index + 1,
            written,
            one.name,
            one.person,
            sectors[one.sector],
            one.members,
            one.revenue // MILLION,
            one.income,
        )
        truth.take(
            one,
            kind="group",
            leader=one.person,
            sectors=[one.sector],
            figures=[{"year": 2020, "members": one.members, "revenue": one.revenue, "income_per_member": one.income}],
        )
    draft = Page("nháp", hidden=True)
    draft.heading(["STT", "Tên hợp tác xã", "Xã", "Vốn điều lệ (triệu đồng)"])
    draft.put(1, "HTX Chưa Duyệt", "Nậm Tăm", 500)
    remarks = Page("Ghi chú")
    remarks.put("Các xã đã gửi báo cáo trước ngày 15/01/2021, riêng xã Nậm Pì gửi chậm.")
    remarks.put("Đề nghị các đồng chí kiểm tra lại số điện thoại.")
    truth.told["counts"] = {"new": 60, "refused": 0}
    return [File("05-sin-ho-nam-nhun-2020.xlsx", xlsx([remarks, cooperatives, sin_ho, nam_nhun, draft]), truth)]


def groups_than_uyen_2019():
    """THT as UTF-16 with tabs, as Excel saves “Unicode text”: line breaks in cells, contract and its day in one."""
    made, truth = Invention(5), Truth(kind="group", as_of="2019-12-31")
    page = Page("THT")
    units = list(OLD["Than Uyên"].values())
    page.put("HUYỆN THAN UYÊN")
    page.put("Danh sách tổ hợp tác, nhóm hợp tác đến ngày 31/12/2019")
    page.put()
    page.put(
        "TT",
        "Tên tổ, nhóm hợp tác",
        "Họ tên tổ trưởng",
        "Số điện thoại",
        "Địa bàn hoạt động\n(bản, xã)",
        "Số, ngày HĐHT được UBND xã chứng thực",
        "Nội dung hợp tác",
        "Số tổ viên",
        "Vốn góp (đồng)",
        "Doanh thu/năm (đồng)",
        "Lãi (đồng)",
        "Thu nhập BQ tổ viên/năm (đồng)",
        "Tình trạng",
        "Ghi chú",
    )
    sums = [0, 0, 0]
    for index in range(30):
        place = units[index * 5 % len(units)]
        one = made.group(place, prefix=("THT", "Tổ hợp tác", "Nhóm hợp tác")[index % 3])
        second = made.phone()
        phones, told = [
            (one.phone, [one.phone]),
            (f"{one.phone}\n{second}", [one.phone, second]),
            (f"{one.phone[:4]} {one.phone[4:7]} {one.phone[7:]}; {second}", [one.phone, second]),
            ("không có", []),
            (f"0168 {one.phone[3:6]} {one.phone[6:]}", [f"038{one.phone[3:]}"]),
        ][index % 5]
        contract = [
            f"{one.contract} ngày {one.day:02}/{one.month:02}/{one.year}",
            f"Số {one.contract}, ngày {one.day}/{one.month}/{one.year}",
        ][index % 2]
        short = place.commune.replace("Thị trấn", "TT").replace("Xã", "xã")
        status, word = [("active", "Đang hoạt động"), ("active", "HĐ tốt"), ("stopped", "Ngừng hoạt động")][
            made.random.choices(range(3), (6, 2, 1))[0]
        ]
        note = "Cần hỗ trợ vốn; chưa vay" if index % 9 == 4 else None
        money = [f"{v:,}".replace(",", ".") for v in (one.contribution, one.revenue, one.profit, one.income * 12)]
        page.put(
            index + 1,
            one.name,
            one.person,
            phones,
            f"{one.address}, {short}",
            contract,
            one.lines,
            one.members,
            *money,
            word,
            note,
        )
        for i, value in enumerate((one.members, one.contribution, one.revenue)):
            sums[i] += value
        truth.take(
            one,
            status=status,
            leader=one.person,
            phones=told,
            address=one.address,
            contract_number={"one_of": [one.contract, f"Số {one.contract}"]},
            contract_on=iso(one),
            business_lines=one.lines,
            note=note,
            figures=[
                {
                    "year": 2019,
                    "members": one.members,
                    "contribution": one.contribution,
                    "revenue": one.revenue,
                    "profit": one.profit,
                    "income_per_member": one.income,
                }
            ],
        )
    page.put("Tổng cộng", *[None] * 6, sums[0], *(f"{v:,}".replace(",", ".") for v in sums[1:]))
    text = text_table(page, "\t")
    return [File("06-tht-than-uyen-2019.csv", text.encode("utf-16"), truth)]


def tan_uyen_2020():
    """Windows-1258 with semicolons, billions with a comma; three years later a list of what changed and what is new."""
    made, truth = Invention(6), Truth(as_of="2020-12-31")
    units = list(OLD["Tân Uyên"].values())
    page = Page("HTX")
    page.put("Danh sách HTX huyện Tân Uyên có đến 31/12/2020")
    page.put(
        "STT",
        "Tên HTX",
        "MST",
        "Số ĐKKD",
        "Ngày cấp lần đầu",
        "Nơi cấp",
        "Địa chỉ",
        "Đại diện pháp luật",
        "Chức vụ",
        "Di động",
        "Thư điện tử",
        "Ngành nghề chính",
        "Vốn điều lệ (tỷ đồng)",
        "Thành viên",
        "Lao động",
        "Doanh thu 2020 (triệu đồng)",
        "Lợi nhuận 2020 (triệu đồng)",
        "Tình trạng",
    )
    words = {"active": "Đang HĐ", "suspended": "Tạm ngưng", "stopped": "Ngừng HĐ", "dissolved": "Giải thể"}
    issuer = "Phòng TC-KH huyện Tân Uyên"
    kept = []
    for index in range(32):
        place = units[index * 3 % len(units)]
        one = made.cooperative(place)
        one.revenue += made.random.randrange(1, 10) * 100_000
        one.status = made.random.choices(list(words), (8, 2, 1, 1))[0]
        one.registration = f"36{index:02}A0700{made.random.randrange(1000, 9999)}"
        one.email = f"htx.so{index}@Example.com" if index % 3 == 0 else None
        page.put(
            index + 1,
            one.name,
            one.tax,
            one.registration,
            f"{one.day}/{one.month}/{one.year}",
            issuer,
            made.random.choice(
                (
                    f"{one.address}, {place.commune}, Huyện Tân Uyên, Lai Châu",
                    f"{one.address} - {place.commune} - Tân Uyên",
                )
            ),
            one.person.upper() if index % 10 == 7 else one.person,
            one.title,
            one.phone,
            one.email,
            one.lines,
            f"{one.capital / 1e9:g}".replace(".", ","),
            one.members,
            one.workers,
            f"{one.revenue // MILLION:,}".replace(",", ".") + f",{one.revenue % MILLION // 100_000}",
            str(one.profit // MILLION),
            words[one.status],
        )
        taken = truth.take(
            one,
            status=one.status,
            tax_code=one.tax,
            registration_number=one.registration,
            registered_on=iso(one),
            registration_issuer=issuer,
            address=one.address,
            representative=one.person,
            representative_title=one.title,
            phones=[one.phone],
            email=one.email and one.email.lower(),
            business_lines=one.lines,
            charter_capital=one.capital,
            figures=[
                {
                    "year": 2020,
                    "members": one.members,
                    "workers": one.workers,
                    "revenue": one.revenue,
                    "profit": one.profit,
                }
            ],
        )
        one.told = dict(taken)
        kept.append(one)
    text = text_table(page, ";")
    data = "".join(c if encodable(c) else decomposed_1258(c) for c in text).encode("cp1258")
    return [File("07-tan-uyen-2020.csv", data, truth), changes_of_2023(made, kept)]


def encodable(letter):
    try:
        return bool(letter.encode("cp1258"))
    except UnicodeEncodeError:
        return False


def decomposed_1258(letter):
    """A letter that Windows-1258 writes as two: the base (ê, ơ, a …) and the tone."""
    parts = unicodedata.normalize("NFD", letter)
    tone = next(c for c in parts[1:] if c in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", parts.replace(tone, "")) + tone


def changes_of_2023(made, kept):
    """Only what changed since: empty cells erase nothing, absent rows stay, one is found without its tax code."""
    truth = Truth(as_of="2023-12-31", before=["07-tan-uyen-2020.csv"])
    page = Page("Thay đổi")
    page.wide("DANH SÁCH HTX CÓ THAY ĐỔI, BỔ SUNG TRÊN ĐỊA BÀN HUYỆN TÂN UYÊN", 9, bold=True)
    page.wide("(Tính đến ngày 31/12/2023)", 9)
    page.heading(
        [
            "TT",
            "Hợp tác xã",
            "Mã số thuế",
            "Xã",
            "Giám đốc mới",
            "Số ĐT mới",
            "Vốn điều lệ sau thay đổi (triệu đồng)",
            "Tình trạng hiện nay",
            "Ghi chú",
        ]
    )
    words = {
        "active": "Hoạt động trở lại",
        "dissolved": "Đã giải thể theo QĐ của UBND huyện",
        "converted": "Chuyển đổi thành công ty TNHH",
        "dissolving": "Đang làm thủ tục giải thể",
    }
    changed = {
        2: ("person", "phone"),
        5: ("capital",),
        8: ("status:converted",),
        11: ("person",),
        14: ("status:dissolved",),
    }
    changed |= {
        17: ("capital", "phone"),
        20: ("status:dissolving",),
        23: ("phone",),
        26: ("capital", "person", "phone"),
    }
    for number, (index, facts) in enumerate(changed.items(), 1):
        one = kept[index]
        person = made.person() if "person" in facts else None
        phone = made.phone() if "phone" in facts else None
        capital = one.capital + 250 * MILLION if "capital" in facts else None
        status = next((f.split(":")[1] for f in facts if ":" in f), None)
        note = "Theo biên bản đại hội thành viên" if person else None
        tax = None if index == 11 else one.tax
        page.put(
            number,
            one.name,
            tax,
            one.place.short,
            person,
            phone,
            capital and capital // MILLION,
            words.get(status),
            note,
        )
        if person:
            one.told["representative"] = person
            one.told.pop("representative_title")
            one.told["note"] = note
        if phone:
            one.told["phones"] = [phone]
        if capital:
            one.told["charter_capital"] = capital
        if status:
            one.told["status"] = status
    truth.records = [dict(one.told) for one in kept]
    for index in range(2):
        one = made.cooperative(kept[index].place)
        page.put(
            len(changed) + index + 1, one.name, one.tax, one.place.short, one.person, one.phone, one.capital // MILLION,
            "Mới thành lập, đang hoạt động", "Thành lập mới năm 2023",
        )  # fmt: skip
        truth.take(
            one,
            tax_code=one.tax,
            representative=one.person,
            phones=[one.phone],
            charter_capital=one.capital,
            status="active",
            note="Thành lập mới năm 2023",
        )
    truth.told["counts"] = {"new": 2, "updated": len(changed), "refused": 0}
    return File("13-thay-doi-tan-uyen-2023.xlsx", xlsx([page]), truth)


IDEAS = (
    tam_duong_2018,
    phong_tho_2019,
    muong_te_2018,
    nam_nhun_2019,
    two_districts_2020,
    groups_than_uyen_2019,
    tan_uyen_2020,
)
