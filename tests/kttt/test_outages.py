"""What is said when the database is away or a disk is full: a sentence and 503, and nobody loses what they typed."""

import errno
import json
import logging
import re
from html import unescape

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.urls import reverse

from kttt import outages
from kttt.backups import BackupError, archive, keeping
from kttt.outages import DATABASE_AWAY, DISK_FULL, READ_ONLY, outage_of
from kttt.pages.models import Notice
from tests import factories


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OperationalError("connection refused"), DATABASE_AWAY),
        (OperationalError("FATAL: sorry, too many clients already"), DATABASE_AWAY),
        (OperationalError("unable to open database file"), DATABASE_AWAY),
        (InterfaceError("connection already closed"), DATABASE_AWAY),
        (OperationalError("database or disk is full"), DISK_FULL),
        (OperationalError('could not extend file "base/5/1": No space left on device'), DISK_FULL),
        (OSError(errno.ENOSPC, "No space left on device"), DISK_FULL),
        (OSError(errno.EFBIG, "File too large"), DISK_FULL),
        (OSError(errno.EROFS, "Read-only file system"), READ_ONLY),
        (PermissionError(errno.EACCES, "Permission denied"), READ_ONLY),
        (OperationalError("attempt to write a readonly database"), READ_ONLY),
        (OperationalError("no such table: news_article"), None),
        (FileNotFoundError(errno.ENOENT, "No such file"), None),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), None),
        (ValueError("wrong"), None),
        (None, None),
    ],
)
def test_an_error_is_an_outage_or_a_fault_of_ours(error, outage):
    assert outage_of(error) is outage


def test_an_outage_is_found_behind_the_error_that_it_caused():
    error = RuntimeError("could not draw")
    error.__cause__ = KeyError("x")
    error.__cause__.__context__ = OperationalError("connection refused")
    assert outage_of(error) is DATABASE_AWAY
    error.__cause__.__context__ = error
    assert outage_of(error) is None


def failing(error):
    """A function that raises `error` whatever it is given."""

    def fail(*args, **kwargs):
        raise error

    return fail


@pytest.mark.django_db
def test_readers_get_a_page_and_programs_get_json(client, monkeypatch):
    client.raise_request_exception = False
    gone = failing(OperationalError("connection to 10.0.0.5 refused"))
    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", gone)
    for address in ("/", "/tin-tuc/", "/van-ban/", "/khong-co/"):
        answer = client.get(address)
        said = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
        assert answer["Content-Type"] == "text/html; charset=utf-8"
        assert "Cổng đang tạm ngừng ít phút" in said and "thử lại sau ít phút" in said
        assert "10.0.0.5" not in said and "Traceback" not in said and "<form" not in said
    answer = client.get("/api/v1/cooperatives")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")
    assert json.loads(answer.content) == {"error": "Cổng đang tạm ngừng ít phút: Cơ sở dữ liệu chưa trả lời."}
    assert client.get("/tin-tuc/", headers={"Accept": "application/json"})["Content-Type"] == "application/json"


def fields_of(page):
    """[(name, value)] of the hidden fields of a page."""
    return [
        (unescape(name), unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    ]


@pytest.mark.django_db
def test_staff_get_back_what_they_typed_and_send_it_once_more(client, monkeypatch):
    client.force_login(factories.staff(group="Biên tập"))
    client.raise_request_exception = False
    typed = {
        "text": 'Họp "giao ban" <b>8 giờ</b>\r\nPhòng 2', "level": "normal",
        "show_from_0": "24/11/2026", "show_from_1": "08:00", "show_until_0": "", "show_until_1": "",
        "_save": "Lưu", "csrfmiddlewaretoken": "x" * 64,
    }  # fmt: skip
    real = Notice.save
    monkeypatch.setattr(Notice, "save", failing(OperationalError("server closed")))
    add = reverse("admin:pages_notice_add")
    answer = client.post(add, typed)
    said = answer.content.decode()
    assert answer.status_code == 503 and Notice.objects.count() == 0
    assert "chưa được lưu, nhưng vẫn còn ở trang này" in said and "người phụ trách máy chủ" in said
    given_back = fields_of(said)
    assert dict(given_back) == typed
    monkeypatch.setattr(Notice, "save", real)
    assert client.post(add, dict(given_back)).status_code == 302
    assert Notice.objects.get().text.startswith('Họp "giao ban" <b>8 giờ</b>')


@pytest.mark.django_db
def test_a_password_is_never_given_back_and_files_are_asked_for_again(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", failing(OperationalError("gone")))
    answer = client.post(reverse("admin:login"), {"username": "bientap", "password": "mat-khau-thu-1"})
    said = answer.content.decode()
    assert answer.status_code == 503 and "mat-khau-thu-1" not in said and fields_of(said) == []
    assert "bấm nút Quay lại" in said


@pytest.mark.django_db
def test_a_full_disk_leaves_no_piece_of_a_file(client, monkeypatch, settings):
    """Django itself leaves what it had written by then."""
    client.force_login(factories.staff(group="Biên tập"))

    class HalfRead(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        default_storage.save("uploads/2026/a.webp", HalfRead(b"x", name="a.webp"))
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
    monkeypatch.setattr("kttt.library.replacing.store", failing(OSError(errno.ENOSPC, "No space left")))
    upload = SimpleUploadedFile("a.jpg", factories.picture().read(), "image/jpeg")
    answer = client.post(reverse("admin:upload_picture"), {"upload": upload})
    assert answer.status_code == 503 and "Ổ đĩa của máy chủ đã đầy" in answer.json()["error"]["message"]


@pytest.mark.django_db
def test_a_backup_without_room_is_one_sentence(settings, tmp_path, monkeypatch):
    settings.BACKUP_DIR = str(tmp_path / "backups")
    monkeypatch.setattr(archive, "_write_members", failing(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(BackupError, match="dọn ổ đĩa"):
        keeping.make()
    assert list((tmp_path / "backups").iterdir()) == []


def test_the_log_tells_of_an_outage_once(monkeypatch):
    brief, moments = outages.OutagesInBrief(), iter([0, 1, 29, 31])
    monkeypatch.setattr(outages.time, "monotonic", lambda: next(moments))

    def record(error):
        return logging.LogRecord("django.request", logging.ERROR, "", 1, "%s", ("/a",), (type(error), error, None))

    told = [record(OperationalError("host 10.0.0.5")) for _ in range(4)]
    assert [brief.filter(one) for one in told] == [True, False, False, True]
    assert told[0].getMessage() == "Cơ sở dữ liệu chưa trả lời. (OperationalError)" and not told[0].exc_info
    fault = record(ValueError("wrong"))
    assert brief.filter(fault) and fault.exc_info
    probe = logging.makeLogRecord({"status_code": 503})
    assert not brief.filter(probe) and brief.filter(logging.makeLogRecord({"status_code": 404}))


@pytest.mark.django_db
def test_an_answer_is_not_thrown_away_because_the_idle_time_cannot_be_written(client, monkeypatch):
    client.force_login(factories.staff(group="Biên tập"))
    full = UpdateError()
    full.__context__ = OperationalError("database or disk is full")  # as Django raises it
    monkeypatch.setattr(SessionStore, "save", failing(full))
    answer = client.get(reverse("admin:pages_notice_changelist"))
    assert answer.status_code == 200 and "Cookie" in answer["Vary"]
    monkeypatch.setattr(SessionStore, "save", failing(UpdateError()))
    assert client.get(reverse("admin:pages_notice_changelist")).status_code == 400
