"""A Word file → the parts of an article: each fixture with the HTML that a reader gets."""
# ruff: noqa: E501  (XML and HTML are read better unbroken)

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kttt import richtext
from news.from_word import article, reading
from news.from_word.package import RefusedError
from tests.kttt.test_pasted import check_nothing_executable
from tests.news.word_files import (
    MERGE,
    MERGED,
    SPAN,
    STYLES,
    docx,
    field,
    p,
    photo,
    picture,
    r,
    table,
    text_box,
    zipped,
)

TITLE = p(r("Hợp tác xã Nậm Hàng vào vụ mới", "b", size=36), align="center")
LEAD = p(r("Sáng 12/3, Hợp tác xã Nậm Hàng khởi động vụ chè xuân với 45 thành viên.", "b"))
END = p("Đó là tin vui đầu năm của bà con trong vùng chè.")
AFTER = "<p>Đó là tin vui đầu năm của bà con trong vùng chè.</p>"


def read(*blocks, **more):
    return reading.read_here(docx(*blocks, **more), "bai.docx")


def body(*blocks, **more):
    """The body of an article with title and lead in front, a closing sentence behind."""
    found = read(TITLE, LEAD, *blocks, END, **more).parts
    assert found.title == "Hợp tác xã Nậm Hàng vào vụ mới"
    assert found.lead.startswith("Sáng 12/3")
    assert richtext.clean(found.body.replace("/word/", "/media/")) == found.body.replace("/word/", "/media/")
    return found.body


