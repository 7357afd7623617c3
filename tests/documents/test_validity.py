"""What relations lead to: targets by number, days of ending and suspension, kept right by every way of writing."""

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from documents import validity
from documents.models import Document, IssuingBody, Relation
from kttt.publishing import State, content_revision
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 8)
Verb = Relation.Verb
Status = Document.Status


def status(document, on=DAY):
    return Document.objects.get(pk=document.pk).status(on)


@pytest.fixture
def old():
    return factories.document("83/2014/TT-BTC", effective_on=date(2014, 8, 10))


@pytest.fixture
def new():
    return factories.document("25/2024/TT-BTC", effective_on=DAY)


@pytest.mark.parametrize(
    ("verb", "values", "expected"),
    [
        (Verb.REPEALS, {}, Status.EXPIRED),
        (Verb.REPLACES, {}, Status.EXPIRED),
        (Verb.REPEALS, {"passage": "khoản 2 Điều 3"}, Status.PARTLY),
        (Verb.AMENDS, {}, Status.PARTLY),
        (Verb.AMENDS, {"passage": "Điều 3"}, Status.PARTLY),
        (Verb.STAYS, {}, Status.SUSPENDED),
        (Verb.SUSPENDS, {}, Status.SUSPENDED),
        (Verb.SUSPENDS, {"until": DAY}, Status.SUSPENDED),
        (Verb.SUSPENDS, {"effective_on": DAY - timedelta(3), "until": DAY - timedelta(1)}, Status.IN_FORCE),
        (Verb.SUSPENDS, {"passage": "Điều 3"}, Status.IN_FORCE),
        (Verb.REPEALS, {"effective_on": DAY + timedelta(1)}, Status.IN_FORCE),
        *((verb, {}, Status.IN_FORCE) for verb in Verb if verb not in Relation.ACTING),
    ],
)
def test_what_each_verb_does_to_its_target(old, new, verb, values, expected):
    Relation.objects.create(source=new, verb=verb, target=old, **values)
    assert status(old, DAY - timedelta(5)) == Status.IN_FORCE
    assert status(old) == expected
    assert status(new) == Status.IN_FORCE


def test_nothing_ends_before_a_day_is_known(old):
    undated = factories.document("26/2024/TT-BTC")
    Relation.objects.create(source=undated, verb=Verb.REPEALS, target=old)
    assert status(old) == Status.IN_FORCE
    undated.effective_on = DAY
    undated.save()
    assert status(old) == Status.EXPIRED


@pytest.mark.parametrize(
    "values",
    [{"state": State.DRAFT}, {"state": State.PENDING}, {"state": State.WITHDRAWN}, {"internal": True}],
)
def test_what_is_not_for_the_public_ends_nothing(old, new, values):
    Relation.objects.create(source=new, verb=Verb.REPEALS, target=old)
    Document.objects.filter(pk=new.pk).update(**values)
    assert status(old) == Status.IN_FORCE
    Document.objects.filter(pk=new.pk).update(state=State.PUBLISHED, internal=False)
    assert status(old) == Status.EXPIRED
    for name, value in values.items():
        setattr(new, name, value)
    new.save()
    assert status(old) == Status.IN_FORCE


def test_the_hour_of_showing_a_document_changes_nothing_in_law(old):
    later = timezone.now() + timedelta(days=3)
    scheduled = factories.document("27/2024/TT-BTC", effective_on=DAY, publish_from=later)
    Relation.objects.create(source=scheduled, verb=Verb.REPEALS, target=old)
    assert status(old) == Status.EXPIRED


def test_what_a_repealed_document_ended_stays_ended(old, new):
    Relation.objects.create(source=new, verb=Verb.REPEALS, target=old)
    newest = factories.document("1/2025/TT-BTC", effective_on=DAY + timedelta(9))
    Relation.objects.create(source=newest, verb=Verb.REPEALS, target=new)
    assert status(old, DAY + timedelta(20)) == status(new, DAY + timedelta(20)) == Status.EXPIRED


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(1, 5)], (1, 6)),
        ([(1, None)], (1, None)),
        ([(1, 5), (6, 9)], (1, 10)),
        ([(1, 9), (3, 5)], (1, 10)),
        ([(1, 5), (3, None)], (1, None)),
        ([(1, None), (3, 5)], (1, None)),
        ([(1, 2), (8, 9)], (8, 10)),
    ],
)
def test_suspensions_that_touch_are_one(spans, expected):
    def on(day):
        return day and date(2024, 6, day)

    days = validity.days_of([(Verb.STAYS, "", on(first), on(last)) for first, last in spans])
    assert (days.suspended_on, days.resumed_on) == (on(expected[0]), on(expected[1]))


def test_the_last_day_of_all_is_no_end():
    assert validity.days_of([(Verb.STAYS, "", DAY, date.max)]).resumed_on is None


