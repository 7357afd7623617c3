"""The text of files, their pages, why some cannot be read, and that none of them does harm."""

import io
import time

import pytest
from PIL import Image

from documents import file_text, page_drawing
from documents.file_text import BROKEN, LOCKED, TOO_HARD, examine
from tests import factories
from tests.samples import files

TWO_PAGES = files.pdf("Dieu 1. Pham vi dieu chinh", "Dieu 2. Che shan")


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (TWO_PAGES, ".pdf"),
        (files.docx("Điều 1. Phạm vi", "Điều 2. Chè shan"), ".docx"),
        (files.xlsx(["Điều 1"], ["Chè shan", 12]), ".xlsx"),
    ],
)
def test_what_it_says(data, ending):
    assert "shan" in examine(data, ending).text


def test_pages_are_kept_apart():
    found = examine(TWO_PAGES, ".pdf")
    assert (found.pages, found.scanned, found.problem) == (2, False, "")
    assert found.text.split(file_text.PAGE) == ["Dieu 1. Pham vi dieu chinh\n", "Dieu 2. Che shan\n"]


def test_tables_keep_their_cells_and_marks_are_white_space():
    text = examine(files.docx("Trước", [["a", "b"], ["c", ""]], "Sau"), ".docx").text
    assert text.split() == ["Trước", "a", "b", "c", "Sau"]
    assert text.count(file_text.ROW) == text.count(file_text.CELL) == 2


@pytest.mark.parametrize(
    ("data", "scanned"),
    [
        (files.scan(2), True),
        (files.scan(1, stamp="Ky boi: UY BAN NHAN DAN TINH, ngay ky 12.03.2024 08:10:11 +07:00"), True),
        (files.pdf("Mot trang co nhieu chu hon mot chu ky so. " * 9, ""), False),
        (files.pdf("It chu", "", ""), False),
        (files.pdf(""), False),
    ],
)
def test_scanned_means_that_most_pages_are_pictures_without_words(data, scanned):
    assert examine(data, ".pdf").scanned is scanned


def test_a_photograph_is_a_scanned_page():
    assert examine(factories.picture().read(), ".jpg") == ("", 1, True, "")


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".xlsx", ".xls", ".jpg", ".png"])
def test_broken_files_say_nothing_but_that(ending):
    for data in (b"", b"%PDF-1.4 broken", b"PK\x03\x04broken", bytes(range(256)) * 20):
        assert examine(data, ending) == ("", None, False, BROKEN)


@pytest.mark.parametrize("ending", [".doc", ""])
def test_other_kinds_are_not_opened(ending):
    assert examine(b"\xd0\xcf\x11\xe0", ending) == ("", None, False, "")


def test_a_cut_off_file_says_what_is_left_or_that_it_is_broken():
    for end in range(0, len(TWO_PAGES), 97):
        found = examine(TWO_PAGES[:end], ".pdf")
        assert found.pages or found.problem == BROKEN


def test_passwords():
    assert examine(files.locked(TWO_PAGES), ".pdf") == ("", None, False, LOCKED)
    assert "shan" in examine(files.locked(TWO_PAGES, password=""), ".pdf").text
    for ending in (".xlsx", ".docx"):
        assert examine(files.locked_xlsx(), ending).problem == LOCKED


def test_600_pages_are_read_in_bounded_time_and_length():
    began = time.monotonic()
    found = examine(files.repeated(files.pdf("hop tac xa che " * 60), 600), ".pdf")
    assert (found.pages, found.problem) == (600, "")
    assert 0 < len(found.text) <= file_text.MAX_CHARACTERS
    assert time.monotonic() - began < 30


def test_a_bomb_goes_off_elsewhere(monkeypatch):
    monkeypatch.setattr(file_text, "SECONDS", 5)
    found = examine(files.bomb_docx(), ".docx")
    assert len(found.text) <= file_text.MAX_CHARACTERS
    assert found.problem in (TOO_HARD, BROKEN)


def test_too_large_a_file_is_not_even_begun(monkeypatch):
    monkeypatch.setattr(file_text, "MAX_BYTES", 10)
    assert examine(TWO_PAGES, ".pdf").problem == TOO_HARD


def test_pages_are_drawn_as_pictures():
    small, pages = page_drawing.draw(TWO_PAGES, ".pdf")
    for page, width in ((small, page_drawing.SMALL_WIDTH), *((page, page_drawing.WIDTH) for page in pages)):
        with Image.open(io.BytesIO(page.picture)) as picture:
            assert (picture.format, picture.size) == ("WEBP", (page.width, page.height))
            assert page.width == width
    assert len(pages) == 2


def test_no_page_is_drawn_larger_than_may_be():
    from fpdf import FPDF

    made = FPDF(format=(20, 4000))
    made.add_page()
    _small, (page,) = page_drawing.draw(bytes(made.output()), ".pdf")
    assert page.height <= page_drawing.MAX_HEIGHT


def test_a_photograph_is_drawn():
    small, (page,) = page_drawing.draw(factories.picture(1600, 900).read(), ".jpg")
    assert (page.width, page.height, small.width) == (1000, 563, 240)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 broken", files.locked(TWO_PAGES)])
def test_what_cannot_be_opened_is_not_drawn(data):
    assert page_drawing.draw(data, ".pdf") == (None, [])


def test_what_was_drawn_before_the_time_ran_out_stays(monkeypatch):
    monkeypatch.setattr(page_drawing, "SECONDS", 3)
    small, pages = page_drawing.draw(files.repeated(files.pdf("hop tac xa " * 300), 200), ".pdf")
    assert small and 0 < len(pages) < 200
