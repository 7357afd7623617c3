"""The periods of an organisation say of any day what its statements say of it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.history import COUNTED, Said, facts_at, record_edit, state_of
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.models import Organization, Period
from tests.cooperatives import lists

FIRST = date(2020, 1, 1)
DAYS = st.integers(0, 20).map(lambda n: FIRST + timedelta(days=n))
SAID = st.builds(
    Said,
    DAYS,
    st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from(["active", "stopped", "dissolved", None]),
            "charter_capital": st.sampled_from([None, 100, 200]),
            "name": st.sampled_from(["A", "B"]),
        },
    ),
    st.just({}),
)


@given(st.lists(SAID, min_size=1, max_size=8))
def test_on_any_day(statements):
    statements = sorted(statements, key=lambda said: said.valid_from)
    periods = state_of(statements).periods
    assert periods[0][0] == statements[0].valid_from
    assert all(one[0] < other[0] and one[1] != other[1] for one, other in pairwise(periods))
    for day in (FIRST + timedelta(days=n) for n in range(21)):
        holding = [facts for first, facts in periods if first <= day][-1:]
        known = {key: value.value for key, value in facts_at(statements, day).items()}
        if day < statements[0].valid_from:
            assert holding == []
        else:
            assert holding == [{key: known.get(key) for key in COUNTED}]


@pytest.mark.django_db
def test_an_edit_ends_one_period_and_begins_another():
    take(lists.workbook(lists.line("HTX Chè Bản Bo", "6200800117")), "htx.xlsx", Options())
    organization = Organization.objects.get()
    record_edit(organization, {"status": "dissolved"}, None, change_from=date(2023, 5, 1))
    record_edit(organization, {"products": "Chè"}, None, change_from=date(2024, 5, 1))
    first, second = Period.objects.all()
    assert (first.valid_from, first.valid_until, first.status) == (date(2021, 12, 31), date(2023, 5, 1), "active")
    assert (second.valid_from, second.valid_until, second.status) == (date(2023, 5, 1), None, "dissolved")
    assert (second.charter_capital, second.unit_now, second.unit_then) == (
        500_000_000, organization.unit_now, organization.unit_then,
    )  # fmt: skip
    assert not Period.objects.on(date(2021, 12, 30)).exists()
    assert Period.objects.on(date(2023, 4, 30)).registered().get() == first
    assert Period.objects.on(date(2023, 5, 1)).get() == second
    assert not Period.objects.on(date(2023, 5, 1)).registered().exists()
    assert Period.objects.published().of_kind("cooperative").count() == 2
    assert not Period.objects.of_kind("group").exists()


@pytest.mark.django_db
def test_the_registry_is_made_right_from_its_statements(capsys):
    take(lists.workbook(lists.line("HTX Chè", "6200800117"), lists.line("HTX Cá", "6200800124")), "htx.xlsx", Options())
    tea, fish = Organization.objects.order_by("name").values_list("pk", flat=True)[::-1]
    call_command("rebuild_registry")
    assert "2 đơn vị, 0 đơn vị sai" in capsys.readouterr().out
    Period.objects.filter(organization=tea).delete()
    Organization.objects.filter(pk=fish).update(charter_capital=1)
    call_command("rebuild_registry")
    assert "2 đơn vị, 2 đơn vị sai" in capsys.readouterr().out
    assert Period.objects.filter(organization=tea).count() == 1
    assert Organization.objects.get(pk=fish).charter_capital == 500_000_000
