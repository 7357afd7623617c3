"""The words of headings: which field of the registry a heading names, in which unit and for which year.

All patterns are matched against `kttt.text.words` of a heading (lower case, no marks, no punctuation). To teach the
importer a new wording, add it here; the first rule that matches wins.
"""

# ruff: noqa: E501 - a rule is compared with its neighbours best when it stands on one line

import re
from functools import lru_cache

from kttt.spreadsheets.values import tidy, words_of

# The words of headings name one "income"; whose it is, the kind of the list tells.
INCOMES = frozenset(("income_per_worker", "income_per_member"))
MONEY = INCOMES | frozenset(
    ("charter_capital", "revenue", "profit", "assets", "bank_debt", "fund_loan", "budget_paid", "contribution")
)
COUNTS = frozenset(("members", "workers"))
FIGURES = COUNTS | MONEY - {"charter_capital"}
SUMMED = COUNTS | MONEY - INCOMES
NUMBERING = "number"  # STT: seen, never stored
FIGURES_YEAR = "figures_year"  # whose year the figures of a row are

_NOT = "cccd|cmnd|can cuoc|dinh danh|nam sinh|ngay sinh|dan toc|gioi tinh|trinh do|hoc van|quoc tich|ho khau"

# Columns that speak of something else, whatever else their words are.
_IGNORED = re.compile(
    rf"{_NOT}|ke hoach|\bkh\b|muc tieu|so sanh|ty le|ti le|tang giam|\btang\b|\bgiam\b(?! doc)|phan tram|viet tat|nuoc ngoai|tieng anh"
    r"|website|trang web|xep loai|phan loai|(?<!san pham )ocop|ocop.*(?:hang|sao|nam|so |quyet dinh)|dien tich|thay doi lan|lan thay doi|ngay thay doi|(?<!chi )phi\b(?! nong)|ngay (?:gia nhap|tham gia|vao)"
    r"|von vay|von luu dong|von co dinh|trich|cung ky|nam truoc|luy ke|uoc thuc hien|noi bo|chia theo|tinh diem|dao tao|boi duong"
)  # fmt: skip
# The last word of a heading of two rows, that makes it a part of what its parent counts.
_PART_ONLY = re.compile(
    r"^(?:trong do|nu\b|so nu|la nu|nam$|dan toc|dtts|dang vien|moi|ket nap|ho ngheo|can bo|phap nhan|ca nhan|ho gia dinh|lien ket|thue ngoai"
    r"|thoi vu|khong thuong xuyen|ngan han\b|dai han\b|luu dong|tu thanh vien|gop von|da qua|tu vong|ra khoi|chua)|\btrong do\b|\b(?:la )?nu$"
)
_TOTAL_LEAF = re.compile(
    r"^(?:tong(?: so| cong)?|so luong|gia tri|so tien|tong gia tri|toan bo|chung|tong tien|thuc hien|thuc te|nguoi|so nguoi)$"
)

_PERSON = r"dai dien|giam doc|chu tich|chu nhiem|dung dau|thu truong|lanh dao|\bgd\b|\bct\b|hdqt|quan ly|nguoi lien he|dau moi"
_NAME = r"(?:lien hiep )?(?:htx|hop tac xa|lhhtx|lh htx|tht|to hop tac|quy tin dung|qtdnd)"

