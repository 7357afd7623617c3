"""Lists of 2021 to 2024: programs' exports, a sheet per status, three years side by side, one untidy book."""

import datetime

from tests.samples.invention import BILLION, MILLION, OLD, TRADES, Invention, Truth, iso
from tests.samples.lists_to_2020 import File, date_of
from tests.samples.pages import Cell, Formula, Page, html, xlsx, xlsx_with_results

EVERYWHERE = [place for district in OLD.values() for place in district.values()]


def city_2021():
    """A web page named .xls: one table, its title in it, organizations over two rows, a credit fund."""
    made, truth = Invention(7), Truth(as_of="2021-12-31")
    page = Page("Table 1")
    page.wide("LIÊN MINH HTX TỈNH LAI CHÂU - HỆ THỐNG BÁO CÁO", 14)
    page.wide("Danh mục đơn vị trên địa bàn TP Lai Châu tại thời điểm 31/12/2021", 14)
    page.heading(
        [
            "#",
            "Mã số HTX",
            "Tên đơn vị",
            "Loại hình",
            "Trụ sở",
            "Phường/Xã",
            ("Người đại diện theo pháp luật", ["Họ tên", "Điện thoại", "Email"]),
            "Ngành nghề KD chính",
            "Sản phẩm chủ lực",
            "Vốn điều lệ (VNĐ)",
            "Trạng thái HĐ",
            "Thành viên Liên minh (Có/Không)",
        ]
    )
    words = {
        "active": "Đang hoạt động",
        "suspended": "Tạm ngừng KD",
        "stopped": "Không còn hoạt động",
        "dissolving": "Chờ giải thể",
    }
    units = list(OLD["Lai Châu"].values())
    for index in range(34):
        place = units[index * 3 % len(units)]
        trade = ("Quỹ", "credit", "Huy động, cho vay vốn thành viên", "Cho vay") if index == 20 else None
        one = made.cooperative(place, trade)
        form, kind = "cooperative", "HTX"
        if index == 20:
            one.name, form, kind = "Quỹ tín dụng nhân dân Quyết Tiến", "credit_fund", "QTDND"
        status = made.random.choices(list(words), (8, 2, 1, 1))[0]
        second = f"0231{made.random.randrange(3780000, 3799999)}"
        phones, told = [
            (one.phone, [one.phone]),
            (f"{one.phone}\n{second}", [one.phone, "0213" + second[4:]]),
            (f"+84 {one.phone[1:4]} {one.phone[4:7]} {one.phone[7:]}", [one.phone]),
            (f"({second[:4]}) {second[4:]} - {one.phone}", [one.phone, "0213" + second[4:]]),
        ][index % 4]
        member = index % 3 != 1
        email = f"Lienhe{index}@htx-phothi.example.vn" if index % 4 == 2 else None
        seat = f"SN {index + 11:03}, đường Điện Biên Phủ, {one.address}" if place.type == "Phường" else one.address
        two = index in (4, 15, 27)
        first = page.put(
            index + 1,
            one.tax,
            one.name,
            kind,
            seat,
            place.short if index % 5 else {"Phường": "P.", "Xã": "X."}[place.type] + place.short,
            one.person,
            phones,
            email,
            one.lines,
            one.products,
            f"{one.capital:,}",
            words[status],
            "Có" if member else "Không",
        )
        products = one.products
        if two:
            page.put(*[None] * 10, "Mật ong hoa rừng", None, None, None)
            page.merge_down(first, first + 1, *range(1, 11), 12, 13, 14)
            products = {"contains": [one.products, "Mật ong hoa rừng"]}
        truth.take(
            one,
            form=form,
            tax_code=one.tax,
            status=status,
            address=seat,
            representative=one.person,
            phones=told,
            email=email and email.lower(),
            business_lines=one.lines,
            products=products,
            charter_capital=one.capital,
            alliance_member=member,
        )
    return [File("08-tp-lai-chau-2021.xls", html(page).encode(), truth)]


