"""The ballot."""

from django import forms


class BallotForm(forms.Form):
    """One of a poll's options, or one and more where the poll lets."""

    option = forms.MultipleChoiceField(
        error_messages={
            "required": "Hãy chọn một phương án rồi gửi lại.",
            "invalid_choice": "Phương án này không còn trong thăm dò: hãy chọn lại.",
            "invalid_list": "Hãy chọn một phương án rồi gửi lại.",
        }
    )

    def __init__(self, poll, options, data):
        super().__init__(data)
        self.poll = poll
        self.fields["option"].choices = [(str(option.pk), option.text) for option in options]

    def clean_option(self):
        chosen = set(self.cleaned_data["option"])
        if len(chosen) > 1 and not self.poll.several:
            raise forms.ValidationError("Thăm dò này chỉ chọn một phương án.")
        return chosen
