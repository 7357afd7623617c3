"""What the public sees of relations: lược đồ, lists, timeline, notice; nothing of what is not public."""

import json
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from documents.connections import connections_of
from documents.diagram import diagram
from documents.models import Document, Relation
from kttt.publishing import State
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 8)
Verb = Relation.Verb


@pytest.fixture
def old():
    return factories.document(
        "83/2014/TT-BTC", issued_on=date(2014, 6, 26), effective_on=date(2014, 8, 10), abstract="Hướng dẫn thuế"
    )


@pytest.fixture
def new(old):
    made = factories.document("25/2024/TT-BTC", issued_on=date(2024, 4, 23), effective_on=DAY)
    Relation.objects.create(source=made, verb=Verb.REPEALS, target_number=old.number)
    return made


def words(response):
    body = response.content.decode().split('<article class="record">')[1].split("</article>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def main(client, document):
    return client.get(document.get_absolute_url()).content.decode().split('<article class="record">')[1]


def test_both_pages_say_that_one_repeals_the_other(client, old, new):
    page = client.get(old.get_absolute_url())
    assert "Văn bản này hết hiệu lực từ 08/06/2024 , bị bãi bỏ bởi 25/2024/TT-BTC" in words(page)
    assert "Bị bãi bỏ bởi (1)" in words(page)
    assert new.get_absolute_url() in main(client, old)
    assert "Hết hiệu lực toàn bộ : bị bãi bỏ bởi Thông tư 25/2024/TT-BTC" in words(page)
    page = client.get(new.get_absolute_url())
    assert "Bãi bỏ (1)" in words(page)
    assert "Văn bản này hết hiệu lực" not in words(page)
    assert old.get_absolute_url() in main(client, new)


def test_the_timeline_tells_each_day_in_order(client, old, new):
    amending = factories.document("9/2020/TT-BTC", effective_on=date(2020, 5, 1))
    Relation.objects.create(source=amending, verb=Verb.AMENDS, target=old, passage="Điều 2")
    staying = factories.document("1/QĐ-TTg", effective_on=date(2021, 1, 1))
    Relation.objects.create(source=staying, verb=Verb.STAYS, target=old, until=date(2021, 1, 31))
    events = client.get(old.get_absolute_url()).context["events"]
    assert [(event.day, event.said, event.by) for event in events] == [
        (date(2014, 6, 26), "Ban hành", ""),
        (date(2014, 8, 10), "Có hiệu lực", ""),
        (date(2020, 5, 1), "", "được sửa đổi, bổ sung bởi"),
        (date(2021, 1, 1), "Ngưng hiệu lực", "bị đình chỉ việc thi hành bởi"),
        (date(2021, 2, 1), "Hết thời gian ngưng hiệu lực", ""),
        (DAY, "Hết hiệu lực toàn bộ", "bị bãi bỏ bởi"),
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"effective_on": date(2999, 1, 1)}, "chưa có hiệu lực, có hiệu lực từ 01/01/2999"),
        ({"effective_on": DAY, "expired_on": date(2025, 1, 1)}, "hết hiệu lực từ 01/01/2025"),
        ({"status_override": "unfit", "status_note": "Công văn 5/STP"}, "không còn phù hợp . Căn cứ: Công văn 5/STP."),
        ({"effective_on": DAY}, None),
        ({}, None),
    ],
)
def test_the_notice_stands_where_a_document_is_not_in_force(client, values, said):
    page = client.get(factories.document(**values).get_absolute_url())
    assert f"Văn bản này {said}" in words(page) if said else page.context["notice"] is None


def test_a_person_s_word_is_shown_as_such(client, old, new):
    old.status_override, old.status_note = "partly", "Quyết định 7/QĐ-BTC"
    old.save()
    page = words(client.get(old.get_absolute_url()))
    assert "Hết hiệu lực một phần (do cơ quan đăng văn bản xác định; căn cứ: Quyết định 7/QĐ-BTC)" in page
    assert old.ended_on == DAY


HIDDEN = {
    "draft": {"state": State.DRAFT},
    "pending": {"state": State.PENDING},
    "withdrawn": {"state": State.WITHDRAWN},
    "internal": {"internal": True},
    "not yet": {"publish_from": timezone.now() + timedelta(days=1)},
    "no longer": {"publish_until": timezone.now() - timedelta(hours=1)},
}


