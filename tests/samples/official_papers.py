"""Draws documents in the official layout (Nghị định 30/2020/NĐ-CP, Phụ lục I) as PDF and as Word files.

`Paper` says what stands where; all bodies beyond the state's own, and all people, are invented.
"""

import io
import tempfile
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont
from fpdf import FPDF

STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
BODY = [
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Luật Hợp tác xã số 17/2023/QH15 ngày 20 tháng 6 năm 2023;",
    "Căn cứ Nghị định số 113/2024/NĐ-CP ngày 12 tháng 9 năm 2024 của Chính phủ quy định chi tiết một số điều của Luật "
    "Hợp tác xã;",
    "Theo đề nghị của Giám đốc Sở Tài chính tại Tờ trình số 88/TTr-STC ngày 02 tháng 2 năm 2025.",
    "Điều 1. Phê duyệt danh sách hợp tác xã được hỗ trợ năm 2025, gồm 12 hợp tác xã nông nghiệp trên địa bàn các xã.",
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký. Các sở, ban, ngành chịu trách nhiệm thi hành ./.",
]
LETTER = [
    "Thực hiện Công văn số 612/LMHTXVN-CSPT ngày 05 tháng 01 năm 2025 về việc rà soát hợp tác xã, đề nghị các đơn vị "
    "báo cáo kết quả trước ngày 15 tháng 3 năm 2025.",
    "Trân trọng cảm ơn sự phối hợp của quý cơ quan ./.",
]
RECIPIENTS = ["Nơi nhận:", "- Như Điều 2;", "- Chủ tịch UBND tỉnh;", "- Lưu: VT, KTTH."]


@dataclass
class Paper:
    """One document as it is printed, and (`truth`) what it says of itself."""

    name: str
    body: list[str]
    number: str
    day: str
    truth: dict
    parent: list[str] = field(default_factory=list)
    motto: tuple = STATE
    kind: str = ""
    abstract: list[str] = field(default_factory=list)
    subject: list[str] = field(default_factory=list)
    to: str = ""
    authority: str = ""
    text: list[str] = field(default_factory=lambda: list(BODY))
    signed: list[tuple[list[str], str]] = field(default_factory=list)
    recipients: list[str] = field(default_factory=lambda: list(RECIPIENTS))
    stars: bool = False
    annex: list[str] = field(default_factory=list)
    overlay: list[str] = field(default_factory=list)
    pages: int = 1
    by_rows: bool = False  # the order in which the PDF holds the two columns
    plain_abstract: bool = False
    size: int = 13
    box: bool = False  # the head of a Word file stands in text boxes, not in a table
    tabs: bool = False  # … in paragraphs with tabs
    mark: str = "(Đã ký)"


# --- PDF --------------------------------------------------------------------------------------------------------------


@cache
def _fonts():
    """The site's own web fonts as TrueType files, which the PDF library reads."""
    folder = Path(tempfile.mkdtemp(prefix="official-papers-"))
    found = {}
    for style, weight in (("", 400), ("B", 700)):
        font = TTFont(Path(__file__).parents[2] / "static" / "fonts" / f"be-vietnam-pro-{weight}.woff2")
        font.flavor = None
        found[style] = folder / f"{weight}.ttf"
        font.save(found[style])
    return found


class _Sheet(FPDF):
    def __init__(self):
        super().__init__(format="A4")
        for style, path in _fonts().items():
            self.add_font("serif", style, path)
        self.set_margins(30, 20, 18)
        self.set_auto_page_break(True, 20)

    def header(self):
        if self.page_no() > 1:
            self.set_font("serif", "", 11)
            self.cell(0, 6, str(self.page_no()), align="C", new_x="LMARGIN", new_y="NEXT")


