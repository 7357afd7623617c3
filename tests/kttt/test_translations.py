"""The libraries speak Vietnamese to the staff, and `check_translations` notices when they stop doing so."""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import import_export
import polib
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext, pgettext

from kttt.management.commands.check_translations import placeholders, said, said_in_python, said_in_text

UNITS = "/quan-tri/units/adminunit/import/"
DOCUMENTS = "/quan-tri/documents/document/export/"


class Visible(HTMLParser):
    """Gathers what a reader sees or hears of a page: its text, and the attributes that are words."""

    def __init__(self):
        super().__init__()
        self.words, self.hidden = [], False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.hidden = tag in ("script", "style")
        said_aloud = ["title", "alt", "placeholder", "aria-label"]
        if attributes.get("type") in ("submit", "button", "reset"):
            said_aloud.append("value")
        self.words += [attributes[name] for name in said_aloud if attributes.get(name)]

    def handle_endtag(self, tag):
        self.hidden = False

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


def visible(response):
    """The words of a page, white space folded."""
    assert response.status_code == 200
    page = Visible()
    page.feed(response.content.decode())
    return " ".join(" ".join(page.words).split())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        (DOCUMENTS, ["Xuất dữ liệu", "Định dạng tệp", "Các trường sẽ được xuất", "Thực hiện"]),
        (UNITS, ["Nhập dữ liệu", "Tệp cần nhập", "Định dạng tệp", "Các trường sẽ được nhập", "Thực hiện"]),
    ],
)
def test_import_and_export_are_in_vietnamese(admin_client, address, wanted):
    words = visible(admin_client.get(address))
    assert [one for one in wanted if one not in words] == []
    assert re.findall(r"\b(?:Export|Import|Submit|Resource|Format|Home|Select|Toggle|Filter|Skip)\b", words) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ("", "Không có dữ liệu hợp lệ để nhập."),
        ("gso_code,name\n1,A\n", "Tệp thiếu cột dùng để nhận biết đơn vị hành chính: valid_from"),
        ("name\nA\n", "Tệp thiếu các cột dùng để nhận biết đơn vị hành chính: gso_code, valid_from"),
    ],
)
def test_a_wrong_import_is_explained_in_vietnamese(admin_client, rows, wanted):
    upload = SimpleUploadedFile("a.csv", rows.encode() or b"\n", "text/csv")
    words = visible(admin_client.post(UNITS, {"resource": "0", "format": "1", "import_file": upload}))
    assert wanted in words


@pytest.mark.django_db
def test_the_scripts_of_the_admin_take_our_catalogue(admin_client):
    body = admin_client.get("/quan-tri/jsi18n/").content.decode()
    catalog = json.loads(re.search(r"const newcatalog = (\{.*?\n  \});", body, re.DOTALL)[1])
    assert catalog["Choose all %s"] == "Chọn tất cả %s"  # missing in Django's own
    assert catalog["Chosen %s"] == "%s đã chọn"  # ours instead of Django's
    assert catalog["%s selected option not visible"] == ["%s mục đã chọn đang bị ẩn"]
    assert catalog["Today"] == "Hôm nay"  # Django's own


def test_our_words_go_before_those_of_django():
    assert gettext("Password reset unsuccessful") == "Đặt lại mật khẩu không thành công"
    assert gettext("Toggle navigation") == "Ẩn hoặc hiện danh mục"
    assert gettext("Yes") == "Có"
    assert ngettext("%(num)d day", "%(num)d days", 2) % {"num": 2} == "2 ngày"
    assert pgettext("Task", "Failed") == "Thất bại"
    assert Truncator("một hai ba").words(2) == "một hai…"


@pytest.fixture
def catalogue(tmp_path):
    """A copy of the project's translations, to be made wrong."""
    return Path(shutil.copytree(settings.LOCALE_PATHS[0], tmp_path / "locale"))


def spoil(catalogue, msgid, change, domain="django", compiled=True):
    """Applies `change(catalog, entry)` to a message of the copy, and compiles the copy."""
    path = catalogue / f"vi/LC_MESSAGES/{domain}.po"
    catalog = polib.pofile(str(path))
    change(catalog, catalog.find(msgid))
    catalog.save()
    if compiled:
        catalog.save_as_mofile(str(path.with_suffix(".mo")))


def fault(catalogue):
    """What the check says of the copy."""
    with pytest.raises(CommandError) as caught:
        call_command("check_translations", locale=catalogue)
    return str(caught.value)


