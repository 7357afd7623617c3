"""The desk of organisations that may be registered twice: the pairs, two side by side, merging and taking it back."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from cooperatives import facts, merging
from cooperatives.duplicates import declare_different, pairs
from cooperatives.models import Cooperative, CooperativeGroup, ImportBatch, Merge, Organization
from cooperatives.wording import Wording
from kttt.lists import page_context

PER_PAGE = 25
# What the columns show otherwise, or what only repeats another fact.
_UNSHOWN = {"district", "current_commune", "current_commune_code"}


@dataclass(frozen=True)
class Line:
    """A fact or figure in words: of the first, of the second, of the two as one."""

    label: str
    first: str
    second: str
    result: str

    @property
    def differs(self):
        """Whether both say something, and not the same."""
        return bool(self.first and self.second and self.first != self.second)


@admin.register(Merge)
class MergeAdmin(admin.ModelAdmin):
    """Đơn vị nghi trùng."""

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("da-gop/", guarded(require_safe(self.merges_view)), name="cooperatives_merges"),
            path("da-gop/<int:pk>/", guarded(require_POST(self.undo_view)), name="cooperatives_merge_undo"),
            path("<int:first>-<int:second>/", guarded(self.pair_view), name="cooperatives_duplicate_pair"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """GET ?trang=: the pairs, the most certain first; five queries however many."""
        self._insist_on_view(request)
        page = page_context(request, pairs(), PER_PAGE)
        ids = {pk for pair in page["page_obj"] for pk in (pair.first, pair.second)}
        organizations = Organization.objects.select_related("unit_now").in_bulk(ids)
        rows = [
            (pair, organizations[pair.first], organizations[pair.second])
            for pair in page["page_obj"]
            if pair.first in organizations and pair.second in organizations
        ]
        return self._page(request, "duplicates", "Đơn vị nghi trùng", {**page, "rows": rows})

    def merges_view(self, request):
        """GET ?trang=: what was merged, the last first."""
        self._insist_on_view(request)
        made = Merge.objects.select_related("merged_by", "undone_by").defer("parts")
        return self._page(request, "merges", "Đơn vị đã gộp", page_context(request, made, PER_PAGE))

    def pair_view(self, request, first, second):
        """GET: two organisations side by side and what they would be as one; POST: one, or two for good."""
        both = Organization.objects.filter(Q(pk=first) | Q(pk=second)).select_related("unit_now", "unit_then")
        found = {organization.pk: organization for organization in both}
        if first == second:
            raise Http404
        if len(found) < 2:
            self._insist_on_view(request)
            messages.warning(request, "Cặp này không còn: có thể người khác vừa gộp, hoặc lần nhập đã được hoàn tác.")
            return redirect("admin:cooperatives_merge_changelist")
        one, other = found[first], found[second]
        _insist_on_change(request, one, other)
        if request.method == "POST":
            return self._decide(request, one, other)
        return self._show(request, one, other)

    def undo_view(self, request, pk):
        """POST: takes the merge `pk` back."""
        undone = get_object_or_404(Merge, pk=pk)
        kept = Organization.objects.filter(pk=undone.kept_id).first()
        _insist_on_change(request, *filter(None, [kept]))
        try:
            back = merging.undo(pk, request.user)
        except merging.RefusedError as error:
            messages.error(request, str(error))
        else:
            _log(request.user, back, f"Tách khỏi “{undone.kept_name}” (số {undone.kept_id}): hoàn tác lần gộp.")
            messages.success(request, f"Đã hoàn tác: “{back}” lại là đơn vị riêng với địa chỉ như trước.")
        return redirect("admin:cooperatives_merges")

    def _decide(self, request, one, other):
        if request.POST.get("viec") == "khac":
            declare_different(one.pk, other.pk, request.user)
            _log(request.user, one, f"Kết luận không trùng với “{other}” (số {other.pk}).")
            messages.success(request, f"Đã ghi nhớ: “{one}” và “{other}” là hai đơn vị khác nhau.")
            return redirect("admin:cooperatives_merge_changelist")
        chosen = {str(one.pk): (one, other), str(other.pk): (other, one)}.get(request.POST.get("giu"))
        if request.POST.get("viec") != "gop" or chosen is None:
            messages.error(request, "Hãy chọn đơn vị giữ lại rồi bấm Gộp.")
            return HttpResponseRedirect(request.path)
        kept, gone = chosen
        try:
            merging.merge(kept.pk, gone.pk, request.user, request.POST.get("da_xem", ""))
        except merging.RefusedError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.path)
        _log(request.user, kept, f"Gộp “{gone}” (số {gone.pk}) vào đơn vị này.")
        messages.success(
            request, f"Đã gộp “{gone}” vào “{kept}”. Địa chỉ cũ dẫn về đơn vị giữ lại; có thể hoàn tác ở trang này."
        )
        return redirect("admin:cooperatives_merges")

    def _show(self, request, one, other):
        both = merging.statements_in_order(one.pk, other.pk)
        own = {pk: [s for s in both if s.organization_id == pk] for pk in (one.pk, other.pk)}
        states = [merging.merged_state(said) for said in (own[one.pk], own[other.pk], both)]
        wording = Wording()
        fullest = max((one, other), key=lambda o: (_fullness(states[o is other]), -o.pk))
        consent_lost = (one.consent_on or other.consent_on) and not merging.consent_after(one, other, states[2])[0]
        sides = [
            {
                "organization": organization,
                "change": _change_url(organization),
                "statements": len(own[organization.pk]),
                "products": organization.ocop_products.all(),
            }
            for organization in (one, other)
        ]
        context = {
            "sides": sides,
            "fullest": fullest,
            "seen": merging.seen_state(both),
            "facts": list(_fact_lines(states, wording)),
            "years": [(year, list(_figure_lines(states, year, wording))) for year in sorted(states[2].figures)],
            "statements": _sources(both, one),
            "consent_lost": bool(consent_lost),
        }
        return self._page(request, "duplicate_pair", "Hai đơn vị có phải là một?", context)

    def _insist_on_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(self, request, name, title, context):
        context = {
            **self.admin_site.each_context(request), "title": title, "opts": self.opts, **context,
            "may_change": request.user.has_perm("cooperatives.change_cooperative"),
        }  # fmt: skip
        return render(request, f"admin/cooperatives/{name}.html", context)


def _model_of(organization):
    return CooperativeGroup if organization.kind == "group" else Cooperative


def _change_url(organization):
    return reverse(f"admin:cooperatives_{_model_of(organization)._meta.model_name}_change", args=[organization.pk])


def _insist_on_change(request, *organizations):
    """Raises PermissionDenied unless the user may see this desk and change organisations of each one's kind."""
    names = {f"cooperatives.change_{_model_of(one)._meta.model_name}" for one in organizations}
    if not request.user.has_perms(["cooperatives.view_merge", "cooperatives.change_cooperative", *names]):
        raise PermissionDenied


