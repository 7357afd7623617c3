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
        labels = {"name": "Họ và tên"}
        help_texts = {"text": "Không quá 2.000 ký tự."}
        widgets = {
            "name": forms.TextInput({"autocomplete": "name"}),
            "text": forms.Textarea({"rows": 5}),
        }
        error_messages = {
            "name": {"required": "Hãy nhập họ tên.", "max_length": "Họ tên dài quá 80 ký tự."},
            "text": {"required": "Hãy nhập nội dung bình luận.", "max_length": "Bình luận dài quá 2.000 ký tự."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="binh-luan-%s", label_suffix="", **kwargs)

    def clean_name(self):
        name = text.clean(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("Hãy nhập họ tên.")
        return name

    def clean_text(self):
        said = text.clean_lines(self.cleaned_data["text"])
        if not said:
            raise forms.ValidationError("Hãy nhập nội dung bình luận.")
        return said

    def is_from_robot(self):
        """Whether the field that people cannot see was filled."""
        return bool(self.cleaned_data.get("website"))

    def is_said_already(self, article):
        """Whether the same words stand below `article` under the same name, waiting or decided on."""
        said = {name: self.cleaned_data[name] for name in ("name", "text")}
        return article.comments.filter(**said).exists()


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
