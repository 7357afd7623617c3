"""The small request with which a page reports that it was read."""

import base64
import logging

from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kttt.visits import recording

logger = logging.getLogger(__name__)
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def count_view(request):
    """POST (script) or GET (the picture for browsers without script) with `subject` and `id`, or neither.

    Counts a view of the thing and the visitor of the day; sets no cookie; answers the same whether it counted or not.
    """
    said = request.POST if request.method == "POST" else request.GET
    subject, object_id = said.get("subject"), said.get("id", "")
    foreign = request.headers.get("Sec-Fetch-Site") == "cross-site"
    try:
        if not foreign and recording.is_reader(request):
            if subject and object_id.isdecimal() and len(object_id) < 18:
                if recording.is_countable(subject, int(object_id)):
                    recording.record_page(request, subject, int(object_id))
            elif not subject:
                recording.record_page(request)
    except DatabaseError:
        # Counting must never break a page.
        logger.exception("A page view was not counted")
        return HttpResponse(status=503)
    posted = request.method == "POST"
    response = HttpResponse(status=204) if posted else HttpResponse(PIXEL, content_type="image/gif")
    response["Cache-Control"] = "no-store"
    return response
