"""Disks that are full or only to be read: a clear sentence, nothing by halves, reading goes on, and all is well again
as soon as there is room."""

import contextlib
import json
import os
import secrets
import sqlite3

import pytest
from django.core.management import CommandError, call_command

from tests.faults.small_disk import Limited, Mounted, descendants, small_disk
from tests.faults.staff import Staff, ask, rows
from tests.processes import portal

pytestmark = [pytest.mark.processes, pytest.mark.django_db]
SETUP = 'from tests import factories; factories.article("Bài đầu tiên"); factories.document()'
FULL, READ_ONLY = "Ổ đĩa của máy chủ đã đầy", "đang chỉ cho đọc"
NOTICE, UPLOAD = "/quan-tri/pages/notice/add/", "/quan-tri/anh/tai-len/"
COUNT = """
from pathlib import Path
from django.conf import settings
print(json.dumps(sorted(str(p) for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file() and p.name[0] != ".")))
"""
# The second way is what the first falls back to.
WAYS = pytest.mark.parametrize(
    "kinds",
    [pytest.param((Mounted, Limited), id="disk"), pytest.param((Limited,), id="limit", marks=pytest.mark.prove)],
)


def noisy_picture():
    """A JPEG that stays large."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.frombytes("RGB", (600, 400), secrets.token_bytes(600 * 400 * 3)).save(out, "JPEG", quality=90)
    return out.getvalue()


@contextlib.contextmanager
def served(tmp_path, **environment):
    """(base address, run, ids of all processes as a function, Staff) of a portal with one server process."""
    started = []
    with portal(tmp_path, SETUP, started=lambda server, start: started.append(server), WORKERS="1", **environment) as (
        base,
        run,
    ):
        yield base, run, lambda: descendants(started[0].pid), Staff(base, run)


def assert_readers_are_fine(base):
    for path in ("/", "/tin-tuc/", "/van-ban/", "/hop-tac-xa/", "/readyz"):
        assert ask(base + path)[0] == 200, path


@WAYS
def test_a_full_or_read_only_disk_of_files(tmp_path, kinds):
    with (
        small_disk(tmp_path / "media", 3, kinds) as disk,
        served(tmp_path, MEDIA_ROOT=str(tmp_path / "media")) as (base, run, pids, staff),
    ):
        assert staff.post(UPLOAD, {}, upload=("a.jpg", noisy_picture()))[0] == 200
        before = rows(run, COUNT)
        disk.fill(pids(), left=100_000)
        status, said = staff.post(UPLOAD, {}, upload=("b.jpg", noisy_picture()))
        assert status == 503 and json.loads(said)["error"]["message"].startswith(FULL)
        document = staff.form("/quan-tri/documents/document/1/change/")
        pdf = b"%PDF-1.4\n" + os.urandom(300_000) + b"\n%%EOF\n"
        sent = {**document, "files-TOTAL_FORMS": "1", "files-INITIAL_FORMS": "0", "_save": "1"}
        status, said = staff.post(
            "/quan-tri/documents/document/1/change/", sent, **{"files-0-file": ("quyet-dinh.pdf", pdf)}
        )
        assert status == 503 and FULL in said and "Riêng tệp đính kèm phải chọn lại" in said
        assert rows(run, COUNT) == before, "a piece of a file is left"
        assert rows(run, "from documents.models import DocumentFile as F\nprint(F.objects.count())") == 0
        assert_readers_are_fine(base)
        disk.free(pids())
        assert staff.post(UPLOAD, {}, upload=("b.jpg", noisy_picture()))[0] == 200
        status, said = staff.post(
            "/quan-tri/documents/document/1/change/", sent, **{"files-0-file": ("quyet-dinh.pdf", pdf)}
        )
        assert status == 302, said[:3000]
        if kinds[0] is Mounted:
            disk.read_only(True)
            status, said = staff.post(UPLOAD, {}, upload=("c.jpg", noisy_picture()))
            assert status == 503 and READ_ONLY in json.loads(said)["error"]["message"]
            assert_readers_are_fine(base)
            disk.read_only(False)
            assert staff.post(UPLOAD, {}, upload=("c.jpg", noisy_picture()))[0] == 200


@pytest.mark.one_database
def test_a_full_disk_of_the_sqlite_database(tmp_path):
    with (
        small_disk(tmp_path / "database", 24) as disk,
        served(tmp_path, DATABASE_URL=f"sqlite:///{disk.path / 'portal.sqlite3'}") as (base, run, pids, staff),
    ):
        form = staff.form(NOTICE) | {"_save": "1"}
        assert staff.post(NOTICE, form | {"text": "Trước"})[0] == 302
        disk.fill(pids(), left=0)
        # The log of writes has some room of its own, so that the first ones may still be kept.
        kept, status = [], 302
        for number in range(200):
            status, said = staff.post(NOTICE, form | {"text": f"Thông báo {number} {'dài ' * 30}"})
            if status != 302:
                break
            kept.append(number)
        assert status == 503 and FULL in said and "Gửi lại" in said
        assert_readers_are_fine(base)
        disk.free(pids())
        assert staff.post(NOTICE, form | {"text": "Sau"})[0] == 302
        stored = rows(run, "from kttt.pages.models import Notice as N\nprint(N.objects.count())")
        assert stored == len(kept) + 2
        with contextlib.closing(sqlite3.connect(disk.path / "portal.sqlite3")) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


@WAYS
def test_a_full_disk_of_backups(tmp_path, settings, kinds):
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "anh.bin").write_bytes(os.urandom(4_000_000))
    with small_disk(tmp_path / "backups", 40, kinds) as disk:
        settings.BACKUP_DIR = str(disk.path)
        disk.fill([os.getpid()], left=1_000_000)
        with pytest.raises(CommandError, match=r"Không sao lưu được.*dọn ổ đĩa"):
            call_command("backup")
        assert [path.name for path in disk.path.iterdir() if path.name != ".filler"] == []
        disk.free([os.getpid()])
        call_command("backup", verbosity=0)
        assert len([path for path in disk.path.iterdir() if path.suffix == ".backup"]) == 1
