"""Loads the province's units, so that they are there after `migrate` alone."""

from django.db import migrations

from kttt.units import fixture


def load(apps, schema_editor):
    models = (apps.get_model("units", name) for name in ("AdminUnit", "UnitAlias", "UnitSuccession"))
    fixture.load(*models)


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
