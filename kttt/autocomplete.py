"""Fields of the admin that are searched while typing: Django's, which shows a refused form again whatever was in it."""

from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple


class _ShowsNonsense(AutocompleteMixin):
    """Django's widget looks up what was sent as ids, and falls over what is none."""

    def optgroups(self, name, value, attr=None):
        try:
            return super().optgroups(name, value, attr)
        except ValueError:
            return super().optgroups(name, [], attr)


class _One(_ShowsNonsense, AutocompleteSelect):
    pass


class _Several(_ShowsNonsense, AutocompleteSelectMultiple):
    pass


class Autocompleting:
    """Part of an admin or inline that has `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", _One(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", _Several(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)
