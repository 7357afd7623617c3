"""What files say of themselves: documents in the official layout, and files that no document is."""

import dataclasses
import io
import json
import time
import zipfile
import zlib

import pytest
from django.core.management import call_command
from fpdf import FPDF

from documents.proposing import names, proposal
from documents.proposing.layout import Layout, Line, Piece
from tests.samples import (
    official_papers,
    official_papers_first_set,
    official_papers_second_set,
    official_papers_third_set,
)
from tests.samples.legacy_letters import tcvn3, tcvn3_capitals

SETS = [official_papers_first_set, official_papers_second_set, official_papers_third_set]
FIRST = official_papers_first_set.PAPERS


def _files(papers, word):
    for paper in papers:
        yield f"{paper.name}.pdf", official_papers.pdf(paper), paper.truth
        if paper.name in word:
            yield f"{paper.name}.docx", official_papers.docx(paper), paper.truth
            for how in ("box", "tabs"):
                changed = dataclasses.replace(paper, **{how: True})
                yield f"{paper.name}-{how}.docx", official_papers.docx(changed), paper.truth


@pytest.mark.parametrize("papers", SETS, ids=["first", "second", "third"])
def test_what_official_papers_say(papers):
    right = asked = 0
    for name, data, truth in _files(papers.PAPERS, papers.WORD):
        found = proposal.from_layout(proposal.layout.read(data, f".{name.rsplit('.')[-1]}"))
        for key, value in truth.items():
            asked += 1
            right += getattr(found, key) == value
            if getattr(found, key) != value:
                print(f"{name}: {key} is {getattr(found, key)!r}, not {value!r}")  # noqa: T201
    assert right >= 0.95 * asked


def test_enough_papers():
    assert len(FIRST) >= 30
    papers = [paper.name for papers in SETS for paper in papers.PAPERS]
    assert len(set(papers)) == len(papers)


def test_abstracts():
    papers = {paper.name: paper for paper in FIRST}
    wanted = {
        "quyet-dinh-qppl": "Ban hành Quy định về hỗ trợ phát triển kinh tế tập thể, hợp tác xã trên địa bàn tỉnh "
        "Lai Châu giai đoạn 2025 - 2030",
        "cong-van-ubnd": "Triển khai Luật Hợp tác xã năm 2023",
        "bao-cao-chu-hoa": "Tình hình phát triển kinh tế tập thể, hợp tác xã trên địa bàn tỉnh Lai Châu năm 2024",
        "luat": "Hợp tác xã",
        "lien-minh-quyet-dinh": "Về việc kiện toàn Ban biên tập Trang thông tin điện tử",
    }
    for name, abstract in wanted.items():
        assert proposal.propose(official_papers.pdf(papers[name]), ".pdf").abstract == abstract


def test_a_word_file_in_the_letters_of_before_unicode():
    def typed(words):
        return (tcvn3_capitals(words), ".VnTimeH") if words.isupper() else (tcvn3(words), ".VnTime")

    paper = next(paper for paper in FIRST if paper.name == "ubnd-xa")
    found = dataclasses.asdict(proposal.propose(official_papers.docx(paper, typed), ".docx"))
    assert {key: found[key] for key in paper.truth} == paper.truth


def test_a_scan_says_nothing_and_that_it_is_one():
    paper = next(paper for paper in FIRST if paper.overlay)
    found = proposal.propose(official_papers.scan(paper), ".pdf")
    assert found == proposal.Proposal(pages=1, has_text=False)


def test_pages():
    paper = next(paper for paper in FIRST if paper.pages > 1)
    assert proposal.propose(official_papers.pdf(paper), ".pdf").pages > 1
    assert proposal.propose(official_papers.docx(paper), ".docx").pages == 3


@pytest.mark.parametrize(
    ("capitals", "written"),
    [
        ("UỶ BAN NHÂN DÂN TỈNH LAI CHÂU", "Ủy ban nhân dân tỉnh Lai Châu"),
        ("BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "Bộ Văn hóa, Thể thao và Du lịch"),
        ("PHÒNG TÀI CHÍNH - KẾ HOẠCH", "Phòng Tài chính - Kế hoạch"),
        ("CHI CỤC PHÁT TRIỂN NÔNG THÔN", "Chi cục Phát triển nông thôn"),
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Sở Lao động - Thương binh và Xã hội"),
        ("LMHTX TỈNH LAI CHÂU", "Liên minh Hợp tác xã tỉnh Lai Châu"),
        ("BAN TỔ CHỨC TỈNH ỦY LAI CHÂU", "Ban Tổ chức Tỉnh ủy Lai Châu"),
    ],
)
def test_bodies_are_written_as_in_running_text(capitals, written):
    assert names.body(capitals) == written


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Giàng A Páo", "Giàng A Páo"),
        ("TRẦN TIẾN DŨNG", "Trần Tiến Dũng"),
        ("Thiếu tướng Lê Văn Bình", "Lê Văn Bình"),
        ("PGS.TS. Vũ Thị Thu", "Vũ Thị Thu"),
        ("(Đã ký)", None),
        ("PHÓ CHỦ TỊCH", None),
        ("Nơi nhận", None),
        ("Như Điều 2", None),
        ("BỘ TÀI CHÍNH", None),
    ],
)
def test_who_is_a_person(written, name):
    assert names.person(written) == name


