"""Links from texts to documents and back, as readers and editors see them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from documents.models import FileText
from kttt.citations.models import Citation
from kttt.pages.models import Page
from kttt.publishing import State
from kttt.searching.refreshing import rebuild, refresh_all
from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db

BODY = "<p>Theo Thông tư 25/2024/TT-BTC và Luật 17/2023/QH15.</p>"


@pytest.fixture
def circular():
    return factories.document("25/2024/TT-BTC", issued_on=date(2024, 4, 22), effective_on=date(2024, 6, 7))


@pytest.fixture
def law():
    return factories.document("17/2023/QH15", issued_on=date(2023, 6, 20), effective_on=date(2024, 7, 1))


def page_of(thing):
    refresh_all()
    response = Client().get(thing.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_numbers_become_links_and_the_document_names_the_text(circular, law):
    article = factories.article(body=BODY)
    shown = page_of(article)
    assert f'<a href="{circular.get_absolute_url()}">25/2024/TT-BTC</a> và Luật' in shown
    assert f'<a href="{law.get_absolute_url()}">17/2023/QH15</a>.' in shown
    back = page_of(circular)
    assert "Được nhắc đến trong" in back
    assert article.get_absolute_url() in back.split("Được nhắc đến trong")[1]


def test_pages_answers_and_documents_too(circular):
    page = Page.objects.create(title="Thủ tục", slug="thu-tuc", body=BODY, state=State.PUBLISHED)
    question = factories.answered(
        answer=BODY, legal_basis="Thông tư 25/2024/TT-BTC\nLuật | /van-ban/luat", public_wanted=True
    )
    plan = factories.document("12/KH-UBND", abstract="Thực hiện Thông tư 25/2024/TT-BTC")
    link = f'<a href="{circular.get_absolute_url()}">25/2024/TT-BTC</a>'
    assert link in page_of(page)
    assert page_of(question).count(link) == 2
    assert '<a href="/van-ban/luat">Luật</a>' in page_of(question)
    back = page_of(circular).split("Được nhắc đến trong")[1]
    assert all(thing.get_absolute_url() in back for thing in (page, question, plan))


def test_the_text_of_a_document_and_its_file_lead_on(circular, client):
    plan = factories.document("12/KH-UBND", abstract="Thực hiện Thông tư 25/2024/TT-BTC & các văn bản khác")
    file = factories.document_file(plan)
    words = "Căn cứ Thông tư 25/2024/TT-BTC;\nKế hoạch 12/KH-UBND."
    FileText.objects.create(file=file, name=file.file.name, text=words)
    link = f'<a href="{circular.get_absolute_url()}">25/2024/TT-BTC</a>'
    assert f"Thực hiện Thông tư {link} &amp; các văn bản khác" in page_of(plan)
    shown = client.get(f"/van-ban/tep/{file.pk}/chu/").content.decode()
    assert link in shown
    assert plan.get_absolute_url() not in shown.split('class="rich-text"')[1].split("</div>")[0]


def test_a_document_does_not_name_itself(circular):
    factories.document_file(circular)
    circular.abstract = "Thông tư 25/2024/TT-BTC về thuế"
    circular.save()
    assert "Được nhắc đến trong" not in page_of(circular)


@pytest.mark.parametrize(
    "hidden", [{"state": State.DRAFT}, {"internal": True}, {"publish_from": timezone.now() + timedelta(days=1)}]
)
def test_hidden_documents_get_no_link(hidden):
    hidden_document = factories.document("25/2024/TT-BTC", **hidden)
    shown = page_of(factories.article(body=BODY))
    assert hidden_document.get_absolute_url() not in shown
    assert "/van-ban/25" not in shown.split('class="rich-text"')[1].split("</div>")[0]


def test_hidden_texts_are_not_named(circular):
    draft = factories.article("Bản nháp kín", body=BODY, state=State.DRAFT)
    later = factories.article("Bài hẹn giờ", body=BODY, publish_from=timezone.now() + timedelta(days=1))
    shown = page_of(circular)
    assert "Được nhắc đến trong" not in shown
    assert draft.title not in shown and later.title not in shown


def test_a_number_that_two_documents_bear_leads_nowhere_without_its_day(circular):
    other = factories.document("477/CT-UBND", issued_on=date(2023, 2, 1))
    meant = factories.document("477/CT-UBND", issued_on=date(2024, 2, 5))
    unclear = factories.article("Không rõ", body="<p>Chỉ thị 477/CT-UBND.</p>")
    clear = factories.article("Rõ", body="<p>Chỉ thị 477/CT-UBND ngày 05 tháng 02 năm 2024.</p>")
    assert "/van-ban/477" not in page_of(unclear).split('class="rich-text"')[1].split("</div>")[0]
    assert f'<a href="{meant.get_absolute_url()}">477/CT-UBND</a>' in page_of(clear)
    assert "Được nhắc đến trong" not in page_of(other)
    back = page_of(meant).split("Được nhắc đến trong")[1]
    assert clear.get_absolute_url() in back
    assert f'"{unclear.get_absolute_url()}"' not in back.split("</section>")[0]


def test_a_document_of_another_day_is_not_meant(circular):
    article = factories.article(body="<p>25/2024/TT-BTC ngày 1/1/2020.</p>")
    assert circular.get_absolute_url() not in page_of(article).split('class="rich-text"')[1].split("</div>")[0]
    assert "Được nhắc đến trong" not in page_of(circular)


def test_a_text_that_names_a_dead_document_says_so(circular):
    article = factories.article(body=BODY)
    assert "nay không còn hiệu lực" not in page_of(article)
    circular.expired_on = date(2025, 1, 1)
    circular.save()
    shown = page_of(article)
    assert "Bài viết nhắc đến văn bản nay không còn hiệu lực" in shown
    assert "hết hiệu lực toàn bộ" in shown


def test_an_editor_rejects_a_link_for_good(circular, client):
    article = factories.article(body=BODY)
    other = factories.article("Bài khác", body=BODY)
    refresh_all()
    citation = Citation.objects.get(kind="article", object_id=article.pk, key="25/2024/tt-btc")
    client.force_login(factories.staff(group="Biên tập"))
    listed = client.get("/quan-tri/citations/citation/")
    assert article.title in listed.content.decode()
    form = listed.context["cl"].formset
    data = {field.html_name: field.value() or "" for one in form.forms for field in one}
    data |= {
        f"{form.prefix}-TOTAL_FORMS": len(form.forms),
        f"{form.prefix}-INITIAL_FORMS": len(form.forms),
        "_save": "1",
    }
    data = {name: value for name, value in data.items() if value is not False}
    data |= {f"{one.prefix}-rejected": "on" for one in form.forms if one.instance == citation}
    assert client.post("/quan-tri/citations/citation/", data).status_code == 302
    link = f'<a href="{circular.get_absolute_url()}">25/2024/TT-BTC</a>'
    article.title = "Đổi tên"
    article.save()
    assert link not in page_of(article)
    assert link in page_of(other)
    back = page_of(circular).split("Được nhắc đến trong")[1].split("</section>")[0]
    assert article.get_absolute_url() not in back
    assert other.get_absolute_url() in back


def test_every_way_of_writing_is_followed(circular):
    article = factories.article(body=BODY)
    refresh_all()
    assert Citation.objects.count() == 2
    Article.objects.filter(pk=article.pk).update(body="<p>Chỉ còn 25/2024/TT-BTC ngày 22/4/2024.</p>")
    refresh_all()
    only = Citation.objects.get()
    assert (only.key, only.issued_on) == ("25/2024/tt-btc", date(2024, 4, 22))
    Article.objects.filter(pk=article.pk).update(state=State.WITHDRAWN)
    refresh_all()
    assert not Citation.objects.exists()
    Article.objects.filter(pk=article.pk).update(state=State.PUBLISHED)
    refresh_all()
    Citation.objects.all().delete()
    rebuild()
    assert Citation.objects.count() == 1
    article.delete()
    refresh_all()
    assert not Citation.objects.exists()


def test_queries_stay_few(circular, law, django_assert_max_num_queries):
    few = factories.article("Một", body=BODY)
    many = factories.article("Nhiều", body=BODY + "".join(f"<p>{n}/2023/QĐ-UBND</p>" for n in range(1, 60)))
    for n in range(1, 60):
        factories.document(f"{n}/2023/QĐ-UBND")
    refresh_all()
    from kttt.citations.reading import cited_in, linked_text

    for article in (few, many):
        with django_assert_max_num_queries(1):
            linked_text(article.body, "article", article.pk)
    with django_assert_max_num_queries(0):
        linked_text("<p>Không có số nào.</p>", "article", few.pk)
    with django_assert_max_num_queries(3):
        cited_in(circular)
