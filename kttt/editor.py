"""The rich-text editor in the admin."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django import forms
from django.contrib import messages
from django.urls import reverse_lazy
from django_ckeditor_5.widgets import CKEditor5Widget

from kttt import body_pictures, richtext
from kttt.pasted import clean_pasted, store_pictures
from kttt.richtext import RichTextField

# CKEditor sets style attributes on what it draws; scripts stay strict.
loosen_styles = csp_update({"style-src": [UNSAFE_INLINE]})


class EditedTextField(forms.CharField):
    """A form's rich text: what was pasted is cleaned; `remarks` tells the editor what could not be kept."""

    remarks = ()

    def to_python(self, value):
        pasted = clean_pasted(super().to_python(value))
        self.remarks = pasted.remarks
        return pasted.html


class EditorWithLibrary(CKEditor5Widget):
    """The editor with a button that puts pictures of the library into the text."""

    def __init__(self):
        super().__init__(attrs={"data-library": reverse_lazy("admin:library_picture_choose")})

    class Media:
        css = {"all": ["css/picture-library.css"]}
        js = ["js/choose-picture.js"]


class EditorMixin:
    """A ModelAdmin whose rich-text columns open in CKEditor, on a page where styles (only) may be inline."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, RichTextField):
            kwargs["form_class"] = EditedTextField
            may_choose = request.user.has_perm("library.view_picture")
            kwargs["widget"] = EditorWithLibrary() if may_choose else CKEditor5Widget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        return loosen_styles(super().changeform_view)(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        """Stores pasted pictures with the text, and tells the editor what was dropped or lacks a description."""
        sentences = []
        for name, field in form.fields.items():
            if isinstance(field, EditedTextField):
                pasted = store_pictures(getattr(obj, name))
                markup = richtext.clean(pasted.html)
                setattr(obj, name, markup)
                sentences += [*field.remarks, *pasted.remarks, body_pictures.missing_descriptions(markup)]
        super().save_model(request, obj, form, change)
        for sentence in filter(None, sentences):
            messages.warning(request, sentence)
