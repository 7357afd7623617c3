"""The workbook that a commune fills in ("tệp mẫu"), made so that the importer reads it back without a question."""

from dataclasses import dataclass
from datetime import date

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from cooperatives.facts import FACTS, FIGURES
from cooperatives.models import Organization, Sector
from cooperatives.submissions import still_reporting
from cooperatives.wording import DATES, PEOPLE, Wording
from kttt.units.models import AdminUnit

PREPARED_ROWS = 200
SPARE_ROWS = 50  # below the organisations that are written in already
MILLION = 1_000_000
HEADING_ROW = 3
LINE = 15  # points
PAGE_WIDTH = 200  # characters side by side on A4 landscape that can still be read
GUIDE_WIDTH = 80  # as much as A4 upright holds
LISTS = "Danh mục"
GUIDE = "Hướng dẫn"
TITLES = {"cooperative": "DANH SÁCH HỢP TÁC XÃ", "group": "DANH SÁCH TỔ HỢP TÁC"}
SHEETS = {"cooperative": "HTX", "group": "THT"}
# The office's own remarks do not go back to those whom they are about.
NOT_WRITTEN_IN = {"note"}


@dataclass(frozen=True)
class Column:
    """A column of the template: a key of the exchange contract, its heading, width and hint."""

    key: str
    heading: str
    width: int
    hint: str

    @property
    def is_money(self):
        """Whether its cells are amounts in triệu đồng."""
        return self.heading.endswith("(triệu đồng)")


