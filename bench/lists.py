"""Invented lists of cooperatives for the benchmark: 25 columns, any number of rows, the same again for the same seed.

Names, people and phones are made of syllables; tax codes have right check digits and lie above all ever given.
"""

import csv
import random
import re
from datetime import date
from pathlib import Path

import xlsxwriter

UNIT_DATA = Path(__file__).parents[1] / "kttt" / "units" / "data"

# What stock and the floor call each column, and the heading under which the project finds it in a clerk's file.
COLUMNS = {
    "number": "STT",
    "name": "Tên hợp tác xã",
    "tax_code": "Mã số thuế",
    "registration_number": "Số GCN đăng ký",
    "registration_issuer": "Nơi cấp",
    "registered_on": "Ngày cấp",
    "established_on": "Ngày thành lập",
    "status": "Tình trạng hoạt động",
    "sectors": "Lĩnh vực hoạt động",
    "business_lines": "Ngành nghề kinh doanh",
    "products": "Sản phẩm chính",
    "address": "Bản, tổ dân phố",
    "commune": "Xã, phường, thị trấn",
    "district": "Huyện, thành phố",
    "representative": "Người đại diện",
    "representative_title": "Chức vụ",
    "phones": "Điện thoại",
    "email": "Email",
    "charter_capital": "Vốn điều lệ (triệu đồng)",
    "alliance_member": "Thành viên Liên minh",
    "members": "Số thành viên",
    "workers": "Số lao động",
    "revenue": "Doanh thu (triệu đồng)",
    "profit": "Lợi nhuận (triệu đồng)",
    "budget_paid": "Nộp ngân sách (triệu đồng)",
}
MONEY = ("charter_capital", "revenue", "profit", "budget_paid")
NUMBERS = ("number", *MONEY, "members", "workers")

