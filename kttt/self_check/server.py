"""Checks of the machine and of what runs on it. Each gives Lines; `thorough`: may take minutes."""

import contextlib
import datetime
import ipaddress
import socket
import ssl
from datetime import timedelta

from cryptography import x509
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kttt.backups import BackupError, archive
from kttt.mailing.models import UnsentMail
from kttt.mailing.queue import WAITS
from kttt.monitoring import days, gauges
from kttt.monitoring.models import Day
from kttt.self_check.lines import GREEN, RED, YELLOW, Line

GB, MB = 10**9, 10**6
DISK_RED, DISK_YELLOW = (300 * MB, 0.03), (GB, 0.10)  # free bytes, or share of the disk
BACKUP_YELLOW, BACKUP_RED = timedelta(hours=36), timedelta(days=4)
CERTIFICATE_YELLOW, CERTIFICATE_RED = 21, 7  # days; authorities' programs renew 30 days before the end
WORKER_LATE = timedelta(minutes=10)
ERRORS_RED = 50
CLOCK_OFF = timedelta(minutes=5)
# No clock of a machine that runs this release shows an earlier day.
RELEASED = datetime.date(2026, 11, 1)
OLDEST_POSTGRESQL = 14
PLACES = {"media": "tệp tải lên", "database": "cơ sở dữ liệu", "backups": "bản sao lưu"}


def in_words(size):
    """A number of bytes as people read it: "7,2 MB", "80,4 GB"."""
    amount, unit = (size / GB, "GB") if size >= GB else (size / MB, "MB")
    return f"{amount:.1f} {unit}".replace(".", ",")


def backup(thorough, **how):
    """The newest archive's age; thoroughly: whether every byte of it is as it was written."""
    title = "Sao lưu"
    if not settings.BACKUP_DIR:
        if not settings.PRODUCTION:
            return [Line("backup", title, GREEN, "Chạy thử nên không tự sao lưu.")]
        return [
            Line("backup", title, YELLOW, "Cổng không tự sao lưu.", "Đặt BACKUP_DIR trong /etc/kttt.env rồi chạy lại.")
        ]
    newest, advice = gauges.last_backup(), "Xem BACKUP_DIR còn chỗ và ghi được không, rồi chạy: manage.py backup"
    if not newest:
        return [Line("backup", title, RED, "Chưa có bản sao lưu nào.", advice)]
    made, path = newest
    words = f"Bản mới nhất lúc {timezone.localtime(made):%H:%M %d/%m/%Y}, {in_words(path.stat().st_size)}"
    age = timezone.now() - made
    if age > BACKUP_YELLOW:
        return [Line("backup", title, RED if age > BACKUP_RED else YELLOW, f"{words}: đã cũ.", advice)]
    if not thorough:
        return [Line("backup", title, GREEN, f"{words}.")]
    try:
        archive.compare(path, settings.BACKUP_KEY)
    except BackupError as error:
        return [Line("backup", title, RED, f"{words}. {error}", "Chạy lại: manage.py backup; giữ bản của ngày trước.")]
    return [Line("backup", title, GREEN, f"{words}, đã đọc lại và còn nguyên.")]


def disks(**how):
    """Room where the portal writes."""
    found = []
    for name, path in gauges.places().items():
        free, size = gauges.disk(path)
        level = GREEN
        for limit, (least, share) in ((YELLOW, DISK_YELLOW), (RED, DISK_RED)):
            if free < least or free < share * size:
                level = limit
        advice = "" if level == GREEN else "Xóa tệp không dùng, chép bớt bản sao lưu đi nơi khác, hoặc thêm ổ đĩa."
        words = f"Còn trống {in_words(free)} trên {in_words(size)}."
        found.append(Line(f"disk_{name}", f"Ổ đĩa chứa {PLACES[name]}", level, words, advice))
    return found


def public_name():
    """The portal's own name on the network, the first of ALLOWED_HOSTS that is one; None where there is none."""
    for name in settings.ALLOWED_HOSTS:
        with contextlib.suppress(ValueError):
            ipaddress.ip_address(name.strip("[]"))
            continue
        if "." in name.strip(".*") and "*" not in name and not name.startswith("."):
            return name
    return None


