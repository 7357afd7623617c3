"""What lets a reader install the portal and open without a network what was read before (static/js/keep-pages.js)."""

from django.http import JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from kttt.pages.models import SiteSettings


@require_safe
def service_worker(request):
    """/sw.js: names the files that the page without a network needs, so it changes when one of them does."""
    scripts = ("js/portal.js", "js/reading-settings.js", "js/saved-pages.js")
    needed = [reverse("offline"), *map(static, ("css/portal.css", *scripts))]
    context = {"needed": needed, "static_url": static(""), "offline": needed[0]}
    response = render(request, "service_worker.js", context, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def offline(request):
    """/ngoai-tuyen/: what stands in for a page that needs the network; lists what was read on this device."""
    return render(request, "offline.html", {"breadcrumbs": [("Trang đã lưu", None)]})


@require_safe
def manifest(request):
    """/manifest.webmanifest: the portal as a phone installs it."""
    site = SiteSettings.current()
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (180, 512)
    ]
    told = {
        "name": site.name, "short_name": "Liên minh HTX", "description": site.slogan, "lang": "vi", "id": "/",
        "start_url": reverse("home"), "scope": "/", "display": "minimal-ui", "background_color": "#fbf7ee",
        "theme_color": "#123d29", "icons": icons,
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
