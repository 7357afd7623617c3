"""Everything that the clerk says of a file, beside the file itself: the same for the command line and the admin."""

from dataclasses import dataclass, field
from datetime import date

from cooperatives.imports.records import ColumnAnswer, SheetAnswers


@dataclass(frozen=True)
class Options:
    """What the clerk says of a file; None where the file itself shall tell.

    `answers`: {sheet: SheetAnswers}. `matches`: {sheet: {row: id of the organisation that is meant, 0 for a new one}}.
    `complete`: the file is a full list, so that organisations which it does not name are worth asking about.
    `hold_doubtful`: a row that is only like a known organisation waits for a decision instead of being taken as new.
    """

    kind: str | None = None
    as_of: date | None = None
    unit: str | None = None
    sheets: tuple[str, ...] | None = None
    all_or_nothing: bool = False
    complete: bool = False
    hold_doubtful: bool = False
    answers: dict[str, SheetAnswers] = field(default_factory=dict)
    matches: dict[str, dict[int, int]] = field(default_factory=dict)

    def match_of(self, row):
        """The decision on a `records.Row`: an organisation's id, 0 for a new one, None where nobody decided."""
        return self.matches.get(row.sheet, {}).get(row.row)

    def as_json(self):
        """For ImportBatch.options; the inverse of `from_json`."""
        return {
            "kind": self.kind, "as_of": _iso(self.as_of), "unit": self.unit,
            "sheets": list(self.sheets) if self.sheets else None, "all_or_nothing": self.all_or_nothing,
            "complete": self.complete, "hold_doubtful": self.hold_doubtful,
            "answers": {
                name: {
                    "taken": said.taken, "kind": said.kind, "as_of": _iso(said.as_of), "unit": said.unit,
                    "columns": {letter: [column.field, column.unit] for letter, column in said.columns.items()},
                    "cells": dict(said.cells), "left_out": sorted(said.left_out),
                }
                for name, said in self.answers.items()
            },
            "matches": {name: {str(row): pk for row, pk in rows.items()} for name, rows in self.matches.items()},
        }  # fmt: skip

    @classmethod
    def from_json(cls, said):
        """The options that `as_json` wrote."""
        return cls(
            kind=said.get("kind"), as_of=_date(said.get("as_of")), unit=said.get("unit"),
            sheets=tuple(said["sheets"]) if said.get("sheets") else None,
            all_or_nothing=bool(said.get("all_or_nothing")), complete=bool(said.get("complete")),
            hold_doubtful=bool(said.get("hold_doubtful")),
            answers={
                name: SheetAnswers(
                    taken=sheet["taken"], kind=sheet["kind"], as_of=_date(sheet["as_of"]), unit=sheet["unit"],
                    columns={letter: ColumnAnswer(*column) for letter, column in sheet["columns"].items()},
                    cells=sheet["cells"], left_out=frozenset(sheet["left_out"]),
                )
                for name, sheet in said.get("answers", {}).items()
            },
            matches={
                name: {int(row): pk for row, pk in rows.items()} for name, rows in said.get("matches", {}).items()
            },
        )  # fmt: skip


def _iso(day):
    return day.isoformat() if day else None


def _date(text):
    return date.fromisoformat(text) if text else None
