"""Tags of the frame: they fetch, the templates draw."""

from django import template
from django.conf import settings
from django.template import Context
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
def frame(context):
    """What stands around the page (`sidebar.Frame`)."""
    return _frame(context)


@register.simple_tag(takes_context=True)
def site_settings(context):
    """What the office says of itself."""
    return _frame(context).site


@register.simple_tag(takes_context=True)
def drawn_once(context, name):
    """The template `name`, which is given `frame` and `site` alone: the same on every page, drawn once for a Frame."""
    around = context["frame"]
    if name not in around.drawn:
        template = context.template.engine.get_template(name)
        around.drawn[name] = template.render(Context({"frame": around, "site": around.site}))
    return around.drawn[name]


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
