"""Status, sectors and form of an organisation out of words; total parsers as in `values`."""

# ruff: noqa: E501 - a pattern is compared with its neighbours best when it stands on one line

import re
from functools import lru_cache

from kttt.spreadsheets.values import as_text, error_in, is_blank, words_of

# First match wins. "hd" is "hoạt động".
_ACT = r"(?:hoat dong|hd|sxkd|san xuat)"
_STATUS = [
    ("dissolving", rf"(?:cho|dang|chuan bi|de nghi|xin|du kien|lam|hoan tat|tien hanh|thuc hien|trong|viec|thu tuc)(?: \w+){{0,5}} giai the|chua(?: \w+){{0,3}} giai the|thu tuc giai the|ngung {_ACT} cho(?: \w+)? giai the|\bcgt\b"),
    ("dissolved", r"giai the|xoa ten|thu hoi (?:giay|gcn)|cham dut|\bgt\b|pha san"),
    ("suspended", rf"\btam (?:ngung|dung|nghi|dinh chi|ngu?n?g)|\btn\b|\btnhd\b|tam thoi (?:ngung|dung|khong)|\btam {_ACT}"),
    ("converted", r"chuyen (?:doi|loai|sang|thanh|hinh thuc)|sap nhap|hop nhat|\bchia\b|chia tach|\btach\b"),
    ("stopped", rf"ngung|ngun|ngunh|\bdung|khong con {_ACT}|(?:khong|ko|k) {_ACT}|nghi {_ACT}|het {_ACT}|\bnhd\b|bo {_ACT}|khong hoat dong"),
    ("active", rf"\b{_ACT}\b|dang|on dinh|binh thuong|\bdhd\b|con {_ACT}|hieu qua|^(?:van )?con$"),
]  # fmt: skip
_STATUS = [(status, re.compile(pattern)) for status, pattern in _STATUS]
# A title or a line between rows says a status only in so many words: "tình hình hoạt động" says none.
_STATUS_CONTEXT = re.compile(
    rf"\b(?:dang|con) {_ACT}\b|\btam (?:ngung|dung|nghi)|\b(?:ngung|dung|khong(?: con)?) {_ACT}\b|giai the|sap nhap|chuyen doi (?:mo hinh|loai hinh|thanh)"
)
_BY_LAW = re.compile(
    r"(?:chuyen doi|dang ky lai|to chuc lai)(?: \w+){0,4} (?:theo )?luat(?: htx| hop tac xa)?(?: nam)?(?: \d{4})?"
)


@lru_cache(maxsize=4_096)
def status_of(text: str) -> str | None:
    """The status that a text says, or None."""
    folded = words_of(text)
    without_law = _BY_LAW.sub(" ", folded).strip()
    for status, pattern in _STATUS:
        if pattern.search(without_law):
            return status
    return None


def status_of_context(text: str) -> str | None:
    """The status that a title, a sheet's name or a line between rows gives to the rows, or None."""
    folded = words_of(text)
    if not _STATUS_CONTEXT.search(folded) or re.search(
        r"tinh hinh|ket qua|thong ke|bao gom|\bva\b.*(ngung|giai the)", folded
    ):
        return None
    return status_of(text)


def parse_status(cell) -> tuple[str | None, str | None]:
    """The status in a cell of a status column."""
    if is_blank(cell) and words_of(as_text(cell)) != "khong":
        return None, None
    if problem := error_in(cell):
        return None, problem
    text = as_text(cell)
    if status := status_of(text):
        return status, None
    return (
        None,
        f"Không hiểu tình trạng “{text[:60]}”: hãy ghi đang hoạt động, tạm ngừng, ngừng hoạt động, chờ giải thể hoặc đã giải thể.",
    )


# --- sectors --------------------------------------------------------------------------------------------------------

_SECTOR_WORDS = [
    # The seven official phrases whole, so that "dịch vụ nông nghiệp" is no service and "vật liệu xây dựng" no industry.
    ("agriculture", r"\bnln(?:ts|n)?\b|\bnlts\b|\bn l (?:n|ts)\b|nong lam san|nong(?: \w+)? lam (?:nghiep )?(?:thuy san|ngu nghiep|nghiep)(?: va)?(?: dich vu nong(?: lam)? nghiep)?|nong lam nghiep(?: va)? thuy san(?: va)?(?: dich vu nong(?: lam)? nghiep)?|nong lam ngu(?: nghiep)?"),
    ("construction", r"xay dung(?: va| co ban)? (?:san xuat|khai thac|sx|kinh doanh)?(?: va)? ?vat lieu(?: xay dung)?|(?:san xuat|khai thac|sx) (?:vat lieu xay dung|vlxd)|vat lieu xay dung|xay dung|\bvlxd\b|\bxdcb\b|\bxd\b"),
    ("industry", r"cong nghiep(?: va)?(?: tieu thu cong nghiep| ttcn)|tieu thu cong nghiep|thu cong(?: nghiep| my nghe)?|\bcn ttcn\b|\bttcn\b|cong nghiep|\bcn\b|det tho cam|che bien"),
    ("environment", r"(?:dich vu |dv )?(?:ve sinh )?moi truong|ve sinh|rac thai|nuoc sach|\bvsmt\b"),
    ("transport", r"(?:dich vu |dv )?(?:giao thong )?van tai(?: hang hoa| hanh khach)?|van chuyen|\bvt\b|giao thong"),
    ("credit", r"(?:quy )?tin dung(?: nhan dan)?|\bqtdnd\b|\bqtd\b|ngan hang"),
    ("agriculture", r"(?:dich vu|dv|tong hop|san xuat|kinh doanh)? ?(?:nong nghiep|nong san|\bnn\b|\bdvnn\b|lam nghiep|thuy san|thuy loi|chan nuoi|trong trot|nuoi trong|trong rung|cay trong|ngu nghiep|nong thon|nong lam|nong|duoc lieu)"),
    ("trade", r"thuong mai(?: va)?(?: dich vu| dv)?(?: du lich| tong hop)?|\btmdv\b|\btm dv\b|\btm\b|\bdvth\b|dich vu(?: tong hop| thuong mai| du lich)?|\bdv\b|du lich|kinh doanh|buon ban|(?:quan ly|khai thac|kinh doanh) cho\b|^cho$|\bcho (?:phien|dau moi|trung tam|dan sinh)\b|luu tru|ban le"),
    ("other", r"\bkhac\b|da nganh|tong hop|linh vuc con lai|y te|giao duc|nha o|\bdien\b"),
]  # fmt: skip
_SECTORS = re.compile("|".join(f"(?P<{name}_{i}>{pattern})" for i, (name, pattern) in enumerate(_SECTOR_WORDS)))
_FILLERS = re.compile(
    r"\b(?:va|linh vuc|nganh|nghe|hoat dong|hop tac xa|htx|to hop tac|tht|khoi|nhom|trong|cac|san xuat|kinh doanh|phi|trung|chinh|loai hinh|thuoc|cong|so|[ivx]+|[a-h]|\d+)\b"
)


@lru_cache(maxsize=4_096)
def _sectors_in(folded):
    found, spans = [], []
    for match in _SECTORS.finditer(folded):
        sector = match.lastgroup.split("_")[0]
        spans.append(match.span())
        if sector not in found:
            found.append(sector)
    rest = "".join(" " if any(a <= i < b for a, b in spans) else c for i, c in enumerate(folded))
    return tuple(found), _FILLERS.sub(" ", rest).strip()


def sectors_of(text: str) -> list[str]:
    """The sectors that a text names, in its order."""
    folded = words_of(text).replace("phi nong nghiep", "khac")
    found = list(_sectors_in(folded)[0])
    # "tổng hợp", "khác" beside a named sector adds nothing.
    if len(found) > 1 and "other" in found and "khac" not in folded:
        found.remove("other")
    return found


def sector_of_context(text: str) -> str | None:
    """The sector that a line between rows or a sheet's name gives to the rows: only when it says nothing else."""
    found, rest = _sectors_in(words_of(text))
    return found[0] if len(found) == 1 and not rest and found[0] != "other" else None


def parse_sectors(cell) -> tuple[list[str] | None, str | None]:
    """The sectors in a cell, main one first."""
    if is_blank(cell):
        return None, None
    if problem := error_in(cell):
        return None, problem
    text = as_text(cell)
    if found := sectors_of(text):
        for part in re.split(r"\s*[+;,/&]\s*", text):
            if part.isupper() and len(part) <= 6 and not sectors_of(part):
                return found, f"Không hiểu “{part}” trong lĩnh vực “{text[:60]}”: hãy ghi đủ chữ."
        return found, None
    return None, f"Không hiểu lĩnh vực “{text[:60]}”: hãy ghi một trong bảy lĩnh vực, ví dụ “Thương mại, dịch vụ”."


# --- form -----------------------------------------------------------------------------------------------------------


def form_of(text: str) -> str | None:
    """The form (`union`, `credit_fund`, `cooperative`) that a name or a cell says, or None."""
    folded = words_of(text)
    if re.match(r"^(?:\d+ )?(?:lien hiep|lhhtx|lh htx|lien hop)", folded):
        return "union"
    if re.match(r"^(?:\d+ )?(?:quy tin dung|qtd)", folded) or folded in ("tin dung", "quy td"):
        return "credit_fund"
    if re.match(r"^(?:\d+ )?(?:htx|hop tac xa|h t x)", folded):
        return "cooperative"
    return None


def parse_form(cell) -> tuple[str | None, str | None]:
    """The form that a cell of a column of forms says; other words there say nothing."""
    return (None if is_blank(cell) else form_of(as_text(cell))), None


_GROUP_NAME = re.compile(r"^(?:to hop tac|tht|to lien ket|nhom (?:ho|so thich)|to [a-z]|t h t)\b")
_ORGANISATION = re.compile(r"^(?:htx|hop tac xa|h t x|lien hiep|lhhtx|quy tin dung|qtd|to hop tac|tht|to lien ket)\b")


def kind_of_name(name: str) -> str | None:
    """`cooperative` or `group`, as the name of one organisation tells; None where it does not."""
    folded = words_of(name)
    if _GROUP_NAME.match(folded) and not re.match(r"^to (?:dan pho|truong)", folded):
        return "group"
    return "cooperative" if form_of(name) else None


def names_organisation(text: str) -> bool:
    """Whether a text begins as the name of a cooperative or a group does."""
    return bool(_ORGANISATION.match(words_of(text)))
