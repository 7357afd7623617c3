"""The admin at /quan-tri/: Django's own, in the office's words, and the small requests of signed-in staff."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from kttt.outages import outage_of
from kttt.revision_pages import VersionedAdmin, change_log


class PortalAdminConfig(AdminConfig):
    """Makes `PortalAdminSite` the site that every admin.py registers with."""

    default_site = "kttt.admin_site.PortalAdminSite"


class PortalAdminSite(AdminSite):
    """The admin's titles, its log of changes, and its two requests without a page."""

    site_title = "Quản trị cổng thông tin"
    site_header = "Liên minh Hợp tác xã tỉnh Lai Châu"
    index_title = "Bàn làm việc"

    def get_urls(self):
        own = [
            path("phien/gia-han/", self.admin_view(require_POST(renew_session)), name="renew_session"),
            path("nhat-ky/", self.admin_view(change_log), name="change_log"),
            path("anh/tai-len/", self.admin_view(require_POST(upload_picture)), name="upload_picture"),
        ]
        return own + super().get_urls()


def renew_session(request):
    """Starts the idle time of a signed-in member of staff anew; JSON {"seconds": until the session ends}."""
    request.session.modified = True
    return JsonResponse({"seconds": request.session.get_expiry_age()})


def upload_picture(request):
    """Takes a picture from the editor (field `upload`), makes it fit for the web; JSON {"url"} or {"error"}."""
    from kttt.library.gathering import remember
    from kttt.library.replacing import store

    if not request.user.has_perm("news.add_article") and not request.user.has_perm("pages.change_page"):
        return JsonResponse({"error": {"message": "Bạn không có quyền tải ảnh lên."}}, status=403)
    upload = request.FILES.get("upload")
    try:
        if upload is None:
            raise ValidationError("Không nhận được ảnh nào.")
        name = store(upload)
    except ValidationError as error:
        return JsonResponse({"error": {"message": " ".join(error.messages)}}, status=400)
    except OSError as error:
        outage = outage_of(error)
        if not outage:
            raise
        return JsonResponse({"error": {"message": f"{outage.words} {outage.advice}"}}, status=503)
    remember(name, upload.name, request.user)
    return JsonResponse({"url": default_storage.url(name)})


class FoldedSearchAdmin(VersionedAdmin):
    """A list whose search box finds without diacritics, in the model's `folded` column."""

    search_fields = ("folded",)
    list_per_page = 50

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False


class AuthoredAdmin(FoldedSearchAdmin):
    """Remembers who made a row."""

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
