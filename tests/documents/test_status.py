"""Whether a document is in force: one rule in Python and in SQL."""

import random
from datetime import date, timedelta

import pytest
from django.db.models import Count

from documents.models import Document, DocumentType
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 8)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
Status = Document.Status


@pytest.mark.parametrize(
    ("values", "on", "expected"),
    [
        ({}, DAY, Status.UNKNOWN),
        ({"effective_on": DAY}, BEFORE, Status.NOT_YET),
        ({"effective_on": DAY}, DAY, Status.IN_FORCE),
        ({"effective_on": BEFORE, "expired_on": DAY}, BEFORE, Status.IN_FORCE),
        ({"effective_on": BEFORE, "expired_on": DAY}, DAY, Status.EXPIRED),
        ({"expired_on": DAY}, DAY, Status.EXPIRED),
        ({"effective_on": BEFORE, "ended_on": DAY}, DAY, Status.EXPIRED),
        ({"effective_on": AFTER, "ended_on": DAY}, DAY, Status.EXPIRED),
        ({"effective_on": BEFORE, "partly_ended_on": DAY}, BEFORE, Status.IN_FORCE),
        ({"effective_on": BEFORE, "partly_ended_on": DAY}, DAY, Status.PARTLY),
        ({"partly_ended_on": DAY}, DAY, Status.PARTLY),
        ({"effective_on": BEFORE, "suspended_on": DAY}, DAY, Status.SUSPENDED),
        ({"effective_on": BEFORE, "suspended_on": BEFORE, "resumed_on": AFTER}, DAY, Status.SUSPENDED),
        ({"effective_on": BEFORE, "suspended_on": BEFORE, "resumed_on": AFTER}, AFTER, Status.IN_FORCE),
        ({"effective_on": BEFORE, "ended_on": DAY, "status_override": "unfit"}, DAY, Status.UNFIT),
    ],
)
def test_each_date_is_the_first_day_of_what_it_tells(values, on, expected):
    document = factories.document(**values)
    # Past the querysets, which would compute the derived days from relations.
    Document._base_manager.filter(pk=document.pk).update(**values)
    document.refresh_from_db()
    assert document.status(on) == expected
    assert Document.objects.with_status(on).get().status_code == expected


def test_a_report_has_no_validity_whatever_its_dates():
    report = DocumentType.objects.create(name="Báo cáo thử", has_validity=False)
    document = factories.document(type=report, effective_on=BEFORE, expired_on=DAY)
    assert document.status(DAY) == Status.NOT_APPLICABLE
    assert Document.objects.with_status(DAY).get().status_code == Status.NOT_APPLICABLE


def test_sql_and_python_agree_on_any_row():
    chance = random.Random(7)
    first = factories.document()
    types = [first.type, DocumentType.objects.create(name="Công văn thử", has_validity=False)]
    dates = ("effective_on", "expired_on", "ended_on", "partly_ended_on", "suspended_on", "resumed_on")
    Document.objects.all().delete()
    made = []
    for number in range(400):
        values = {name: chance.choice([None, None, BEFORE, DAY, AFTER]) for name in dates}
        override = chance.choice(["", "", "", *Status.values])
        made.append(
            Document(
                number=f"{number}/QĐ-UBND", type=chance.choice(types),
                issuer=first.issuer, abstract="Thử", status_override=override, **values,
            )
        )  # fmt: skip
    Document._base_manager.bulk_create(made)
    for on in (BEFORE - timedelta(days=1), BEFORE, DAY, AFTER, AFTER + timedelta(days=1)):
        rows = Document.objects.with_status(on).select_related("type")
        assert [row.status_code for row in rows] == [row.status(on) for row in rows]
        counted = dict(rows.order_by().values_list("status_code").annotate(Count("pk")))
        for status, count in counted.items():
            assert Document.objects.with_status(on).filter(status_code=status).count() == count
        assert sum(counted.values()) == 400
