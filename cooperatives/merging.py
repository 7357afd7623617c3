"""Two organisations made one, and made two again. One transaction each.

The statements of the one that goes are moved to the one that is kept, and all columns follow from them: of two that
speak of one fact or figure the later holds, as always (`history`). Counts of readers stay with the number under which
they were counted, so both directions leave them alone.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from cooperatives.history import Said, rebuild, state_of
from cooperatives.imports.committing import lock_registry
from cooperatives.models import (
    Distinction,
    ImportRow,
    Merge,
    OcopProduct,
    Organization,
    OrganizationSector,
    Period,
    Statement,
    YearlyFigures,
)
from kttt.publishing import content_changed

# What belongs to an organisation and is moved with it, by the foreign key's name …
MOVED = {"statements": Statement, "products": OcopProduct, "rows": ImportRow, "distinctions": Distinction}
# … and what is computed from its statements. A test asks that every model which points here is named in one of them.
COMPUTED = (OrganizationSector, YearlyFigures, Period)

_CONSENT = ("consent_on", "consent_evidence")
_UNSTATED = (*_CONSENT, "hidden")
_AT_ONCE = 500


class RefusedError(Exception):
    """It cannot be done (any more); `str()` is a Vietnamese sentence that says why and what to do."""


def statements_in_order(*organizations):
    """[Statement] of all `organizations` as they hold together: by day, then by when they were recorded."""
    return list(Statement.objects.filter(organization__in=organizations).order_by("valid_from", "pk"))


def merged_state(statements):
    """The history.State that an organisation with these statements (in order) has."""
    return state_of([Said(s.valid_from, s.facts, s.figures) for s in statements])


def seen_state(statements):
    """A short text that changes when one of the statements comes or goes: what a clerk looked at before deciding."""
    return f"{len(statements)}-{max((s.pk for s in statements), default=0)}"


def consent_after(kept, gone, state):
    """(consent_on, consent_evidence) of the merged organisation: consent holds for the contacts it was given for."""
    phones, email = state.facts.get("phones") or [], state.facts.get("email") or ""
    for organization in (kept, gone):
        if organization.consent_on and (organization.phones, organization.email) == (phones, email):
            return organization.consent_on, organization.consent_evidence
    return None, ""


def merge(kept_id, gone_id, user, seen):
    """Moves all that belongs to organisation `gone_id` to `kept_id` and gives the Merge.

    `seen`: `seen_state` of what the clerk saw. Raises RefusedError, with nothing changed, when somebody was faster.
    """
    with transaction.atomic():
        lock_registry()
        both = Organization.objects.select_for_update().in_bulk([kept_id, gone_id])
        if kept_id == gone_id or len(both) < 2:
            raise RefusedError("Một trong hai đơn vị không còn trong sổ: có thể người khác vừa gộp cặp này.")
        statements = statements_in_order(kept_id, gone_id)
        if seen_state(statements) != seen:
            raise RefusedError("Một trong hai đơn vị vừa có thay đổi: hãy xem lại kết quả rồi bấm Gộp lần nữa.")
        kept, gone = both[kept_id], both[gone_id]
        if not gone.statements.exists():
            raise RefusedError("Đơn vị này không có ghi nhận nào để chuyển sang: hãy xóa thay vì gộp.")
        doubled = _take_doubled_distinctions(kept, gone)
        parts = {
            name: list(model.objects.filter(organization=gone).order_by("pk").values_list("pk", flat=True))
            for name, model in MOVED.items()
        }
        after = dict(zip(_CONSENT, consent_after(kept, gone, merged_state(statements)), strict=True))
        made = Merge.objects.create(
            kept_id=kept_id, gone_id=gone_id, kept_name=kept.name, gone_name=gone.name, merged_by=user,
            merged_at=timezone.now(), parts={**parts, "doubled": doubled},
            consents={
                "gone": _as_json({key: getattr(gone, key) for key in _UNSTATED}),
                "kept": _as_json({key: getattr(kept, key) for key in _CONSENT}),
                "after": _as_json(after),
            },
        )  # fmt: skip
        for model in MOVED.values():
            model.objects.filter(organization=gone).update(organization=kept)
        Organization.objects.filter(pk=kept_id).update(**after)
        rebuild([kept_id, gone_id])
        content_changed()
    return made


def refusal(undone):
    """Why the Merge `undone` cannot be taken back, as a sentence; "" when it can."""
    if undone.undone_at:
        return "Lần gộp này đã được hoàn tác."
    # A later merge decided upon what this one had made.
    later = Merge.objects.filter(undone_at__isnull=True, pk__gt=undone.pk)
    later = (later.filter(gone_id=undone.kept_id) | later.filter(kept_id=undone.kept_id)).order_by("-pk").first()
    if later:
        return f"Sau đó đã gộp “{later.gone_name}” vào “{later.kept_name}”: hãy hoàn tác lần gộp đó trước."
    if not Organization.objects.filter(pk=undone.kept_id).exists():
        return "Đơn vị giữ lại không còn trong sổ nên không tách ra được."
    moved = Statement.objects.filter(organization=undone.kept_id, pk__in=undone.parts["statements"][:_AT_ONCE])
    if not moved.exists():
        return "Không còn ghi nhận nào của đơn vị đã gộp: lần nhập mang chúng đến đã được hoàn tác."
    return ""


def undo(merge_id, user):
    """Makes two organisations of what a merge made one, the gone one with its old number, and gives its Organization.

    What came to the kept one after the merge stays there. Raises RefusedError, with nothing changed, where that is no
    longer possible.
    """
    with transaction.atomic():
        lock_registry()
        undone = Merge.objects.select_for_update().get(pk=merge_id)
        if why := refusal(undone):
            raise RefusedError(why)
        kept = Organization.objects.select_for_update().get(pk=undone.kept_id)
        back = Organization(pk=undone.gone_id, name=undone.gone_name, **_from_json(undone.consents["gone"]))
        back.save(force_insert=True)
        for name, model in MOVED.items():
            ids = undone.parts[name]
            for start in range(0, len(ids), _AT_ONCE):
                model.objects.filter(pk__in=ids[start : start + _AT_ONCE], organization=kept).update(organization=back)
        _bring_back_distinctions(undone)
        if _as_json({key: getattr(kept, key) for key in _CONSENT}) == undone.consents["after"]:
            Organization.objects.filter(pk=kept.pk).update(**_from_json(undone.consents["kept"]))
        undone.undone_at, undone.undone_by = timezone.now(), user
        undone.save(update_fields=["undone_at", "undone_by"])
        rebuild([undone.kept_id, undone.gone_id])
        content_changed()
    return Organization.objects.get(pk=undone.gone_id)


def forget_consents(organization_id):
    """Empties what the merges into organisation `organization_id` remember of consents: a person is erased."""
    ids = {organization_id}
    nothing = {"consent_on": None, "consent_evidence": ""}
    while made := list(Merge.objects.filter(kept_id__in=ids).exclude(gone_id__in=ids)):
        ids |= {one.gone_id for one in made}
    for one in Merge.objects.filter(kept_id__in=ids):
        one.consents = {"gone": {**one.consents["gone"], **nothing}, "kept": nothing, "after": nothing}
        one.save(update_fields=["consents"])


def _as_json(values):
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def _from_json(values):
    on = values["consent_on"]
    return {**values, "consent_on": date.fromisoformat(on) if on else None}


def _take_doubled_distinctions(kept, gone):
    """Deletes the distinctions of `gone` that `kept` has as well; gives them as [{column: value}]."""
    known = set(kept.distinctions.values_list("name_key", "unit_key"))
    doubled = [row for row in gone.distinctions.all() if (row.name_key, row.unit_key) in known]
    Distinction.objects.filter(pk__in=[row.pk for row in doubled]).delete()
    return [
        {"id": row.pk, "name_key": row.name_key, "name": row.name, "unit_key": row.unit_key,
         "said_by_id": row.said_by_id, "said_at": row.said_at.isoformat()}
        for row in doubled
    ]  # fmt: skip


def _bring_back_distinctions(undone):
    for values in undone.parts["doubled"]:
        said_at = values.pop("said_at")
        Distinction.objects.create(organization_id=undone.gone_id, **values)
        Distinction.objects.filter(pk=values["id"]).update(said_at=said_at)