def remove(catalog, entry):
    catalog.remove(entry)


def empty(catalog, entry):
    entry.msgstr = ""


def fuzzy(catalog, entry):
    entry.flags.append("fuzzy")


def say(text):
    """A change that gives an entry another text."""

    def change(catalog, entry):
        if entry.msgid_plural:
            entry.msgstr_plural = {0: text}
        else:
            entry.msgstr = text

    return change


def test_the_catalogue_as_it_stands_is_sound(catalogue, capsys):
    call_command("check_translations")
    call_command("check_translations", locale=catalogue)
    assert capsys.readouterr().out == "Bản dịch tiếng Việt đầy đủ.\n" * 2


@pytest.mark.parametrize(
    ("msgid", "change", "domain", "library"),
    [
        ("Export", remove, "django", "import_export"),
        ("Select all", empty, "django", "import_export"),
        ("Value could not be parsed.", fuzzy, "django", "import_export"),
        ("Invalid form data", remove, "django", "django_ckeditor_5"),
        ("queue name", remove, "django", "django_tasks_db"),
        ("Toggle navigation", remove, "django", "django.contrib.admin"),
        ("Choose all %s", remove, "djangojs", "django.contrib.admin"),
    ],
)
def test_a_message_without_vietnamese_is_found(catalogue, msgid, change, domain, library):
    spoil(catalogue, msgid, change, domain)
    assert f"Chưa có tiếng Việt: “{msgid}” của {library} ({domain}.po)" in fault(catalogue)


def test_what_a_library_says_in_vietnamese_itself_is_not_asked_of_us(catalogue):
    spoil(catalogue, "History", remove)
    call_command("check_translations", locale=catalogue)


@pytest.mark.parametrize("change", [say("Xuất"), remove])
def test_a_source_that_was_not_compiled_is_found(catalogue, change):
    spoil(catalogue, "Export", change, compiled=False)
    assert "django.mo chưa được biên dịch lại (make messages): “Export”" in fault(catalogue)


@pytest.mark.parametrize("ending", ["po", "mo"])
def test_a_missing_file_is_found(catalogue, ending):
    (catalogue / f"vi/LC_MESSAGES/djangojs.{ending}").unlink()
    assert "djangojs.mo: hãy chạy make messages" in fault(catalogue)


@pytest.mark.parametrize(
    ("msgid", "text"),
    [
        ("%s through import_export", "Qua chức năng nhập dữ liệu"),
        ("Export selected %(verbose_name_plural)s", "Xuất %(verbose_name)s đã chọn"),
        ("%(num)d hour", "%(num)s giờ"),
        ("Import finished: {} new, {} updated, {} deleted and {} skipped {}.", "Đã nhập: {} mới, {} xóa."),
        ("The {name} “{obj}” was added successfully.", "Đã thêm {ten} “{obj}”."),
    ],
)
def test_a_wrong_placeholder_is_found(catalogue, msgid, text):
    spoil(catalogue, msgid, say(text))
    assert "django.po sai chỗ trống" in fault(catalogue)


def test_every_kind_of_call_is_understood():
    python = """_("a " "b"), gettext_lazy("c"), ngettext("d %d", "e %d", 2), t.pgettext("f", "g")
npgettext_lazy("h", "i", "j", 3), _("k %s" % x), _(variable), other("l")"""
    assert said_in_python(python) == {
        (None, "a b"),
        (None, "c"),
        (None, "d %d"),
        ("f", "g"),
        ("h", "i"),
        (None, "k %s"),
    }
    assert said_in_text("""gettext('a'); x(pgettext("b", 'c\\'d')); mygettext('e')""") == {(None, "a"), ("b", "c'd")}


def test_all_that_import_export_has_ever_sent_to_translators_is_seen():
    french = Path(import_export.__file__).parent / "locale/fr/LC_MESSAGES/django.po"
    sent = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(french)) if not entry.obsolete}
    assert said("import_export", "django") >= sent


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("%(a)s, %(b)d", "%(b)d và %(a)s, %(a)s", True),
        ("%(a)s", "%(a)d", False),
        ("%s %d", "%d %s", False),
        ("{} {x}", "{x}: {}", True),
        ("{} {}", "{}", False),
        ("100%%", "100", True),
        ("a", "50% số tiền", True),
    ],
)
def test_placeholders_are_compared_by_meaning(one, other, same):
    assert (placeholders(one) == placeholders(other)) is same
