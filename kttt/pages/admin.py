"""Pages, menu, banners and the office's own data."""

from django.contrib import admin

from kttt.admin_site import AuthoredAdmin
from kttt.allowed_files import AllowedFileForm
from kttt.editor import EditorMixin
from kttt.pages.models import (
    Banner,
    Department,
    Link,
    LinkGroup,
    MenuItem,
    Notice,
    OfficeMember,
    Page,
    PageFile,
    SiteSettings,
)
from kttt.pages.office import forget_portraits
from kttt.revision_pages import VersionedAdmin
from kttt.visits import reading


class PageFileInline(admin.TabularInline):
    """Biểu mẫu của trang."""

    model = PageFile
    form = AllowedFileForm
    fields = ("file", "title", "position")
    extra = 1


@admin.register(Page)
class PageAdmin(EditorMixin, AuthoredAdmin):
    """Trang."""

    list_display = ("title", "kind", "slug", "parent", "state")
    list_filter = ("kind", "state")
    list_select_related = ("parent",)
    fields = ("title", "slug", "kind", "parent", "summary", "body", "state", "publish_from", "publish_until")
    inlines = [PageFileInline]


@admin.register(MenuItem)
class MenuItemAdmin(VersionedAdmin):
    """Menu."""

    list_display = ("title", "address", "parent", "position")
    list_editable = ("position",)
    list_select_related = ("parent",)


@admin.register(Banner)
class BannerAdmin(VersionedAdmin):
    """Banner."""

    list_display = ("title", "place", "position", "show_from", "show_until", "clicks")
    list_filter = ("place",)
    list_editable = ("position",)
    fields = ("title", "picture", "alt", "address", "place", "position", "show_from", "show_until")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(click_count=reading.count_of("banner", "click"))

    @admin.display(description="lượt bấm", ordering="click_count")
    def clicks(self, banner):
        return banner.click_count


class LinkInline(admin.TabularInline):
    """Liên kết của một nhóm."""

    model = Link
    extra = 1


@admin.register(LinkGroup)
class LinkGroupAdmin(VersionedAdmin):
    """Liên kết, theo nhóm."""

    list_display = ("title", "place", "position")
    list_editable = ("position",)
    inlines = [LinkInline]


@admin.register(Notice)
class NoticeAdmin(VersionedAdmin):
    """Thông báo dưới đầu trang."""

    list_display = ("text", "level", "show_from", "show_until")
    list_filter = ("level",)
    fields = ("text", "address", "level", "show_from", "show_until")


@admin.register(Department)
class DepartmentAdmin(VersionedAdmin):
    """Phòng, ban."""

    list_display = ("name", "duties", "phone", "email", "position", "active")
    list_editable = ("position",)


@admin.register(OfficeMember)
class OfficeMemberAdmin(VersionedAdmin):
    """Cán bộ trong cơ cấu và danh bạ."""

    list_display = ("name", "post", "department", "phone", "contact_shown", "shown", "position")
    list_editable = ("position",)
    list_filter = ("department", "shown", "contact_shown")
    list_select_related = ("department",)
    fieldsets = (
        (None, {"fields": ("name", "post", "department", "position", "shown")}),
        ("Liên hệ và ảnh", {"fields": ("phone", "email", "contact_shown", "picture")}),
    )

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "picture" in form.changed_data:
            forget_portraits([getattr(form.initial.get("picture"), "name", "")])

    def delete_model(self, request, obj):
        forget_portraits([obj.picture.name])
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        forget_portraits(queryset.values_list("picture", flat=True))
        super().delete_queryset(request, queryset)


@admin.register(SiteSettings)
class SiteSettingsAdmin(VersionedAdmin):
    """Thông tin cơ quan: one row."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False
