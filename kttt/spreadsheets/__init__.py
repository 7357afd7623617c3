"""Any table that staff send, opened safely: `workbook` (bytes → sheets of values), `values`, `dates` (one cell).

Knows neither Django nor a model; which columns a list has, its own app knows. `workbook` is helped by `cells`,
`text_tables`, `styled_cells`, `formulas`, `xlsx_parts`, `xls_records`.
"""