_NAMES = {
    "cooperative": Column(
        "name", "Tên hợp tác xã", 34,
        "Ghi đủ tên như trên giấy chứng nhận đăng ký, cả chữ “Hợp tác xã” hoặc “HTX”. Dòng thiếu tên không được nhập.",
    ),
    "group": Column(
        "name", "Tên tổ hợp tác", 34,
        "Ghi đủ tên như trong hợp đồng hợp tác, cả chữ “Tổ hợp tác” hoặc “THT”. Dòng thiếu tên không được nhập.",
    ),
}  # fmt: skip
# In the order in which a clerk goes through an organisation's papers.
_COLUMNS = (
    Column("form", "Loại hình", 17, "Chọn hợp tác xã, liên hiệp hợp tác xã hoặc quỹ tín dụng nhân dân."),
    Column(
        "tax_code", "Mã số thuế", 15,
        "Ghi đủ 10 chữ số (đơn vị phụ thuộc: 10 chữ số-3 chữ số), cả số 0 ở đầu. Không ghi số căn cước của cá nhân.",
    ),
    Column("registration_number", "Số giấy chứng nhận đăng ký", 17, "Ghi như trên giấy chứng nhận đăng ký hợp tác xã."),
    Column("registered_on", "Ngày cấp giấy chứng nhận", 13, "Ghi ngày/tháng/năm cấp lần đầu."),
    Column("registration_issuer", "Nơi cấp giấy chứng nhận", 22, "Ghi cơ quan cấp như trên giấy chứng nhận."),
    Column("established_on", "Ngày thành lập", 13, "Ghi ngày/tháng/năm thành lập."),
    Column("leader", "Họ và tên tổ trưởng", 22, "Ghi họ và tên, không ghi Ông, Bà."),
    Column("contract_number", "Số hợp đồng hợp tác", 17, "Ghi số hợp đồng hợp tác, giấy chứng thực hoặc giấy đăng ký."),
    Column("contract_on", "Ngày hợp đồng hợp tác", 13, "Ghi ngày/tháng/năm ký hợp đồng hợp tác."),
    Column("status", "Tình trạng hoạt động", 18, "Chọn tình trạng đến ngày 31/12/{year}."),
    Column(
        "sectors", "Lĩnh vực hoạt động", 26,
        "Chọn lĩnh vực chính. Có nhiều lĩnh vực thì gõ thêm phía sau, cách nhau bằng dấu chấm phẩy (;).",
    ),
    Column("business_lines", "Ngành, nghề kinh doanh", 28, "Ghi các ngành, nghề chính, cách nhau bằng dấu phẩy."),
    Column("products", "Sản phẩm chính", 22, "Ghi các sản phẩm chính, cách nhau bằng dấu phẩy."),
    Column("address", "Bản, tổ dân phố, số nhà", 22, "Chỉ ghi phần dưới xã, phường; xã, phường ghi ở cột bên cạnh."),
    Column("commune", "Xã, phường, thị trấn", 22, "Chọn trong danh sách."),
    Column("representative", "Người đại diện theo pháp luật", 22, "Ghi họ và tên, không ghi Ông, Bà."),
    Column("representative_title", "Chức vụ", 18, "Ghi chức vụ người đại diện, ví dụ Chủ tịch HĐQT, Giám đốc."),
    Column("phones", "Số điện thoại", 15, "Ghi đủ 10 chữ số, cả số 0 ở đầu; nhiều số cách nhau bằng dấu phẩy."),
    Column("email", "Thư điện tử (email)", 22, "Ghi dạng ten@vidu.vn."),
    Column("charter_capital", "Vốn điều lệ (triệu đồng)", 12, "Ghi vốn điều lệ đến 31/12/{year}, bằng triệu đồng."),
    Column("alliance_member", "Thành viên Liên minh HTX", 11, "Chọn Có nếu đã gia nhập Liên minh HTX, Không nếu chưa."),
    Column("members", "Số thành viên (người)", 10, "Ghi tổng số thành viên đến 31/12/{year}."),
    Column("workers", "Số lao động (người)", 10, "Ghi số lao động thường xuyên đến 31/12/{year}, kể cả thành viên."),
    Column(
        "contribution", "Phần đóng góp của thành viên (triệu đồng)", 13,
        "Ghi tổng phần đóng góp đến 31/12/{year}, bằng triệu đồng.",
    ),
    Column("revenue", "Doanh thu trong năm (triệu đồng)", 13, "Ghi tổng doanh thu cả năm {year}, bằng triệu đồng."),
    Column(
        "profit", "Lợi nhuận trong năm (triệu đồng)", 13,
        "Ghi lợi nhuận sau thuế cả năm {year}, bằng triệu đồng; lỗ thì ghi số âm.",
    ),
    Column(
        "income_per_worker", "Thu nhập bình quân một lao động một tháng (triệu đồng)", 15,
        "Ghi bình quân một tháng của năm {year}, bằng triệu đồng, ví dụ 3,65.",
    ),
    Column(
        "income_per_member", "Thu nhập bình quân một thành viên một tháng (triệu đồng)", 15,
        "Ghi bình quân một tháng của năm {year}, bằng triệu đồng, ví dụ 3,65.",
    ),
    Column("assets", "Tổng tài sản (triệu đồng)", 12, "Ghi tổng tài sản đến 31/12/{year}, bằng triệu đồng."),
    Column(
        "bank_debt", "Dư nợ ngân hàng (triệu đồng)", 12,
        "Ghi số còn nợ các ngân hàng đến 31/12/{year}, bằng triệu đồng; không nợ thì ghi 0.",
    ),
    Column(
        "fund_loan", "Dư nợ Quỹ Hỗ trợ phát triển HTX (triệu đồng)", 14,
        "Ghi số còn nợ Quỹ đến 31/12/{year}, bằng triệu đồng; không nợ thì ghi 0.",
    ),
    Column(
        "budget_paid", "Nộp ngân sách trong năm (triệu đồng)", 12,
        "Ghi tổng số đã nộp ngân sách trong năm {year}, bằng triệu đồng.",
    ),
    Column("note", "Ghi chú", 26, "Ghi điều cần giải thích thêm."),
)  # fmt: skip


def columns(kind):
    """The template's columns for `kind` ("cooperative" or "group"), after the one of row numbers."""
    asked = {fact.key for fact in FACTS if kind in fact.kinds} | set(FIGURES[kind])
    return [_NAMES[kind], *(column for column in _COLUMNS if column.key in asked)]


def write_template(kind, file, year, unit=None):
    """Writes the template of `kind` for the figures of `year` as .xlsx to `file` (a path or a binary file).

    With `unit` (a commune of today) its organisations are written in with what is known of them, contacts too, but
    without figures: the commune corrects instead of typing anew.
    """
    _Template(kind, file, year, unit).write()


