"""A list of documents from Excel, in stages: `columns` (a sheet → rows of cells by field), `rows` (cells → values or
sentences), `folder` (the files that a list names), `running` (what would change, and writing it)."""
