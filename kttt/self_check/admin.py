""" "Tình trạng hệ thống" in the admin: the lines of the last check, and a button for another one."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from kttt.monitoring.models import Day
from kttt.self_check import daily
from kttt.self_check.lines import LEVELS, WORDS

DAYS_SHOWN = 14


@admin.register(Day)
class DayAdmin(admin.ModelAdmin):
    """No list and no form: the page of the last check stands where the list would."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        check = self.admin_site.admin_view(require_POST(self.check_view))
        return [path("kiem-tra/", check, name="monitoring_check_now"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """The last check's lines, the worst first, and the errors of the last days."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        lines, checked_at = daily.latest()
        context = {
            **self.admin_site.each_context(request),
            "title": "Tình trạng hệ thống",
            "opts": self.opts,
            "lines": [(line, WORDS[line.level]) for line in sorted(lines, key=lambda line: -LEVELS.index(line.level))],
            "checked_at": checked_at,
            "days": Day.objects.all()[:DAYS_SHOWN],
        }
        return render(request, "admin/self_check/condition.html", context)

    def check_view(self, request):
        """POST: checks now, then shows what was found."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        daily.check_now()
        self.message_user(request, "Đã kiểm tra lại.")
        return HttpResponseRedirect(reverse("admin:monitoring_day_changelist"))