# (field, words it needs, words that exclude it); the text is the whole heading, parent first.
_RULES = [
    (NUMBERING, r"^(?:stt|tt|so tt|so thu tu|s t t|t t|no|thu tu|stt .{0,8})$", None),
    (FIGURES_YEAR, r"^nam (?:so lieu|bao cao)$", None),
    ("email", r"e ?mail|thu dien tu|hop thu|\bmail\b", r"dien thoai|\bs?dt\b|\bphone\b|\btel\b|di dong|ho (?:va )?ten"),
    ("note", r"^(?:ghi chu|ghi them|chu thich|luu y|gc|ghi chu khac|y kien|giai thich)\b", None),
    ("alliance_member", r"lien minh|\bt?v?lm(?: ?htx)?\b", r"ho tro|vay|phi\b|ngay|dien thoai"),
    ("fund_loan", r"\bquy\b.*(?:ho tro|htpt|phat trien|vay|du no)|(?:vay|du no|no).*\bquy\b(?! tin dung)|\bqht", r"trich|tin dung nhan dan"),
    ("bank_debt", r"(?:du no|no|vay|tin dung).*(?:ngan hang|\bnh(?:tm|nn|csxh)?\b|tctd|to chuc tin dung|agribank)|ngan hang", r"thu tuc|tai khoan|so tai khoan"),
    ("bank_debt", r"^(?:tong )?(?:du no|no vay|vay no)(?: vay| cho vay| tin dung| hien tai| cuoi (?:ky|nam)| con lai| goc)*(?: den.*)?(?: nam.*)?$", None),
    ("budget_paid", r"ngan sach|\bnsnn\b|nop ns\b|nop thue|thue (?:da |phai )?nop|so thue|^thue$", r"ho tro|ma so"),
    ("income", r"thu nhap|tn bq|\btnbq\b|tien luong|luong binh quan", r"tong thu nhap|chiu thue"),
    ("revenue", r"doanh thu|doanh so|tong thu$|\bdthu\b", None),
    ("profit", r"loi nhuan|\blai\b|\blai lo\b|\bln\b|loi tuc|lai rong", r"tra lai|lai suat|lai chau"),
    ("contribution", r"dong gop|phan gop|\bgop von\b|von gop|tai san gop|gop$", None),
    ("charter_capital", r"von dieu le|\bvdl\b|von dl|von dang ky|dieu le", r"ngay|so dang ky"),
    ("charter_capital", r"^(?:tong )?(?:so )?von$|^von (?:htx|gop)", None),
    ("assets", r"tai san", r"khong chia|co dinh|gop|the chap|tscd"),
    ("registration", r"(?:so|gcn|giay|dang ky|dkkd).*\bngay\b.*(?:gcn|giay|dang ky|dkkd|cap)|so ngay(?: thang nam)? cap", rf"{_NOT}|hop dong|^ngay|chung thuc|/"),
    ("contract", r"so.*ngay.*(?:hop dong|chung thuc|hdht)|(?:hop dong|chung thuc|hdht).*so.*ngay", r"^ngay"),
    ("contract_on", r"(?:ngay|thoi gian|nam).*(?:hop dong|chung thuc|thong bao|\bhdht\b)|(?:hop dong|chung thuc|\bhdht\b|thong bao).*(?:ngay|thoi gian)", None),
    ("contract_number", r"hop dong hop tac|(?:so|ma).*(?:hop dong|chung thuc|thong bao|\bhdht\b)|(?:hop dong|chung thuc|\bhdht\b).*so|^hop dong|^chung thuc|^hdht", r"lao dong"),
    ("registration_issuer", r"noi cap|(?:co quan|don vi|noi) (?:cap|dang ky|ban hanh|cap dang ky)|co quan$", rf"{_NOT}|cap (?:xa|huyen|tinh)\b"),
    ("registered_on", r"ngay (?:thang )?(?:nam )?(?:cap|dang ky)|ngay.*(?:gcn|giay|dkkd|dkhtx)|thoi (?:gian|diem) (?:cap|dang ky)|(?:gcn|giay|dang ky|dkkd).*\bngay\b|cap lan dau|nam (?:cap|dang ky)|ngay dk", rf"{_NOT}|thay doi|dang ky lai|hop dong"),
    ("established_on", r"thanh lap|\b(?:ngay|nam) tl\b|ra doi|^lap (?:tu|nam|ngay)", r"quyet dinh|so |moi|sang lap"),
    ("tax_code", r"ma so (?:thue|htx|hop tac xa|doanh nghiep|dn|don vi|lien hiep|tht|to hop tac|dang ky|dkkd|kinh doanh)|\bmst\b|\bmsthue\b|^ma so$|^ma (?:htx|thue|tht|dn|don vi)$|^msdn$|^ms htx$|ma so", r"vung trong|buu chinh|ca nhan|giam doc|dai dien"),
    ("registration_number", r"(?:so|gcn|giay|ma).*(?:gcn|giay chung nhan|dang ky|dkkd|dk kd|dkhtx|chung nhan)|^(?:gcn|giay chung nhan|giay phep|dkkd|dang ky kinh doanh|gcndk\w*|giay cn)|so giay|so dk\w*\b", r"ngay|thay doi|dang ky lai|dien thoai|von|thanh vien"),
    ("representative_title", r"chuc (?:vu|danh)", r"ho (?:va )?ten|^(?:nguoi )?dai dien|^ten "),
    ("phones", r"^(?:so )?(?:dien thoai|dt|sdt|dtdd|d thoai|di dong|hotline|tel|phone|so may|zalo|dien thoai lien he)\b|\bsdt\b|dien thoai$|dien thoai(?: lien he| di dong| co dinh| ban)?$|\bso dt\b|so lien (?:he|lac)|^(?:thong tin )?lien (?:he|lac)$", rf"ho (?:va )?ten|^(?:nguoi |to truong|{_PERSON})"),
    ("phones", r"(?:e ?mail|thu dien tu).*(?:dien thoai|\bs?dt\b|\bphone\b|\btel\b|di dong)", r"ho (?:va )?ten"),
    ("leader", r"to truong|ten to truong|nguoi dung dau to", None),
    ("representative", rf"ho (?:va )?ten|{_PERSON}|ten (?:nguoi|chu)", r"sinh vien|phong van|dieu tra|khao sat|pho |ke toan|kiem soat|dia chi|dien thoai (?:cua )?(?:nguoi|gd|giam doc)"),
    ("phones", r"dien thoai|\bdt\b", None),
    ("status", r"tinh trang|trang thai|hien trang|thuc trang|tinh hinh(?: hoat dong)?$|hoat dong hay|con hoat dong", r"tai san|dat|nha"),
    ("form", r"loai hinh|hinh thuc to chuc|loai to chuc|mo hinh to chuc|^loai$|^hinh thuc$", None),
    ("products", r"san pham|mat hang|hang hoa", r"doanh thu|san luong|so luong|so san pham|tieu thu"),
    ("activity", r"linh vuc.*(?:nganh nghe|nganh chinh)|nganh nghe.*linh vuc|linh vuc.*noi dung hoat dong", None),
    ("sectors", r"^linh vuc|^(?:ten )?nganh(?: kinh te| hoat dong)?$|khoi nganh|nhom nganh|^nganh linh vuc|linh vuc (?:hoat dong|kinh doanh|san xuat)$", None),
    ("business_lines", r"nganh nghe|nganh|nghe\b|noi dung (?:hoat dong|hop tac|cong viec)|hoat dong (?:chinh|chu yeu)|(?:noi dung|hoat dong) (?:sxkd|san xuat|kinh doanh)|dich vu chinh|san xuat kinh doanh (?:chinh|gi)|cong viec|phuong an|linh vuc", r"ket qua"),
    ("members", r"thanh vien|\bxa vien\b|so tv\b|\btv\b|to vien|so ho\b|ho tham gia|so nguoi tham gia", r"von|gop|dau tu|(?:htx|hop tac xa) thanh vien|hdqt|dai dien|giao dich|thu nhap"),
    ("workers", r"lao dong|\bld\b|nhan cong|nguoi lam viec|viec lam", r"tien luong|quy luong|luong binh|an toan|bao hiem|hop dong"),
]  # fmt: skip
_RULES = [(field, re.compile(needs), re.compile(excludes) if excludes else None) for field, needs, excludes in _RULES]