class TestNumbers:
    """A target that is known by its number."""

    def test_a_number_leads_to_the_document_whichever_is_stored_first(self, new):
        relation = Relation.objects.create(source=new, verb=Verb.REPEALS, target_number="Số: 83 /2014/TT-BTC")
        assert relation.target is None
        old = factories.document("83/2014/TT-BTC", effective_on=date(2014, 8, 10))
        relation.refresh_from_db()
        assert relation.target == old
        assert old.ended_on == DAY
        later = Relation.objects.create(source=new, verb=Verb.CITES, target_number="083/2014/tt-btc")
        assert later.target == old

    def test_a_number_of_several_documents_leads_nowhere(self, new, old):
        relation = Relation.objects.create(source=new, verb=Verb.REPEALS, target_number=old.number)
        twin = factories.document(old.number, issuer=IssuingBody.objects.create(name="Cơ quan khác"))
        relation.refresh_from_db()
        assert relation.target is None
        assert status(old) == Status.IN_FORCE
        twin.delete()
        relation.refresh_from_db()
        assert relation.target == old
        assert status(old) == Status.EXPIRED

    def test_a_document_that_is_renumbered_loses_what_named_it_by_number(self, new, old):
        by_number = Relation.objects.create(source=new, verb=Verb.REPEALS, target_number=old.number)
        picked = Relation.objects.create(source=new, verb=Verb.CITES, target=old)
        old.number = "84/2014/TT-BTC"
        old.save()
        by_number.refresh_from_db()
        picked.refresh_from_db()
        assert (by_number.target, picked.target) == (None, old)
        assert status(old) == Status.IN_FORCE

    def test_numbers_may_be_exchanged(self, new, old):
        other = factories.document("84/2014/TT-BTC", issued_on=DAY)
        first = Relation.objects.create(source=new, verb=Verb.CITES, target_number=old.number)
        second = Relation.objects.create(source=new, verb=Verb.CITES, target_number=other.number)
        old.number, other.number = other.number, old.number
        Document.objects.bulk_update([old, other], ["number"])
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.target, second.target) == (other, old)

    @pytest.mark.parametrize("write", [lambda d: d.delete(), lambda d: Document.objects.filter(pk=d.pk).delete()])
    def test_a_deleted_document_leaves_its_number(self, new, old, write):
        Relation.objects.create(source=new, verb=Verb.REPEALS, target=old)
        write(old)
        relation = Relation.objects.get()
        assert (relation.target, relation.target_number) == (None, "83/2014/TT-BTC")
        again = factories.document("83/2014/TT-BTC")
        relation.refresh_from_db()
        assert relation.target == again

    def test_documents_of_one_number_may_be_deleted_at_once(self, new, old):
        twin = factories.document(old.number, issuer=IssuingBody.objects.create(name="Cơ quan khác"))
        for target in (old, twin):
            Relation.objects.create(source=new, verb=Verb.REPEALS, target=target)
        Document.objects.exclude(pk=new.pk).delete()
        assert Relation.objects.get().target_number == old.number

    def test_a_document_never_means_itself(self):
        first = factories.document("15/QĐ-UBND", issued_on=date(2020, 1, 1))
        second = factories.document("15/QĐ-UBND", issued_on=date(2024, 1, 1), effective_on=DAY)
        relation = Relation.objects.create(source=second, verb=Verb.REPEALS, target_number="15/QĐ-UBND")
        assert relation.target == first


def test_the_end_goes_with_the_document_that_brought_it(old, new):
    Relation.objects.create(source=new, verb=Verb.REPEALS, target=old)
    new.delete()
    assert status(old) == Status.IN_FORCE


def test_a_form_opened_before_does_not_bring_old_days_back(old, new):
    stale = Document.objects.get(pk=old.pk)
    Relation.objects.create(source=new, verb=Verb.REPEALS, target=old)
    stale.signer = "Nguyễn Văn Thử"
    stale.save()
    assert stale.ended_on == DAY
    assert status(old) == Status.EXPIRED


