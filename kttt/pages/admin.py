"""Pages, menu, banners and the office's own data."""

from django.contrib import admin

from kttt.admin_site import AuthoredAdmin
from kttt.editor import EditorMixin
from kttt.pages.models import Banner, Department, MenuItem, Page, SiteSettings


@admin.register(Page)
class PageAdmin(EditorMixin, AuthoredAdmin):
    """Trang."""

    list_display = ("title", "slug", "parent", "state")
    list_filter = ("state",)
    fields = ("title", "slug", "parent", "body", "state", "publish_from", "publish_until")


@admin.register(MenuItem)
class MenuItemAdmin(admin.ModelAdmin):
    """Menu."""

    list_display = ("title", "address", "parent", "position")
    list_editable = ("position",)
    list_select_related = ("parent",)


@admin.register(Banner)
class BannerAdmin(admin.ModelAdmin):
    """Banner."""

    list_display = ("title", "place", "position", "show_from", "show_until")
    list_filter = ("place",)
    list_editable = ("position",)


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """Phòng, ban."""

    list_display = ("name", "duties", "phone", "email", "position", "active")
    list_editable = ("position",)


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """Thông tin cơ quan: one row."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False
