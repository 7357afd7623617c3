"""The table by which cooperatives are called small, medium-sized or large."""

from django.contrib import admin

from cooperatives.models import SizeThreshold
from kttt.revision_pages import VersionedAdmin


@admin.register(SizeThreshold)
class SizeThresholdAdmin(VersionedAdmin):
    """Ngưỡng quy mô; a change counts at once on the public lists."""

    list_display = ("field", "size", "members", "revenue", "capital")
