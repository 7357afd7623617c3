"""The form in which readers say what they think of a draft, article by article."""

from django import forms
from django.core.exceptions import ValidationError

from documents.models import Opinion
from kttt import text
from kttt.sent_files import FilesField

MAX_FILES = 1
LONGEST = 5000
GENERAL = "general"


class OpinionForm(forms.ModelForm):
    """Who the sender is, a remark on the draft as a whole and one on each article; `website` is a trap for robots."""

    files = FilesField(
        limit=MAX_FILES,
        label="Tệp kèm theo",
        required=False,
        help_text="Một tệp PDF, Word, Excel hoặc ảnh, không quá 5 MB. Tệp chỉ cán bộ đọc được, không công khai.",
    )
    consent = forms.BooleanField(
        label="Tôi đồng ý để cơ quan dùng thông tin trên vào việc tổng hợp, trả lời góp ý cho dự thảo này",
        error_messages={
            "required": "Hãy đánh dấu đồng ý; không có sự đồng ý này cơ quan không được phép lưu thông tin."
        },
    )
    website = forms.CharField(required=False)

    class Meta:
        model = Opinion
        fields = ["name", "organization", "email", "name_shown"]
        labels = {
            "name": "Họ và tên", "organization": "Cơ quan, tổ chức", "email": "Thư điện tử",
            "name_shown": "Hiện họ tên, cơ quan của tôi khi góp ý được đăng",
        }  # fmt: skip
        help_texts = {
            "organization": "Không bắt buộc.",
            "email": "Không bắt buộc, không công khai; dùng để báo khi có trả lời.",
        }
        error_messages = {
            "name": {"required": "Hãy nhập họ và tên.", "max_length": "Họ tên dài quá 80 ký tự."},
            "organization": {"max_length": "Tên cơ quan dài quá 150 ký tự: hãy viết gọn lại."},
            "email": {"invalid": "Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@vidu.vn."},
        }

    def __init__(self, articles, *args, **kwargs):
        """`articles`: the DraftArticles of the draft, in order."""
        super().__init__(*args, label_suffix="", **kwargs)
        self.articles = list(articles)
        self.fields["name"].required = True
        for name, token in (("name", "name"), ("organization", "organization"), ("email", "email")):
            self.fields[name].widget.attrs["autocomplete"] = token
        self.fields[GENERAL] = _remark_field("Góp ý chung cho cả dự thảo", rows=6)
        for article in self.articles:
            self.fields[_name_of(article)] = _remark_field(f"Góp ý cho {article.label}", rows=4)

    def general(self):
        """The field of the remark on the draft as a whole."""
        return self[GENERAL]

    def by_article(self):
        """[(DraftArticle, the field of the remark on it)]."""
        return [(article, self[_name_of(article)]) for article in self.articles]

    def about_sender(self):
        """The fields that ask who the sender is, with file, consent and trap."""
        return [self[name] for name in ("name", "organization", "email", "name_shown", "files", "website", "consent")]

    def clean_name(self):
        name = text.clean(self.cleaned_data["name"])
        if not name:
            raise ValidationError("Hãy nhập họ và tên.")
        return name

    def clean_organization(self):
        return text.clean(self.cleaned_data["organization"])

    def clean(self):
        data = super().clean()
        remarks = [GENERAL, *map(_name_of, self.articles)]
        if not self.remarks() and not set(remarks) & set(self.errors):
            self.add_error(GENERAL, "Hãy viết góp ý cho ít nhất một điều, hoặc góp ý chung cho cả dự thảo.")
        return data

    def remarks(self):
        """[(DraftArticle or None, text)] of what was written, the remark on the whole draft first."""
        said = [(None, self.cleaned_data.get(GENERAL))]
        said += [(article, self.cleaned_data.get(_name_of(article))) for article in self.articles]
        return [(article, words) for article, words in ((a, text.clean_lines(w or "")) for a, w in said) if words]

    def is_from_robot(self):
        """Whether the field that people cannot see was filled."""
        return bool(self.cleaned_data.get("website"))


def _name_of(article):
    return f"article_{article.pk}"


def _remark_field(label, rows):
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": "Góp ý dài quá 5.000 ký tự: hãy viết ngắn lại hoặc gửi kèm tệp."},
    )
