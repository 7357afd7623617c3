"""Pages of the admin for versions: those of one row, two compared, one brought back; and all changes of the portal."""

import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, site
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from kttt import revisions

SHOWN = 100
_KINDS = {"+": "Thêm", "~": "Sửa", "-": "Xóa"}
_DAY = {"placeholder": "ngày/tháng/năm", "size": 14}
_NAMES = ("title", "name", "number", "text", "username", "label", "code")


class VersionedAdmin(ModelAdmin):
    """Shows the versions of a row on its history page, compares two of them and brings one back.

    Does nothing for a model without versions. `left_when_restoring`: columns that bringing a version back leaves alone.
    """

    left_when_restoring = ()

    def get_urls(self):
        if not _is_versioned(self.model):
            return super().get_urls()
        admin_view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<path:object_id>/ban/so-sanh/", admin_view(require_safe(self.compare_view)), name=f"{name}_compare"),
            path("<path:object_id>/ban/<int:version>/lay-lai/", admin_view(require_POST(self.restore_view)),
                 name=f"{name}_restore"),
            *super().get_urls(),
        ]  # fmt: skip

    def get_object(self, request, object_id, from_field=None):
        # An empty `_to_field` in the address is none, not the name of a column.
        return super().get_object(request, object_id, from_field or None)

    def versions_context(self, row):
        """What a model's own history page shows beside versions, for its template."""
        return {}

    def before_restoring(self, row):
        """Called in the transaction that brings a version of `row` back, before it does."""

    def history_view(self, request, object_id, extra_context=None):
        """GET: the versions of a row, newest first, and what happened to its parts."""
        if not _is_versioned(self.model):
            return super().history_view(request, object_id, extra_context)
        row, kept = self._row_and_versions(request, object_id)
        versions = [Change.of(version) for version in _with_older(kept)]
        context = {
            "title": f"Các bản đã lưu: {row or versions[0].name}",
            "changes": versions,
            "newest": versions[0] if versions else None,
            "previous": versions[1] if len(versions) > 1 else None,
            "parts": self._changes_of_parts(versions[0].version if versions else None, row),
            "may_bring_back": row is None and self.has_add_permission(request),
            **self.versions_context(row),
            **(extra_context or {}),
        }
        return self._page(request, row, object_id, "versions", context)

    def compare_view(self, request, object_id):
        """GET with `cu` and `moi`, ids of two versions: what differs, side by side."""
        row, kept = self._row_and_versions(request, object_id)
        kept = kept.select_related("history_user")
        chosen = [value if value.isdecimal() else 0 for value in (request.GET.get(name, "") for name in ("cu", "moi"))]
        old, new = sorted((get_object_or_404(kept, pk=value) for value in chosen), key=lambda version: version.pk)
        context = {
            "title": f"So sánh hai bản: {row or name_of(new)}",
            "old": old,
            "new": new,
            "differences": revisions.differences(old, new),
            "may_restore": row is not None and self.has_change_permission(request, row),
        }
        return self._page(request, row, object_id, "compare", context)

    def restore_view(self, request, object_id, version):
        """POST: makes the row what it was in a version; the present one stays among the versions."""
        back = HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[object_id])
        )
        row, kept = self._row_and_versions(request, object_id)
        chosen = get_object_or_404(kept, pk=version)
        allowed = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        if not allowed:
            raise PermissionDenied
        try:
            with transaction.atomic():
                if row is None:
                    revisions.bring_back(chosen, request.user)
                else:
                    row = self.model._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
                    self.before_restoring(row)
                    revisions.restore(row, chosen, request.user, self.left_when_restoring)
        except ValidationError as error:
            self.message_user(request, f"Không lấy lại được: {' '.join(error.messages)}", messages.ERROR)
            return back
        except IntegrityError:
            said = "Không lấy lại được: mục này thuộc về một mục không còn, hãy lấy lại mục đó trước."
            self.message_user(request, said, messages.ERROR)
            return back
        said = f"Đã lấy lại bản lúc {timezone.localtime(chosen.history_date):%H:%M %d/%m/%Y}"
        also = "; bản vừa thay vẫn còn ở đây." if row else ", cùng những phần bị xóa theo."
        self.message_user(request, said + also, messages.SUCCESS)
        return back

    def _row_and_versions(self, request, object_id):
        """(row or None where it was deleted, its versions); 404 for what never was, 403 without the right."""
        key = unquote(object_id)
        row = self.get_object(request, key)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if row is not None:
            return row, row.history.all()
        try:
            pk = self.opts.pk.to_python(key)
        except ValidationError:
            raise Http404 from None
        kept = self.model.history.filter(**{self.opts.pk.attname: pk})
        # A row that is there and not in this list belongs to somebody else.
        if self.model._base_manager.filter(pk=pk).exists() or not kept.exists():
            raise Http404
        return None, kept

    def _changes_of_parts(self, version, row):
        pk = row.pk if row else revisions.row_id(version)
        found = []
        for model, name in revisions.parts_of(self.model):
            if any(inline.model is model for inline in self.inlines):
                found += [Change.of(one) for one in _with_older(model.history.filter(**{name: pk}))]
        return sorted(found, key=lambda change: change.at, reverse=True)[:SHOWN]

    def _page(self, request, row, object_id, name, context):
        base = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": row,
            "list_address": reverse(f"{base}_changelist"),
            "row_address": row and reverse(f"{base}_change", args=[quote(row.pk)]),
            "history_address": reverse(f"{base}_history", args=[object_id]),
            "compare_address": reverse(f"{base}_compare", args=[object_id]),
            "restore_base": f"{reverse(f'{base}_history', args=[object_id]).removesuffix('history/')}ban/",
            **context,
        }
        own = f"admin/{self.opts.app_label}/{self.opts.model_name}_{name}.html"
        return TemplateResponse(request, [own, f"admin/{name}.html"], context)


