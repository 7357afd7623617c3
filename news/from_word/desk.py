"""The editor's screen "Soạn từ tệp Word": one file becomes one draft, which opens to be looked over."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from kttt.allowed_files import MAX_BYTES
from news.from_word import drafting
from news.from_word.package import TOO_LARGE, RefusedError
from news.models import Category

_ACCEPTED = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class WordForm(forms.Form):
    """The file, and the section of its draft."""

    file = forms.FileField(
        label="Tệp Word (.docx)", widget=forms.FileInput({"accept": _ACCEPTED}),
        help_text="Nhiều nhất 50 MB. Tệp .doc: mở bằng Word rồi lưu thành .docx.",
        error_messages={"required": "Hãy chọn một tệp Word.", "empty": "Tệp rỗng: hãy chọn lại tệp."},
    )  # fmt: skip
    category = forms.ModelChoiceField(
        Category.objects.all(), label="Chuyên mục", empty_label=None,
        error_messages={"required": "Hãy chọn chuyên mục.", "invalid_choice": "Hãy chọn chuyên mục trong danh sách."},
    )  # fmt: skip

    def clean_file(self):
        if self.cleaned_data["file"].size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return self.cleaned_data["file"]


class FromWordDesk:
    """The screen, a part of the admin of articles."""

    import_export_change_list_template = "admin/news/article_list.html"

    def get_urls(self):
        own = [path("tu-word/", self.admin_site.admin_view(self.from_word_view), name="news_article_from_word")]
        return own + super().get_urls()

    def from_word_view(self, request):
        """The form (GET); makes the draft of the sent file and leads to it (POST)."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if not Category.objects.exists():
            drafting.default_category()
        form = WordForm(request.POST, request.FILES) if request.method == "POST" else WordForm()
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                drafted = drafting.draft_of(upload.read(), upload.name, form.cleaned_data["category"], request.user)
            except RefusedError as error:
                form.add_error("file", str(error))
            else:
                self.log_addition(request, drafted.article, "Soạn từ tệp Word.")
                messages.success(request, "Đã soạn bài nháp từ tệp Word: hãy xem lại rồi lưu hoặc gửi duyệt.")
                for sentence in drafted.warnings:
                    messages.warning(request, sentence)
                return HttpResponseRedirect(reverse("admin:news_article_change", args=[drafted.article.pk]))
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "Soạn từ tệp Word", "form": form,
        }  # fmt: skip
        return render(request, "admin/news/from_word.html", context)