def _log(user, organization, told):
    # Rebuilding may have changed its kind.
    now = Organization.objects.get(pk=organization.pk)
    LogEntry.objects.log_actions(
        user.pk, [_model_of(now).objects.get(pk=now.pk)], CHANGE, told, single_object=True
    )  # fmt: skip


def _fullness(state):
    return sum(value not in (None, "", []) for value in state.facts.values()) + sum(map(len, state.figures.values()))


def _fact_lines(states, wording):
    keys = [fact.key for fact in facts.FACTS if fact.key not in _UNSHOWN]
    for key in keys:
        words = [wording.fact(key, state.facts.get(key)) for state in states]
        if any(words):
            yield Line(facts.label(key), *words)


def _figure_lines(states, year, wording):
    for key in dict.fromkeys(key for keys in facts.FIGURES.values() for key in keys):
        values = [state.figures.get(year, {}).get(key) for state in states]
        if any(value is not None for value in values):
            yield Line(facts.label(key), *("" if v is None else wording.figure(key, v) for v in values))


def _sources(statements, one):
    """[(whether it speaks of the first, statement, file's name)] newest first."""
    names = dict(ImportBatch.objects.filter(statements__in=[s.pk for s in statements]).values_list("pk", "name"))
    return [(s.organization_id == one.pk, s, names.get(s.batch_id, "")) for s in reversed(statements)]
