"""Tags of the frame: they fetch, the templates draw."""

from django import template
from django.conf import settings
from django.urls import reverse

from kttt import body_pictures, dashboard, mentions, sidebar
from kttt.anonymous_forms import token

register = template.Library()


def _frame(context):
    """The `sidebar.Frame` of the page that is drawn, fetched once."""
    request = context.get("request")
    if request is None:
        return sidebar.frame()
    if not hasattr(request, "frame"):
        request.frame = sidebar.frame()
    return request.frame


@register.simple_tag(takes_context=True)
def site_settings(context):
    """What the office says of itself."""
    return _frame(context).site


@register.simple_tag(takes_context=True)
def main_menu(context):
    """The main menu (`sidebar.menu`)."""
    return _frame(context).menu


@register.simple_tag(takes_context=True)
def newest_documents(context):
    """The documents of "Văn bản mới", each with views and downloads."""
    return _frame(context).newest_documents


@register.simple_tag(takes_context=True)
def featured_articles(context):
    """The featured articles."""
    return _frame(context).featured_articles


@register.simple_tag(takes_context=True)
def frame_banners(context):
    """The banners of every place (`sidebar.banners`)."""
    return _frame(context).banners


@register.simple_tag(takes_context=True)
def frame_links(context):
    """The groups of links of every place (`sidebar.links`)."""
    return _frame(context).links


@register.simple_tag(takes_context=True)
def frame_notices(context):
    """The notices of now."""
    return _frame(context).notices


@register.simple_tag(takes_context=True)
def open_poll(context):
    """The options of the newest open poll (`sidebar.open_poll`)."""
    return _frame(context).open_poll


@register.simple_tag(takes_context=True)
def traffic(context):
    """The figures of the traffic block (`kttt.visits.reading.traffic`)."""
    return _frame(context).traffic


@register.simple_tag
def naming(organization):
    """The newest articles and documents that name an organisation (`mentions.naming`)."""
    return mentions.naming(organization)


@register.simple_tag
def waiting(user):
    """What waits for a signed-in member of staff (`dashboard.waiting`)."""
    return dashboard.waiting(user)


@register.simple_tag
def anonymous_token(form):
    """A signed, dated token for a form of readers without a session."""
    return token(form)


@register.filter
def widths(picture):
    """What `srcset` says of a stored picture (`body_pictures.srcset`), "" where it has one width."""
    return body_pictures.srcset(picture.url)


@register.filter
def with_places(breadcrumbs):
    """The breadcrumbs that lead to a page; the last one is the page itself and needs no address."""
    return [crumb for crumb in breadcrumbs[:-1] if crumb[1]] + breadcrumbs[-1:]


@register.simple_tag
def idle_seconds():
    """Seconds without a request after which staff are signed out."""
    return settings.SESSION_COOKIE_AGE


@register.simple_tag
def admin_change_url(name, pk):
    """The admin's page for changing an object: `name` is "news_article_change"."""
    return reverse(f"admin:{name}", args=[pk])
