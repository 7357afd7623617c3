"""Forms of the clerk's desk."""

import re

from django import forms
from django.utils import timezone

from cooperatives import facts
from cooperatives.models import Organization, Sector
from cooperatives.models.partial_date import validate_partial_date
from cooperatives.wording import PEOPLE
from kttt import text
from kttt.units.models import AdminUnit

_MOST, _MOST_PEOPLE = 10**15, 10**9  # đồng, people


def _known(value):
    """`value`, or None for the empty ways of saying nothing."""
    return None if value in ("", []) else value


class PartialDateInput(forms.CharField):
    """A date as written here ("12/05/2019", "05/2019", "2019"), kept as ISO cut where knowledge ends."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "Ngày/tháng/năm; chỉ biết tháng hoặc năm thì ghi 05/2019 hoặc 2019.")
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value):
        parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value or "")
        return "/".join(p for p in reversed(parts.groups()) if p) if parts else value

    def clean(self, value):
        value = super().clean(value).strip()
        if not value:
            return ""
        parts = [p.zfill(2) for p in reversed(re.split(r"[/.\-]", value))]
        iso = value if re.fullmatch(r"\d{4}(-\d\d){0,2}", value) else "-".join(parts)
        validate_partial_date(iso)
        return iso


class OrganizationForm(forms.ModelForm):
    """An organisation's facts, and whether an edit corrects a mistake or records a change from a date."""

    kind = "cooperative"

    registered_on = PartialDateInput(label="Ngày cấp giấy chứng nhận")
    established_on = PartialDateInput(label="Ngày thành lập")
    contract_on = PartialDateInput(label="Ngày hợp đồng")
    phones = forms.CharField(label="Điện thoại", required=False, help_text="Nhiều số cách nhau bằng dấu phẩy.")
    charter_capital = forms.IntegerField(
        label="Vốn điều lệ (đồng)", required=False, localize=True, min_value=0, widget=forms.TextInput
    )
    unit = forms.ModelChoiceField(
        AdminUnit.objects.communes().select_related("parent").order_by("-valid_from", "sort_key"),
        label="Xã, phường, thị trấn",
        required=False,
    )
    main_sector = forms.ModelChoiceField(Sector.objects.all(), label="Lĩnh vực chính", required=False)
    other_sectors = forms.ModelMultipleChoiceField(
        Sector.objects.all(), label="Lĩnh vực khác", required=False, widget=forms.CheckboxSelectMultiple
    )
    edit_kind = forms.ChoiceField(
        label="Loại sửa đổi",
        choices=[("correction", "Sửa chỗ nhập sai"), ("change", "Ghi nhận thay đổi thực tế từ ngày dưới đây")],
        widget=forms.RadioSelect,
        required=False,
        initial="correction",
    )
    change_from = forms.DateField(
        label="Thay đổi từ ngày",
        required=False,
        help_text="Ngày ghi trong giấy tờ, ví dụ ngày giấy chứng nhận đăng ký thay đổi. Sửa chỗ nhập sai thì bỏ trống.",
    )

    class Meta:
        model = Organization
        fields = [
            "form", "name", "tax_code", "registration_number", "registration_issuer", "registered_on",
            "established_on", "leader", "contract_number", "contract_on", "status", "business_lines", "products",
            "address", "representative", "representative_title", "phones", "email", "charter_capital",
            "alliance_member", "note", "hidden", "consent_on", "consent_evidence",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "form" in self.fields:
            self.fields["form"].required = self.kind == "cooperative"
            self.fields["form"].choices = [c for c in Organization.Form.choices if c[0] != "group"]
        # What the record says before this edit: changed_facts() compares with it.
        self.before = {key: getattr(self.instance, key) for key in facts.COLUMNS} if self.instance.pk else {}
        if self.instance.pk:
            links = [link.sector for link in self.instance.sector_links.select_related("sector")]
            self.initial |= {
                "phones": ", ".join(self.instance.phones),
                "unit": self.instance.unit_then_id,
                "main_sector": links[0] if links else None,
                "other_sectors": links[1:],
            }
            self.before["sectors"] = [sector.code for sector in links]
            self.before["commune"] = self.instance.unit_then and self.instance.unit_then.key
        else:
            self.fields["edit_kind"].initial = "change"

    def clean_phones(self):
        found = [re.sub(r"[\s.\-()]", "", p) for p in re.split(r"[,;\n/]", self.cleaned_data["phones"]) if p.strip()]
        found = [re.sub(r"^(\+84|0084)", "0", phone) for phone in found]
        for phone in found:
            if not re.fullmatch(r"0\d{8,10}", phone):
                raise forms.ValidationError(f"“{phone}” không phải số điện thoại: hãy nhập 10 chữ số, bắt đầu bằng 0.")
        return found

    def clean_tax_code(self):
        code = re.sub(r"[\s.]", "", self.cleaned_data["tax_code"])
        if code and not re.fullmatch(r"\d{10}(-\d{3})?", code):
            raise forms.ValidationError("Mã số thuế gồm 10 chữ số, hoặc 10 chữ số-3 chữ số cho đơn vị phụ thuộc.")
        same = Organization.objects.filter(tax_code=code).exclude(pk=self.instance.pk) if code else None
        if same and (other := same.first()):
            raise forms.ValidationError(f"Mã số thuế này đã có ở “{other}”.")
        return code

    def clean(self):
        data = super().clean()
        if data.get("edit_kind") == "change" and not data.get("change_from") and self.instance.pk:
            self.add_error("change_from", "Hãy ghi ngày từ đó có thay đổi.")
        if self.instance.pk and data.get("edit_kind") != "change" and data.get("change_from"):
            self.add_error(
                "change_from",
                "Có ngày thay đổi thì hãy chọn “Ghi nhận thay đổi thực tế”; sửa chỗ nhập sai thì bỏ trống ngày.",
            )
        if data.get("change_from") and data["change_from"] > timezone.localdate():
            self.add_error("change_from", "Ngày thay đổi không thể ở tương lai.")
        return data

    def changed_facts(self):
        """{key: value} of the facts that this form says anew, in the form of statements; None where it empties one."""
        data, said = self.cleaned_data, {}
        for key in facts.COLUMNS:
            if key in data:
                said[key] = text.clean(data[key]) if isinstance(data[key], str) else data[key]
        main, others = data["main_sector"], data["other_sectors"]
        said["sectors"] = [s.code for s in ([main] if main else []) + [s for s in others if s != main]]
        said["commune"] = data["unit"].key if data["unit"] else None
        return {key: _known(value) for key, value in said.items() if _known(value) != _known(self.before.get(key))}


class FiguresForm(forms.Form):
    """The figures of one organisation and year; `known` is {key: int or None} of what the registry says now."""

    def __init__(self, *args, kind, known, **kwargs):
        super().__init__(*args, initial=known, **kwargs)
        self.known = known
        for key in facts.FIGURES[kind]:
            # A year may end with a loss; nothing else is below nothing.
            least = -_MOST if key == "profit" else 0
            most = _MOST_PEOPLE if key in PEOPLE else _MOST
            self.fields[key] = forms.IntegerField(
                label=f"{facts.label(key)} ({'người' if key in PEOPLE else 'đồng'})", required=False, localize=True,
                min_value=least, max_value=most, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip

    def changed(self):
        """{key: int or None} of the figures that differ from what was known."""
        return {key: value for key, value in self.cleaned_data.items() if value != self.known.get(key)}
