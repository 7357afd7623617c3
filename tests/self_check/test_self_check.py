"""What the portal finds out about itself: each fault is told at its level with what to do, none keeps another back."""

import datetime
import json
import os
import ssl
import threading
import time
from datetime import timedelta
from io import StringIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cooperatives.models import Organization
from kttt.backups import keeping
from kttt.mailing import queue
from kttt.mailing.models import UnsentMail
from kttt.monitoring.models import Day
from kttt.pages.models import SiteSettings
from kttt.private_files import private_storage
from kttt.searching.models import Entry
from kttt.searching.refreshing import refresh_all
from kttt.self_check import contents, daily, server
from kttt.self_check.lines import GREEN, RED, YELLOW, Line, run, worst
from tests import factories

pytestmark = pytest.mark.django_db


def only(lines):
    """The one Line; what is not green says what to do."""
    [line] = lines
    assert bool(line.advice) == (line.level != GREEN), line
    return line


def level(check, thorough=True):
    return only(check(thorough=thorough)).level


def test_backups_are_missed_old_and_broken_ones_told(settings, tmp_path):
    settings.PRODUCTION, settings.BACKUP_DIR = True, ""
    assert level(server.backup) == YELLOW
    settings.BACKUP_DIR = str(tmp_path / "backups")
    assert "Chưa có bản" in only(server.backup(thorough=True)).words and level(server.backup) == RED
    path, _manifest = keeping.make()
    line = only(server.backup(thorough=True))
    assert line.level == GREEN and "còn nguyên" in line.words
    data = bytearray(path.read_bytes())
    # Not one bit: where a run of zeros is packed, another distance gives the same bytes.
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    path.write_bytes(data)
    assert level(server.backup) == RED and level(server.backup, thorough=False) == GREEN
    for age, wanted in ((timedelta(days=2), YELLOW), (timedelta(days=5), RED)):
        path = path.rename(path.with_name(f"kttt-{timezone.localtime() - age:%Y%m%d-%H%M%S}.backup"))
        assert level(server.backup) == wanted


@pytest.mark.parametrize(
    ("free", "size", "wanted"), [(50e9, 100e9, GREEN), (5e9, 100e9, YELLOW), (2e9, 100e9, RED), (2e8, 1e9, RED)]
)
def test_a_disk_that_gets_full_is_told(monkeypatch, free, size, wanted):
    monkeypatch.setattr(server.gauges, "disk", lambda path: (int(free), int(size)))
    assert {line.level for line in server.disks()} == {wanted}
    assert all(bool(line.advice) == (wanted != GREEN) for line in server.disks())


def test_sizes_are_written_as_people_read_them():
    assert (server.in_words(7_240_000), server.in_words(80_400_000_000)) == ("7,2 MB", "80,4 GB")


