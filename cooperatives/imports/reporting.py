"""What an import tells: the report of the exchange contract, and for the clerk how the file was understood."""

from cooperatives.imports.planning import RESULTS, Plan
from cooperatives.imports.records import Reading


def _shared(values):
    """The one value that all share, or None."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def message_data(message):
    """A records.Message as the contract writes it."""
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
                "messages": [message_data(m) for m in p.row.messages],
            }
            for p in plan.rows
        ]
    return {
        "file": name,
        "kind": _shared(s["kind"] for s in sheets),
        "as_of": _shared(s["as_of"] for s in sheets),
        "sheets": sheets,
        "counts": plan.counts if plan else dict.fromkeys(RESULTS, 0),
        "rows": rows,
        "totals": [
            {"sheet": t.sheet, "row": t.row, "field": t.field, "stated": t.stated, "computed": t.computed}
            for t in reading.totals
        ],
        "questions": [{"option": q.option, "message": q.message} for q in reading.questions],
        "warnings": [*reading.warnings, *(plan.late if plan else [])],
    }


def understood(plan: Plan):
    """How the sheets and columns of a file were understood, for the clerk to correct (a dict ready for JSON).

    `sheets`: for each table its sheet, kind, date, unit, notes (what was changed in whole columns), title, rows and
    columns in order, each with its first three values; `field` "" is a column that is not read. `nameless_sheets`:
    those in which the clerk may point at the names. `late`: as in Plan.
    """
    reading = plan.reading
    nameless = {sheet.name for sheet in reading.nameless_sheets}
    rows = {}
    for planned in plan.rows:
        rows[planned.row.sheet] = rows.get(planned.row.sheet, 0) + 1
    return {
        "sheets": [
            {
                "name": sheet.name, "kind": sheet.kind, "as_of": sheet.as_of.isoformat(),
                "as_of_told": sheet.as_of_told, "unit": sheet.unit, "unit_asked": sheet.unit_asked,
                "notes": sheet.notes, "layout": sheet.layout, "title": sheet.title_lines[:4],
                "header_rows": sheet.header_rows, "rows": rows.get(sheet.name, 0), "columns": _columns(sheet),
            }
            for sheet in reading.sheets
        ],
        "hidden_sheets": reading.hidden_sheets,
        "empty_sheets": [name for name in reading.empty_sheets if name not in nameless],
        "nameless_sheets": [
            {
                "name": sheet.name, "header_row": sheet.header_row,
                "columns": [{"letter": c, "heading": text, "samples": below} for c, text, below in sheet.columns],
            }
            for sheet in reading.nameless_sheets
        ],
        "absent_scope": plan.absent_scope, "late": plan.late,
    }  # fmt: skip


def _columns(sheet):
    found = [
        {
            "letter": c.letter, "heading": c.heading, "field": c.field, "unit": c.unit, "year": c.year,
            "remembered": c.remembered, "marks": c.mark is not None, "samples": sheet.samples.get(c.letter, []),
        }
        for c in sheet.columns
    ]  # fmt: skip
    found += [
        {
            "letter": letter, "heading": heading, "field": "", "unit": None, "year": None, "remembered": False,
            "marks": False, "samples": sheet.samples.get(letter, []),
        }
        for letter, heading in sheet.ignored_columns
    ]  # fmt: skip
    return sorted(found, key=lambda column: (len(column["letter"]), column["letter"]))
