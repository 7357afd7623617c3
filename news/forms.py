"""Forms of the news that readers fill in."""

from django import forms

from kttt import text
from news.models import Comment, Usefulness


class RatingForm(forms.Form):
    """One to five stars."""

    stars = forms.IntegerField(min_value=1, max_value=5)


class CommentForm(forms.ModelForm):
    """Name and text; `website` is a trap that people do not see."""

    website = forms.CharField(required=False)

    class Meta:
        model = Comment
        fields = ["name", "text"]
        error_messages = {
            "name": {"required": "Hãy nhập họ tên.", "max_length": "Họ tên dài quá 80 ký tự."},
            "text": {"required": "Hãy nhập nội dung bình luận.", "max_length": "Bình luận dài quá 2.000 ký tự."},
        }

    def clean_name(self):
        name = text.clean(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("Hãy nhập họ tên.")
        return name

    def is_from_robot(self):
        """Whether the field that people cannot see was filled."""
        return bool(self.cleaned_data.get("website"))


class UsefulnessForm(forms.ModelForm):
    """Yes or no, and a remark for the newsroom alone; `website` is a trap that people do not see."""

    useful = forms.TypedChoiceField(choices=[("co", "Có"), ("khong", "Không")], coerce=lambda said: said == "co")
    website = forms.CharField(required=False)

    class Meta:
        model = Usefulness
        fields = ["useful", "remark"]

    def is_from_robot(self):
        """Whether the field that people cannot see was filled."""
        return bool(self.cleaned_data.get("website"))
