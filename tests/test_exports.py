"""What staff take out through django-import-export, and bring in: each table behind its permission."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.forms import BooleanField
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from kttt.units.models import AdminUnit
from tests import factories
from tests.cooperatives.lists import line, workbook

pytestmark = pytest.mark.django_db


def exported(client, address):
    """The rows of an .xlsx export, headings first."""
    form = client.get(f"{address}export/").context["form"]
    data = {name: "on" for name, field in form.fields.items() if isinstance(field, BooleanField)}
    answer = client.post(f"{address}export/", {**data, "format": "0", "resource": "0"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet"), form.errors
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).active]


def test_documents_go_out_with_their_facts_and_no_formula(client):
    client.force_login(factories.staff(group="Văn thư"))
    factories.document("477/CT-UBND", abstract="=HYPERLINK(1)", issued_on=date(2022, 3, 4))
    headings, row = exported(client, "/quan-tri/documents/document/")
    found = dict(zip(headings, row, strict=True))
    assert found["Ngày có hiệu lực"] in (None, "")
    assert found["Số, ký hiệu"] == "477/CT-UBND" and found["Ngày ban hành"] == "2022-03-04"
    assert not found["Trích yếu"].startswith("=")


def test_articles_go_out_with_a_constant_number_of_queries(client):
    client.force_login(factories.staff(group="Biên tập"))
    factories.article("Tin số 0", author_name="Hà Linh")
    with CaptureQueriesContext(connection) as for_one:
        exported(client, "/quan-tri/news/article/")
    for number in range(1, 5):
        factories.article(f"Tin số {number}", author_name="Hà Linh")
    with CaptureQueriesContext(connection) as for_five:
        headings, *rows = exported(client, "/quan-tri/news/article/")
    assert (len(rows), len(for_five)) == (5, len(for_one))
    found = dict(zip(headings, rows[0], strict=True))
    assert (found["Chuyên mục"], found["Tác giả"], found["Tình trạng"]) == ("Tin hoạt động", "Hà Linh", "Đang đăng")
    assert found["Đường dẫn"].startswith("/tin-tuc/tin-hoat-dong/tin-so-")


def test_units_go_out_and_come_in_by_code_and_date(client):
    client.force_login(factories.staff(group="Quản trị"))
    address = "/quan-tri/units/adminunit/"
    headings, *rows = exported(client, address)
    assert len(rows) == AdminUnit.objects.count() > 140
    row = next(dict(zip(headings, r, strict=True)) for r in rows if r[headings.index("name")] == "Bản Bo")
    book = Workbook()
    book.active.append(headings)
    book.active.append([{**row, "legal_basis": "Nghị quyết thử"}[heading] for heading in headings])
    out = BytesIO()
    book.save(out)
    upload = SimpleUploadedFile("don-vi.xlsx", out.getvalue())
    page = client.post(f"{address}import/", {"import_file": upload, "format": "0", "resource": "0"})
    confirm = page.context["confirm_form"].initial
    assert page.context["result"].totals["update"] == 1, page.text
    client.post(f"{address}process_import/", confirm)
    assert AdminUnit.objects.filter(legal_basis="Nghị quyết thử").count() == 1


def test_organisations_go_out_as_the_contract_says(client):
    client.force_login(factories.staff(group="Cán bộ đăng ký"))
    take(workbook(line("HTX Chè Bản Bo", "6200800117", capital="1,5 tỷ")), "htx.xlsx", Options())
    headings, row = exported(client, "/quan-tri/cooperatives/cooperative/")
    found = dict(zip(headings, row, strict=True))
    assert (found["Tên"], found["Mã số thuế"], found["Vốn điều lệ (đồng)"]) == (
        "HTX Chè Bản Bo",
        "6200800117",
        1_500_000_000,
    )
    assert found["Thư điện tử"] is None and "None" not in row