def software_2022():
    """Exports of a program with bare technical headings; a year older one comes after it and changes nothing newer."""
    made, truth = Invention(8), Truth(as_of="2022-12-31", args=["--as-of", "2022-12-31"])
    page = Page("DATA", last_used=(1048576, 256))
    page.put(
        "STT",
        "ID",
        "TEN_HTX",
        "MST",
        "SO_GCN_DKHTX",
        "NGAY_CAP",
        "NOI_CAP",
        "NGAY_THANH_LAP",
        "DIA_CHI",
        "TEN_XA",
        "TEN_HUYEN",
        "NGUOI_DAI_DIEN",
        "CHUC_VU",
        "DIEN_THOAI",
        "EMAIL",
        "LINH_VUC",
        "NGANH_NGHE",
        "VON_DIEU_LE (VND)",
        "SO_THANH_VIEN",
        "SO_LAO_DONG",
        "DOANH_THU_2022 (VND)",
        "LOI_NHUAN_2022 (VND)",
        "TRANG_THAI",
        "TV_LIEN_MINH",
        "NGAY_CAP_NHAT",
    )
    words = {
        "active": "Dang hoat dong",
        "suspended": "Tam ngung hoat dong",
        "stopped": "Ngung hoat dong",
        "dissolved": "Da giai the",
    }
    sectors = {"agriculture": "Nong nghiep", "industry": "Cong nghiep - TTCN", "construction": "Xay dung"}
    sectors |= {"trade": "Thuong mai - Dich vu", "transport": "Van tai", "environment": "Ve sinh moi truong"}
    kept = []
    for index in range(40):
        one = made.cooperative(EVERYWHERE[index * 13 % len(EVERYWHERE)])
        one.status = made.random.choices(list(words), (8, 2, 1, 1))[0]
        one.registration = f"{made.random.randrange(10, 60)}07{made.random.randrange(10000, 99999)}"
        founded = datetime.date(one.year - 1, one.month, one.day)
        member = index % 4 != 2
        issuer = f"UBND {one.place.district[0].lower()}{one.place.district[1:]}"
        page.put(
            index + 1,
            f"HTX{index + 1001}",
            one.name,
            one.tax,
            one.registration,
            iso(one),
            issuer,
            int(f"{founded:%Y%m%d}"),
            one.address,
            one.place.commune,
            one.place.district,
            one.person,
            one.title,
            "+84" + one.phone[1:],
            None,
            sectors[one.sector],
            one.lines,
            one.capital,
            one.members,
            one.workers,
            one.revenue,
            one.profit,
            words[one.status],
            int(member),
            "2023-01-15 08:30:00",
        )
        taken = truth.take(
            one,
            status=one.status,
            sectors=[one.sector],
            tax_code=one.tax,
            registration_number=one.registration,
            registered_on=iso(one),
            registration_issuer=issuer,
            established_on=f"{founded:%Y-%m-%d}",
            address=one.address,
            representative=one.person,
            representative_title=one.title,
            phones=[one.phone],
            email=None,
            business_lines=one.lines,
            charter_capital=one.capital,
            alliance_member=member,
            figures=[
                {
                    "year": 2022,
                    "members": one.members,
                    "workers": one.workers,
                    "revenue": one.revenue,
                    "profit": one.profit,
                }
            ],
        )
        one.told = dict(taken)
        kept.append(one)
    file = File("11-phan-mem-2022.xlsx", xlsx([page]), truth)
    return [file, sent_late_2021(made, kept)]


