"""Static pages, and the way out through a banner."""

import logging

from django.db import DatabaseError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kttt.pages.models import Banner, Page
from kttt.visits import recording

logger = logging.getLogger(__name__)


def page(request, slug):
    """/trang/<slug>/"""
    found = get_object_or_404(Page.objects.published().select_related("parent"), slug=slug)
    parent = found.parent if found.parent and found.parent.is_published() else None
    context = {
        "page": found,
        "children": found.children.published(),
        "counted": {"subject": "page", "id": found.pk},
        "edit_url": "pages_page_change",
        "breadcrumbs": [*([(parent.title, parent.get_absolute_url())] if parent else []), (found.title, None)],
    }
    return render(request, "pages/page.html", context)


@require_safe
def follow_banner(request, pk):
    """/di/<id>/: sends a reader to where the banner leads, and counts it. No address comes from the request."""
    found = get_object_or_404(Banner.objects.published().exclude(address=""), pk=pk)
    foreign = request.headers.get("Sec-Fetch-Site") == "cross-site"
    if request.method == "GET" and not foreign and recording.is_reader(request):
        try:
            recording.add("banner", found.pk, recording.Click)
        except DatabaseError:
            # Counting must never keep a reader from the page.
            logger.exception("A click was not counted")
    response = HttpResponseRedirect(found.address)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response