CASES = {
    "emphasis": (
        [p(r("Chè "), r("búp", "b"), r(" "), r("tím", "b i"), r(" loại ", "u"), r("H"), r("2", "sub"), r("O, m"), r("2", "sup"))],
        "<p>Chè <strong>búp</strong> <strong><em>tím</em></strong> <u>loại</u> H<sub>2</sub>O, m<sup>2</sup></p>",
    ),
    "words cut into runs by the spelling checker": (
        [p(r("Hợp t", "b"), '<w:proofErr w:type="spellStart"/>', r("ác ", "b"), r("xã", "b"), " làm tốt")],
        "<p><strong>Hợp tác xã</strong> làm tốt</p>",
    ),
    "decomposed letters": ([p("Ho\u031b\u0323p ta\u0301c xa\u0303")], "<p>Hợp tác xã</p>"),
    "headings": (
        [p("Kết quả", style="u2"), p("Câu một."), p("Chi tiết", style="u3"), p("Câu hai."), p("Kế hoạch", style="u2")],
        "<h2>Kết quả</h2><p>Câu một.</p><h3>Chi tiết</h3><p>Câu hai.</p><h2>Kế hoạch</h2>",
    ),
    "bold lines as headings": (
        [p(r("Kết quả năm qua", "b")), p("Câu một."), p(r("Kế hoạch năm tới", "b")), p("Câu hai.")],
        "<h2>Kết quả năm qua</h2><p>Câu một.</p><h2>Kế hoạch năm tới</h2><p>Câu hai.</p>",
    ),
    "numbered bold lines as headings": (
        [p(r("I. KẾT QUẢ", "b")), p(r("1. Về kinh tế", "b")), p("Câu một."), p(r("II. KẾ HOẠCH", "b")), p("Câu hai.")],
        "<h2>I. KẾT QUẢ</h2><h3>1. Về kinh tế</h3><p>Câu một.</p><h2>II. KẾ HOẠCH</h2><p>Câu hai.</p>",
    ),
    "headings that Word numbers": (
        [p("Kết quả", style="u1", listed=(3, 0)), p("Chè", style="u2", listed=(3, 1)), p("Câu một."),
         p("Kế hoạch", style="u1", listed=(3, 0))],
        "<h2>I. Kết quả</h2><h3>I.1. Chè</h3><p>Câu một.</p><h2>II. Kế hoạch</h2>",
    ),
    "bullets, nested": (
        [p("Chè", listed=(1, 0)), p("Chè xanh", listed=(1, 1)), p("Chè đen", listed=(1, 1)), p("Quế", listed=(1, 0))],
        "<ul><li>Chè<ul><li>Chè xanh</li><li>Chè đen</li></ul></li><li>Quế</li></ul>",
    ),
    "numbers with letters below": (
        [p("Một", listed=(2, 0)), p("a", listed=(2, 1)), p("b", listed=(2, 1)), p("Hai", listed=(2, 0))],
        '<ol><li>Một<ol type="a"><li>a</li><li>b</li></ol></li><li>Hai</li></ol>',
    ),
    "a list that goes on behind a paragraph, then begins anew": (
        [p("Một", listed=(2, 0)), p("Xen giữa."), p("Hai", listed=(2, 0)), p("Xen nữa."), p("Lại một", listed=(5, 0))],
        '<ol><li>Một</li></ol><p>Xen giữa.</p><ol start="2"><li>Hai</li></ol><p>Xen nữa.</p><ol><li>Lại một</li></ol>',
    ),
    "a list by style": ([p("Chè", style="Danhsach"), p("Quế", style="Danhsach")], "<ul><li>Chè</li><li>Quế</li></ul>"),
    "labels that are more than a number": (
        [p("Phạm vi", listed=(4, 0)), p("Đối tượng", listed=(4, 0))], "<p>Điều 1. Phạm vi</p><p>Điều 2. Đối tượng</p>"
    ),
    "typed bullets": (
        [p("- Chè"), p("+ Chè xanh"), p("+\tChè đen"), p("- Quế")],
        "<ul><li>Chè<ul><li>Chè xanh</li><li>Chè đen</li></ul></li><li>Quế</li></ul>",
    ),
    "typed bullets of a font of signs": (
        [p(r("\uf0b7", font="Symbol"), r("\tChè")), p(r("Ø", font="Wingdings"), r(" Quế")),
         p('<w:r><w:sym w:font="Wingdings" w:char="F0D8"/></w:r>', r(" Mật ong"))],
        "<ul><li>Chè<ul><li>Quế</li><li>Mật ong</li></ul></li></ul>",
    ),
    "typed numbers": ([p("1. Chè"), p("2. Quế"), p("3) Mật ong")], "<ol><li>Chè</li><li>Quế</li><li>Mật ong</li></ol>"),
    "typed bullets behind line breaks": ([p("Gồm:\n- Chè\n- Quế")], "<p>Gồm:</p><ul><li>Chè</li><li>Quế</li></ul>"),
    "one dash is no list": ([p("- Chúng tôi rất mừng, bà Mẩy nói.")], "<p>- Chúng tôi rất mừng, bà Mẩy nói.</p>"),
    "years are no list": ([p("2023. Một năm khó."), p("2025. Một năm khác.")],
                          "<p>2023. Một năm khó.</p><p>2025. Một năm khác.</p>"),
    "line breaks, tabs, hyphens, empty paragraphs": (
        [p(), p(" "), p("Dòng một\nDòng hai\tsau"), p(r("Hà\xa0Nội co\u200b\xadn")), p("Trên\n\nDưới"),
         "<w:p><w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:softHyphen/><w:t>C</w:t></w:r></w:p>",
         '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'],
        "<p>Dòng một<br>Dòng hai sau</p><p>Hà Nội con</p><p>Trên</p><p>Dưới</p><p>A-BC</p>",
    ),
    "a table": (
        [table(["Tên", "Số"], ["Chè", "12"], ["", ""], head=1)],
        '<figure class="table"><table><thead><tr><th scope="col">Tên</th><th scope="col">Số</th></tr></thead>'
        "<tbody><tr><td>Chè</td><td>12</td></tr></tbody></table></figure>",
    ),
    "a table whose head is only bold": (
        [table([p(r("Tên", "b")), p(r("Số", "b"))], ["Chè", "12"])],
        '<figure class="table"><table><thead><tr><th scope="col">Tên</th><th scope="col">Số</th></tr></thead>'
        "<tbody><tr><td>Chè</td><td>12</td></tr></tbody></table></figure>",
    ),
    "merged cells": (
        [table([(MERGE, "Xã"), (SPAN, "Sản lượng")], [(MERGED, ""), "2024", "2025"], ["Sin Súi", "1", "2"], head=2)],
        '<figure class="table"><table><thead><tr><th scope="col" rowspan="2">Xã</th><th scope="col" colspan="2">Sản lượng'
        '</th></tr><tr><th scope="col">2024</th><th scope="col">2025</th></tr></thead><tbody><tr><td>Sin Súi</td><td>1</td>'
        "<td>2</td></tr></tbody></table></figure>",
    ),
    "a head whose merged cell reaches below it": (
        [table([(MERGE, "Xã"), (SPAN, "Sản lượng")], [(MERGED, ""), "2024", "2025"], ["Sin Súi", "1", "2"], head=1)],
        '<figure class="table"><table><thead><tr><th scope="col" rowspan="2">Xã</th><th scope="col" colspan="2">Sản lượng'
        '</th></tr><tr><th scope="col">2024</th><th scope="col">2025</th></tr></thead><tbody><tr><td>Sin Súi</td><td>1</td>'
        "<td>2</td></tr></tbody></table></figure>",
    ),
    "a table in a table": (
        [table(["Chè", "<w:p><w:r><w:t>Giá:</w:t></w:r></w:p>" + table(["Loại 1", "90"], ["Loại 2", "70"]) + p()], ["Quế", "5"])],
        '<figure class="table"><table><tbody><tr><td>Chè</td><td><p>Giá:</p><p>Loại 1 – 90</p><p>Loại 2 – 70</p></td></tr>'
        "<tr><td>Quế</td><td>5</td></tr></tbody></table></figure>",
    ),
    "a frame around a text": ([table([p("Trong khung.") + p("Dòng hai.")])], "<p>Trong khung.</p><p>Dòng hai.</p>"),
    "a list in a cell": (
        [table(["Việc", p("- Trồng") + p("- Hái")], ["Người", "Bà con"])],
        '<figure class="table"><table><tbody><tr><td>Việc</td><td><ul><li>Trồng</li><li>Hái</li></ul></td></tr>'
        "<tr><td>Người</td><td>Bà con</td></tr></tbody></table></figure>",
    ),
    "TCVN3 by the run": (
        [p(r("Hîp t¸c x· ch", font=".VnTime"), r("Ì", font=".VnTime"), r(" Unicode đẹp"))], "<p>Hợp tác xã chè Unicode đẹp</p>"
    ),
    "TCVN3 capitals": ([p(r("hîp t¸c x·", font=".VnTimeH"), r(" mới"))], "<p>HỢP TÁC XÃ mới</p>"),
    "TCVN3 by a style that inherits its font": ([p("N¨m 2024, d©n b¶n", style="CuCon")], "<p>Năm 2024, dân bản</p>"),
    "TCVN3 whose ư is a soft hyphen": (
        ['<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr><w:t>tr</w:t><w:softHyphen/>'
         "<w:t>\xadng th\xad</w:t></w:r></w:p>"],
        "<p>trưưng thư</p>",
    ),
    "VNI, cut between letter and mark": (
        [p(r("Hôïp ta", font="VNI-Times"), r("ùc xaõ", font="VNI-Times"), r(" chè"))], "<p>Hợp tác xã chè</p>"
    ),
    "Unicode in an old font stays": ([p(r("Đã là Unicode rồi", font=".VnTime"))], "<p>Đã là Unicode rồi</p>"),
    "tracked changes are accepted": (
        [p("Có ", '<w:ins w:id="1" w:author="A"><w:r><w:t>45</w:t></w:r></w:ins>',
           '<w:del w:id="2" w:author="A"><w:r><w:delText>40</w:delText></w:r></w:del>', " hộ",
           '<w:moveFrom w:id="3">' + r(" đi") + "</w:moveFrom>", '<w:moveTo w:id="4">' + r(" ở") + "</w:moveTo>")],
        "<p>Có 45 hộ ở</p>",
    ),
    "a deleted end of a paragraph": (
        [p("Nửa trước ", mark='<w:del w:id="1" w:author="A"/>'), p("nửa sau.")], "<p>Nửa trước nửa sau.</p>"
    ),
    "a deleted row": (
        [table(["a", "b"], ["c", "d"], ["e", "f"]).replace("<w:trPr></w:trPr>", '<w:trPr><w:del w:id="9"/></w:trPr>', 1)],
        '<figure class="table"><table><tbody><tr><td>c</td><td>d</td></tr><tr><td>e</td><td>f</td></tr></tbody></table></figure>',
    ),
    "comments": (
        [p('<w:commentRangeStart w:id="0"/>', r("Chữ"), '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>')],
        "<p>Chữ</p>",
    ),
    "hidden text": ([p("Thấy", r(" giấu", "vanish")), p(r("Giấu cả đoạn", "vanish"))], "<p>Thấy</p>"),
    "a text box, once": (
        [p(r("Trước hộp"), text_box(p("Trong hộp."))), p(text_box(p("Hộp đầu.")), "Sau hộp")],
        "<p>Trước hộp</p><p>Trong hộp.</p><p>Hộp đầu.</p><p>Sau hộp</p>",
    ),
    "fields": (
        [p(field('TOC \\o "1-3"', r("Mục lục ... 1"))), p("Kết quả ... 3", style="toc1"),
         p("Trang ", field("PAGE", r("7"))), p(field("SEQ Bảng", r("2")), r(" bảng")),
         p('<w:fldSimple w:instr=" NUMPAGES ">' + r("12") + "</w:fldSimple>", "trang")],
        "<p>Trang</p><p>2 bảng</p><p>trang</p>",
    ),
    "a table of contents over several paragraphs": (
        ["<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj></w:sdtPr>"
         "<w:sdtContent>" + p("MỤC LỤC") + "</w:sdtContent></w:sdt>",
         "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> TOC </w:instrText></w:r>"
         "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>" + r("Một 1") + "</w:p>",
         p("Hai ", field("PAGEREF _Toc1", r("2"))), '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>', p("Hết.")],
        "<p>Hết.</p>",
    ),
    "a content control": (
        ["<w:sdt><w:sdtPr/><w:sdtContent>" + p("Trong ô", "<w:sdt><w:sdtPr/><w:sdtContent>" + r(" nhỏ") + "</w:sdtContent></w:sdt>")
         + "</w:sdtContent></w:sdt>",
         p("Tên: ", "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + r("Bấm để nhập") + "</w:sdtContent></w:sdt>")],
        "<p>Trong ô nhỏ</p><p>Tên:</p>",
    ),
    "capitals by look": ([p(r("nậm hàng", "caps"), " vào vụ")], "<p>NẬM HÀNG vào vụ</p>"),
    "markup as text": ([p(r("<script>alert(1)</script> & <b>"))], "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;</p>"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_word_writes_becomes_clean_html(name):
    blocks, expected = CASES[name]
    assert body(*blocks) == expected + AFTER


# --- title, lead, author ----------------------------------------------------------------------------------------------

LONG = "Mùa này, bà con các bản vùng cao thu hái chè sớm hơn mọi năm nhờ thời tiết thuận lợi và giống mới."


def parts(*blocks, **more):
    return read(*blocks, **more).parts


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ([p("Chè vào vụ", style="u1"), p(LONG), p(LONG)], "Chè vào vụ"),
        ([p("Chè vào vụ", style="Tieude"), p(LONG), p("Kết quả", style="u1"), p(LONG)], "Chè vào vụ"),
        ([p(r("Chè vào vụ mới", size=36)), p(LONG), p(LONG)], "Chè vào vụ mới"),
        ([p(r("TIN HOẠT ĐỘNG", "b")), p(r("Chè vào vụ mới", "b", size=40)), p(LONG), p(LONG)], "Chè vào vụ mới"),
        ([p(r("Chè vào vụ mới", "b")), p(LONG), p("Kết quả", style="u1"), p(LONG)], "Chè vào vụ mới"),
        ([p("Chè vào vụ mới"), p(LONG), p(LONG)], "Chè vào vụ mới"),
        ([p(r("Chè vào vụ mới\nở Nậm Hàng", "b")), p(LONG), p(LONG)], "Chè vào vụ mới ở Nậm Hàng"),
        ([p(r("ĐẠI HỘI THÀNH VIÊN", "b"), align="center"), p(r("HỢP TÁC XÃ MẪU", "b"), align="center"), p(LONG)],
         "ĐẠI HỘI THÀNH VIÊN HỢP TÁC XÃ MẪU"),
        ([p("Lai Châu, ngày 12 tháng 3 năm 2026", align="right"), p(r("Chè vào vụ mới", "b")), p(LONG), p(LONG)],
         "Chè vào vụ mới"),
        ([p(LONG), p(LONG)], "bai"),
    ],
)  # fmt: skip
def test_the_title(blocks, title):
    found = parts(*blocks)
    assert found.title == title
    assert found.title not in found.body


def test_a_title_in_capitals_is_lowered_only_where_the_text_says_how():
    title = p(r("LIÊN MINH HỢP TÁC XÃ TỈNH LAI CHÂU TẬP HUẤN", "b"))
    text = "Hôm qua, Liên minh Hợp tác xã tỉnh Lai Châu mở lớp tập huấn cho các thành viên trong tỉnh."
    found = parts(title, p(text), p("Lớp kéo dài ba ngày."))
    assert found.title == "Liên minh Hợp tác xã tỉnh Lai Châu tập huấn"
    assert any("viết lại" in sentence for sentence in found.remarks)
    found = parts(title, p("Hôm qua có một lớp học ở thành phố với nhiều người tham gia."), p("Lớp kéo dài ba ngày."))
    assert found.title == "LIÊN MINH HỢP TÁC XÃ TỈNH LAI CHÂU TẬP HUẤN"
    assert any("viết hoa toàn bộ" in sentence for sentence in found.remarks)


def test_the_lead_leaves_the_body_and_keeps_its_dateline():
    found = parts(p(r("Chè vào vụ mới", "b")), p(r("(Lai Châu) – Ngày 12/3, chè vào vụ ở khắp các bản.", "b")), p(LONG))
    assert found.lead == "(Lai Châu) – Ngày 12/3, chè vào vụ ở khắp các bản."
    assert found.body == f"<p>{LONG}</p>"


def test_a_first_paragraph_that_is_not_bold_is_the_lead_too():
    found = parts(p(r("Chè vào vụ mới", "b")), p("Lai Châu, ngày 12/3/2026", align="right"), p(LONG), p("Hết bài rồi."))
    assert (found.lead, found.body) == (LONG, "<p>Lai Châu, ngày 12/3/2026</p><p>Hết bài rồi.</p>")


def test_the_only_paragraph_stays_in_the_body():
    found = parts(p(r("Chè vào vụ mới", "b")), p(LONG))
    assert (found.lead, found.body) == ("", f"<p>{LONG}</p>")


def test_an_endless_first_paragraph_is_no_lead():
    found = parts(p(r("Chè vào vụ mới", "b")), p(LONG * 12), p("Hết bài rồi."))
    assert found.lead == "" and found.body.startswith("<p>Mùa này")
    assert any("dài quá" in sentence for sentence in found.remarks)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        (p(r("Tác giả: Lò Thị Mẫu", "b"), align="right"), "Lò Thị Mẫu"),
        (p("Bài và ảnh: Lò Thị Mẫu"), "Lò Thị Mẫu"),
        (p(r("Tin, ảnh: Lò Thị Mẫu – Giàng A Thử", "b i")), "Lò Thị Mẫu – Giàng A Thử"),
        (p("Tin bài: Văn phòng Liên minh"), "Văn phòng Liên minh"),
        (p(r("Lò Thị Mẫu", "b"), align="right"), "Lò Thị Mẫu"),
        (p(r("(Giàng A Thử)", "i")), "Giàng A Thử"),
        (p("Đó là lời cuối.\nBài: Lò Thị Mẫu"), "Lò Thị Mẫu"),
        (p(r("Kết luận chung", "b")), ""),
        (p("Tin: mưa lớn trên diện rộng, bà con cần đề phòng sạt lở ở các bản vùng cao và khe suối trong nhiều ngày tới, theo báo đài."), ""),
    ],
)  # fmt: skip
def test_the_author(line, author):
    found = parts(TITLE, LEAD, p(LONG), line)
    assert found.author == author
    assert found.body.startswith(f"<p>{LONG}</p>")
    assert author == "" or author not in found.body