def sent_late_2021(made, kept):
    """The figures of 2021, sent after those of 2022: another chairman, less capital, all active in those days."""
    truth = Truth(as_of="2021-12-31", before=["11-phan-mem-2022.xlsx"])
    page = Page("2021")
    page.wide("SỐ LIỆU HỢP TÁC XÃ NĂM 2021", 10, bold=True)
    page.put("Đơn vị: triệu đồng")
    page.heading(
        [
            "Tên HTX",
            "Mã số thuế",
            "Xã/phường",
            "Chủ tịch HĐQT",
            "Vốn điều lệ",
            "Thành viên",
            "Lao động",
            "Doanh thu",
            "Lãi",
            "Tình trạng",
        ]
    )
    for index, one in enumerate(kept):
        if index % 3 == 0:
            continue
        members, revenue, profit = one.members - 2, one.revenue - 50 * MILLION, one.profit - 2 * MILLION
        page.put(
            one.name.upper() if index % 7 == 1 else one.name,
            one.tax,
            one.place.short,
            made.person() if index % 5 == 1 else one.person,
            (one.capital - 50 * MILLION) // MILLION,
            members,
            one.workers,
            revenue // MILLION,
            profit // MILLION,
            "Đang hoạt động",
        )
        year = {"year": 2021, "members": members, "workers": one.workers, "revenue": revenue, "profit": profit}
        one.told["figures"] = [year, *one.told["figures"]]
    gone = made.cooperative(EVERYWHERE[3])
    page.put(gone.name, gone.tax, gone.place.short, gone.person, 900, 8, 8, 450, 12, "Đang hoạt động")
    truth.records = [dict(one.told) for one in kept]
    truth.take(
        gone,
        tax_code=gone.tax,
        representative=gone.person,
        charter_capital=900 * MILLION,
        status="active",
        figures=[{"year": 2021, "members": 8, "workers": 8, "revenue": 450 * MILLION, "profit": 12 * MILLION}],
    )
    truth.told["counts"] = {"new": 1, "refused": 0}
    return File("14-nam-2021-gui-muon.xlsx", xlsx([page]), truth)


def muong_te_2022():
    """A sheet for each status, headings in another order on each; mergers and conversions in words."""
    made, truth = Invention(9), Truth(as_of="2022-06-30")
    units = list(OLD["Mường Tè"].values())
    pages = []
    orders = (
        ("Đang hoạt động", "active", 15, (0, 1, 2, 3, 4, 5, 6)),
        ("Tạm ngừng", "suspended", 8, (0, 2, 1, 4, 3, 6, 5)),
        ("Giải thể, chuyển đổi", None, 8, (0, 3, 2, 1, 6, 5, 4)),
    )
    names = ["TT", "Tên HTX", "Mã số doanh nghiệp/MST", "Địa chỉ", "Giám đốc HTX", "Vốn ĐL", "Số thành viên (hộ)"]
    ends = (
        ("Đã giải thể", "dissolved"),
        ("Sáp nhập vào HTX khác", "converted"),
        ("Chuyển thành Công ty TNHH", "converted"),
    )
    for title, status, many, order in orders:
        page = Page(title)
        page.wide("UBND HUYỆN MƯỜNG TÈ", 3)
        page.wide("Biểu số 03/HTX - 6 tháng đầu năm 2022", 7, bold=True)
        page.wide("(Vốn: tỷ đồng)", 7)
        page.heading([names[i] for i in order] + ([] if status else ["Hình thức"]))
        for number in range(many):
            place = units[(number * 5 + len(pages)) % len(units)]
            one = made.cooperative(place)
            kind, ended = ends[number % 3]
            short = {"Thị trấn": "thị trấn", "Xã": "xã"}[place.type] + " " + place.short
            values = [
                f"{len(pages) + 1}.{number + 1}",
                f"{number + 1}. {one.name}" if status == "suspended" else one.name,
                f" {one.tax[:4]} {one.tax[4:7]} {one.tax[7:]}" if number % 4 == 1 else one.tax,
                f"{one.address}, {short}, h. Mường Tè, tỉnh Lai Châu" if number % 2 else short,
                one.person,
                one.capital / BILLION,
                f"{one.members} hộ" if number % 3 == 1 else one.members,
            ]
            page.put(*[values[i] for i in order], *([] if status else [kind]))
            truth.take(
                one,
                status=status or ended,
                tax_code=one.tax,
                address=one.address if number % 2 else None,
                representative=one.person,
                charter_capital=one.capital,
                figures=[{"year": 2022, "members": one.members}],
            )
        pages.append(page)
    truth.told["counts"] = {"new": 31, "refused": 0}
    return [File("23-muong-te-2022.xlsx", xlsx(pages), truth)]


