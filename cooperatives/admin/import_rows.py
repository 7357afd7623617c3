"""The rows of a file as the clerk sees them: sorted into parts, told in words, and what the clerk says of them."""

from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.utils.text import capfirst

from cooperatives.admin.import_forms import field_label
from cooperatives.imports.options import Options
from cooperatives.imports.planning import NEW, REFUSED, SKIPPED, UNCHANGED, UPDATED
from cooperatives.imports.records import SheetAnswers
from cooperatives.imports.vocabulary import COUNTS
from cooperatives.models import Organization
from cooperatives.wording import Wording
from kttt.templatetags.vietnamese import vi_money, vi_number

PER_PAGE = 50
# What is told of an organisation that is new, and compared side by side with one that it is like.
TOLD = (
    "tax_code", "status", "commune", "address", "representative", "leader", "phones", "sectors", "charter_capital",
    "registration_number", "contract_number",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """Some of a file's rows: its key in addresses, its name, which rows, how many."""

    key: str
    name: str
    condition: Q | None
    count: int = 0


PARTS = (
    Part("khong-nhan", "Không nhận", Q(result=REFUSED)),
    Part("nghi-trung", "Nghi trùng", Q(doubtful=True)),
    Part("luu-y", "Cần xem lại", Q(warned=True) & ~Q(result=REFUSED)),
    Part("moi", "Mới", Q(result=NEW)),
    Part("thay-doi", "Thay đổi", Q(result=UPDATED)),
    Part("khong-doi", "Không đổi", Q(result=UNCHANGED)),
    Part("tu-sua", "Hệ thống tự sửa", Q(noted=True)),
    Part("de-lai", "Để lại", Q(result=SKIPPED)),
)


def parts_of(batch):
    """The Parts that have rows, with their counts, and the organisations that a full list does not name."""
    counted = batch.rows.aggregate(**{part.key.replace("-", "_"): Count("pk", filter=part.condition) for part in PARTS})
    parts = [replace(part, count=counted[part.key.replace("-", "_")]) for part in PARTS]
    parts.append(Part("vang", "Không thấy trong tệp", None, len(batch.absent)))
    return [part for part in parts if part.count]


def chosen(parts, key):
    """The part named `key`, else the first; None where there is none."""
    return next((part for part in parts if part.key == key), parts[0] if parts else None)


def undecided(batch):
    """How many rows wait for a decision on a doubtful pair."""
    return batch.rows.filter(doubtful=True, result=SKIPPED).count()


def shown(rows):
    """For the template: dicts of the ImportRows `rows`."""
    rows, wording = list(rows), Wording()
    wanted = {row.organization_id for row in rows} | {pk for row in rows for pk, _ in row.content.get("candidates", [])}
    known = Organization.objects.select_related("unit_then__parent", "unit_now").prefetch_related(
        "sector_links__sector"
    ).in_bulk(wanted - {None})  # fmt: skip
    return [_shown(row, known, wording) for row in rows]


def _shown(row, known, wording):
    content = row.content
    said = {**content.get("facts", {}), "name": content.get("name")}
    found = {
        "id": row.pk, "sheet": row.sheet, "row": row.row, "result": row.result, "name": content.get("name"),
        "commune": wording.fact("commune", said.get("commune")), "organization": known.get(row.organization_id),
        "notes": content.get("notes", []), "decision": content.get("decision"), "facts": [], "changes": [],
        "cells": _cells(content), "pairs": [],
    }  # fmt: skip
    if row.result == UPDATED:
        found["changes"] = [_change(*difference, wording) for difference in content.get("differences", [])]
    elif row.result in (NEW, SKIPPED):
        found["facts"] = [
            (field_label(key), wording.fact(key, said[key])) for key in TOLD if key in said and key != "commune"
        ]
        found["figures"] = [
            (year, [(field_label(key), wording.figure(key, value)) for key, value in values.items()])
            for year, values in sorted(content.get("figures", {}).items())
        ]
    if row.doubtful:
        candidates = content.get("candidates") or [[row.organization_id, "đã chọn là một"]]
        found["pairs"] = [_pair(known[pk], reason, said, wording) for pk, reason in candidates if pk in known]
    return found


def _change(key, year, old, new, wording):
    """(what, before, after) in words."""
    if year is None:
        return field_label(key), wording.fact(key, old), wording.fact(key, new)
    before = "" if old is None else wording.figure(key, old)
    return f"{field_label(key)} năm {year}", before, wording.figure(key, new)


def _pair(organization, reason, said, wording):
    """A known organisation beside the row: lines of (what, the file's value, the registry's, whether they differ)."""
    has = {key: getattr(organization, key, None) for key in TOLD}
    has |= {
        "name": organization.name,
        "commune": organization.unit_then and organization.unit_then.key,
        "sectors": [link.sector.code for link in organization.sector_links.all()],
    }
    lines = []
    for key in ("name", *TOLD):
        file, registry = wording.fact(key, said.get(key)), wording.fact(key, has[key])
        if file or registry:
            lines.append((field_label(key), file, registry, bool(file and registry and file != registry)))
    return {"organization": organization, "reason": reason, "lines": lines}


def _cells(content):
    """The cells that may be mended: those that a row has messages for, each once, and those that identify it."""
    mended, cells = content.get("mended", {}), {}
    for message in content.get("messages", []):
        cell = cells.setdefault(
            message["cell"],
            {"cell": message["cell"], "value": mended.get(message["cell"], message["value"] or ""), "messages": []},
        )
        cell["field"] = field_label(message["field"]) if message["field"] else ""
        cell["messages"].append(message)
    for key, (place, value) in content.get("cells", {}).items():
        cells.setdefault(place, {"cell": place, "value": value, "messages": [], "field": field_label(key)})
    return list(cells.values())


def totals(batch):
    """The sums that the file states beside those of its rows: (sheet, row, what, stated, computed, whether equal)."""
    found = []
    for total in batch.report.get("totals", []):
        word = vi_number if total["field"] in COUNTS else vi_money
        found.append(
            {
                "sheet": total["sheet"], "row": total["row"], "label": field_label(total["field"]),
                "stated": word(total["stated"]), "computed": word(total["computed"]),
                "same": total["stated"] == total["computed"],
            }
        )  # fmt: skip
    return sorted(found, key=lambda total: total["same"])


def told_layout(layout):
    """A ColumnLayout in one line."""
    return "; ".join(
        f"{capfirst(heading)} → {field_label(field) if field else 'không dùng'}"
        for heading, field in layout.columns.items()
    )


# --- what the clerk says ---------------------------------------------------------------------------------------------


def answered(batch, posted):
    """The batch's Options with what a page of rows says (`request.POST`).

    Names: "cell-ROW-F7" a cell typed anew; "skip-ROW" a row left out; "keep-ROW" one taken again; "match-ROW" the id of
    the organisation that it means ("keep-ID": under the name that is known), 0 for a new one, "" for undecided;
    "all-new": the undecided pairs shown are new.
    """
    options = Options.from_json(batch.options)
    answers, matches = dict(options.answers), {sheet: dict(rows) for sheet, rows in options.matches.items()}
    ids = {int(pk) for name in posted if (pk := name.partition("-")[2].split("-")[0]).isdigit()}
    for row in batch.rows.filter(pk__in=ids):
        said = answers.get(row.sheet, SheetAnswers())
        changed = _said_of_row(said, row, posted)
        if changed != said:
            answers[row.sheet] = changed
        if f"match-{row.pk}" in posted:
            decision = posted[f"match-{row.pk}"] or ("0" if "all-new" in posted else "")
            if decision.startswith("keep-"):
                decision = decision.removeprefix("keep-")
                answers[row.sheet] = _with_known_name(answers.get(row.sheet, SheetAnswers()), row, decision)
            _decide(matches, row, decision)
    return replace(options, answers=answers, matches={sheet: rows for sheet, rows in matches.items() if rows})


def _said_of_row(said, row, posted):
    """`said` (SheetAnswers) with the cells typed anew, and whether the row is left out."""
    cells, left_out = dict(said.cells), set(said.left_out)
    for cell in _cells(row.content):
        typed = posted.get(f"cell-{row.pk}-{cell['cell']}")
        if typed is not None and typed.strip() != str(cell["value"]).strip():
            cells[cell["cell"]] = typed.strip()
    if f"skip-{row.pk}" in posted:
        left_out.add(row.row)
    if f"keep-{row.pk}" in posted:
        left_out.discard(row.row)
    return replace(said, cells=cells, left_out=frozenset(left_out))


def _with_known_name(said, row, pk):
    """`said` with the name of the organisation `pk`, as the registry writes it, typed over the row's."""
    name = Organization.objects.filter(pk=int(pk)).values_list("name", flat=True).first() if pk.isdigit() else None
    cell = row.content.get("cells", {}).get("name")
    return replace(said, cells={**said.cells, cell[0]: name}) if name and cell else said


def _decide(matches, row, decision):
    """Notes the decision on a doubtful row: one of its candidates, 0 for none of them, "" for not yet."""
    possible = {"0", str(row.content.get("decision")), *(str(pk) for pk, _ in row.content.get("candidates", []))}
    rows = matches.setdefault(row.sheet, {})
    if decision in possible and decision.isdigit():
        rows[row.row] = int(decision)
    elif not decision:
        rows.pop(row.row, None)