def test_the_source():
    found = parts(TITLE, LEAD, p(LONG), p("Nguồn: Báo Mẫu", align="right"))
    assert (found.source, found.body) == ("Báo Mẫu", f"<p>{LONG}</p>")


def test_footnotes_come_at_the_end_behind_the_author():
    note = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    found = parts(
        TITLE, LEAD, p("Chè", note.format(1), " và quế", note.format(2), "."), p("Tác giả: Lò Thị Mẫu"),
        notes=["Chè tím.", "Theo <Sở>."],
    )  # fmt: skip
    assert found.author == "Lò Thị Mẫu"
    assert found.body == (
        "<p>Chè<sup>[1]</sup> và quế<sup>[2]</sup>.</p><h2>Chú thích</h2><ol><li>Chè tím.</li><li>Theo &lt;Sở&gt;.</li></ol>"
    )


# --- links ------------------------------------------------------------------------------------------------------------


def test_links_keep_their_targets_or_become_words():
    links = {
        "a": "https://example.com/a?b=1&c=2", "b": "javascript:alert(1)", "c": "file:///C:/bi-mat.docx",
        "d": "mailto:htx@example.com", "e": " JaVaScRiPt:alert(2)", "f": "..\\ho-so\\a.docx",
    }  # fmt: skip
    line = [f'<w:hyperlink r:id="{name}">{r(name, "link")}</w:hyperlink>' for name in links]
    inside = '<w:hyperlink w:anchor="_Toc1">' + r("trong") + "</w:hyperlink>"
    found = parts(TITLE, LEAD, p(*line, inside), p(field('HYPERLINK "https://example.com/x"', r("cũ", "link"))),
                  p(field('HYPERLINK "javascript:alert(3)"', r("độc", "link"))), links=links)  # fmt: skip
    assert found.body == (
        '<p><a href="https://example.com/a?b=1&amp;c=2">a</a>bc<a href="mailto:htx@example.com">d</a>eftrong</p>'
        '<p><a href="https://example.com/x">cũ</a></p><p>độc</p>'
    )
    assert sum("liên kết" in sentence for sentence in found.remarks) == 5