def certificate_file(folder, ends):
    """A certificate and key for portal.example.vn that end at `ends`, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portal.example.vn")])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), 1, ends - timedelta(days=90), ends
    ).sign(key, hashes.SHA256())  # fmt: skip
    file = folder / "both.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


def test_the_certificate_is_read_from_a_real_server_on_this_machine(tmp_path):
    import socket

    ends = (timezone.now() + timedelta(days=12)).replace(microsecond=0)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file(tmp_path, ends))
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        near, _address = listener.accept()
        with context.wrap_socket(near, server_side=True) as secured:
            secured.recv(1)

    thread = threading.Thread(target=serve)
    thread.start()
    address = listener.getsockname()
    assert server.certificate_end("portal.example.vn", address) == ends
    thread.join(5)
    listener.close()
    assert server.certificate_end("portal.example.vn", address) is None


@pytest.mark.parametrize(("days", "wanted"), [(60, GREEN), (20, YELLOW), (6, RED), (-1, RED)])
def test_a_certificate_that_ends_is_told_in_time(monkeypatch, settings, days, wanted):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", ".example.vn", "portal.example.vn"]
    monkeypatch.setattr(server, "certificate_end", lambda name: timezone.now() + timedelta(days=days, hours=1))
    line = only(server.certificate())
    assert line.level == wanted and line.words.startswith("portal.example.vn:")
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "*"]
    assert level(server.certificate) == GREEN


def test_a_worker_that_is_gone_tasks_that_stick_and_mail_that_stays_are_told(settings):
    now = timezone.now()
    assert level(server.worker) == RED
    day = Day.objects.create(day=timezone.localdate(), worker_at=now)
    assert level(server.worker) == GREEN
    Day.objects.update(worker_at=now - timedelta(minutes=11))
    assert level(server.worker) == RED and "systemctl" in only(server.worker()).advice
    assert level(server.errors) == GREEN
    for number, wanted in ((1, YELLOW), (50, RED)):
        Day.objects.filter(pk=day.pk).update(errors=number)
        assert level(server.errors) == wanted
    assert level(server.tasks) == GREEN
    task = {"task_path": "x.y", "args_kwargs": {}, "backend_name": "default", "priority": 0}
    stuck = DBTaskResult.objects.create(status="RUNNING", started_at=now - timedelta(hours=2), **task)
    assert level(server.tasks) == YELLOW
    stuck.delete()
    settings.EMAIL_URL = "smtp://127.0.0.1"
    assert level(server.mail) == GREEN
    waits = UnsentMail.objects.create(kind="x", object_id=1, site="https://a/")
    for tries, wanted in ((0, GREEN), (1, YELLOW), (4, RED)):
        UnsentMail.objects.filter(pk=waits.pk).update(tries=tries)
        assert level(server.mail) == wanted
    settings.EMAIL_URL = ""
    assert level(server.mail) == GREEN


def test_a_clock_that_went_back_is_told(monkeypatch):
    assert level(server.clock) == GREEN
    now = timezone.now()
    Day.objects.create(day=timezone.localdate(), worker_at=now)
    monkeypatch.setattr(server.timezone, "now", lambda: now - timedelta(hours=3))
    assert level(server.clock) == RED
    monkeypatch.setattr(server.timezone, "now", lambda: datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    assert level(server.clock) == RED


def test_the_database_is_looked_at_and_a_missing_migration_told(monkeypatch):
    line = only(server.database(thorough=True))
    assert line.level == GREEN and line.words.startswith(
        {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    )
    assert level(server.migrations) == GREEN
    monkeypatch.setattr(server.MigrationExecutor, "migration_plan", lambda *a: ["one"])
    assert level(server.migrations) == RED


def test_lost_files_and_files_that_nothing_names_are_told(settings):
    assert level(contents.stored_files) == GREEN
    file = factories.document_file(factories.document())
    young = private_storage().save("documents/2026/young.pdf", ContentFile(b"x"))
    assert level(contents.stored_files) == GREEN
    long_ago = time.time() - 3 * 24 * 3600
    os.utime(private_storage().path(young), (long_ago, long_ago))
    line = only(contents.stored_files(thorough=True))
    assert line.level == YELLOW and "private/documents/2026/young.pdf" in line.words
    private_storage().delete(young)
    private_storage().delete(file.file.name)
    line = only(contents.stored_files(thorough=True))
    assert line.level == RED and "1 tệp" in line.words


def test_what_was_written_past_the_portal_is_told_and_left_as_it_is():
    factories.article("Chè Tam Đường")
    factories.document()
    refresh_all()
    assert {line.level for line in contents.computed(thorough=True)} == {GREEN}
    Entry.objects.filter(kind="article").update(title="Sai")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE documents_document SET ended_on = '2020-01-01'")
    Organization.objects.create(form="cooperative", name="HTX Không ghi nhận", status="active")
    found = {line.key: line for line in contents.computed(thorough=True)}
    assert {key: line.level for key, line in found.items()} == dict.fromkeys(("search", "registry", "validity"), YELLOW)
    assert "rebuild_validity" in found["validity"].advice
    assert Entry.objects.get(kind="article").title == "Sai" and Organization.objects.count() == 1


def test_late_questions_and_articles_on_their_way_are_counted():
    assert level(contents.questions) == GREEN
    factories.question(due_on=datetime.date(2020, 1, 1))
    assert level(contents.questions) == YELLOW
    now = timezone.now()
    factories.article("Hẹn giờ", publish_from=now + timedelta(days=2))
    factories.article("Sắp hết", publish_until=now + timedelta(days=2))
    assert only(contents.articles()).words.startswith("Trong 7 ngày tới 1 bài hẹn giờ sẽ đăng, 1 bài sẽ hết hạn")


def test_a_check_that_fails_says_so_and_keeps_no_other_back(caplog):
    def mail(**how):
        raise ValueError("secret words")

    def tasks(**how):
        raise OperationalError("connection refused")

    found = run([mail, tasks, lambda **how: [Line("a", "A", GREEN, "Tốt.")]], thorough=True)
    assert [(line.title, line.level) for line in found] == [("Thư báo", YELLOW), ("Hàng đợi", RED), ("A", GREEN)]
    assert "secret" not in found[0].words and worst(found) == RED and worst([]) == GREEN
    assert "mail" in caplog.text and "Cơ sở dữ liệu chưa trả lời" in found[1].words


@pytest.fixture
def at(monkeypatch):
    """Moves the clock to an hour of today."""

    def move(hour):
        moment = timezone.localtime().replace(hour=hour, minute=30)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return move


def checks_of(monkeypatch, *levels):
    ran = []

    def check(**how):
        ran.append(1)
        return [
            Line(str(n), f"Việc {n}", one, "Lời.", "" if one == GREEN else "Làm đi.") for n, one in enumerate(levels)
        ]

    monkeypatch.setattr(daily, "CHECKS", (check,))
    return ran


def test_once_a_day_after_five_and_the_office_gets_a_letter_only_when_something_is_red(at, monkeypatch, settings):
    settings.EMAIL_URL, settings.ALLOWED_HOSTS = "smtp://127.0.0.1", ["portal.example.vn"]
    SiteSettings.objects.update_or_create(pk=1, defaults={"email": "vanphong@example.vn"})
    ran = checks_of(monkeypatch, GREEN, YELLOW, RED)
    at(4)
    daily.check_once_a_day()
    assert not ran
    at(5)
    daily.check_once_a_day()
    daily.check_once_a_day()
    assert len(ran) == 1
    UnsentMail.objects.update(due_at=timezone.now())
    queue.send_due()
    [letter] = mail.outbox
    assert letter.to == ["vanphong@example.vn"] and "Phải xử lý: Việc 2" in letter.body and "Việc 0" not in letter.body
    assert f"https://portal.example.vn{reverse('admin:monitoring_day_changelist')}" in letter.body
    Day.objects.all().delete()
    checks_of(monkeypatch, GREEN, YELLOW)
    daily.check_once_a_day()
    assert not UnsentMail.objects.exists()


def test_the_office_sees_the_lines_the_worst_first_and_may_check_now(client, monkeypatch):
    client.force_login(factories.staff(group="Quản trị"))
    address = reverse("admin:monitoring_day_changelist")
    assert "chưa có lần nào" in client.get(address).content.decode()
    Day.objects.create(day=timezone.localdate(), worker_at=timezone.now())
    ran = checks_of(monkeypatch, GREEN, YELLOW, RED)
    page = client.post(reverse("admin:monitoring_check_now"), follow=True).content.decode()
    assert len(ran) == 1 and page.index("Việc 2") < page.index("Việc 1") < page.index("Việc 0")
    assert "Tiến trình nền" in page and "Việc cần làm: Làm đi." in page
    first = client.get("/quan-tri/").content.decode()
    assert "<strong>2</strong> việc của máy chủ cần xem" in first and f'href="{address}"' in first
    Day.objects.update(worker_at=timezone.now() - timedelta(hours=1))
    assert "<strong>3</strong> việc của máy chủ cần xem" in client.get("/quan-tri/").content.decode()
    assert client.get(reverse("admin:monitoring_check_now")).status_code == 405


@pytest.mark.parametrize("role", ["Biên tập", "Văn thư", "Lãnh đạo duyệt"])
def test_others_do_not_see_it(client, role):
    Day.objects.create(day=timezone.localdate(), checked_at=timezone.now(), lines=[])
    client.force_login(factories.staff(group=role))
    assert client.get(reverse("admin:monitoring_day_changelist")).status_code == 403
    assert client.post(reverse("admin:monitoring_check_now")).status_code == 403


@pytest.mark.parametrize(("levels", "code"), [((GREEN,), 0), ((GREEN, YELLOW), 1), ((RED, YELLOW), 2)])
def test_the_command_tells_a_monitor(monkeypatch, levels, code):
    monkeypatch.setattr("kttt.self_check.management.commands.check_portal.CHECKS", ())
    checks_of(monkeypatch, *levels)
    monkeypatch.setattr("kttt.self_check.management.commands.check_portal.CHECKS", daily.CHECKS)
    for options in ({}, {"json": True}):
        out, ended = StringIO(), 0
        try:
            call_command("check_portal", stdout=out, **options)
        except SystemExit as error:
            ended = error.code
        assert ended == code
    assert [line["level"] for line in json.loads(out.getvalue())["lines"]] == list(levels)


def test_all_real_checks_run():
    Day.objects.create(day=timezone.localdate(), worker_at=timezone.now())
    found = daily.check_now()
    assert len(found) >= 15 and not [line for line in found if "Không kiểm tra được" in line.words]
    assert Day.objects.get().lines == daily.as_json(found)
    assert len(daily.latest()[0]) == len(found)
