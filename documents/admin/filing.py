"""The lists that documents are filed under."""

from django.contrib import admin

from documents.models import DocumentType, Field, IssuingBody


class NamedItemAdmin(admin.ModelAdmin):
    """A list of names that documents are filed under."""

    search_fields = ("name",)
    list_display = ("name", "slug")


admin.site.register([DocumentType, IssuingBody, Field], NamedItemAdmin)
