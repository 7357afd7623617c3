"""What the public may see, in SQL and in Python alike, and the bell that rings when it changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kttt.publishing import State, content_revision
from news.models import Article, Tag
from tests import factories

NOW = timezone.now()
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "publish_from", "publish_until", "visible"),
    [
        (State.PUBLISHED, NOW - HOUR, None, True),
        (State.PUBLISHED, NOW, None, True),
        (State.PUBLISHED, NOW - HOUR, NOW + HOUR, True),
        (State.PUBLISHED, NOW + HOUR, None, False),
        (State.PUBLISHED, NOW - HOUR, NOW, False),
        (State.DRAFT, NOW - HOUR, None, False),
        (State.PENDING, NOW - HOUR, None, False),
        (State.WITHDRAWN, NOW - HOUR, None, False),
    ],
)
def test_the_gate_is_the_same_in_sql_and_python(state, publish_from, publish_until, visible):
    article = factories.article(state=state, publish_from=publish_from, publish_until=publish_until)
    assert article.is_published(NOW) is visible
    assert Article.objects.published(NOW).filter(pk=article.pk).exists() is visible


WRITES = {
    "save": lambda a: a.save(),
    "create": lambda a: factories.article("Khác"),
    "update": lambda a: Article.objects.filter(pk=a.pk).update(featured=True),
    "bulk_create": lambda a: Tag.objects.bulk_create([Tag(name="Chè", slug="che")]),
    "bulk_update": lambda a: Article.objects.bulk_update([a], ["lead"]),
    "delete": lambda a: a.delete(),
    "delete many": lambda a: Article.objects.filter(pk=a.pk).delete(),
    "tags": lambda a: a.tags.add(Tag.objects.create(name="Chè", slug="che")),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_every_way_of_writing_rings_the_bell(write):
    article = factories.article()
    before = content_revision()
    write(article)
    assert content_revision() > before


def test_derived_columns_stay_right_in_bulk_writes():
    article = factories.article("Chè Than Uyên")
    assert Article.objects.matching("che than uyen").get() == article
    Article.objects.filter(pk=article.pk).update(title="Miến dong Bình Lư", lead="")
    assert Article.objects.matching("mien dong").get() == article
    article.refresh_from_db()
    article.title = "Sâm Lai Châu"
    Article.objects.bulk_update([article], ["title"])
    assert Article.objects.matching("sam").get() == article
    with pytest.raises(TypeError):
        Article.objects.filter(pk=article.pk).update(title="Chỉ tiêu đề")
