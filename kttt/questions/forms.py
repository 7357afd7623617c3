"""The forms in which readers write to the office."""

import re

from django import forms
from django.core.exceptions import ValidationError

from kttt import text
from kttt.pages.models import Department
from kttt.questions.models import Question, Topic
from kttt.sent_files import FilesField

MAX_FILES = 3
_PHONE = re.compile(r"\+?[\d .\-()]{8,20}")


class RequestForm(forms.ModelForm):
    """What both forms ask for; `website` is a trap that people do not see."""

    files = FilesField(
        limit=MAX_FILES,
        label="Tệp kèm theo",
        required=False,
        help_text="Nhiều nhất 3 tệp PDF, Word, Excel, ảnh JPG, PNG; mỗi tệp không quá 5 MB. Ảnh được bỏ vị trí chụp.",
    )
    consent = forms.BooleanField(
        label="Tôi đồng ý để cơ quan dùng thông tin trên vào việc trả lời yêu cầu này",
        error_messages={
            "required": "Hãy đánh dấu đồng ý; không có sự đồng ý này cơ quan không được phép lưu thông tin."
        },
    )
    website = forms.CharField(required=False)

    class Meta:
        model = Question
        fields = ["name", "phone", "email", "title", "body"]
        labels = {"name": "Họ và tên", "title": "Tiêu đề", "body": "Nội dung"}
        help_texts = {"body": ""}
        error_messages = {
            "name": {"required": "Hãy nhập họ và tên.", "max_length": "Họ tên dài quá 80 ký tự."},
            "email": {"invalid": "Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@vidu.vn."},
            "title": {"required": "Hãy nhập tiêu đề.", "max_length": "Tiêu đề dài quá 200 ký tự: hãy viết ngắn lại."},
            "body": {"required": "Hãy nhập nội dung."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        fields = self.fields
        fields["name"].required = True
        fields["body"].max_length = 5000
        fields["body"].validators.append(_not_too_long)
        fields["body"].widget.attrs |= {"rows": 8, "maxlength": 5000}
        for name, token in (("name", "name"), ("phone", "tel"), ("email", "email")):
            fields[name].widget.attrs["autocomplete"] = token
        fields["phone"].widget.input_type = "tel"

    def clean_name(self):
        name = text.clean(self.cleaned_data["name"])
        if not name:
            raise ValidationError("Hãy nhập họ và tên.")
        return name

    def clean_title(self):
        title = text.clean(self.cleaned_data["title"])
        if not title:
            raise ValidationError("Hãy nhập tiêu đề.")
        return title

    def clean_body(self):
        body = text.clean_lines(self.cleaned_data["body"])
        if not body:
            raise ValidationError("Hãy nhập nội dung.")
        return body

    def clean_phone(self):
        phone = text.clean(self.cleaned_data["phone"])
        if phone and (not _PHONE.fullmatch(phone) or not 8 <= sum(map(str.isdigit, phone)) <= 15):
            raise ValidationError("Số điện thoại chưa đúng, ví dụ đúng: 0912 345 678.")
        return phone

    def is_from_robot(self):
        """Whether the field that people cannot see was filled."""
        return bool(self.cleaned_data.get("website"))


def _not_too_long(value):
    if len(value) > 5000:
        raise ValidationError("Nội dung dài quá 5.000 ký tự: hãy viết ngắn lại hoặc gửi kèm tệp.")


class AskForm(RequestForm):
    """A question for /hoi-dap/."""

    class Meta(RequestForm.Meta):
        fields = ["topic", "title", "body", "name", "name_shown", "phone", "email"]
        labels = RequestForm.Meta.labels | {
            "topic": "Lĩnh vực", "title": "Câu hỏi", "body": "Nội dung chi tiết",
            "name_shown": "Hiện họ tên của tôi khi câu hỏi được công khai",
        }  # fmt: skip
        help_texts = RequestForm.Meta.help_texts | {
            "title": "Viết ngắn gọn điều muốn hỏi.",
            "phone": "Không bắt buộc, không công khai.",
            "email": "Không bắt buộc, không công khai; dùng để báo khi có trả lời.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].empty_label = "Không rõ lĩnh vực"
        self.fields["topic"].queryset = Topic.objects.all()

    def save(self, commit=False):
        question = super().save(commit=False)
        question.department = question.topic.department if question.topic else None
        return question


class MessageForm(RequestForm):
    """A message to a department from /lien-he/."""

    class Meta(RequestForm.Meta):
        fields = ["department", "title", "body", "name", "phone", "email"]
        labels = RequestForm.Meta.labels | {"department": "Gửi tới"}
        help_texts = RequestForm.Meta.help_texts | {
            "phone": "Cần ít nhất số điện thoại hoặc thư điện tử.",
            "email": "Dùng để báo khi có trả lời.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.published()
        self.fields["department"].empty_label = "Chưa rõ phòng nào"

    def clean(self):
        data = super().clean()
        if not data.get("phone") and not data.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", "Hãy cho biết số điện thoại hoặc thư điện tử để cơ quan trả lời.")
        return data

    def save(self, commit=False):
        question = super().save(commit=False)
        question.public_wanted = False
        return question
