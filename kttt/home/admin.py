"""Which blocks the home page has: turn on and off, put in order, name."""

from django.contrib import admin

from kttt.home.models import HomeBlock
from kttt.revision_pages import VersionedAdmin


@admin.register(HomeBlock)
class HomeBlockAdmin(VersionedAdmin):
    """Khối trang chủ: the rows are fixed, one of each kind."""

    list_display = ("kind", "shown", "position", "heading")
    list_editable = ("shown", "position", "heading")
    fields = ("kind", "heading", "position", "shown")
    readonly_fields = ("kind",)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
