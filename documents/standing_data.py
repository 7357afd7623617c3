"""The types, bodies and fields that a document is filed under from the first day on, from the tables in `data/`.

Types: Luật Ban hành văn bản quy phạm pháp luật 64/2025/QH15 (with those of before), Nghị định 30/2020/NĐ-CP
Phụ lục III, Hướng dẫn 36-HD/VPTW for the Party's. Without validity are those that only tell, ask or invite. Bodies
keep the name of their time; where the day of an end is not known for sure it is empty, and only the heir is told.
"""

import csv
from datetime import date
from pathlib import Path

from documents import naming
from kttt import text

DATA = Path(__file__).parent / "data"
COLUMNS = ("abbreviation", "other_names", "ended_on")


def load(type_model, body_model, field_model):
    """Adds what is missing, and fills in what rows that are there already leave empty; twice is harmless.

    The models may be a migration's: derived columns are written here.
    """
    for model, name in ((type_model, "types"), (field_model, "fields"), (body_model, "bodies")):
        known = naming.Names(model.objects.all())
        for position, said in enumerate(_read(name), start=1):
            row = known.named(said["name"])
            if row is None:
                row = model(name=said["name"], slug=text.slug(said["name"], 150))
            before = {**vars(row)}
            # Only a row that nobody has ordered yet: the position tells that this was here before.
            if "has_validity" in said and not row.position:
                row.position, row.has_validity = 10 * position, said["has_validity"] == "1"
            for column in COLUMNS:
                if said.get(column) and not getattr(row, column):
                    setattr(row, column, said[column])
            if said.get("successor") and not row.successor_id:
                row.successor = model.objects.get(name=said["successor"])
            if row.pk is None or vars(row) != before:
                row.sort_key = text.sort_key(row.name)
                row.folded = text.searchable(" ".join(naming.written(row)))
                row.save()


def _read(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # An heir is made before those who name it.
    for row in sorted(rows, key=lambda row: bool(row.get("successor"))) if name == "bodies" else rows:
        row["other_names"] = row["other_names"].replace("|", "\n")
        if row.get("ended_on"):
            row["ended_on"] = date.fromisoformat(row["ended_on"])
        yield row
