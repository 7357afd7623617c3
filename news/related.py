"""What an article leads on to: its topic's newest, and what is told of the same elsewhere."""

from kttt.searching.near import near
from news.models import Article

IN_TOPIC = RELATED = 5
# Of what is near in text some may be hidden, and the index may be a moment late.
_LOOKED_AT = 4 * RELATED


def in_topic(article):
    """The newest IN_TOPIC published articles of the article's topic, without itself."""
    return list(Article.objects.published().in_topic_of(article).for_lists()[:IN_TOPIC])


def related(article):
    """At most RELATED published articles that no topic ties to `article`: with its tags, then near to it in text."""
    public = Article.objects.published()
    found = list(public.sharing_tags_with(article).for_lists()[:RELATED])
    if len(found) < RELATED:
        known = {article.pk, *(one.pk for one in found)}
        near_ids = near("article", article.title, article.lead, _LOOKED_AT, without=known)
        others = public.filter(pk__in=near_ids)
        if article.topic_id:
            others = others.exclude(topic=article.topic_id)
        rows = {one.pk: one for one in others.for_lists()} if near_ids else {}
        found += [rows[pk] for pk in near_ids if pk in rows]
    return found[:RELATED]
