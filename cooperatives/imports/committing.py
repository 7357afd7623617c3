"""Writing a plan into the registry, and taking it back. One transaction each."""

from django.db import connection, transaction
from django.utils import timezone

from cooperatives.facts import label
from cooperatives.history import rebuild, sector_links, set_columns
from cooperatives.imports.planning import NEW, Plan, registry_revision
from cooperatives.models import (
    ImportBatch,
    Organization,
    OrganizationSector,
    Sector,
    Statement,
    YearlyFigures,
)
from kttt.publishing import content_changed

BATCH = 500


class RegistryMovedError(Exception):
    """The registry changed between planning and writing: plan again."""


class NotWaitingError(Exception):
    """The batch is no longer in the state that asks for this work: somebody else did it."""


def _lock():
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
    with transaction.atomic():
        _lock()
        if registry_revision() != plan.revision:
            raise RegistryMovedError
        if batch.pk:
            insist(batch, ImportBatch.State.APPLYING)
        batch.state, batch.applied_at = ImportBatch.State.APPLIED, now
        batch.save()
        sectors = {s.code: s for s in Sector.objects.all()}
        fresh, links, figures = [], [], []
        for planned in plan.to_write:
            if planned.result == NEW:
                organization = Organization()
                set_columns(organization, planned.facts, plan.units)
                fresh.append((organization, planned))
        Organization.objects.bulk_create([organization for organization, _ in fresh], batch_size=BATCH)
        for organization, planned in fresh:
            planned.organization_id = organization.pk
            links += sector_links(organization, planned.facts.get("sectors"), sectors)
            figures += [
                YearlyFigures(organization=organization, year=int(year), **values)
                for year, values in planned.figures.items()
            ]
        statements = [
            Statement(
                organization_id=planned.organization_id, kind=Statement.Kind.IMPORT, valid_from=planned.as_of,
                recorded_at=now, recorded_by=user, facts=planned.facts, figures=planned.figures, batch=batch,
                sheet=planned.row.sheet[:100], row=planned.row.row, original=planned.row.original,
                mended=planned.row.mended,
            )
            for planned in plan.to_write
        ]  # fmt: skip
        Statement.objects.bulk_create(statements, batch_size=BATCH)
        OrganizationSector.objects.bulk_create(links, batch_size=BATCH)
        YearlyFigures.objects.bulk_create(figures, batch_size=BATCH)
        if changed := [p.organization_id for p in plan.to_write if p.result != NEW]:
            rebuild(changed)
        content_changed()


def undo(batch: ImportBatch):
    """Takes an import back: what it made goes, what it changed returns, what was edited later stays.

    Gives the later edits that stay, as Vietnamese sentences naming organisation and fact. Raises NotWaitingError when
    the batch is not (or no longer) in the registry.
    """
    with transaction.atomic():
        _lock()
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
