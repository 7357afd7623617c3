"""The clerk's screens "Nhập danh sách văn bản từ Excel": send a list with its files, see what would change, confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from documents.importing import running, waiting
from documents.importing.template import make_template
from kttt.sent_files import FilesInput

WAITING = "documents_list"  # in the session: the key of what waits, and whether new documents are to be published
SHOWN = 300  # rows of a kind on one page
PARTS = (
    (running.REFUSED, "Dòng lỗi, không nhập"),
    (running.NEW, "Văn bản mới"),
    (running.UPDATED, "Văn bản sẽ cập nhật"),
    (running.UNCHANGED, "Không đổi nhưng có điều cần xem"),
)


class FilesField(forms.FileField):
    """Any number of files, given as a list; what may be stored is decided file by file when they are read."""

    widget = FilesInput

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(upload, initial) for upload in data or []]


class ListForm(forms.Form):
    """A list and the files that it names."""

    listed = forms.FileField(
        label="Danh sách (Excel, ODS hoặc CSV)", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"})
    )
    files = FilesField(
        label="Các tệp văn bản mà cột “Tệp” nêu tên",
        required=False,
        help_text="Không bắt buộc; mỗi lần dưới 100 tệp. Còn tệp thì gửi lại danh sách với chúng: không tạo trùng.",
    )
    publish = forms.BooleanField(
        label="Đăng ngay các văn bản mới", required=False, help_text="Không chọn: văn bản mới là bản nháp."
    )


class ListDesk:
    """The screens' requests, a part of the admin of documents."""

    def get_urls(self):
        def named(word, view, name):
            return path(f"nhap-danh-sach/{word}", self.admin_site.admin_view(view), name=f"documents_list_{name}")

        own = [
            named("", self.list_upload_view, "upload"),
            named("xem-truoc/", self.list_preview_view, "preview"),
            named("tep-mau/", self.list_template_view, "template"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        may = {"may_import_list": request.user.has_perm("documents.import_document")}
        return super().changelist_view(request, {**(extra_context or {}), **may})

    def _list_page(self, request, template, **context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/documents/{template}.html", context)

    def list_upload_view(self, request):
        """Step 1: send a list and its files."""
        _demand_right(request)
        form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
        if form.is_valid():
            said = form.cleaned_data
            waiting.forget(request.session.get(WAITING, {}).get("key"))
            request.session[WAITING] = {
                "key": waiting.keep(said["listed"], said["files"]),
                "publish": said["publish"],
            }
            return HttpResponseRedirect(reverse("admin:documents_list_preview"))
        return self._list_page(request, "list_upload", title="Nhập danh sách văn bản từ Excel", form=form)

    def list_preview_view(self, request):
        """Step 2: what would change; and step 3, after the clerk's word, what has."""
        _demand_right(request)
        said = request.session.get(WAITING, {})
        found = waiting.find(said.get("key"))
        if found is None:
            messages.warning(request, "Danh sách đã được nhập hoặc đã quá một ngày: hãy gửi lại tệp.")
            return HttpResponseRedirect(reverse("admin:documents_list_upload"))
        listed, folder = found
        done = request.method == "POST"
        outcome = running.import_list(
            listed.read_bytes(), listed.name, folder=folder, publish=said["publish"], dry_run=not done,
            user=request.user,
        )  # fmt: skip
        if done:
            waiting.forget(said["key"])
            del request.session[WAITING]
        return self._list_page(
            request, "list_preview", title=f"{'Kết quả nhập' if done else 'Xem trước'}: {listed.name}", outcome=outcome,
            parts=_parts(outcome), publish=said["publish"], done=done, shown=SHOWN,
            missing=[name for row in outcome.rows for name in row.missing_files],
        )  # fmt: skip

    def list_template_view(self, request):
        """The workbook to fill in."""
        _demand_right(request)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return HttpResponse(
            make_template(),
            content_type=kind,
            headers={"Content-Disposition": 'attachment; filename="mau-danh-sach-van-ban.xlsx"'},
        )


def _demand_right(request):
    if not request.user.has_perm("documents.import_document"):
        raise PermissionDenied


def _parts(outcome):
    """[(title, rows to show, how many there are)]; unchanged rows only where something is to be looked at."""
    for result, title in PARTS:
        rows = [row for row in outcome.rows if row.result == result and (result != running.UNCHANGED or row.messages)]
        if rows:
            yield title, rows[:SHOWN], len(rows)
