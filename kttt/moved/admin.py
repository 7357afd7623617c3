"""The table of old addresses, by hand or from a file of two columns."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from import_export import fields, resources

from kttt import text
from kttt.export_formats import CSV, XLSX, ImportExportMixin
from kttt.moved import addresses
from kttt.moved.models import MovedAddress
from kttt.revision_pages import VersionedAdmin
from kttt.visits import reading

OLD, NEW = "Địa chỉ cũ", "Địa chỉ mới"
# How lists of addresses name their two columns, as `text.words`.
HEADINGS = {
    OLD: {"dia chi cu", "cu", "duong dan cu", "lien ket cu", "url cu", "link cu", "tu", "old", "old url", "from",
          "source", "old path"},
    NEW: {"dia chi moi", "moi", "duong dan moi", "lien ket moi", "url moi", "link moi", "den", "new", "new url", "to",
          "target", "destination", "new path"},
}  # fmt: skip


def name_columns(dataset):
    """Gives the columns of `dataset` (tablib) the names OLD and NEW; a file without headings is two columns of rows.

    Raises ValueError with a sentence for the clerk.
    """
    headings = [str(heading or "") for heading in dataset.headers or []]
    named = [next((name for name, said in HEADINGS.items() if text.words(h) in said), h) for h in headings]
    if OLD in named and NEW in named:
        dataset.headers = named
        return
    if len(headings) == 2 and headings[0].strip().startswith(("/", "http", "index.php")):
        dataset.insert(0, headings)
        dataset.headers = [OLD, NEW]
        return
    dataset.wipe()
    dataset.headers = [OLD, NEW]
    if len(headings) == 1:
        raise ValueError(
            "Tệp chỉ có một cột: hãy lưu lại dạng Excel (.xlsx), hoặc CSV với dấu phẩy giữa hai cột, rồi gửi lại."
        )
    raise ValueError(f"Không thấy hai cột “{OLD}” và “{NEW}” ở dòng đầu của tệp: hãy đặt tên cột như vậy rồi gửi lại.")


class MovedAddressResource(resources.ModelResource):
    """Two columns; the same old address in another writing is the same row."""

    old = fields.Field("old", column_name=OLD)
    new = fields.Field("new", column_name=NEW)

    class Meta:
        model = MovedAddress
        fields = ("old", "new")
        import_id_fields = ("old",)
        clean_model_instances = True
        skip_unchanged = True

    def before_import(self, dataset, **kwargs):
        name_columns(dataset)
        self.seen = {}

    def before_import_row(self, row, row_number=None, **kwargs):
        row[OLD], row[NEW] = (text.clean(str(row.get(name) or "")) for name in (OLD, NEW))
        if not row[OLD]:
            raise ValidationError({OLD: "Ô này trống: hãy ghi địa chỉ cũ hoặc xóa dòng."})
        first = self.seen.setdefault(addresses.key(row[OLD]), row_number)
        if first != row_number:
            raise ValidationError({OLD: f"Địa chỉ cũ này đã có ở dòng {first}: hãy giữ lại một dòng."})

    def get_instance(self, instance_loader, row):
        return MovedAddress.objects.filter(key=addresses.key(row[OLD])).first()


@admin.register(MovedAddress)
class MovedAddressAdmin(ImportExportMixin, VersionedAdmin):
    """Địa chỉ cũ."""

    resource_classes = [MovedAddressResource]
    formats = [XLSX, CSV]
    import_template_name = "admin/moved/import.html"
    list_display = ("old", "leads_to", "followed")
    search_fields = ("old", "key", "new")
    list_per_page = 100

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(times=reading.count_of("moved", "view"))

    @admin.display(description="địa chỉ mới", ordering="new")
    def leads_to(self, row):
        return format_html('<a href="{}">{}</a>', row.new, row.new) if row.new else "đã gỡ hẳn (410)"

    @admin.display(description="lượt dùng", ordering="times")
    def followed(self, row):
        return row.times
