"""/metrics: figures for Prometheus, for who knows METRICS_TOKEN."""

import hmac

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.http import require_safe

from kttt.monitoring import days, gauges
from kttt.monitoring.counters import BUCKETS, CLASSES, KINDS, counters


@require_safe
def metrics(request):
    """Figures of all processes as text, for "Authorization: Bearer <METRICS_TOKEN>"; 404 without that setting."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponseForbidden("token\n", content_type="text/plain")
    lines = [*_of_requests(counters.totals()), *_of_moment()]
    return HttpResponse(
        "\n".join(lines) + "\n",
        content_type="text/plain; version=0.0.4; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def _of_requests(totals):
    yield "# TYPE kttt_requests_total counter"
    for kind in KINDS:
        for status in CLASSES:
            yield f'kttt_requests_total{{kind="{kind}",status="{status}"}} {totals["requests", kind, status]}'
    yield "# TYPE kttt_page_cache_hits_total counter"
    for kind in KINDS:
        yield f'kttt_page_cache_hits_total{{kind="{kind}"}} {totals["from_memory", kind]}'
    yield "# TYPE kttt_request_seconds histogram"
    for kind in KINDS:
        so_far = 0
        for bucket in (*BUCKETS, None):
            so_far += totals["took", kind, bucket]
            edge = "+Inf" if bucket is None else bucket
            yield f'kttt_request_seconds_bucket{{kind="{kind}",le="{edge}"}} {so_far}'
        yield f'kttt_request_seconds_sum{{kind="{kind}"}} {totals["microseconds", kind] / 1e6}'
        yield f'kttt_request_seconds_count{{kind="{kind}"}} {so_far}'
    yield "# TYPE kttt_errors_total counter"
    yield f"kttt_errors_total {totals['errors',]}"


def _of_moment():
    """Gauges; those that are rows are left out while the database is away, and kttt_database_up says so."""
    for name, path in gauges.places().items():
        free, size = gauges.disk(path)
        yield f'kttt_disk_free_bytes{{place="{name}"}} {free}'
        yield f'kttt_disk_size_bytes{{place="{name}"}} {size}'
    now, backup = timezone.now(), gauges.last_backup()
    if backup:
        yield f"kttt_last_backup_age_seconds {int((now - backup[0]).total_seconds())}"
    try:
        found = [f"kttt_database_bytes {gauges.database_bytes()}"]
        found += [f'kttt_tasks{{state="{state}"}} {number}' for state, number in gauges.tasks().items()]
        found += [f'kttt_mails{{state="{state}"}} {number}' for state, number in gauges.mails().items()]
        if worker := days.last_minute():
            found.append(f"kttt_worker_age_seconds {int((now - worker).total_seconds())}")
    except Error:
        yield "kttt_database_up 0"
    else:
        yield "kttt_database_up 1"
        yield from found
