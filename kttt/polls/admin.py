"""Polls in the admin."""

from django import forms
from django.contrib import admin

from kttt.admin_site import AuthoredAdmin
from kttt.polls.models import Option, Poll


class OptionFormSet(forms.BaseInlineFormSet):
    """Asks for a choice: two options at least."""

    def clean(self):
        super().clean()
        given = [
            form for form in self.forms
            if form.is_valid() and form.cleaned_data.get("text") and not form.cleaned_data.get("DELETE")
        ]  # fmt: skip
        if not any(self.errors) and len(given) < 2:
            raise forms.ValidationError("Thăm dò cần ít nhất hai phương án.")


class OptionInline(admin.TabularInline):
    """Phương án."""

    model = Option
    formset = OptionFormSet
    extra = 2
    fields = ("text", "position", "votes")
    readonly_fields = ("votes",)


@admin.register(Poll)
class PollAdmin(AuthoredAdmin):
    """Thăm dò ý kiến."""

    list_display = ("question", "state", "publish_from", "closes_at", "ballots")
    list_filter = ("state",)
    inlines = [OptionInline]
    fieldsets = (
        (None, {"fields": ("question", "explanation", "several", "results", "state")}),
        ("Thời gian", {"fields": ("publish_from", "closes_at", "publish_until", "pinned")}),
    )
