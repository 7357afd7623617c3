"""Which columns of which public models show pictures: found by their kind, so that a new model needs no entry here.

Earlier versions of a text are no public content: a picture that only they show is unused.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from kttt.pictures import PictureField
from kttt.publishing import PublicContent
from kttt.richtext import RichTextField


@dataclass(frozen=True)
class Column:
    """A column of a model, whose rows are all looked at: drafts and hidden things use pictures too."""

    model: type[models.Model]
    field: models.Field

    @property
    def word(self):
        """ "news.article.cover": how the library writes the column down."""
        return f"{self.model._meta.label_lower}.{self.field.name}"

    @property
    def words(self):
        """ "bài viết – ảnh đại diện": how the office calls it."""
        return f"{self.model._meta.verbose_name} – {self.field.verbose_name}"

    @property
    def rows(self):
        """All rows of the model, through the manager that rings the bell when they are written."""
        return self.model._default_manager.all()

    def beside(self, kind):
        """The name of the column that says the alt text or caption ("alt", "caption") of this picture, or None."""
        named = {field.name for field in self.model._meta.concrete_fields}
        return next((name for name in (f"{self.field.name}_{kind}", kind) if name in named), None)


def picture_columns():
    """[Column] that hold one picture each."""
    return _of(PictureField)


def text_columns():
    """[Column] of rich text."""
    return _of(RichTextField)


def _of(kind):
    return [
        Column(model, field)
        for model in apps.get_models()
        if issubclass(model, PublicContent) and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, kind)
    ]
