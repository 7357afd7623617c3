"""`import_article`, and the step that stores: one draft with its pictures, or nothing at all."""

import json
import zipfile
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from kttt import body_pictures, bounded_process
from kttt.publishing import State
from news.from_word import drafting, package, reading
from news.from_word.package import RefusedError
from news.models import Article, Category
from tests.factories import category, staff
from tests.news.word_files import TYPES, docx, p, photo, picture, r, zipped

TITLE = p(r("Hợp tác xã Nậm Hàng vào vụ mới", "b", size=36))
LEAD = p(r("Sáng 12/3, Hợp tác xã Nậm Hàng khởi động vụ chè xuân.", "b"))
WORDS = p("Đó là tin vui đầu năm của bà con trong vùng chè.")


def an_article():
    return docx(
        TITLE, LEAD, p(picture("p1", alt="Bà con hái chè")), p(r("Ảnh: Lò Thị Mẫu", "i")), WORDS, p(picture("p2")),
        p("Tác giả: Lò Thị Mẫu"), pictures={"p1": photo(1600, 900), "p2": photo(900, 600)},
    )  # fmt: skip


def run(tmp_path, data, name="bai.docx", *options):
    (tmp_path / name).write_bytes(data)
    out = tmp_path / "out.json"
    call_command("import_article", str(tmp_path / name), "--json", str(out), *options, stdout=StringIO())
    return json.loads(out.read_text(encoding="utf-8"))


def stored(tmp_path):
    media = tmp_path / "media"
    return sorted(str(f.relative_to(media)) for f in media.rglob("*") if f.is_file()) if media.exists() else []


@pytest.mark.django_db
def test_a_file_becomes_a_draft(tmp_path):
    wanted = category("tin-hop-tac-xa", name="Tin hợp tác xã")
    category("khac", name="Khác")
    told = run(tmp_path, an_article(), "bai.docx", "--category", "tin-hop-tac-xa")
    article = Article.objects.get(pk=told["id"])
    assert (article.state, article.category) == (State.DRAFT, wanted)
    assert (told["title"], told["author"]) == ("Hợp tác xã Nậm Hàng vào vụ mới", "Lò Thị Mẫu")
    assert (article.lead, article.body, article.author_name) == (told["lead"], told["body"], told["author"])
    cover, second = told["images"]
    assert (cover["alt"], cover["caption"], cover["width"], cover["height"]) == (
        "Bà con hái chè", "Ảnh: Lò Thị Mẫu", 1280, 720,
    )  # fmt: skip
    assert (article.cover_width, article.cover_height, article.cover_alt) == (1280, 720, "Bà con hái chè")
    assert (second["width"], second["height"], second["alt"]) == (900, 600, "")
    assert told["body"] == (
        "<p>Đó là tin vui đầu năm của bà con trong vùng chè.</p>"
        f'<figure class="image"><img src="{second["src"]}" alt="" width="900" height="600"></figure>'
    )
    assert any("Ảnh thứ 1" in sentence for sentence in told["warnings"])
    # The cover in one width; the other in three: the whole one, and two for smaller screens.
    assert len(stored(tmp_path)) == 4
    assert body_pictures.stored_names(article.body) == [second["src"].removeprefix("/media/")]


@pytest.mark.django_db
def test_author_and_section_may_be_told(tmp_path):
    told = run(tmp_path, docx(TITLE, LEAD, WORDS), "bai.docx", "--author", "Giàng A Thử")
    assert told["author"] == "Giàng A Thử"
    assert Article.objects.get().category.name == "Tin tức"
    with pytest.raises(CommandError, match="Không có chuyên mục"):
        run(tmp_path, docx(TITLE, LEAD, WORDS), "bai.docx", "--category", "khong-co")


