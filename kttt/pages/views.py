"""Static pages with their files, the way out through a banner, and the site's icon."""

import logging

from django.db import DatabaseError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from kttt.downloads import hand_out
from kttt.pages.models import Banner, Page, PageFile, SiteSettings
from kttt.pages.office import structure
from kttt.visits import recording
from kttt.visits.reading import with_counts

logger = logging.getLogger(__name__)


def page(request, slug):
    """/trang/<slug>/"""
    found = get_object_or_404(Page.objects.published().select_related("parent"), slug=slug)
    parent = found.parent if found.parent and found.parent.is_published() else None
    with_counts([found], "page")
    context = {
        "page": found,
        "children": found.children.published(),
        "files": found.files.select_related("page"),
        "counted": {"subject": "page", "id": found.pk},
        "edit_url": "pages_page_change",
        "breadcrumbs": [*([(parent.title, parent.get_absolute_url())] if parent else []), (found.title, None)],
    }
    if found.kind in (Page.Kind.STRUCTURE, Page.Kind.DIRECTORY):
        context["leaders"], context["departments"] = structure()
    return render(request, "pages/page.html", context)


@require_safe
def page_file(request, slug, pk):
    """/trang/<slug>/tep/<id>/: a form, for whom its page is published; another slug leads to the right address."""
    found = get_object_or_404(PageFile.objects.select_related("page"), pk=pk, page__in=Page.objects.published())
    if slug != found.page.slug:
        return redirect(found, permanent=True)
    return hand_out(request, found, "page", found.page_id)


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


@require_safe
def favicon(request):
    """/favicon.ico, which browsers ask for by themselves: the office's emblem, else the portal's own."""
    logo = SiteSettings.current().logo
    response = redirect(logo.url if logo else static("img/icon-180.png"))
    response["Cache-Control"] = "public, max-age=86400"
    return response