@pytest.mark.parametrize("values", HIDDEN.values(), ids=HIDDEN)
def test_nothing_of_what_is_not_public_appears_with_others(client, old, new, values):
    secret = factories.document("99/2024/TT-BTC", effective_on=DAY, abstract="Điều chưa ai biết")
    for verb in Verb:
        Relation.objects.create(source=secret, verb=verb, target=old, passage="Điều mật 7")
        Relation.objects.create(source=old, verb=verb, target=secret, passage="Điều mật 8")
    Document.objects.filter(pk=secret.pk).update(**values)
    page = main(client, old)
    assert "99/2024" not in page and "mật" not in page and "chưa ai biết" not in page
    page = client.get(old.get_absolute_url())
    assert "(2)" not in words(page)
    assert [group.verb for group in page.context["groups"]] == [Verb.REPEALS]
    assert secret.get_absolute_url() not in page.content.decode()


def test_a_number_that_is_not_stored_is_words_alone(client, new):
    Relation.objects.create(source=new, verb=Verb.BASED_ON, target_number="45/2013/QH13", passage="Điều 1")
    page = main(client, new)
    assert "45/2013/QH13" in page and ">45/2013/QH13</a>" not in page
    assert "Căn cứ (1)" in words(client.get(new.get_absolute_url()))


def test_every_verb_has_words_and_a_place_on_both_sides(client, old, new):
    for verb in Verb:
        Relation.objects.create(source=new, verb=verb, target=old, passage="Điều 5")
    for document, labels in ((new, [v.label for v in Verb]), (old, Relation.INVERSE.values())):
        page = words(client.get(document.get_absolute_url()))
        for label in labels:
            assert label in page


def test_related_documents_are_one_list_on_both_sides(old, new):
    Relation.objects.create(source=new, verb=Verb.RELATED, target=old)
    Relation.objects.create(source=old, verb=Verb.RELATED, target=new)
    groups = [group for group in connections_of(old) if group.verb == Verb.RELATED]
    assert [connection.number for connection in groups[0].connections] == [new.number]
    assert len(groups) == 1


def test_the_picture_keeps_letters_within_narrow_boxes_and_counts_the_rest(old):
    for number in range(5):
        source = factories.document(f"{number}/2024/QĐ-UBND-{'X' * 40}", effective_on=DAY)
        Relation.objects.create(source=source, verb=Verb.DETAILS, target=old)
    drawing = diagram(old, connections_of(old))
    box = drawing.below[0]
    assert " ".join(line.text for line in box.heading) == "Được quy định chi tiết, hướng dẫn thi hành bởi"
    assert [line.text for line in box.lines][-1] == "và 2 văn bản khác"
    assert all(len(line.text) <= 27 for line in (*box.heading, *box.lines))
    assert diagram(old, []) is None


def test_the_page_is_constant_in_queries(client, old, new, django_assert_max_num_queries):
    def asked():
        with django_assert_max_num_queries(60) as queries:
            client.get(old.get_absolute_url())
        return len(queries)

    asked()
    few = asked()
    for number in range(30):
        source = factories.document(f"{number}/2025/TT-BTC", effective_on=DAY)
        Relation.objects.create(source=source, verb=list(Verb)[number % len(Verb)], target=old)
        Relation.objects.create(source=old, verb=Verb.CITES, target_number=f"{number}/2025/TT-BTC")
    assert asked() <= few


def test_lists_say_the_status_in_words_without_a_query_for_each(client, old, new, django_assert_max_num_queries):
    page = client.get("/van-ban/").content.decode()
    assert '<p class="badge badge--expired">Hết hiệu lực toàn bộ</p>' in page
    assert '<p class="badge badge--in_force">Còn hiệu lực</p>' in page

    def asked():
        with django_assert_max_num_queries(60) as queries:
            client.get("/van-ban/")
        return len(queries)

    few = asked()
    for number in range(15):
        factories.document(f"{number}/2025/TT-BTC", effective_on=DAY)
    assert asked() <= few


def test_search_engines_learn_the_force_and_what_it_changes(client, old, new):
    def data(document):
        page = client.get(document.get_absolute_url()).content.decode()
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        return next(d for d in map(json.loads, found) if d.get("@type") == "Legislation")

    assert data(old)["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert data(new)["legislationLegalForce"] == "https://schema.org/InForce"
    (repealed,) = data(new)["legislationRepeals"]
    assert repealed["legislationIdentifier"] == "83/2014/TT-BTC"
    assert repealed["url"].endswith(old.get_absolute_url())
