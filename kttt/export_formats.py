"""The formats of django-import-export, safe to open in a spreadsheet.

The library's own guard (IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT) makes a text of every cell, "None" of an empty one.
"""

from import_export.formats import base_formats

# A text that a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value):
    """`value`, a text that looks like a formula with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


class _Harmless:
    def export_data(self, dataset, **kwargs):
        for _ in range(len(dataset)):
            dataset.append([harmless(value) for value in dataset.lpop()])
        return super().export_data(dataset, **kwargs)


class XLSX(_Harmless, base_formats.XLSX):
    """Excel."""


class CSV(_Harmless, base_formats.CSV):
    """Comma-separated, for other programs and for Excel."""


class JSON(base_formats.JSON):
    """For programs; nothing in it is a formula."""


FORMATS = [XLSX, CSV, JSON]
