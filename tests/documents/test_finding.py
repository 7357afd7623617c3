"""Facets, orders and searches of documents: true counts, nothing that is not public."""

import random
from datetime import date, timedelta

import pytest
from django.db.models import Count
from django.http import QueryDict
from django.utils import timezone

from documents import finding
from documents.finding import Found, Wanted, by_number
from documents.models import Document, DocumentType, Field, FileText
from documents.shelf import BODY, FACETS, FIELD, SIGNER, STATUS, TYPE, YEAR, shelf
from kttt import text
from kttt.finding import found as found_module
from kttt.publishing import State
from kttt.searching.models import Entry
from kttt.searching.refreshing import refresh_all
from kttt.visits import recording
from tests import factories
from tests.documents.papers import papers, store

pytestmark = pytest.mark.django_db


def asked(address):
    return Found(Wanted.read(QueryDict(address)))


def numbers_of(found):
    return [Document.objects.get(pk=pk).number for pk in found.ids]


@pytest.fixture
def many():
    """Four hundred documents in every state that a document can be in."""
    made = store(list(papers(400, seed=7)))
    chance = random.Random(7)
    later, sooner = timezone.now() + timedelta(days=9), timezone.now() - timedelta(days=9)
    some = chance.sample(made, 200)
    for document in some[:20]:
        document.internal = True
    for document in some[20:40]:
        document.state = chance.choice([State.DRAFT, State.PENDING, State.WITHDRAWN])
    for document in some[40:60]:
        document.publish_from = later
    for document in some[60:80]:
        document.publish_until = sooner
    for document in some[80:95]:
        document.publish_until = later
    for document in some[95:110]:
        document.status_override = chance.choice(Document.Status.values)
    days = [
        None,
        timezone.localdate(),
        timezone.localdate() - timedelta(days=1),
        timezone.localdate() + timedelta(days=1),
    ]
    for document in some[110:190]:
        for name in ("effective_on", "expired_on", "ended_on", "partly_ended_on", "suspended_on", "resumed_on"):
            setattr(document, name, chance.choice(days))
    for document in some[190:]:
        document.issued_on, document.signer = None, ""
    Document.objects.bulk_update(
        some,
        ["internal", "state", "publish_from", "publish_until", "status_override", "effective_on", "expired_on",
         "ended_on", "partly_ended_on", "suspended_on", "resumed_on", "issued_on", "signer"],
        batch_size=40,
    )  # fmt: skip
    refresh_all()
    return made


def by_hand(document, facet):
    """The values of a document's facet, worked out from the document itself."""
    return {
        TYPE: lambda: [document.type.slug],
        BODY: lambda: [document.issuer.slug],
        FIELD: lambda: [field.slug for field in document.fields.all()],
        SIGNER: lambda: [document.signer] if document.signer else [],
        YEAR: lambda: [str(document.issued_on.year)] if document.issued_on else [],
        STATUS: lambda: [text.slug(document.status().label)],
    }[facet]()


COLUMN = {
    TYPE: "type__slug__in", BODY: "issuer__slug__in", FIELD: "fields__slug__in", SIGNER: "signer__in",
    YEAR: "issued_on__year__in",
}  # fmt: skip


def by_sql(chosen, words, but=None):
    """The published documents with these filters, in plain SQL; statuses one by one."""
    rows = Document.objects.published()
    for facet, values in chosen.items():
        if facet not in (but, STATUS):
            rows = rows.filter(**{COLUMN[facet]: values})
    for word in words:
        rows = rows.filter(folded__contains=word)
    rows = rows.distinct()
    if STATUS in chosen and but != STATUS:
        kept = [row.pk for row in rows.select_related("type") if text.slug(row.status().label) in chosen[STATUS]]
        rows = Document.objects.filter(pk__in=kept)
    return rows


def counts_by_sql(rows, facet):
    ids = list(rows.values_list("pk", flat=True))
    rows = Document.objects.filter(pk__in=ids)
    if facet == STATUS:
        found = {}
        for row in rows.select_related("type"):
            slug = text.slug(row.status().label)
            found[slug] = found.get(slug, 0) + 1
        return found
    name = {TYPE: "type__slug", BODY: "issuer__slug", FIELD: "fields__slug", SIGNER: "signer", YEAR: "issued_on__year"}
    counted = rows.order_by().values_list(name[facet]).annotate(Count("pk"))
    return {str(value): count for value, count in counted if value not in (None, "")}


