"""What readers searched and did not find."""

from django.contrib import admin

from kttt.searching.models import MissedQuery


@admin.register(MissedQuery)
class MissedQueryAdmin(admin.ModelAdmin):
    """Từ khóa không tìm thấy: counted by the site, never typed in."""

    list_display = ("query", "times", "last_at")
    search_fields = ("query",)
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
