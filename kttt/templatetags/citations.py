"""Tags that draw citations."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from kttt.citations import reading

register = template.Library()


@register.simple_tag
def linked_text(html, kind, pk):
    """Clean `html` of a thing with links to the documents it names (`reading.LinkedText`)."""
    return reading.linked_text(html, kind, pk)


@register.simple_tag
def linked_lines(lines, kind, pk):
    """[(words, address or "")] of a thing as HTML: a link where there is an address, else links to documents named."""
    html = [format_html('<a href="{}">{}</a>', to, words) if to else escape(words) for words, to in lines]
    linked = reading.linked_text("<br>".join(html), kind, pk).html
    return [mark_safe(line) for line in linked.split("<br>")] if lines else []  # noqa: S308


@register.simple_tag
def cited_in(document):
    """What names `document`, by kind (`reading.cited_in`)."""
    return reading.cited_in(document)