# What a list says, and the same as a code of the exchange contract.
_STATUSES = {
    "Đang hoạt động": "active", "Hoạt động": "active", "Tạm ngừng hoạt động": "suspended",
    "Ngừng hoạt động": "stopped", "Chờ giải thể": "dissolving",
}  # fmt: skip
_TRADES = {
    # what it is called, (sector as written, its code, line of business, product)
    "Nông nghiệp": ("Nông lâm nghiệp", "agriculture", "Trồng trọt, chăn nuôi", "Rau, lợn thịt"),
    "Chè": ("Nông lâm nghiệp", "agriculture", "Trồng và chế biến chè", "Chè xanh, chè đen"),
    "Chăn nuôi": ("Nông lâm nghiệp", "agriculture", "Chăn nuôi trâu, bò, dê", "Thịt sấy"),
    "Thủy sản": ("Nông lâm nghiệp", "agriculture", "Nuôi cá nước lạnh", "Cá hồi, cá tầm"),
    "Dịch vụ tổng hợp": ("Thương mại, dịch vụ", "trade", "Cung ứng vật tư, tiêu thụ sản phẩm", "Vật tư"),
    "Du lịch cộng đồng": ("Thương mại, dịch vụ", "trade", "Đón khách nghỉ tại bản", "Nhà nghỉ tại bản"),
    "Vận tải": ("Vận tải", "transport", "Vận tải hàng hóa, hành khách", ""),
    "Xây dựng": ("Xây dựng", "construction", "Xây nhà, làm đường nông thôn", ""),
    "Dệt may thổ cẩm": ("Tiểu thủ công nghiệp", "industry", "Dệt vải, may trang phục", "Khăn, túi, áo"),
    "Môi trường": ("Vệ sinh môi trường", "environment", "Thu gom rác thải", ""),
}
_SYLLABLES, _FAMILIES, _MIDDLES, _GIVEN = map(
    str.split,
    (
        "Nà Pá Huổi Nậm Tả Sin Sì Mù Ta Lản Giang Chải Sang Vằng Khoa Thèn Phìn Ngảo Lùng Tẩn Hồ Mé Cang Hàng Dào Kha "
        "Pẳn Vai Lếch Tủa Khun Ngam",
        "Lò Vàng Giàng Tẩn Thào Hoàng Nguyễn Lý Phàn Chẻo Sùng Lù Tao Đèo Vũ Trần",
        "Văn Thị A Láo Mí Xuân Hải Quang Minh",
        "Pan Chính Dủng Páo Sính Lan Hương Sơn Tủa Vảng Mẩy Kim Thắng Bình Yến Đức Phúc Hạnh",
    ),
)
_TITLES = ("Giám đốc", "Chủ tịch Hội đồng quản trị", "Chủ tịch HĐQT kiêm Giám đốc")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def organizations(count, seed=1):
    """Yields `count` dicts {key of COLUMNS: value}, as the registry would hold them: đồng, dates, codes."""
    chance = random.Random(seed)
    places = _communes()
    codes = _tax_codes()
    trades = list(_TRADES)
    for n in range(count):
        trade = trades[n % len(trades)]
        sector_written, sector, lines, products = _TRADES[trade]
        round_, pair = divmod(n // len(trades), len(_SYLLABLES) ** 2)
        first, second = divmod(pair, len(_SYLLABLES))
        name = f"HTX {trade} {_SYLLABLES[first]} {_SYLLABLES[second]}" + (f" {round_ + 1}" if round_ else "")
        district, commune = places[chance.randrange(len(places))]
        status = chance.choice(list(_STATUSES))
        founded = date.fromordinal(date(2004, 1, 1).toordinal() + chance.randrange(6200))
        code = next(codes)
        yield {
            "number": n + 1,
            "name": name,
            "tax_code": code,
            "registration_number": f"{n + 1:06}/ĐK",
            "registration_issuer": f"Phòng Tài chính - Kế hoạch {district}",
            "registered_on": founded,
            "established_on": founded,
            "status": _STATUSES[status],
            "status_written": status,
            "sectors": sector,
            "sectors_written": sector_written,
            "business_lines": lines,
            "products": products,
            "address": f"Bản {chance.choice(_SYLLABLES)} {chance.choice(_SYLLABLES)}",
            "commune": commune,
            "district": district,
            "representative": f"{chance.choice(_FAMILIES)} {chance.choice(_MIDDLES)} {chance.choice(_GIVEN)}",
            "representative_title": chance.choice(_TITLES),
            "phones": f"09{chance.randrange(10**8):08}",
            "email": f"htx{n}@example.vn",
            "charter_capital": chance.randrange(100, 9000) * 1_000_000,
            "alliance_member": chance.random() < 0.5,
            "members": chance.randrange(7, 90),
            "workers": chance.randrange(7, 60),
            "revenue": chance.randrange(50, 20_000) * 1_000_000,
            "profit": chance.randrange(1, 900) * 1_000_000,
            "budget_paid": chance.randrange(1, 90) * 1_000_000,
        }


def _communes():
    """[(district, commune)] of before July 2025 with their types, without the one name that a district has twice."""
    with (UNIT_DATA / "districts.csv").open(encoding="utf-8", newline="") as file:
        districts = {row["code"]: f"{row['type'].lower()} {row['name']}" for row in csv.DictReader(file)}
    with (UNIT_DATA / "old_communes.csv").open(encoding="utf-8", newline="") as file:
        return [
            (districts[row["district_code"]], f"{row['type']} {row['name']}")
            for row in csv.DictReader(file)
            if row["name"] != "Mường Tè"
        ]


def _bare(unit):
    """ "huyện Tam Đường" → "Tam Đường"."""
    return re.sub(r"^(thị trấn|thành phố|xã|phường|huyện) ", "", unit, flags=re.IGNORECASE)


def _tax_codes():
    for number in range(620_080_000, 621_000_000):
        check = 10 - sum(w * int(d) for w, d in zip(_WEIGHTS, str(number), strict=True)) % 11
        if check < 10:
            yield f"{number}{check}"


def clerks_list(path, count, year=2021):
    """Writes a list as a commune's clerk sends it: title, headings in words, triệu đồng, dates in two ways.

    Another `year` has the same organisations with other figures and another charter capital in every row.
    """
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("HTX")
        sheet.write_row(0, 0, ["LIÊN MINH HỢP TÁC XÃ TỈNH LAI CHÂU"])
        sheet.write_row(1, 0, [f"DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày 31/12/{year})"])
        sheet.write_row(3, 0, COLUMNS.values())
        for n, one in enumerate(organizations(count)):
            grown = year - 2021
            said = one | {
                "status": one["status_written"],
                "sectors": one["sectors_written"],
                "alliance_member": "x" if one["alliance_member"] else "",
            }
            if n % 5 == 0:
                said["registered_on"] = f"{one['registered_on']:%d/%m/%Y}"
            if n % 10 == 0:
                said["phones"] = int(one["phones"])  # Excel ate the zero
            for key in NUMBERS[1:]:
                said[key] = (one[key] // 1_000_000 if key in MONEY else one[key]) + grown
            sheet.write_row(4 + n, 0, [said[key] if said[key] != "" else None for key in COLUMNS])


def clean_list(path, count):
    """Writes the same organisations as stock import-export wants them: the model's own names, codes and đồng."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("HTX")
        sheet.write_row(0, 0, COLUMNS)
        for n, one in enumerate(organizations(count)):
            said = one | {
                "registered_on": one["registered_on"].isoformat(),
                "established_on": one["established_on"].isoformat(),
                "commune": _bare(one["commune"]),
                "district": _bare(one["district"]),
                "phones": f'["{one["phones"]}"]',
                "alliance_member": int(one["alliance_member"]),
            }
            sheet.write_row(1 + n, 0, [said[key] for key in COLUMNS])
