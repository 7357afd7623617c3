"""From a workbook as staff send it to records of the registry.

Reading stages, which know no model and import no Django: `kttt.spreadsheets` (bytes → sheets of values; texts, numbers,
dates) → `headings` and `table` (sheet → headings, classified rows) → `columns` (heading → field, with the words of
`vocabulary`) → `codes`, `terms`, `people`, `places` (one cell → one value) → `records` (all of it put together; helped
by `row_values` and `checks`).
"""
