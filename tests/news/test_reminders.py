"""What is to be looked at again, as the first page counts it and the list shows it; and addresses that changed."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from kttt.publishing import State
from news import reminders
from news.models import Article, Category
from tests import factories

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.now() + timedelta(days=number)


@pytest.fixture
def articles():
    """Articles on both sides of each rule, the reminded ones named by it."""
    factories.article("ghim-lau", pinned=True, publish_from=days(-31))
    factories.article("Ghim mới", pinned=True, publish_from=days(-29))
    factories.article("Ghim, đã hết hạn", pinned=True, publish_from=days(-40), publish_until=days(-1))
    factories.article("sap-het-han", publish_until=days(6))
    factories.article("Còn lâu", publish_until=days(8))
    factories.article("Hẹn giờ, chưa đăng", publish_from=days(1), publish_until=days(3))
    old = factories.article("nhap-lau", state=State.DRAFT)
    Article.objects.filter(pk=old.pk).update(updated_at=days(-31))
    factories.article("Nháp mới", state=State.DRAFT)
    pending = factories.article("Chờ duyệt", state=State.PENDING)
    Article.objects.filter(pk=pending.pk).update(updated_at=days(-31))


@pytest.mark.parametrize("word", reminders.WORDS)
def test_a_reminder_counts_and_lists_the_same_articles(client, articles, word):
    client.force_login(factories.staff(group="Biên tập"))
    found = client.get(f"/quan-tri/news/article/?nhac={word}").context["cl"].result_list
    assert [article.title for article in found] == [word]
    assert reminders.counts(Article.objects.all())[word] == 1


def test_the_first_page_leads_to_the_reminders(client, articles):
    client.force_login(factories.staff(group="Biên tập"))
    page = unescape(client.get("/quan-tri/").content.decode())
    for word, words in reminders.WORDS.items():
        assert re.search(rf'href="[^"]*\?nhac={word}"><strong>1</strong> {words}<', page)


def test_a_reporter_is_reminded_of_own_articles_alone(client, articles):
    reporter = factories.staff(group="Phóng viên")
    Article.objects.filter(title="nhap-lau").update(created_by=reporter)
    client.force_login(reporter)
    page = unescape(client.get("/quan-tri/").content.decode())
    assert reminders.WORDS[reminders.UNTOUCHED] in page
    assert reminders.WORDS[reminders.PINNED] not in page and reminders.WORDS[reminders.ENDING] not in page


def test_readers_follow_an_article_whose_slug_or_section_changed(client):
    article = factories.article()
    old = article.get_absolute_url()
    article.slug, article.category = "ten-moi", Category.objects.create(name="Khác", slug="khac")
    article.save()
    response = client.get(old)
    assert response.status_code == 301 and response["Location"] == article.get_absolute_url() != old
    assert client.get(response["Location"]).status_code == 200


def test_readers_follow_a_section_whose_slug_changed(client):
    article = factories.article()
    section, old, old_article = article.category, article.category.get_absolute_url(), article.get_absolute_url()
    section.slug = "tin-doi-ten"
    section.save()
    response = client.get(old)
    assert response.status_code in (301, 302, 308) and response["Location"] == "/tin-tuc/tin-doi-ten/"
    assert client.get(old_article)["Location"] == Article.objects.get().get_absolute_url()