# --- pictures ---------------------------------------------------------------------------------------------------------


def test_the_first_picture_is_the_cover_and_the_next_keep_their_captions():
    found = read(
        TITLE, p(picture("p1", alt="Bà con hái chè")), p(r("Ảnh: Lò Thị Mẫu", "i"), align="center"), LEAD, p(LONG),
        p(picture("p2", alt="IMG_2041.jpg")), p("Hình 1. Xưởng chế biến", style="Chuthich"),
        p(picture("p3", alt="A group of people Description automatically generated")),
        p("Quang cảnh lớp học", align="center"), p("Ảnh: Giàng A Thử", align="right"), END,
        pictures={"p1": photo(), "p2": photo(800), "p3": photo(900)},
    )  # fmt: skip
    told = found.parts
    assert (told.cover, told.cover_alt, told.cover_caption) == (0, "Bà con hái chè", "Ảnh: Lò Thị Mẫu")
    assert told.lead.startswith("Sáng 12/3")
    assert told.body == (
        f'<p>{LONG}</p><figure class="image"><img src="/word/1" alt=""><figcaption>Hình 1. Xưởng chế biến</figcaption></figure>'
        '<figure class="image"><img src="/word/2" alt=""><figcaption>Quang cảnh lớp học. Ảnh: Giàng A Thử</figcaption></figure>'
        + AFTER
    )


