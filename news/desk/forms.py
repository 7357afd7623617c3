"""The form in which an article is written, and what it asks for before a step is taken."""

import copy

from django import forms

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
    """Asks for what readers need, and for what the pressed button needs. `user` is set by the admin."""

    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.created_by = self.user

    def clean(self):
        data = super().clean()
        if data.get("cover") and not data.get("cover_alt"):
            self.add_error("cover_alt", "Hãy mô tả ảnh cho người không nhìn thấy ảnh.")
        if data.get("category"):
            self._check_rights(data)
        return data

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
