"""The clerk's screens of an import: send files, see how they were understood, look at each change, approve, undo."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cooperatives.admin import import_rows, submissions
from cooperatives.admin.import_forms import NamelessSheetForm, SheetForm, UploadForm
from cooperatives.imports import batches
from cooperatives.imports.options import Options
from cooperatives.imports.records import SheetAnswers
from cooperatives.imports.returned import write_returned
from cooperatives.models import ColumnLayout, Distinction, ImportBatch, Organization

COUNT_WORDS = (
    ("new", "mới"),
    ("updated", "cập nhật"),
    ("unchanged", "không đổi"),
    ("refused", "không nhận"),
    ("skipped", "để lại"),
)
MODELS = {"cooperative": "cooperative", "group": "cooperativegroup"}
State = ImportBatch.State


def may_import(user, kinds=()):
    """Whether `user` may bring in lists of all `kinds` (of at least one, where none is named)."""
    allowed = {kind for kind, model in MODELS.items() if user.has_perm(f"cooperatives.import_{model}")}
    return allowed >= set(kinds) if kinds else bool(allowed)


def kinds_of(batch):
    """The kinds of list in a batch."""
    return {sheet["kind"] for sheet in batch.understood.get("sheets", [])}


@admin.register(ImportBatch)
class ImportBatchAdmin(admin.ModelAdmin):
    """Every file that was sent, and what came of it."""

    list_display = ("name", "state", "kind", "as_of", "result", "created_by", "created_at")
    list_filter = ("state", "kind", "created_at")
    list_select_related = ("created_by",)
    search_fields = ("name",)
    change_list_template = "admin/cooperatives/batch_list.html"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("report", "understood", "options", "absent")

    @admin.display(description="Kết quả")
    def result(self, batch):
        """How many rows are new, changed, unchanged, refused, left."""
        return ", ".join(f"{batch.counts[key]} {word}" for key, word in COUNT_WORDS if batch.counts.get(key))

    def get_urls(self):
        views = {
            "xem": self.batch_view,
            "cach-hieu": self.understood_view,
            "tien-do": self.progress_view,
            "tep": self.file_view,
            "tra-lai": self.returned_view,
            "sua": require_POST(self.mend_view),
            "nhap": require_POST(self.approve_view),
            "hoan-tac": require_POST(self.undo_view),
            "bo": require_POST(self.discard_view),
            "lam-lai": require_POST(self.again_view),
        }
        own = [
            path("nhap-tep/", self.admin_site.admin_view(self.upload_view), name="cooperatives_importbatch_upload"),
            path("ai-chua-nop/", self.admin_site.admin_view(self.submissions_view), name="cooperatives_submissions"),
            path("tep-mau/", self.admin_site.admin_view(submissions.template_view), name="cooperatives_template"),
        ]
        own += [
            path(f"<int:pk>/{word}/", self.admin_site.admin_view(view), name=f"cooperatives_importbatch_{word}")
            for word, view in views.items()
        ]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method != "GET":
            raise PermissionDenied
        batch = self.get_object(request, object_id)
        if batch is None:
            raise Http404
        return self._to("xem", batch.pk)

    def _to(self, word, pk, query=""):
        return HttpResponseRedirect(reverse(f"admin:cooperatives_importbatch_{word}", args=[pk]) + query)

    def _batch(self, request, pk, *, to_change=False):
        """The batch, for those who may see such files, or (`to_change`) bring them in."""
        batch = get_object_or_404(ImportBatch.objects.select_related("created_by", "applied_by"), pk=pk)
        allowed = may_import(request.user, kinds_of(batch))
        if not allowed and (to_change or not self.has_view_permission(request)):
            raise PermissionDenied
        return batch

    def _page(self, request, template, **context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/cooperatives/{template}.html", context)

    # --- the steps ---------------------------------------------------------------------------------------------------

    def upload_view(self, request):
        """Step 1: send one file or several."""
        if not may_import(request.user):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            sent = [
                batches.submit(upload.read(), upload.name, request.user, form.options())
                for upload in form.cleaned_data["files"]
            ]
            if len(sent) == 1:
                return self._to("cach-hieu", sent[0].pk)
            messages.success(request, f"Đã nhận {len(sent)} tệp; bấm vào từng tệp để xem trước rồi nhập.")
            return HttpResponseRedirect(reverse("admin:cooperatives_importbatch_changelist"))
        return self._page(request, "upload", title="Nhập danh sách từ tệp", form=form)

    def understood_view(self, request, pk):
        """Step 2: how sheets, columns, unit and date were understood, and changing that."""
        batch = self._batch(request, pk)
        if batch.is_working or batch.state not in (State.PREVIEW, State.UNREADABLE):
            return self._to("xem", pk) if not batch.is_working else self._working(request, batch)
        options = Options.from_json(batch.options)
        sent = request.POST if request.method == "POST" else None
        asked = {question["option"] for question in batch.report.get("questions", [])}
        forms = [
            SheetForm(sent, prefix=f"s{n}", sheet=sheet, options=options, kind_asked="--kind" in asked)
            for n, sheet in enumerate(batch.understood.get("sheets", []))
        ]
        nameless = [
            NamelessSheetForm(sent, prefix=f"n{n}", sheet=sheet, options=options)
            for n, sheet in enumerate(batch.understood.get("nameless_sheets", []))
        ]
        errors = [form.errors for form in (*forms, *nameless)] if sent is not None else []
        if sent is not None and not any(errors):
            if not may_import(request.user, kinds_of(batch)):
                raise PermissionDenied
            return self._understood_so(request, batch, options, forms, nameless)
        return self._page(
            request, "understood", title=batch.name, batch=batch, forms=forms, nameless=nameless,
            complete=options.complete, earlier=_same_file(batch), questions=batch.report.get("questions", []),
            left_out=[name for name, said in options.answers.items() if not said.taken],
        )  # fmt: skip

    def _understood_so(self, request, batch, options, forms, nameless):
        """What the clerk said of the sheets; reads the file again if that changes anything."""
        pointed = [form for form in nameless if form.cleaned_data["name_column"]]
        answers = {**options.answers, **{form.sheet["name"]: form.answers() for form in (*forms, *pointed)}}
        for name in request.POST.getlist("take"):
            if name in answers:
                answers[name] = replace(answers[name], taken=True)
        said = replace(
            options,
            answers={name: said for name, said in answers.items() if said != SheetAnswers()},
            complete=request.POST.get("complete") == "1",
        )
        changed = said != options or bool(batch.report.get("questions"))
        for form in forms:
            form.remember(request.user, batch.name)
        if changed or batch.state != State.PREVIEW:
            batches.read_again(batch, said)
        # Of a sheet that had no names until now, its other columns are still to be looked at.
        return self._to("cach-hieu" if pointed else "xem", batch.pk)

    def batch_view(self, request, pk):
        """Step 3, what would change, row by row; and step 4, what has come of it."""
        batch = self._batch(request, pk)
        if batch.is_working:
            return self._working(request, batch)
        if batch.state == State.PREVIEW and batch.report.get("questions"):
            return self._to("cach-hieu", pk)
        parts = import_rows.parts_of(batch)
        part = import_rows.chosen(parts, request.GET.get("loc"))
        rows, absent = [], []
        if part and part.key == "vang":
            page = Paginator(batch.absent, import_rows.PER_PAGE).get_page(request.GET.get("trang"))
            found = Organization.objects.select_related("unit_now").in_bulk(list(page.object_list))
            absent = [found[pk] for pk in page.object_list if pk in found]
        else:
            found = batch.rows.filter(part.condition) if part else batch.rows.none()
            page = Paginator(found, import_rows.PER_PAGE).get_page(request.GET.get("trang"))
            rows = import_rows.shown(page.object_list)
        return self._page(
            request, "batch", title=batch.name, batch=batch, result=self.result(batch), parts=parts, part=part,
            page_obj=page, rows=rows, absent=absent, totals=import_rows.totals(batch),
            to_write=batch.counts.get("new", 0) + batch.counts.get("updated", 0), earlier=_same_file(batch),
            may_change=may_import(request.user, kinds_of(batch)), undecided=import_rows.undecided(batch),
            lists=[
                (ImportBatch.Kind(kind).label, reverse(f"admin:cooperatives_{MODELS[kind]}_changelist"))
                for kind in sorted(kinds_of(batch))
            ],
        )  # fmt: skip

    def mend_view(self, request, pk):
        """Cells typed anew, rows left out, doubtful pairs decided: the file is read again with that."""
        batch = self._batch(request, pk, to_change=True)
        said = import_rows.answered(batch, request.POST)
        query = f"?loc={request.POST.get('loc', '')}&trang={request.POST.get('trang', '')}"
        if said == Options.from_json(batch.options):
            messages.info(request, "Chưa có gì thay đổi.")
        elif not batches.read_again(batch, said):
            messages.warning(request, "Tệp này đang được xử lý hoặc đã nhập: hãy tải lại trang.")
        return self._to("xem", pk, query)

    def approve_view(self, request, pk):
        """Takes the file into the registry."""
        batch = self._batch(request, pk, to_change=True)
        if batch.report.get("questions"):
            return self._to("cach-hieu", pk)
        if batches.approve(batch, request.user):
            self.log_change(request, batch, "Nhập vào sổ.")
        return self._to("xem", pk)

    def undo_view(self, request, pk):
        """Takes an import back."""
        batch = self._batch(request, pk, to_change=True)
        if batches.take_back(batch):
            self.log_change(request, batch, "Hoàn tác.")
        return self._to("xem", pk)

    def discard_view(self, request, pk):
        """Throws away a file that nothing was taken from."""
        batch = self._batch(request, pk, to_change=True)
        if batches.discard(batch):
            messages.success(request, f"Đã bỏ tệp “{batch.name}”; sổ không thay đổi.")
            return HttpResponseRedirect(reverse("admin:cooperatives_importbatch_changelist"))
        return self._to("xem", pk)

    def again_view(self, request, pk):
        """Starts anew with the same file and what was said of it: for rows that were refused or left."""
        batch = self._batch(request, pk, to_change=True)
        with batch.file.open("rb") as file:
            fresh = batches.submit(file.read(), batch.name, request.user, Options.from_json(batch.options))
        return self._to("xem", fresh.pk, "?loc=khong-nhan")

    # --- beside the steps --------------------------------------------------------------------------------------------

    def _working(self, request, batch):
        return self._page(request, "working", title=batch.name, batch=batch, progress=_progress(batch))

    def progress_view(self, request, pk):
        """How far the work is, as JSON: working, words, done, total."""
        return JsonResponse(_progress(self._batch(request, pk)), headers={"Cache-Control": "no-store"})

    def submissions_view(self, request):
        """Which commune has reported for which year."""
        return submissions.submissions_view(request, self.admin_site)

    def file_view(self, request, pk):
        """The file as it was sent."""
        batch = self._batch(request, pk, to_change=True)
        return FileResponse(batch.file.open("rb"), as_attachment=True, filename=batch.name)

    def returned_view(self, request, pk):
        """The sender's own workbook, the cells to mend marked and explained."""
        batch = self._batch(request, pk, to_change=True)
        out = BytesIO()
        with batch.file.open("rb") as file:
            write_returned(file.read(), batch.report, out)
        out.seek(0)
        return FileResponse(out, as_attachment=True, filename=f"{Path(batch.name).stem}-can-sua.xlsx")


