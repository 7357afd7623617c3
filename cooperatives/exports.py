"""The registry in the form of the exchange contract: rows, and files of them."""

import csv
import json

import xlsxwriter

from cooperatives.facts import COLUMNS, FACTS, FIGURES, PRIVATE_FIGURES, label, public_facts
from cooperatives.history import state_of, statements_of
from cooperatives.models import Organization, Sector
from cooperatives.wording import PEOPLE
from kttt.export_formats import harmless
from kttt.text import sort_key
from kttt.units.resolving import UnitResolver

FORMATS = ("json", "csv", "xlsx")
YEAR = "year"
_AT_ONCE = 500
_FIGURES = {key for keys in FIGURES.values() for key in keys}


def keys(kind):
    """The contract's keys of a kind, in order, `figures` last."""
    return [*(f.key for f in FACTS if kind in f.kinds), "figures"]


def rows(kind, public=False, queryset=None):
    """Yields the contract's objects by the Vietnamese alphabet; `public` leaves out what the public does not see.

    `queryset`: some of the organisations; default all of the kind (with `public`, all that the public sees).
    """
    found = queryset if queryset is not None else Organization.objects.of_kind(kind)
    if public:
        found = found.published()
    for organization in _complete(found).order_by("sort_key", "pk").iterator(chunk_size=_AT_ONCE):
        yield row(kind, organization, public)


def rows_of(kind, ids):
    """Yields the contract's public objects of the organisations with these ids, in this order."""
    for organization in public_organizations(ids):
        yield row(kind, organization, public=True)


def public_organizations(ids):
    """Yields the public organisations with these ids, in this order, with all that `row` reads."""
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found = _complete(Organization.objects.published()).in_bulk(some)
        yield from (found[pk] for pk in some if pk in found)


def _complete(found):
    return found.select_related("unit_then__parent", "unit_now").prefetch_related("sector_links__sector", "figures")


def rows_at(kind, day):
    """Yields the contract's objects as `rows` gave them at the end of `day` (a date), rebuilt from the statements.

    Each organisation of which something was known by then, with its facts and figures of that day.
    """
    units, known_sectors = UnitResolver(), set(Sector.objects.values_list("code", flat=True))
    ids = list(Organization.objects.values_list("pk", flat=True))
    found = []
    for start in range(0, len(ids), _AT_ONCE):
        for pk, statements in statements_of(ids[start : start + _AT_ONCE]).items():
            state = state_of([said for said in statements if said.valid_from <= day])
            if state.periods and (state.facts.get("form") == Organization.Form.GROUP) == (kind == "group"):
                found.append((sort_key(state.facts.get("name") or ""), pk, state))
    for _key, _pk, state in sorted(found, key=lambda one: one[:2]):
        yield _row_at(kind, state, units, known_sectors)


def _row_at(kind, state, units, known_sectors):
    then = units.by_key.get(state.facts.get("commune"))
    columns = {key: state.facts.get(key) for key in COLUMNS} | {"phones": state.facts.get("phones") or []}
    sectors = [code for code in dict.fromkeys(state.facts.get("sectors") or []) if code in known_sectors]
    found = _facts_of(columns, sectors, then, then and units.current(then))
    figures = [
        {"year": int(year), **{key: said.get(key) for key in FIGURES[kind]}}
        for year, said in sorted(state.figures.items())
    ]
    return {**{fact.key: found[fact.key] for fact in FACTS if kind in fact.kinds}, "figures": figures}


def _facts_of(columns, sectors, then, now):
    """{key: value} of all FACTS as the contract writes them."""
    return {
        **{key: None if value in ("", []) and key != "phones" else value for key, value in columns.items()},
        "sectors": sectors,
        "commune": then and then.full_name,
        "district": then.parent.full_name if then and then.parent and then.parent.level == 2 else None,
        "current_commune": now and now.full_name,
        "current_commune_code": now and now.gso_code,
    }


def row(kind, organization, public=False):
    """One object of the contract."""
    sectors = [link.sector.code for link in organization.sector_links.all()]
    columns = {key: getattr(organization, key) for key in COLUMNS}
    found = _facts_of(columns, sectors, organization.unit_then, organization.unit_now)
    allowed = list(public_facts(kind, organization)) if public else [f.key for f in FACTS if kind in f.kinds]
    figures = _figures(kind, public)
    return {
        **{key: found[key] for key in allowed},
        "figures": [
            {"year": year.year, **{key: getattr(year, key) for key in figures}} for year in organization.figures.all()
        ],
    }


# Of these the flat form says what people call a value, and the importer reads it back.
_CALLED = {"status": dict(Organization.Status.choices), "form": dict(Organization.Form.choices)}


def _cell(key, value, sectors):
    """A fact as one cell: in words, lists joined, formula-like text made harmless. `sectors`: {code: name}."""
    if value is None:
        return None
    if key == "sectors":
        value = [sectors[code] for code in value]
    elif key in _CALLED:
        value = str(_CALLED[key][value])
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return harmless(value)


def heading(key):
    """What stands above a column of the flat form: a figure of money with its unit."""
    if key == YEAR:
        return "Năm số liệu"
    return f"{label(key)} (đồng)" if key in _FIGURES and key not in PEOPLE else label(key)


def table(kind, public=False, queryset=None, day=None):
    """Headings and rows of the flat form: a row for each organisation, figures of its last year; `day`: `rows_at`."""
    return _flat(kind, public, rows_at(kind, day) if day else rows(kind, public, queryset))


def table_of(kind, ids):
    """The same of the public rows of these organisations, in this order."""
    return _flat(kind, True, rows_of(kind, ids))


def json_of(kind, ids):
    """The same objects as `write` puts into a JSON file, in this order; yields pieces of text."""
    before = "["
    for found in rows_of(kind, ids):
        yield f"{before}\n{json.dumps(found, ensure_ascii=False)}"
        before = ","
    yield "\n]\n" if before == "," else "[]\n"


def flat_keys(kind, public=False):
    """The keys of the flat form's columns: facts, YEAR of the figures, figures."""
    return [*_facts(kind, public), YEAR, *_figures(kind, public)]


def _facts(kind, public):
    return [fact.key for fact in FACTS if kind in fact.kinds and (fact.public or not public)]


def _figures(kind, public):
    return [key for key in FIGURES[kind] if not (public and key in PRIVATE_FIGURES)]


def _flat(kind, public, found_rows):
    facts, figures = _facts(kind, public), [YEAR, *_figures(kind, public)]
    sectors = dict(Sector.objects.values_list("code", "name"))
    yield [*map(heading, flat_keys(kind, public))]
    for found in found_rows:
        last = found["figures"][-1] if found["figures"] else {}
        cells = [_cell(key, found.get(key), sectors) for key in facts]
        yield [*cells, *(last.get(key) for key in figures)]


def write(kind, file_format, path, public=False, day=None):
    """Writes the export to `path` as "json", "csv" (UTF-8 with byte order mark) or "xlsx".

    `day` (a date): as it was at the end of that day, for the office alone. Raises ValueError for a public one.
    """
    if day and public:
        raise ValueError("What may be public of an earlier day is not kept.")
    if file_format == "json":
        found = rows_at(kind, day) if day else rows(kind, public)
        path.write_text(json.dumps(list(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    elif file_format == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(table(kind, public, day=day))
    else:
        with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("HTX" if kind == "cooperative" else "THT")
            bold, text = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "@"})
            for number, values in enumerate(table(kind, public, day=day)):
                for column, value in enumerate(values):
                    style = bold if number == 0 else (text if isinstance(value, str) else None)
                    sheet.write(number, column, value, style)
