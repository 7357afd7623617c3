"""A plan kept for the clerk to look at, row by row, until somebody decides."""

from django.db import transaction

from cooperatives.imports.committing import insist
from cooperatives.imports.planning import REFUSED, SKIPPED
from cooperatives.imports.reporting import message_data
from cooperatives.models import ImportBatch, ImportRow
from kttt import bulk

COLUMNS = (
    "batch_id", "position", "sheet", "row", "result", "doubtful", "warned", "noted", "organization_id", "content",
)  # fmt: skip
# What tells an organisation from others: a clerk may mend it where a row was refused or is doubtful.
IDENTITY = ("name", "tax_code", "commune")
OPEN = (REFUSED, SKIPPED)


def store_preview(batch, outcome):
    """Saves `batch` and, instead of its earlier rows, those of `outcome` (running.Outcome).

    Raises NotWaitingError, and saves nothing, when the batch is no longer being read.
    """
    with transaction.atomic():
        insist(batch, ImportBatch.State.READING)
        batch.save()
        batch.rows.all().delete()
        if outcome.plan:
            rows = (_row(batch, position, planned) for position, planned in enumerate(outcome.plan.rows))
            bulk.insert(ImportRow, COLUMNS, rows)


def _identity(row):
    """{key: [cell, what stands in it]} of the cells that tell which organisation a row means."""
    found = {}
    for key in IDENTITY:
        if cell := row.cells.get(key):
            found[key] = [cell, row.mended.get(cell, row.original.get(cell.rstrip("0123456789"), ""))]
    return found


def _row(batch, position, planned):
    """The values of COLUMNS."""
    row = planned.row
    decided = planned.decision is not None and planned.organization_id == planned.decision
    content = {
        "name": planned.facts.get("name") or row.values.get("name"),
        "facts": {key: value for key, value in planned.facts.items() if key != "name"},
        "figures": planned.figures,
        "differences": [[d.key, d.year, d.old, d.new] for d in planned.differences],
        "messages": [message_data(m) for m in row.messages],
        "notes": [message_data(m) for m in row.notes],
        "candidates": [[c.pk, c.reason] for c in planned.candidates],
        "decision": planned.decision,
        "cells": _identity(row) if planned.result in OPEN or planned.candidates or decided else None,
        "mended": row.mended,
    }
    if planned.organization_id is not None and not decided:
        # What a known organisation says already needs no telling.
        del content["facts"], content["figures"]
    return (
        batch.pk, position, row.sheet[:100], row.row, planned.result, bool(planned.candidates) or decided,
        bool(row.messages), bool(row.notes), planned.organization_id,
        {key: value for key, value in content.items() if value not in (None, {}, [])},
    )  # fmt: skip
