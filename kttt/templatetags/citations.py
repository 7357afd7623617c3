"""Tags that draw citations."""

from django import template

from kttt.citations import reading

register = template.Library()


@register.simple_tag
def linked_text(html, kind, pk):
    """Clean `html` of a thing with links to the documents it names (`reading.LinkedText`)."""
    return reading.linked_text(html, kind, pk)


@register.simple_block_tag
def linked(content, kind, pk):
    """What stands in the block, about a thing, with links to the documents it names."""
    return reading.linked_text(content, kind, pk).html


@register.simple_tag
def cited_in(document):
    """What names `document`, by kind (`reading.cited_in`)."""
    return reading.cited_in(document)