def test_a_picture_within_a_paragraph_stands_beside_it():
    found = parts(
        TITLE, LEAD, p(picture("p1")), p("Trước ", picture("p2"), "sau."), p(picture("p3", anchor=True), LONG),
        p(picture("p4"), r("\nẢnh: Kho chè")), pictures=dict.fromkeys(["p1", "p2", "p3", "p4"], photo()),
    )  # fmt: skip
    figure = '<figure class="image"><img src="/word/{}" alt="">{}</figure>'
    assert found.body == (
        f"<p>Trước sau.</p>{figure.format(1, '')}{figure.format(2, '')}<p>{LONG}</p>"
        + figure.format(3, "<figcaption>Ảnh: Kho chè</figcaption>")
    )


def test_a_table_that_only_arranges_pictures_becomes_pictures():
    found = parts(
        TITLE, LEAD, p(LONG), p(picture("p1")), table([p(picture("p2")), p(picture("p3"))], ["Xưởng", "Vườn"]),
        pictures=dict.fromkeys(["p1", "p2", "p3"], photo()),
    )  # fmt: skip
    figure = '<figure class="image"><img src="/word/{}" alt=""><figcaption>{}</figcaption></figure>'
    assert found.body == f"<p>{LONG}</p>{figure.format(1, 'Xưởng')}{figure.format(2, 'Vườn')}"


