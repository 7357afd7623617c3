"""The report of an import, in the form of the exchange contract."""

from cooperatives.imports.planning import Plan
from cooperatives.imports.records import Reading


def _shared(values):
    """The one value that all share, or None."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _message(message):
    return {
        "level": message.level, "cell": message.cell, "field": message.field, "value": message.value,
        "message": message.message,
    }  # fmt: skip


def report(name, reading: Reading, plan: Plan | None = None):
    """The contract's report (a dict ready for JSON) of the file `name`; without a plan nothing was taken."""
    sheets = [
        {
            "name": sheet.name,
            "kind": sheet.kind,
            "as_of": sheet.as_of.isoformat(),
            "header_rows": sheet.header_rows,
            "columns": [
                {"column": c.letter, "heading": c.heading, "field": c.field, "unit": c.unit} for c in sheet.columns
            ],
            "ignored_columns": [{"column": letter, "heading": heading} for letter, heading in sheet.ignored_columns],
        }
        for sheet in reading.sheets
    ]
    rows = []
    if plan:
        rows = [
            {
                "sheet": p.row.sheet,
                "row": p.row.row,
                "result": p.result,
                "messages": [_message(m) for m in p.row.messages],
            }
            for p in plan.rows
        ]
    return {
        "file": name,
        "kind": _shared(s["kind"] for s in sheets),
        "as_of": _shared(s["as_of"] for s in sheets),
        "sheets": sheets,
        "counts": plan.counts if plan else dict.fromkeys(("new", "updated", "unchanged", "refused", "skipped"), 0),
        "rows": rows,
        "totals": [
            {"sheet": t.sheet, "row": t.row, "field": t.field, "stated": t.stated, "computed": t.computed}
            for t in reading.totals
        ],
        "questions": [{"option": q.option, "message": q.message} for q in reading.questions],
        "warnings": reading.warnings,
    }
