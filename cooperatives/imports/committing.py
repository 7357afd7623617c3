"""Writing a plan into the registry, and taking it back. One transaction each."""

from django.db import connection, transaction
from django.utils import timezone

from cooperatives.facts import label
from cooperatives.history import REBUILT, Said, Tables, rebuild, state_of, statements_of
from cooperatives.imports.planning import NEW, Plan, registry_revision
from cooperatives.models import ImportBatch, Statement
from kttt import bulk
from kttt.publishing import content_changed


class RegistryMovedError(Exception):
    """The registry changed between planning and writing: plan again."""


class NotWaitingError(Exception):
    """The batch is no longer in the state that asks for this work: somebody else did it."""


def lock_registry():
    """One writer at a time. SQLite's transactions are IMMEDIATE and need nothing more."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Statement._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def insist(batch, *states):
    """Raises NotWaitingError unless the batch is in one of `states`; holds it so until the transaction ends."""
    if not ImportBatch.objects.select_for_update().filter(pk=batch.pk, state__in=states).exists():
        raise NotWaitingError


def commit(plan: Plan, batch: ImportBatch, user=None):
    """Writes what `plan` would change, as statements of `batch` (saved here); all or nothing.

    Raises RegistryMovedError when somebody wrote to the registry since the plan was made, NotWaitingError when a saved
    `batch` is not being applied (any more); nothing is written then.
    """
    now = timezone.now()
    fresh = [planned for planned in plan.to_write if planned.result == NEW]
    known = [planned for planned in plan.to_write if planned.result != NEW]
    new_tables = Tables((state_of([Said(p.as_of, p.facts, p.figures)]) for p in fresh), plan.units)
    known_ids, known_tables = _updated(known, plan.units)
    with transaction.atomic():
        lock_registry()
        if registry_revision() != plan.revision:
            raise RegistryMovedError
        if batch.pk:
            insist(batch, ImportBatch.State.APPLYING)
        batch.state, batch.applied_at = ImportBatch.State.APPLIED, now
        batch.save()
        new_ids = new_tables.insert()
        known_tables.update(known_ids)
        said = zip([*new_ids, *(p.organization_id for p in known)], [*fresh, *known], strict=True)
        bulk.insert(
            Statement,
            ("organization_id", "kind", "valid_from", "recorded_at", "recorded_by_id", "facts", "figures", "batch_id",
             "sheet", "row", "original", "mended"),
            (
                (pk, Statement.Kind.IMPORT.value, p.as_of, now, user and user.pk, p.facts, p.figures, batch.pk,
                 p.row.sheet[:100], p.row.row, p.row.original, p.row.mended)
                for pk, p in said
            ),
        )  # fmt: skip
        content_changed()


def _updated(known, units):
    """(ids, Tables) of the organisations that the planned rows `known` say something new of."""
    said = {}
    for planned in known:
        said.setdefault(planned.organization_id, []).append(Said(planned.as_of, planned.facts, planned.figures))
    ids = list(said)
    # Of one day, what is said last holds: the new statements come behind those that are known.
    states = (
        state_of(sorted([*statements, *said[pk]], key=lambda s: s.valid_from))
        for start in range(0, len(ids), REBUILT)
        for pk, statements in statements_of(ids[start : start + REBUILT]).items()
    )
    return ids, Tables(states, units)


def undo(batch: ImportBatch):
    """Takes an import back: what it made goes, what it changed returns, what was edited later stays.

    Gives the later edits that stay, as Vietnamese sentences naming organisation and fact. Raises NotWaitingError when
    the batch is not (or no longer) in the registry.
    """
    with transaction.atomic():
        lock_registry()
        insist(batch, ImportBatch.State.APPLIED, ImportBatch.State.UNDOING)
        own = list(batch.statements.values_list("pk", "organization_id"))
        last_of_batch = max((pk for pk, _ in own), default=0)
        ids = sorted({organization for _, organization in own})
        later = Statement.objects.filter(
            organization_id__in=Statement.objects.filter(batch=batch).values("organization")
        )
        later = later.filter(pk__gt=last_of_batch).exclude(batch=batch).select_related("organization")
        kept = [
            f"{statement.organization}: giữ lại {', '.join(map(label, statement.facts)) or 'số liệu năm'} "
            f"(ghi ngày {timezone.localtime(statement.recorded_at):%d/%m/%Y})."
            for statement in later
        ]
        batch.statements.all().delete()
        rebuild(ids)
        batch.state, batch.undone_at = ImportBatch.State.UNDONE, timezone.now()
        batch.save(update_fields=["state", "undone_at"])
        content_changed()
    return kept
