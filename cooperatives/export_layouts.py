"""Tables of organisations in the office's own layout: which columns, in which order, under which headings."""

from cooperatives import exports
from cooperatives.facts import FACTS, FIGURES, label
from cooperatives.wording import DATES, Wording

NUMBER = "number"
# Stands for the year of the figures in a heading.
YEAR_MARK = "{năm}"
LAST_YEAR = "gần nhất"
_IN_WORDS = {"form", "status", "sectors", "alliance_member", *DATES}


def columns(kind):
    """{key: its usual heading} of all columns that a layout of `kind` may have."""
    found = {NUMBER: "STT"} | {fact.key: fact.label for fact in FACTS if kind in fact.kinds}
    found["year"] = "Năm số liệu"
    return found | {key: f"{label(key)} năm {YEAR_MARK}" for key in FIGURES[kind]}


def known_columns(kind, layout):
    """[(key, heading)] of a layout as it was saved, without columns that are there no more."""
    usual = columns(kind)
    return [(key, heading or usual[key]) for key, heading in layout if key in usual]


def table(kind, queryset, layout, year=None):
    """Yields headings, then a row for each organisation in `queryset`, by name.

    `layout`: [(key, heading)]. Figures are those of `year`, or of each organisation's last year. Numbers stay numbers.
    """
    wording = Wording()
    yield [heading.replace(YEAR_MARK, str(year or LAST_YEAR)) for _key, heading in layout]
    for number, found in enumerate(exports.rows(kind, queryset=queryset), 1):
        years = found["figures"]
        figures = next((y for y in years if y["year"] == year), {}) if year else (years[-1] if years else {})
        values = found | figures | {NUMBER: number}
        yield [_cell(key, values.get(key), wording) for key, _heading in layout]


def _cell(key, value, wording):
    if key in _IN_WORDS:
        return wording.fact(key, value)
    return ", ".join(value) if isinstance(value, list) else value