# Words that stand in abstracts as they are typed, and nowhere else.
PHRASES = [
    "hợp tác xã nông nghiệp",
    "nuôi cá lồng",
    "phê duyệt",
    "tín dụng nội bộ",
    "vùng nguyên liệu",
    "chuyển đổi số",
]


def some_wish(chance, documents):
    """(query, its folded words, {facet: values}) as a reader may put them together."""
    phrase = chance.choice(["", *PHRASES])
    chosen = {}
    for facet in chance.sample(FACETS, chance.choice((0, 1, 1, 2, 3))):
        some = chance.choices(documents, k=chance.choice((1, 1, 2, 3)))
        if values := [value for document in some for value in by_hand(document, facet)]:
            chosen[facet] = tuple(dict.fromkeys(values))
    return phrase and f'"{phrase}"', [text.fold(phrase)] if phrase else [], chosen


def test_facets_count_what_plain_sql_counts(many):
    FileText.objects.all().delete()  # they hold the phrases too
    refresh_all()
    chance = random.Random(11)
    for _ in range(60):
        query, words, chosen = some_wish(chance, many)
        found = Found(Wanted(query, chosen))
        ids = set(by_sql(chosen, words).values_list("pk", flat=True))
        assert found.total == len(found.ids) == len(ids)
        assert set(found.ids) == ids
        facets = {facet.name: {c.value: c.count for c in facet.choices} for facet in found.facets()}
        for facet in FACETS:
            told = facets.get(facet, {})
            expected = counts_by_sql(by_sql(chosen, words, but=facet), facet)
            assert {value: count for value, count in told.items() if count} == expected, (query, chosen, facet)
            assert {value for value, count in told.items() if not count} <= set(chosen.get(facet, ()))


def test_a_status_on_the_shelf_is_the_status_of_the_document(many):
    held = shelf()
    for document in Document.objects.published().select_related("type"):
        slug = text.slug(document.status().label)
        assert held.sets[STATUS][slug] >> held.place(document.pk) & 1


def test_nothing_is_counted_or_found_that_is_not_public():
    secret = {"type": DocumentType.objects.create(name="Kế hoạch mật"), "signer": "Tẩn Bí Mật"}
    hidden = [
        factories.document("1/KH-X", internal=True, **secret),
        factories.document("2/KH-X", state=State.DRAFT, **secret),
        factories.document("3/KH-X", publish_from=timezone.now() + timedelta(hours=1), **secret),
        factories.document("4/KH-X", publish_until=timezone.now() - timedelta(hours=1), **secret),
    ]
    for document in hidden:
        document.fields.add(Field.objects.get_or_create(name="Cơ mật")[0])
    shown = factories.document("5/2024/TT-BTC")
    refresh_all()
    found = asked("")
    assert found.ids == [shown.pk] and found.total == 1
    told = [choice.label for facet in found.facets() for choice in facet.choices]
    assert told == ["Thông tư", "Bộ Tài chính", "Chưa xác định"]
    for query in ("q=Tẩn+Bí+Mật", "q=2/KH-X", "q=kế+hoạch+mật", "loai=ke-hoach-mat", "nguoi-ky=Tẩn+Bí+Mật"):
        assert asked(query).ids == [] and not asked(query).meant


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_shelf_follows_the_hour(monkeypatch):
    later = timezone.now() + timedelta(minutes=1)
    soon = factories.document("999/KH-SOON", publish_from=later)
    assert shelf().place(soon.pk) is None
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert shelf().place(soon.pk) == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_shelf_is_kept_until_something_changes(django_assert_num_queries):
    first = factories.document("1/2024/TT-BTC")
    held = shelf()
    with django_assert_num_queries(1):
        assert shelf() is held
    factories.document("2/2024/TT-BTC")
    assert len(shelf().ids) == 2 and shelf() is not held
    first.fields.add(Field.objects.get_or_create(name="Đất đai")[0])
    assert shelf().sets[FIELD]["dat-dai"].bit_count() == 1
    Document.objects.filter(pk=first.pk).update(internal=True)
    assert len(shelf().ids) == 1


