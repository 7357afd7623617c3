"""backup → everything gone → restore: every table and file as it was; damaged, foreign and newer archives are told.

Each test has a portal's database of its own, of the kind that the tests run on, and runs the commands as a person.
"""

import hashlib
import os
import secrets
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kttt.backups import BackupError, encryption, keeping
from tests.processes import ROOT, database_url

CONTENT = """
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from documents.models import Document, DocumentFile, DocumentType, IssuingBody
from news.models import Article, Category
from kttt.publishing import State
User.objects.create_user("canbo", password="Lai-Chau-2026")
section = Category.objects.create(name="Tin", slug="tin")
for n in range(30):
    Article.objects.create(title=f"Bài số {n} về chè", category=section, body="<p>Nội dung</p>", state=State.PUBLISHED)
body = IssuingBody.objects.first()
kind = DocumentType.objects.first()
for n in range(5):
    document = Document.objects.create(number=f"{n}/QĐ", type=kind, issuer=body, abstract="Chè", state=State.PUBLISHED)
    DocumentFile.objects.create(document=document, file=ContentFile(b"%PDF-1.4 " + bytes([n]) * 3000, name=f"{n}.pdf"))
"""


class Portal:
    """Commands of one portal, in processes of their own."""

    def __init__(self, tmp_path, url):
        self.url, self.media, self.backups = url, tmp_path / "media", tmp_path / "backups"
        self.env = os.environ | {
            "DATABASE_URL": url, "MEDIA_ROOT": str(self.media), "BACKUP_DIR": str(self.backups), "BACKUP_KEY": "",
        }  # fmt: skip
        self.env.pop("PRODUCTION", None)

    def manage(self, *arguments, code=0, **environment):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env | environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return (done.stdout + done.stderr).strip()

    def backup(self, **environment):
        self.manage("backup", **environment)
        return max(self.backups.glob("*.backup"))

    def wipe(self):
        """Deletes every row and file, and brings in others."""
        self.manage("flush", "--no-input", "-v0")
        self.manage(
            "shell", "-v0", "-c", "from django.contrib.auth.models import User; User.objects.create(username='x')"
        )
        for file in self.files():
            (self.media / file).unlink()
        (self.media / "stray.webp").write_bytes(b"later")

    def files(self):
        """{path: hash} of the uploaded files."""
        found = (path for path in self.media.rglob("*") if path.is_file())
        return {path.relative_to(self.media): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    def tables(self):
        """{table: hash of its rows in order}, without the number that grows with every restoring."""
        if self.url.startswith("sqlite"):
            db = sqlite3.connect(self.url.removeprefix("sqlite:///"))
            names = [
                n
                for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE '%VIRTUAL%'")
            ]
            rows = {name: sorted(map(repr, db.execute(f'SELECT * FROM "{name}"'))) for name in names}
            db.close()
        else:
            import psycopg

            with psycopg.connect(self.url) as db:
                names = [n for (n,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname='public'")]
                rows = {
                    name: sorted(r for (r,) in db.execute(f'SELECT t::text FROM public."{name}" t')) for name in names
                }
        rows.pop("kttt_contentrevision")
        return {name: hashlib.sha256("\n".join(lines).encode()).hexdigest() for name, lines in rows.items()}


@pytest.fixture
def portal(tmp_path, db):
    with database_url(tmp_path) as url:
        made = Portal(tmp_path, url)
        made.manage("migrate", "-v0")
        made.manage("shell", "-v0", "-c", CONTENT)
        yield made


@pytest.mark.processes
@pytest.mark.parametrize("key", ["", "một câu bí mật đủ dài"])
def test_what_was_backed_up_comes_back_whole(portal, key):
    tables, files = portal.tables(), portal.files()
    assert len(files) >= 5
    path = portal.backup(BACKUP_KEY=key)
    if key:
        assert b"articles" not in path.read_bytes()
        assert "BACKUP_KEY" in portal.manage("restore", str(path), "--check", code=1)
    assert "dùng được" in portal.manage("restore", str(path), "--check", BACKUP_KEY=key)
    assert portal.tables() == tables, "checking changed something"
    portal.wipe()
    assert "--replace" in portal.manage("restore", str(path), code=1, BACKUP_KEY=key)
    time.sleep(1)  # archives are named by the second
    assert "trước khi phục hồi" in portal.manage("restore", str(path), "--replace", BACKUP_KEY=key)
    assert portal.tables() == tables
    assert portal.files() == files
    assert not [path for path in portal.media.iterdir() if path.name.startswith(".")], "left over"
    # What was replaced was kept, and comes back as well.
    kept = max(portal.backups.glob("*.backup"))
    assert kept != path
    portal.manage("restore", str(kept), "--replace", BACKUP_KEY=key)
    assert list(portal.files()) == [Path("stray.webp")]


@pytest.mark.processes
def test_a_damaged_archive_is_told_and_changes_nothing(portal):
    path, tables, files = portal.backup(), portal.tables(), portal.files()
    whole = path.read_bytes()
    middle = len(whole) // 2
    for damaged in (
        whole[:middle],
        whole[:-200],
        whole[:middle] + b"\0\1\2\3" + whole[middle + 4 :],
        b"",
        b"rubbish" * 99,
    ):
        path.write_bytes(damaged)
        assert "hỏng" in portal.manage("restore", str(path), "--check", code=1)
    assert "hỏng" in portal.manage("restore", str(path), "--replace", code=1)
    assert "No such file" in portal.manage("restore", str(path) + "x", "--check", code=1)
    assert (portal.tables(), portal.files()) == (tables, files)


@pytest.mark.processes
def test_a_backup_under_writes_is_of_one_moment(portal):
    """Each write adds an article and a document with its file: the archive holds as many of one as of the other."""
    writer = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", WRITES], cwd=ROOT, env=portal.env, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert writer.stdout.readline().strip() == "writing"
        drained = threading.Thread(target=writer.stdout.read, daemon=True)
        drained.start()
        path = portal.backup()
    finally:
        writer.terminate()
        writer.wait(20)
        writer.stdout.close()
    portal.manage("restore", str(path), "--check")
    portal.manage("restore", str(path), "--replace")
    told = portal.manage("shell", "-v0", "-c", COUNTS).splitlines()[-1]
    pairs, others, missing = map(int, told.split())
    assert pairs == others > 0
    assert missing == 0


WRITES = """
from django.db import transaction
from django.core.files.base import ContentFile
from documents.models import Document, DocumentFile
from news.models import Article, Category
first, section = Document.objects.first(), Category.objects.first()
for n in range(100_000):
    with transaction.atomic():
        Article.objects.create(title=f"Cặp {n}", category=section, body="<p>x</p>")
        document = Document.objects.create(number=f"{n}/CAP", type=first.type, issuer=first.issuer, abstract="cặp")
        DocumentFile.objects.create(document=document, file=ContentFile(b"%PDF-1.4 cap", name="cap.pdf"))
    if n == 3:
        print("writing", flush=True)
"""
COUNTS = """
from documents.models import DocumentFile
from news.models import Article
files = DocumentFile.objects.filter(document__abstract="cặp")
missing = sum(not row.file.storage.exists(row.file.name) for row in DocumentFile.objects.all())
print(Article.objects.filter(title__startswith="Cặp").count(), files.count(), missing)
"""


@pytest.mark.processes
def test_an_archive_of_a_newer_release_is_refused(portal, tmp_path):
    path = portal.backup()
    code = (
        "from kttt.backups import archive; from pathlib import Path; from unittest import mock; import django.conf\n"
        "with mock.patch.object(archive, 'migrations', lambda: ['news.9999_later']):\n"
        f"    archive.write(Path({str(path) + '2'!r}))"
    )
    portal.manage("shell", "-v0", "-c", code)
    assert "mới hơn" in portal.manage("restore", str(path) + "2", "--replace", code=1)


class TestEncryption:
    @given(data=st.binary(max_size=5000), piece=st.integers(1, 700))
    def test_what_went_in_comes_out(self, data, piece):
        assert opened(sealed(data, piece), piece) == data

    @given(data=st.data())
    def test_no_changed_byte_and_no_cut_goes_unnoticed(self, data):
        whole = sealed(secrets.token_bytes(2000), 300)
        at = data.draw(st.integers(len(encryption.MAGIC), len(whole) - 1))
        changed = bytearray(whole)
        changed[at] ^= data.draw(st.integers(1, 255))
        for wrong in (bytes(changed), whole[:at]):
            with pytest.raises(BackupError):
                opened(wrong, 300)

    def test_pieces_cannot_be_swapped_or_left_out(self):
        whole, size = sealed(bytes(1200), 300), 300 + 16
        begin = len(encryption.MAGIC) + 23
        first, second, rest = (
            whole[begin : begin + size],
            whole[begin + size : begin + 2 * size],
            whole[begin + 2 * size :],
        )
        for wrong in (second + first + rest, first + rest, first + first + rest):
            with pytest.raises(BackupError):
                opened(whole[:begin] + wrong, 300)


@pytest.fixture(autouse=True)
def quick_key(monkeypatch, request):
    """The real derivation takes 50 ms on purpose."""
    if "TestEncryption" in request.node.nodeid:
        real = encryption.AESGCM
        monkeypatch.setattr(
            encryption, "_key", lambda passphrase, salt: real(hashlib.sha256(passphrase.encode() + salt).digest())
        )


def sealed(data, piece, passphrase="khóa"):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(encryption, "PIECE", piece)
        sink = BytesIO()
        writer = encryption.EncryptingWriter(sink, passphrase)
        for at in range(0, len(data), 77):
            writer.write(data[at : at + 77])
        writer.finish()
    return sink.getvalue()


def opened(sealed_bytes, piece, passphrase="khóa"):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(encryption, "PIECE", piece)
        source = BytesIO(sealed_bytes)
        if source.read(len(encryption.MAGIC)) != encryption.MAGIC:
            raise BackupError("Không phải bản sao lưu được mã hóa.")
        reader, out = encryption.DecryptingReader(source, passphrase), b""
        while data := reader.read(50):
            out += data
    return out


@given(ages=st.lists(st.integers(0, 900), max_size=60))
def test_what_is_kept(ages):
    today = date(2026, 11, 24)
    noon = datetime(2026, 11, 24, 12)  # noqa: DTZ001
    made = sorted({(noon - timedelta(days=age), str(age)) for age in ages}, reverse=True)
    stay = keeping.kept(made, today)
    assert {str(age) for age in ages if age < keeping.DAYS} <= stay
    assert not made or made[0][1] in stay
    assert all(age < keeping.MONTHS * 31 or str(age) == made[0][1] for age in ages if str(age) in stay)
    assert len(stay) <= keeping.DAYS + keeping.WEEKS + 1 + keeping.MONTHS + 1 + 1


def test_the_night_makes_one_archive_a_day_and_waits_after_a_failure(settings, tmp_path, monkeypatch):
    settings.BACKUP_DIR, made, now = str(tmp_path), [], {"hour": 0}

    def make():
        made.append(now["hour"])
        if now.get("fails"):
            raise BackupError("Không đủ chỗ.")
        path = tmp_path / f"kttt-2026112{now.get('day', 4)}-0{now['hour']}0000.backup"
        path.touch()
        return path, {}

    monkeypatch.setattr(keeping, "make", make)
    monkeypatch.setattr(keeping, "_last_try", None)
    monkeypatch.setattr(
        keeping.timezone,
        "localtime",
        lambda: datetime(2026, 11, 20 + now.get("day", 4), now["hour"], now.get("minute", 0)),  # noqa: DTZ001
    )
    keeping.make_nightly()
    assert made == [], "before the hour"
    now["hour"] = 2
    keeping.make_nightly()
    keeping.make_nightly()
    assert made == [2]
    now |= {"day": 5, "fails": True}
    with pytest.raises(BackupError):
        keeping.make_nightly()
    now["minute"] = 30
    keeping.make_nightly()
    assert made == [2, 2], "a failure is not repeated each minute"
    now |= {"hour": 3, "fails": False}
    keeping.make_nightly()
    keeping.make_nightly()
    assert made == [2, 2, 3]
    settings.BACKUP_DIR = ""
    now["day"] = 6
    keeping.make_nightly()
    assert made == [2, 2, 3]
