"""Once a day: all checks, their lines kept, the office told by mail when something is red."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from kttt.mailing import queue
from kttt.monitoring.models import Day
from kttt.pages.models import SiteSettings
from kttt.self_check import contents, server
from kttt.self_check.lines import GREEN, RED, WORDS, as_json, from_json, run, worst

LETTER = "self_check"
# Local hour from which on the day's check is made: after the night's backup, before the office opens.
HOUR = 5
CHECKS = (*server.CHECKS, *contents.CHECKS)


def check_now(thorough=True):
    """Runs all checks and keeps their lines as today's; gives them."""
    lines = run(CHECKS, thorough=thorough)
    Day.objects.update_or_create(
        day=timezone.localdate(), defaults={"lines": as_json(lines), "checked_at": timezone.now()}
    )
    return lines


def check_once_a_day():
    """Job of the schedule."""
    now = timezone.localtime()
    if now.hour < HOUR:
        return
    day, _made = Day.objects.get_or_create(day=now.date())
    # Set before it begins: a check that kills its process must not be begun each minute.
    if not Day.objects.filter(pk=day.pk, checked_at=None).update(checked_at=now):
        return
    if worst(check_now()) == RED and _to() and server.public_name():
        queue.put(LETTER, day.pk, f"https://{server.public_name()}/")


def latest():
    """(Lines of the last check, with the worker's as it is now, moment of the check); ([], None) before the first."""
    days = list(Day.objects.all()[:3])
    checked = next((day for day in days if day.checked_at and day.lines), None)
    if checked is None:
        return [], None
    lines = [line for line in from_json(checked.lines) if line.key != "worker"]
    last = max((day.worker_at for day in days if day.worker_at), default=None)
    return [*server.worker_line(last), *lines], checked.checked_at


def _to():
    return SiteSettings.current().email


def letter(pk, site):
    """What is red and yellow, to the office's own address; None where it has none or nothing is wrong any more."""
    day, to = Day.objects.filter(pk=pk).first(), _to()
    lines = from_json(day.lines) if day else []
    if not to or worst(lines) != RED or timezone.localdate() - day.day > timedelta(days=1):
        return None
    told = [
        f"- {WORDS[line.level]}: {line.title}. {line.words}\n  Việc cần làm: {line.advice}"
        for line in lines
        if line.level != GREEN
    ]
    body = "\n".join([
        f"Cổng thông tin tự kiểm tra ngày {day.day:%d/%m/%Y} và thấy:", "", *told, "",
        f"Xem đầy đủ: {site}{reverse('admin:monitoring_day_changelist')}",
    ])  # fmt: skip
    return EmailMessage(
        "Cổng thông tin có việc phải xử lý", body, settings.DEFAULT_FROM_EMAIL, [to],
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip
