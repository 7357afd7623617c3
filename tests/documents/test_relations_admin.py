"""The clerk's form: relations picked or written, both directions visible, what cannot be is refused."""

from datetime import date

import pytest
from django.urls import reverse

from documents.models import Document, IssuingBody, Relation
from tests import factories

pytestmark = pytest.mark.django_db

Verb = Relation.Verb


@pytest.fixture
def clerk(client):
    client.force_login(factories.staff(group="Văn thư"))
    return client


@pytest.fixture
def old():
    return factories.document("83/2014/TT-BTC", effective_on=date(2014, 8, 10), abstract="Hướng dẫn thuế")


@pytest.fixture
def new(old):
    return factories.document("25/2024/TT-BTC", effective_on=date(2024, 6, 8))


def save(clerk, document, *lines, **changed):
    """Posts the document's form as it is drawn, its first relation `changed`, `lines` added; gives the answer."""
    address = reverse("admin:documents_document_change", args=[document.pk])
    page = clerk.get(address)
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    moment = data.pop("publish_from")
    data |= {"publish_from_0": f"{moment:%Y-%m-%d}", "publish_from_1": f"{moment:%H:%M:%S}"}
    for inline in page.context["inline_admin_formsets"]:
        formset = inline.formset
        data |= {field.html_name: field.value() for field in formset.management_form}
        first = formset.initial_form_count()
        data[f"{formset.prefix}-TOTAL_FORMS"] = first
        for one in formset.initial_forms:
            data |= {field.html_name: field.value() for field in one}
        if formset.prefix == "relations":
            data["relations-TOTAL_FORMS"] = first + len(lines)
            data |= {f"relations-0-{name}": value for name, value in changed.items()}
            for number, line in enumerate(lines, first):
                data |= {f"relations-{number}-{name}": value for name, value in line.items()}
    return clerk.post(
        address, {name: value for name, value in data.items() if value is not None and value is not False}
    )


def errors(answer):
    return " ".join(
        str(said)
        for inline in answer.context["inline_admin_formsets"]
        for said in (inline.formset.non_form_errors(), *(form.errors for form in inline.formset.forms))
    )


def test_a_relation_is_written_by_number_or_picked(clerk, old, new):
    law = factories.document("17/2023/QH15")
    answer = save(
        clerk, new,
        {"verb": "repeals", "target_number": "Số 83/2014/TT- BTC"},
        {"verb": "based_on", "target": law.pk},
        {"verb": "cites", "target_number": "45/2013/QH13"},
    )  # fmt: skip
    assert answer.status_code == 302, errors(answer)
    assert [(r.verb, r.target) for r in new.relations.all()] == [("repeals", old), ("based_on", law), ("cites", None)]
    assert Document.objects.get(pk=old.pk).status() == Document.Status.EXPIRED
    page = clerk.get(reverse("admin:documents_document_change", args=[new.pk])).content.decode()
    assert "Có: xuất bản" in page and "Chưa có, sẽ tự nối" in page
    page = clerk.get(reverse("admin:documents_document_change", args=[old.pk])).content.decode()
    assert f'Bị bãi bỏ bởi <a href="../../{new.pk}/change/">25/2024/TT-BTC</a> – xuất bản' in page
    assert "Hết hiệu lực toàn bộ" in page


def test_a_number_of_several_documents_is_told_and_one_of_them_picked(clerk, old, new):
    twin = factories.document(old.number, issuer=IssuingBody.objects.create(name="Cơ quan khác"))
    relation = Relation.objects.create(source=new, verb=Verb.REPEALS, target_number=old.number)
    page = clerk.get(reverse("admin:documents_document_change", args=[new.pk])).content.decode()
    assert "2 văn bản cùng số: hãy chọn một" in page
    assert save(clerk, new, target=twin.pk).status_code == 302
    relation.refresh_from_db()
    assert (relation.target, relation.target_number) == (twin, "")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([{"verb": "repeals"}], "Hãy chọn một văn bản"),
        ([{"verb": "repeals", "target_number": "25/2024/TT-BTC"}], "số của chính văn bản này"),
        ([{"verb": "repeals", "target_number": "83/2014/TT-BTC"}] * 2, "đã ghi ở trên"),
        (
            [
                {"verb": "cites", "target_number": "9/2014/TT-BTC"},
                {"verb": "cites", "target_number": "09/2014/tt-btc"},
            ],
            "đã ghi ở trên",
        ),
    ],
)
def test_what_cannot_be_is_told_in_the_form(clerk, old, new, lines, told):
    answer = save(clerk, new, *lines)
    assert answer.status_code == 200
    assert told in errors(answer)
    assert not Relation.objects.exists()


def test_a_picked_and_a_written_line_for_one_document_are_one_too_many(clerk, old, new):
    answer = save(clerk, new, {"verb": "repeals", "target": old.pk}, {"verb": "repeals", "target_number": old.number})
    assert "đã ghi ở trên" in errors(answer)


def test_a_circle_is_refused(clerk, old, new):
    Relation.objects.create(source=new, verb=Verb.REPEALS, target=old)
    answer = save(clerk, old, {"verb": "replaces", "target_number": new.number})
    assert "Quan hệ vòng" in errors(answer)


def test_documents_are_picked_by_number_or_words_without_marks(clerk, old):
    query = {"term": "83/2014", "app_label": "documents", "model_name": "relation", "field_name": "target"}
    for term in ("83/2014/tt-btc", "huong dan thue"):
        found = clerk.get("/quan-tri/autocomplete/", query | {"term": term}).json()["results"]
        assert [int(one["id"]) for one in found] == [old.pk]