_NAME_RULE = re.compile(
    rf"^(?:ten )?(?:cac )?(?:don vi )?{_NAME}(?: (?:va|hoac|kiem)? ?{_NAME})*(?: (?:day du|dang ky|hien nay|\d{{4}}|nong nghiep|va dia chi|dia chi|tren dia ban))*$"
    rf"|^ten (?:goi )?(?:cua )?(?:don vi|to chuc|co so|cac to|to|chinh thuc|day du|tieng viet|mo hinh|nhom)\b|^ten(?: goi)?$|^ten (?:goi )?(?:cua )?{_NAME}\b|^(?:don vi|ho ten htx|to chuc kinh te|ten ttkt|to chuc)$"
    rf"|^ten (?:va )?dia chi(?: (?:cua )?{_NAME})?$|^danh sach {_NAME}$|^danh muc {_NAME}$"
)
_NOT_NAME = re.compile(rf"{_PERSON}|truong|san pham|thanh vien|viet tat|nuoc ngoai|\bma\b")

_LOCAL = r"(?<!dia )(?<!uy )(?<!van )\bban\b|to dan pho|^to$|\b(?:ban|thon|xom|khu|va|hoac|nha) to\b(?! truong| hop)|\bto (?:ban|thon|so)\b|\bthon\b|\bxom\b|khu pho|so nha|\bduong\b|tieu khu"
_COMMUNE = r"(?<!tac )\bxa\b(?! vien)|(?<!dia )phuong(?! an| tien| thuc)|thi tran"
_DISTRICT = r"huyen\b|thanh pho|\btp\b|thi xa"
_ADDRESS = r"dia chi|tru so|noi dong|dia diem|cho o|noi o|dia ban|dia phuong|don vi hanh chinh"
_PARENS = re.compile(r"[(\[][^)\]]*[)\]]?")