def than_uyen_three_years():
    """Three years side by side, years as numbers in the headings, formulas with and without results, errors."""
    made, truth = Invention(10), Truth(as_of="2023-12-31")
    page, sheet = Page("HTX 2021-2023"), "HTX 2021-2023"
    units = list(OLD["Than Uyên"].values())
    page.wide("KẾT QUẢ HOẠT ĐỘNG CỦA CÁC HTX HUYỆN THAN UYÊN GIAI ĐOẠN 2021 - 2023", 17, bold=True)
    page.wide("(đến 31/12/2023)", 17)
    page.heading(
        [
            "TT",
            "Tên HTX",
            "MST",
            "Xã",
            "Vốn điều lệ (triệu đồng)",
            ("Số thành viên", [2021, 2022, 2023]),
            ("Doanh thu (triệu đồng)", [2021, 2022, 2023]),
            ("Chi phí (triệu đồng)", [2022, 2023]),
            ("Lợi nhuận (triệu đồng)", [2022, 2023]),
            "Thu nhập BQ lao động năm 2023 (triệu đồng/người/năm)",
            "Nộp NSNN năm 2023 (nghìn đồng)",
        ]
    )
    for index in range(30):
        place = units[index * 5 % len(units)]
        one = made.cooperative(place)
        row = len(page.rows) + 1
        members = [one.members, one.members + 1, one.members + 3]
        revenue = [one.revenue // MILLION + 20 * i for i in range(3)]
        costs = [r - made.random.randrange(5, 60) for r in revenue[1:]]
        profit = [revenue[1] - costs[0], revenue[2] - costs[1]]
        income = round(one.income * 12 / MILLION, 1)
        known = index % 3 == 0  # a stored result
        shown = [*members, *revenue, *costs]
        errors = {4: ("#N/A", 1), 13: ("#DIV/0!", 2), 21: ("#VALUE!", 0)}
        if index in errors:
            word, year = errors[index]
            shown[3 + year] = word
            truth.warn(sheet, row, "revenue")
        page.put(
            index + 1,
            one.name,
            one.tax,
            place.short,
            Formula(f"{one.capital // MILLION - 100}+100", one.capital // MILLION),
            *shown,
            Formula(f"J{row}-L{row}", profit[0]) if index not in errors else None,
            Formula(f"K{row}-M{row}", profit[1] if known else None) if index not in errors else None,
            Formula(f"ROUND({income / 12:.6f}*12,1)", income),
            one.profit // 100_000,
        )
        if index % 5 == 2:
            page.rows[-1][7] = Cell(Formula(f"G{row}+2"))
        figures = [
            {"year": y, "members": members[y - 2021], "revenue": revenue[y - 2021] * MILLION}
            for y in (2021, 2022, 2023)
        ]
        if index in errors:
            figures[errors[index][1]]["revenue"] = None
        else:
            figures[1]["profit"] = profit[0] * MILLION
            if known:
                figures[2]["profit"] = profit[1] * MILLION
            else:
                either_computed_or_told(truth, sheet, row, one.tax, "profit", profit[1] * MILLION)
        if index % 5 == 2:
            del figures[2]["members"]
            either_computed_or_told(truth, sheet, row, one.tax, "members", members[2])
        figures[2]["income_per_worker"] = one.income
        figures[2]["budget_paid"] = one.profit // 100_000 * 1000
        truth.take(one, tax_code=one.tax, charter_capital=one.capital, figures=figures)
    return [File("16-than-uyen-ba-nam.xlsx", xlsx_with_results([page]), truth)]


def either_computed_or_told(truth, sheet, row, tax, field, value):
    """A formula without a result is computed, or its cell is warned about."""
    truth.warn(sheet, row, field)
    truth.warned[-1]["or"] = {"tax_code": tax, "year": 2023, "value": value}


def untidy_2024():
    """A working book that many hands have kept: every kind of date, money, phone and tax code, and rows to refuse."""
    made = Invention(11)
    truth = Truth(as_of="2024-09-30")
    page, sheet = Page("Sổ theo dõi"), "Sổ theo dõi"
    page.put("SỔ THEO DÕI HỢP TÁC XÃ TOÀN TỈNH (cập nhật đến 30/9/2024)", bold=True)
    page.put(
        "Stt",
        "Huyện / TP",
        "Xã/ phường",
        "Tên gọi HTX",
        "Mã số thuế (MST)",
        "Thành lập ngày",
        "Người đại diện",
        "Năm sinh",
        "Số CCCD",
        "Liên lạc",
        "Vốn điều lệ",
        "Doanh thu 2024\n(tr.đ)",
        "TN bq (1000đ/ng/tháng)",
        "Số TV",
        "Hiện trạng",
        "Thành viên LMHTX",
    )
    dates = (
        lambda o: (f"{o.day:02}/{o.month:02}/{o.year}", iso(o)),
        lambda o: (f"{o.day}-{o.month}-{o.year % 100:02}", iso(o)),
        lambda o: (f"{o.day:02}.{o.month:02}.{o.year}", iso(o)),
        lambda o: (f"ngày {o.day} tháng {o.month} năm {o.year}", iso(o)),
        lambda o: (f"{o.month}/{o.year}", iso(o)[:7]),
        lambda o: (f"T{o.month}/{o.year}", iso(o)[:7]),
        lambda o: (o.year, str(o.year)),
        lambda o: ((date_of(o) - datetime.date(1899, 12, 30)).days, iso(o)),
        lambda o: (int(f"{o.year}{o.month:02}{o.day:02}"), iso(o)),
        lambda o: (Cell(date_of(o), format="dd/mm/yyyy"), iso(o)),
        lambda o: (f"Năm {o.year}", str(o.year)),
        lambda o: (f"{o.year}-{o.month:02}-{o.day:02}", iso(o)),
    )
    amounts = (
        lambda c: f"{c / BILLION:g} tỷ".replace(".", ","),
        lambda c: f"{c // MILLION} triệu",
        lambda c: f"{c // MILLION}tr",
        lambda c: f"{c:,}đ".replace(",", "."),
        lambda c: (
            f"{c // BILLION} tỷ {c % BILLION // MILLION} triệu"
            if c >= BILLION and c % BILLION
            else f"{c // MILLION}trđ"
        ),
        lambda c: f"{c // 1000:,} nghìn đồng".replace(",", "."),
        lambda c: f"{c // MILLION:,} triệu đồng".replace(",", "."),
        lambda c: f"{c / BILLION:g} tỉ đồng".replace(".", ","),
        lambda c: f"{c:,} VNĐ".replace(",", "."),
    )
    words = (
        ("Đang HĐ", "active"),
        ("đang hoạt động bình thường", "active"),
        ("Tạm dừng", "suspended"),
        ("ngừng HĐ", "stopped"),
        ("Đã giải thể", "dissolved"),
        ("đang chờ giải thể", "dissolving"),
        ("sáp nhập", "converted"),
    )
    kept = []
    for index in range(38):
        one = made.cooperative(EVERYWHERE[index * 17 % len(EVERYWHERE)])
        second = made.phone()
        line = f"{made.random.randrange(3_700_000, 3_899_999)}"
        phones, told = [
            (int(one.phone), [one.phone]),
            (f"a. Páo: {one.phone}, c. Mỷ: {second}", [one.phone, second]),
            (f"{one.phone[:4]} {one.phone[4:7]} {one.phone[7:]}", [one.phone]),
            (f"0231.{line}/{one.phone}", ["0213" + line, one.phone]),
            (f"0162{one.phone[3:]}", ["032" + one.phone[3:]]),
            (f"{one.phone} (Giám đốc)\n{second} (KT)", [one.phone, second]),
            (f"84{one.phone[1:]}", [one.phone]),
            ("chưa có", []),
            (f"'{one.phone}", [one.phone]),
            (f"{one.phone[:4]}-{one.phone[4:7]}-{one.phone[7:]}", [one.phone]),
            (float(one.phone), [one.phone]),
            (f"0124{one.phone[3:]} - {second}", ["084" + one.phone[3:], second]),
        ][index % 12]
        wrong = one.tax[:-1] + str((int(one.tax[-1]) + 3) % 10)
        tax, code, warned = [
            (one.tax, one.tax, False),
            (int(one.tax), one.tax, False),
            (f"{one.tax}-001", f"{one.tax}-001", False),
            (f"{one.tax[:4]}.{one.tax[4:7]}.{one.tax[7:]}", one.tax, False),
            (wrong, wrong, True),
            (f"MST: {one.tax}", one.tax, False),
            (float(one.tax), one.tax, False),
            (f"{one.tax}\u00a0", one.tax, False),
        ][index % 8]
        if index == 9:
            code = made.code_with_leading_zero()
            tax = int(code)
        if index == 16:
            tax, code, warned = made.personal_number(), None, True
        if index == 24:
            tax, code = None, None
        one.tax = code
        day, known = dates[index % len(dates)](one)
        if index == 19:
            day, known = "31/02/2015", None
        capital, money = amounts[index % len(amounts)](one.capital), one.capital
        capital, money = {6: ("#REF!", None), 18: ("chưa có", None), 29: ("-", None), 33: (0, 0)}.get(
            index, (capital, money)
        )
        word, status = words[made.random.choice((0, 0, 0, 1, 2, 3, 4, 5, 6))]
        members = [
            one.members,
            f"{one.members} hộ",
            f"{one.members} ({one.members // 3} nữ)",
            f"{one.members} thành viên",
        ][index % 4]
        name = [
            one.name,
            f"{index + 1}. {one.name}",
            one.name.replace("HTX", "HTX\u00a0"),
            f" {one.name.replace(' ', '  ', 1)}\t",
        ][index % 4]
        name = name.replace("Đ", "Ð") if index % 2 else name
        place = one.place
        commune = [
            place.short,
            place.commune,
            f"{ {'Xã': 'X.', 'Phường': 'P.', 'Thị trấn': 'TT.'}[place.type] } {place.short}",
            f"{place.commune.upper()}",
        ][index % 4]
        if place.type == "Thị trấn":
            commune = f"TT {place.short}"
        district = place.district.removeprefix("Huyện ") if index % 3 else place.district
        district = "TP Lai Châu" if "Thành phố" in district else district
        revenue = f"{one.revenue // MILLION}" if index % 5 == 3 else one.revenue // MILLION
        mark = made.random.choice(("x", "có", "Không", None))
        row = page.put(
            index + 1 if index % 9 else None,
            district,
            commune,
            name,
            tax,
            day,
            f"{'Bà' if ' Thị ' in one.person else 'Ông'} {one.person}" if index % 3 else one.person,
            made.random.randrange(1960, 1995),
            made.personal_number(),
            phones,
            capital,
            revenue,
            one.income // 1000,
            members,
            word,
            mark,
        )
        if warned:
            truth.warn(sheet, row, "tax_code")
        if index == 19:
            truth.warn(sheet, row, "established_on")
        if index == 6:
            truth.warn(sheet, row, "charter_capital")
        record = truth.take(
            one,
            status=status,
            tax_code=code,
            established_on=known,
            representative=one.person,
            phones=told,
            charter_capital=money,
            figures=[{"year": 2024, "members": one.members, "revenue": one.revenue, "income_per_worker": one.income}],
        )
        if mark:
            record["alliance_member"] = mark != "Không"
        kept.append(one)
        if index == 12:
            row = page.put(
                index + 1,
                district,
                commune,
                None,
                made.tax_code(),
                "05/5/2019",
                made.person(),
                1980,
                None,
                made.phone(),
                "1 tỷ",
            )
            truth.refuse(sheet, row, "name")
        if index == 20:
            row = page.put(
                index + 1,
                district,
                commune,
                "HTX Gạo nếp Co Giàng",
                "6.2E+09",
                2018,
                made.person(),
                1975,
                None,
                None,
                "300 triệu",
            )
            truth.refuse(sheet, row, "tax_code")
        if index == 30:
            again = kept[3]
            row = page.put(
                index + 1,
                again.place.district,
                again.place.short,
                again.name.upper(),
                again.tax,
                None,
                again.person,
                None,
                None,
                None,
                "1 tỷ",
            )
            truth.refuse(sheet, row, "tax_code", "name")
        if index == 34:
            again = kept[24]  # no tax code in either row
            row = page.put(
                index + 1, again.place.district, again.place.short, again.name.lower(), None, None, again.person
            )
            truth.refuse(sheet, row, "name", "tax_code")
    data = xlsx([page])
    whole = Truth(kind=..., as_of=..., file="12-so-theo-doi-2024.xlsx", args=["--all-or-nothing"], exit=4)
    return [File("12-so-theo-doi-2024.xlsx", data, truth), File("21-so-theo-doi-tat-ca-hoac-khong", None, whole)]


def tam_duong_2023():
    """Units in a row below the headings, sectors in cells merged down, number and day of the paper in one cell."""
    made, truth = Invention(17), Truth(as_of="2023-12-31")
    page = Page("Bieu 5")
    page.put("Biểu số 5")
    page.wide("THỰC TRẠNG HTX HUYỆN TAM ĐƯỜNG NĂM 2023", 16, bold=True)
    page.heading(
        [
            "Lĩnh vực",
            "TT",
            "Hợp tác xã",
            "Địa điểm (thôn, bản, xã)",
            "Số, ngày cấp GCN đăng ký HTX",
            "Chủ tịch HĐQT",
            ("Điện thoại", ["Cố định", "Di động"]),
            ("Thành viên", ["Tổng", "Trong đó: nữ"]),
            "LĐ thường xuyên",
            ("Vốn", ["Vốn điều lệ", "Tổng tài sản"]),
            "Doanh thu",
            "Lãi, lỗ sau thuế",
            "Thu nhập bq/LĐ/tháng",
        ]
    )
    units = (*[None] * 8, "người", "người", "người", "tr.đ", "tr.đ", "tr.đ", "1.000 đ", "1.000 đ")
    page.put(*units)
    words = {"agriculture": "Nông, lâm, thủy sản", "industry": "CN-TTCN", "construction": "Xây dựng"}
    words |= {"trade": "Thương mại, dịch vụ", "transport": "Vận tải", "environment": "Môi trường"}
    places, number = list(OLD["Tam Đường"].values()), 0
    for title, status in (
        ("I. HTX đang hoạt động: 24 HTX", "active"),
        ("II. HTX ngừng hoạt động nhưng chưa giải thể: 06 HTX", "stopped"),
    ):
        page.wide(title, 16, bold=True)
        for sector, word in words.items():
            first = len(page.rows) + 1
            for _ in range(4 if status == "active" else 1):
                number += 1
                place = places[number * 5 % len(places)]
                one = made.cooperative(
                    place, next(t for t in made.random.sample(TRADES, len(TRADES)) if t[1] == sector)
                )
                paper = f"{made.random.randrange(10, 99)}07K{made.random.randrange(1000, 9999):06}"
                desk = f"02133{made.random.randrange(700_000, 899_999)}" if number % 3 == 0 else None
                stopped = status != "active"
                profit = f"({one.profit // 1000:,})" if number == 9 else one.profit // 1000
                short = f"{ {'Xã': 'xã', 'Thị trấn': 'TT'}[place.type] } {place.short}"
                page.put(
                    word if len(page.rows) + 1 == first else None,
                    number,
                    one.name.upper() if number % 5 == 0 else one.name,
                    f"{one.address} ({short})" if number % 4 == 0 else f"{one.address}, {short}",
                    f"{paper}, ngày {one.day:02}/{one.month:02}/{one.year}"
                    if number % 2
                    else f"{paper}\n({one.day}/{one.month}/{one.year})",
                    one.person,
                    desk,
                    one.phone,
                    one.members,
                    one.members // 2,
                    None if stopped else one.workers,
                    one.capital // MILLION,
                    one.capital // MILLION + 40,
                    None if stopped else one.revenue // MILLION,
                    None if stopped else profit,
                    None if stopped else one.income // 1000,
                )
                figures = {"year": 2023, "members": one.members, "assets": one.capital + 40 * MILLION}
                if not stopped:
                    figures |= {"workers": one.workers, "revenue": one.revenue, "income_per_worker": one.income}
                    figures |= {"profit": one.profit // 1000 * 1000 * (-1 if number == 9 else 1)}
                truth.take(
                    one,
                    status={"one_of": ["stopped", "dissolving"]} if stopped else status,
                    sectors=[sector],
                    address=one.address,
                    registration_number=paper,
                    registered_on=iso(one),
                    representative=one.person,
                    phones=[p for p in (desk, one.phone) if p],
                    charter_capital=one.capital,
                    figures=[figures],
                )
            if len(page.rows) > first:
                page.merge_down(first, len(page.rows), 1)
    truth.told["counts"] = {"new": 30, "refused": 0}
    page.put(None, None, "Người lập biểu", *[None] * 8, "Thủ trưởng đơn vị")
    return [File("24-tam-duong-2023.xlsx", xlsx([page]), truth)]


IDEAS = (tam_duong_2023, city_2021, software_2022, muong_te_2022, than_uyen_three_years, untidy_2024)
