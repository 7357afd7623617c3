"""The clerk's screen "Thêm văn bản từ tệp": drop files, look over what they say of themselves, save them as drafts."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.dateparse import parse_date

from documents import intake, naming
from documents.models import DocumentType, DroppedFile, IssuingBody
from documents.proposing import filed
from kttt.allowed_files import BEGINNINGS
from kttt.sent_files import FilesInput, hand_to_staff

_ACCEPTED = ",".join(BEGINNINGS)
FILES_INPUT = FilesInput({"accept": _ACCEPTED, "id": "files", "aria-describedby": "files_help"})


class CardForm(forms.Form):
    """What will be filed of one file; begins with what the file says, or what the clerk typed before."""

    leave_out = forms.BooleanField(label="Bỏ tệp này, không lưu", required=False)
    number = forms.CharField(label="Số, ký hiệu", max_length=60)
    type = forms.CharField(label="Loại văn bản", max_length=150, widget=forms.TextInput({"list": "types"}))
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=150, widget=forms.TextInput({"list": "bodies"}))
    issued_on = forms.DateField(
        label="Ngày ban hành", required=False, widget=forms.DateInput({"placeholder": "ngày/tháng/năm"})
    )
    signer = forms.CharField(label="Người ký", max_length=120, required=False)
    signer_title = forms.CharField(label="Chức vụ người ký", max_length=120, required=False)
    abstract = forms.CharField(
        label="Trích yếu", widget=forms.Textarea({"rows": 3}), help_text="Không ghi lại loại văn bản ở đầu."
    )

    def __init__(self, row, data=None):
        told = filed.told(row)
        first = {name: told.get(name) or "" for name in VALUES}
        first["issued_on"] = parse_date(str(first["issued_on"])) or first["issued_on"]
        super().__init__(data, prefix=f"t{row.pk}", initial=first)
        self.row = row

    def keep(self):
        """Keeps what stands in the fields, right or wrong."""
        self.is_valid()
        kept = {name: self.data.get(self.add_prefix(name), "") for name in VALUES}
        day = self.cleaned_data.get("issued_on")
        self.row.typed = {**kept, "issued_on": day.isoformat() if day else kept["issued_on"]}
        self.row.save(update_fields=["typed"])

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("leave_out"):
            self._errors = self.error_class()


VALUES = [name for name in CardForm.base_fields if name != "leave_out"]


class IntakeDesk:
    """The desk's requests, a part of the admin of documents."""

    def get_urls(self):
        site = self.admin_site.admin_view
        own = [
            path("tu-tep/", site(self.intake_view), name="documents_intake"),
            path("tu-tep/tien-do/", site(self.intake_progress_view), name="documents_intake_progress"),
            path("tu-tep/<int:pk>/", site(self.intake_file_view), name="documents_intake_file"),
        ]
        return own + super().get_urls()

    def intake_view(self, request):
        """The desk: takes files (POST with files), files them (POST "save"), shows those that wait."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            if "save" in request.POST:
                return self._save(request)
            self._keep_typed(request)
            self._take(request)
            return HttpResponseRedirect(reverse("admin:documents_intake"))
        rows = self._waiting(request)
        return self._desk(request, rows, [CardForm(row) for row in rows if row.said is not None])

    def intake_progress_view(self, request):
        """JSON for static/js/follow-progress.js: how many of the clerk's files were read."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        rows = self._waiting(request)
        done = sum(row.said is not None for row in rows)
        return JsonResponse({"working": done < len(rows), "words": "Đã đọc", "done": done, "total": len(rows)})

    def intake_file_view(self, request, pk):
        """The waiting file itself, to be looked at."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return hand_to_staff(get_object_or_404(DroppedFile, pk=pk, created_by=request.user))

    def _waiting(self, request):
        return list(DroppedFile.objects.filter(created_by=request.user))

    def _cards_sent(self, request):
        """The cards that the request carries; not those of files that came, or were read, since the page was shown."""
        for row in self._waiting(request):
            form = CardForm(row, request.POST)
            if row.said is not None and form.add_prefix("number") in request.POST:
                yield form

    def _keep_typed(self, request):
        """Keeps what stands on the cards while further files are sent."""
        for form in self._cards_sent(request):
            form.keep()

    def _take(self, request):
        uploads = request.FILES.getlist("files")
        taken = 0
        for upload in uploads:
            if refused := intake.send(upload, request.user):
                messages.error(request, f"Không nhận “{upload.name}”. {refused}")
            else:
                taken += 1
        if not uploads:
            messages.error(request, "Hãy chọn ít nhất một tệp.")
        elif taken:
            messages.success(request, f"Đã nhận {taken} tệp.")

    def _save(self, request):
        """Files every card that is right; the others stay, with what was typed and what is wrong with it."""
        forms_left, saved, left_out = [], 0, 0
        for form in self._cards_sent(request):
            row = form.row
            if form.is_valid() and form.cleaned_data["leave_out"]:
                intake.discard(row)
                left_out += 1
                continue
            if form.is_valid():
                try:
                    document = intake.file_as_draft(row, form.cleaned_data, request.user)
                except ValidationError as error:
                    _show(form, error)
                else:
                    self.log_addition(request, document, "Thêm từ tệp.")
                    saved += 1
                    continue
            form.keep()
            forms_left.append(form)
        if saved:
            messages.success(request, f"Đã lưu {saved} văn bản thành bản nháp: hãy kiểm tra rồi xuất bản.")
        if left_out:
            messages.success(request, f"Đã bỏ {left_out} tệp.")
        rows = self._waiting(request)
        if not rows:
            return HttpResponseRedirect(reverse("admin:documents_document_changelist"))
        shown = {form.row.pk: form for form in forms_left}
        cards = [shown.get(row.pk) or CardForm(row) for row in rows if row.said is not None]
        return self._desk(request, rows, cards)

    def _desk(self, request, rows, cards):
        """The page; while files are being read, no card is shown that a reload would empty."""
        unread = sum(row.said is None for row in rows)
        types, bodies = list(DocumentType.objects.all()), list(IssuingBody.objects.all())
        type_names, body_names = naming.Names(types), naming.Names(bodies)
        there = filed.already_there([card.row for card in cards])
        for card in cards:
            told = filed.told(card.row)
            card.already = there[card.row.pk]
            card.new_type = bool(told.get("type")) and not type_names.named(told["type"])
            card.new_issuer = bool(told.get("issuer")) and not body_names.named(told["issuer"])
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "Thêm văn bản từ tệp",
            "unread": unread, "total": len(rows), "done": len(rows) - unread, "waiting": rows,
            "cards": [] if unread else cards, "types": types, "bodies": bodies, "kept_days": intake.KEPT_DAYS,
            "upload": FILES_INPUT.render("files", None),
        }  # fmt: skip
        return render(request, "admin/documents/intake.html", context)


def _show(form, error):
    """Puts what the model says beside the fields of the card."""
    fields = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, said in fields.items():
        form.add_error(name if name in form.fields else None, said)