class _Template:
    """One workbook while it is written."""

    def __init__(self, kind, file, year, unit):
        self.kind, self.file, self.year, self.unit = kind, file, year, unit
        self.day = date(year, 12, 31)
        self.columns = columns(kind)
        # Names are read as those of the file's day: a list for 2024 names communes of before the reform.
        units = AdminUnit.objects.communes().on(self.day).order_by("sort_key", "parent__sort_key")
        self.communes = {found.pk: _full_name(found) for found in units.select_related("parent")}
        self.lists = {
            "form": [label for form, label in Organization.Form.choices if form != Organization.Form.GROUP],
            "status": Organization.Status.labels,
            "sectors": list(Sector.objects.values_list("name", flat=True)),
            "alliance_member": ["Có", "Không"],
            "commune": list(self.communes.values()),
        }

    def write(self):
        with xlsxwriter.Workbook(self.file, {"in_memory": True}) as book:
            self.book = book
            self.sheet = book.add_worksheet(f"{SHEETS[self.kind]} {self.year}")
            self._formats()
            entries = self._entries()
            self.last_row = HEADING_ROW + max(PREPARED_ROWS, len(entries) + SPARE_ROWS)
            self._head()
            self._body(entries)
            self._guide()
            self._validate(self._list_ranges())
            self._print()

    def _formats(self):
        cell = {"border": 1, "border_color": "#9ca3af", "valign": "top"}
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.remark = self.book.add_format({"italic": True})
        self.heading = self.book.add_format(
            cell | {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#e7efe6"}
        )
        # Text keeps the zeros of codes and phones, and dates as they are typed: Excel would swap day and month.
        self.text = self.book.add_format(cell | {"num_format": "@", "text_wrap": True})
        self.count = self.book.add_format(cell | {"num_format": "#,##0"})
        self.money = self.book.add_format(cell)
        self.number = self.book.add_format(cell | {"align": "center"})

    def _format_of(self, column):
        return self.money if column.is_money else self.count if column.key in PEOPLE else self.text

    def _entries(self):
        """For each organisation of the commune {key: cell} of what is known of it."""
        if self.unit is None:
            return []
        wording = Wording()
        found = still_reporting(self.kind).filter(unit_now=self.unit).order_by("sort_key", "pk")
        return [self._entry(o, wording) for o in found.prefetch_related("sector_links__sector")]

    def _entry(self, organization, wording):
        entry = {}
        for column in self.columns:
            key = column.key
            if key in FIGURES[self.kind] or key in NOT_WRITTEN_IN:
                continue
            if key == "commune":
                then, now = organization.unit_then_id, organization.unit_now_id
                entry[key] = self.communes.get(then) or self.communes.get(now)
            elif key == "sectors":
                entry[key] = wording.fact(key, [link.sector.code for link in organization.sector_links.all()])
            elif key == "charter_capital":
                capital = organization.charter_capital
                entry[key] = None if capital is None else capital / MILLION
            else:
                entry[key] = wording.fact(key, getattr(organization, key))
        return entry

    def _head(self):
        sheet, title = self.sheet, TITLES[self.kind]
        if self.unit and self.unit.pk in self.communes:
            title += f" CỦA {self.unit.full_name.upper()}"
        elif self.unit:
            # The importer takes a commune in the title for that of all rows; then the name had another meaning.
            title += f" TRÊN ĐỊA BÀN {self.unit.full_name.upper()} HIỆN NAY"
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, f"Số liệu đến ngày {self.day:%d/%m/%Y}", self.remark)
        sheet.write_string(2, 0, f"Số tiền tính bằng triệu đồng. Cách ghi từng cột: xem trang “{GUIDE}”.", self.remark)
        sheet.set_row(HEADING_ROW, 80)
        sheet.set_column(0, 0, 5)
        sheet.write_string(HEADING_ROW, 0, "STT", self.heading)
        sheet.set_comments_author("Liên minh Hợp tác xã tỉnh Lai Châu")
        for i, column in enumerate(self.columns, 1):
            sheet.set_column(i, i, column.width)
            sheet.write_string(HEADING_ROW, i, column.heading, self.heading)
            sheet.write_comment(HEADING_ROW, i, self._hint(column), {"x_scale": 1.6, "font_size": 9})
        sheet.freeze_panes(HEADING_ROW + 1, 2)

    def _hint(self, column):
        hint = column.hint.format(year=self.year)
        return f"{hint} Chỉ biết tháng hoặc năm thì ghi 05/2019 hoặc 2019." if column.key in DATES else hint

    def _body(self, entries):
        for n in range(self.last_row - HEADING_ROW):
            row, entry = HEADING_ROW + 1 + n, entries[n] if n < len(entries) else {}
            self.sheet.write_number(row, 0, n + 1, self.number)
            self.sheet.set_row(row, max(_height(entry.get(c.key), c.width) for c in self.columns))
            for i, column in enumerate(self.columns, 1):
                value, style = entry.get(column.key), self._format_of(column)
                if value in (None, ""):
                    self.sheet.write_blank(row, i, None, style)
                elif isinstance(value, float):
                    self.sheet.write_number(row, i, value, style)
                else:
                    self.sheet.write_string(row, i, value, style)

    def _list_ranges(self):
        """Writes the lists on a hidden sheet, for a rule itself holds no more than 255 characters; {key: range}."""
        sheet, ranges = self.book.add_worksheet(LISTS), {}
        for i, (key, names) in enumerate(self.lists.items()):
            sheet.write_column(0, i, names)
            ranges[key] = f"='{LISTS}'!{xl_range_abs(0, i, max(len(names) - 1, 0), i)}"
        sheet.hide()
        return ranges

    def _validate(self, ranges):
        for i, column in enumerate(self.columns, 1):
            rule = {"input_title": column.heading[:32], "input_message": self._hint(column), "validate": "any"}
            rule |= {"error_title": "Chưa đúng cách ghi", "error_message": self._hint(column)}
            if column.key in ranges:
                rule |= {"validate": "list", "source": ranges[column.key]}
                if column.key == "sectors":
                    rule["error_type"] = "information"  # several may be told
            elif column.key == "profit":
                rule |= {"validate": "decimal", "criteria": "between", "minimum": -(10**9), "maximum": 10**9}
            elif column.is_money:
                rule |= {"validate": "decimal", "criteria": ">=", "value": 0}
            elif column.key in PEOPLE:
                rule |= {"validate": "integer", "criteria": ">=", "value": 0}
            self.sheet.data_validation(HEADING_ROW + 1, i, self.last_row, i, rule)

    def _print(self):
        sheet = self.sheet
        cells = xl_range_abs(HEADING_ROW + 1, 1, self.last_row, len(self.columns))
        sheet.ignore_errors({"number_stored_as_text": cells.replace("$", "")})
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(HEADING_ROW)
        sheet.repeat_columns(0, 1)
        sheet.fit_to_pages(-(-sum(column.width for column in self.columns) // PAGE_WIDTH), 0)
        sheet.set_footer("&RTrang &P/&N")

    def _guide(self):
        """A sentence to a cell, all in one column: nothing that could be taken for a table of organisations."""
        sheet = self.book.add_worksheet(GUIDE)
        sheet.set_column(0, 0, GUIDE_WIDTH)
        bold = self.book.add_format({"bold": True})
        wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_string(0, 0, "Cách ghi tệp mẫu", self.title)
        sentences = list(self._sentences())
        for row, sentence in enumerate(sentences, 2):
            sheet.set_row(row, _height(sentence, GUIDE_WIDTH))
            sheet.write_string(row, 0, sentence, wrapped)
        for row, column in enumerate(self.columns, len(sentences) + 3):
            parts = column.heading, f": {self._hint(column)}"
            sheet.set_row(row, _height("".join(parts), GUIDE_WIDTH))
            sheet.write_rich_string(row, 0, bold, *parts, wrapped)
        sheet.set_paper(9)

    def _sentences(self):
        yield f"1. Ghi vào trang “{self.sheet.name}”, mỗi đơn vị một dòng. Không đổi tên cột, không gộp ô."
        if self.unit:
            yield "2. Các đơn vị đã biết được ghi sẵn: hãy đối chiếu, sửa chỗ sai và ghi số liệu năm."
            yield "3. Đơn vị mới ghi tiếp vào dòng trống bên dưới."
        else:
            yield "2. Ghi mọi đơn vị trên địa bàn, cả đơn vị đã ngừng hoạt động."
            yield "3. Ở các cột có danh sách, chọn một dòng trong danh sách."
        yield "4. Ô nào chưa biết thì để trống: ô trống không xóa điều đã biết. Không có (ví dụ không nợ) thì ghi số 0."
        yield "5. Số tiền ghi bằng triệu đồng: 1 tỷ 250 triệu đồng ghi 1250; 3 triệu 650 nghìn đồng ghi 3,65."
        yield "6. Ngày ghi ngày trước tháng sau: 12/05/2019 là ngày 12 tháng 5 năm 2019."
        yield "7. Đơn vị đã giải thể hoặc chuyển đổi: không xóa dòng, hãy chọn tình trạng tương ứng."
        yield "8. Trước khi in, có thể xóa các dòng trống ở cuối bảng. Gửi tệp Excel này, không gửi bản chụp hoặc PDF."


def _height(value, width):
    """The points that a cell needs for its text, wrapped: LibreOffice does not find out for itself."""
    return LINE * -(-len(value) // width) if isinstance(value, str) and value else LINE


def _full_name(unit):
    """The commune's official name, with its district in a time that had districts."""
    district = unit.parent if unit.parent and unit.parent.level == AdminUnit.Level.DISTRICT else None
    return f"{unit}, {district}" if district else unit.full_name
