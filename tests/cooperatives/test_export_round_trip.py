"""An export, opened and saved by a spreadsheet and read back, changes nothing."""

import shutil
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from cooperatives import exports
from cooperatives.history import record_edit
from cooperatives.models import Organization, Statement
from tests.cooperatives.test_registry_files import HTX, THT_2021, bring, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry():
    """The three official lists' organisations, one edited so that a spreadsheet would take its facts for formulas."""
    for path in (HTX, THT_2021):
        bring(path)
    first = Organization.objects.cooperatives().first()
    odd = {"business_lines": "=1+1; +84", "products": "-chè", "address": "@bản 1"}
    record_edit(first, odd, None, change_from=timezone.localdate() - timedelta(days=1))


def exported(tmp_path, kind, ending):
    path = tmp_path / f"{kind}.{ending}"
    exports.write(kind, ending, path)
    return path


def assert_nothing_new(path, kind):
    before, statements = state(), Statement.objects.count()
    outcome = bring(path, kind=kind, as_of=timezone.localdate())
    counts = outcome.report["counts"]
    of_kind = Organization.objects.of_kind(kind).count()
    told = [row for row in outcome.report["rows"] if row["result"] != "unchanged"][:3]
    assert counts == {"new": 0, "updated": 0, "unchanged": of_kind, "refused": 0, "skipped": 0}, told
    assert state() == before and Statement.objects.count() == statements


@pytest.mark.parametrize("kind", ["cooperative", "group"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_export_read_back_changes_nothing(registry, tmp_path, kind, ending):
    assert_nothing_new(exported(tmp_path, kind, ending), kind)


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["cooperative", "group"])
def test_an_export_saved_by_libreoffice_and_read_back_changes_nothing(registry, tmp_path, kind):
    office = shutil.which("soffice")
    assert office, "Cần LibreOffice: apt-get install libreoffice-calc"
    path = exported(tmp_path, kind, "xlsx")
    for ending in ("ods", "xlsx"):
        folder = tmp_path / ending
        command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", ending]
        subprocess.run([*command, "--outdir", folder, path], check=True, capture_output=True, timeout=300)
        path = folder / f"{kind}.{ending}"
        assert_nothing_new(path, kind)