def _place_field(leaf_plain, leaf_full, full):
    """address, commune or district, as the last part of a heading tells."""
    if re.search(r"e ?mail|website|dien thoai(?! va)|chung thuc|xac nhan|ubnd|uy ban|cap giay", full) or re.search(
        _PERSON, leaf_plain
    ):
        return None
    for text in (leaf_plain, leaf_full):
        local, commune, district = (bool(re.search(p, text)) for p in (_LOCAL, _COMMUNE, _DISTRICT))
        address = bool(re.search(_ADDRESS, text))
        if len(text) > 70 or re.search(r"san xuat|ket qua|so xa|cong trinh|so ho", text):
            return None
        if address and "dia ban" not in text:
            return "address"
        if commune and district and not local:
            # "Xã (phường), huyện (thành phố)": both in one cell; "Huyện, thành phố, thị xã" has no commune's word.
            return "address"
        if local:
            return "address"
        if commune:
            return "commune"
        if district:
            return "district"
    return "address" if address else None


def is_below_commune(parts: tuple[str, ...]) -> bool:
    """Whether a heading names nothing but the level below the commune ("Bản", "Thôn, bản / tổ dân phố")."""
    text = words_of(parts[-1])
    others = (_COMMUNE, _DISTRICT, _ADDRESS)
    return bool(re.search(_LOCAL, text)) and not any(re.search(pattern, text) for pattern in others)


_SHORT = [
    (re.compile(r"\bt vien\b|\btvien\b"), "thanh vien"),
    (re.compile(r"\bbquan\b|\bb quan\b"), "binh quan"),
    (re.compile(r"\bldong\b"), "lao dong"),
    (re.compile(r"\bt lap\b"), "thanh lap"),
    (re.compile(r"\b(?:dd ?pl|ddtpl|dai dien pl)\b"), "dai dien phap luat"),
    (re.compile(r"\bhd(?= hop tac|ht\b)"), "hop dong"),
]


_QUESTION_NUMBER = re.compile(r"^\s*(?:câu\s+)?\d{1,2}\s*[.):]\s*(?=\D)", re.I)


def _spelt_out(text):
    """The words of a heading's part without a question's number and without abbreviations that several rules meet."""
    folded = words_of(_QUESTION_NUMBER.sub("", text))
    for short, written_out in _SHORT:
        folded = short.sub(written_out, folded)
    return folded


