"""The rich-text editor in the admin."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django_ckeditor_5.widgets import CKEditor5Widget

from kttt.richtext import RichTextField

# CKEditor sets style attributes on what it draws; scripts stay strict.
loosen_styles = csp_update({"style-src": [UNSAFE_INLINE]})


class EditorMixin:
    """A ModelAdmin whose rich-text columns open in CKEditor, on a page where styles (only) may be inline."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, RichTextField):
            kwargs["widget"] = CKEditor5Widget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        return loosen_styles(super().changeform_view)(request, *args, **kwargs)
