"""One organisation on the desk: figures typed by hand, its form's sentences, its record on paper."""

from datetime import date
from html import unescape

import pytest
from django.db import transaction
from django.utils import timezone

from cooperatives.history import derived_rows, rebuild, record_edit, record_figures
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.models import Cooperative, OcopProduct, Organization, Statement
from tests import factories
from tests.cooperatives import lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    """HTX Chè, known from a list with figures of a year."""
    take(lists.workbook(lists.line("HTX Chè", "6200800117")), "htx.xlsx", Options())
    return Cooperative.objects.get()


@pytest.fixture
def clerk(client):
    client.force_login(factories.staff(group="Cán bộ đăng ký"))
    return client


def address(organization, word):
    return f"/quan-tri/cooperatives/cooperative/{organization.pk}/{word}/"


def test_typed_figures_are_statements_and_correct_what_a_list_said(one, clerk):
    listed = one.statements.get()
    Statement.objects.filter(pk=listed.pk).update(figures={"2020": {"members": 12, "workers": 5}})
    rebuild([one.pk])
    typed = {"members": "21", "workers": "5", "revenue": "1.500.000.000"}
    response = clerk.post(address(one, "so-lieu-nam") + "?nam=2020", typed)
    assert response.status_code == 302
    year = one.figures.get(year=2020)
    assert (year.members, year.revenue) == (21, 1_500_000_000)
    said = one.statements.exclude(pk=listed.pk)
    # The correction holds from the day of what it corrects, the new figure from the first day on which it can be known.
    assert {(s.kind, s.valid_from, str(s.figures)) for s in said} == {
        ("correction", listed.valid_from, "{'2020': {'members': 21}}"),
        ("change", listed.valid_from, "{'2020': {'revenue': 1500000000}}"),
    }
    assert {s.recorded_by.username for s in said} == {"bientap"} and not any(s.facts for s in said)
    assert "21" in unescape(clerk.get(address(one, "history")).content.decode())
    before = derived_rows([one.pk])
    rebuild([one.pk])
    assert derived_rows([one.pk]) == before


def test_figures_of_a_year_before_anything_was_known_make_nobody_older(one):
    first = one.periods.order_by("valid_from").first().valid_from
    user = factories.staff()
    with transaction.atomic():
        record_figures(one, 2005, {"members": 9}, user)
        record_figures(one, timezone.localdate().year, {"members": 11}, user)
    assert one.periods.order_by("valid_from").first().valid_from == first
    assert one.figures.get(year=2005).members == 9
    assert one.figures.get(year=timezone.localdate().year).members == 11
    assert all(s.valid_from <= timezone.localdate() for s in one.statements.all())


def test_a_figure_taken_back_and_a_form_without_news(one, clerk):
    form = address(one, "so-lieu-nam") + "?nam=2019"
    clerk.post(form, {"members": "9", "profit": "-5.000.000"})
    assert one.figures.get(year=2019).profit == -5_000_000
    clerk.post(form, {"members": "", "profit": "-5.000.000"})
    assert one.figures.get(year=2019).members is None
    count = Statement.objects.count()
    clerk.post(form, {"members": "", "profit": "-5.000.000"})
    assert Statement.objects.count() == count


def test_wrong_figures_are_told_and_nothing_is_written(one, clerk):
    count = Statement.objects.count()
    for wrong in ({"members": "chín"}, {"members": "-1"}, {"members": "9" * 30}, {"revenue": "\0"}):
        response = clerk.post(address(one, "so-lieu-nam") + "?nam=2019", wrong)
        assert response.status_code == 200 and response.context["form"].errors, wrong
        assert "Hãy sửa các ô báo lỗi" in response.content.decode()
    assert Statement.objects.count() == count
    for year in ("abcd", "9999", "\0"):
        assert clerk.get(address(one, "so-lieu-nam"), {"nam": year}).status_code == 200


def test_who_may_type_and_who_may_print(one, client):
    client.force_login(factories.staff("ld", group="Lãnh đạo duyệt"))
    assert client.get(address(one, "so-lieu-nam")).status_code == 403
    page = client.get(address(one, "change")).content.decode()
    assert "Bản in A4" in page and "Nhập số liệu năm" not in page
    assert client.get(address(one, "ban-in")).status_code == 200
    client.force_login(factories.staff("pv", group="Phóng viên"))
    assert client.get(address(one, "ban-in")).status_code == 403
    assert client.get("/quan-tri/cooperatives/cooperative/999999/ban-in/").status_code == 404
    assert client.get("/quan-tri/cooperatives/cooperative/x/ban-in/").status_code == 404


def test_the_record_on_paper_tells_all_and_from_where(one, clerk):
    record_edit(one, {"status": "suspended", "phones": ["0912345678"]}, factories.staff("sua"), date(2024, 5, 2))
    OcopProduct.objects.create(organization=one, name="Chè Kim", stars=4, recognised_on=date(2024, 3, 1))
    page = unescape(clerk.get(address(one, "ban-in")).content.decode())
    for said in ("HTX Chè", "6200800117", "0912345678", "Tạm ngừng hoạt động", "tệp htx.xlsx", "người ghi: sua",
                 "Chè Kim", "01/03/2027", "02/05/2024"):  # fmt: skip
        assert said in page, said


def test_the_record_is_constant_in_queries(one, clerk, django_assert_max_num_queries):
    user = factories.staff("sua")
    for day in range(1, 20):
        record_edit(one, {"note": f"Lần {day}", "sectors": ["nong_nghiep"]}, user, date(2024, 5, day))
    with django_assert_max_num_queries(15):
        clerk.get(address(one, "ban-in"))


def test_the_form_says_when_a_day_and_its_kind_do_not_go_together(one, clerk):
    page = clerk.get(address(one, "change"))
    values = {
        name: value
        for name, value in page.context["adminform"].form.initial.items()
        if isinstance(value, str | int) and value is not None
    }
    values |= {"figures-TOTAL_FORMS": 0, "figures-INITIAL_FORMS": 0, "ocop_products-TOTAL_FORMS": 0}
    values |= {"ocop_products-INITIAL_FORMS": 0, "alliance_member": "unknown", "phones": "+84 912 345 678"}
    values |= {"registered_on": "", "established_on": "", "charter_capital": ""}
    sent = values | {"edit_kind": "correction", "change_from": "01/06/2022"}
    response = clerk.post(address(one, "change"), sent)
    assert "hãy chọn “Ghi nhận thay đổi thực tế”" in unescape(response.content.decode())
    response = clerk.post(address(one, "change"), values | {"edit_kind": "change", "change_from": "01/06/2022"})
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert Organization.objects.get().phones == ["0912345678"]
