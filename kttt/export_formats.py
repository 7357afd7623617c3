"""Tables to download, safe to open in a spreadsheet: the formats of django-import-export, and lists of readers.

The library's own guard (IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT) makes a text of every cell, "None" of an empty one.
"""

import csv
import tempfile
from itertools import islice

import xlsxwriter
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from import_export import admin as library
from import_export.formats import base_formats

# A text that a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value):
    """`value`, a text that looks like a formula with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.lstrip("'").startswith(FORMULA) else value


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


class _AnswersNonsense:
    """Where the list sends on, the library's page of export falls over a parameter that it does not know."""

    def get_export_queryset(self, request):
        try:
            return super().get_export_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("Bộ lọc trong địa chỉ không đúng: hãy chọn lại từ danh sách.") from error


class ExportMixin(_AnswersNonsense, library.ExportMixin):
    """Part of an admin whose list may be taken away as a table."""


class ImportExportMixin(_AnswersNonsense, library.ImportExportMixin):
    """Part of an admin whose list may be taken away as a table and brought back."""


def table_response(rows, file_format, name, headers):
    """`rows` (headings first) as a download "NAME.xlsx" or "NAME.csv", sent bit by bit; dates stay dates in Excel."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"'} | headers
    if file_format == "csv":
        lines = map(csv.writer(_Echo()).writerow, ([harmless(_in_words(cell)) for cell in row] for row in rows))
        # The mark by which Excel knows UTF-8.
        return StreamingHttpResponse(_pieces("\ufeff", lines), content_type="text/csv; charset=utf-8", headers=headers)
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    # One row in memory, and no text taken for a formula or a link.
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }  # fmt: skip
    with xlsxwriter.Workbook(file, options) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, map(harmless, row), None if number else bold)
    file.seek(0)
    return FileResponse(file, content_type=_XLSX, headers=headers)


def table_refused():
    """The answer to somebody who takes tables without end."""
    return HttpResponse(
        "Đã tải danh sách quá nhiều lần từ địa chỉ mạng này: hãy thử lại sau một giờ.\n",
        status=429, content_type="text/plain; charset=utf-8",
    )  # fmt: skip


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS_A_PIECE = 200


class _Echo:
    """A file whose `write` gives back what it was given."""

    def write(self, value):
        return value


def _in_words(cell):
    return f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else cell


def _pieces(before, lines):
    while some := list(islice(lines, _ROWS_A_PIECE)):
        yield before + "".join(some)
        before = ""
