"""Invented cooperatives and groups, their places, and the truth that is written beside a file.

Nothing here exists: tax codes are of the never-issued ranges 62008 and 09999, personal numbers of a century to come.
"""

import csv
import json
import random
from pathlib import Path
from types import SimpleNamespace

UNITS = Path(__file__).resolve().parents[2] / "kttt" / "units" / "data"
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
MILLION = 1_000_000
BILLION = 1_000 * MILLION


def listed(text):
    """The names between the commas."""
    return text.split(",")


CLANS = (
    ("Lò Quàng Tòng Lường Cà Điêu Lèo", "Văn", "Pâng Inh Chựa Ón Hặc Dọn Khiên", "Thị", "Póm Ngoan Thiên Dọn Hiêng"),
    ("Giàng Sùng Vàng Thào Mùa Cứ Hảng Lầu Ma", "A", "Páo Chu Dình Khua Súa Tủa Lử", "Thị", "Dợ Mỷ Sua Chá"),
    ("Tẩn Chẻo Phàn Lý", "A Phù Lao", "Sài San Liều Ú Khé", "Mý Lở", "Mẩy Nái"),
    ("Lỳ Pờ Chu Khoàng Vù", "Phì Lóng Xé Gia", "Cà Tơ Lù Po Chừ", "Go Mò", "Nu Xó"),
    ("Nguyễn Trần Phạm Bùi Đỗ Vũ", "Văn Đức Quang", "Hùng Toàn Huy Khương Thắng", "Thị Thu", "Loan Xoan Hương Nga"),
)
HAMLETS = listed(
    "Bản Nà Phát,Bản Huổi Lá,Bản Phiêng Kham,Bản Chiềng Ban,Bản Sin Câu,Bản Thèn Pả,Bản Nậm Dê,Bản Tả Chải,"
    "Bản Lao Chen,Bản Pho Lao,Bản Hua Cưởm,Bản Nà Cóc,Bản Noong Thăng,Bản Sáp Ngụa,Bản Căn Câu 2,Tổ 7,"
    "Tổ dân phố số 4,Khu 3,Bản Gia Khâu 1,Bản Séo Lẻng"
)
TRADES = (  # what stands in the name, the sector, the line of business, the products
    ("Nông nghiệp", "agriculture", "Trồng trọt, chăn nuôi tổng hợp", "Rau, gà đồi"),
    ("DVNN", "agriculture", "Dịch vụ làm đất, cung ứng vật tư nông nghiệp", "Phân bón, giống lúa"),
    ("Chăn nuôi", "agriculture", "Chăn nuôi gia súc, gia cầm", "Lợn đen, trâu, bò"),
    ("Chè Shan tuyết", "agriculture", "Trồng và chế biến chè", "Chè xanh, chè đen"),
    ("Dược liệu", "agriculture", "Trồng cây dược liệu dưới tán rừng", "Sa nhân, đương quy"),
    ("Cá nước lạnh", "agriculture", "Nuôi cá tầm, cá hồi", "Cá tầm, cá hồi"),
    ("Mắc ca", "agriculture", "Trồng, chế biến mắc ca", "Hạt mắc ca sấy"),
    ("Dệt thổ cẩm", "industry", "Dệt, thêu thổ cẩm", "Váy, khăn, túi thổ cẩm"),
    ("TTCN", "industry", "Sản xuất mây tre đan, cơ khí nhỏ", "Mâm mây, dao, cuốc"),
    ("Xây dựng", "construction", "Xây dựng công trình dân dụng", "Công trình dân dụng"),
    ("Sản xuất VLXD", "construction", "Sản xuất gạch không nung", "Gạch không nung"),
    ("TM&DV", "trade", "Mua bán nông sản, tạp hóa", "Miến dong, gạo tẻ râu"),
    ("Du lịch cộng đồng", "trade", "Lưu trú, ăn uống, hướng dẫn khách", "Dịch vụ lưu trú"),
    ("Vận tải", "transport", "Vận tải hàng hóa bằng ô tô", "Vận tải hàng hóa"),
    ("Vệ sinh môi trường", "environment", "Thu gom rác thải sinh hoạt", "Dịch vụ thu gom rác"),
)
PROPER = listed(
    "Phúc Thịnh,Bình Minh,Hương Rừng,Đại Ngàn,Thành Đạt,Hoa Ban,Sơn Nguyên,Tâm An,Mường Xanh,Pu Ta Leng,Hoàng Liên,"
    "Tân Tiến,Đồng Tâm,Quyết Thắng,Suối Vàng,Mây Trắng,Tây Bắc Xanh,Hồng Ngọc,Thắng Lợi,Toàn Phát,Việt Hưng,"
    "Linh Sơn,Nậm Kha,Hải Yến,An Khang,Trường Giang,Hợp Nhất,Nhật Minh,Thiên Phú,Minh Châu,Đức Tài,Rạng Đông,"
    "Cao Nguyên,Bản Mây,Hưng Thịnh,Vạn Xuân,Khánh Linh,Thái Sơn,Ngọc Linh,Xuân Mai"
)
MOBILE = listed("091,098,097,096,094,086,038,036,035,082,085,079,077")
GROUP_WORK = (
    ("chăn nuôi lợn đen", "agriculture"),
    ("trồng chè", "agriculture"),
    ("nuôi ong mật", "agriculture"),
    ("trồng dong riềng", "agriculture"),
    ("quản lý nước sạch", "environment"),
    ("dệt thổ cẩm", "industry"),
    ("nấu rượu ngô", "industry"),
    ("vận chuyển nông sản", "transport"),
    ("du lịch cộng đồng", "trade"),
    ("xây dựng", "construction"),
)


