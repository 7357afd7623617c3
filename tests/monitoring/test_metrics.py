"""Figures for a monitor: right over all processes, for who knows the token."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from kttt.mailing.models import UnsentMail
from kttt.monitoring import days, gauges, metrics
from kttt.monitoring.counters import Counters
from kttt.monitoring.models import Day


@pytest.fixture
def counted(monkeypatch, tmp_path):
    """The counters of two processes that share a folder; the page asks the second."""
    made = [Counters(tmp_path), Counters(tmp_path)]
    for module in (metrics, days):
        monkeypatch.setattr(module, "counters", made[1])
    monkeypatch.setattr(days, "_errors_added", 0)
    return made


def figures(client, token="t" * 20):
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.django_db
def test_without_the_setting_there_is_no_such_page_and_without_the_token_no_figure(client, settings):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = "t" * 20
    for said in ({}, {"Authorization": "Bearer no"}, {"Authorization": "Bearer đ"}, {"Authorization": "t" * 20}):
        answer = client.get("/metrics", headers=said)
        assert answer.status_code == 403 and answer.content == b"token\n"


@pytest.mark.django_db
def test_figures_are_sums_over_processes_the_gone_ones_too(client, settings, counted):
    settings.METRICS_TOKEN = "t" * 20
    for one, times in zip(counted, (2, 3), strict=True):
        for _ in range(times):
            one.add(
                (("requests", "news", "2xx"), 1), (("took", "news", 0.1), 1), (("took", "news", None), 1),
                (("microseconds", "news"), 250_000), (("from_memory", "news"), 1), (("errors",), 1),
            )  # fmt: skip
    del counted[0]
    found = figures(client)
    assert found['kttt_requests_total{kind="news",status="2xx"}'] == 5
    assert found['kttt_page_cache_hits_total{kind="news"}'] == found["kttt_errors_total"] == 5
    buckets = [found[f'kttt_request_seconds_bucket{{kind="news",le="{edge}"}}'] for edge in (0.05, 0.1, 10.0, "+Inf")]
    assert buckets == [0, 5, 5, 10]
    assert found['kttt_request_seconds_sum{kind="news"}'] == 1.25
    assert found["kttt_database_up"] == 1 and found["kttt_database_bytes"] > 10_000
    assert found['kttt_disk_free_bytes{place="media"}'] > 0


@pytest.mark.django_db
def test_queues_mails_backups_and_the_worker_are_told(client, settings, counted, tmp_path):
    settings.METRICS_TOKEN = "t" * 20
    settings.BACKUP_DIR = str(tmp_path / "backups")
    (tmp_path / "backups").mkdir()
    made = timezone.localtime() - timedelta(hours=2)
    (tmp_path / "backups" / f"kttt-{made:%Y%m%d-%H%M%S}.backup").write_bytes(b"")
    UnsentMail.objects.create(kind="x", object_id=1, site="https://a/", tries=2)
    UnsentMail.objects.create(kind="x", object_id=2, site="https://a/")
    days.note_minute()
    found = figures(client)
    assert found['kttt_mails{state="waiting"}'] == 2 and found['kttt_mails{state="late"}'] == 1
    assert found['kttt_tasks{state="waiting"}'] == found['kttt_tasks{state="stuck"}'] == 0
    assert 7199 <= found["kttt_last_backup_age_seconds"] < 7300
    assert 0 <= found["kttt_worker_age_seconds"] < 60


@pytest.mark.django_db
def test_without_a_database_the_figures_say_so(client, settings, counted, monkeypatch):
    def gone():
        raise OperationalError("refused")

    settings.METRICS_TOKEN = "t" * 20
    monkeypatch.setattr(gauges, "database_bytes", gone)
    found = figures(client)
    assert found["kttt_database_up"] == 0 and found["kttt_errors_total"] == 0
    assert "kttt_database_bytes" not in found


@pytest.mark.django_db
def test_errors_of_all_processes_are_added_to_the_day_once_and_old_days_go(counted):
    old = Day.objects.create(day=timezone.localdate() - timedelta(days=61), errors=9)
    for one in counted:
        one.add((("errors",), 2))
    days.note_minute()
    days.note_minute()
    counted[0].add((("errors",), 1))
    days.note_minute()
    [today] = Day.objects.all()
    assert today.errors == days.errors_lately(timezone.now()) == 5 and today.day != old.day
    assert timezone.now() - days.last_minute() < timedelta(minutes=1)
