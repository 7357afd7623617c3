"""Small lists of cooperatives as communes send them, made for a test."""

from io import BytesIO

from openpyxl import Workbook

HEADINGS = (
    "STT",
    "Tên HTX",
    "Mã số thuế",
    "Xã",
    "Huyện",
    "Người đại diện",
    "Điện thoại",
    "Vốn điều lệ (triệu đồng)",
    "Tình trạng",
)
TITLE = "DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày 31/12/2021)"


def line(name, tax_code=None, commune="Bản Bo", person="Lò Văn Pan", phone="0912345678", capital=500):
    """One cooperative in the order of HEADINGS, without its number."""
    return [name, tax_code, commune, "Tam Đường", person, phone, capital, "Đang hoạt động"]


def workbook(*lines, title=TITLE, headings=HEADINGS, sheet="HTX"):
    """The bytes of an .xlsx with a title, headings and numbered lines."""
    book = Workbook()
    book.active.title = sheet
    book.active.append([title])
    book.active.append([])
    book.active.append(list(headings))
    for number, values in enumerate(lines, 1):
        book.active.append([number, *values])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
