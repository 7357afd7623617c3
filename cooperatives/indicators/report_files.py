"""The year-end report as files: a Word text laid out as Nghị định 30/2020/NĐ-CP asks, and a workbook."""

from io import BytesIO

import docx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from cooperatives.indicators.catalogue import PER_CENT
from kttt.templatetags.vietnamese import vi_date

FONT = "Times New Roman"


def headings(report):
    """The table's columns."""
    return [
        "Chỉ tiêu", f"Ngày {vi_date(report.day)}", f"Ngày {vi_date(report.compared_to)}", "Tăng, giảm",
        f"Kế hoạch năm {report.day.year}", "So với kế hoạch",
    ]  # fmt: skip


def cells(line):
    """One line of the report in the order of `headings`, in words."""
    return [
        line.indicator.name, line.words, line.before_words, line.change_words, line.target_words, line.plan_words,
    ]  # fmt: skip


def as_docx(report, office):
    """The bytes of a .docx: `office` (its name), title, paragraphs, the table, and how each figure is defined."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(3), Cm(2), Cm(2), Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.element.rPr.append(_language())
    document.core_properties.title = title(report)
    document.core_properties.author = office
    document.core_properties.language = "vi-VN"
    _paragraph(document, office.upper(), bold=True, centred=True)
    _paragraph(document, "BÁO CÁO", bold=True, centred=True, before=12)
    _paragraph(document, title(report), bold=True, centred=True)
    for text in report.paragraphs:
        paragraph = _paragraph(document, text, before=6)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1)
    _paragraph(document, "Biểu số liệu", bold=True, before=12)
    _table(document, report)
    _paragraph(document, "Cách tính", bold=True, before=12)
    for _section, lines in report.sections:
        for line in lines:
            indicator = line.indicator
            base = f" Mẫu số: {indicator.base}." if indicator.base else ""
            note = _paragraph(document, f"{indicator.name}: {indicator.definition}{base} Nguồn: {line.source}.")
            note.runs[0].font.size = Pt(11)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def title(report):
    """What the report is of."""
    return f"Tình hình kinh tế tập thể, hợp tác xã đến ngày {vi_date(report.day)}"


def _language():
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    return language


def _paragraph(document, text, bold=False, centred=False, before=0):
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = bold
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _table(document, report):
    table = document.add_table(rows=1, cols=6, style="Table Grid")
    _fill(table.rows[0], headings(report), bold=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for section, lines in report.sections:
        row = table.add_row()
        _fill(row, [section], bold=True)
        row.cells[0].merge(row.cells[5])
        for line in lines:
            _fill(table.add_row(), cells(line))


def _fill(row, texts, bold=False):
    for cell, text in zip(row.cells, texts, strict=False):
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.font.size = bold, Pt(11)


def as_xlsx(report):
    """The bytes of an .xlsx: the table with plain numbers (đồng, per cent), the definitions, and the checks."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        number, share = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "0.0"})
        sheet = book.add_worksheet("Biểu số liệu")
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 7, 18)
        sheet.set_column(8, 9, 60)
        sheet.freeze_panes(1, 1)
        day, before = vi_date(report.day), vi_date(report.compared_to)
        sheet.write_row(
            0, 0,
            ["Chỉ tiêu", "Đơn vị", f"Ngày {day}", f"Ngày {before}", "Tăng, giảm", "Tăng, giảm (%)",
             f"Kế hoạch năm {report.day.year}", "So với kế hoạch (%)", "Cách tính", "Nguồn"], bold,
        )  # fmt: skip
        row = 0
        for section, lines in report.sections:
            row += 1
            sheet.write(row, 0, section, bold)
            for line in lines:
                row += 1
                indicator = line.indicator
                sheet.write(row, 0, indicator.name, wrapped)
                sheet.write(row, 1, indicator.unit)
                plain = share if indicator.unit == PER_CENT else number
                for column, value in ((2, line.value), (3, line.before), (4, line.change)):
                    _write_number(sheet, row, column, value, plain)
                _write_number(sheet, row, 5, line.change_per_cent, share)
                _write_number(sheet, row, 6, line.target and line.target.value, plain)
                _write_number(sheet, row, 7, line.of_plan, share)
                base = f" Mẫu số: {indicator.base}." if indicator.base else ""
                sheet.write(row, 8, f"{indicator.definition}{base}", wrapped)
                sheet.write(row, 9, line.source, wrapped)
        checks = book.add_worksheet("Kiểm tra")
        checks.set_column(1, 1, 110)
        checks.write_row(0, 0, ["Kết quả", "Nội dung"], bold)
        for place, check in enumerate(report.checks, 1):
            checks.write_row(place, 0, ["Đạt" if check.passed else "Xem lại", check.words], wrapped)
    return out.getvalue()


def _write_number(sheet, row, column, value, style):
    if value is not None:
        sheet.write_number(row, column, float(value), style)
