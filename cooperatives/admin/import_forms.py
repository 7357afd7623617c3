"""What the clerk says of a file: when sending it, of its sheets and columns, and of single rows."""

from dataclasses import replace
from datetime import date

from django import forms

from cooperatives import facts
from cooperatives.imports.columns import choices, heading_key
from cooperatives.imports.options import Options
from cooperatives.imports.records import ColumnAnswer, SheetAnswers
from cooperatives.imports.vocabulary import MONEY
from cooperatives.models import ColumnLayout, ImportBatch

MAX_UPLOAD = 30 * 1024 * 1024
MAX_FILES = 40

UNITS = [
    ("", "–"),
    ("vnd", "đồng"),
    ("thousand", "nghìn đồng"),
    ("million", "triệu đồng"),
    ("billion", "tỷ đồng"),
]
# Two facts in one cell.
_TOGETHER = {
    "figures_year": "Năm của số liệu",
    "registration": "Số, ngày cấp giấy chứng nhận",
    "contract": "Số, ngày hợp đồng",
    "activity": "Lĩnh vực, ngành nghề",
}


def field_label(key):
    """A field that a column may hold, in words; amounts of money stand beside it with their unit."""
    return _TOGETHER.get(key) or facts.label(key).removesuffix(" (đồng)")


class FilesInput(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Gives a list of uploaded files."""

    widget = FilesInput

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, list | tuple) else [data]
        if len(uploads) > MAX_FILES:
            raise forms.ValidationError(f"Mỗi lần gửi nhiều nhất {MAX_FILES} tệp: hãy chia làm nhiều lần.")
        found = [super(FilesField, self).clean(upload, initial) for upload in uploads]
        for upload in found:
            if upload.size > MAX_UPLOAD:
                raise forms.ValidationError(f"Tệp “{upload.name}” lớn hơn 30 MB: hãy bỏ hình ảnh hoặc tách tệp.")
        return found


class UploadForm(forms.Form):
    """Lists to bring in; what is left empty the files themselves tell."""

    files = FilesField(
        label="Tệp danh sách",
        help_text="Excel (.xlsx, .xls), LibreOffice (.ods) hoặc CSV; chọn được nhiều tệp, mỗi tệp tối đa 30 MB.",
        error_messages={"required": "Hãy chọn ít nhất một tệp.", "empty": "Tệp trống: hãy kiểm tra và gửi lại."},
    )
    complete = forms.TypedChoiceField(
        label="Danh sách này",
        choices=[
            ("1", "là danh sách đầy đủ (đơn vị không có trong tệp sẽ được liệt kê để hỏi lại)"),
            ("", "chỉ gồm một phần, hoặc phần thay đổi, bổ sung"),
        ],
        coerce=bool,
        empty_value=False,
        required=False,
        initial="1",
        widget=forms.RadioSelect,
    )

    def options(self):
        """The Options that go with each file."""
        return Options(complete=self.cleaned_data["complete"], hold_doubtful=True)


class NamelessSheetForm(forms.Form):
    """Where the names stand in a sheet whose headings do not say (of ImportBatch.understood["nameless_sheets"])."""

    name_column = forms.ChoiceField(label="Cột ghi tên HTX, tổ hợp tác", required=False)

    def __init__(self, *args, sheet, options, **kwargs):
        self.sheet, self.said = sheet, options.answers.get(sheet["name"], SheetAnswers())
        super().__init__(*args, **kwargs)
        self.fields["name_column"].choices = [("", "Trang này không có danh sách")] + [
            (column["letter"], f"{column['letter']}: {column['heading'][:60]} ({_examples(column['samples'])})")
            for column in sheet["columns"]
        ]

    def answers(self):
        """What the clerk has said of the sheet by now: SheetAnswers."""
        letter = self.cleaned_data["name_column"]
        return replace(self.said, columns={**self.said.columns, letter: ColumnAnswer("name")})


def _examples(texts):
    return "; ".join(text[:40] for text in texts if text) or "để trống"


class SheetForm(forms.Form):
    """How one table was understood (an entry of ImportBatch.understood["sheets"]), for the clerk to correct."""

    taken = forms.BooleanField(label="Nhập trang này", required=False, initial=True)
    kind = forms.ChoiceField(label="Loại danh sách", choices=ImportBatch.Kind)
    as_of = forms.DateField(
        label="Số liệu đến ngày", error_messages={"required": "Hãy ghi ngày mà số liệu nói đến, ví dụ 31/12/2025."}
    )
    unit = forms.ChoiceField(label="Đơn vị tiền khi ô và tiêu đề không ghi", choices=UNITS, required=False)

    def __init__(self, *args, sheet, options, kind_asked, **kwargs):
        """`kind_asked`: the file leaves its kind open, so that the one shown counts once it is confirmed."""
        self.sheet, self.kind_asked = sheet, kind_asked
        self.said = options.answers.get(sheet["name"], SheetAnswers())
        kwargs["initial"] = {
            "taken": self.said.taken,
            "kind": sheet["kind"],
            "as_of": date.fromisoformat(sheet["as_of"]),
            "unit": sheet["unit"] or "",
        }
        super().__init__(*args, **kwargs)
        self.columns = []
        fields = [("", "Không dùng"), *((key, field_label(key)) for key in choices(sheet["kind"]))]
        for column in sheet["columns"]:
            letter = column["letter"]
            described = f"Cột {letter}: {column['heading']}"
            known = fields if any(key == column["field"] for key, _ in fields) else [
                *fields, (column["field"], field_label(column["field"])),
            ]  # fmt: skip
            self.fields[f"column-{letter}"] = forms.ChoiceField(
                label=described, choices=known, required=False, initial=column["field"]
            )
            self.fields[f"unit-{letter}"] = forms.ChoiceField(
                label=f"Đơn vị của cột {letter}",
                choices=UNITS,
                required=False,
                initial=column["unit"] or "",
            )

    def rows(self):
        """For the template: each column's data with its two bound fields (the unit's only where money may stand)."""
        for column in self.sheet["columns"]:
            letter = column["letter"]
            yield {
                **column,
                "choice": self[f"column-{letter}"],
                "unit_choice": self[f"unit-{letter}"] if column["field"] in MONEY else None,
            }

    def clean(self):
        data = super().clean()
        if self.sheet["unit_asked"] and data.get("taken") and not data.get("unit") and not self._units_said(data):
            self.add_error("unit", "Tệp không ghi đơn vị tiền: hãy chọn đồng, nghìn đồng, triệu đồng hay tỷ đồng.")
        return data

    def _units_said(self, data):
        money = [c["letter"] for c in self.sheet["columns"] if data.get(f"column-{c['letter']}") in MONEY]
        return all(data.get(f"unit-{letter}") for letter in money)

    def answers(self):
        """What the clerk has said of the sheet by now: SheetAnswers."""
        columns = dict(self.said.columns)
        for column in self.sheet["columns"]:
            letter = column["letter"]
            if {f"column-{letter}", f"unit-{letter}"} & set(self.changed_data):
                columns[letter] = ColumnAnswer(
                    self.cleaned_data[f"column-{letter}"], self.cleaned_data[f"unit-{letter}"] or None
                )
        said = {name: getattr(self.said, name) for name in ("kind", "as_of", "unit")}
        answered = {*self.changed_data, *(["kind"] if self.kind_asked else [])}
        said |= {name: self.cleaned_data[name] or None for name in said if name in answered}
        return SheetAnswers(
            taken=self.cleaned_data["taken"],
            columns=columns,
            cells=self.said.cells,
            left_out=self.said.left_out,
            **said,
        )

    def remember(self, user, example):
        """Keeps the corrected columns for the next file of this layout."""
        corrected = {
            heading_key(column["heading"]): self.cleaned_data[f"column-{column['letter']}"]
            for column in self.sheet["columns"]
            if f"column-{column['letter']}" in self.changed_data or column["letter"] in self.said.columns
        }
        if corrected:
            layout = ColumnLayout.objects.filter(signature=self.sheet["layout"]).first()
            layout = layout or ColumnLayout(signature=self.sheet["layout"])
            layout.columns, layout.changed_by, layout.example = {**layout.columns, **corrected}, user, example
            layout.save()
