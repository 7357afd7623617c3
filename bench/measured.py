"""One measurement in a process of its own, on the database of DATABASE_URL; `main` prints what it found as JSON.

`bench/import.py` starts it, with the arguments take|index|undo|stock|floor [FILE]. Starting the program is not counted.
"""

import json
import resource
import sys
import time
from pathlib import Path

from django.db import connection, models
from import_export import fields, resources, widgets
from import_export.formats.base_formats import XLSX
from lists import COLUMNS, NUMBERS
from python_calamine import CalamineWorkbook

from cooperatives.imports import committing
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.models import ImportBatch, Organization, Sector
from kttt.searching import refreshing
from kttt.units.models import AdminUnit


class TransactionClock:
    """The seconds of the longest transaction of `connection`: so long others wait to write."""

    def __init__(self):
        self.seconds, self.begun = 0.0, None
        self.set_autocommit, self.commit = connection.set_autocommit, connection.commit
        connection.set_autocommit, connection.commit = self._set_autocommit, self._commit

    def _set_autocommit(self, autocommit, *args, **kwargs):
        self.set_autocommit(autocommit, *args, **kwargs)
        if not autocommit:
            self.begun = time.perf_counter()

    def _commit(self):
        self.commit()
        self.seconds = max(self.seconds, time.perf_counter() - self.begun)


def measure_take(file):
    """The project's import, from the file's bytes to the registry."""
    counts = take(Path(file).read_bytes(), Path(file).name, Options()).report["counts"]
    return {**counts, "organizations": Organization.objects.count()}


def measure_index():
    """What the worker does after an import: the site's search learns of it."""
    return {"indexed": refreshing.refresh_all()}


def measure_undo():
    """Taking the last import back."""
    kept = committing.undo(ImportBatch.objects.filter(state=ImportBatch.State.APPLIED).latest("pk"))
    return {"organizations": Organization.objects.count(), "kept": len(kept)}


class CommuneWidget(widgets.ForeignKeyWidget):
    """Communes by name within their district, as the library's manual shows it."""

    def get_queryset(self, value, row, *args, **kwargs):
        return self.model.objects.filter(parent__name=row["district"], parent__level=AdminUnit.Level.DISTRICT)


class StockResource(resources.ModelResource):
    """The registry's table as django-import-export alone would fill it; yearly figures it has no place for."""

    unit_then = fields.Field("unit_then", "commune", CommuneWidget(AdminUnit, "name"))
    sectors = fields.Field("sectors", "sectors", widgets.ManyToManyWidget(Sector, field="code"))

    class Meta:
        model = Organization
        import_id_fields = ["tax_code"]
        fields = [key for key in COLUMNS if key not in ("number", "commune", "district")] + ["unit_then"]


def measure_stock(file):
    """Dry run and import, each reading the file, as the library's admin does."""
    data = Path(file).read_bytes()
    for dry_run in (True, False):
        found = StockResource().import_data(XLSX().create_dataset(data), dry_run=dry_run, raise_errors=True)
    return {**found.totals, "organizations": Organization.objects.count()}


class PlainRow(models.Model):
    """The list's columns as they are: no history, nothing derived, one index."""

    tax_code = models.CharField(max_length=14, unique=True)
    for key in COLUMNS:
        if key != "tax_code":
            locals()[key] = models.BigIntegerField(null=True) if key in NUMBERS else models.TextField()
    del key

    class Meta:
        app_label = "bench"

    def __str__(self):
        return self.name


def measure_floor(file):
    """The least that an import must do: read the cells, write them, updating what is there."""
    with connection.schema_editor() as editor:
        editor.create_model(PlainRow)
    begun = time.perf_counter()
    _, *rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python(skip_empty_area=True)
    heading = list(COLUMNS.values())
    rows = rows[rows.index(heading) + 1 :]
    PlainRow.objects.bulk_create(
        [
            PlainRow(**{k: (v or None) if k in NUMBERS else str(v) for k, v in zip(COLUMNS, row, strict=True)})
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["tax_code"],
        update_fields=[key for key in COLUMNS if key != "tax_code"],
    )
    return {"seconds": time.perf_counter() - begun, "rows": PlainRow.objects.count()}


def main():
    """Runs the measurement that the command line names."""
    name, *arguments = sys.argv[1:]
    connection.ensure_connection()
    clock = TransactionClock()
    begun = time.perf_counter()
    found = {"seconds": None, **globals()[f"measure_{name}"](*arguments)}
    found["seconds"] = found["seconds"] or time.perf_counter() - begun
    found["transaction"] = clock.seconds
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))
