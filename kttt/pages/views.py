"""Static pages."""

from django.shortcuts import get_object_or_404, render

from kttt.pages.models import Page


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