@lru_cache(maxsize=2_048)
def field_of(parts: tuple[str, ...]) -> str | None:
    """The field that a heading names; `parts` are its rows from the top, as written. None: none of ours."""
    if not parts:
        return None
    full = " ".join(_spelt_out(_PARENS.sub(" ", p)) for p in parts).strip() or " ".join(map(_spelt_out, parts)).strip()
    if not full or len(full) > 160:
        return None
    leaf = _spelt_out(_PARENS.sub(" ", parts[-1])) or _spelt_out(parts[-1])
    below = len(parts) > 1
    if below and (_TOTAL_LEAF.match(leaf) or is_unit_only(parts[-1]) or _YEAR_LEAF.fullmatch(leaf)):
        return field_of(parts[:-1])
    if _PART_ONLY.search(leaf) and (below or leaf.startswith("trong do")):
        return None
    if below and leaf == "la thanh vien" and re.search(r"lao dong|\bld\b", full):
        return None  # of the workers; under "Số người" it heads the members themselves
    if _IGNORED.search(full):
        # "Phí", "OCOP" in brackets is a remark; in the heading itself it is the subject.
        return None
    if _NAME_RULE.search(leaf) and not _NOT_NAME.search(leaf) and not (below and _KINDS_COUNTED.search(full)):
        return "name"
    return _by_rules(leaf, full, _place_field(leaf, words_of(parts[-1]), full))


_YEAR_LEAF = re.compile(r"(?:nam )?(?:19|20)\d\d")
_KINDS_COUNTED = re.compile(r"loai hinh|so luong")


def _by_rules(leaf, full, place):
    """The leaf speaks first: under "Người đại diện" a column "Điện thoại" is a phone; of the whole, a place is surest."""
    for field, needs, excludes in _RULES:
        if needs.search(leaf) and not (excludes and excludes.search(leaf)):
            if leaf != full and _needs_parent(field, leaf, full):
                continue
            return field if leaf != full else place or field
    if place or leaf == full:
        return place
    for field, needs, excludes in _RULES:
        if needs.search(full) and not (excludes and excludes.search(full)):
            return field
    return None


def _needs_parent(field, leaf, full):
    """Whether a leaf alone is too poor: "Ngày" or "Số" under "Giấy chứng nhận", "Tên" under "Người đại diện"."""
    if field == "representative" and leaf in ("ho ten", "ho va ten") and "to truong" in full:
        return True
    return field == "members" and "lien minh" in full


# --- units ----------------------------------------------------------------------------------------------------------

_UNIT_PATTERNS = [
    ("billion", r"\b(?:ty|ti)(?: dong| vnd| d)?\b"),
    (
        "million",
        r"\b(?:trieu|tr dong|tr d|trd|tr vnd|trieu dong|trieu d|tr)\b|\b10 ?6 dong|\b1 ?000 ?000 ?(?:dong|d|vnd)",
    ),
    ("thousand", r"\b(?:nghin|ngan|1 ?000 ?(?:dong|d|vnd)|1000d|k)\b|\b1 ?000 ?(?:dong|d|vnd)\b"),
    ("vnd", r"\b(?:dong|vnd|d|dong vn)\b"),
]
_UNIT_PATTERNS = [(unit, re.compile(pattern)) for unit, pattern in _UNIT_PATTERNS]
_TOLD_UNIT = re.compile(
    r"(?:đơn\s*vị\s*tính|đơn\s*vị\s*tiền|đơn\s*vị|đvt|đv\s*tính|đ\.v\.t|don\s*vi\s*tinh|dvt)\s*(?:là)?\s*[:(]?\s*(?P<unit>[^)\n]*)",
    re.I,
)
_UNIT_ONLY = re.compile(
    r"^(?:dvt |don vi tinh |tinh bang )?(?:1 ?000 ?(?:000 ?)?)?(?:(?:trieu|ty|ti|nghin|ngan|tr|dong|vnd|d|trd|nguoi|ho|thang|nam|ha|1|lao dong|thanh vien|cai|trieu dong)\s?)+$"
)


_NOT_MONEY = re.compile(r"động|(?:hợp|cộng|hội)\s+đồng", re.I)


def _plain(text):
    """Folded words in which "dong" is money: "lao động" and "hợp đồng" fold alike."""
    return words_of(_NOT_MONEY.sub(" ", text))


def _unit_in(folded):
    for unit, pattern in _UNIT_PATTERNS:
        if pattern.search(folded):
            return unit
    return None


