"""Types, bodies and fields from the first day on, and what written ones mean."""

from datetime import date

import pytest

from documents import naming, numbers, standing_data
from documents.models import DocumentType, Field, IssuingBody
from documents.naming import body_named, type_named
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Thông tư", "Thông tư"), ("THÔNG TƯ", "Thông tư"), ("thong tu", "Thông tư"), ("TT", "Thông tư"),
        (" Thông  tư : ", "Thông tư"), ("TTr", "Tờ trình"), ("CTr", "Chương trình"), ("CT", "Chỉ thị"),
        ("HĐ", "Hợp đồng"), ("HD", "Hướng dẫn"), ("ĐA", "Đề án"), ("DA", "Dự án"), ("QyĐ", "Quy định"),
        ("QĐ", "Quyết định"), ("qd", "Quyết định"), ("Công văn", "Công văn"), ("CV", "Công văn"),
        ("Giấy uỷ quyền", "Giấy ủy quyền"), ("Bài thơ", None), ("", None), (None, None), ("-", None),
    ],
)  # fmt: skip
def test_a_written_type(written, name):
    found = type_named(written)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("BTC", "Bộ Tài chính"), ("Bộ Tài Chính", "Bộ Tài chính"), ("bo tai chinh", "Bộ Tài chính"),
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh Lai Châu"), ("UBND tỉnh Lai Châu", "Ủy ban nhân dân tỉnh Lai Châu"),
        ("Uỷ ban nhân dân tỉnh Lai Châu", "Ủy ban nhân dân tỉnh Lai Châu"),
        ("LMHTX tỉnh", "Liên minh Hợp tác xã tỉnh Lai Châu"),
        ("Liên minh HTX tỉnh Lai Châu", "Liên minh Hợp tác xã tỉnh Lai Châu"),
        ("LMHTX VN", "Liên minh Hợp tác xã Việt Nam"),
        ("Bộ Kế hoạch & Đầu tư", "Bộ Kế hoạch và Đầu tư"),
        ("BKHĐT", "Bộ Kế hoạch và Đầu tư"),
        ("Bộ KH&ĐT", "Bộ Kế hoạch và Đầu tư"),
        ("Bộ Lao động - Thương binh và Xã hội", "Bộ Lao động - Thương binh và Xã hội"),
        ("HĐND tỉnh", "Hội đồng nhân dân tỉnh Lai Châu"),
        ("Thủ tướng Chính phủ", "Thủ tướng Chính phủ"), ("UBND huyện Tam Đường", "Ủy ban nhân dân huyện Tam Đường"),
        ("UBND xã Bản Bo", None), ("Sở Lạ", None), ("", None),
    ],
)  # fmt: skip
def test_a_written_body(written, name):
    found = body_named(written)
    assert (found and found.name) == name


def test_every_writing_of_the_standing_data_means_its_own_row():
    for model in (DocumentType, IssuingBody, Field):
        names = naming.Names(model.objects.all())
        for row in model.objects.all():
            for written in naming.written(row):
                assert names.named(written) == row, written


def test_of_two_bodies_of_one_name_the_day_decides():
    old = IssuingBody.objects.create(name="Chi cục A", abbreviation="CCX", ended_on=date(2025, 3, 1))
    new = IssuingBody.objects.create(name="Chi cục B", abbreviation="CCX")
    assert body_named("CCX", date(2025, 2, 28)) == old
    assert body_named("CCX", date(2025, 3, 1)) == body_named("CCX") == new
    IssuingBody.objects.create(name="Chi cục C", abbreviation="CCX")
    assert body_named("CCX") is None


