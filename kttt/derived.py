"""Columns computed from other columns of the same row, kept right by every way of writing.

SQLite folds and sorts ASCII only and PostgreSQL in its own way, so what Vietnamese readers search and sort by is
computed here and stored. `save()`, `bulk_create()`, `bulk_update()` and `update()` all keep it.
"""

from django.db import models

from kttt import text


class DerivedMixin:
    """A field whose value is `compute` of the fields named in `sources`; migrations see a plain Django field."""

    compute = staticmethod(text.searchable)

    def __init__(self, *args, sources=(), **kwargs):
        self.sources = tuple(sources)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.plain}", args, kwargs

    def value_for(self, values):
        """The stored text for `values`, the list of the sources' values."""
        result = self.compute(" ".join(str(v) for v in values if v))
        return result[: self.max_length] if self.max_length else result

    def pre_save(self, instance, add):
        value = self.value_for([getattr(instance, source) for source in self.sources])
        setattr(instance, self.attname, value)
        return value


class FoldedField(DerivedMixin, models.TextField):
    """The sources without diacritics, case and abbreviations (`text.searchable`): what search compares."""

    plain = "TextField"


class SortKeyField(DerivedMixin, models.CharField):
    """The source's place in the Vietnamese alphabet (`text.sort_key`)."""

    plain = "CharField"
    compute = staticmethod(text.sort_key)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 250)
        super().__init__(*args, **kwargs)


class DerivedQuerySet(models.QuerySet):
    """Keeps derived fields right where Django itself does not ask `pre_save`."""

    def matching(self, query):
        """Rows whose `folded` column holds every word of `query` (`text.search_words`), marks or not."""
        found = self
        for word in text.search_words(query):
            found = found.filter(folded__contains=word)
        return found

    def _derived(self, changed):
        return [f for f in self.model._meta.concrete_fields if isinstance(f, DerivedMixin) and set(f.sources) & changed]

    def update(self, **kwargs):
        for field in self._derived(set(kwargs)):
            if field.name in kwargs:  # bulk_update() brings it along
                continue
            missing = set(field.sources) - set(kwargs)
            if missing or any(hasattr(kwargs[s], "resolve_expression") for s in field.sources):
                raise TypeError(f"update() of {field.sources} cannot compute {field.name}: save() or bulk_update().")
            kwargs[field.name] = field.value_for([kwargs[s] for s in field.sources])
        return super().update(**kwargs)

    update.alters_data = True

    def bulk_update(self, objs, fields, batch_size=None):
        objs = tuple(objs)
        derived = self._derived(set(fields))
        for field in derived:
            for obj in objs:
                field.pre_save(obj, add=False)
        return super().bulk_update(objs, [*fields, *(f.name for f in derived)], batch_size=batch_size)

    bulk_update.alters_data = True
