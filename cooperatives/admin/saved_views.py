"""Filters of the lists of organisations under a name, offered above the list: one's own, and those of the office."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from cooperatives.models import SavedView
from kttt import text

LONGEST_NAME, LONGEST_QUERY = 120, 1000
# What says where in the list somebody is, and not what they look at.
_PLACE = ("p", "e", "all")


def views_context(request, model_admin):
    """What the list's page draws: saved_views (each with `.may_delete`), view_query of the list as it is."""
    views = list(_visible(request, model_admin))
    for view in views:
        view.may_delete = _may_delete(request, view)
    return {
        "saved_views": views,
        "view_query": _query(request.GET.urlencode()),
        "may_share_views": request.user.has_perm("cooperatives.add_savedview"),
    }


@require_POST
def saved_views_view(request, model_admin):
    """POST `ten`, `loc` (query string), `chung` (for the office): keeps a view; `xoa` (pk): deletes one."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    address = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist")
    gone, query = request.POST.get("xoa", ""), _query(request.POST.get("loc", ""))
    if gone:
        view = _visible(request, model_admin).filter(pk=gone).first() if re.fullmatch(r"[0-9]{1,9}", gone) else None
        if view is None or not _may_delete(request, view):
            raise PermissionDenied
        view.delete()
        messages.success(request, f"Đã xóa bộ lọc “{view}”.")
        return HttpResponseRedirect(address)
    name, shared = text.clean(request.POST.get("ten", "")), "chung" in request.POST
    if shared and not request.user.has_perm("cooperatives.add_savedview"):
        raise PermissionDenied
    if not 0 < len(name) <= LONGEST_NAME:
        messages.error(request, f"Hãy đặt tên cho bộ lọc, nhiều nhất {LONGEST_NAME} chữ.")
    elif not query or len(query) > LONGEST_QUERY:
        messages.error(request, "Hãy lọc danh sách trước rồi mới lưu bộ lọc.")
    else:
        owner = None if shared else request.user
        SavedView.objects.filter(kind=model_admin.kind, name=name, owner=owner).delete()
        SavedView.objects.create(kind=model_admin.kind, name=name, owner=owner, query=query)
        messages.success(request, f"Đã lưu bộ lọc “{name}”.")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def _visible(request, model_admin):
    mine = Q(owner=None) | Q(owner=request.user)
    return SavedView.objects.filter(mine, kind=model_admin.kind)


def _may_delete(request, view):
    return view.owner_id == request.user.pk or (
        view.owner_id is None and request.user.has_perm("cooperatives.delete_savedview")
    )


def _query(said):
    """A list's query string written anew, without the page."""
    query = QueryDict(said.replace("\0", "").lstrip("?"), mutable=True)
    for name in _PLACE:
        query.pop(name, None)
    return query.urlencode()
