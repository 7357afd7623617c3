"""Whether the process lives and whether it can serve."""

from django.db import Error, connection
from django.http import HttpResponse

NO_STORE = {"Cache-Control": "no-store"}


def healthz(request):
    """/healthz: 200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain", headers=NO_STORE)


def readyz(request):
    """/readyz: 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error:
        return HttpResponse("database\n", status=503, content_type="text/plain", headers=NO_STORE)
    return HttpResponse("ok\n", content_type="text/plain", headers=NO_STORE)