def _shown(prepared):
    """(size, colour at the left, colour at the top) of a prepared picture."""
    with Image.open(BytesIO(next(iter(prepared.files.values())))) as image:
        assert image.format == "WEBP" and not image.getexif()
        image = image.convert("RGB")
        places = ((5, image.height - 20), (image.width // 2 + 20, 5))
        return image.size, *("red" if image.getpixel(place)[0] > 120 else "blue" for place in places)


def test_pictures_are_upright_cropped_as_shown_and_tell_nothing_of_the_camera():
    pictures = {
        "turned": photo(turned=6, place=True), "frame": photo(), "both": photo(turned=6), "cropped": photo(),
    }  # fmt: skip
    found = read(
        TITLE, LEAD, p(picture("turned")), p(picture("frame", turn="5400000")), p(picture("both", turn="5400000")),
        p(picture("cropped", crop='l="50000"')), END, pictures=pictures,
    )  # fmt: skip
    upright = ((360, 640), "blue", "red")
    assert [_shown(found.pictures[n]) for n in range(4)] == [upright, upright, upright, ((320, 360), "blue", "blue")]
    for one in found.pictures.values():
        assert all(b"BI-MAT" not in data for data in one.files.values())


def test_pictures_that_cannot_be_had_are_told():
    chart = (
        '<w:r><w:drawing><a:graphic><a:graphicData><c:chart r:id="x"/></a:graphicData></a:graphic></w:drawing></w:r>'
    )
    found = read(
        TITLE, LEAD, p(picture("far")), p(picture("broken")), p(picture("none")), p(chart), p(picture("good")), END,
        pictures={"far": "https://example.com/a.png", "broken": b"nothing", "good": photo()},
    )  # fmt: skip
    told = found.parts
    assert (told.cover, told.body) == (1, AFTER)
    assert len(told.remarks) == 4 and "example.com" not in str(told)


def test_the_same_picture_twice_is_made_once():
    found = read(TITLE, LEAD, p(picture("p1")), p("Giữa."), p(picture("p1")), pictures={"p1": photo()})
    assert found.pictures[0] is found.pictures[1]


# --- patterns first met after the rest was built ------------------------------------------------------------------------


def test_what_heads_the_page_above_the_title_is_dropped_and_told():
    head = table(
        [p("LIÊN MINH HTX") + p("PHÒNG TƯ VẤN"), p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Độc lập - Tự do")]
    )
    found = parts(p(r("BẢN TIN", "b")), head, p("Lai Châu, ngày 1/3/2026", align="right"), TITLE, LEAD, p(LONG))
    assert found.title == "Hợp tác xã Nậm Hàng vào vụ mới"
    assert found.body == f"<p>Lai Châu, ngày 1/3/2026</p><p>{LONG}</p>"
    assert any("BẢN TIN; LIÊN MINH HTX PHÒNG TƯ VẤN" in sentence for sentence in found.remarks)


def test_a_dropped_capital_belongs_to_its_word():
    capital = p(r("M", size=96)).replace("<w:pPr>", '<w:pPr><w:framePr w:dropCap="drop" w:lines="3"/>')
    assert parts(TITLE, capital, p(LONG[1:]), p("Hết bài rồi.")).lead == LONG


def test_a_plain_line_that_ends_with_a_credit_is_a_caption():
    found = parts(TITLE, LEAD, p(picture("p1")), p("Các đội thi. (Ảnh: Lò Thị Mẫu)"), p(LONG), pictures={"p1": photo()})
    assert (found.cover_caption, found.body) == ("Các đội thi. (Ảnh: Lò Thị Mẫu)", f"<p>{LONG}</p>")


@pytest.mark.parametrize(("line", "author"), [("PV Lò Thị Mẫu", "Lò Thị Mẫu"), ("L.T.M", "L.T.M")])
def test_reporters_and_initials(line, author):
    assert parts(TITLE, LEAD, p(LONG), p(line, align="right")).author == author


def test_a_signature_with_its_office_and_a_lead_with_its_label():
    found = parts(
        TITLE, p(r("Tóm tắt: ", "b i"), r("Bà con đã bắt đầu hái lứa chè xuân đầu tiên.", "i")), p(LONG),
        p(r("Lò Thị Mẫu", "b"), align="right"), p(r("Phó Chủ tịch Liên minh HTX", "i"), align="right"),
    )  # fmt: skip
    assert found.author == "Lò Thị Mẫu – Phó Chủ tịch Liên minh HTX"
    assert (found.lead, found.body) == ("Bà con đã bắt đầu hái lứa chè xuân đầu tiên.", f"<p>{LONG}</p>")


def test_a_picture_of_a_table_is_no_cover():
    found = parts(
        TITLE, LEAD, p(picture("p1")), p("Bảng 1. Số liệu", style="Chuthich"), p(picture("p2")), END,
        pictures={"p1": photo(), "p2": photo(700)},
    )  # fmt: skip
    assert found.cover == 1
    assert "<figcaption>Bảng 1. Số liệu</figcaption>" in found.body


def test_strict_office_files_read_alike():
    transitional = zipfile.ZipFile(BytesIO(docx(TITLE, LEAD, p(LONG))))
    strict = {}
    for name in transitional.namelist():
        data = transitional.read(name).replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        strict[name] = data.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
        )
    found = reading.read_here(zipped(strict), "bai.docx").parts
    assert (found.title, found.body) == ("Hợp tác xã Nậm Hàng vào vụ mới", f"<p>{LONG}</p>")


_PIECES = st.sampled_from([
    p("Chữ thường."), p(r("Đậm", "b")), p("- Gạch"), p("1. Số"), p("Mục", listed=(2, 0)), p("Con", listed=(1, 1)), p(style="u1"),
    p("Đề mục", style="u2"), table(["a", "b"], [(MERGED, "c"), (SPAN, "d")]), table([table(["x"])]), p(picture("p1")),
    p(picture("none")), p(text_box(p("hộp"), table(["y", "z"]))), p(field('HYPERLINK "javascript:alert(1)"', r("nối"))),
    p('<w:hyperlink r:id="bad">' + r("độc") + "</w:hyperlink>"), p(r("<script>alert(1)</script>")),
    p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'), p('<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
    p('<w:r><w:footnoteReference w:id="1"/></w:r>'), p("xoá", mark="<w:del/>"), p("Ảnh: ai đó"), p("Tác giả: Ai Đó"),
    "<w:tbl/>", "<w:tbl><w:tr/></w:tbl>", "<w:sdt/>", "<w:p/>", '<w:p><w:pPr><w:pStyle w:val="vòng"/></w:pPr></w:p>',
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="99"/><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:t>q</w:t></w:r></w:p>',
])  # fmt: skip
_LOOP = STYLES + '<w:style w:type="paragraph" w:styleId="vòng"><w:name w:val="v"/><w:basedOn w:val="vòng"/></w:style>'


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=14))
def test_any_order_of_things_is_read_or_refused_and_never_executable(pieces):
    more = {
        "links": {"bad": "javascript:alert(1)"},
        "pictures": {"p1": photo(240, 240)},
        "styles": _LOOP,
        "notes": ["a"],
    }
    try:
        found = read(*pieces, **more).parts
    except RefusedError as refused:
        assert str(refused) == article.NO_WORDS
        return
    html = found.body.replace("/word/", "/media/")
    check_nothing_executable(html)
    # The column's own cleaning finds nothing left to take away.
    assert richtext.clean(html) == html
