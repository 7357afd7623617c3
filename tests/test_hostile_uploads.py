"""Files sent to do harm, at every door that takes files: refused in words, or harmless whatever was kept of them."""

import io
import re
import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse
from PIL import Image

from kttt import sent_files
from kttt.allowed_files import AllowedFileForm, AllowedVideoForm
from kttt.spreadsheets.workbook import UnreadableFile, read_workbook
from news.from_word.package import RefusedError
from news.from_word.reading import read
from news.models import ArticleFile, ArticleVideo
from tests import factories
from tests.samples import hostile

pytestmark = pytest.mark.django_db
FILES = hostile.all_files()
EACH = pytest.mark.parametrize(("name", "made"), [pytest.param(n, d, id=what) for what, n, d in FILES])
VIETNAMESE = re.compile("[ạảãăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ]", re.I)
# What a browser shows and never runs.
SHOWN = {"application/pdf", "image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm"}
STORED = re.compile(r"[a-z_]+/\d{4}/[0-9a-f]{32}\.[a-z0-9]{2,4}")


@pytest.fixture
def data(made):
    """The bytes of the file; large ones are made only now."""
    return made() if callable(made) else made


def test_there_are_many_and_each_has_its_own_trick():
    assert len(FILES) >= 60 and len({what for what, *_ in FILES}) == len(FILES)


def in_words(errors):
    assert errors and all(VIETNAMESE.search(error) for error in errors), errors
    assert not any("<script" in error for error in errors)


def sent(name, data):
    """The file as Django's own parser hands it on (it strips folders)."""
    return SimpleUploadedFile(name, data, "text/html")


@EACH
def test_as_a_picture_of_the_editor(client, name, data):
    client.force_login(factories.staff(group="Biên tập"))
    began = time.process_time()
    answer = client.post("/quan-tri/anh/tai-len/", {"upload": sent(name, data)})
    assert time.process_time() - began < 10
    if answer.status_code == 400:
        in_words([answer.json()["error"]["message"]])
        return
    url = answer.json()["url"]
    served = client.get(url)
    kept = b"".join(served.streaming_content)
    served.close()
    assert served["Content-Type"] == "image/webp" and served["X-Content-Type-Options"] == "nosniff"
    assert b"script" not in kept and b"php" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.format == "WEBP" and picture.width <= 1280 and not picture.getexif()
    assert re.fullmatch(r"/media/uploads/\d{4}/[0-9a-zA-Z_]+\.webp", url)


@EACH
@pytest.mark.parametrize(("model", "base"), [(ArticleFile, AllowedFileForm), (ArticleVideo, AllowedVideoForm)])
def test_as_a_file_of_staff(client, model, base, name, data):
    meta = type("Meta", (), {"model": model, "fields": ("file", "title")})
    form = type("Form", (base,), {"Meta": meta})({"title": ""}, {"file": sent(name, data)})
    if not form.is_valid():
        in_words([error for errors in form.errors.values() for error in errors])
        return
    row = form.save(commit=False)
    row.article = factories.article()
    row.save()
    assert STORED.fullmatch(row.file.name), row.file.name
    assert re.fullmatch(r"[a-z0-9-]*\.[a-z0-9]+", row.name), row.name
    answer = client.get(row.get_absolute_url())
    assert answer.status_code == 200 and answer["X-Content-Type-Options"] == "nosniff"
    shown = answer["Content-Disposition"].startswith("inline")
    assert not shown or answer["Content-Type"] in SHOWN
    assert "html" not in answer["Content-Type"] and "svg" not in answer["Content-Type"]
    assert "\n" not in answer["Content-Disposition"]
    b"".join(answer.streaming_content)
    answer.close()


@EACH
def test_as_a_file_of_a_reader(name, data):
    try:
        kept = sent_files.accept(sent(name, data))
    except ValidationError as error:
        in_words(error.messages)
        return
    assert re.fullmatch(r"[a-z0-9-]*\.(pdf|docx?|xlsx?|webp)", kept.name)
    if kept.name.endswith(".webp"):
        assert b"script" not in kept.read()

    class Sent:
        name = kept.name
        file = kept

    kept.open = lambda mode: kept
    answer = sent_files.hand_to_staff(Sent)
    answer.close()
    assert isinstance(answer, FileResponse) and answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff" and "html" not in answer["Content-Type"]


@EACH
def test_as_a_list_of_the_registry(name, data):
    began = time.process_time()
    try:
        book = read_workbook(data, name)
    except UnreadableFile as error:
        in_words([str(error)])
    else:
        cells = str([sheet.rows for sheet in book.sheets])
        assert "root:" not in cells and len(cells) < 1_000_000
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("name", "made"), [pytest.param(n, d, id=w) for w, n, d in FILES if n.endswith((".docx", ".docm")) or "zip" in w]
)
def test_as_an_article_in_word(name, data):
    try:
        found = read(data, name)
    except RefusedError as error:
        in_words([str(error)])
    else:
        said = str(found.parts)
        assert "root:" not in said and "<script" not in said and "haha" not in said