def _column(sheet, x, width, top, lines):
    """Draws (text, style, size) lines centred in a column; gives where it ends."""
    y = top
    for words, style, size in lines:
        sheet.set_font("serif", style, size)
        sheet.set_xy(x, y)
        sheet.cell(width, size * 0.5, words, align="C")
        y += size * 0.5
    return y


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF with text."""
    sheet = _Sheet()
    sheet.add_page()
    size = paper.size - 2
    left = [(line, "", size) for line in paper.parent] + [(line, "B", size) for line in paper.body]
    left += [("*" if paper.stars else "_______", "", size), (paper.number, "", size)]
    left += [(line, "", size - 1) for line in paper.subject]
    right = [(line, "B", size) for line in paper.motto]
    right += [("_______________", "", size)] + ([("", "", size)] if paper.parent else []) + [(paper.day, "", size)]
    if paper.by_rows:
        y = 20
        for n in range(max(len(left), len(right))):
            for x, width, lines in ((25, 70, left), (98, 95, right)):
                if n < len(lines) and lines[n][0]:
                    _column(sheet, x, width, y, [lines[n]])
            y += size * 0.5
        end = y
    else:
        end = max(_column(sheet, 25, 70, 20, left), _column(sheet, 98, 95, 20, right))
    if paper.overlay:
        _column(sheet, 150, 50, 8, [(line, "", 6) for line in paper.overlay])
    sheet.set_xy(30, end + 8)
    for line, style in [
        (paper.kind, "B"), *[(line, "" if paper.plain_abstract else "B") for line in paper.abstract],
    ]:  # fmt: skip
        if line:
            sheet.set_font("serif", style, paper.size)
            sheet.cell(0, 7, line, align="C", new_x="LMARGIN", new_y="NEXT")
    sheet.ln(6)
    for words, style in ((paper.to, ""), (paper.authority, "B")):
        if words:
            sheet.set_font("serif", style, paper.size)
            sheet.cell(0, 7, words, align="C", new_x="LMARGIN", new_y="NEXT")
            sheet.ln(4)
    sheet.set_font("serif", "", paper.size)
    for words in paper.text * paper.pages:
        sheet.multi_cell(0, 7, f"        {words}", align="J", new_x="LMARGIN", new_y="NEXT")
        sheet.ln(2)
    _pdf_signatures(sheet, paper)
    if paper.annex:
        sheet.add_page()
        sheet.set_font("serif", "B", paper.size)
        for line in paper.annex:
            sheet.cell(0, 7, line, align="C", new_x="LMARGIN", new_y="NEXT")
    return bytes(sheet.output())


def _pdf_signatures(sheet, paper):
    if sheet.get_y() > 215:
        sheet.add_page()
    top = sheet.get_y() + 6
    columns = [(30, 78)] if len(paper.signed) > 1 else []
    columns.append((112, 80))
    sheet.set_font("serif", "", paper.size - 3)
    if len(paper.signed) < 2:
        for n, line in enumerate(paper.recipients):
            sheet.set_xy(30, top + n * 6)
            sheet.cell(70, 6, line)
    for (x, width), (titles, name) in zip(columns, paper.signed, strict=True):
        y = _column(sheet, x, width, top, [(title, "B", paper.size - 1) for title in titles])
        y = _column(sheet, x, width, y + 8, [(paper.mark, "", paper.size - 2)] if paper.mark else [])
        _column(sheet, x, width, y + 10, [(name, "B", paper.size)])
    sheet.set_y(top + 50)


def scan(paper: Paper) -> bytes:
    """The paper as a scanner makes it: a picture on a page, with the words of an electronic signature on it."""
    from PIL import Image

    sheet = FPDF(format="A4")
    sheet.add_font("serif", "", _fonts()[""])
    sheet.add_page()
    sheet.image(Image.new("L", (620, 877), 240), 0, 0, 210, 297)
    sheet.set_font("serif", "", 6)
    for n, line in enumerate(paper.overlay):
        sheet.text(150, 10 + 3 * n, line)
    return bytes(sheet.output())


# --- Word -------------------------------------------------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _p(words, bold, align, font):
    """A paragraph; a word processor often cuts one into several runs."""
    look = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>{"<w:b/>" if bold else ""}</w:rPr>'
    half = len(words) // 2
    runs = "".join(
        f'<w:r>{look}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'.replace(
            "\t", '</w:t><w:tab/><w:t xml:space="preserve">'
        )
        for part in (words[:half], words[half:])
        if part
    )
    return f"<w:p><w:pPr>{f'<w:jc w:val={chr(34)}{align}{chr(34)}/>' if align else ''}</w:pPr>{runs}</w:p>"


def _table(*rows):
    cells = ("".join(f"<w:tc>{''.join(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def _boxed(paragraphs):
    box = f'<w:txbxContent xmlns:w="{_W}">{"".join(paragraphs)}</w:txbxContent>'
    return f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>"


def docx(paper: Paper, typed=lambda words: (words, "Times New Roman")) -> bytes:
    """The paper as a Word file; `typed` gives words as they are kept, and the name of their font."""

    def p(words, bold=False, align=""):
        kept, font = typed(words)
        return _p(kept, bold, align, font)

    left = [p(x, False, "center") for x in paper.parent] + [p(x, True, "center") for x in paper.body]
    number = [p(paper.number, False, "center")] + [p(x, False, "center") for x in paper.subject]
    right, day = [p(x, True, "center") for x in paper.motto], [p(paper.day, False, "center")]
    if paper.box:
        head = _boxed(left + number) + _boxed(right + day)
    elif paper.tabs:
        above = [*paper.parent, *paper.body]
        pairs = [*zip(above + [""] * 9, [*paper.motto, ""], strict=False)]
        pairs += [(x, "") for x in above[len(paper.motto) + 1 :]] + [(paper.number, paper.day)]
        head = "".join(p(f"{a}\t{b}", False) for a, b in pairs) + "".join(p(x) for x in paper.subject)
    else:
        head = _table([[*left, p("_______")], [*right, p("___________", align="center")]], [number, day])
    out = [head, p(paper.kind, True, "center") if paper.kind else ""]
    out += [p(line, not paper.plain_abstract, "center") for line in paper.abstract]
    out += [p(paper.to, False, "center"), p(paper.authority, True, "center")]
    out += [p(words, False, "both") for words in paper.text * paper.pages]
    columns = [[p(t, True, "center") for t in titles] + [p(paper.mark, align="center"), p(""), p(name, True, "center")]
               for titles, name in paper.signed]  # fmt: skip
    if len(columns) < 2:
        columns.insert(0, [p(line) for line in paper.recipients])
    out.append(_table(columns))
    out += [p(line, True, "center") for line in paper.annex]
    return packed("".join(out), paper.pages)


def packed(body: str, pages=None) -> bytes:
    """A Word file with this content of its body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
            '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document'
            '.main+xml"/></Types>',
        )
        parts.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        parts.writestr("word/document.xml", f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>')
        if pages:
            parts.writestr("docProps/app.xml", f"<Properties xmlns='x'><Pages>{pages}</Pages></Properties>")
    return out.getvalue()