def test_orders():
    old = factories.document("1/2004/TT-BTC", issued_on=date(2004, 5, 1), publish_from=timezone.now())
    new = factories.document("2/2024/TT-BTC", issued_on=date(2024, 5, 1))
    undated = factories.document("3/2020/TT-BTC", publish_from=timezone.now() - timedelta(days=5))
    for _ in range(3):
        recording.add("document", undated.pk, "view")
    recording.add("document", new.pk, "download")
    assert asked("").ids == [old.pk, new.pk, undated.pk]
    assert asked("sap-xep=moi-dang").ids == [old.pk, new.pk, undated.pk]
    assert asked("sap-xep=ban-hanh-moi").ids == [new.pk, old.pk, undated.pk]
    assert asked("sap-xep=ban-hanh-cu").ids == [old.pk, new.pk, undated.pk]
    assert asked("sap-xep=xem-nhieu").ids[0] == undated.pk
    assert asked("sap-xep=tai-nhieu").ids[0] == new.pk
    assert asked("sap-xep=phu-hop").wanted.order == finding.NEWEST


@pytest.mark.parametrize(
    "query",
    ["25/2024/TT-BTC", "25/2024 btc", "Số: 25-2024/TT-BTC", "25/2024/tt-btc", "25 2024 tt btc", "25/2024/TT - BTC",
     "thông tư 25/2024/TT-BTC", "025/2024/TT-BTC", "tt 25/2024", "25-2024-btc", "25/2024/TT-BTC bãi bỏ"],
)  # fmt: skip
def test_a_number_in_any_spelling_comes_first(query):
    factories.document("250/2024/TT-BTC", abstract="Không phải văn bản 25")
    factories.document("12/2025/TT-BTC", abstract="Sửa đổi Thông tư số 25/2024/TT-BTC")
    wanted = factories.document("25/2024/TT-BTC")
    factories.document("25/2023/TT-BTC", abstract="Hướng dẫn năm 2024")
    refresh_all()
    assert numbers_of(asked(f"q={query}"))[0] == wanted.number
    for order in ("ban-hanh-cu", "moi-dang"):
        found = Found(Wanted("25/2024/TT-BTC", {}, order))
        assert found.ids[0] == wanted.pk


def test_what_is_no_number_names_none():
    factories.document("25/2024/TT-BTC")
    refresh_all()
    for query in ("", "đất đai", "2024", "năm 2024", "25", "25/2023", "24/2024", "x" * 200, "1 2 3 4 5 6 7 8 9"):
        assert by_number(query, shelf()) == []


def test_addresses_say_only_what_was_asked_for():
    wanted = Wanted.read(QueryDict("q=+che++shan+&loai=a&loai=b&loai=a&nam=&x=1&sap-xep=phu-hop&trang=3"))
    assert wanted.pairs == [("q", "che shan"), ("loai", "a"), ("loai", "b")]
    assert wanted.without("loai", "a").pairs == [("q", "che shan"), ("loai", "b")]
    assert wanted.without("loai").pairs == [("q", "che shan")]
    assert Wanted.read(QueryDict("loai=\0&q=\0&nam=" + "9" * 999)).chosen == {"nam": ("9" * 200,)}


def test_nothing_found_tells_what_to_leave_out():
    factories.document("1/2024/TT-BTC", issued_on=date(2024, 1, 1), abstract="Về đất đai")
    refresh_all()
    found = asked("q=đất+đai&nam=2020")
    assert not found.total
    assert [(words, number) for words, _address, number in found.wider()] == [("Năm ban hành", 1)]
    assert asked("nam=2020").wider() == []


def test_a_slip_is_told():
    factories.document("1/2024/TT-BTC", abstract="Hỗ trợ lãi suất cho hợp tác xã")
    refresh_all()
    found = asked("q=ho tro lai suaat")
    assert len(found.ids) == 1 and not found.exact and found.meant == "ho tro lai suat"


def test_more_answers_than_are_ranked(monkeypatch):
    monkeypatch.setattr(found_module, "RANKED", 5)
    for n in range(8):
        factories.document(
            f"{n}/2024/TT-BTC", abstract=f"Hợp tác xã {n}", publish_from=timezone.now() - timedelta(hours=n + 1)
        )
    refresh_all()
    found = asked("q=hợp+tác+xã")
    assert found.ranked_partly and len(found.ids) == len(set(found.ids)) == 8
    assert not asked("q=hợp+tác+xã&sap-xep=moi-dang").ranked_partly


def test_an_internal_document_leaves_the_index():
    document = factories.document("7/2024/TT-BTC", abstract="Về miến dong")
    refresh_all()
    assert Entry.objects.count() == 1
    document.internal = True
    document.save()
    refresh_all()
    assert not Entry.objects.exists()