def bomb(size=600 * 1024 * 1024):
    """A .docx whose text unfolds to `size` bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(b"<w:document xmlns:w='w'><w:body>")
            for _ in range(size // (1024 * 1024)):
                part.write(b" " * 1024 * 1024)
    return out.getvalue()


SPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
XXE = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    f"<w:document {SPACES}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "haha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + f"]><w:document {SPACES}><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
)  # fmt: skip
DEEP = f"<w:document {SPACES}><w:body>" + "<w:sdt><w:sdtContent>" * 50_000 + "</w:sdtContent></w:sdt>" * 50_000 + (
    "</w:body></w:document>"
)  # fmt: skip


def locked():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


def with_flag(data, flag):
    """A zip whose parts say that they ask for a password."""
    data = bytearray(data)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= flag
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def corrupted():
    data = bytearray(docx(TITLE, WORDS))
    at = data.find(b"word/document.xml") + 30
    data[at : at + 60] = b"\xff" * 60
    return bytes(data)


REFUSED = {
    "nothing": (b"", package.EMPTY),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, package.OLD),
    "a password": (locked(), package.LOCKED),
    "a zip with a password": (with_flag(docx(TITLE, WORDS), 1), package.LOCKED),
    "a PDF": (b"%PDF-1.7 ...", package.OTHER.format(kind="PDF")),
    "RTF": (b"{\\rtf1 a}", package.OTHER.format(kind="RTF")),
    "a picture": (photo(), package.OTHER.format(kind="ảnh")),
    "a web page": (b"\xef\xbb\xbf<html><body>a", package.OTHER.format(kind="trang web")),
    "words": ("Chỉ là chữ".encode(), package.OTHER.format(kind="kiểu khác")),
    "Excel": (zipped({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<a/>"}), package.OTHER.format(kind="Excel")),
    "LibreOffice": (zipped({"content.xml": "<a/>"}), package.OTHER.format(kind="LibreOffice")),
    "a zip": (zipped({"a.txt": "a"}), package.OTHER.format(kind="tệp nén ZIP")),
    "half a file": (docx(TITLE, WORDS)[:700], package.BROKEN),
    "a damaged part": (corrupted(), package.BROKEN),
    "XML that ends early": (docx(body=f"<w:document {SPACES}><w:body>"), package.BROKEN),
    "an entity from outside": (docx(body=XXE), package.BROKEN),
    "entities that multiply": (docx(body=LAUGHS), package.BROKEN),
    "no words": (docx(p(picture("p1")), pictures={"p1": photo()}), "Tệp không có chữ nào đọc được"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_readable_word_file_is_refused_with_one_sentence(name):
    data, sentence = REFUSED[name]
    with pytest.raises(RefusedError) as refused:
        reading.read_here(data, "bai.docx")
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (bomb, "bai.docx", package.TOO_MUCH),
        (docx(body=DEEP), "bai.docx", package.BROKEN),
        (docx(body=LAUGHS), "bai.docx", package.BROKEN),
        (docx(TITLE, WORDS), "bai.pdf", reading.WRONG_NAME),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "bai.doc", package.OLD),
    ],
    ids=["bomb", "deep", "laughs", "renamed", "doc"],
)
def test_a_refused_file_stores_nothing(tmp_path, data, name, sentence):
    with pytest.raises(CommandError) as refused:
        run(tmp_path, data() if callable(data) else data, name)
    assert str(refused.value) == sentence
    assert not Article.objects.exists() and not stored(tmp_path)


@pytest.mark.django_db
def test_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="Không mở được"):
        call_command("import_article", "khong-co.docx")


@pytest.mark.django_db
def test_a_hostile_process_ends(monkeypatch):
    monkeypatch.setattr(bounded_process, "run", lambda *args, **more: ([{"picture": 0}], False))
    with pytest.raises(RefusedError, match="quá lớn"):
        reading.read(docx(TITLE, WORDS), "bai.docx")


def test_a_picture_of_too_many_pixels_is_left_out():
    out = BytesIO()
    Image.new("1", (9000, 7000)).save(out, "PNG")
    found = reading.read_here(docx(TITLE, LEAD, WORDS, p(picture("p1")), pictures={"p1": out.getvalue()}), "bai.docx")
    assert not found.pictures and found.parts.cover is None
    assert any("quá nhiều điểm ảnh" in sentence for sentence in found.parts.remarks)


@pytest.mark.django_db
def test_nothing_is_left_behind_when_storing_fails(tmp_path, monkeypatch):
    def fail(*args, **more):
        raise RuntimeError("disk full")

    monkeypatch.setattr(Article, "save", fail)
    with pytest.raises(RuntimeError, match="disk full"):
        drafting.draft_of(an_article(), "bai.docx", category(), staff())
    assert not Article.objects.exists() and not stored(tmp_path)


@pytest.mark.django_db
def test_the_first_section_takes_what_nobody_filed():
    made = drafting.default_category()
    assert made.name == "Tin tức" and drafting.default_category() == made == Category.objects.get()