WRITES = {
    "save": lambda r, new: Relation(source=new, verb=Verb.CITES, target_number="1/2020/TT-BTC").save(),
    "delete": lambda r, new: r.delete(),
    "update": lambda r, new: Relation.objects.filter(pk=r.pk).update(passage="Điều 1"),
    "bulk_create": lambda r, new: Relation.objects.bulk_create([Relation(source=new, verb="cites", target=r.target)]),
    "delete many": lambda r, new: Relation.objects.filter(pk=r.pk).delete(),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_every_way_of_writing_relations_rings_the_bell(write, old, new):
    relation = Relation.objects.create(source=new, verb=Verb.REPEALS, target=old)
    before = content_revision()
    write(relation, new)
    assert content_revision() > before


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"verb": Verb.REPEALS}, "Hãy chọn"),
        ({"verb": Verb.REPEALS, "target_number": "25-2024/TT-BTC", "itself": True}, "chính nó"),
        ({"verb": Verb.REPEALS, "target_number": "025/2024/tt-btc"}, "chính văn bản này"),
        ({"verb": Verb.REPEALS, "target_number": "1/2020/TT-BTC", "until": DAY}, "Chỉ ghi ngày này"),
        (
            {"verb": Verb.STAYS, "target_number": "1/2020/TT-BTC", "effective_on": DAY, "until": date(2020, 1, 1)},
            "phải sau",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(new, values, told):
    if values.pop("itself", False):
        values = {"verb": values["verb"], "target": new}
    with pytest.raises(ValidationError, match=told):
        Relation(source=new, **values).full_clean()


def test_no_document_ends_what_ended_it(old, new):
    middle = factories.document("50/2020/TT-BTC")
    Relation.objects.create(source=new, verb=Verb.REPEALS, target=middle)
    Relation.objects.create(source=middle, verb=Verb.REPLACES, target=old)
    for values in ({"target": new}, {"target_number": new.number}):
        with pytest.raises(ValidationError, match="Quan hệ vòng"):
            Relation(source=old, verb=Verb.REPEALS, **values).full_clean()
    Relation(source=old, verb=Verb.CITES, target=new).full_clean()


# What a run of random writes may do, each with the chance given.
def _write(chance, numbers):
    documents, relations = list(Document.objects.all()), list(Relation.objects.all())
    some_relations = Relation.objects.filter(pk__in=[r.pk for r in relations if chance.random() < 0.3])
    some_documents = Document.objects.filter(pk__in=[d.pk for d in documents if chance.random() < 0.3])
    document, relation = chance.choice(documents), chance.choice(relations) if relations else None
    when = chance.choice([None, *(DAY + timedelta(n) for n in range(3))])

    def another():
        named = {"target_number": chance.choice(numbers)} if chance.random() < 0.5 else {"target": document}
        verb = chance.choice([*Relation.ACTING, Verb.CITES])
        until = DAY + timedelta(4) if verb in Relation.SUSPENDING and chance.random() < 0.5 else None
        return Relation(
            source=chance.choice(documents), verb=verb, passage=chance.choice(["", "Điều 1"]), effective_on=when,
            until=until, **named,
        )  # fmt: skip

    def change_document():
        document.number, document.effective_on = chance.choice(numbers), when
        document.state = chance.choice(State.values)
        document.save()

    def change_relation():
        relation.target_number, relation.effective_on = chance.choice([*numbers, relation.target_number]), when
        relation.save()

    def renumber():
        for one in some_documents:
            one.number = chance.choice(numbers)
            Document.objects.bulk_update([one], ["number"])

    writes = [
        lambda: another().save(),
        lambda: another().save(),
        lambda: Relation.objects.bulk_create([another(), another()]),
        lambda: Relation.objects.bulk_create([another(), another()], ignore_conflicts=True),
        lambda: Relation.objects.filter(pk=relation.pk).update(source=document),
        lambda: Relation.objects.filter(pk=relation.pk).update(target=document, target_number=""),
        lambda: some_relations.update(effective_on=when),
        lambda: some_relations.update(verb=chance.choice(Relation.ACTING)),
        change_document,
        change_relation,
        renumber,
        lambda: some_documents.update(internal=chance.random() < 0.3),
        lambda: some_documents.update(effective_on=when),
        lambda: factories.document(chance.choice(numbers), effective_on=when, issued_on=when),
        lambda: relation.delete(),
        lambda: Relation.objects.filter(pk=relation.pk).delete(),
        lambda: document.delete() if len(documents) > 5 else None,
        lambda: Document.objects.filter(pk=document.pk).delete() if len(documents) > 5 else None,
    ]
    try:
        with transaction.atomic():
            chance.choice(writes)()
    except (IntegrityError, AttributeError):
        pass  # the same thing twice, or no relation left


@pytest.mark.parametrize("seed", range(6))
def test_after_any_writes_what_is_stored_is_what_is_computed(seed):
    chance = random.Random(seed)
    numbers = [f"{n}/2020/TT-BTC" for n in range(1, 6)]
    for number in numbers:
        factories.document(number, effective_on=DAY)
    for _ in range(60):
        _write(chance, numbers)
        wrong = validity.rebuild_all()
        assert wrong == (0, 0)


def test_the_command_mends_what_was_written_past_everything(old, new, capsys):
    Relation._base_manager.bulk_create([Relation(source=new, verb=Verb.REPEALS, target_number=old.number)])
    call_command("rebuild_validity")
    assert "1 quan hệ, 1 văn bản sai" in capsys.readouterr().out
    assert status(old) == Status.EXPIRED
    call_command("rebuild_validity")
    assert "0 quan hệ, 0 văn bản sai" in capsys.readouterr().out
