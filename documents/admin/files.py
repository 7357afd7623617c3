"""A document's files at the clerk's desk: what was read in each, and opening them whatever the document's state."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html

from documents import file_text
from documents.models import DocumentFile, FileText
from kttt.allowed_files import AllowedFileForm
from kttt.downloads import hand_out

WHAT_TO_DO = {
    FileText.Problem.LOCKED: "Hãy gỡ mật khẩu rồi tải lại: người đọc không mở được.",
    FileText.Problem.BROKEN: "Hãy mở thử trên máy, lưu lại rồi tải lên lần nữa.",
    FileText.Problem.TOO_HARD: "Người đọc vẫn tải về được; nên tách hoặc lưu lại thành PDF nhẹ hơn.",
}


class DocumentFileInline(admin.TabularInline):
    """Tệp đính kèm."""

    model = DocumentFile
    form = AllowedFileForm
    fields = ("file", "title", "position", "what_was_read")
    readonly_fields = ("what_was_read",)
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).with_contents()

    @admin.display(description="Nội dung đọc được")
    def what_was_read(self, file):
        if not file.pk:
            return "–"
        address = reverse("admin:documents_document_file", args=[file.pk])
        return format_html('{} <a href="{}">Mở tệp</a>', reading_in_words(file), address)


def reading_in_words(file):
    """What reading a file (with `contents`) came to, and what the clerk should do about it, in a sentence or two."""
    contents = file.contents
    if contents is None:
        return "Đang chờ đọc."
    if contents.problem:
        problem = FileText.Problem(contents.problem)
        return f"{problem.label}. {WHAT_TO_DO[problem]}"
    told = [f"{contents.pages} trang."] if contents.pages else []
    if contents.scanned:
        told.append("Bản quét, không tìm được theo nội dung: nên đính kèm thêm bản có chữ.")
    elif not file.has_words:
        told.append("Không lấy được chữ." if file.ending in file_text.READABLE else "Loại tệp này không đọc được chữ.")
    else:
        told.append("Có bản chữ.")
    return " ".join(told)


class UnreadFilesFilter(admin.SimpleListFilter):
    """Documents with a file whose text nobody can find yet."""

    title = "tệp đính kèm"
    parameter_name = "tep"

    def lookups(self, request, model_admin):
        return [("chua-doc", "Chờ đọc hoặc không đọc được")]

    def queryset(self, request, queryset):
        if self.value() == "chua-doc":
            return queryset.filter(pk__in=DocumentFile.objects.unread().values("document"))
        return queryset


class OpensFiles:
    """For the admin of documents: their files, also of those that are not published, for who may see documents."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.open_file)
        return [path("tep/<int:pk>/", view, name="documents_document_file"), *super().get_urls()]

    def open_file(self, request, pk):
        """/quan-tri/documents/document/tep/<id>/: staff's own reading, which is no download."""
        found = get_object_or_404(DocumentFile.objects.select_related("document"), pk=pk)
        if not self.has_view_permission(request, found.document):
            raise PermissionDenied
        return hand_out(request, found, "document", found.document_id)