def certificate_end(name, address=("127.0.0.1", 443)):
    """When the certificate ends that this machine's TLS server shows for `name`; None where there is no such server."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection(address, timeout=5) as plain,
            context.wrap_socket(plain, server_hostname=name) as secured,
        ):
            shown = secured.getpeercert(binary_form=True)
    except OSError:
        return None
    return x509.load_der_x509_certificate(shown).not_valid_after_utc


def certificate(**how):
    """The end of the certificate that readers are shown."""
    title, name = "Chứng chỉ của tên miền", public_name()
    end = certificate_end(name) if name else None
    if end is None:
        return [Line("certificate", title, GREEN, "Máy này không tự giữ chứng chỉ nên không xem được ở đây.")]
    left = (end - timezone.now()).days
    level = RED if left < CERTIFICATE_RED else YELLOW if left < CERTIFICATE_YELLOW else GREEN
    advice = "" if level == GREEN else "Máy chủ TLS (Caddy) lẽ ra đã tự gia hạn: xem nhật ký của nó."
    words = f"{name}: đến {timezone.localtime(end):%d/%m/%Y}, còn {left} ngày."
    return [Line("certificate", title, level, words, advice)]


def worker(**how):
    """Whether the background worker lives."""
    return worker_line(days.last_minute())


def worker_line(last):
    """The line about a worker whose last minute was `last` (aware datetime or None)."""
    title = "Tiến trình nền"
    if last and timezone.now() - last < WORKER_LATE:
        return [Line("worker", title, GREEN, "Đang chạy.")]
    words = f"Không chạy từ {timezone.localtime(last):%H:%M %d/%m/%Y}." if last else "Chưa chạy lần nào."
    advice = "Thư, chỉ mục tìm kiếm, sao lưu đang chờ nó. Chạy lại: systemctl restart kttt"
    return [Line("worker", title, RED, words, advice)]


def tasks(**how):
    """Background work that was left lying or failed."""
    now = gauges.tasks()
    failed = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__gt=timezone.now() - timedelta(days=1)
    ).count()
    level = YELLOW if now["stuck"] or failed else GREEN
    at_work = now["waiting"] + now["running"]
    words = f"{at_work} việc đang làm hoặc chờ, {now['stuck']} việc kẹt quá một giờ, {failed} việc hỏng trong ngày."
    advice = "" if level == GREEN else "Mở lại mục đã gửi tệp và thử lại; nếu vẫn vậy: systemctl restart kttt"
    return [Line("tasks", "Hàng đợi", level, words, advice)]


def mail(**how):
    """Letters that cannot be sent."""
    title = "Thư báo"
    if not settings.EMAIL_URL:
        return [Line("mail", title, GREEN, "Cổng không gửi thư (chưa đặt EMAIL_URL).")]
    now = gauges.mails()
    tries = UnsentMail.objects.aggregate(most=Max("tries"))["most"] or 0
    level = RED if tries >= len(WAITS) else YELLOW if now["late"] else GREEN
    words = f"{now['waiting']} thư chờ gửi, {now['late']} thư gửi chưa được."
    advice = "" if level == GREEN else "Kiểm tra máy chủ thư và EMAIL_URL; thư chờ được gửi lại, nhiều nhất năm lần."
    return [Line("mail", title, level, words, advice)]


def errors(**how):
    """What went wrong unexpectedly, today and yesterday."""
    number = days.errors_lately(timezone.now())
    level = RED if number >= ERRORS_RED else YELLOW if number else GREEN
    advice = "" if level == GREEN else "Báo người phụ trách kỹ thuật xem nhật ký: journalctl -u kttt | grep ERROR"
    return [Line("errors", "Lỗi hôm nay và hôm qua", level, f"{number} lỗi." if number else "Không có lỗi.", advice)]


def migrations(**how):
    """Whether the database is that of this release."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return [Line("migrations", "Phiên bản cơ sở dữ liệu", GREEN, "Khớp với mã nguồn.")]
    words = f"Còn {len(missing)} bước cập nhật chưa chạy."
    return [Line("migrations", "Phiên bản cơ sở dữ liệu", RED, words, "Chạy: systemctl restart kttt")]


def clock(**how):
    """Whether this machine's clock can be right."""
    title, now, advice = "Đồng hồ máy chủ", timezone.now(), "Bật đồng bộ giờ: timedatectl set-ntp true"
    last = Day.objects.aggregate(last=Max("worker_at"))["last"]
    if timezone.localdate(now) < RELEASED or (last and last - now > CLOCK_OFF):
        words = f"Đồng hồ chỉ {timezone.localtime(now):%H:%M %d/%m/%Y}, chậm hơn việc đã ghi."
        return [Line("clock", title, RED, words, advice)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            off = abs(cursor.fetchone()[0] - timezone.now())
        if off > CLOCK_OFF:
            words = f"Lệch {int(off.total_seconds())} giây so với máy chủ cơ sở dữ liệu."
            return [Line("clock", title, YELLOW, words, advice)]
    return [Line("clock", title, GREEN, f"{timezone.localtime(now):%H:%M %d/%m/%Y}.")]


def database(thorough, **how):
    """Whether the database is whole (SQLite) or new enough (PostgreSQL)."""
    title, size = "Cơ sở dữ liệu", in_words(gauges.database_bytes())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0]) // 10000
            level = GREEN if version >= OLDEST_POSTGRESQL else YELLOW
            advice = "" if level == GREEN else "Lên kế hoạch nâng cấp PostgreSQL."
            return [Line("database", title, level, f"PostgreSQL {version}, {size}.", advice)]
        told = "ok"
        if thorough:
            cursor.execute("PRAGMA quick_check(1)")
            told = cursor.fetchone()[0]
    if told == "ok":
        words = f"SQLite, {size}{', còn nguyên vẹn' if thorough else ''}."
        return [Line("database", title, GREEN, words)]
    advice = "Dừng cổng, giữ lại tệp này, phục hồi bản sao lưu gần nhất: manage.py restore TỆP --replace"
    return [Line("database", title, RED, f"Tệp cơ sở dữ liệu bị hỏng: {told[:200]}", advice)]


CHECKS = (worker, backup, disks, database, migrations, clock, certificate, tasks, mail, errors)