def is_unit_only(text: str) -> bool:
    """Whether a heading's cell is nothing but a unit ("(triệu đồng)", "người"); "Lao động" is one only in brackets."""
    if words_of(_PARENS.sub(" ", text)) in ("lao dong", "thanh vien", "ho"):
        return False
    return bool(_UNIT_ONLY.match(words_of(text)))


def unit_of_heading(parts: tuple[str, ...]) -> str | None:
    """The unit of money that a heading tells in brackets, behind a comma or slash, or in a row of its own."""
    for part in reversed(parts):
        if is_unit_only(part):
            if unit := _unit_in(_plain(part)):
                return unit
            continue
        brackets = re.findall(r"[(\[]([^)\]]*)[)\]]?", part)
        tail = re.findall(r"(?:[,:/–-]|\bđvt\b|\bđơn vị\b|\btính bằng\b)\s*([^,:/()–-]+)", part, re.I)
        for piece in [*brackets, *tail]:
            folded = _plain(piece)
            if re.search(r"lai|hoat|thanh lap|ty le", folded) and not re.search(r"trieu|nghin|ngan|dong", folded):
                continue
            if unit := _unit_in(folded):
                return unit
        plain = _plain(_PARENS.sub(" ", part))
        if match := re.search(r"\b(?:trieu|(?:(?:trieu|nghin|ngan|ty|tr|1 ?000) )?dong|vnd)$", plain):
            return _unit_in(match[0])
        if re.match(r"^(?:so )?(?:trieu|ty) dong\b", plain):
            return _unit_in(plain)
    return None


_OF_MONEY = re.compile(r"\b(?:von|tien|doanh thu|gia tri|thu nhap|loi nhuan|kinh phi|tai chinh|so lieu)\b")


def unit_of_title(text: str) -> str | None:
    """The unit that a line above the table tells: "ĐVT: triệu đồng", "(triệu đồng)"."""
    text = tidy(text)
    if match := _TOLD_UNIT.search(text):
        folded = _plain(match["unit"])
        if len(folded) < 60 and (unit := _unit_in(folded)):
            return unit
    for piece in [*re.findall(r"\(([^)]*)\)", text), text]:
        # "(triệu đồng)", "(Vốn: tỷ đồng)", "Vốn, doanh thu: triệu đồng"
        subject, colon, told = piece.rpartition(":")
        if (
            is_unit_only(told)
            and (not colon or _OF_MONEY.search(words_of(subject)))
            and (unit := _unit_in(_plain(told)))
        ):
            return unit
    if match := re.search(r"(?:tính bằng|số tiền bằng|tính theo)\s+((?:1[.,]000\s*)*[^,;.()]+)", text, re.I):
        return _unit_in(_plain(match[1]))
    return _unit_in(_plain(text)) if is_unit_only(text) else None


# --- years ----------------------------------------------------------------------------------------------------------

_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def year_of_heading(parts: tuple[str, ...]) -> int | None:
    """The year of a heading's figures; None when it tells none or two."""
    for part in reversed(parts):
        years = set(_YEARS.findall(part))
        if len(years) == 1:
            return int(years.pop())
        if years:
            return None
    return None


def compares_years(parts: tuple[str, ...]) -> bool:
    """Whether a heading speaks of two years at once ("2021/2020", "giai đoạn 2021-2025")."""
    return any(len(set(_YEARS.findall(part))) > 1 for part in parts)


def is_yearly(parts: tuple[str, ...]) -> bool:
    """Whether an income is told by the year: "(triệu đồng/người/năm)", "/năm", "một năm" and no month anywhere."""
    # A part of its own is no year of "/năm": "Thu nhập/năm" above "2022".
    text = " ; ".join(parts).casefold()
    folded = " ; ".join(map(words_of, parts))
    if re.search(r"thang\b", folded) and not re.search(r"\d+ thang", folded):
        return False
    return bool(
        re.search(r"/\s*(?:1\s*|một\s*)?năm\b(?!\s*(?:19|20)\d\d)", text)
        or re.search(r"\b(?:mot|1|hang|tren|theo|ca) nam\b(?! (?:19|20)\d\d)", folded)
    )
