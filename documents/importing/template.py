"""The workbook that a clerk fills in ("tệp mẫu"), with lists to choose from; the importer reads it back as it is."""

from io import BytesIO

import xlsxwriter

from documents.importing.columns import LABELS
from documents.models import DocumentType, Field, IssuingBody

PREPARED_ROWS = 500
_WIDTHS = {
    "number": 20, "type": 18, "issuer": 34, "signer": 22, "signer_title": 18, "abstract": 60, "fields": 30, "files": 30,
}  # fmt: skip
_HINTS = {
    "number": "Ghi như trên văn bản, ví dụ 25/2024/TT-BTC.",
    "type": "Chọn hoặc gõ; để trống thì lấy theo số, ký hiệu.",
    "issuer": "Chọn hoặc gõ, được viết tắt (BTC, UBND tỉnh); để trống thì lấy theo số, ký hiệu.",
    "issued_on": "Ghi ngày/tháng/năm, ví dụ 05/12/2019.",
    "effective_on": "Ghi ngày/tháng/năm.",
    "expired_on": "Ghi ngày/tháng/năm; để trống nếu chưa hết hiệu lực.",
    "abstract": "Không ghi lại loại văn bản ở đầu.",
    "fields": "Nhiều lĩnh vực thì cách nhau bằng dấu chấm phẩy (;).",
    "internal": "Ghi Có nếu chỉ cán bộ được xem.",
    "files": "Tên tệp gửi kèm; nhiều tệp thì cách nhau bằng dấu chấm phẩy (;).",
}


def make_template() -> bytes:
    """The .xlsx, with the types, bodies and fields of today."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, lists = book.add_worksheet("Văn bản"), book.add_worksheet("Danh mục")
        lists.hide()
        title = book.add_format({"bold": True, "font_size": 14})
        heading = book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
        )
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet.write(0, 0, "DANH SÁCH VĂN BẢN", title)
        sheet.write(1, 0, "Mỗi dòng một văn bản; đặt con trỏ vào ô tiêu đề để xem cách ghi. Ô trống không xóa gì.")
        for column, (name, label) in enumerate(LABELS.items()):
            # Texts, also for dates: Excel then leaves 5/12/2019 and 12-KH/TU as they were typed.
            sheet.set_column(column, column, _WIDTHS.get(name, 14), text)
            sheet.write(2, column, label, heading)
            if name in _HINTS:
                sheet.write_comment(2, column, _HINTS[name])
        sheet.freeze_panes(3, 1)
        for column, (name, model) in enumerate((("type", DocumentType), ("issuer", IssuingBody), ("fields", Field))):
            names = list(model.objects.values_list("name", flat=True))
            lists.write_column(0, column, names)
            letter, at = "ABC"[column], list(LABELS).index(name)
            sheet.data_validation(
                3, at, 2 + PREPARED_ROWS, at,
                {
                    "validate": "list", "source": f"='Danh mục'!${letter}$1:${letter}${max(1, len(names))}",
                    "error_type": "information", "show_error": False,
                },
            )  # fmt: skip
    return out.getvalue()
