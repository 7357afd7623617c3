"""The province's units, aliases and successions, from the tables in `data/`."""

import csv
import re
from datetime import date
from pathlib import Path

from kttt import text

DATA = Path(__file__).parent / "data"
# The province in its present extent; what was before 2004 the registry does not need.
PROVINCE_SINCE = date(2004, 1, 1)
REFORM = date(2025, 7, 1)
REFORM_BASIS = "Nghị quyết 1670/NQ-UBTVQH15 ngày 16/6/2025"


def _read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _new(model, **values):
    """An unsaved row with its derived columns filled, also for the historical models of a migration."""
    row = model(**values)
    if hasattr(row, "folded"):
        row.folded = text.searchable(" ".join(filter(None, [getattr(row, "type", ""), row.name])))
    if hasattr(row, "sort_key"):
        row.sort_key = text.sort_key(row.name)
    return row


def load(unit_model, alias_model, succession_model):
    """Fills the three tables, which must be empty: 1 province, 8 old districts, 106 old and 38 new communes."""
    province = _new(unit_model, level=1, type="Tỉnh", name="Lai Châu", gso_code="12", valid_from=PROVINCE_SINCE)
    province.save()
    last_day = date.fromordinal(REFORM.toordinal() - 1)
    districts = {}
    for row in _read("districts.csv"):
        unit = _new(
            unit_model,
            level=2,
            type=row["type"],
            name=row["name"],
            gso_code=row["code"],
            parent=province,
            valid_from=PROVINCE_SINCE,
            valid_to=last_day,
            legal_basis=REFORM_BASIS,
        )
        unit.save()
        districts[row["code"]] = unit
    today = {}
    for row in _read("communes_2025.csv"):
        unit = _new(
            unit_model,
            level=3,
            type=row["type"],
            name=row["name"],
            gso_code=row["code"],
            parent=province,
            valid_from=REFORM,
            legal_basis=REFORM_BASIS,
            area_km2=float(row["area_km2"]),
            latitude=float(row["lat"]),
            longitude=float(row["lon"]),
        )
        unit.save()
        today[row["code"]] = unit
    for row in _read("old_communes.csv"):
        unit = _new(
            unit_model,
            level=3,
            type=row["type"],
            name=row["name"],
            gso_code=row["code"],
            parent=districts[row["district_code"]],
            valid_from=PROVINCE_SINCE,
            valid_to=last_day,
            legal_basis=REFORM_BASIS,
            latitude=float(row["lat"]),
            longitude=float(row["lon"]),
        )
        unit.save()
        succession_model(old=unit, new=today[row["new_code"]]).save()
        # A note in brackets ("sáp nhập 2020") says why the name is known; it is no part of it.
        names = [re.sub(r"\(.*?\)", "", a) for a in row["aliases"].split("|")]
        for name in sorted({text.clean(n) for n in names} - {"", row["name"]}):
            _new(alias_model, unit=unit, name=name).save()