@pytest.mark.parametrize(
    ("number", "kind", "body"),
    [
        ("25/2024/TT-BTC", "Thông tư", "Bộ Tài chính"), ("17/2023/QH15", None, "Quốc hội"),
        ("1670/NQ-UBTVQH15", "Nghị quyết", "Ủy ban Thường vụ Quốc hội"),
        ("20-NQ/TW", "Nghị quyết", "Ban Chấp hành Trung ương"),
        ("4626/BKHĐT-HTX", "Công văn", "Bộ Kế hoạch và Đầu tư"),
        ("12/2012/QĐ-TTg", "Quyết định", "Thủ tướng Chính phủ"),
        ("01/2015/TTLT-VPCP-BNV", "Thông tư liên tịch", "Văn phòng Chính phủ"), ("23-HĐBT", None, "Hội đồng Bộ trưởng"),
        ("12/KH-LMHTX", "Kế hoạch", "Liên minh Hợp tác xã tỉnh Lai Châu"),
        ("07/XYZ-ABC", None, None),
        ("không số", None, None),
    ],
)  # fmt: skip
def test_what_a_number_tells(number, kind, body):
    types, bodies = naming.Names(DocumentType.objects.all()), naming.Names(IssuingBody.objects.all())
    told = naming.told_by_number(number, types, bodies)
    assert tuple(row and row.name for row in told) == (kind, body)


def test_what_numbers_tell_is_listed():
    types, bodies = naming.Names(DocumentType.objects.all()), naming.Names(IssuingBody.objects.all())
    assert [name for name in numbers.TYPES.values() if not types.named(name)] == []
    assert [name for name in numbers.ISSUERS.values() if not bodies.named(name)] == []


def test_loading_again_keeps_what_staff_changed_and_adds_what_is_missing():
    planning = IssuingBody.objects.get(name="Bộ Kế hoạch và Đầu tư")
    assert planning.today.name == "Bộ Tài chính" and planning.ended_on == date(2025, 3, 1)
    before = list(DocumentType.objects.values()) + list(IssuingBody.objects.values()) + list(Field.objects.values())
    standing_data.load(DocumentType, IssuingBody, Field)
    after = list(DocumentType.objects.values()) + list(IssuingBody.objects.values()) + list(Field.objects.values())
    assert after == before
    DocumentType.objects.filter(name="Kế hoạch").update(has_validity=False, position=3)
    planning.ended_on, planning.abbreviation = date(2025, 2, 28), ""
    planning.save()
    Field.objects.get(name="Hợp tác xã").delete()
    standing_data.load(DocumentType, IssuingBody, Field)
    planning.refresh_from_db()
    assert (planning.ended_on, planning.abbreviation) == (date(2025, 2, 28), "BKHĐT")
    assert DocumentType.objects.get(name="Kế hoạch").has_validity is False
    assert Field.objects.get(name="Hợp tác xã").folded == "hop tac xa"


def test_what_has_no_validity():
    without = set(DocumentType.objects.filter(has_validity=False).values_list("name", flat=True))
    assert {"Công văn", "Báo cáo", "Tờ trình", "Thông báo", "Giấy mời"} < without
    assert not without & {"Luật", "Nghị định", "Thông tư", "Quyết định", "Chỉ thị", "Nghị quyết", "Kế hoạch"}


def test_heirs_end_where_they_turn_in_a_circle():
    one, two = (IssuingBody.objects.create(name=name) for name in ("Ban Một", "Ban Hai"))
    one.successor, two.successor = two, one
    one.save()
    two.save()
    assert one.today in (one, two)


def test_names_that_differ_by_a_dash_do_not_break_the_desk(client):
    Field.objects.create(name="Chè – cây thuốc")
    client.force_login(factories.staff(group="Văn thư"))
    form = {"name": "Chè, cây thuốc", "slug": "", "other_names": ""}
    response = client.post("/quan-tri/documents/field/add/", form)
    assert "Đã có “Chè – cây thuốc”" in response.content.decode()
    assert client.post("/quan-tri/documents/field/add/", form | {"slug": "che-thuoc"}).status_code == 302
    assert [Field.objects.create(name=name).slug for name in ("Chè; cây thuốc", "Chè: cây thuốc")] == [
        "che-cay-thuoc-2", "che-cay-thuoc-3",
    ]  # fmt: skip
