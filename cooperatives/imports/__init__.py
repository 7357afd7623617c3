"""From a workbook as staff send it to records of the registry.

Reading stages, which know no model and import no Django: `workbook` (bytes → sheets of values; helped by `cells`,
`legacy_fonts`, `text_tables`, `styled_cells`, `formulas`) → `headings` and `table` (sheet → headings, classified rows)
→ `columns` (heading → field, with the words of `vocabulary`) → `values`, `dates`, `codes`, `terms`, `people`, `places`
(one cell → one value) → `records` (all of it put together; helped by `row_values` and `checks`).
"""
