"""The page on which a clerk erases the people behind an organisation."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from cooperatives.erasing import BusyError, erase_person
from kttt import text

WORD = "XÓA"


class ConfirmForm(forms.Form):
    """The organisation's name, or one word, typed by whoever means it."""

    confirmation = forms.CharField(
        label=f"Gõ tên đơn vị hoặc chữ {WORD} để xác nhận",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "vTextField"}),
        error_messages={"required": f"Hãy gõ tên đơn vị hoặc chữ {WORD}."},
    )

    def __init__(self, *args, organization, **kwargs):
        self.organization = organization
        super().__init__(*args, **kwargs)

    def clean_confirmation(self):
        typed = text.fold(self.cleaned_data["confirmation"])
        if typed not in (text.fold(WORD), text.fold(self.organization.name)):
            raise forms.ValidationError(f"Chưa khớp: hãy gõ đúng tên đơn vị hoặc chữ {WORD}.")
        return typed


def erase_view(request, model_admin, object_id):
    """Says what goes and what stays (GET), and erases it (POST); for those who may delete the organisation."""
    organization = model_admin.get_object(request, unquote(object_id))
    if organization is None:
        raise Http404
    if not model_admin.has_delete_permission(request, organization):
        raise PermissionDenied
    opts = model_admin.opts
    form = ConfirmForm(request.POST or None, organization=organization)
    if request.method == "POST" and form.is_valid():
        try:
            done = erase_person(organization, request.user)
        except BusyError as error:
            form.add_error(None, str(error))
        else:
            _tell(request, done)
            change = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[organization.pk])
            return HttpResponseRedirect(change)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Xóa thông tin cá nhân",
        "subtitle": str(organization),
        "opts": opts,
        "organization": organization,
        "form": form,
    }
    return render(request, "admin/cooperatives/erase.html", context)


def _tell(request, done):
    """Puts what was erased, and what the clerk has still to look at, into the next page's messages."""
    messages.success(
        request,
        f"Đã xóa thông tin cá nhân: {done.statements} ghi nhận, {done.rows} dòng trong {done.files} tệp đã lưu.",
    )
    if done.still_named:
        messages.warning(
            request,
            f"Tên hoặc liên hệ của người này còn nằm trong: {', '.join(done.still_named)}. Đó là thông tin của đơn vị "
            "nên được giữ; nếu không cần nữa, hãy sửa ở trang này.",
        )
    for name in done.unread:
        messages.warning(request, f"Không mở được tệp đã lưu “{name}”: nếu trong tệp có người này, hãy bỏ tệp đó.")
