"""Lines of a page as headings, paragraphs and tables."""

from documents import file_text, text_version
from documents.text_version import Block, parts
from tests.samples import files

PAGE = """ỦY BAN NHÂN DÂN
TỈNH LAI CHÂU
Số: 12/QĐ-UBND
Căn cứ Luật Hợp tác xã ngày 20 tháng 6 năm 2023 quy định về tổ chức, hoạt
động của hợp tác xã;
Căn cứ Nghị định số 113/2024/NĐ-CP;
Điều 1. Phạm vi điều chỉnh
1. Quyết định này quy định việc hỗ trợ các hợp tác xã trồng chè ở vùng cao
của tỉnh trong ba năm theo Nghị quyết số 09/2024/NQ-
HĐND ngày 01 tháng 3.
a) Hỗ trợ giống chè;
- Nhà ở."""


def blocks(text, ending=".pdf"):
    return [block for part in parts(text, ending) for section in part for block in section.blocks]


def test_broken_lines_are_one_paragraph_again():
    assert blocks(PAGE) == [
        Block("heading", "ỦY BAN NHÂN DÂN TỈNH LAI CHÂU"),
        Block("paragraph", "Số: 12/QĐ-UBND"),
        Block("paragraph", "Căn cứ Luật Hợp tác xã ngày 20 tháng 6 năm 2023 quy định về tổ chức, hoạt động của "
              "hợp tác xã;"),
        Block("paragraph", "Căn cứ Nghị định số 113/2024/NĐ-CP;"),
        Block("heading", "Điều 1. Phạm vi điều chỉnh"),
        Block("paragraph", "1. Quyết định này quy định việc hỗ trợ các hợp tác xã trồng chè ở vùng cao của tỉnh "
              "trong ba năm theo Nghị quyết số 09/2024/NQ-HĐND ngày 01 tháng 3."),
        Block("paragraph", "a) Hỗ trợ giống chè;"),
        Block("paragraph", "- Nhà ở."),
    ]  # fmt: skip


def test_a_long_article_of_a_decision_is_no_heading():
    assert [block.kind for block in blocks("Điều 1. " + "Phê duyệt kế hoạch " * 20)] == ["paragraph"]


def test_paragraphs_of_word_stay_apart():
    text = file_text.examine(files.docx("hỗ trợ hợp tác xã", "và tổ hợp tác"), ".docx").text
    assert [block.content for block in blocks(text, ".docx")] == ["hỗ trợ hợp tác xã", "và tổ hợp tác"]


def test_tables_are_tables_and_letterheads_are_not():
    head = [["ỦY BAN NHÂN DÂN XÃ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]]
    table = [["TT", "Tên", "Vốn"], ["1", "HTX Chè", "12"], ["2", "HTX Mận", ""]]
    found = blocks(file_text.examine(files.docx(head, "Danh sách", table, "Hết."), ".docx").text, ".docx")
    assert found == [
        Block("heading", "ỦY BAN NHÂN DÂN XÃ"),
        Block("heading", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        Block("paragraph", "Danh sách"),
        Block("table", table),
        Block("paragraph", "Hết."),
    ]


def test_sheets_are_tables():
    rows = [["TT", "Tên"], [1, "HTX Chè"], [2.5, "HTX Mận"]]
    found = blocks(file_text.examine(files.xlsx(*rows), ".xlsx").text, ".xlsx")
    assert found[-1] == Block("table", [["TT", "Tên"], ["1", "HTX Chè"], ["2.5", "HTX Mận"]])


def test_long_texts_come_in_parts_and_nothing_is_lost():
    page = "\n".join(f"Câu số {n} nói về hợp tác xã." for n in range(1000))
    text = file_text.PAGE.join([page] * 5)
    made = parts(text, ".pdf")
    assert len(made) > 2
    assert sum(len(section.blocks) for part in made for section in part) == 5000
    assert [part[0].number for part in made] == sorted(part[0].number for part in made)
    assert max(sum(len(b.content) for s in part for b in s.blocks) for part in made) < text_version.PART * 1.1


def test_a_text_without_words_has_no_part():
    assert parts("", ".pdf") == parts(f" \n{file_text.PAGE}\n", ".pdf") == []
