"""Tags of the frame: they fetch, the templates draw."""

from django import template
from django.conf import settings
from django.urls import reverse

from kttt import dashboard, sidebar
from kttt.anonymous_forms import token
from kttt.mentions import mentions
from kttt.pages.models import SiteSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def site_settings(context):
    """What the office says of itself; read once a page."""
    root = context.render_context
    if "site_settings" not in root:
        root["site_settings"] = SiteSettings.current()
    return root["site_settings"]


@register.simple_tag
def main_menu():
    """The main menu (`sidebar.menu`)."""
    return sidebar.menu()


@register.simple_tag
def newest_documents():
    """The documents of "Văn bản mới"."""
    return sidebar.newest_documents()


@register.simple_tag
def featured_articles():
    """The featured articles."""
    return sidebar.featured_articles()


@register.simple_tag
def frame_banners():
    """The banners of every place (`sidebar.banners`)."""
    return sidebar.banners()


@register.simple_tag
def frame_links():
    """The groups of links of every place (`sidebar.links`)."""
    return sidebar.links()


@register.simple_tag
def frame_notices():
    """The notices of now."""
    return sidebar.notices()


@register.simple_tag
def open_poll():
    """The options of the newest open poll (`sidebar.open_poll`)."""
    return sidebar.open_poll()


@register.simple_tag(takes_context=True)
def traffic(context):
    """The figures of the traffic block."""
    return sidebar.traffic(site_settings(context))


@register.simple_tag
def waiting(user):
    """What waits for a signed-in member of staff (`dashboard.waiting`)."""
    return dashboard.waiting(user)


@register.simple_tag
def mentions_of(name):
    """Articles and documents that hold a name (`kttt.mentions`)."""
    return mentions(name)


@register.simple_tag
def anonymous_token(form):
    """A signed, dated token for a form of readers without a session."""
    return token(form)


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