@pytest.mark.parametrize("width", [450, 0], ids=["placed", "without places"])
def test_columns_that_were_run_together_are_told_apart(width):
    written = """ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        TỈNH LAI CHÂU Độc lập - Tự do - Hạnh phúc
        Số: 245/QĐ-UBND Lai Châu, ngày 04 tháng 3 năm 2025
        QUYẾT ĐỊNH
        Về việc thành lập Tổ công tác
        CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LAI CHÂU
        Căn cứ Luật Tổ chức chính quyền địa phương;
        Nơi nhận: KT. CHỦ TỊCH
        - Như Điều 3; PHÓ CHỦ TỊCH
        - Lưu: VT.
        Lý Seo Pản"""
    lines = [Line([Piece(line.strip(), 0, width)]) for line in written.splitlines()]
    found = proposal.from_layout(Layout(lines, [0], 1))
    assert (found.number, found.issuer) == ("245/QĐ-UBND", "Ủy ban nhân dân tỉnh Lai Châu")
    assert (found.issued_on, found.signer) == ("2025-03-04", "Lý Seo Pản")


# --- files that are no documents ---


def _bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts, parts.open("word/document.xml", "w") as part:
        part.write(b"<w:document xmlns:w='x'>")
        for _ in range(500):
            part.write(b" " * 1_000_000)
    return out.getvalue()


def _entities():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("word/document.xml", f'<!DOCTYPE d [<!ENTITY a0 "x">{entities}]><d>&a11;</d>')
    return out.getvalue()


def _nested_xml():
    return official_papers.packed("<w:p>" * 100_000 + "</w:p>" * 100_000)


def _pdf_of(stream, extra=b""):
    """A PDF of one page with this (packed) content."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R" + extra + b">>",
             b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream)]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def _inflating_pdf():
    packer = zlib.compressobj()
    stream = b"".join(packer.compress(b"BT (x) Tj ET " * 100_000) for _ in range(500)) + packer.flush()
    return _pdf_of(stream)


def _deep_pdf():
    return _pdf_of(zlib.compress(b"q " * 2_000_000 + b"[" * 2_000_000), b"/Resources " + b"[" * 100_000)


def _locked():
    sheet = FPDF()
    sheet.add_page()
    sheet.set_font("helvetica")
    sheet.cell(0, 8, "Quyet dinh")
    sheet.set_encryption(owner_password="a", user_password="b")
    return bytes(sheet.output())


@pytest.mark.parametrize(
    ("data", "ending", "error"),
    [
        (_locked, ".pdf", proposal.LOCKED),
        (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 4000, ".docx", proposal.LOCKED),
        (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 4000, ".doc", proposal.OLD_WORD),
        (lambda: b"%PDF-1.4 broken", ".pdf", proposal.BROKEN.format(ending=".pdf")),
        (lambda: b"PK\x03\x04broken", ".docx", proposal.BROKEN.format(ending=".docx")),
        (lambda: b"", ".docx", proposal.BROKEN.format(ending=".docx")),
        (lambda: b"", ".xlsx", proposal.OTHER_KIND),
        (_bomb, ".docx", proposal.TOO_HARD),
        (_entities, ".docx", None),
        (_nested_xml, ".docx", None),
        (_inflating_pdf, ".pdf", None),
        (_deep_pdf, ".pdf", None),
        (lambda: bytes(range(256)) * 50, ".pdf", proposal.BROKEN.format(ending=".pdf")),
    ],
)
def test_hostile_and_broken_files_are_answered_in_time(data, ending, error):
    data, began = data(), time.monotonic()
    found = proposal.propose(data, ending)
    assert time.monotonic() - began < proposal.SECONDS + 5
    assert found.number is None
    assert found.error == error or (error is None and (found.error or found.has_text is False))


def test_five_hundred_pages():
    sheet = FPDF()
    sheet.set_font("helvetica", size=8)
    for page in range(500):
        sheet.add_page()
        for line in range(50):
            sheet.text(20, 20 + 5 * line, f"Trang {page}, dong {line}: hop tac xa va to hop tac tren dia ban tinh")
    began = time.monotonic()
    found = proposal.propose(bytes(sheet.output()), ".pdf")
    assert (found.pages, found.has_text, found.error) == (500, True, None)
    assert time.monotonic() - began < proposal.SECONDS + 5


@pytest.mark.parametrize("written", ["", "Số:", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "QUYẾT ĐỊNH " * 20,
                                     "ngày 31 tháng 2 năm 2024",
                                     "ngày 99 tháng 99 năm 9999", "KT. CHỦ TỊCH", "V/v"])  # fmt: skip
def test_any_lines_are_answered(written):
    lines = [Line([Piece(written, 0, 100), Piece(written, 300, 500)]) for _ in range(30)]
    assert proposal.from_layout(Layout(lines, [0], 1)).issued_on is None


# --- the command ---


def test_the_command_answers_every_file(tmp_path):
    (tmp_path / "tot.pdf").write_bytes(official_papers.pdf(FIRST[0]))
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.4 hong")
    (tmp_path / "cu.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    files = [str(tmp_path / name) for name in ("tot.pdf", "hong.pdf", "cu.doc", "khong-co.pdf")]
    call_command("propose_document", *files, "--json", str(tmp_path / "ra.json"), stdout=io.StringIO())
    good, broken, old, missing = json.loads((tmp_path / "ra.json").read_text(encoding="utf-8"))
    assert good == {
        "file": files[0], **FIRST[0].truth, "abstract": "Phê duyệt danh sách hợp tác xã được hỗ trợ năm 2025",
        "pages": 1, "has_text": True,
    }  # fmt: skip
    for one, file in zip((broken, old, missing), files[1:], strict=True):
        assert one["file"] == file
        assert one["number"] is one["has_text"] is one["pages"] is None
        assert one["error"]
    printed = io.StringIO()
    call_command("propose_document", files[0], stdout=printed)
    assert json.loads(printed.getvalue()) == [good]
