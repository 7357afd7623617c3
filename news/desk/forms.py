"""The form in which an article is written, and what it asks for before a step is taken."""

import copy

from django import forms
from django.http import QueryDict

from kttt import revisions
from news import workflow


class StepForm(forms.Form):
    """What goes with a step: its code, why, and the hour of publishing (by Vietnam time)."""

    _action = forms.CharField()
    _reason = forms.CharField(required=False)
    _at = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": "Hãy chọn đủ ngày và giờ đăng."},
    )

    def said(self):
        """Arguments of `workflow.perform` after the user; raises `workflow.Refused` for an hour that is none."""
        if not self.is_valid():
            raise workflow.Refused([message for errors in self.errors.values() for message in errors])
        return {"reason": self.cleaned_data["_reason"], "at": self.cleaned_data["_at"]}


class ArticleForm(forms.ModelForm):
    """Asks for what readers need, and for what the pressed button needs.

    The admin sets `user`, and `copy` where what was typed before (`WorkingCopy`) is to be gone on with.
    """

    user = copy = stored = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.created_by = self.user
        if self.copy and not self.is_bound:
            self._show_copy()

    def _show_copy(self):
        typed = QueryDict(mutable=True)
        for name, values in self.copy.data.items():
            typed.setlist(name, values)
        for name, field in self.fields.items():
            if not isinstance(field, forms.FileField):
                self.initial[name] = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))

    def conflict(self):
        """What somebody else saved while this was typed: {"stored": version, "who", "differences"}, or None."""
        if self.stored is None:
            return None
        mine = revisions.unsaved(self.instance, {"tags": self.cleaned_data.get("tags", [])})
        differences = revisions.differences(self.stored, mine)
        return {"stored": self.stored, "who": revisions.saved_by(self.stored), "differences": differences}

    def save(self, commit=True):
        self.instance.text_changed(self.changed_data)
        return super().save(commit)

    def clean(self):
        data = super().clean()
        if self.instance.pk and self._is_overtaken():
            self.add_error(
                None, "Có người đã lưu bài này sau khi bạn mở. Chưa bản nào mất: hãy xem hai bản ở đầu trang."
            )
            return data
        if data.get("cover") and not data.get("cover_alt"):
            self.add_error("cover_alt", "Hãy mô tả ảnh cho người không nhìn thấy ảnh.")
        if data.get("category"):
            self._check_rights(data)
        return data

    def _is_overtaken(self):
        """Whether another version was saved since the page was opened, which its user has not seen."""
        newest = str(revisions.latest(self.instance))
        if newest in (self.data.get("_version"), self.data.get("_overwrite")):
            return False
        self.stored = self.instance.history.select_related("history_user").first()
        return self.stored is not None

    def _check_rights(self, data):
        """The article as it will be: may it be so, and may the step be taken?"""
        wanted = copy.copy(self.instance)
        for name in ("category", "publish_from", "publish_until"):
            if name in data:
                setattr(wanted, name, data[name])
        if wanted.pk and "category" in self.changed_data and not workflow.may_edit(wanted, self.user):
            self.add_error("category", "Bạn không được đăng bài ở chuyên mục này: hãy chọn chuyên mục khác.")
        elif step := self.data.get("_action"):
            try:
                workflow.check(wanted, step, self.user, **StepForm(self.data).said())
            except workflow.Refused as refused:
                self.add_error(None, refused)
