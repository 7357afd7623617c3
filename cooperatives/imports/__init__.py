"""From a workbook as staff send it to records of the registry.

Reading stages, which know no model: `workbook` (bytes → sheets of values, with `legacy_fonts` and `text_tables`)
→ `table` (sheet → headings and classified rows) → `columns` (heading → field, with the words of `vocabulary`)
→ `values`, `codes`, `terms`, `people`, `places` (one cell → one value) → `records` (all of it put together).
"""