def read_units():
    """(old places by district, present places by name) from the project's table of units."""

    def rows(name):
        with (UNITS / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    full = {r["code"]: f"{r['type']} {r['name']}" for r in rows("communes_2025.csv")}
    districts = {r["code"]: r for r in rows("districts.csv")}
    old = {}
    for r in rows("old_communes.csv"):
        district = districts[r["district_code"]]
        place = SimpleNamespace(
            short=r["name"],
            type=r["type"],
            commune=f"{r['type']} {r['name']}",
            district=f"{district['type']} {district['name']}",
            current_commune=full[r["new_code"]],
            current_commune_code=r["new_code"],
        )
        old.setdefault(district["name"], {})[place.commune] = place
    new = {
        r["name"]: SimpleNamespace(
            short=r["name"],
            type=r["type"],
            commune=full[r["code"]],
            district=None,
            current_commune=full[r["code"]],
            current_commune_code=r["code"],
        )
        for r in rows("communes_2025.csv")
    }
    return old, new


OLD, NEW = read_units()


def whereabouts(place):
    """The four keys of an export that follow from a place."""
    return {k: getattr(place, k) for k in ("commune", "district", "current_commune", "current_commune_code")}


def with_check_digit(nine):
    """Nine digits and their check digit, or None where the number is never issued."""
    rest = sum(int(d) * w for d, w in zip(nine, WEIGHTS, strict=True)) % 11
    return f"{nine}{10 - rest}" if rest else None


class Invention:
    """A seeded source of organizations; `block` tells one file's tax codes from another's."""

    def __init__(self, block):
        self.random = random.Random(f"registry {block}")
        self.next_code = 4000 + block * 150
        self.names = set()

    def tax_code(self):
        while True:
            code = with_check_digit(f"62008{self.next_code}")
            self.next_code += 1
            if code:
                return code

    def code_with_leading_zero(self):
        """A code of a range never issued that loses its zero as a number."""
        while True:
            code = with_check_digit(f"09999{self.random.randrange(1000, 10000)}")
            if code:
                return code

    def personal_number(self):
        """Twelve digits that are no 13-digit code with a lost zero."""
        while True:
            number = f"012899{self.random.randrange(100000, 1000000)}"
            if with_check_digit("0" + number[:8]) != "0" + number[:9]:
                return number

    def person(self):
        family, middle_man, given_man, middle_woman, given_woman = self.random.choice(CLANS)
        man = self.random.random() < 0.65
        middle, given = (middle_man, given_man) if man else (middle_woman, given_woman)
        return " ".join(self.random.choice(part.split()) for part in (family, middle, given))

    def phone(self):
        prefix = self.random.choice(MOBILE)
        return f"{prefix}{self.random.randrange(2_000_000, 9_000_000)}"

    def money(self, low=4, high=110):
        """Đồng, in steps of 50 million."""
        return self.random.randrange(low, high) * 50 * MILLION

    def cooperative(self, place, trade=None, prefix=None):
        """An HTX with everything that some list may tell about it."""
        r = self.random
        trade = trade or r.choice(TRADES)
        while True:
            name = f"{prefix or r.choice(('HTX', 'HTX', 'Hợp tác xã'))} {trade[0]} {r.choice(PROPER)}"
            if name.casefold() not in self.names:
                break
        self.names.add(name.casefold())
        members = r.randrange(7, 45)
        revenue = r.randrange(20, 480) * 10 * MILLION
        return SimpleNamespace(
            name=name,
            sector=trade[1],
            lines=trade[2],
            products=trade[3],
            tax=self.tax_code(),
            place=place,
            address=r.choice(HAMLETS),
            person=self.person(),
            title=r.choice(("Giám đốc", "Chủ tịch HĐQT", "Chủ tịch HĐQT kiêm Giám đốc")),
            phone=self.phone(),
            capital=self.money(),
            members=members,
            workers=members + r.randrange(0, 12),
            revenue=revenue,
            profit=revenue * r.randrange(4, 16) // 100 // MILLION * MILLION,
            income=r.randrange(60, 140) * 50_000,
            year=r.randrange(2009, 2018),
            month=r.randrange(1, 13),
            day=r.randrange(1, 29),
        )

    def group(self, place, prefix="THT"):
        """A THT with everything that some list may tell about it."""
        r = self.random
        while True:
            (work, sector), address = r.choice(GROUP_WORK), r.choice(HAMLETS)
            name = f"{prefix} {work} {address[0].lower()}{address[1:]}"
            if (name.casefold(), place.commune) not in self.names:
                break
        self.names.add((name.casefold(), place.commune))
        revenue = r.randrange(60, 500) * MILLION
        return SimpleNamespace(
            name=name,
            sector=sector,
            lines=work[0].upper() + work[1:],
            place=place,
            address=address,
            person=self.person(),
            phone=self.phone(),
            contract=f"{r.randrange(1, 60):02}/HĐHT",
            year=r.randrange(2010, 2018),
            month=r.randrange(1, 13),
            day=r.randrange(1, 29),
            members=r.randrange(5, 30),
            contribution=r.randrange(10, 120) * MILLION,
            revenue=revenue,
            profit=revenue // 5 // MILLION * MILLION,
            income=r.randrange(50, 90) * 50_000,
        )


def iso(one):
    return f"{one.year}-{one.month:02}-{one.day:02}"


class Truth:
    """What a careful clerk takes from one file, in the form of the exchange contract's samples."""

    def __init__(self, kind="cooperative", as_of=None, **more):
        self.told = {"kind": kind, "as_of": as_of} | more
        self.records, self.refused, self.warned, self.mismatches = [], [], [], []

    def take(self, one, **keys):
        """One record: name and place of `one` and the keys that the file determines."""
        self.records.append({"name": one.name} | whereabouts(one.place) | keys)
        return self.records[-1]

    def refuse(self, sheet, row, *fields):
        self.refused.append(self.spot(sheet, row, fields))

    def warn(self, sheet, row, *fields):
        self.warned.append(self.spot(sheet, row, fields))

    def mismatch(self, sheet, row, field):
        self.mismatches.append({"sheet": sheet, "row": row, "field": field})

    @staticmethod
    def spot(sheet, row, fields):
        spot = {"row": row} | ({"field": list(fields) if len(fields) > 1 else fields[0]} if fields else {})
        return spot | ({"sheet": sheet} if sheet else {})

    def write(self, path):
        told = {k: v for k, v in self.told.items() if v is not ...}
        told.setdefault("exit", 3 if self.refused else 0)
        told |= {"refused": self.refused, "warned": self.warned, "totals_mismatch": self.mismatches}
        head = json.dumps(told, ensure_ascii=False, indent=1).removesuffix("\n}")
        lines = ",\n".join("  " + json.dumps(r, ensure_ascii=False) for r in self.records)
        path.write_text(f'{head},\n "records": [\n{lines}\n ]\n}}\n', encoding="utf-8")