def _is_versioned(model):
    return hasattr(model._meta, "simple_history_manager_attribute")


def _with_older(kept):
    """The newest versions of `kept`, each with the one of the same row before it as `.older` (None without)."""
    found = list(kept.select_related("history_user").order_by("-history_date", "-history_id")[: SHOWN + 1])
    older = {}
    for version in reversed(found):
        version.older = older.get(revisions.row_id(version))
        older[revisions.row_id(version)] = version
    return found[:SHOWN]


@dataclass(frozen=True)
class Change:
    """One version as people read it: when, who, what was done to what, which columns."""

    version: object
    at: datetime
    who: str
    kind: str
    thing: str
    name: str
    columns: str
    reason: str

    @classmethod
    def of(cls, version):
        """Of a stored version; with `version.older` the columns that changed are named."""
        return cls(
            version=version,
            at=version.history_date,
            who=revisions.saved_by(version),
            kind=_KINDS[version.history_type],
            thing=version.instance_type._meta.verbose_name,
            name=name_of(version),
            columns=_columns(version),
            reason=version.history_change_reason or "",
        )

    @property
    def address(self):
        """The history page of the row, or of what it is part of; "" where there is none."""
        return _history_of(self.version)


def _columns(version):
    older = getattr(version, "older", None)
    if older is None or version.history_type != "~":
        return ""
    changed = revisions.changed_columns(older, version) or version._history_m2m_fields
    return ", ".join(str(field.verbose_name) for field in changed)


def name_of(version):
    """What a version calls its row, at most 80 letters."""
    column = _name_column(version.instance_type)
    return (getattr(version, column) if column else "")[:80] or f"số {revisions.row_id(version)}"


def _name_column(model):
    """The first column of words that a model's versions keep, a title before others; None without."""
    words = (models.CharField, models.TextField)
    texts = [f.name for f in model.history.model.tracked_fields if isinstance(f, words) and not f.choices]
    return next((name for name in (*_NAMES, *texts) if name in texts), None)


def _history_of(version):
    model = version.instance_type
    if site.is_registered(model):
        return _address(model, revisions.row_id(version))
    for whole, name in _wholes(model):
        return _address(whole, getattr(version, f"{name}_id"))
    return ""


def _address(model, pk):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[quote(pk)])


def _wholes(model):
    """[(registered model, name of the key that leads to it)] of which `model` is an inline."""
    for field in model._meta.fields:
        if isinstance(field, models.ForeignKey) and site.is_registered(field.related_model):
            whole = site.get_model_admin(field.related_model)
            if any(inline.model is model for inline in whole.inlines):
                yield field.related_model, field.name


class ChangeLogForm(forms.Form):
    """What of the log is asked for."""

    q = forms.CharField(label="Tên có chữ", required=False, max_length=80)
    who = forms.ModelChoiceField(label="Người sửa", queryset=None, required=False, empty_label="(mọi người)")
    thing = forms.ChoiceField(label="Loại", required=False)
    since = forms.DateField(label="Từ ngày", required=False, widget=forms.DateInput(attrs=_DAY))
    until = forms.DateField(label="Đến ngày", required=False, widget=forms.DateInput(attrs=_DAY))

    def __init__(self, *args, **kwargs):
        from django.contrib.auth import get_user_model

        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = get_user_model().objects.order_by("username")
        things = sorted((m._meta.label_lower, m._meta.verbose_name) for m in revisions.versioned_models())
        self.fields["thing"].choices = [("", "(mọi loại)"), *sorted(things, key=lambda pair: pair[1])]


@require_safe
def change_log(request):
    """GET: all versions of all models, newest first, SHOWN a page; `q`, `who`, `thing`, `since`, `until`, `before`.

    Each model gives its newest SHOWN by the index of its dates, so a page costs the same however long the log is.
    """
    if not request.user.has_perm("admin.view_logentry"):
        raise PermissionDenied
    form = ChangeLogForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    before = _moment(request.GET.get("before", ""))
    models_asked = [m for m in revisions.versioned_models() if asked.get("thing") in (None, "", m._meta.label_lower)]
    newest = [_asked_for(model, asked, before) for model in models_asked]
    found = list(heapq.merge(*newest, key=lambda version: version.history_date, reverse=True))
    shown = [Change.of(version) for version in found[:SHOWN]]
    query = request.GET.copy()
    query.pop("before", None)
    older = urlencode({**query.dict(), "before": shown[-1].at.isoformat()}) if len(found) > SHOWN else ""
    context = {
        **site.each_context(request),
        "title": "Nhật ký thay đổi",
        "form": form,
        "changes": shown,
        "older": older,
    }
    return TemplateResponse(request, "admin/change_log.html", context)


def _moment(value):
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def _asked_for(model, asked, before):
    kept = model.history.select_related("history_user").order_by("-history_date", "-history_id")
    column = _name_column(model)
    if asked.get("q"):
        kept = kept.filter(**{f"{column}__icontains": asked["q"]}) if column else kept.none()
    if asked.get("who"):
        kept = kept.filter(history_user=asked["who"])
    if asked.get("since"):
        kept = kept.filter(history_date__gte=_midnight(asked["since"]))
    if asked.get("until"):
        kept = kept.filter(history_date__lt=_midnight(asked["until"] + timedelta(days=1)))
    if before:
        kept = kept.filter(history_date__lt=before)
    heavy = [f.name for f in model.history.model._meta.fields if isinstance(f, models.TextField) and f.name != column]
    return kept.defer(*heavy)[: SHOWN + 1]


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
