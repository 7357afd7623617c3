"""Dates, numbers and money as Vietnamese readers write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.utils import formats

from kttt.templatetags.vietnamese import vi_datetime, vi_money, vi_number, vi_partial_date


def test_the_date_line_of_an_article():
    assert vi_datetime(datetime(2022, 3, 4, 2, 50, tzinfo=UTC)) == "Thứ sáu - 04/03/2022 09:50"
    assert vi_datetime(datetime(2022, 3, 6, 17, 30, tzinfo=UTC)) == "Thứ hai - 07/03/2022 00:30"


@pytest.mark.parametrize(
    ("value", "shown"), [(1234567.8, "1.234.567,8"), (28562146, "28.562.146"), (None, ""), (0, "0")]
)
def test_numbers(value, shown):
    assert vi_number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(112.258, "112,3"), (Decimal("348") / 310 * 100, "112,3"), (0.25, "0,3"), (-0.04, "0,0"), (7, "7,0")],
)
def test_numbers_are_rounded_not_cut(value, shown):
    assert vi_number(value, 1) == shown


@pytest.mark.parametrize(
    ("dong", "shown"),
    [
        (826_350_000_000, "826,35 tỷ đồng"),
        (3_650_000, "3,65 triệu đồng"),
        (1_234_000_000_000, "1.234 tỷ đồng"),
        (950, "950 đồng"),
        (None, ""),
    ],
)
def test_money(dong, shown):
    assert vi_money(dong) == shown


def test_partial_dates():
    assert [vi_partial_date(t) for t in ("2019-05-12", "2019-05", "2019", "")] == ["12/05/2019", "05/2019", "2019", ""]


@pytest.mark.parametrize("typed", ["25/12/2019", "25-12-2019", "25.12.2019", "2019-12-25"])
def test_forms_read_days_before_months(typed):
    assert forms.DateField(localize=True).clean(typed) == date(2019, 12, 25)


def test_an_ambiguous_date_is_day_first():
    assert forms.DateField().clean("12/5/2019") == date(2019, 5, 12)


def test_decimal_forms_read_both_conventions():
    field = forms.DecimalField(localize=True)
    assert field.clean("1.500,5") == field.clean("1500,5")
    assert formats.localize(1234567.8, use_l10n=True) == "1.234.567,8"