def _same_file(batch):
    """The last time that the very same file was taken, or None."""
    same = ImportBatch.objects.filter(digest=batch.digest, state=State.APPLIED).exclude(pk=batch.pk)
    return same.only("name", "applied_at").order_by("-applied_at").first() if batch.digest else None


def _progress(batch):
    """What the page of a working batch shows."""
    waiting = not batch.step
    late = batch.touched_at and timezone.now() - batch.touched_at > batches.STALLED
    words = "Đang chờ đến lượt" if waiting else batch.step
    if late:
        words = "Tiến trình nền chưa trả lời; công việc sẽ tự chạy lại, không cần gửi lại tệp"
    return {"working": batch.is_working, "words": words, "done": batch.done, "total": batch.total}


@admin.register(ColumnLayout)
class ColumnLayoutAdmin(admin.ModelAdmin):
    """Corrections of columns that are remembered; whoever may import may forget one."""

    list_display = ("example", "told", "changed_by", "changed_at")
    list_select_related = ("changed_by",)
    fields = readonly_fields = ("example", "told", "changed_by", "changed_at")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="Cách hiểu cột")
    def told(self, layout):
        """Heading → field, for each corrected column."""
        return import_rows.told_layout(layout)


@admin.register(Distinction)
class DistinctionAdmin(admin.ModelAdmin):
    """Decisions "không trùng" that are remembered."""

    list_display = ("name", "organization", "said_by", "said_at")
    list_select_related = ("organization", "said_by")
    fields = readonly_fields = ("name", "organization", "said_by", "said_at")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
